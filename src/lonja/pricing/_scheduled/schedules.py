"""Prices planned for a time: checked when they are written, begun and ended by the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce
from lonja.pricing import _store
from lonja.pricing._scheduled import store
from lonja.pricing._scheduled.price import ScheduledPrice
from lonja.pricing._scheduled.reducing import Regular, Sale, Shown, prior_price, shown_prices
from lonja.pricing._scheduled.refusals import (
    RefusedPrice,
    ScheduleRefused,
    ScheduleReused,
    UnknownSchedule,
)
from lonja.pricing._store import RegularPrice
from lonja.shop import api as shop

MAX_PLANNED: Final = 5_000
LONGEST_AHEAD: Final = timedelta(days=2 * 366)

type Key = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class PlannedPrice:
    variant_id: UUID
    currency: str
    amount_minor: int


async def plan_prices(
    db: AsyncConnection,
    schedule_id: UUID,
    asked: Sequence[PlannedPrice],
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    actor: str,
    now: datetime,
) -> bool:
    """The rule of `schedule_prices`, for the currencies that were asked."""
    if not 1 <= len(asked) <= MAX_PLANNED:
        raise Invalid(f"between 1 and {MAX_PLANNED} prices at once", field="prices")
    variant_ids = list({one.variant_id for one in asked})
    await store.lock_prices(db, variant_ids)  # first: a repeat at the same time waits for the one
    if known := await store.of_schedule(db, schedule_id):
        if _same(known, asked, ends_at):
            return False
        raise ScheduleReused("this id stands for another schedule", field="schedule_id")
    _check_times(starts_at, ends_at, now)
    starts_at = max(starts_at, now)
    await start_prices_of(db, variant_ids, now=now)
    if found := await _refusals(db, asked, starts_at, ends_at):
        raise ScheduleRefused(found)
    planned = [
        ScheduledPrice(
            id=uuid7(), schedule_id=schedule_id, variant_id=one.variant_id,
            currency=one.currency, amount_minor=one.amount_minor, starts_at=starts_at,
            ends_at=ends_at, actor=actor, started_at=None, ended_at=None, lowest_minor=None,
        )
        for one in asked
    ]  # fmt: skip
    await store.insert(db, planned, now=now)
    await start_prices_of(db, variant_ids, now=now)
    announce(db, Change("schedule"))
    return True


async def end_schedule(
    db: AsyncConnection, schedule_id: UUID, *, actor: str, now: datetime
) -> list[UUID]:
    """What has not begun is forgotten, a sale that runs ends now; the variants of both."""
    known = await store.of_schedule(db, schedule_id)
    if not known:
        raise UnknownSchedule("there is no such schedule")
    await start_prices_of(db, list({one.variant_id for one in known}), now=now)
    await store.end_early(db, schedule_id, now=now)
    await audit.record(
        db, at=now, actor=actor, action="schedule_ended", subject=f"schedule:{schedule_id}",
        prices=len(known),
    )  # fmt: skip
    announce(db, Change("schedule"))
    return list({one.variant_id for one in known})


async def scheduled_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, limit: int = 2_000
) -> list[ScheduledPrice]:
    """Newest start first, those that are over too."""
    return await store.of_variants(db, variant_ids, limit=limit) if variant_ids else []


async def start_due_prices(db: AsyncConnection, *, now: datetime, limit: int) -> set[UUID]:
    """Begin and end what is due; the variants whose lists and pages are out of date."""
    return await _begin(db, await store.take_due(db, now=now, limit=limit), now=now)


async def start_prices_of(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, now: datetime
) -> set[UUID]:
    """The same of some variants, before somebody changes what they cost."""
    return await _begin(db, await store.take_due_of(db, variant_ids, now=now), now=now)


async def next_start(db: AsyncConnection) -> datetime | None:
    """When the next price begins or ends; in the past where one is late."""
    return await store.next_due(db)


async def prior_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, now: datetime
) -> dict[Key, int | None]:
    """By variant and currency, the lowest price of the 30 days before the reduction that holds now."""
    histories = await shown_by_key(db, variant_ids)
    return {key: prior_price(shown, now=now) for key, shown in histories.items()}


async def expected_prior_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, at: datetime
) -> dict[Key, int | None]:
    """What `prior_prices` would say of a sale that began then, as far as is known today."""
    found = {}
    for key, shown in (await shown_by_key(db, variant_ids)).items():
        before = [one for one in shown if one.at < at]
        found[key] = prior_price([*before, Shown(at, 0, is_reduced=True)], now=at)
    return found


async def shown_by_key(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[Key, list[Shown]]:
    regular: dict[Key, list[Regular]] = {}
    sales: dict[Key, list[Sale]] = {}
    for one in await store.events(db, variant_ids):
        key = (one.variant_id, one.currency)
        if one.is_sale:
            assert one.ends_at is not None
            assert one.amount_minor is not None
            sales.setdefault(key, []).append(Sale(one.at, one.ends_at, one.amount_minor))
        else:
            regular.setdefault(key, []).append(Regular(one.at, one.amount_minor, one.is_reduced))
    return {key: shown_prices(events, sales.get(key, ())) for key, events in regular.items()}


async def _begin(db: AsyncConnection, due: Sequence[ScheduledPrice], *, now: datetime) -> set[UUID]:
    if not due:
        return set()
    rounds: list[dict[Key, RegularPrice]] = []
    for one in due:
        if one.ends_at is None:
            key = (one.variant_id, one.currency)
            turn = next((each for each in rounds if key not in each), None)
            if turn is None:
                rounds.append(turn := {})
            turn[key] = RegularPrice(
                *key, one.amount_minor, None, None, one.starts_at, one.actor, one.is_converted
            )
    for each in rounds:
        await _store.set_prices(db, list(each.values()))
    variant_ids = list({one.variant_id for one in due})
    histories = await shown_by_key(db, variant_ids)
    await store.mark(db, [_moved(one, histories, now) for one in due])
    return set(variant_ids)


def _moved(
    one: ScheduledPrice, histories: Mapping[Key, Sequence[Shown]], now: datetime
) -> ScheduledPrice:
    """After the clock saw to it; a clock that was late freezes what held when it began."""
    if one.ends_at is None:
        return replace(one, started_at=now, ended_at=now)
    is_over = one.ends_at <= now
    if one.started_at is not None:
        return replace(one, ended_at=now if is_over else None)
    shown = histories.get((one.variant_id, one.currency), ())
    return replace(
        one,
        started_at=now,
        ended_at=now if is_over else None,
        lowest_minor=prior_price(shown, now=one.starts_at),
    )


def _check_times(starts_at: datetime, ends_at: datetime | None, now: datetime) -> None:
    if starts_at > now + LONGEST_AHEAD:
        raise Invalid("a price starts within two years", field="starts_at")
    if ends_at is not None and ends_at <= max(starts_at, now):
        raise Invalid("a price ends after it starts, and in the future", field="ends_at")


def _same(
    known: Sequence[ScheduledPrice], asked: Sequence[PlannedPrice], ends_at: datetime | None
) -> bool:
    there = {
        (one.variant_id, one.currency, one.amount_minor, one.ends_at)
        for one in known
        if not one.is_converted
    }
    return there == {(one.variant_id, one.currency, one.amount_minor, ends_at) for one in asked}


async def _refusals(
    db: AsyncConnection,
    asked: Sequence[PlannedPrice],
    starts_at: datetime,
    ends_at: datetime | None,
) -> list[RefusedPrice]:
    facts = await shop.current(db)
    variant_ids = list({one.variant_id for one in asked})
    regular = {
        (one.variant_id, one.currency): one.amount_minor
        for one in await _store.prices(db, variant_ids, None)
    }
    planned: dict[Key, list[ScheduledPrice]] = {}
    for there in await store.unfinished(db, variant_ids):
        planned.setdefault((there.variant_id, there.currency), []).append(there)
    found, seen = [], set()
    for one in asked:
        key = (one.variant_id, one.currency)
        sold_in, now_costs = facts.currency_of(one.currency), regular.get(key)
        code = None
        if sold_in is None or one.amount_minor < 0 or one.amount_minor % sold_in.rounding_minor:
            code = "price_invalid"
        elif now_costs is None:
            code = "not_priced"
        elif ends_at is not None and one.amount_minor >= now_costs:
            code = "not_lower"
        elif key in seen or overlaps(planned.get(key, ()), starts_at, ends_at):
            code = "overlaps"
        if code is not None:
            found.append(RefusedPrice(*key, code))
        seen.add(key)
    return found


def overlaps(
    there: Sequence[ScheduledPrice], starts_at: datetime, ends_at: datetime | None
) -> bool:
    """Two sales at once, or two regular prices from the same instant on."""
    if ends_at is None:
        return any(one.ends_at is None and one.starts_at == starts_at for one in there)
    return any(
        one.ends_at is not None and one.starts_at < ends_at and starts_at < one.ends_at
        for one in there
    )
