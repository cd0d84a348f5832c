"""The imports of a program, read from its source: our modules and third-party ones."""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

# An app that imported the tools would carry them to Azure.
STAYS_HERE: Final = "lonja_tools"


class ReachesTheLaptopError(AssertionError):
    """An app imports a laptop-only module."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Modules by name: ours with their files, third-party ones with their first importer."""

    ours: dict[str, Path] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


def reach(source: Path, *, modules: Iterable[str] = (), scripts: Iterable[Path] = ()) -> Reach:
    """Follow every import, wherever in a file it stands; `source` is the folder that holds lonja."""
    reached = Reach()
    came_from: dict[str, str] = {}
    waiting = [(name, "the start") for name in modules]
    for script in scripts:
        _note(script, script.name, waiting, reached)
    while waiting:
        name, importer = waiting.pop()
        file = _file(source, name)
        if file is None or name in reached.ours:
            continue
        came_from[name] = importer
        if name.partition(".")[0] == STAYS_HERE:
            raise ReachesTheLaptopError(" <- ".join(_way(name, came_from)))
        reached.ours[name] = file
        if "." in name:
            waiting.append((name.rpartition(".")[0], name))
        _note(file, name, waiting, reached)
    return reached


def _note(file: Path, name: str, waiting: list[tuple[str, str]], reached: Reach) -> None:
    for imported in _imported(file.read_text()):
        top = imported.partition(".")[0]
        if top in {"lonja", STAYS_HERE}:
            waiting.append((imported, name))
        elif top not in sys.stdlib_module_names:
            reached.others.setdefault(imported, name)


@cache
def _imported(text: str) -> tuple[str, ...]:
    """What a module of this text imports: the five packages share most of theirs."""
    return tuple(_imports(ast.parse(text)))


def _imports(module: ast.Module) -> Iterator[str]:
    """`from a import b` may mean the module a.b or the name b in a, so yield both."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"a relative import in line {node.lineno}"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(source: Path, name: str) -> Path | None:
    path = source.joinpath(*name.split("."))
    candidates = (path / "__init__.py", path.with_suffix(".py"))
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _way(name: str, came_from: dict[str, str]) -> Iterator[str]:
    while name in came_from:
        yield name
        name = came_from[name]
    yield name
