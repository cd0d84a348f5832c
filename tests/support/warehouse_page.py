"""docs/warehouse.md from the SQL itself: what each table of the star holds, from where, and what is checked.

`python -m tests.support.warehouse_page` writes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlglot
from sqlglot import exp

from lonja.etl import warehouse
from lonja.etl.source import ENTITIES

CHECKOUT: Final = Path(__file__).parents[2]
PAGE: Final = CHECKOUT / "docs/warehouse.md"
_TABLE: Final = re.compile(
    r"(?P<says>(?:^--[^\n]*\n)*)^CREATE TABLE dw\.(?P<name>\w+) \(\n(?P<body>.*?)^\);",
    re.MULTILINE | re.DOTALL,
)
_COLUMN: Final = re.compile(
    r"(\w+) +(?:uuid|text|boolean|date|timestamptz|smallint|integer|bigint|numeric)"
)
# What a run itself works with is no source of anything.
_BOOKS: Final = re.compile(r"stg\.(touched|dropped|.*_change)")


@dataclass(slots=True)
class Target:
    """A table of the star: its comment in the schema, its columns, and what its models read."""

    name: str
    says: str
    columns: list[str]
    models: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)


def targets() -> dict[str, Target]:
    """In the order of the schema, with the lineage that the models' statements have."""
    found = {}
    for path in sorted((warehouse.folder() / "schema").glob("*.sql")):
        for one in _TABLE.finditer(path.read_text()):
            says = " ".join(line.removeprefix("--").strip() for line in one["says"].splitlines())
            body = re.sub(r"--[^\n]*|CHECK \([^\n]*", "", one["body"])
            found[one["name"]] = Target(one["name"], says, _COLUMN.findall(body))
    for model in warehouse.MODELS:
        for target, reads in written(model):
            if target in found:
                found[target].models.add(model)
                found[target].reads |= reads - {target}
    return found


def written(model: str) -> Iterator[tuple[str, set[str]]]:
    """Each table that a model writes, and what it reads for that; a temporary one is looked through."""
    text = (warehouse.folder() / "models" / f"{model}.sql").read_text()
    temporary: dict[str, set[str]] = {}
    # Its parser does not know the clause.
    for statement in sqlglot.parse(text.replace(" ON COMMIT DROP", ""), dialect="postgres"):
        if not isinstance(statement, exp.Create | exp.Insert | exp.Update):
            continue
        into = statement.this.find(exp.Table) if statement.this else None
        if into is None:
            continue
        named = {one.alias for one in statement.find_all(exp.CTE)}
        reads: set[str] = set()
        for table in statement.find_all(exp.Table):
            name = f"{table.db}.{table.name}" if table.db else table.name
            if table is not into and name not in named and not _BOOKS.match(name):
                reads |= temporary.get(name, {name})
        if isinstance(statement, exp.Create):
            temporary[into.name] = reads
        elif not into.db:
            yield into.name, reads


def page() -> str:
    lines = [
        "# The tables of the warehouse",
        "",
        "Written from `warehouse/` by `python -m tests.support.warehouse_page`; a test compares. `stg` holds the rows of the",
        "shop's `feed` of the same name, `dw` the star. The rules by which rows are left out are in `warehouse/README.md`.",
        "",
    ]
    logged = {f"stg.{one.name}": one.logged_as for one in ENTITIES}
    for one in targets().values():
        lines += [f"## {one.name}", "", one.says or "Its name is all there is to know.", ""]
        lines.append(f"- Columns: {', '.join(f'`{column}`' for column in one.columns)}")
        if one.models:
            lines.append(f"- Filled by: {_links(sorted(one.models))}")
        read = [f"`{name}`" + _how(logged, name) for name in sorted(one.reads)]
        lines.append(
            f"- Made from: {', '.join(read) if read else 'nothing, it is there from the start'}"
        )
        checks = [check.name for model in sorted(one.models) for check in warehouse.checks(model)]
        lines += [f"- Checked: {check}" for check in checks]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _links(models: list[str]) -> str:
    return ", ".join(f"[`{model}.sql`](../warehouse/models/{model}.sql)" for model in models)


def _how(logged: dict[str, str], name: str) -> str:
    """How much of a staged table a run reads."""
    if name not in logged:
        return ""
    return " (what changed)" if logged[name] else " (whole)"


if __name__ == "__main__":
    PAGE.write_text(page())
