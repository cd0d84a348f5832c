"""The laptop is the cloud: what `up` starts and what Terraform builds are the same boxes."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from tests.support.terraform import CHECKOUT, block, hcl, start_command

from lonja.jobs.dead_letters import GIVEN_UP
from lonja.kernel.queues import POISON_QUEUES, QUEUES
from lonja.kernel.settings import Settings
from lonja_tools.laptop import topology
from lonja_tools.places import Places

STACKS = ("functions", "frontoffice", "backoffice")
# The name in topology.py of each web app, its package, and the stack that builds it.
WEB_APPS = {
    "front-office": ("frontoffice", "frontoffice"),
    "back-office-api": ("backoffice", "backoffice"),
    "back-office": ("spa_host", "backoffice"),
}
FUNCTION_APPS = {"background": "functions", "etl": "backoffice", "models": "backoffice"}
MAY_READ = {
    "background": set(QUEUES) - {"etl", "models"},
    "etl": {"etl"},
    "models": {"models"},
}
# Settings of the laptop, each with what replaces it in Azure.
INSTEAD = {
    "LONJA_STORAGE_CONNECTION": "LONJA_STORAGE_ACCOUNT",
    "LONJA_SMTP_HOST": "LONJA_MAIL_ENDPOINT",
    "LONJA_SMTP_PORT": "LONJA_MAIL_ENDPOINT",
    "LONJA_WAKE_URL": None,  # The extension polls; only the local host can be woken at once.
    "AzureWebJobsStorage": "AzureWebJobsStorage__accountName",
    "QueueStorage": "QueueStorage__queueServiceUri",
}


def quoted(text: str) -> list[str]:
    return re.findall(r'"([^"]+)"', text)


def told_in_azure() -> set[str]:
    return set(
        re.findall(
            r"\b(LONJA_[A-Z_]+|(?:AzureWebJobs|Queue)Storage__\w+)\b",
            hcl(*STACKS, "modules/function_app", "modules/web_app"),
        )
    )


class TestQueues:
    def test_are_those_of_the_laptop(self) -> None:
        found = re.search(r"^  queues += \[(.*)\]", hcl("functions"), re.MULTILINE)
        assert found

        assert quoted(found[1]) == list(QUEUES)

    def test_have_a_poison_queue_each(self) -> None:
        assert '[name, "${name}-poison"]' in hcl("functions")
        assert tuple(f"{name}-poison" for name in QUEUES) == POISON_QUEUES

    def test_ring_where_a_message_is_given_up(self) -> None:
        assert f"Message == '{GIVEN_UP}'" in block("poison", hcl("functions"))

    def test_are_read_by_the_app_that_may(self) -> None:
        consumes = block("consumes", hcl("functions"))
        assert (
            'background = [for name in local.queues : name if !contains(["etl", "models"]'
            in consumes
        )
        assert re.search(r'etl += \["etl", "models"\]', consumes)  # one identity for both

        assert {
            app: queues - MAY_READ[app]
            for app, queues in triggers().items()
            if queues - MAY_READ[app]
        } == {}


class TestContainers:
    def test_are_those_of_the_laptop_and_as_public(self) -> None:
        shared = block("containers", hcl("functions"))
        built = {
            name: public == "true"
            for name, public in re.findall(r"(\w+) += { public = (true|false) }", shared)
        }
        own = re.search(
            r'resource "azurerm_storage_container" "uploads" {\n  name += "(\w+)".*?access_type = "(\w+)"',
            hcl("backoffice"),
            re.DOTALL,
        )
        assert own

        assert built | {own[1]: own[2] != "private"} == dict(topology.CONTAINERS)


class TestSettings:
    def test_of_azure_exist(self) -> None:
        known = {f"LONJA_{name.upper()}" for name in Settings.model_fields}

        assert {name for name in told_in_azure() if name.startswith("LONJA_")} - known == set()

    def test_of_the_laptop_are_set_in_azure_too(self, tmp_path: Path) -> None:
        tmp_path.joinpath("state").mkdir()
        laptop = set(topology.settings(Places(CHECKOUT, tmp_path / "state"), 8000))
        wanted = {INSTEAD.get(name, name) for name in laptop} - {None}

        assert wanted - told_in_azure() == set()

    def test_that_only_the_laptop_knows_are_not_set_in_azure(self) -> None:
        assert set(INSTEAD) & told_in_azure() == set()

    def test_that_hold_secrets_are_references(self) -> None:
        secret = re.findall(r"(LONJA_\w*(?:SECRET|PASSWORD|_KEY)\w*) += (.*)", hcl(*STACKS))

        assert {name for name, _ in secret} == {
            "LONJA_SECRET_KEY",
            "LONJA_STRIPE_KEY",
            "LONJA_STRIPE_WEBHOOK_SECRETS",
        }
        assert [
            name
            for name, value in secret
            if not re.match(r'local\.|"@Microsoft\.KeyVault\(', value)
        ] == []


class TestWebApps:
    @pytest.mark.parametrize("name", WEB_APPS)
    def test_are_started_as_on_the_laptop(self, name: str) -> None:
        package, stack = WEB_APPS[name]
        service = next(service for service in topology.APPS if service.name == name)
        here = " ".join(service.command)
        here = here.replace("{python}", "python").replace("{" + name + "}", "8000")
        here = here.replace(f"--host {topology.HOST}", "--host 0.0.0.0")

        there = re.sub(r"\$\{local\.[\w.]+\}", "N", start_command(package, stack))

        assert there == re.sub(r"--workers \d+", "--workers N", here)

    def test_are_probed_for_health_where_they_answer(self) -> None:
        path = re.search(
            r'variable "health_path" {.*?default += "(.*?)"', hcl("modules/web_app"), re.DOTALL
        )
        assert path

        source = CHECKOUT / "src" / "lonja"
        shared = [*(source / "hosting").rglob("*.py"), *(source / "kernel").rglob("*.py")]
        for package, _ in WEB_APPS.values():
            if (source / package / "app.py").exists():
                own = (source / package).rglob("*.py")
                assert any(f'"{path[1]}"' in file.read_text() for file in (*own, *shared)), package

    def test_are_all_there(self) -> None:
        web = {service.name for service in topology.APPS if "--interface" in service.command}

        assert web == set(WEB_APPS)
        assert len(re.findall(r'source = "../modules/web_app"', hcl(*STACKS))) == len(WEB_APPS)


class TestFunctionApps:
    @pytest.mark.parametrize("app", FUNCTION_APPS)
    def test_are_reported_once(self, app: str) -> None:
        """The host counts invocations; in its other mode it would stop saying what alerts read.
        Our own lines it would repeat, without their trace and with all of their words."""
        host = json.loads((CHECKOUT / "functions" / app / "host.json").read_text())

        assert host.get("telemetryMode", "ApplicationInsights") == "ApplicationInsights"
        assert host["logging"]["logLevel"]["Host.Function.Console"] == "None"

    def test_are_all_there(self) -> None:
        local = {s.name.removeprefix("functions-") for s in topology.APPS if "functions" in s.name}
        built = {
            app: app in re.findall(r'module "(\w+)"', hcl(s)) for app, s in FUNCTION_APPS.items()
        }

        assert local == set(FUNCTION_APPS)
        assert built == dict.fromkeys(FUNCTION_APPS, True)
        assert len(re.findall(r'source = "../modules/function_app"', hcl(*STACKS))) == len(built)

    @pytest.mark.parametrize("app", FUNCTION_APPS)
    def test_write_messages_as_the_queue_clients_do(self, app: str) -> None:
        host = json.loads((CHECKOUT / "functions" / app / "host.json").read_text())

        assert host["version"] == "2.0"
        assert host["extensions"]["queues"]["messageEncoding"] == "base64"
        assert host["extensionBundle"]["version"].startswith("[4.")

    def test_keep_warm_only_functions_that_exist(self) -> None:
        kept = set(re.findall(r'"function:(\w+)"', hcl(*STACKS)))

        for app, names in functions().items():
            if app == "background":
                assert kept <= names

    def test_find_their_queues_by_the_connection_that_terraform_sets(self) -> None:
        assert connections() <= {"QueueStorage"}


def test_connections_that_terraform_counts_are_those_that_the_code_opens() -> None:
    opened = (CHECKOUT / "src" / "lonja" / "bootstrap.py").read_text()
    warehouse = re.search(r"settings\.warehouse_url, pool_size=(\d+)", opened)
    counted = re.search(
        r"warehouse_pool += local\.profile\.databases\.warehouse == null \? (\d+) : 0",
        hcl("functions"),
    )
    assert warehouse
    assert counted

    assert counted[1] == warehouse[1]


def test_python_is_the_same_everywhere() -> None:
    found = re.search(r'python_version += "(.*)"', hcl("functions"))
    assert found
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]

    assert (CHECKOUT / ".python-version").read_text().strip() == found[1]
    assert project["requires-python"].startswith(f">={found[1]},")


def decorators() -> list[tuple[str, ast.Call, str]]:
    """(app, decorator, function) of every function_app.py."""
    found = []
    for app in FUNCTION_APPS:
        file = CHECKOUT / "functions" / app / "function_app.py"
        if not file.exists():
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found += [
                    (app, call, node.name)
                    for call in node.decorator_list
                    if isinstance(call, ast.Call)
                ]
    return found


def functions() -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for app, _, name in decorators():
        names.setdefault(app, set()).add(name)
    return names


def keywords(name: str) -> list[tuple[str, str]]:
    return [
        (app, keyword.value.value)
        for app, call, _ in decorators()
        for keyword in call.keywords
        if keyword.arg == name
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    ]


def triggers() -> dict[str, set[str]]:
    queues: dict[str, set[str]] = {}
    for app, queue in keywords("queue_name"):
        queues.setdefault(app, set()).add(queue)
    return queues


def connections() -> set[str]:
    return {connection for _, connection in keywords("connection")}
