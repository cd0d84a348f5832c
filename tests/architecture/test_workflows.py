"""The pipeline runs what a person runs, with no secret and no right too many."""

import re
import shlex
from pathlib import Path
from typing import Any

import yaml
from typer.main import get_command

from lonja_tools.cli.main import app
from lonja_tools.deployment.packaging.deployables import DEPLOYABLES

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
WORKFLOWS: dict[str, Any] = {file.stem: yaml.safe_load(file.read_text()) for file in FILES}
JOBS: list[tuple[str, str, dict[str, Any]]] = [
    (workflow, name, job)
    for workflow, definition in WORKFLOWS.items()
    for name, job in definition["jobs"].items()
]
# What each job may do; a job with id-token can become the identity that its subject names.
RIGHTS: dict[tuple[str, str], dict[str, str]] = {
    ("check", "code"): {"contents": "read"},
    ("check", "infrastructure"): {"contents": "read"},
    ("check", "plan"): {"contents": "read", "id-token": "write"},
    ("check", "comment"): {"pull-requests": "write"},
    ("staging", "deploy"): {"contents": "read", "id-token": "write"},
    ("production", "check"): {"contents": "read"},
    ("production", "deploy"): {"contents": "read", "id-token": "write"},
    ("drift", "plan"): {"contents": "read", "id-token": "write"},
}

# Commit and inputs of each release, as its repository has them: tag and action.yml, read 2026-11-22.
ACTIONS: dict[str, tuple[str, str, set[str]]] = {
    "actions/checkout": (
        "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1", {"persist-credentials", "fetch-depth"},
    ),
    "actions/download-artifact": (
        "v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", {"pattern", "path"},
    ),
    "actions/github-script": ("v8.0.0", "ed597411d8f924073f98dfc5c65a23a2325f34cd", {"script"}),
    "actions/upload-artifact": (
        "v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
        {"name", "path", "if-no-files-found", "retention-days"},
    ),
    "azure/login": (
        "v3.0.1", "f5d393ae46f8fde4be8b75f32e3fc50e654ad0ca",
        {"client-id", "tenant-id", "subscription-id"},
    ),
    "hashicorp/setup-terraform": (
        "v4.0.1", "dfe3c3f87815947d99a8997f908cb6525fc44e9e",
        {"terraform_version", "terraform_wrapper"},
    ),
}  # fmt: skip


def triggers(workflow: str) -> dict[str, Any]:
    events: dict[str, Any] = WORKFLOWS[workflow][True]  # YAML 1.1 reads "on" as true
    return events


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = job["steps"]
    return found


class TestAWorkflow:
    def test_runs_when_it_should(self) -> None:
        assert set(triggers("check")) == {"pull_request"}
        assert triggers("staging") == {"push": {"branches": ["main"]}}
        assert triggers("production") == {"push": {"tags": ["v*"]}}
        assert set(triggers("drift")) == {"schedule", "workflow_dispatch"}

    def test_gives_no_right_that_a_job_does_not_ask_for(self) -> None:
        assert [
            name for name, definition in WORKFLOWS.items() if definition["permissions"] != {}
        ] == []
        assert [
            name for name, definition in WORKFLOWS.items() if not definition["concurrency"]["group"]
        ] == []

    def test_names_no_secret(self) -> None:
        forbidden = ("secrets.", "pull_request_target")

        assert [
            f"{file.name}: {word}"
            for file in FILES
            for word in forbidden
            if word in file.read_text()
        ] == []

    def test_pins_every_action_to_a_commit_and_says_its_release(self) -> None:
        used = {file.name: re.findall(r"uses: *(.*)", file.read_text()) for file in FILES}
        pinned = r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"

        assert [name for name, lines in used.items() if not lines] == []
        assert [
            f"{name}: {line}"
            for name, lines in used.items()
            for line in lines
            if not re.fullmatch(pinned, line)
        ] == []

    def test_pins_the_commit_that_the_release_is(self) -> None:
        used = {
            found
            for file in FILES
            for found in re.findall(r"uses: *([\w./-]+)@(\w+) # (\S+)", file.read_text())
        }

        assert used == {(name, commit, tag) for name, (tag, commit, _) in ACTIONS.items()}

    def test_gives_an_action_what_its_release_takes(self) -> None:
        unknown = [
            f"{workflow}.{name}: {step['uses']} does not take {word}"
            for workflow, name, job in JOBS
            for step in steps(job)
            if "uses" in step
            for word in set(step.get("with", {})) - ACTIONS[step["uses"].partition("@")[0]][2]
        ]

        assert unknown == []


class TestAJob:
    def test_may_do_what_it_needs_and_ends(self) -> None:
        rights = {(workflow, name): job["permissions"] for workflow, name, job in JOBS}

        assert rights == {key: RIGHTS[key] for key in rights}
        assert [
            f"{workflow}.{name}" for workflow, name, job in JOBS if job["timeout-minutes"] > 120
        ] == []

    def test_writes_nothing_that_others_chose_into_a_script(self) -> None:
        assert [
            f"{workflow}.{name}"
            for workflow, name, job in JOBS
            for step in steps(job)
            if "${{" in step.get("run", "") + step.get("with", {}).get("script", "")
        ] == []

    def test_leaves_no_token_in_its_checkout(self) -> None:
        assert [
            f"{workflow}.{name}"
            for workflow, name, job in JOBS
            for step in steps(job)
            if step.get("uses", "").startswith("actions/checkout@")
            and step["with"]["persist-credentials"] is not False
        ] == []

    def test_calls_commands_and_options_that_exist(self) -> None:
        for _, _, job in JOBS:
            for line in (
                line.strip() for s in steps(job) for line in s.get("run", "").splitlines()
            ):
                if line.startswith("./lonja "):
                    check_command(shlex.split(re.sub(r"\$\{\w+:\+(.*)\}", r"\1", line))[1:])

    def test_that_deploys_waits_for_its_environment_and_for_the_one_before(self) -> None:
        for workflow, environment in (("staging", "staging"), ("production", "prod")):
            job = WORKFLOWS[workflow]["jobs"]["deploy"]

            assert job["environment"] == environment
            assert WORKFLOWS[workflow]["concurrency"]["cancel-in-progress"] is False
            (deploy,) = [s["run"] for s in steps(job) if "--yes" in s.get("run", "")]
            assert deploy.startswith(f"./lonja deploy --environment {environment} --yes ")
            assert (CHECKOUT / "infra" / "environments" / f"{environment}.tfvars").exists()

    def test_that_deploys_to_production_keeps_the_evidence(self) -> None:
        *_, deploy, write, keep = steps(WORKFLOWS["production"]["jobs"]["deploy"])

        assert deploy["run"].startswith("./lonja deploy --environment prod --yes ")
        assert write["run"] == "./lonja deploy --environment prod --evidence"
        assert keep["with"]["path"] == "docs/evidence/prod.applied.md"

    def test_that_plans_is_not_run_for_a_fork_and_that_comments_runs_no_code_of_it(self) -> None:
        jobs = WORKFLOWS["check"]["jobs"]
        own = "github.event.pull_request.head.repo.full_name == github.repository"

        assert own in jobs["plan"]["if"]
        assert own in jobs["comment"]["if"]
        assert [step for step in steps(jobs["comment"]) if "run" in step] == []
        assert not any("checkout" in step["uses"] for step in steps(jobs["comment"]))


def check_command(words: list[str]) -> None:
    command: Any = get_command(app)
    while words and not words[0].startswith("-"):
        command = command.get_command(None, words.pop(0))
    options = {name for option in command.params for name in option.opts}
    assert {word for word in words if word.startswith("--")} <= options


class TestTheFileOfAzd:
    TOLD = yaml.safe_load((CHECKOUT / "azure.yaml").read_text())

    def test_has_a_service_for_each_deployable_and_no_other(self) -> None:
        assert {name: one["host"] for name, one in self.TOLD["services"].items()} == {
            one.name: "function" if one.is_function_app else "appservice" for one in DEPLOYABLES
        }

    def test_names_services_as_terraform_tags_their_apps(self) -> None:
        tagged = set()
        for stack in ("functions", "frontoffice", "backoffice"):
            for file in (CHECKOUT / "infra" / stack).glob("*.tf"):
                tagged |= set(
                    re.findall(r'^  deployable += "(\w+)"', file.read_text(), re.MULTILINE)
                )

        assert set(self.TOLD["services"]) == tagged

    def test_deploys_what_package_writes(self) -> None:
        unpacked = re.search(r"for name in (.*); do", self.TOLD["hooks"]["prepackage"]["run"])
        assert unpacked

        assert unpacked[1].split() == list(self.TOLD["services"])
        assert {name: one["project"] for name, one in self.TOLD["services"].items()} == {
            name: f".lonja/packages/{name}" for name in self.TOLD["services"]
        }

    def test_says_nothing_that_azds_schema_does_not_know(self) -> None:
        """Fields of schemas/v1.0/azure.yaml.json of Azure/azure-dev at ae35809 (2026-08-21)."""
        hook = {"shell", "run"}
        service = {"project", "resourceGroup", "host", "language", "remoteBuild"}

        assert set(self.TOLD) == {"name", "infra", "services", "hooks"}
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*[a-z0-9]", self.TOLD["name"])
        assert set(self.TOLD["infra"]) == {"provider", "layers"}  # no path or module beside layers
        for layer in self.TOLD["infra"]["layers"]:
            assert set(layer) <= {"name", "path", "module", "dependsOn", "hooks"}
            assert set(layer["hooks"]) <= {"preprovision", "postprovision"}
            assert all(set(one) == hook for one in layer["hooks"].values())
        assert all(set(one) <= service for one in self.TOLD["services"].values())
        assert all(set(one) == hook for one in self.TOLD["hooks"].values())

    def test_finds_each_app_in_the_group_of_its_stack(self) -> None:
        noted = {
            layer["name"]: re.match(r"azd env set (\w+) ", layer["hooks"]["postprovision"]["run"])
            for layer in self.TOLD["infra"]["layers"]
        }

        for one in DEPLOYABLES:
            name = noted[one.stack]
            assert name
            assert self.TOLD["services"][one.name]["resourceGroup"] == f"${{{name[1]}}}"

    def test_calls_commands_and_options_that_exist(self) -> None:
        lines = [line for one in self.TOLD["hooks"].values() for line in one["run"].splitlines()]
        ours = [shlex.split(line)[1:] for line in lines if line.startswith("./lonja ")]

        assert ours == [["package", "--azd", "$AZURE_ENV_NAME"], ["package"]]
        for words in ours:
            check_command(words)

    def test_provisions_the_stacks_in_the_order_in_which_they_read_each_other(self) -> None:
        layers = self.TOLD["infra"]["layers"]

        assert self.TOLD["infra"]["provider"] == "terraform"
        assert [layer["path"] for layer in layers] == [
            "infra/functions",
            "infra/frontoffice",
            "infra/backoffice",
        ]
        for layer in layers:
            text = "".join(file.read_text() for file in (CHECKOUT / layer["path"]).glob("*.tf"))
            reads = set(re.findall(r'key += "(\w+)\.tfstate"', text)) - {layer["name"]}
            assert reads == set(layer.get("dependsOn", [])), layer["name"]
