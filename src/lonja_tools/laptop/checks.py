"""The programs that `./lonja check` runs; each prints nothing on success."""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lonja_tools.laptop import spa
from lonja_tools.laptop.tools import node_environment
from lonja_tools.places import Places

# Generators of committed files; with --check they compare and exit 1 on a difference.
GENERATED = {
    "settings table": "lonja_tools.laptop.generated.settings_table",
    "diagrams of states": "lonja_tools.laptop.generated.states",
    "OpenAPI documents": "lonja_tools.laptop.generated.openapi",
    "problem codes": "lonja_tools.laptop.generated.problem_codes",
    "currency decimals": "lonja_tools.laptop.generated.currency_decimals",
    "message catalogs": "lonja_tools.laptop.generated.catalogs",
    "Power BI model": "lonja_tools.power_bi.project",
    "infrastructure checklist": "lonja_tools.infra.checklist",
}


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    command: list[str]
    cwd: Path
    env: dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    output: str


def all_checks(places: Places) -> list[Check]:
    """The checks that apply to this checkout."""
    environment = {**os.environ, "NO_COLOR": "1"}

    def python(name: str, *words: str) -> Check:
        return Check(name, [sys.executable, "-m", *words], places.checkout, environment)

    checks = [
        python("ruff", "ruff", "check", "--quiet"),
        python("ruff format", "ruff", "format", "--check", "--quiet"),
        python("mypy", "mypy", "--no-error-summary"),
        Check("import-linter", [_beside("lint-imports")], places.checkout, environment),
    ]
    if (places.checkout / "infra").exists():
        checks.append(python("Terraform", "lonja_tools.infra.commands", "validate"))
    checks += [
        python(name, module, "--check") for name, module in GENERATED.items() if _exists(module)
    ]
    if spa.exists(places):
        node = node_environment(places)
        checks.append(
            Check("SPA", ["npm", "run", "--silent", "check"], places.checkout / "spa", node)
        )
    return checks


def run(checks: list[Check], *, before: Callable[[str], None]) -> Iterator[Outcome]:
    for check in checks:
        before(check.name)
        began = time.monotonic()
        done = subprocess.run(
            check.command,
            cwd=check.cwd,
            env=check.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        output = (done.stdout + done.stderr).strip()
        yield Outcome(check.name, done.returncode == 0, time.monotonic() - began, output)


def _beside(program: str) -> str:
    return str(Path(sys.executable).parent / program)


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
