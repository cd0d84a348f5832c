"""The statements that stand in the product's source, read out of it without running it.

A statement is the argument of `run`, `rows`, `first` or `one` of the kernel. It may be joined from
constants of its module (or any value of a mapping of it), f-strings, `a if … else b`, and parts
that stand once for each of something; each combination is one statement.
"""

import ast
import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import lonja

_DOORS: Final = {"run": 1, "rows": 2, "first": 2, "one": 2}
"""Which argument of each is the statement; the one before it is the type of the rows."""
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s|%%")


class Dynamic(Exception):
    """A statement that is only known once it runs."""


@dataclass(frozen=True, slots=True)
class Found:
    """`where` is `module:function`; `of` is the type of its rows, None where it has none."""

    where: str
    statements: tuple[str, ...]
    of: Any
    is_dynamic: bool = False


def statements_of_the_product() -> Iterator[Found]:
    for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
        if module.name != "lonja.kernel.db" and not module.ispkg:
            yield from _statements_of(module.name)


def as_prepared(statement: str) -> str:
    """The statement with `$1`, `$2` … where the driver's placeholders stand."""
    numbers: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        name = match.group(1)
        return "%" if name is None else f"${numbers.setdefault(name, len(numbers) + 1)}"

    return _PLACEHOLDER.sub(numbered, statement)


def _statements_of(module_name: str) -> Iterator[Found]:
    module = importlib.import_module(module_name)
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_text())
    doors = {
        alias.asname or alias.name: _DOORS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "lonja.kernel.db"
        for alias in node.names
        if alias.name in _DOORS
    }
    for function in ast.walk(tree):
        if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        locals_ = _assigned_in(function)
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                place = doors.get(call.func.id)
                if place is None or len(call.args) <= place:
                    continue
                where = f"{module_name}:{function.name}"
                of = None if place == 1 else _evaluated(call.args[1], vars(module))
                try:
                    texts = tuple(_texts(call.args[place], vars(module), locals_))
                except Dynamic:
                    yield Found(where, (), of, is_dynamic=True)
                else:
                    yield Found(where, texts, of)


def _assigned_in(function: ast.AsyncFunctionDef | ast.FunctionDef) -> dict[str, list[ast.expr]]:
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            for place, name in enumerate(node.targets[0].elts):
                if isinstance(name, ast.Name):
                    part = ast.Subscript(node.value, ast.Constant(place))
                    assigned.setdefault(name.id, []).append(part)
    return assigned


def _evaluated(node: ast.expr, scope: Mapping[str, Any]) -> Any:
    """What an expression of names of the module is, None where it is known only at run time."""
    try:
        return eval(ast.unparse(node), dict(scope))
    except NameError:
        return None


def _texts(
    node: ast.expr, scope: Mapping[str, Any], locals_: Mapping[str, list[ast.expr]]
) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            for joined in itertools.product(*(list(_texts(p, scope, locals_)) for p in parts)):
                yield "".join(joined)
        case ast.FormattedValue(value=value):
            yield from _texts(value, scope, locals_)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            for one, other in itertools.product(
                list(_texts(left, scope, locals_)), list(_texts(right, scope, locals_))
            ):
                yield one + other
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, scope, locals_)
            yield from _texts(orelse, scope, locals_)
        case ast.Name(id=name) if name in locals_ and len(locals_[name]) == 1:
            yield from _texts(locals_[name][0], scope, locals_)
        case ast.Subscript(value=ast.IfExp(body=body, orelse=orelse), slice=place):
            for branch in (body, orelse):
                yield from _texts(ast.Subscript(branch, place), scope, locals_)
        case ast.Subscript(value=ast.Subscript(value=mapping), slice=ast.Constant(value=place)):
            for value in (_evaluated(mapping, scope) or {}).values():
                yield value[place]
        case ast.Subscript(value=mapping, slice=ast.Name()) if _evaluated(mapping, scope):
            for value in _evaluated(mapping, scope).values():
                yield value
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str()), attr="join"),
            args=[
                ast.GeneratorExp(elt=part, generators=[ast.comprehension(target=ast.Name(id=name))])
            ],
        ):
            yield ""
            yield from _texts(part, scope, {**locals_, name: [ast.Constant("one")]})
        case _:
            known = _evaluated(node, scope)
            if not isinstance(known, str | int):
                raise Dynamic
            yield str(known)
