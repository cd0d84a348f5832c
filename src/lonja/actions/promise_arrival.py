"""By when an order arrives, or can be picked up: one answer for pages, the API and mails."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.orders import api as orders
from lonja.shipping import api as shipping
from lonja.shop import api as shop


@dataclass(frozen=True, slots=True)
class PickUp:
    """At which store, whether all lies there, and from when on; None where it never opens."""

    location: inventory.Location
    is_all_there: bool
    ready_at: datetime | None
    week: Sequence[inventory.OpenDay]


@dataclass(frozen=True, slots=True)
class Promised:
    """By the code of each way: parcels in `deliveries`, the rest in `pickups`."""

    deliveries: Mapping[str, shipping.Promise]
    pickups: Mapping[str, PickUp]

    @property
    def order_before(self) -> datetime | None:
        """Until when all of it holds."""
        return min((one.order_before for one in self.deliveries.values()), default=None)


async def of_units(
    db: AsyncConnection,
    units: Mapping[UUID, int],
    ways: Sequence[shipping.ShippingOption],
    *,
    country: str,
    now: datetime,
    lying: inventory.Lying | None = None,
) -> Promised:
    """What an order of these units that is placed now could rely on, by each way it may be sent.

    `lying` as for `inventory.sources`.
    """
    zone = ZoneInfo((await shop.current(db)).time_zone)
    rule = (await fulfilment.policy(db)).rule
    sources = await inventory.sources(db, units, rule=rule, country=country, lying=lying)
    stores = await _stores(db, ways)
    countries = {country, *(one.country for one in (*sources, *stores.values()))}
    holidays = await shipping.holidays(db, countries, year=now.astimezone(zone).year)
    parcels = {
        one.code: _promise(one, sources, holidays, country, zone=zone, now=now)
        for one in ways
        if one.code != shipping.BY_EMAIL
    }
    there = await inventory.stock_at(db, list(units)) if stores else {}
    return Promised(
        {one.code: parcels[one.code] for one in ways if not one.store and one.code in parcels},
        {
            one.code: _pick_up(
                stores[one.store],
                is_all_there=all(
                    there.get(variant, {}).get(one.store, 0) >= quantity
                    for variant, quantity in units.items()
                ),
                otherwise=parcels[one.code],
                holidays=holidays[stores[one.store].country],
                zone=zone,
                now=now,
            )
            for one in ways
            if one.store in stores
        },
    )


async def of_order(db: AsyncConnection, order: orders.Order) -> shipping.Promise | None:
    """What its buyer was promised when it was paid; None before, or where its method is gone."""
    if order.confirmed_at is None or order.shipping_code is None:
        return None
    try:
        bought = (await shipping.method(db, order.shipping_code)).draft
    except shipping.UnknownShippingMethod:
        return None
    zone = ZoneInfo((await shop.current(db)).time_zone)
    codes = {one.location for one in await fulfilment.allocations_of(db, order.id)}
    codes |= {one.location for one in await fulfilment.shipments_of(db, order.id)}
    every = await inventory.locations(db)
    sources = [one for one in every if one.code in codes] or every[:1]
    holidays = await shipping.holidays(
        db,
        {order.country, *(one.country for one in sources)} - {""},
        year=order.confirmed_at.astimezone(zone).year,
    )
    way = shipping.ShippingOption(bought.code, "", 0, bought.days_min, bought.days_max)
    return _promise(way, sources, holidays, order.country, zone=zone, now=order.confirmed_at)


async def at_store(
    db: AsyncConnection, code: str, *, now: datetime
) -> tuple[inventory.Location, Sequence[inventory.OpenDay]]:
    """A store with its hours of the next seven days."""
    location = await inventory.location(db, code)
    today = now.astimezone(ZoneInfo((await shop.current(db)).time_zone)).date()
    holidays = await shipping.holidays(db, {location.country}, year=today.year)
    return location, inventory.week_of(location.site, today, holidays=holidays[location.country])


async def _stores(
    db: AsyncConnection, ways: Iterable[shipping.ShippingOption]
) -> dict[str, inventory.Location]:
    wanted = {one.store for one in ways if one.store}
    if not wanted:
        return {}
    return {one.code: one for one in await inventory.pickup_points(db) if one.code in wanted}


def _promise(
    way: shipping.ShippingOption,
    sources: Sequence[inventory.Location],
    holidays: Mapping[str, Collection[date]],
    country: str,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> shipping.Promise:
    """The slowest of where its goods leave from; the usual working days where there is nowhere."""
    each = [
        shipping.promise(
            now,
            zone,
            desk,
            days_min=way.days_min,
            days_max=way.days_max,
            resting=holidays.get(country, ()),
        )
        for desk in [_desk(one, holidays) for one in sources] or [shipping.Desk()]
    ]
    return shipping.Promise(
        max(one.first for one in each),
        max(one.last for one in each),
        max(one.leaves for one in each),
        min(one.order_before for one in each),
    )


def _desk(location: inventory.Location, holidays: Mapping[str, Collection[date]]) -> shipping.Desk:
    site = location.site
    return shipping.Desk(
        time.fromisoformat(site.cut_off) if site.cut_off else None,
        site.working_days,
        holidays.get(location.country, ()),
    )


def _pick_up(
    store: inventory.Location,
    *,
    is_all_there: bool,
    otherwise: shipping.Promise,
    holidays: Collection[date],
    zone: ZoneInfo,
    now: datetime,
) -> PickUp:
    """What is not there comes to the store first, in the method's days."""
    if is_all_there:
        ready = inventory.ready_by(store.site, now, zone, holidays=holidays)
    else:
        arrived = datetime.combine(otherwise.last, time(), zone)
        ready = inventory.open_from(store.site, arrived, zone, holidays=holidays)
    week = inventory.week_of(store.site, now.astimezone(zone).date(), holidays=holidays)
    return PickUp(store, is_all_there, ready, week)
