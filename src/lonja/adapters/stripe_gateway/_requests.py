"""The requests that we send to Stripe, as its API writes them. Pure.

A repeat under the same key must be the same to the byte, so each is made of stored facts alone.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from lonja.adapters.stripe_gateway._amounts import to_wire
from lonja.kernel.languages import ENGLISH, best_of, text_in
from lonja.kernel.money import Money
from lonja.payments.api import Charge, RefundRequest

type Params = Mapping[str, Any]

ON_THE_WAY: Final = timedelta(minutes=5)
"""Stripe refuses a page that closes sooner than in half an hour, counted from its arrival there:
requests that were late, or are repeated, have so much time."""
SUFFIX_CHARACTERS: Final = 10
"""A statement's line has 22 characters, and its prefix is the account's."""
_LANGUAGES: Final = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt", "pt-BR", "sv"})
"""Some of those that Stripe's page speaks."""
_ORDER: Final = {
    "de": "Bestellung", "en": "Order", "es": "Pedido", "fr": "Commande", "pt": "Encomenda",
}  # fmt: skip
_PAGE: Final = 100
EXPANDED: Final = ("payment_intent.latest_charge",)


def session(charge: Charge) -> Params:
    """A payment page for one order: one line with the exact total, so that no rounding differs."""
    amount, currency = to_wire(charge.amount)
    name = f"{text_in(_ORDER, charge.language, default=ENGLISH)} {charge.order_number}"
    ours = {
        "attempt_id": str(charge.attempt_id),
        "order_id": str(charge.order_id),
        "order_number": charge.order_number,
    }
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "client_reference_id": str(charge.attempt_id),
        "success_url": charge.return_url,
        "cancel_url": charge.return_url,
        "expires_at": int((charge.expires_at + ON_THE_WAY).timestamp()),
        "locale": best_of(charge.language, _LANGUAGES) or "auto",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency,
                    "unit_amount": amount,
                    "product_data": {"name": name},
                },
            }
        ],
        # Whatever could change the total is off.
        "adaptive_pricing": {"enabled": False},
        # Where the card and the account allow it, each parcel takes its own part.
        "payment_method_options": {"card": {"request_multicapture": "if_available"}},
        # Neither of the two is copied to the other.
        "metadata": ours,
        "payment_intent_data": {
            "capture_method": "manual",
            "description": name,
            "metadata": ours,
            "statement_descriptor_suffix": statement_suffix(charge.order_number),
        },
    }


def statement_suffix(order_number: str) -> str:
    """What a card's statement shows of the order: Latin characters, and a letter among them."""
    kept = re.sub(r"[^A-Za-z0-9 -]", "", order_number)
    # The end of a long number tells orders apart.
    return f"N{kept[-(SUFFIX_CHARACTERS - 1) :]}"


def looked_up() -> Params:
    return {"expand": list(EXPANDED)}


def sessions_since(asked_at: datetime, *, after: str | None) -> Params:
    """The pages made since then, newest first; our clock and Stripe's may differ."""
    since = int((asked_at - timedelta(minutes=5)).timestamp())
    return {
        "created": {"gte": since},
        "limit": _PAGE,
        "expand": [f"data.{path}" for path in EXPANDED],
    } | ({"starting_after": after} if after else {})


def capture(amount: Money) -> Params:
    return {"amount_to_capture": to_wire(amount)[0], "expand": ["latest_charge"]}


def capture_part(amount: Money) -> Params:
    """The rest stays reserved, which Stripe would release otherwise."""
    return {**capture(amount), "final_capture": False}


def cancel() -> Params:
    return {"cancellation_reason": "abandoned", "expand": ["latest_charge"]}


def refund(request: RefundRequest, *, intent: str) -> Params:
    """The sum is always sent: without one Stripe would give back all that is left."""
    assert request.amount.minor > 0, "a refund is more than nothing"
    return {
        "payment_intent": intent,
        "amount": to_wire(request.amount)[0],
        "metadata": {"refund_id": str(request.id)},
    }


def of_payment(intent: str, *, after: str | None) -> Params:
    """Refunds, or disputes, of one payment."""
    return {"payment_intent": intent, "limit": _PAGE} | ({"starting_after": after} if after else {})


def undelivered_events(*, since: datetime, types: tuple[str, ...], after: str | None) -> Params:
    return {
        "created": {"gte": int(since.timestamp())},
        "delivery_success": False,
        "types": list(types),
        "limit": _PAGE,
    } | ({"starting_after": after} if after else {})


def key(of: UUID, verb: str, *, attempt: int = 1) -> str:
    """The idempotency key of a call; a call whose failure Stripe saved goes on under a new one."""
    return f"{of}.{verb}" if attempt == 1 else f"{of}.{verb}.{attempt}"
