"""Categories: a row for each, found by its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.catalog.api import CategoryDraft, CategoryRow
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, cleared
from lonja.sheets._kind import (
    NEEDED,
    Act,
    Cells,
    Column,
    Fault,
    FieldByField,
    Line,
    Record,
    RowsWrong,
    Setting,
    Wanted,
)


@dataclass(frozen=True, slots=True)
class Categories(FieldByField):
    setting: Setting
    code: ClassVar[str] = "categories"

    def columns(self) -> Sequence[Column]:
        found = [
            Column("slug", "Slug", ("Handle", "URL handle", "dirección"), is_needed=True),
            Column("parent", "Parent", ("Parent slug", "categoría superior"), cleared=""),
            Column("position", "Position", ("posición", "orden"), cleared="0"),
        ]
        for language in self.setting.shop.languages:
            is_main = language == self.setting.language
            found += [
                Column(
                    f"name.{language}", f"Name ({language})",
                    ("Name", "Title", "nombre") if is_main else (),
                    cleared=NEEDED if language == self.setting.shop.language else "",
                ),
                Column(
                    f"description.{language}", f"Description ({language})",
                    ("Description", "descripción") if is_main else (), cleared="",
                ),
            ]  # fmt: skip
        return found

    def key_of(self, cells: Cells) -> str:
        return cells.get("slug", "").lower()

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        cells = CellReader(lines[0])
        record = {
            "parent": cells.text("parent").lower(),
            "position": cells.read("position", _values.whole),
        }
        for column in self.columns()[3:]:
            record[column.code] = cells.text(column.code)
        if cells.faults:
            raise RowsWrong(cells.faults)
        said = {code: text for code, text in record.items() if text}
        empty = cleared(self.setting, lines[0], self.columns(), said)
        return Wanted(
            self.key_of(lines[0].cells), lines[0].row, said | empty.fields, needed=empty.needed
        )

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        wanted = set(keys)
        found = await _all(db)
        slugs = {row.id: row.draft.slug for row in found}
        return {row.draft.slug: record_of(row, slugs) for row in found if row.draft.slug in wanted}

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        del current
        found = await _all(db)
        slugs = {row.id: row.draft.slug for row in found}
        row = next((row for row in found if row.draft.slug == wanted.key), None)
        record = {**(record_of(row, slugs) if row else {}), **wanted.record}
        parents = {slug: category_id for category_id, slug in slugs.items()}
        parent = record.get("parent", "")
        if parent and parent not in parents:
            message = f"there is no category {parent[:60]!r}: bring it in first"
            raise RowsWrong([Fault(wanted.row, "parent", "parent_unknown", message)])
        texts: dict[str, dict[str, str]] = {}
        for code, text in record.items():
            name, _, language = code.partition(".")
            if language and text:
                texts.setdefault(language, {})[name] = text
        draft = CategoryDraft(
            wanted.key, texts, int(record.get("position") or 0), parents.get(parent)
        )
        await catalog.put_category(db, draft, actor=act.actor, now=act.now)

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        if row := await _find(db, key):
            await catalog.remove_category(
                db, row.id, version=row.version, actor=act.actor, now=act.now
            )


def record_of(row: CategoryRow, slugs: Mapping[UUID, str]) -> dict[str, str]:
    """`slugs` are of all categories: the parent is named by its own."""
    parent = row.draft.parent_id
    record = {
        "parent": slugs.get(parent, "") if parent else "",
        "position": str(row.draft.position),
    }
    for language, text in row.draft.texts.items():
        record |= {f"{name}.{language}": value for name, value in text.items() if value}
    return record


async def _all(db: AsyncConnection) -> list[CategoryRow]:
    return await catalog.list_categories(db, limit=catalog.MAX_CATEGORIES)


async def _find(db: AsyncConnection, slug: str) -> CategoryRow | None:
    return next((row for row in await _all(db) if row.draft.slug == slug), None)
