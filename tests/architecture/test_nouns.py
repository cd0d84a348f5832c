"""The name of a noun's module says whether it is pure: a rule is, what acts on the database is not."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Final

PRODUCT: Final = Path(__file__).parents[2] / "src" / "lonja"
IMPURE: Final = re.compile(
    r"psycopg(\..*)?|lonja\.kernel\.(db|transaction|clock|copying)|lonja\.\w+(\.\w+)*\._?(\w+_)?store"
)
"""Who imports one of these has a connection, SQL or the clock."""
CLOCKS: Final = {"now", "utcnow", "today", "time", "monotonic"}
GERUND: Final = re.compile(r"_?[a-z]+ing")
SINGULAR: Final = {
    "_media": "a plural of its own",
    "_clock": "what waits too long, ended by time",
    "_cache": "the one memory of the shop's facts",
    "_demo": "accounts made by a program",
}
"""Modules that act although they are not named by a plural, and why."""


def test_a_rule_is_pure() -> None:
    impure = {
        name_of(path): found
        for path in private_modules()
        if (GERUND.fullmatch(path.stem) or says_pure(path)) and path.stem not in SINGULAR
        if (found := impurities(path.read_text()))
    }
    assert impure == {}


def test_what_acts_on_the_database_is_named_by_what_it_acts_on() -> None:
    wrong = [
        name_of(path)
        for path in private_modules()
        if impurities(path.read_text()) and not (path.stem.endswith("s") or path.stem in SINGULAR)
    ]
    assert wrong == []


def test_the_folders_of_nouns_are_among_them() -> None:
    assert PRODUCT / "pricing" / "_lists" / "choosing.py" in private_modules()


def test_sql_stands_in_stores() -> None:
    asking = re.compile(r"^from lonja\.kernel\.db import .*\b(run|rows|first|one)\b", re.MULTILINE)
    wrong = [name_of(p) for p in private_modules() if asking.search(p.read_text())]
    assert wrong == []


def test_impurities_are_seen() -> None:
    assert impurities("from psycopg import AsyncConnection") == ["psycopg"]
    assert impurities("from lonja.kernel import clock, ids") == ["lonja.kernel.clock"]
    assert impurities("from lonja.carts import _store") == ["lonja.carts._store"]
    assert impurities("from lonja.carts._line_store import get") == ["lonja.carts._line_store"]
    assert impurities("at = datetime.now(UTC)") == ["now()"]
    assert impurities("from lonja.kernel.money import Money") == []


def test_every_noun_is_in_the_contracts_that_name_them_all() -> None:
    linted = tomllib.loads((PRODUCT.parents[1] / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]
    nouns = {f"lonja.{path.parent.name}" for path in PRODUCT.glob("*/_tables.py")} - {
        "lonja.kernel"
    }

    for contract in linted["contracts"]:
        if "web frameworks" in contract["name"] or "templates" in contract["name"]:
            assert nouns - set(contract["source_modules"]) == set(), contract["name"]


def private_modules() -> list[Path]:
    """Of each noun and its own folders (`imports/_sales/`), without tables and stores."""
    nouns = {path.parent for path in PRODUCT.glob("*/_store.py")} | {PRODUCT / "identity"}
    return [
        path
        for noun in sorted(nouns)
        for path in sorted(noun.rglob("*.py"))
        if any(part.startswith("_") for part in path.relative_to(noun).parts)
        and path.stem not in {"__init__", "_tables", "tables"}
        and not path.stem.endswith("store")
    ]


def name_of(path: Path) -> str:
    return str(path.relative_to(PRODUCT))


def says_pure(path: Path) -> bool:
    doc = ast.get_docstring(ast.parse(path.read_text())) or ""
    return re.search(r"\bPure\b", doc) is not None


def impurities(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found += [name for name in names if IMPURE.fullmatch(name)][:1]
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCKS
        ):
            found.append(f"{node.func.attr}()")
    return found
