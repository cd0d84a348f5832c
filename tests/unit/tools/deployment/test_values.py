"""The file of an environment says to us, and to azd, what it says to Terraform."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lonja_tools.cli.main import app as cli
from lonja_tools.deployment import azd
from lonja_tools.deployment.environment import STACKS, environments, has_slots, state_of
from lonja_tools.deployment.values import NotAValueError, parse
from lonja_tools.places import CHECKOUT
from lonja_tools.user_error import UserError

ENVIRONMENTS = environments(CHECKOUT)
FILE = """
# A comment, and a # in "quotes" below.
name = "a # b = {c}"   // another
plan = { sku = "B1", "odd key" = -1.5 }
pools = {
  frontoffice = 5
  etl         = null
}
hosts = ["a", "b",
  "c"]
empty = []
none  = {}
on    = true
"""


class TestValues:
    def test_are_read_as_they_stand(self) -> None:
        assert parse(FILE) == {
            "name": "a # b = {c}",
            "plan": {"sku": "B1", "odd key": -1.5},
            "pools": {"frontoffice": 5, "etl": None},
            "hosts": ["a", "b", "c"],
            "empty": [],
            "none": {},
            "on": True,
        }

    @pytest.mark.parametrize(
        "text",
        [
            "a = var.b",
            'a = "${b}"',
            "a = file('x')",
            "a",
            "a = ",
            "= 1",
            "a = {b = 1",
            "a = [1",
            "{",
        ],
    )
    def test_that_are_no_literals_are_refused(self, text: str) -> None:
        with pytest.raises(NotAValueError):
            parse(text)

    @pytest.mark.parametrize("environment", ENVIRONMENTS)
    def test_are_terraforms_own(self, environment: str, tmp_path: Path) -> None:
        """Terraform itself reads both files, and finds the same in them."""
        terraform = shutil.which("terraform")
        if terraform is None:
            pytest.skip("there is no terraform on PATH")
        file = CHECKOUT / "infra" / "environments" / f"{environment}.tfvars"
        values = parse(file.read_text())
        names = "".join(f'variable "{name}" {{ type = any }}\n' for name in values)
        every = ", ".join(f"{name} = var.{name}" for name in values)
        (tmp_path / "main.tf").write_text(
            f'{names}output "all" {{ value = jsonencode({{ {every} }}) }}\n'
        )
        (tmp_path / "ours.tfvars.json").write_text(json.dumps(values))

        outputs = []
        for given in (file, tmp_path / "ours.tfvars.json"):
            for words in (["init"], ["apply", "-auto-approve", f"-var-file={given}"]):
                subprocess.run(
                    [terraform, *words, "-input=false"],
                    cwd=tmp_path,
                    check=True,
                    capture_output=True,
                )
            done = subprocess.run(
                [terraform, "output", "-raw", "all"], cwd=tmp_path, check=True, capture_output=True
            )
            outputs.append(json.loads(done.stdout))

        assert outputs[0] == outputs[1]


class TestAnEnvironment:
    def test_has_slots_when_it_has_plans_of_its_own(self) -> None:
        assert {name: has_slots(CHECKOUT, name) for name in ENVIRONMENTS} == {
            "dev": False,
            "staging": False,
            "prod": True,
        }

    def test_that_names_no_state_is_refused(self, tmp_path: Path) -> None:
        folder = tmp_path / "infra" / "environments"
        folder.mkdir(parents=True)
        (folder / "moon.tfvars").write_text('profile = { location = "moon" }\n')
        with pytest.raises(UserError, match="names no state"):
            state_of(tmp_path, "moon")

        (folder / "moon.tfvars").write_text("profile = { location = var.moon }\n")
        with pytest.raises(UserError, match=r"moon\.tfvars: .* is no literal"):
            state_of(tmp_path, "moon")


class TestAzdsFiles:
    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        shutil.copytree(CHECKOUT / "infra" / "environments", tmp_path / "infra" / "environments")
        for stack in STACKS:
            (tmp_path / "infra" / stack).mkdir()
        return tmp_path

    @pytest.mark.parametrize("environment", ENVIRONMENTS)
    def test_hold_the_values_and_the_state_of_the_environment(
        self, checkout: Path, environment: str
    ) -> None:
        written = azd.write(checkout, environment)

        assert [path.relative_to(checkout).as_posix() for path in written] == [
            f"infra/{stack}/{name}"
            for stack in STACKS
            for name in ("main.tfvars.json", "provider.conf.json")
        ]
        for values, state in zip(written[::2], written[1::2], strict=True):
            assert json.loads(values.read_text())["profile"]["environment"] == environment
            # What `./lonja deploy` gives as -backend-config; the key stands in the stack.
            assert json.loads(state.read_text()) == state_of(CHECKOUT, environment)
            assert "$" not in values.read_text() + state.read_text()

    def test_refuse_what_azd_would_replace(self, checkout: Path) -> None:
        file = checkout / "infra" / "environments" / "dev.tfvars"
        file.write_text(file.read_text().replace('"shop-team"', '"$HOME"'))

        with pytest.raises(UserError, match="which azd would replace as a placeholder"):
            azd.write(checkout, "dev")

    def test_are_not_kept(self) -> None:
        ignored = subprocess.run(
            ["git", "check-ignore", *(f"infra/{one}/{name}" for one in STACKS
             for name in ("main.tfvars.json", "provider.conf.json")), ".azure/dev/.env"],
            cwd=CHECKOUT, capture_output=True, text=True, check=True,
        )  # fmt: skip

        assert len(ignored.stdout.splitlines()) == 7

    def test_are_made_for_environments_that_there_are(self) -> None:
        done = CliRunner().invoke(cli, ["package", "--azd", "moon"])

        assert isinstance(done.exception, UserError)
        assert done.exception.what == "moon is not one of dev, prod, staging."
        assert "azd env new NAME" in done.exception.todo
