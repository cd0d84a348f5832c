"""Prices: a row for each variant and currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel.money import EXPONENTS
from lonja.pricing import api as pricing
from lonja.pricing.api import NewPrice
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, cleared, said
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
    Column("currency", "Currency", ("moneda", "divisa")),
    Column("price", "Price", ("Variant Price", "precio"), is_needed=True),
    Column(
        "compare_at", "Compare-at price",
        ("Variant Compare At Price", "Compare At Price", "precio anterior"), cleared="",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prices(FieldByField):
    """A price that a file leaves out stays; none is taken away by a file."""

    setting: Setting
    code: ClassVar[str] = "prices"
    chunk_rows: ClassVar[int] = 500

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def key_of(self, cells: Cells) -> str:
        sku = cells.get("sku", "")
        return sku and f"{sku} {cells.get('currency', '').upper() or self.setting.currency}"

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        cells = CellReader(lines[0])
        key = self.key_of(lines[0].cells)
        digits = EXPONENTS.get(_currency(key))
        if digits is None or _currency(key) not in self.setting.shop.currency_codes:
            message = f"the shop does not sell in {_currency(key)!r}"
            cells.wrong("currency", "unknown_currency", message)
            raise RowsWrong(cells.faults)
        price = cells.read("price", lambda text: _values.money(text, digits))
        before = cells.read("compare_at", lambda text: _values.money(text, digits))
        if not price and not cells.faults:
            cells.wrong("price", "price_missing", "the row has no price")
        if cells.faults:
            raise RowsWrong(cells.faults)
        record = said(price=price, compare_at=before)
        empty = cleared(self.setting, lines[0], _COLUMNS, record)
        return Wanted(key, lines[0].row, record | empty.fields)

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        skus = {key: key.rpartition(" ")[0] for key in keys}
        variants = await catalog.variants_by_written_sku(db, sorted(set(skus.values())))
        there = {
            (one.variant_id, one.currency): one
            for one in await pricing.all_prices(db, sorted(set(variants.values())))
        }
        found: dict[str, Record] = {}
        for key, sku in skus.items():
            price = there.get((variants[sku], _currency(key))) if sku in variants else None
            if price is not None:
                found[key] = record_of(price)
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
        skus = {one.row: one.key.rpartition(" ")[0] for one in wanted}
        variants = await catalog.variants_by_written_sku(db, sorted(set(skus.values())))
        faults: dict[int, Sequence[Fault]] = {}
        prices: dict[tuple[UUID, str], NewPrice] = {}
        for one in wanted:
            sku = skus[one.row]
            if sku not in variants:
                message = f"the shop has no SKU {sku!r}"
                faults[one.row] = [Fault(one.row, "", catalog.UnknownSku.code, message)]
                continue
            record = {**current.get(one.key, {}), **one.record}
            price = _new_price(variants[sku], _currency(one.key), record)
            if problem := pricing.problem_of_price(price, self.setting.shop):
                field = str(problem.facts["field"])
                faults[one.row] = [Fault(one.row, field, problem.code, problem.detail)]
                continue
            prices[price.variant_id, price.currency] = price
        await _set(db, list(prices.values()), act)
        return faults

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        sku = key.rpartition(" ")[0]
        variant = (await catalog.variants_by_written_sku(db, [sku])).get(sku)
        if variant is not None:
            await _set(db, [NewPrice(variant, _currency(key), None)], act)


def _currency(key: str) -> str:
    return key.rpartition(" ")[2]


def record_of(price: pricing.Price) -> dict[str, str]:
    digits = EXPONENTS[price.currency]
    return {
        "price": _values.money_text(price.amount_minor, digits),
        "compare_at": _values.money_text(price.compare_at_minor, digits),
    }


def _new_price(variant: UUID, currency: str, record: Record) -> NewPrice:
    digits = EXPONENTS[currency]
    before = record.get("compare_at", "")
    return NewPrice(
        variant,
        currency,
        _values.money_minor(record["price"], digits),
        _values.money_minor(before, digits) if before else None,
    )


async def _set(db: AsyncConnection, prices: Sequence[NewPrice], act: Act) -> None:
    if not prices:
        return
    done = await pricing.set_prices(db, prices, actor=act.actor, now=act.now)
    moved = sorted({variant_id for variant_id, _ in done.after})
    owners = await catalog.products_of(db, moved) if moved else {}
    await catalog.touch_versions(db, sorted(set(owners.values())), now=act.now)
