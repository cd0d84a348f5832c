"""The door to wishes: who waits for which variant, whose turn it is, and who waits no more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Conflict, NotFound
from lonja.kernel.ids import uuid7
from lonja.waitlist import _store
from lonja.waitlist._store import Demand, Wish
from lonja.waitlist._taking_turns import TURN, people_to_tell

__all__ = [
    "MOST_WISHES",
    "Demand",
    "TooManyWishes",
    "UnknownWish",
    "Wish",
    "demand",
    "find",
    "forget",
    "of_email",
    "people",
    "prune",
    "remove",
    "take_turn",
    "traces",
    "wait_on",
    "wanted",
    "wish",
]

MOST_WISHES: Final = 50
"""That one address has at once."""
TOLD_LIFE: Final = timedelta(days=30)
"""How long staff still see who was told; the log of mails keeps its own."""


class TooManyWishes(Conflict):
    """One address waits for as many things as it may."""

    code: ClassVar[str] = "too_many_wishes"


class UnknownWish(NotFound):
    code: ClassVar[str] = "unknown_wish"


async def wish(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    email: str,
    language: str,
    ends_at: datetime,
    now: datetime,
) -> None:
    """Wait for one mail; twice is once, at the place of the first time and until the later end."""
    email = email.strip().lower()
    if await _store.count_others(db, email, variant_id) >= MOST_WISHES:
        raise TooManyWishes(f"this address waits for {MOST_WISHES} things already")
    await _store.put(db, Wish(uuid7(), variant_id, email, language, now, ends_at, None))


async def demand(
    db: AsyncConnection, *, now: datetime, after: tuple[int, UUID] | None = None, limit: int
) -> list[Demand]:
    """What is wanted and not there, the most wanted first."""
    return await _store.demand(db, now=now, after=after, limit=limit)


async def people(
    db: AsyncConnection,
    variant_id: UUID,
    *,
    now: datetime,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[Wish]:
    """Who waits for a variant, and who was told lately, in the order of their turns."""
    return await _store.people(db, variant_id, now=now, after=after, limit=limit)


async def wanted(
    db: AsyncConnection, *, now: datetime, after: UUID | None = None, limit: int
) -> list[UUID]:
    """Variants that somebody waits for, by id."""
    return await _store.wanted(db, now=now, after=after, limit=limit)


async def take_turn(
    db: AsyncConnection, variant_id: UUID, *, free: int, now: datetime
) -> Sequence[Wish]:
    """Those whose turn it is, told from now on: the caller puts a mail to each into the outbox."""
    await _store.lock_turn(db, variant_id)
    told_lately = await _store.told_since(db, variant_id, now - TURN)
    count = people_to_tell(free=free, told_lately=told_lately)
    return await _store.tell(db, variant_id, count, now=now) if count else []


async def find(db: AsyncConnection, wish_id: UUID) -> Wish | None:
    """Locked; None once it is over."""
    return await _store.get(db, wish_id, lock=True)


async def wait_on(db: AsyncConnection, wish_id: UUID) -> None:
    """The goods went again before its mail did: it waits on, at its place."""
    await _store.wait_on(db, wish_id)


async def remove(
    db: AsyncConnection, variant_id: UUID, wish_id: UUID, *, actor: str, now: datetime
) -> None:
    """By staff, who were asked to."""
    found = await _store.get(db, wish_id, lock=True)
    if found is None or found.variant_id != variant_id:
        raise UnknownWish("nobody waits for it under this id")
    await _store.delete(db, wish_id)
    await audit.record(
        db, at=now, actor=actor, action="wish_removed", subject=f"variant:{variant_id}"
    )


async def of_email(db: AsyncConnection, email: str, *, limit: int) -> list[Wish]:
    return await _store.of_email(db, email.lower(), limit=limit)


async def forget(db: AsyncConnection, email: str) -> int:
    """Every wish of this address."""
    return await _store.delete_of(db, email.lower())


async def traces(db: AsyncConnection, email: str) -> int:
    return await _store.count_traces(db, email.lower())


async def prune(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Wishes that ended by their clock, and those that were told a month ago."""
    return await _store.delete_over(db, now=now, told_before=now - TOLD_LIFE, limit=limit)
