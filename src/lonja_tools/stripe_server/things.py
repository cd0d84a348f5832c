"""Objects of the local Stripe as the API gives them, newly made. Pure."""

import secrets
from typing import Any, Final

type Thing = dict[str, Any]

DAY_S: Final = 86_400
ANSWER_DAYS: Final = 7
"""How long a merchant has to answer a dispute."""


def a_charge(intent: Thing, details: Thing, *, now: int) -> Thing:
    return {
        "id": new_id("ch_", 24),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "captured": False,
        "created": now,
        "currency": intent["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method_details": details,
        "refunded": False,
        "status": "succeeded",
    }


def a_dispute(charge: Thing, amount: int | None, *, now: int) -> Thing:
    return {
        "id": new_id("du_", 24),
        "object": "dispute",
        "amount": amount or charge["amount_captured"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": now + ANSWER_DAYS * DAY_S,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "manual",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }


def a_card(last4: str, *, capture_before: int) -> Thing:
    return {
        "last4": last4,
        "fingerprint": f"fp{last4}",
        "capture_before": capture_before,
        "exp_month": 12,
        "exp_year": 2034,
    }


def new_id(prefix: str, characters: int) -> str:
    return prefix + secrets.token_hex(characters)[:characters]
