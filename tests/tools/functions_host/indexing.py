"""What our loader and Microsoft's worker each find in an app, in a process of their own."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_AS_THE_WORKER = """
import json, sys
from types import SimpleNamespace
from azure_functions_runtime.bindings.meta import load_binding_registry
from azure_functions_runtime.functions import Registry
from azure_functions_runtime.loader import index_function_app

load_binding_registry()
sys.path.insert(0, sys.argv[1])
directions = SimpleNamespace(undefined=None, inout=2, out=1)
registry, functions = Registry(), {}
for function in index_function_app(sys.argv[1] + "/function_app.py"):
    info = registry.add_indexed_function(function, SimpleNamespace(BindingInfo=directions))
    trigger = function.get_trigger()
    functions[info.name] = {
        "trigger": trigger.type,
        "argument": trigger.name,
        "is_async": info.is_async,
        "wants_context": info.requires_context,
    }
print(json.dumps(functions))
"""

_AS_WE_DO = """
import json, os, sys
from pathlib import Path
from lonja_tools.functions_host.loader import load

app = load(Path(sys.argv[1]), os.environ)
kinds = {"queueTrigger": app.queues, "timerTrigger": app.timers, "httpTrigger": app.https}
print(json.dumps({
    each.name: {
        "trigger": kind,
        "argument": each.argument,
        "is_async": each.is_async,
        "wants_context": each.wants_context,
    }
    for kind, functions in kinds.items()
    for each in functions
}))
"""


def by_the_worker(folder: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    return _indexed(_AS_THE_WORKER, folder, settings)


def by_us(folder: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    return _indexed(_AS_WE_DO, folder, settings)


def _indexed(program: str, folder: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=dict(settings),
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout.splitlines()[-1]))
