"""An app is loaded as Microsoft's worker loads it, and refused in its words."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tools.functions_host import indexing

from lonja_tools.functions_host.loader import LoadError, load
from lonja_tools.functions_host.settings import SettingMissing

SHOP = Path(__file__).parent / "apps" / "shop"
SETTINGS = {"ORDERS": "orders", "NIGHTLY": "0 0 3 * * *"}


@pytest.fixture(autouse=True)
def _modules_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    for name in ("function_app", "more_functions"):
        sys.modules.pop(name, None)


def an_app(folder: Path, text: str) -> Path:
    (folder / "function_app.py").write_text("import azure.functions as func\n" + text)
    return folder


QUEUE = '@app.queue_trigger(arg_name="m", queue_name="q", connection="C")\n'


class TestAnApp:
    def test_lists_its_functions(self) -> None:
        app = load(SHOP, SETTINGS)

        confirm, picture = app.queues
        assert (confirm.name, confirm.queue, confirm.connection) == (
            "confirm_order",
            "orders",
            "SHOP_STORAGE",
        )
        assert (confirm.argument, confirm.is_async, confirm.wants_context) == (
            "message",
            True,
            True,
        )
        assert (picture.name, picture.queue, picture.is_async) == (
            "make_picture",
            "orders-media",
            False,
        )
        sweep, reconcile = sorted(app.timers, key=lambda timer: timer.name, reverse=True)
        assert (sweep.name, sweep.schedule.text, sweep.run_on_startup) == (
            "sweep",
            "0 0 3 * * *",
            False,
        )
        assert (reconcile.name, reconcile.use_monitor) == ("reconcile", True)
        assert (app.https[0].route, app.https[0].methods) == ("orders/{number:int?}", ("GET",))

    def test_with_two_registers_is_refused_in_the_workers_words(self, tmp_path: Path) -> None:
        an_app(tmp_path, "app = func.FunctionApp()\nother = func.FunctionApp()\n")

        with pytest.raises(LoadError) as refused:
            load(tmp_path, {})

        assert str(refused.value) == (
            "More than one FunctionApp or other top level function app instances are defined."
        )

    def test_without_a_register_is_refused_in_the_workers_words(self, tmp_path: Path) -> None:
        an_app(tmp_path, "")

        with pytest.raises(LoadError) as refused:
            load(tmp_path, {})

        assert str(refused.value) == (
            "Could not find top level function app instances in function_app.py."
        )

    def test_may_have_another_name_for_its_file(self, tmp_path: Path) -> None:
        an_app(tmp_path, f"app = func.FunctionApp()\n{QUEUE}def f(m): pass\n")
        (tmp_path / "function_app.py").rename(tmp_path / "shop_app.py")

        app = load(tmp_path, {"PYTHON_SCRIPT_FILE_NAME": "shop_app.py"})

        assert app.names == ["f"]

    def test_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(LoadError, match=r"there is no function_app\.py"):
            load(tmp_path, {})

    def test_with_one_name_twice_is_refused(self, tmp_path: Path) -> None:
        one = f"{QUEUE}def f(m): pass\n"
        an_app(tmp_path, f"app = func.FunctionApp()\n{one}{one}")

        with pytest.raises(LoadError, match="Function f does not have a unique function name"):
            load(tmp_path, {})

    @pytest.mark.parametrize(
        ("function", "why"),
        [
            (f"{QUEUE}def f(m, extra): pass", "declared in Python but not in the function def"),
            (f"{QUEUE}def f(other): pass", "declared in Python but not in the function def"),
            (f"{QUEUE}def f(): pass", "declared as bindings but are not present in Python"),
            (f"{QUEUE}def f(m, context: str): pass", 'the "context" parameter is expected'),
            (
                '@app.timer_trigger(arg_name="t", schedule="00:05:00")\ndef f(t): pass',
                "NCRONTAB has 5 or 6",
            ),
            (
                '@app.blob_trigger(arg_name="b", path="p", connection="C")\ndef f(b): pass',
                "does not run the trigger blobTrigger",
            ),
            (
                f'@app.queue_output(arg_name="o", queue_name="q", connection="C")\n{QUEUE}def f(m, o): pass',
                'runs triggers only, not the binding "o" (queue)',
            ),
        ],
    )
    def test_is_refused_where_a_function_and_its_trigger_disagree(
        self, tmp_path: Path, function: str, why: str
    ) -> None:
        an_app(tmp_path, f"app = func.FunctionApp()\n{function}\n")

        with pytest.raises(LoadError) as refused:
            load(tmp_path, {})

        assert why in str(refused.value)

    def test_that_names_a_missing_setting_is_refused(self) -> None:
        with pytest.raises(SettingMissing, match="ORDERS"):
            load(SHOP, {})


class TestMicrosoftsWorker:
    def test_finds_the_same_functions_and_triggers(self) -> None:
        settings = {**os.environ, **SETTINGS}

        ours = indexing.by_us(SHOP, settings)

        assert ours == indexing.by_the_worker(SHOP, settings)
        assert sorted(ours) == ["confirm_order", "make_picture", "order", "reconcile", "sweep"]
