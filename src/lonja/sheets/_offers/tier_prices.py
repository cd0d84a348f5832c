"""Prices of price lists: a row for each list, variant, currency and number of pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import limits
from lonja.kernel.money import EXPONENTS
from lonja.pricing import api as pricing
from lonja.pricing.api import NewListPrice, PriceList
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, key_of, parts_of
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
    Column("price_list", "Price list", ("lista de precios", "tarifa"), is_needed=True),
    Column("sku", "SKU", ("Variant SKU", "código", "referencia", "ref"), is_needed=True),
    Column("currency", "Currency", ("moneda", "divisa")),
    Column("from_quantity", "From quantity", ("Minimum quantity", "desde unidades")),
    Column("price", "Price", ("precio",), is_needed=True),
)


class Place(NamedTuple):
    """Of which list, variant and currency a price is, and from how many pieces on."""

    price_list: str
    sku: str
    currency: str
    from_quantity: str

    @classmethod
    def of(cls, key: str) -> "Place":
        return cls(*parts_of(key))


@dataclass(frozen=True, slots=True)
class TierPrices(FieldByField):
    """A price that a file leaves out stays; none is taken away by a file."""

    setting: Setting
    code: ClassVar[str] = "tier_prices"
    chunk_rows: ClassVar[int] = 500

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def key_of(self, cells: Cells) -> str:
        name, sku = " ".join(cells.get("price_list", "").split()), cells.get("sku", "")
        if not name or not sku:
            return ""
        currency = cells.get("currency", "").upper() or self.setting.currency
        return key_of(*Place(name, sku, currency, _pieces(cells.get("from_quantity", ""))))

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        cells = CellReader(lines[0])
        key = self.key_of(lines[0].cells)
        currency = Place.of(key).currency
        digits = EXPONENTS.get(currency)
        if digits is None or currency not in self.setting.shop.currency_codes:
            message = f"the shop does not sell in {currency!r}"
            cells.wrong("currency", "unknown_currency", message)
            raise RowsWrong(cells.faults)
        pieces = cells.read("from_quantity", lambda text: _values.whole(text, lowest=1)) or "1"
        if int(pieces) > limits.LINE_QUANTITY:
            message = f"a price is from 1 to {limits.LINE_QUANTITY} pieces on"
            cells.wrong("from_quantity", "number_out_of_range", message)
        price = cells.read("price", lambda text: _values.money(text, digits))
        if not price and not cells.faults:
            cells.wrong("price", "price_missing", "the row has no price")
        if cells.faults:
            raise RowsWrong(cells.faults)
        return Wanted(key, lines[0].row, {"price": price})

    async def lock(self, db: AsyncConnection, keys: Sequence[str]) -> None:
        del keys
        await pricing.lock_price_lists(db)

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        places = {key: Place.of(key) for key in keys}
        variants = await catalog.variants_by_written_sku(
            db, sorted({one.sku for one in places.values()})
        )
        there = {
            (one.name.casefold(), one.variant_id, one.currency, str(one.from_quantity)): one
            for one in await pricing.prices_in_lists(db, sorted(set(variants.values())))
        }
        found: dict[str, Record] = {}
        for key, place in places.items():
            variant = variants.get(place.sku)
            at = (place.price_list.casefold(), variant, place.currency, place.from_quantity)
            if variant is not None and at in there:
                amount = there[at].amount_minor
                found[key] = {"price": _values.money_text(amount, EXPONENTS[place.currency])}
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
        places = {one.row: Place.of(one.key) for one in wanted}
        variants = await catalog.variants_by_written_sku(
            db, sorted({one.sku for one in places.values()})
        )
        lists = {one.name.casefold(): one for one in await pricing.price_lists(db)}
        faults: dict[int, Sequence[Fault]] = {}
        prices: dict[UUID, list[NewListPrice]] = {}
        for one in wanted:
            place = places[one.row]
            of, variant = lists.get(place.price_list.casefold()), variants.get(place.sku)
            if fault := _why_not(one, place, of, variant):
                faults[one.row] = [fault]
                continue
            assert of is not None
            assert variant is not None
            amount = _values.money_minor(one.record["price"], EXPONENTS[place.currency])
            price = pricing.NewPrice(variant, place.currency, amount)
            if problem := pricing.problem_of_price(price, self.setting.shop):
                field = str(problem.facts["field"])
                faults[one.row] = [Fault(one.row, field, problem.code, problem.detail)]
                continue
            prices.setdefault(of.id, []).append(
                NewListPrice(variant, place.currency, int(place.from_quantity), amount)
            )
        versions = {one.id: one.version for one in lists.values()}
        for list_id, asked in sorted(prices.items()):
            await _set(db, list_id, asked, versions[list_id], act)
        return faults

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        place = Place.of(key)
        variant = (await catalog.variants_by_written_sku(db, [place.sku])).get(place.sku)
        for one in await pricing.price_lists(db):
            if variant is not None and one.name.casefold() == place.price_list.casefold():
                gone = NewListPrice(variant, place.currency, int(place.from_quantity), None)
                await _set(db, one.id, [gone], one.version, act)


def _pieces(text: str) -> str:
    """As a key has it; what is no number is refused when the row is read."""
    try:
        return _values.whole(text, lowest=1) if text else "1"
    except _values.CellProblem:
        return text


def _why_not(one: Wanted, place: Place, of: PriceList | None, variant: UUID | None) -> Fault | None:
    if of is None:
        message = f"there is no price list {place.price_list[:60]!r}: bring it in first"
        return Fault(one.row, "price_list", "price_list_unknown", message)
    if variant is None:
        message = f"the shop has no SKU {place.sku!r}"
        return Fault(one.row, "sku", catalog.UnknownSku.code, message)
    return None


async def _set(
    db: AsyncConnection, list_id: UUID, asked: Sequence[NewListPrice], version: int, act: Act
) -> None:
    await pricing.set_list_prices(db, list_id, asked, version=version, actor=act.actor, now=act.now)
