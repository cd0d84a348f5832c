"""How a cart may travel, or where it may be picked up, and by when."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection

from lonja.actions import place_order, promise_arrival
from lonja.carts import api as carts
from lonja.hosting.deps import MoneyOut, Out, Reading
from lonja.hosting.selling.addresses import AddressOut
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.languages import text_in
from lonja.shipping import api as shipping

router = APIRouter(prefix="/carts", tags=["carts"])


class OpenDayOut(Out):
    """`hours` are (opens, closes) in the shop's time zone; none on a day that is closed."""

    day: date
    hours: list[tuple[str, str]]


class StoreOut(Out):
    """Where and when to come: `week` are the next seven days, `note` is what one has to know."""

    location: str
    name: str
    address: AddressOut
    phone: str
    note: str
    week: list[OpenDayOut]


class PickupPointOut(StoreOut):
    """`ready_at` is when an order placed now can be picked up, null where the store never opens."""

    all_in_stock: bool
    ready_at: datetime | None


class ShippingOut(Out):
    """Days are working days. A delivery that is ordered before `order_before` arrives between
    `arrives_first` and `arrives_last`; a pick-up has its store in `pickup`.
    """

    code: str
    name: str
    price: MoneyOut
    days_min: int
    days_max: int
    arrives_first: date | None
    arrives_last: date | None
    order_before: datetime | None
    pickup: PickupPointOut | None


class ShippingListOut(Out):
    items: list[ShippingOut]


@router.get("/{cart_id}/shipping-methods", operation_id="listShippingMethods")
async def list_shipping_methods(cart_id: UUID, db: Reading) -> ShippingListOut:
    """To choose one, put its `code`: that of a pick-up names the store."""
    return await ways_of(db, cart_id, now=clock.now())


async def ways_of(db: AsyncConnection, cart_id: UUID, *, now: datetime) -> ShippingListOut:
    cart = await carts.get(db, cart_id, now=now)
    options = await carts.shipping_options(db, cart, now=now)
    promised = await promise_arrival.of_units(
        db, place_order.units_of(cart.lines), options, country=cart.country, now=now
    )
    return ShippingListOut(items=[_way(one, cart, options, promised) for one in options])


def _way(
    option: shipping.ShippingOption,
    cart: carts.Cart,
    options: list[shipping.ShippingOption],
    promised: promise_arrival.Promised,
) -> ShippingOut:
    delivery, pickup = promised.deliveries.get(option.code), promised.pickups.get(option.code)
    return ShippingOut(
        code=option.code,
        name=option.name,
        price=MoneyOut.of(carts.sent_by(cart, option, options).shipping_minor, cart.currency),
        days_min=option.days_min,
        days_max=option.days_max,
        arrives_first=delivery.first if delivery else None,
        arrives_last=delivery.last if delivery else None,
        order_before=delivery.order_before if delivery else None,
        pickup=_point(pickup, cart.language) if pickup else None,
    )


def _point(one: promise_arrival.PickUp, language: str) -> PickupPointOut:
    store = store_out(one.location, one.week, language)
    return PickupPointOut(**dict(store), all_in_stock=one.is_all_there, ready_at=one.ready_at)


def store_out(
    location: inventory.Location, week: Sequence[inventory.OpenDay], language: str
) -> StoreOut:
    site = location.site
    return StoreOut(
        location=location.code,
        name=location.name,
        address=AddressOut.model_validate(site.address(location.name, location.country)),
        phone=site.phone,
        note=text_in(site.words, language),
        week=[OpenDayOut(day=day.day, hours=list(day.hours)) for day in week],
    )
