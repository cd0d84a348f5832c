"""Loads a v2 Python app as Microsoft's worker does, and lists its functions.

The worker imports `function_app.py`, looks for exactly one FunctionRegister among the module's
names, and calls `get_functions()` once (a second call raises). We refuse what it refuses,
with the same words, so that an app which starts here also starts there.
"""

import importlib.util
import inspect
import sys
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from azure.functions import FunctionRegister

from lonja_tools.functions_host import ncrontab
from lonja_tools.functions_host.settings import resolve

SCRIPT_SETTING = "PYTHON_SCRIPT_FILE_NAME"
SCRIPT_DEFAULT = "function_app.py"
QUEUE, TIMER, HTTP = "queueTrigger", "timerTrigger", "httpTrigger"


class LoadError(Exception):
    """The app cannot run; the message says what to change."""


@dataclass(frozen=True)
class Function:
    name: str
    call: Callable[..., Any]
    argument: str
    is_async: bool
    wants_context: bool
    folder: Path


@dataclass(frozen=True)
class QueueFunction(Function):
    queue: str
    connection: str


@dataclass(frozen=True)
class TimerFunction(Function):
    schedule: ncrontab.Schedule
    run_on_startup: bool
    use_monitor: bool | None


@dataclass(frozen=True)
class HttpFunction(Function):
    route: str
    methods: tuple[str, ...]


@dataclass(frozen=True)
class App:
    folder: Path
    queues: tuple[QueueFunction, ...]
    timers: tuple[TimerFunction, ...]
    https: tuple[HttpFunction, ...]

    @property
    def names(self) -> list[str]:
        return sorted(each.name for each in (*self.queues, *self.timers, *self.https))


def load(folder: Path, settings: Mapping[str, str]) -> App:
    """Import the app in `folder` and index its functions."""
    script = settings.get(SCRIPT_SETTING, SCRIPT_DEFAULT)
    module = _import(folder, script)
    registers = [
        value
        for name in dir(module)
        if isinstance(value := getattr(module, name, None), FunctionRegister)
    ]
    if not registers:
        raise LoadError(f"Could not find top level function app instances in {script}.")
    if len(registers) > 1:
        raise LoadError(
            f"More than one {type(registers[0]).__name__} or other top level function app "
            "instances are defined."
        )
    try:
        indexed = registers[0].get_functions()
    except ValueError as error:
        raise LoadError(str(error)) from error
    functions = [_index(each, folder, settings) for each in indexed]
    return App(
        folder=folder,
        queues=tuple(each for each in functions if isinstance(each, QueueFunction)),
        timers=tuple(each for each in functions if isinstance(each, TimerFunction)),
        https=tuple(each for each in functions if isinstance(each, HttpFunction)),
    )


def _import(folder: Path, script: str) -> ModuleType:
    path = folder / script
    if not path.is_file():
        raise LoadError(f"there is no {script} in {folder}")
    sys.path.insert(0, str(folder.resolve()))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _index(indexed: Any, folder: Path, settings: Mapping[str, str]) -> Function:
    name = indexed.get_function_name()
    call = indexed.get_user_function()
    trigger = indexed.get_trigger()
    if trigger is None:
        raise LoadError(f"Function {name} does not have a trigger.")
    _check_bindings(name, trigger, indexed.get_bindings())
    common: dict[str, Any] = {
        "name": name,
        "call": call,
        "argument": trigger.name,
        "is_async": inspect.iscoroutinefunction(call),
        "wants_context": _wants_context(name, call, trigger.name),
        "folder": folder,
    }
    if trigger.type == QUEUE:
        return QueueFunction(
            **common,
            queue=resolve(trigger.queue_name, settings),
            connection=resolve(trigger.connection or "Storage", settings),
        )
    if trigger.type == TIMER:
        try:
            schedule = ncrontab.parse(resolve(trigger.schedule, settings))
        except ncrontab.ScheduleError as error:
            raise LoadError(f"the timer {name}: {error}") from error
        return TimerFunction(
            **common,
            schedule=schedule,
            run_on_startup=bool(trigger.run_on_startup),
            use_monitor=trigger.use_monitor,
        )
    methods = tuple(getattr(each, "value", str(each)) for each in trigger.methods or ())
    return HttpFunction(**common, route=trigger.route or name, methods=methods)


def _check_bindings(name: str, trigger: Any, bindings: list[Any]) -> None:
    if trigger.type not in {QUEUE, TIMER, HTTP}:
        raise LoadError(f"{name}: this development host does not run the trigger {trigger.type}")
    for binding in bindings:
        is_reply = trigger.type == HTTP and binding.type == "http"
        if binding is not trigger and binding.name != trigger.name and not is_reply:
            raise LoadError(
                f"{name}: this development host runs triggers only, not the binding "
                f'"{binding.name}" ({binding.type})'
            )


def _wants_context(name: str, call: Callable[..., Any], argument: str) -> bool:
    parameters = set(inspect.signature(call).parameters)
    wants_context = "context" in parameters and argument != "context"
    annotation = typing.get_type_hints(call).get("context")
    if wants_context and annotation is not None and annotation.__name__ != "Context":
        raise LoadError(
            f'cannot load the {name} function: the "context" parameter is expected to be of '
            f'type azure.functions.Context, got "{annotation!r}"'
        )
    undeclared = parameters - {argument} - ({"context"} if wants_context else set())
    if undeclared:
        raise LoadError(
            f"cannot load the {name} function: the following parameters are declared in Python "
            "but not in the function definition (function.json or function decorators):  "
            f"{undeclared!r}"
        )
    if argument not in parameters:
        raise LoadError(
            f"cannot load the {name} function: Extra parameters in binding definition — the "
            "following parameters are declared as bindings but are not present in Python: "
            f"{ {argument}!r}"
        )
    return wants_context
