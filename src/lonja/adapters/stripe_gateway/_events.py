"""What a webhook of Stripe's is about: ids alone, never its claims. Pure.

Both kinds are read: snapshot events with their object, and thin ones that name it.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from lonja.kernel.errors import BadSignature
from lonja.payments.api import Signal

LISTENED: Final = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.amount_capturable_updated",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.partially_funded",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
    "radar.early_fraud_warning.created",
)
"""Any other, such as a payout's, is accepted and ignored."""
_REVERSALS: Final = ("refund.", "charge.refunded", "charge.dispute.", "radar.")
"""About money that goes back."""
_OBJECTS: Final[Mapping[str, str]] = {
    "checkout.session": "session",
    "payment_intent": "intent",
    "charge": "charge",
    "refund": "refund",
    "dispute": "dispute",
    "radar.early_fraud_warning": "warning",
}
_NAMED: Final[Mapping[str, str]] = {"payment_intent": "intent", "charge": "charge"}
"""Other objects that an object names, by their ids."""


class OtherMode(BadSignature):
    """A test event for a live shop, or the other way round: no money of ours is meant."""


def read(body: bytes, *, is_live: bool) -> list[Signal]:
    """The signals of a body whose signature was checked."""
    try:
        event = json.loads(body)
        kind = str(event["type"]).removeprefix("v1.")
        if bool(event["livemode"]) is not is_live:
            raise OtherMode("an event of Stripe's other mode")
        return [_signal(event)] if kind in LISTENED else []
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature("signed, but not an event") from error


def of_event(event: Mapping[str, Any]) -> Signal | None:
    """The same of an event that was read from Stripe's list."""
    kind = str(event["type"]).removeprefix("v1.")
    return _signal(event) if kind in LISTENED else None


def _signal(event: Mapping[str, Any]) -> Signal:
    kind = str(event["type"]).removeprefix("v1.")
    if "related_object" in event:
        thing: Mapping[str, Any] = {
            "object": event["related_object"]["type"],
            "id": event["related_object"]["id"],
        }
    else:
        thing = event["data"]["object"]
    vendor = {_OBJECTS[str(thing["object"])]: str(thing["id"])}
    vendor |= {name: _id(thing[field]) for field, name in _NAMED.items() if thing.get(field)}
    metadata = thing.get("metadata") or {}
    ours = thing.get("client_reference_id") or metadata.get("attempt_id")
    return Signal(
        event_id=str(event["id"]),
        attempt_id=_uuid(ours),
        refund_id=_uuid(metadata.get("refund_id")),
        vendor=vendor,
        is_reversal=kind.startswith(_REVERSALS),
    )


def _id(value: Any) -> str:
    return str(value["id"]) if isinstance(value, Mapping) else str(value)


def _uuid(value: Any) -> UUID | None:
    """Merchants may write metadata of their own under our names."""
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
