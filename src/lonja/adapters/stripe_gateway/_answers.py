"""What Stripe says, in our words. Pure.

The Payment Intent decides, never the Session's `payment_status`: "complete and unpaid" is normal for
a debit and for money that is only reserved. What we do not know is `Unknown`, and logged.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from lonja.adapters.stripe_gateway._amounts import UnknownCurrency, from_wire
from lonja.payments import api as payments
from lonja.payments.api import Answer

log = logging.getLogger(__name__)

type Thing = Mapping[str, Any]

DEBIT_LIFE: Final = timedelta(days=14)
"""A debit is known after about five working days; holidays come between."""
DECLINES: Final[Mapping[str, str]] = {
    "insufficient_funds": "insufficient_funds",
    "expired_card": "expired_card",
    "authentication_required": "authentication_failed",
    "payment_intent_authentication_failure": "authentication_failed",
}
"""Stripe's reasons that a buyer can do something about; any other is `card_declined`."""
_SHOWN: Final[Mapping[str, tuple[str, str]]] = {
    "display_bank_transfer_instructions": (
        "display_bank_transfer_instructions",
        "hosted_instructions_url",
    ),
    "multibanco_display_details": ("multibanco_display_details", "hosted_voucher_url"),
    "oxxo_display_details": ("oxxo_display_details", "hosted_voucher_url"),
    "boleto_display_details": ("boleto_display_details", "hosted_voucher_url"),
    "pix_display_qr_code": ("pix_display_qr_code", "hosted_instructions_url"),
}
"""Next steps that take days: where in the intent Stripe's page about each is written."""


class Failure(StrEnum):
    """What an error means for us."""

    DECLINED = "declined"
    """The card's bank said no."""
    REFUSED = "refused"
    """Stripe will never do this: our request is wrong, or comes too late."""
    MISSING = "missing"
    LATER = "later"
    """Nothing is known: look, and ask again."""
    SAVED = "saved"
    """Stripe failed, and answers every repeat under this key with the same failure."""
    LOCKED_OUT = "locked_out"
    """Our key is wrong or may not do this: somebody has to change the settings."""


def failure_of(status: int | None, body: Any) -> Failure:
    """Which kind of failure an HTTP status with its body is; None is no answer at all."""
    error = error_of(body)
    if status is None:
        return Failure.LATER
    if status == 402:
        return Failure.DECLINED
    if status in {401, 403}:
        return Failure.LOCKED_OUT
    if status == 404:
        return Failure.MISSING
    if status in {409, 429} or error.get("type") == "idempotency_error":
        return Failure.LATER
    if status >= 500:
        return Failure.SAVED
    return Failure.REFUSED


def error_of(body: Any) -> Thing:
    error = body.get("error") if isinstance(body, Mapping) else None
    return error if isinstance(error, Mapping) else {}


def of_session(session: Thing) -> Answer:
    """Where a payment page stands; its intent, with the last charge, is expanded in it."""
    reference = {"session": str(session["id"])}
    intent = session.get("payment_intent")
    if isinstance(intent, Mapping):
        decided = of_intent(intent, reference)
        if not isinstance(decided, payments.NeedsAction):
            return decided
        reference |= decided.reference
    match session.get("status"):
        case "open" if session.get("url"):
            until = _moment(session.get("expires_at"))
            return payments.NeedsAction(reference, payments.Redirect(str(session["url"])), until)
        case "expired":
            return payments.Closed(reference)
        case "complete" if isinstance(intent, Mapping):
            # The page is over and its payment wants another method: a debit that bounced.
            return declined(intent.get("last_payment_error") or {}, reference)
        case status:
            log.error("Stripe: a payment page is %s and its payment undecided", status)
            return payments.Unknown()


def of_intent(intent: Thing, reference: payments.VendorIds) -> Answer:
    """`NeedsAction` without a step means: the payment page, if it is still open, knows how."""
    known = {**reference, "intent": str(intent["id"])}
    charge = intent.get("latest_charge")
    if charge:
        known["charge"] = str(charge["id"] if isinstance(charge, Mapping) else charge)
    try:
        return _of_status(intent, known, charge if isinstance(charge, Mapping) else {})
    except UnknownCurrency as error:
        log.error("Stripe: money in %s, whose decimals we do not know", error)  # noqa: TRY400
        return payments.Unknown()


def _of_status(intent: Thing, known: payments.VendorIds, charge: Thing) -> Answer:
    currency = str(intent["currency"])
    match intent.get("status"):
        case "requires_capture":
            card = (charge.get("payment_method_details") or {}).get("card") or {}
            return payments.Authorised(
                known,
                from_wire(int(intent["amount_capturable"]) + _received(intent), currency),
                _moment(card.get("capture_before")),
                taken_minor=_received(intent),
                in_parts=(card.get("multicapture") or {}).get("status") == "available",
            )
        case "succeeded":
            return payments.Captured(known, from_wire(int(intent["amount_received"]), currency))
        case "canceled" if _received(intent):
            # Only its rest was called off: some of it had been taken.
            return payments.Captured(known, from_wire(_received(intent), currency))
        case "canceled":
            return payments.Closed(known)
        case "processing":
            return payments.Pending(known, None, _created(intent) + DEBIT_LIFE)
        case "requires_action":
            return _of_next_action(intent, known)
        case "requires_payment_method" | "requires_confirmation":
            return payments.NeedsAction(known, None)
        case status:
            log.error("Stripe: a payment is %s, which we do not know", status)
            return payments.Unknown()


def _received(intent: Thing) -> int:
    return int(intent.get("amount_received") or 0)


def _of_next_action(intent: Thing, known: payments.VendorIds) -> Answer:
    action = intent.get("next_action") or {}
    shown = _SHOWN.get(str(action.get("type")))
    if shown is None:
        return payments.NeedsAction(known, None)
    details = action.get(shown[0]) or {}
    page = details.get(shown[1])
    until = _moment(details.get("expires_at") or details.get("expires_after"))
    step = payments.Redirect(str(page)) if page else None
    return payments.Pending(known, step, until or _created(intent) + DEBIT_LIFE)


def declined(error: Thing, reference: payments.VendorIds) -> payments.Declined:
    code = str(error.get("decline_code") or error.get("code") or "")
    is_card = error.get("type") == "card_error"
    reason = DECLINES.get(code, "card_declined" if is_card else "debit_failed")
    return payments.Declined(reason, reference)


def of_refund(refund: Thing) -> payments.RefundAnswer:
    vendor_id = str(refund["id"])
    match refund.get("status"):
        case "succeeded":
            return payments.RefundSucceeded(vendor_id)
        case "pending" | "requires_action":
            return payments.RefundPending(vendor_id, str(refund.get("pending_reason") or ""))
        case "failed" | "canceled":
            return payments.RefundFailed("refused")
        case status:
            log.error("Stripe: a refund is %s, which we do not know", status)
            return payments.Unknown()


def refund_refused(error: Thing) -> payments.RefundAnswer:
    """No refund was made. Only methods without a way back leave it to a person."""
    code = str(error.get("code") or "")
    if code in {"refund_not_supported", "payment_method_not_available"}:
        return payments.RefundNeedsPerson("no_way_back")
    log.error("Stripe refuses a refund: %s", code or error.get("type"))
    return payments.RefundFailed("disputed" if code == "charge_disputed" else "refused")


def vendor_refund(refund: Thing) -> payments.VendorRefund:
    """`request_id` is ours only where it is an id; a merchant may write anything there."""
    return payments.VendorRefund(
        str(refund["id"]),
        uuid_of((refund.get("metadata") or {}).get("refund_id")),
        from_wire(int(refund["amount"]), str(refund["currency"])),
        of_refund(refund),
    )


_DISPUTES: Final[Mapping[str, str]] = {
    "warning_needs_response": "warning",
    "warning_under_review": "warning",
    "warning_closed": "prevented",
    "needs_response": "needs_response",
    "appeal_needs_response": "needs_response",
    "under_review": "under_review",
    "appeal_under_review": "under_review",
    "won": "won",
    "lost": "lost",
    "prevented": "prevented",
}


def vendor_dispute(dispute: Thing) -> payments.VendorDispute | None:
    """None for a status that we do not know: nothing is concluded from it."""
    status = _DISPUTES.get(str(dispute["status"]))
    if status is None:
        log.error("Stripe: a dispute is %s, which we do not know", dispute["status"])
        return None
    return payments.VendorDispute(
        str(dispute["id"]),
        status,
        str(dispute["reason"]),
        from_wire(int(dispute["amount"]), str(dispute["currency"])),
        _created(dispute),
        _moment((dispute.get("evidence_details") or {}).get("due_by")),
    )


def uuid_of(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


def _created(thing: Thing) -> datetime:
    return datetime.fromtimestamp(int(thing["created"]), UTC)


def _moment(unix: Any) -> datetime | None:
    return datetime.fromtimestamp(int(unix), UTC) if unix else None
