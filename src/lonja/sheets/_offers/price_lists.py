"""Price lists: a row for each, found by its name; their prices are a file of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.pricing import api as pricing
from lonja.pricing.api import PriceList
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, cleared, said
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

_COLUMNS = (
    Column("price_list", "Price list", ("lista de precios", "tarifa"), is_needed=True),
    Column("group", "Customer group", ("grupo de clientes",), is_needed=True, cleared=""),
    Column("active", "Active", ("activa",), cleared=NEEDED),
)


@dataclass(slots=True)
class PriceLists(FieldByField):
    """Without a group a list is for everybody; a new one is active unless its row says otherwise."""

    setting: Setting
    groups: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    """By its name in small letters: the id of a group of customers, and its name as it is written."""
    code: ClassVar[str] = "price_lists"

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def key_of(self, cells: Cells) -> str:
        return " ".join(cells.get("price_list", "").split())

    async def prepare(self, db: AsyncConnection) -> None:
        self.groups = {
            one.name.casefold(): (one.id, one.name) for one in await customers.groups(db)
        }

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        cells = CellReader(lines[0])
        group = " ".join(cells.text("group").split())
        known = self.groups.get(group.casefold())
        if group and known is None:
            message = f"there is no group of customers {group[:60]!r}: add it first"
            cells.wrong("group", "group_unknown", message)
        record = said(group=known[1] if known else "", active=cells.read("active", _values.flag))
        if cells.faults:
            raise RowsWrong(cells.faults)
        empty = cleared(self.setting, lines[0], _COLUMNS, record)
        key = self.key_of(lines[0].cells)
        return Wanted(key, lines[0].row, record | empty.fields, needed=empty.needed)

    async def lock(self, db: AsyncConnection, keys: Sequence[str]) -> None:
        del keys
        await pricing.lock_price_lists(db)

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        names = {one.id: one.name for one in await customers.groups(db)}
        there = {one.name.casefold(): one for one in await pricing.price_lists(db)}
        return {
            key: record_of(there[key.casefold()], names) for key in keys if key.casefold() in there
        }

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        record = {"group": "", "active": "TRUE", **(current or {}), **wanted.record}
        known = self.groups.get(record["group"].casefold())
        if known is not None:
            await customers.group(db, known[0], lock=True)
        group_id = known[0] if known else None
        is_active = record["active"] != "FALSE"
        there = await list_called(db, wanted.key)
        if there is None:
            await pricing.add_price_list(
                db,
                name=wanted.key,
                group_id=group_id,
                is_active=is_active,
                actor=act.actor,
                now=act.now,
            )
        else:
            await pricing.change_price_list(
                db,
                there.id,
                name=there.name,
                group_id=group_id,
                is_active=is_active,
                version=there.version,
                actor=act.actor,
                now=act.now,
            )

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        """Prices that came into it since are somebody else's work."""
        there = await list_called(db, key)
        if there is None:
            return
        if there.prices:
            raise RowsWrong(())
        await pricing.remove_price_list(
            db, there.id, version=there.version, actor=act.actor, now=act.now
        )


async def list_called(db: AsyncConnection, name: str) -> PriceList | None:
    found = await pricing.price_lists(db)
    return next((one for one in found if one.name.casefold() == name.casefold()), None)


def record_of(one: PriceList, groups: dict[UUID, str]) -> dict[str, str]:
    return {
        "group": groups.get(one.group_id, "") if one.group_id else "",
        "active": "TRUE" if one.is_active else "FALSE",
    }
