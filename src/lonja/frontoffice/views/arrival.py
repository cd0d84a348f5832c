"""By when something arrives or can be picked up, as pages say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lonja.actions.promise_arrival import PickUp
from lonja.inventory import api as inventory
from lonja.kernel.address import address_lines
from lonja.kernel.languages import text_in
from lonja.shipping import api as shipping


@dataclass(frozen=True, slots=True)
class Arrival:
    """`until` is the moment before which it has to be ordered, where that is later today.

    `minutes_left` is counted from when the page was made: pages that are kept say `until`.
    """

    first: date
    last: date
    until: datetime | None
    minutes_left: int


@dataclass(frozen=True, slots=True)
class Store:
    """`hours` are of the next seven days: each with (opens, closes), none where it is closed."""

    name: str
    address: tuple[str, ...]
    phone: str
    words: str
    hours: tuple[tuple[date, tuple[tuple[str, str], ...]], ...]
    is_all_there: bool = True
    ready_at: datetime | None = None


def arrival(promised: shipping.Promise, *, now: datetime, time_zone: str) -> Arrival:
    today = now.astimezone(ZoneInfo(time_zone)).date()
    return Arrival(
        promised.first,
        promised.last,
        promised.order_before if promised.leaves == today else None,
        max(1, int((promised.order_before - now).total_seconds()) // 60),
    )


def arrivals(
    promised: Mapping[str, shipping.Promise], *, now: datetime, time_zone: str
) -> dict[str, Arrival]:
    return {code: arrival(one, now=now, time_zone=time_zone) for code, one in promised.items()}


def stores(pickups: Mapping[str, PickUp], language: str) -> dict[str, Store]:
    return {
        code: store(
            one.location,
            one.week,
            language,
            is_all_there=one.is_all_there,
            ready_at=one.ready_at,
        )
        for code, one in pickups.items()
    }


def store(
    location: inventory.Location,
    week: Sequence[inventory.OpenDay],
    language: str,
    *,
    is_all_there: bool = True,
    ready_at: datetime | None = None,
) -> Store:
    site = location.site
    return Store(
        name=location.name,
        address=tuple(address_lines(site.address("", location.country), language)),
        phone=site.phone,
        words=text_in(site.words, language),
        hours=tuple((one.day, one.hours) for one in week),
        is_all_there=is_all_there,
        ready_at=ready_at,
    )
