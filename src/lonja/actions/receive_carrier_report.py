"""A carrier says how far a parcel is: each report once, in whatever order they come."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.actions import deliver_order
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import CarrierReport, ReportKind, ShipmentStatus
from lonja.kernel import outbox
from lonja.kernel.errors import BadSignature
from lonja.orders import api as orders
from lonja.webhooks import api as webhooks

CONSUMER: Final = "carrier_reports"
_REPORTS: Final = UUID("5f1c2a52-9a55-4a0a-8f65-6f6ad1a6b1d7")
"""Of reports' ids, which are the carrier's own text, as keys of the inbox."""
_KEYS_GENERATION: Final = 1
"""Of a secret: a carrier's key is new with each of its secrets, so it never counts up."""

_EVENTS: Final = {
    ReportKind.IN_TRANSIT: "parcel_in_transit",
    ReportKind.OUT_FOR_DELIVERY: "parcel_out_for_delivery",
    ReportKind.NOT_DELIVERED: "parcel_not_delivered",
}


def secret_of(secret_key: str, key: fulfilment.CarrierKey) -> str:
    return webhooks.secret_of(secret_key, key.id, _KEYS_GENERATION)


async def check(
    db: AsyncConnection,
    *,
    carrier: str,
    event_id: str,
    timestamp: str,
    signatures: str,
    body: str,
    secret_key: str,
    now: datetime,
) -> None:
    """Raise unless this carrier may report and signed exactly this; who is none looks the same."""
    found = (await fulfilment.policy(db)).carrier(carrier)
    keys = fulfilment.keys_in_force(found.keys, now) if found else []
    if not webhooks.is_signed(
        [secret_of(secret_key, key) for key in keys],
        event_id=event_id,
        timestamp=timestamp,
        signatures=signatures,
        body=body,
        now=now.timestamp(),
    ):
        raise BadSignature("signed by somebody else, or too long ago")


async def receive(
    db: AsyncConnection, *, carrier: str, report: CarrierReport, now: datetime
) -> bool:
    """Whether a parcel of ours was on its way under this number and the report is news of it.

    What arrived or came back stays so, whatever is said later of the way there.
    """
    for parcel in await fulfilment.with_tracking(db, carrier=carrier, tracking=report.tracking):
        order = await orders.lock(db, parcel.order_id)
        shipment = await fulfilment.get(db, parcel.order_id, parcel.id)
        if shipment.status is not ShipmentStatus.SHIPPED:
            continue
        if not await outbox.first_time(
            db,
            consumer=CONSUMER,
            message_id=uuid5(_REPORTS, f"{carrier.casefold()} {report.event_id}"),
            subject=str(order.id),
            now=now,
        ):
            return False
        await _apply(db, order, shipment, carrier=carrier, report=report, now=now)
        return True
    return False


async def _apply(
    db: AsyncConnection,
    order: orders.Order,
    shipment: fulfilment.Shipment,
    *,
    carrier: str,
    report: CarrierReport,
    now: datetime,
) -> None:
    actor = f"carrier:{carrier}"
    if report.kind is ReportKind.DELIVERED:
        await deliver_order.deliver(
            db, order_id=order.id, shipment_id=shipment.id, actor=actor, now=now
        )
    elif report.kind is ReportKind.RETURNED:
        await deliver_order.return_to_sender(
            db, order_id=order.id, shipment_id=shipment.id, actor=actor, now=now
        )
    else:
        await orders.add_event(
            db,
            order_id=order.id,
            kind=_EVENTS[report.kind],
            at=now,
            actor=actor,
            tracking=report.tracking,
            happened_at=report.at.isoformat(),
        )
        orders.touched(db, order)
