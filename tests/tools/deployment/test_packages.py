"""Each package starts from nothing: an empty folder, an empty environment, its own requirements."""

import asyncio
import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from tests.architecture.test_topology_drift import MAY_READ, functions, triggers
from tests.support import packages, servers
from tests.support.administrator import Databases
from tests.support.packages import Installed
from tests.support.terraform import hcl, settings_of

from lonja.kernel.settings import Settings
from lonja_tools.deployment import roles, smoke
from lonja_tools.deployment.packaging import zips
from lonja_tools.deployment.packaging.deployables import DEPLOYABLES, Deployable, named
from lonja_tools.laptop import spa, topology
from lonja_tools.places import CHECKOUT, Places

WEB_APPS = tuple(one for one in DEPLOYABLES if not one.is_function_app)
FUNCTION_APPS = tuple(one for one in DEPLOYABLES if one.is_function_app)
# The name of its module in the stack.
MODULES = {"frontoffice": "frontoffice", "backoffice": "api", "spa": "spa"} | {
    "background": "background",
    "etl": "etl",
    "models": "models",
}

# Every module of ours in the package, imported with nothing but the package's own requirements.
IMPORT_ALL = """
import importlib, os, pathlib, sys
sys.path.insert(0, os.getcwd())
names = [".".join(p.with_suffix("").parts) for p in pathlib.Path("lonja").rglob("*.py")]
for name in names:
    importlib.import_module(name.removesuffix(".__init__"))
print(len(names))
"""

# As Microsoft's worker does it: its own packages come after the app's.
INDEX = """
import json, sys
from types import SimpleNamespace
sys.path.insert(0, sys.argv[1])
sys.path += sys.argv[2:]
from azure_functions_runtime.bindings.meta import load_binding_registry
from azure_functions_runtime.functions import Registry
from azure_functions_runtime.loader import index_function_app

load_binding_registry()
directions = SimpleNamespace(undefined=None, inout=2, out=1)
registry, functions = Registry(), {}
for function in index_function_app(sys.argv[1] + "/function_app.py"):
    info = registry.add_indexed_function(function, SimpleNamespace(BindingInfo=directions))
    trigger = function.get_trigger()
    about = getattr(trigger, "queue_name", getattr(trigger, "schedule", ""))
    functions[info.name] = [trigger.type, about, getattr(trigger, "connection", "")]
print(json.dumps(functions))
"""

# One invocation of a timer, as the worker calls it.
INVOKE = """
import asyncio, os, sys
sys.path.insert(0, os.getcwd())
import function_app
by_name = {f.get_function_name(): f for f in function_app.app.get_functions()}
asyncio.run(by_name[sys.argv[1]].get_user_function()(None))
"""


@pytest.fixture(scope="module")
def installed() -> Iterator[Mapping[str, Installed]]:
    places = Places.here()
    places.make()
    asyncio.run(spa.build(places))
    with servers.scratch() as folder:
        yield {
            one.name: packages.install(
                zips.write(one, checkout=CHECKOUT, folder=folder / "zips"), folder
            )
            for one in DEPLOYABLES
        }


@pytest.fixture(scope="module")
def app_settings(databases: Databases, storage_connection: str) -> Mapping[str, dict[str, str]]:
    """Terraform's settings of each app, without addresses; each signs in with its own role."""
    everybody = {
        "LONJA_ENVIRONMENT": "production",
        "LONJA_STORAGE_CONNECTION": storage_connection,
        "LONJA_SECRET_KEY": "a secret of this test alone, 32 and more",
        "LONJA_LOG_LEVEL": "INFO",
    }
    return {one.name: everybody | databases.settings(one.name) for one in DEPLOYABLES}


@pytest.mark.parametrize("deployable", DEPLOYABLES, ids=lambda one: one.name)
class TestAPackage:
    def test_has_all_that_its_code_imports(
        self,
        deployable: Deployable,
        installed: Mapping[str, Installed],
        app_settings: Mapping[str, dict[str, str]],
    ) -> None:
        package = installed[deployable.name]
        output = package.run(IMPORT_ALL, app_settings[deployable.name])

        scripts = 1 if deployable.is_function_app else 0
        assert int(output) == package.package.modules - scripts

    def test_holds_nothing_of_the_laptop_and_no_tests(
        self, deployable: Deployable, installed: Mapping[str, Installed]
    ) -> None:
        folder = installed[deployable.name].folder
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}

        assert [
            n for n in names if n.startswith(("lonja_tools/laptop", "lonja_tools/cli", "tests"))
        ] == []
        assert {n.partition("/")[0] for n in names} <= {
            "lonja", "requirements.txt", "spa", "themes", "warehouse", "host.json", "function_app.py",
        }  # fmt: skip

    def test_gets_settings_that_its_code_knows(self, deployable: Deployable) -> None:
        in_azure = settings_of(MODULES[deployable.name], deployable.stack)

        assert in_azure - {f"LONJA_{name.upper()}" for name in Settings.model_fields} == set()
        assert {"LONJA_ENVIRONMENT", "LONJA_LOG_LEVEL"} <= in_azure


class Serving:
    """The web apps of the packages, each started by the command that Terraform gives it."""

    def __init__(
        self,
        installed: Mapping[str, Installed],
        app_settings: Mapping[str, dict[str, str]],
        base: int,
    ) -> None:
        self.installed, self.app_settings, self.base = installed, app_settings, base

    @contextlib.contextmanager
    def __call__(self, *names: str) -> Iterator[list[str]]:
        api = {"LONJA_BACKOFFICE_API_URL": f"http://{topology.HOST}:{self.base}"}
        with contextlib.ExitStack() as running:
            yield [
                running.enter_context(
                    self.installed[name].started(
                        named(name).stack, self.app_settings[name] | api, self.base + offset
                    )
                )
                for offset, name in enumerate(names)
            ]

    def release(self, name: str) -> str:
        return self.installed[name].package.release


@pytest.fixture
def serving(
    installed: Mapping[str, Installed], app_settings: Mapping[str, dict[str, str]], port_base: int
) -> Serving:
    return Serving(installed, app_settings, port_base)


class TestAWebApp:
    def test_of_buyers_passes_the_smoke_test_by_terraforms_start_command(
        self, serving: Serving
    ) -> None:
        with serving("frontoffice") as [address]:
            release = serving.release("frontoffice")

            assert smoke.wrong("frontoffice", address, release) == []
            leads_on = smoke.ask(f"{address}/es/orders/7G5B-K9W4/payment")
            assert leads_on.status == 303  # shown, not followed
            assert smoke.wrong("frontoffice", address, "another") == [
                f"{address} runs release {release}, not another"
            ]

    def test_of_staff_passes_it_too_with_its_pages_on_the_api(self, serving: Serving) -> None:
        with serving("backoffice", "spa") as [api, pages]:
            release = serving.release("backoffice")

            assert smoke.wrong("backoffice", api, release) == []
            assert smoke.wrong("spa", pages, serving.release("spa")) == []
            assert smoke.wrong("backoffice", pages, release, through_spa=True) == []
            assert smoke.wrong("backoffice", pages, "another", through_spa=True) == [
                f"the API behind {pages} runs release {release}, not another"
            ]

    def test_that_did_not_start_is_not_mistaken_for_ours(self, storage_connection: str) -> None:
        blobs = storage_connection.partition("BlobEndpoint=")[2].partition(";")[0]

        [problem] = smoke.wrong("frontoffice", blobs, "any")

        assert problem.startswith(f"{blobs}/healthz is not Lonja: ")


class TestAFunctionApp:
    @pytest.mark.parametrize("deployable", FUNCTION_APPS, ids=lambda one: one.name)
    def test_is_indexed_by_microsofts_worker(
        self,
        deployable: Deployable,
        installed: Mapping[str, Installed],
        app_settings: Mapping[str, dict[str, str]],
    ) -> None:
        package = installed[deployable.name]
        workers_own = str(Path(psycopg.__file__).parents[1])
        output = package.run(INDEX, app_settings[deployable.name], str(package.folder), workers_own)
        found = json.loads(output)

        app = deployable.name
        queues = {name: of for name, (kind, *of) in found.items() if kind == "queueTrigger"}
        timers = {name: of for name, (kind, *of) in found.items() if kind == "timerTrigger"}
        # What the drift test holds against Terraform: names, queues, and the connection's setting.
        assert set(found) == set(queues) | set(timers) == functions()[app]
        assert queues == {queue: [queue, "QueueStorage"] for queue in triggers()[app]}
        assert all(len(schedule.split()) == 6 for schedule, _ in timers.values())
        # What Terraform declares for each: rights on queues, instances kept warm.
        assert set(queues) <= MAY_READ[app]
        kept_warm = set(re.findall(r'"function:(\w+)"', hcl(deployable.stack)))
        assert kept_warm <= set(found)

    def test_does_its_work_from_the_package_with_the_rights_of_its_role(
        self,
        installed: Mapping[str, Installed],
        app_settings: Mapping[str, dict[str, str]],
        databases: Databases,
    ) -> None:
        installed["background"].run(INVOKE, app_settings["background"], "prune")
        installed["etl"].run(INVOKE, app_settings["etl"], "run_etl")

        runs = databases.asks("backoffice", "SELECT state FROM etl.run", roles.WAREHOUSE)
        facts = databases.asks("backoffice", "SELECT count(*) FROM dw.fact_order", roles.WAREHOUSE)
        assert (runs, facts) == ([("done",)], [(0,)])


class TestPackaging:
    def test_the_same_code_gives_the_same_bytes(self, tmp_path: Path) -> None:
        first = zips.write(named("etl"), checkout=CHECKOUT, folder=tmp_path / "a")
        second = zips.write(named("etl"), checkout=CHECKOUT, folder=tmp_path / "b")

        assert Path(first.path).read_bytes() == Path(second.path).read_bytes()
        assert first.release == second.release
