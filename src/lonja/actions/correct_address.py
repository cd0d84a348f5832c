"""Staff correct where an order goes and whom it writes to, while nothing of it is packed."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import ShipmentStatus
from lonja.kernel import audit
from lonja.kernel.address import Address, address_faults
from lonja.kernel.errors import Conflict
from lonja.orders import api as orders
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

LABELLED: Final = frozenset({ShipmentStatus.PICKED, ShipmentStatus.PACKED})


class AddressOnParcel(Conflict):
    """A parcel carries the old address already; it has to be unpacked first."""

    code: ClassVar[str] = "address_on_parcel"


class TaxWouldChange(Conflict):
    """At `facts["place"]` other taxes are due than were charged."""

    code: ClassVar[str] = "tax_would_change"


class ShippingWouldChange(Conflict):
    """What was paid for does not go there, or costs something else."""

    code: ClassVar[str] = "shipping_would_change"


async def correct_address(
    db: AsyncConnection,
    *,
    order_id: UUID,
    email: str,
    address: Address,
    actor: str,
    now: datetime,
) -> None:
    """Write down another e-mail and address; taxes, shipping and documents stay what they are.

    Raises `WrongStatus` once all of it has left, `Invalid` for an address that nothing reaches, and
    the three refusals above where the order would have cost something else.
    """
    order = await orders.lock(db, order_id)
    if order.status not in orders.WAITING | orders.TO_SHIP:
        raise orders.WrongStatus("this order has left, or ended", status=order.status)
    before = order.address
    # What an order was taxed by is not corrected here.
    address = replace(address, vat_id=before.vat_id if before else "")
    if (before, order.email) == (address, email):
        return
    for fault in address_faults(address):
        fault.facts["field"] = f"address.{fault.facts['field']}"
        raise fault
    parcels = await fulfilment.shipments_of(db, order_id)
    if any(one.status in LABELLED for one in parcels):
        raise AddressOnParcel("a parcel is packed for the old address: unpack it first")
    await _check_costs(db, order, address)
    customer_id = order.customer_id
    if order.confirmed_at is not None and order.email != email:
        customer_id = await customers.remember(
            db,
            email=email,
            name=address.name,
            phone=address.phone,
            language=order.language,
            country=address.country,
            now=now,
        )
    await orders.correct(db, order, email=email, address=address, customer_id=customer_id, now=now)
    changed = _changed(order, email, address)
    await orders.add_event(
        db,
        order_id=order_id,
        kind="address_corrected",
        at=now,
        actor=actor,
        fields=", ".join(changed),
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="order_address_corrected",
        subject=f"order:{order.number}",
        fields=changed,
    )
    orders.touched(db, order)


async def _check_costs(db: AsyncConnection, order: orders.Order, address: Address) -> None:
    place = taxes.place_of(address.country, address.postal_code)
    before = order.address
    was = taxes.place_of(order.country, before.postal_code if before else "")
    if place != was:
        raise TaxWouldChange("other taxes are due there", place=place.code)
    if order.shipping_code is None or order.shipping_code == shipping.BY_EMAIL or before is None:
        return
    new, old = await _choice(db, order, address), await _choice(db, order, before)
    if new is None or new.price_minor is None:
        raise ShippingWouldChange("what was paid for does not go there")
    if old is not None and old.price_minor is not None and old.place != new.place:
        raise ShippingWouldChange("shipping costs something else there")


async def _choice(db: AsyncConnection, order: orders.Order, to: Address) -> shipping.Choice | None:
    """What the way that was bought costs there today; None where the shop has it no more."""
    found = await shipping.choices(db, _parcel(order, to))
    return next((one for one in found if one.method.code == order.shipping_code), None)


def _parcel(order: orders.Order, to: Address) -> shipping.Parcel:
    return shipping.Parcel(
        country=to.country,
        currency=order.currency,
        items_minor=order.items_minor,
        postal_code=to.postal_code,
        region=to.region,
        units=sum(line.quantity for line in order.lines) or 1,
    )


def _changed(order: orders.Order, email: str, address: Address) -> list[str]:
    """Names of what is another one now, never what it is: the log of changes keeps no person."""
    before = order.address.to_json() if order.address else {}
    fields = [name for name, value in address.to_json().items() if before.get(name, "") != value]
    return [*(["email"] if order.email != email else []), *fields]
