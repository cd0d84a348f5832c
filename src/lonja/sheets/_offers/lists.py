"""Price lists, their prices, prices with a time and collections, as rows of texts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.customers import api as customers
from lonja.kernel.money import EXPONENTS
from lonja.pricing import api as pricing
from lonja.sheets import _values
from lonja.sheets._filters import PAGE, Filters, ListPage
from lonja.sheets._kind import Setting
from lonja.sheets._offers import price_lists as lists_kind
from lonja.sheets._offers.collections import Collections, records_of, rows_of
from lonja.sheets._offers.scheduled_prices import moment_text, record_of


async def price_lists(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    del setting, filters, after
    groups = {one.id: one.name for one in await customers.groups(db)}
    rows = []
    for one in await pricing.price_lists(db):
        record = lists_kind.record_of(one, groups)
        rows.append([one.name, record["group"], record["active"]])
    return ListPage(rows)


async def tier_prices(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    """Of the list that `query` names, or of all by name; within one by variant, currency and pieces."""
    wanted = filters.query.casefold()
    asked = [
        one
        for one in await pricing.price_lists(db)
        if one.prices and (not wanted or one.name.casefold() == wanted)
    ]
    of, following = _place(asked, after)
    if of is None:
        return ListPage([])
    found = await pricing.listed_prices(db, of.id, after=following, limit=PAGE)
    ids = sorted({one.variant_id for one in found})
    named = await catalog.variant_names(db, ids, language=setting.language)
    rows = [
        [
            of.name, named[one.variant_id].sku, one.currency, str(one.from_quantity),
            _values.money_text(one.amount_minor, EXPONENTS[one.currency]),
        ]
        for one in found
        if one.variant_id in named
    ]  # fmt: skip
    if len(found) == PAGE:
        last = found[-1]
        return ListPage(rows, (of.id, (last.variant_id, last.currency, last.from_quantity)))
    others = asked[asked.index(of) + 1 :]
    return ListPage(rows, (others[0].id, None) if others else None)


def _place(
    asked: Sequence[pricing.PriceList], after: tuple[UUID, tuple[UUID, str, int] | None] | None
) -> tuple[pricing.PriceList | None, tuple[UUID, str, int] | None]:
    """The list to go on with, and the price after which; the first one, where it is gone."""
    if after is None:
        return (asked[0] if asked else None), None
    list_id, following = after
    return next((one for one in asked if one.id == list_id), None), following


async def scheduled_prices(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    """What is planned or runs, in the order in which it was planned."""
    del filters
    zone = ZoneInfo(setting.shop.time_zone)
    found = await pricing.planned_after(db, after, limit=PAGE)
    ids = sorted({one.variant_id for one in found})
    named = await catalog.variant_names(db, ids, language=setting.language)
    rows = []
    for one in found:
        if one.variant_id in named:
            record = record_of(one, zone)
            rows.append(
                [
                    named[one.variant_id].sku, one.currency, record["price"],
                    moment_text(one.starts_at, zone), record.get("ends", ""),
                ]
            )  # fmt: skip
    return ListPage(rows, found[-1].id if len(found) == PAGE else None)


async def all_collections(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    """By their addresses, some at a time: one by hand may have two thousand rows."""
    del filters
    at = int(after or 0)
    found = (await collections.collections(db))[at : at + _AT_ONCE]
    codes = [one.code for one in Collections(setting).columns()]
    rows = [
        [cells.get(code, "") for code in codes]
        for slug, record in (await records_of(db, setting, found)).items()
        for cells in rows_of(slug, record)
    ]
    return ListPage(rows, at + _AT_ONCE if len(found) == _AT_ONCE else None)


_AT_ONCE = 10
