"""What a mail says of a parcel: who carries it, what is in it, what follows, where it is picked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import promise_arrival
from lonja.fulfilment import api as fulfilment
from lonja.kernel import clock
from lonja.kernel.languages import text_in
from lonja.kernel.money import Money
from lonja.notifications.api import MailLine, PickupFacts
from lonja.orders import api as orders
from lonja.shop import api as shop


@dataclass(frozen=True, slots=True)
class ParcelFacts:
    """`packed` and `to_follow` are empty where the whole order left at once."""

    carrier: str = ""
    tracking: str = ""
    url: str = ""
    packed: Sequence[MailLine] = ()
    to_follow: Sequence[MailLine] = ()


async def parcel_facts(
    db: AsyncConnection, order: orders.Order, shipment_id: UUID | None
) -> ParcelFacts:
    """Of the parcel that a mail is about, and of those that left with it; else of the last one."""
    own = (await fulfilment.policy(db)).carriers
    parcels = await fulfilment.shipments_of(db, order.id)
    one = next((parcel for parcel in parcels if parcel.id == shipment_id), None)
    if one is None:
        kinds = {"shipped", "partly_shipped"}
        facts = next((e.facts for e in reversed(order.events) if e.kind in kinds), {})
        carrier, tracking = str(facts.get("carrier", "")), str(facts.get("tracking", ""))
        return ParcelFacts(carrier, tracking, fulfilment.tracking_url(carrier, tracking, own))
    url = fulfilment.tracking_url(one.carrier, one.tracking, own)
    packed: dict[int, int] = {}
    for parcel in parcels:
        if (parcel.shipped_at, parcel.tracking) == (one.shipped_at, one.tracking):
            for line in parcel.lines:
                packed[line.line] = packed.get(line.line, 0) + line.quantity
    units = await fulfilment.units_of(db, order.id)
    to_send = {unit.line: unit.ordered - unit.cancelled for unit in units}
    if all(packed.get(line, 0) == quantity for line, quantity in to_send.items()):
        return ParcelFacts(one.carrier, one.tracking, url)
    follow = {unit.line: unit.left for unit in units if unit.left}
    return ParcelFacts(one.carrier, one.tracking, url, _lines(order, packed), _lines(order, follow))


def _lines(order: orders.Order, quantities: Mapping[int, int]) -> list[MailLine]:
    return [
        MailLine(
            line.name, line.options, quantities[line.line], Money(order.currency, line.total_minor)
        )
        for line in order.lines
        if line.line in quantities
    ]


async def pickup_facts(db: AsyncConnection, order: orders.Order) -> PickupFacts | None:
    if order.pickup_location is None:
        return None
    store, week = await promise_arrival.at_store(db, order.pickup_location, now=clock.now())
    kept = await fulfilment.kept_until(db, order.id)
    return PickupFacts(
        name=store.name,
        address=store.site.address("", store.country),
        phone=store.site.phone,
        note=text_in(store.site.words, order.language),
        hours=[(one.day, one.hours) for one in week],
        until=(await shop.current(db)).day_of(kept) if kept else None,
    )
