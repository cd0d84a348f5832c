"""The requirements of a set of imports: from uv.lock, pinned and hashed, without anything else."""

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from packaging.markers import Marker
from packaging.utils import canonicalize_name

# App Service and Flex Consumption on Linux; markers are judged for them, wherever the zip is made.
AZURE: Final[Mapping[str, str]] = {
    "implementation_name": "cpython",
    "implementation_version": "3.13.0",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "linux",
}


class NotLockedError(LookupError):
    """An import whose distribution is not in uv.lock."""


@dataclass(frozen=True, slots=True)
class Requirement:
    name: str
    version: str
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.name}=={self.version}", *(f"    --hash={one}" for one in self.hashes)]
        return " \\\n".join(lines) + "\n"


@cache
def _owners() -> dict[str, str]:
    """Module -> the installed distribution that brings it."""
    owners: dict[str, str] = {}
    for distribution in distributions():
        name = canonicalize_name(distribution.metadata["Name"])
        for file in distribution.files or ():
            parts = file.parts
            if file.suffix not in {".py", ".so"} or parts[0] in {"..", "__pycache__"}:
                continue
            stem = parts[-1].partition(".")[0]
            module = parts[:-1] if stem == "__init__" else (*parts[:-1], stem)
            owners.setdefault(".".join(module), name)
    return owners


def owner(module: str) -> str:
    """The distribution of a module, or of the name in a module."""
    owners, name = _owners(), module
    while module:
        if module in owners:
            return owners[module]
        module = module.rpartition(".")[0]
    raise NotLockedError(f"no installed distribution brings {name}")


class Lock:
    """uv.lock, read once."""

    def __init__(self, path: Path) -> None:
        self._packages: dict[str, dict[str, Any]] = {}
        for package in tomllib.loads(path.read_text())["package"]:
            assert package["name"] not in self._packages, f"{package['name']} is locked twice"
            self._packages[package["name"]] = package
        project = self._packages["lonja"]
        groups = [
            project.get("dependencies", []),
            *project.get("optional-dependencies", {}).values(),
        ]
        # Which extras the project asks for: psycopg[binary, pool].
        self._extras: dict[str, set[str]] = defaultdict(set)
        for one in (one for group in groups for one in group):
            self._extras[one["name"]] |= set(one.get("extra", ()))

    def requirements(self, names: Iterable[str]) -> tuple[Requirement, ...]:
        """These and all their dependencies on Azure's Linux, by name."""
        wanted: dict[str, set[str]] = {}
        waiting = [(name, frozenset(self._extras.get(name, ()))) for name in names]
        while waiting:
            name, extras = waiting.pop()
            if name not in self._packages:
                raise NotLockedError(f"{name} is not in uv.lock")
            new = set(extras) - wanted[name] if name in wanted else {"", *extras}
            wanted.setdefault(name, set()).update(new)
            for extra in new:
                waiting += self._needs(self._packages[name], extra)
        return tuple(self._requirement(name) for name in sorted(wanted))

    def _needs(self, package: Mapping[str, Any], extra: str) -> list[tuple[str, frozenset[str]]]:
        needed = (
            package.get("optional-dependencies", {}).get(extra, [])
            if extra
            else package.get("dependencies", [])
        )
        return [
            (one["name"], frozenset(one.get("extra", ())))
            for one in needed
            if "marker" not in one or Marker(one["marker"]).evaluate({**AZURE, "extra": ""})
        ]

    def _requirement(self, name: str) -> Requirement:
        package = self._packages[name]
        files = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", [])]
        return Requirement(name, package["version"], tuple(sorted(one["hash"] for one in files)))


def roots(imported: Iterable[str], started_by: Iterable[str]) -> tuple[str, ...]:
    """The distributions that an app names itself."""
    assert sys.version_info[:2] == (3, 13), "imports are looked up in the project's environment"
    return tuple(sorted({*map(owner, imported), *started_by}))
