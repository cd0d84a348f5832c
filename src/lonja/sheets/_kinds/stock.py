"""Stock: a row for each variant and location. What moves is a row of the ledger, never a number set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.imports.api import RowError, read_stock_row
from lonja.inventory import api as inventory
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
    Column("sku", "SKU", ("Variant SKU", "código", "referencia", "ref"), is_needed=True),
    Column(
        "location", "Location", ("Location name", "Warehouse", "ubicación", "almacén")
    ),
    Column(
        "quantity", "Quantity",
        ("On hand (new)", "Qty", "On hand", "Stock", "cantidad", "unidades"),
        is_needed=True,
    ),
    Column("current", "On hand (current)", is_import_only=True),
    Column("mode", "Mode", ("modo",)),
)  # fmt: skip
_AT = " @ "


@dataclass(frozen=True, slots=True)
class Stock(FieldByField):
    """`add` adds to what is there when the file is written; otherwise the quantity is what is there."""

    setting: Setting
    code: ClassVar[str] = "stock"
    chunk_rows: ClassVar[int] = 500

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def key_of(self, cells: Cells) -> str:
        sku = cells.get("sku", "")
        return sku and f"{sku}{_AT}{cells.get('location', '').casefold()}"

    def may_repeat(self, cells: Cells) -> bool:
        return cells.get("mode", "").casefold() in {"add", "sumar"}

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        line = lines[0]
        row = read_stock_row(line.row, {"quantity": "", **line.cells})
        if isinstance(row, RowError):
            raise RowsWrong([Fault(line.row, "", row.code, row.message)])
        name = "added" if row.mode == "add" else "quantity"
        record = {name: str(row.quantity)} if row.quantity or name == "quantity" else {}
        return Wanted(self.key_of(line.cells), line.row, record)

    async def lock(self, db: AsyncConnection, keys: Sequence[str]) -> None:
        """Other parts of the file may add to the same SKU, and orders hold it."""
        variants, _ = await _known(db, keys)
        await inventory.lock_levels(db, sorted(set(variants.values())))

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        """Every known variant has a record at every open location: none there is 0."""
        variants, places = await _known(db, keys)
        there = await inventory.stock_at(db, sorted(set(variants.values())))
        found: dict[str, Record] = {}
        for key in keys:
            sku, _, place = key.rpartition(_AT)
            if sku in variants and place in places:
                on_hand = there.get(variants[sku], {}).get(places[place], 0)
                found[key] = {"quantity": str(on_hand)}
        return found

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
        variants, places = await _known(db, [one.key for one in wanted])
        faults: dict[int, Sequence[Fault]] = {}
        counted: list[tuple[Wanted, inventory.Counted]] = []
        for one in wanted:
            sku, _, place = one.key.rpartition(_AT)
            if sku not in variants:
                faults[one.row] = [_fault(one, "unknown_sku", f"the shop has no SKU {sku!r}")]
            elif place not in places:
                message = f"the shop has no location {place!r}"
                faults[one.row] = [_fault(one, "unknown_location", message)]
            else:
                added = one.record.get("added")
                quantity = int(added or one.record["quantity"])
                row = inventory.Counted(variants[sku], places[place], quantity, added is None)
                counted.append((one, row))
        refusals = await inventory.take_in(
            db,
            [row for _, row in counted],
            import_id=act.import_id,
            actor=act.actor,
            now=act.now,
        )
        for (one, _), refusal in zip(counted, refusals, strict=True):
            if refusal is not None:
                faults[one.row] = [_fault(one, refusal.code, refusal.message)]
        return faults

    async def take_back_all(
        self, db: AsyncConnection, keys: Mapping[int, str], act: Act
    ) -> Mapping[int, Sequence[str]]:
        """Move the units back; what was sold or held since stays."""
        variants, _ = await _known(db, list(keys.values()))
        kept = await inventory.take_back(
            db,
            sorted(set(variants.values())),
            import_id=act.import_id,
            actor=act.actor,
            now=act.now,
        )
        stay = {sku for sku, variant in variants.items() if variant in set(kept)}
        return {row: ["quantity"] for row, key in keys.items() if key.rpartition(_AT)[0] in stay}

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        """Nothing is made by a stock file: variants and locations are there before."""


def _fault(wanted: Wanted, code: str, message: str) -> Fault:
    return Fault(wanted.row, "", code, message)


async def _known(
    db: AsyncConnection, keys: Sequence[str]
) -> tuple[Mapping[str, UUID], Mapping[str, str]]:
    """SKU → variant, and a location's names in files → its code; no name is the first one."""
    skus = sorted({key.rpartition(_AT)[0] for key in keys})
    locations = await inventory.locations(db)
    places = {"": locations[0].code} if locations else {}
    places |= {one.name.casefold(): one.code for one in locations}
    places |= {one.code.casefold(): one.code for one in locations}
    return await catalog.variants_by_written_sku(db, skus), places
