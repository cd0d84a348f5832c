"""The journal of a day: what was sold, taxed, paid and given back, as double entry.

It is read from ledgers that only grow, so the journal of a day that is over is always the same.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.documents import api as documents
from lonja.documents.api import Entry
from lonja.payments import api as payments
from lonja.shop.api import Shop

AT_ONCE: Final = 1_000
MOST_PAGES: Final = 1_000


async def journal_of(db: AsyncConnection, day: date, shop: Shop) -> list[Entry]:
    """All entries of one day of the shop's calendar; debits and credits of each currency are equal."""
    zone = ZoneInfo(shop.time_zone)
    since = datetime.combine(day, time(), tzinfo=zone)
    until = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    entries: list[Entry] = []
    for issued in await _all(
        lambda after: documents.documents_on(db, day, after=after, limit=AT_ONCE),
        lambda one: one.id,
    ):
        entries += documents.document_entries(issued)
    for move in await _all(
        lambda after: payments.posted(db, since=since, until=until, after=after, limit=AT_ONCE),
        lambda one: one.id,
    ):
        entries += documents.money_entries(
            day=day,
            minor=payments.SIGNS[move.kind] * move.amount_minor,
            currency=move.currency,
            method=move.method,
            is_late=move.late,
            source=str(move.order_id),
        )
    for given in await _all(
        lambda after: credit.issued(db, since=since, until=until, after=after, limit=AT_ONCE),
        lambda one: one.id,
    ):
        entries += documents.credit_entries(
            day=day,
            minor=given.amount_minor,
            currency=given.currency,
            source=str(given.account_id),
            is_sold=given.kind in {credit.EntryKind.SOLD, credit.EntryKind.TAKEN_BACK},
        )
    return entries


async def _all[T](
    read: Callable[[UUID | None], Awaitable[Sequence[T]]], key: Callable[[T], UUID]
) -> list[T]:
    found: list[T] = []
    for _ in range(MOST_PAGES):
        page = await read(key(found[-1]) if found else None)
        found += page
        if len(page) < AT_ONCE:
            break
    return found
