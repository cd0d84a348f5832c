"""A deployment does each step once, stops where something is wrong, and can go on from there."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.administrator import Databases, azures_server
from tests.support.fake_azure import FakeAzure, creates, fake_azure
from tests.support.shipping import BEFORE, COMMIT, OURS, STACKS, Shipping
from typer.testing import CliRunner

from lonja_tools.cli.main import app as cli
from lonja_tools.deployment import deploying
from lonja_tools.deployment.programs import Programs, terraform
from lonja_tools.deployment.steps import Deployment, Step, all_steps, alone
from lonja_tools.places import CHECKOUT
from lonja_tools.user_error import UserError

SWAPS = [f"slot swap --resource-group {g} --name {n}" for g, n in
         (("rg-frontoffice", "front"), ("rg-backoffice", "api"), ("rg-backoffice", "pages"))]  # fmt: skip


class TestADeployment:
    def test_brings_everything_in_once_and_in_order(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        deploy(whole=True)

        assert [c.split(" --src")[0].removesuffix(" --target-slot production --only-show-errors")
                .partition(" -no-color")[0] for c in azure.calls(changing=True)] == [
            "terraform -chdir=infra/functions apply",
            "terraform -chdir=infra/frontoffice apply",
            "terraform -chdir=infra/backoffice apply",
            "az webapp deploy --resource-group rg-frontoffice --name front --slot staging",
            "az webapp deploy --resource-group rg-backoffice --name api --slot staging",
            "az webapp deploy --resource-group rg-backoffice --name pages --slot staging",
            "az functionapp deployment source config-zip --resource-group rg-functions --name fn-background",
            "az functionapp deployment source config-zip --resource-group rg-backoffice --name fn-etl",
            "az functionapp deployment source config-zip --resource-group rg-backoffice --name fn-models",
            *(f"az webapp deployment {swap} --slot staging" for swap in SWAPS),
        ]  # fmt: skip
        assert deploy.releases() == OURS
        assert deploy.questions == [f"prod, stack {stack}: 1 to add. Apply it?" for stack in STACKS]
        assert deploy.journal.running() == COMMIT
        assert deploy.journal.log.read_text().count("$ az webapp deploy ") == 3
        assert "a-token" not in "".join(
            path.read_text() for path in deploy.journal.folder.iterdir() if path.is_file()
        )
        assert "  DNS: shop.example.com CNAME fde.azurefd.net" in deploy.messages

    def test_is_interrupted_at_every_step_and_does_each_once(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        """One deployment, in which every call fails the first time."""
        interruptions = [
            "az account show",
            *(f"{stack} init" for stack in STACKS),
            *(f"{stack} {verb}" for stack in STACKS for verb in ("plan", "show", "apply")),
            *(f"{stack} output" for stack in STACKS),
            "private-endpoint-connection list", "get-access-token",
            "webapp deploy --resource-group rg-frontoffice --name front",
            "webapp deploy --resource-group rg-backoffice --name api",
            "webapp deploy --resource-group rg-backoffice --name pages",
            "config-zip --resource-group rg-functions", "function list --resource-group rg-functions",
            "config-zip --resource-group rg-backoffice --name fn-etl",
            "function list --resource-group rg-backoffice --name fn-etl",
            "config-zip --resource-group rg-backoffice --name fn-models",
            "function list --resource-group rg-backoffice --name fn-models",
            *SWAPS, "monitor metrics list",
        ]  # fmt: skip
        for number, part in enumerate(interruptions):
            azure.set(fails=[part])
            stopped = deploy.stops(whole=True, resume=number > 0)
            assert part in stopped.what, part
            assert "./lonja deploy --environment prod --resume" in stopped.todo

        azure.set(fails=[])
        deploy(resume=True)

        assert deploy.releases() == OURS
        done = azure.calls(changing=True, failed=False)
        assert len(done) == len(set(done)) == 12
        assert len(azure.calls(changing=True, failed=True)) == 12

    def test_of_one_stack_touches_no_other(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(applied=list(STACKS))
        deploy(whole=True, only="frontoffice")

        changed = azure.calls(changing=True)
        assert [call for call in changed if "backoffice" in call or "functions" in call] == []
        assert deploy.releases() == {"front": "frontoffice", "api": "None", "pages": "None"}

    def test_of_one_stack_says_how_that_one_goes_on(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(applied=list(STACKS), fails=["frontoffice apply"])

        stopped = deploy.stops(whole=True, only="frontoffice")

        assert stopped.todo.endswith(
            "Then go on: ./lonja deploy --environment prod --resume --only frontoffice"
        )

    def test_goes_on_in_its_own_subscription_only(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(broken=["api.staging"])
        deploy.stops()
        azure.set(subscription="two")

        stopped = deploy.stops(resume=True)

        assert "began in subscription one" in stopped.what
        assert "az account set --subscription one" in stopped.todo

    def test_again_of_a_finished_one_is_refused(self, deploy: Shipping) -> None:
        record = deploying.begin(
            deploy.journal, environment="prod", commit=COMMIT, stacks=STACKS, resume=False
        )
        record.finished = True
        deploy.journal.write(record)

        assert deploy.stops(resume=True).what == "There is no deployment to resume."


class TestADatabase:
    def test_that_refuses_stops_the_deployment_with_its_message(
        self, deploy: Shipping, tmp_path: Path
    ) -> None:
        with azures_server() as empty:
            outputs = deploy.azure.read()["outputs"]
            outputs["functions"]["database"]["fqdn"] = str(empty.server.sockets)
            deploy.azure.set(outputs=outputs)
            deploy.before = (*BEFORE[:6], "check-", "migrate")

            assert 'schema "test_gateway" does not exist' in deploy.stops().what

    def test_that_does_not_answer_is_named(self, deploy: Shipping, tmp_path: Path) -> None:
        outputs = deploy.azure.read()["outputs"]
        outputs["functions"]["database"]["fqdn"] = str(tmp_path)
        deploy.azure.set(outputs=outputs)
        deploy.before = BEFORE[:6]

        stopped = deploy.stops()

        assert f"The database lonja on {tmp_path} does not answer" in stopped.what
        assert "is a member of lonja-dev-database-administrators" in stopped.todo


class TestGoingBack:
    def test_leaves_the_schema_of_the_newer_version(self, deploy: Shipping) -> None:
        deploy.before = ("init:", "plan:", "confirm:", "apply:", "outputs", "roles")

        done = deploy(back=True).record.done

        assert done["check-migrations"] == "left as it is: an older version comes back"
        assert done["migrate"] == "left as it is"


class TestAPlan:
    def test_that_is_not_confirmed_is_not_applied(self, deploy: Shipping, azure: FakeAzure) -> None:
        deploy.answer = False

        assert "was not confirmed; nothing was applied" in deploy.stops(whole=True).what
        assert azure.calls(changing=True) == []

    def test_that_deletes_what_the_shop_keeps_is_refused(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        replaced = creates("azurerm_postgresql_flexible_server", "delete", "create")
        azure.set(plans={"functions": [replaced]})

        assert "azurerm_postgresql_flexible_server.this" in deploy.stops(whole=True).what
        assert (deploy.questions, azure.calls(changing=True)) == ([], [])

    def test_without_changes_asks_nothing(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(plans={}, fails=["output"])
        deploy.stops(whole=True)

        assert deploy.questions == []


class TestANewVersion:
    def test_whose_slot_shows_the_default_page_is_not_swapped_in(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(broken=["api.staging"])

        stopped = deploy.stops()

        assert "api.staging/healthz is not Lonja: 200" in stopped.what
        assert [call for call in azure.calls() if "swap" in call or "config-zip" in call] == []

    def test_that_fails_requests_is_swapped_out_again(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        before = {name: {"staging": None, "production": "before"} for name in OURS}
        azure.set(web=before, metrics=[40, 400])

        stopped = deploy.stops()

        assert "front failed 40 of 400 requests" in stopped.what
        assert "The version before serves again" in stopped.todo
        assert deploy.releases() == dict.fromkeys(OURS, "before")
        swaps = [call for call in azure.calls(changing=True) if "slot swap" in call]
        assert [call.split()[8] for call in swaps] == [
            "front",
            "api",
            "pages",
            "pages",
            "api",
            "front",
        ]
        assert "was taken back: there is nothing to resume" in deploy.stops(resume=True).what

    def test_that_stops_answering_is_swapped_out_again(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        before = {name: {"staging": None, "production": "before"} for name in OURS}
        azure.set(web=before, broken=["pages.production"])

        assert "pages/healthz is not Lonja" in deploy.stops().what
        assert deploy.releases() == dict.fromkeys(OURS, "before")

    def test_that_is_the_first_stays_because_nothing_was_before(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(metrics=[40, 400])

        stopped = deploy.stops()

        assert "There is no version before of spa, backoffice, frontoffice" in stopped.todo
        assert deploy.releases() == OURS

        azure.set(metrics=[0, 400])
        deploy(resume=True)

    def test_with_a_few_errors_stays(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(metrics=[9, 20])
        deploy()

        assert deploy.releases() == OURS

    def test_that_was_swapped_before_a_crash_is_not_swapped_back(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(fails=["monitor metrics"])
        deploy.stops()
        record = deploy.journal.read()
        assert record is not None
        del record.done["swap:front" + "office"]  # the crash came before the note
        deploy.journal.write(record)

        azure.set(fails=[])
        deploy(resume=True)

        assert deploy.releases() == OURS
        assert sum("slot swap" in call for call in azure.calls()) == 3


class TestASmallEnvironment:
    def test_without_slots_is_deployed_in_place_and_asks_the_api_through_its_pages(
        self, tmp_path: Path, database_host: str, azure: FakeAzure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with fake_azure(tmp_path / "small", host=database_host, slots=False) as small:
            monkeypatch.setenv("PATH", str(small.programs), prepend=":")
            deploy = Shipping(small, tmp_path / "small-journal")
            deploy(whole=True)

            assert deploy.releases() == OURS
            assert [call for call in small.calls() if "swap" in call or "--slot" in call] == []

            small.set(metrics=[50, 50])
            assert "no version before of spa, backoffice, frontoffice" in deploy.stops().todo


class TestADryRun:
    @pytest.mark.parametrize("environment", ["dev", "prod"])
    def test_shows_every_step_and_calls_nothing(self, azure: FakeAzure, environment: str) -> None:
        done = CliRunner().invoke(
            cli, ["deploy", "--environment", environment, "--dry-run", "--json"]
        )

        steps = json.loads(done.stdout)
        commands = [command for step in steps for command in step["commands"]]
        assert [step["step"] for step in steps][-2:] == ["swap:spa", "watch"]
        assert sum("webapp deploy " in command for command in commands) == 3
        assert sum("slot swap" in command for command in commands) == (
            3 if environment == "prod" else 0
        )
        assert azure.calls() == []

    def test_of_the_roles_alone_leaves_everything_else_out(self, azure: FakeAzure) -> None:
        done = CliRunner().invoke(
            cli, ["deploy", "--environment", "dev", "--roles", "--dry-run", "--json"]
        )

        assert [step["step"] for step in json.loads(done.stdout)] == [
            "sign-in",
            *(f"init:{stack}" for stack in STACKS),
            "outputs",
            "roles",
        ]

    def test_of_the_evidence_lists_resources_and_deploys_nothing(self, azure: FakeAzure) -> None:
        words = ["deploy", "--environment", "prod", "--evidence", "--dry-run", "--json"]
        steps = json.loads(CliRunner().invoke(cli, words).stdout)

        assert steps[-1]["step"] == "evidence"
        assert sum("az resource list" in command for command in steps[-1]["commands"]) == 3
        assert [
            one["step"] for one in steps if one["step"].startswith(("plan", "roll", "migr"))
        ] == []

    def test_of_an_unknown_environment_is_refused(self) -> None:
        done = CliRunner().invoke(cli, ["deploy", "--environment", "moon", "--dry-run"])

        assert str(done.exception) == "moon is not one of dev, prod, staging."


def test_every_step_has_a_name_of_its_own(deploy: Shipping) -> None:
    deployment = Deployment(
        environment="prod",
        checkout=CHECKOUT,
        programs=Programs(CHECKOUT, print, deploy.journal.log),
        journal=deploy.journal,
        record=deploying.begin(
            deploy.journal, environment="prod", commit=COMMIT, stacks=STACKS, resume=False
        ),
        say=print,
        confirm=lambda _: True,
        pause=lambda _: None,
    )
    steps: list[Step] = [*all_steps(deployment), *alone(deployment, "evidence")[-1:]]

    assert len({step.name for step in steps}) == len(steps)


class TestWithoutThePrograms:
    def test_what_is_missing_is_named_with_how_to_get_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.delenv("LONJA_TERRAFORM", raising=False)

        with pytest.raises(UserError) as missing:
            Programs(CHECKOUT, print, tmp_path / "log").run(terraform("functions", "init"))

        assert missing.value.what == "terraform is not on this machine."
        assert "https://developer.hashicorp.com/terraform/install" in missing.value.todo


class TestTheCommand:
    def test_grants_the_roles_of_an_environment(
        self, azure: FakeAzure, databases: Databases
    ) -> None:
        outputs = azure.read()["outputs"]
        outputs["functions"]["database"]["fqdn"] = str(databases.server.sockets)
        outputs["backoffice"]["warehouse"]["fqdn"] = str(databases.server.sockets)
        azure.set(applied=list(STACKS), outputs=outputs)

        done = CliRunner().invoke(cli, ["deploy", "--environment", "dev", "--roles"])

        assert done.exception is None, done.output
        assert "Each app may do what it needs in the databases: none new" in done.output

    def test_deploys_to_production_only_what_a_commit_has(
        self, azure: FakeAzure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(deploying, "commit_of", lambda _: (COMMIT, True))
        for words in ([], ["--resume"]):
            done = CliRunner().invoke(cli, ["deploy", "--environment", "prod", *words])

            assert "The checkout has uncommitted changes" in str(done.exception)
        assert azure.calls() == []

    @pytest.mark.parametrize("part", ["--roles", "--evidence"])
    def test_that_only_looks_has_nothing_to_resume(self, azure: FakeAzure, part: str) -> None:
        done = CliRunner().invoke(cli, ["deploy", "--environment", "dev", part, "--resume"])

        assert str(done.exception) == f"{part} is done by itself: leave --resume out."
        assert azure.calls() == []

    def test_that_is_killed_in_the_middle_of_an_apply_plans_that_stack_anew(
        self, azure: FakeAzure
    ) -> None:
        words = [
            sys.executable,
            "-m",
            "lonja_tools.cli.main",
            "deploy",
            "--environment",
            "dev",
            "--yes",
        ]
        azure.set(kills=["functions apply"])
        killed = subprocess.run(words, capture_output=True, check=False)
        azure.set(kills=[], fails=["frontoffice plan"])
        stopped = subprocess.run([*words, "--resume"], capture_output=True, text=True, check=False)

        assert killed.returncode == -signal.SIGKILL
        assert "✗ Plan frontoffice" in stopped.stderr
        calls = [
            call.split(" -no-color")[0].split("-chdir=infra/")[1]
            for call in azure.calls()
            if "terraform" in call
        ]
        assert [call for call in calls if "show" not in call] == [
            *(f"{stack} init" for stack in STACKS),
            "functions plan",
            "functions apply",
            "functions plan",
            "functions apply",
            "frontoffice plan",
        ]

    def test_asks_nothing_without_a_terminal(self, azure: FakeAzure) -> None:
        deploy_dev = ["deploy", "--environment", "dev", "--only", "functions"]
        done = CliRunner().invoke(cli, deploy_dev)

        assert isinstance(done.exception, UserError)
        assert "stack functions: 1 to add. Apply it?" in done.exception.what
        assert "pass --yes if it is right" in done.exception.todo


class TestADeploymentThatCannotGoOn:
    def test_says_so_and_does_not_ask_to_resume_it(
        self, deploy: Shipping, azure: FakeAzure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "lonja_tools.deployment.migrations.refusals", lambda _: ["0031: stops the shop."]
        )

        stopped = deploy.stops(whole=True)

        assert "These migrations may not run while the shop serves:\n  0031:" in stopped.what
        assert stopped.todo == (
            "Nothing was migrated. Change them, commit, and begin a new deployment."
        )
        assert not any("webapp deploy" in call for call in azure.calls())
