"""Prices: a row for each variant and currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel.money import EXPONENTS
from lonja.pricing import api as pricing
from lonja.pricing.api import NewPrice
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, said
from lonja.sheets._clearing import cleared
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
        sku, currency = wanted.key.rpartition(" ")[0], _currency(wanted.key)
        variant = (await catalog.variants_by_written_sku(db, [sku])).get(sku)
        if variant is None:
            raise catalog.UnknownSku(f"the shop has no SKU {sku!r}")
        record = {**(current or {}), **wanted.record}
        digits = EXPONENTS[currency]
        before = record.get("compare_at", "")
        price = NewPrice(
            variant,
            currency,
            _values.money_minor(record["price"], digits),
            _values.money_minor(before, digits) if before else None,
        )
        await _set(db, price, act)

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        sku = key.rpartition(" ")[0]
        variant = (await catalog.variants_by_written_sku(db, [sku])).get(sku)
        if variant is not None:
            await _set(db, NewPrice(variant, _currency(key), None), act)


def _currency(key: str) -> str:
    return key.rpartition(" ")[2]


def record_of(price: pricing.Price) -> dict[str, str]:
    digits = EXPONENTS[price.currency]
    return {
        "price": _values.money_text(price.amount_minor, digits),
        "compare_at": _values.money_text(price.compare_at_minor, digits),
    }


async def _set(db: AsyncConnection, price: NewPrice, act: Act) -> None:
    done = await pricing.set_prices(db, [price], actor=act.actor, now=act.now)
    owners = await catalog.products_of(db, [price.variant_id])
    if done.after:
        await catalog.touch_version(db, owners[price.variant_id], now=act.now)
