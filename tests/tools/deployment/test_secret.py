"""The one secret is made by the first deployment, kept by every later one, and shown by none."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_azure import FakeAzure, fake_azure
from tests.support.shipping import Shipping

from lonja.kernel import clock
from lonja_tools.deployment.steps import secret
from lonja_tools.user_error import UserError

NAME = "lonja-secret-key"


@pytest.fixture
def azure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAzure]:
    with fake_azure(tmp_path / "azure", host=str(tmp_path)) as made:
        monkeypatch.setenv("PATH", str(made.programs), prepend=":")
        yield made


@pytest.fixture
def deploy(azure: FakeAzure, tmp_path: Path) -> Shipping:
    return Shipping(azure, tmp_path / "journal")


def expires_in(days: int) -> dict[str, Any]:
    ends = clock.now() + timedelta(days=days)
    return {NAME: {"value": "kept", "expires": f"{ends:%Y-%m-%dT%H:%M:%S+00:00}"}}


class TestTheFirstDeployment:
    def test_makes_one_that_nobody_could_guess(self, deploy: Shipping, azure: FakeAzure) -> None:
        deploy.does_alone(secret.steps())

        made = azure.read()["vault"][NAME]
        assert len(made["value"]) == 64
        assert made["kind"] == "text/plain"
        assert made["expires"][:4] == str((clock.now() + secret.KEPT).year)

    def test_shows_it_nowhere_and_leaves_no_file(self, deploy: Shipping, azure: FakeAzure) -> None:
        messages = deploy.does_alone(secret.steps())

        made = azure.read()["vault"][NAME]
        assert made["mode"] == "0o600"
        assert made["value"] not in "".join([*messages, *azure.calls()])
        written = [file for file in deploy.journal.folder.rglob("*") if file.is_file()]
        assert [file for file in written if made["value"] in file.read_text()] == []

    def test_has_apps_refresh_a_reference_that_they_read_too_early(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        deploy.does_alone(secret.steps())

        assert azure.read()["refreshed"] == ["front", "front/slots/staging", "api", "api/slots/staging", "fn-background"]  # fmt: skip

    def test_goes_on_where_an_app_cannot_be_refreshed(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(fails=["rest --method post"])

        messages = deploy.does_alone(secret.steps())

        assert any("the service said no" in line for line in messages)
        assert messages[-1].endswith("made, and put there")

    def test_leaves_no_file_where_the_vault_refuses(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(fails=["keyvault secret set"])

        with pytest.raises(UserError, match="the service said no"):
            deploy.does_alone(secret.steps())
        assert not (deploy.journal.folder / "secret").exists()

    def test_waits_until_its_rights_hold(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(fails=["keyvault"])
        deploy.meanwhile = lambda pauses: azure.set(fails=[]) if pauses == 3 else None

        deploy.does_alone(secret.steps())

        assert (deploy.pauses, list(azure.read()["vault"])) == (3, [NAME])

    def test_gives_up_and_names_the_missing_role(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(fails=["keyvault"])

        with pytest.raises(UserError) as refused:
            deploy.does_alone(secret.steps())

        assert "database_administrator" in refused.value.todo
        assert (deploy.pauses + 1) * secret.EVERY_S == secret.ALLOWED_WITHIN_S


class TestALaterDeployment:
    def test_keeps_what_is_there(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(vault=expires_in(400))

        messages = deploy.does_alone(secret.steps())

        assert azure.read()["vault"][NAME]["value"] == "kept"
        assert messages[-1].endswith(f"there, until {(clock.now() + timedelta(days=400)).date()}")

    def test_says_two_months_before_that_it_runs_out(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(vault=expires_in(59))

        assert "make a new version of it before" in deploy.does_alone(secret.steps())[-1]
