"""Redirects: a row for each, found by the path it leads from; Shopify's file of them, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.sheets._cells import CellReader
from lonja.sheets._kind import (
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

_COLUMNS = (
    Column("from", "from", ("Redirect from", "Path", "Source", "origen", "desde"), is_needed=True),
    Column("to", "to", ("Redirect to", "Target", "Destination", "destino"), is_needed=True),
)


@dataclass(frozen=True, slots=True)
class Redirects(FieldByField):
    setting: Setting
    code: ClassVar[str] = "redirects"
    chunk_rows: ClassVar[int] = 500

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def key_of(self, cells: Cells) -> str:
        path = cells.get("from", "")
        return content.normal_path(path) or path

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        cells = CellReader(lines[0])
        target = cells.text("to")
        if not target:
            cells.wrong("to", "target_missing", "the row does not say where to lead")
            raise RowsWrong(cells.faults)
        return Wanted(self.key_of(lines[0].cells), lines[0].row, {"to": target})

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        found = await content.redirects_from(db, keys)
        return {one.from_path: {"to": one.to_path} for one in found}

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        found = await self.put_all(db, [wanted], {wanted.key: current or {}}, act)
        if faults := found.get(wanted.row):
            raise RowsWrong(faults)

    async def put_all(
        self,
        db: AsyncConnection,
        wanted: Sequence[Wanted],
        current: Mapping[str, Record],
        act: Act,
    ) -> Mapping[int, Sequence[Fault]]:
        del current
        rows = {one.key: one.row for one in wanted}
        refused = await content.put_redirects(
            db, {one.key: one.record["to"] for one in wanted}, actor=act.actor, now=act.now
        )
        return {
            rows[path]: [Fault(rows[path], "", why.code, why.detail)]
            for path, why in refused.items()
        }

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        for one in await content.redirects_from(db, [key]):
            await content.remove_redirect(
                db, one.id, version=one.version, actor=act.actor, now=act.now
            )
