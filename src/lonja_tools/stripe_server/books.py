"""The books of the local Stripe: pages, payments, refunds, disputes and the events about them.

Objects are kept in the shape in which the API gives them; `contract` says what that is. Time is
handed in, so that a test may let an authorisation run out.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from lonja_tools.stripe_server.things import (
    DAY_S,
    Thing,
    a_card,
    a_charge,
    a_dispute,
    new_id,
)

HALF_AN_HOUR_S: Final = 1800
HOLD_DAYS: Final = 7


class Refusal(Exception):
    """An error of Stripe's: its status, type and code."""

    def __init__(
        self, message: str, *, status: int = 400, code: str = "", param: str = "", kind: str = ""
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.param = status, code, param
        self.message = message
        self.kind = kind or "invalid_request_error"


@dataclass(slots=True)
class Books:
    """`public_url` is where the payment pages are; `on_event` hears of each event once."""

    public_url: str
    on_event: Callable[[Thing], None] = lambda _event: None
    things: dict[str, Thing] = field(default_factory=dict)
    """By id, oldest first."""
    effects: list[tuple[str, str]] = field(default_factory=list)
    """What really moved: (verb, id). Proofs count these."""
    intent_data: dict[str, Thing] = field(default_factory=dict)
    """What a page's payment will be like, by the page; it is made when the buyer acts."""
    has_multicapture: bool = True
    """Whether this account may capture a payment several times; Stripe unlocks it on request."""

    def get(self, kind: str, thing_id: str) -> Thing:
        found = self.things.get(thing_id)
        if found is None or found["object"] != kind:
            raise Refusal(f"No such {kind}: '{thing_id}'", status=404, code="resource_missing")
        return found

    def of_kind(self, kind: str) -> list[Thing]:
        """Newest first, as lists are."""
        return [one for one in reversed(self.things.values()) if one["object"] == kind]

    def dump(self) -> Thing:
        return {"things": self.things, "intent_data": self.intent_data}

    def load(self, kept: Thing) -> None:
        self.things, self.intent_data = kept["things"], kept["intent_data"]

    # Requests of the shop

    def create_session(self, params: Mapping[str, Any], *, now: int) -> Thing:
        expires_at = int(params.get("expires_at") or now + DAY_S)
        if not now + HALF_AN_HOUR_S <= expires_at <= now + DAY_S:
            raise Refusal(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
                param="expires_at",
            )
        [item] = params["line_items"]
        price = item["price_data"]
        amount = int(price["unit_amount"]) * int(item.get("quantity", 1))
        session_id = new_id("cs_test_", 58)
        session: Thing = {
            "id": session_id,
            "object": "checkout.session",
            "amount_subtotal": amount,
            "amount_total": amount,
            "automatic_tax": {"enabled": False, "liability": None, "status": None},
            "cancel_url": params.get("cancel_url"),
            "client_reference_id": params.get("client_reference_id"),
            "created": now,
            "currency": price["currency"],
            "custom_fields": [],
            "customer_details": None,
            "expires_at": expires_at,
            "livemode": False,
            "locale": params.get("locale"),
            "metadata": dict(params.get("metadata") or {}),
            "mode": params.get("mode"),
            "payment_intent": None,
            "payment_method_types": ["card"],
            "payment_status": "unpaid",
            "shipping_options": [],
            "status": "open",
            "success_url": params.get("success_url"),
            "ui_mode": params.get("ui_mode", "hosted_page"),
            "url": f"{self.public_url}/pay/{session_id}",
        }
        self._keep(session)
        self.intent_data[session_id] = dict(params.get("payment_intent_data") or {})
        card = (params.get("payment_method_options") or {}).get("card") or {}
        is_wanted = card.get("request_multicapture") == "if_available"
        self.intent_data[session_id]["multicapture"] = is_wanted and self.has_multicapture
        self.effects.append(("session", session_id))
        return session

    def expire_session(self, session: Thing, *, now: int) -> Thing:
        self.lapse(session, now=now)
        if session["status"] != "open":
            raise Refusal(
                f"Only Checkout Sessions with a status of `open` can be expired; this one is"
                f" {session['status']}."
            )
        return self._expire(session, now=now)

    def lapse(self, session: Thing, *, now: int) -> None:
        if session["status"] == "open" and session["expires_at"] <= now:
            self._expire(session, now=now)

    def capture(self, intent: Thing, params: Mapping[str, Any], *, now: int) -> Thing:
        self.let_run_out(intent, now=now)
        self._must_be(intent, "requires_capture", "captured")
        charge = self.things[intent["latest_charge"]]
        is_last = params.get("final_capture", True)
        amount = int(params.get("amount_to_capture", intent["amount_capturable"]))
        # Nothing more may be taken with the last one: it releases the rest.
        least = 0 if is_last and intent["amount_received"] else 1
        if not least <= amount <= intent["amount_capturable"]:
            raise Refusal("more than is capturable", param="amount_to_capture")
        card = charge["payment_method_details"].get("card") or {}
        if not is_last and card.get("multicapture") != {"status": "available"}:
            raise Refusal("This payment is captured once.", param="final_capture")
        received = intent["amount_received"] + amount
        charge |= {"captured": True, "amount_captured": received}
        intent["amount_received"] = received
        self.effects.append(("capture", intent["id"]))
        if is_last:
            intent |= {"status": "succeeded", "amount_capturable": 0}
            self._tell("payment_intent.succeeded", intent, now=now)
        else:
            intent["amount_capturable"] -= amount
            self._tell("charge.updated", charge, now=now)
        return intent

    def cancel(self, intent: Thing, *, now: int, reason: str = "abandoned") -> Thing:
        self.let_run_out(intent, now=now)
        self._must_be(intent, "requires_capture", "canceled")
        return self._cancel(intent, now=now, reason=reason)

    def let_run_out(self, intent: Thing, *, now: int) -> None:
        """An authorisation lasts a week; then the money is the buyer's again."""
        if intent["status"] == "requires_capture":
            charge = self.things[intent["latest_charge"]]
            if charge["payment_method_details"]["card"]["capture_before"] <= now:
                self._cancel(intent, now=now, reason="automatic")

    def refund(self, params: Mapping[str, Any], *, now: int, status: str = "succeeded") -> Thing:
        intent = self.get("payment_intent", str(params["payment_intent"]))
        charge = self.things.get(intent["latest_charge"] or "")
        if not intent["amount_received"] or charge is None:
            raise Refusal("This payment was not captured.", code="payment_intent_unexpected_state")
        if charge["disputed"]:
            raise Refusal("The charge is disputed.", code="charge_disputed")
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = int(params.get("amount", left))
        if left == 0:
            raise Refusal("It has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise Refusal("Refund amount is greater than what is left.", param="amount")
        refund: Thing = {
            "id": new_id("re_", 24),
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "created": now,
            "currency": charge["currency"],
            "metadata": dict(params.get("metadata") or {}),
            "payment_intent": intent["id"],
            "status": status,
        }
        self._keep(refund)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        self.effects.append(("refund", refund["id"]))
        self._tell("refund.created", refund, now=now)
        self._tell("charge.refunded", charge, now=now)
        self._tell("refund.updated", refund, now=now)
        return refund

    # Deeds of the buyer on the page, and of banks

    def pay(self, session: Thing, *, now: int, card: str = "4242") -> Thing:
        """Approved by the bank: reserved, or taken at once, as the shop asked for."""
        intent = self._intent_of(session, now=now)
        charge = self._charge(intent, now=now, card=card)
        if card:
            is_available = self.intent_data[session["id"]].get("multicapture")
            charge["payment_method_details"]["card"]["multicapture"] = {
                "status": "available" if is_available else "unavailable"
            }
        session |= {"status": "complete", "url": None}
        manual = intent["capture_method"] == "manual"
        if manual:
            intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        else:
            charge |= {"captured": True, "amount_captured": intent["amount"]}
            intent |= {"status": "succeeded", "amount_received": intent["amount"]}
            session["payment_status"] = "paid"
        self.effects.append(("pay", intent["id"]))
        kind = "amount_capturable_updated" if manual else "succeeded"
        self._tell(f"payment_intent.{kind}", intent, now=now)
        self._tell("checkout.session.completed", session, now=now)
        return intent

    def decline(self, session: Thing, *, now: int, code: str) -> None:
        """The buyer may try again on the same page."""
        intent = self._intent_of(session, now=now)
        error = {"type": "card_error", "code": "card_declined", "decline_code": code}
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        self._tell("payment_intent.payment_failed", intent, now=now)

    def debit(self, session: Thing, *, now: int) -> Thing:
        """A method that takes days: the page is complete and nothing is paid yet."""
        intent = self._intent_of(session, now=now)
        intent |= {"status": "processing", "payment_method_types": ["sepa_debit"]}
        session |= {"status": "complete", "url": None}
        self._tell("payment_intent.processing", intent, now=now)
        self._tell("checkout.session.completed", session, now=now)
        return intent

    def debit_ends(self, session: Thing, *, now: int, arrives: bool) -> None:
        intent = self.get("payment_intent", session["payment_intent"])
        self._must_be(intent, "processing", "settled")
        if arrives:
            self._charge(intent, now=now, card="")["captured"] = True
            self.things[intent["latest_charge"]]["amount_captured"] = intent["amount"]
            intent |= {"status": "succeeded", "amount_received": intent["amount"]}
            session["payment_status"] = "paid"
            self.effects.append(("pay", intent["id"]))
            self._tell("payment_intent.succeeded", intent, now=now)
            self._tell("checkout.session.async_payment_succeeded", session, now=now)
            return
        error = {"type": "invalid_request_error", "code": "payment_intent_payment_attempt_failed"}
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        self._tell("payment_intent.payment_failed", intent, now=now)
        self._tell("checkout.session.async_payment_failed", session, now=now)

    def refund_fails(self, refund: Thing, *, now: int) -> None:
        """Weeks later: the account is closed, and the money is the shop's again."""
        refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
        charge = self.things[refund["charge"]]
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        self.effects.append(("refund_fails", refund["id"]))
        self._tell("refund.failed", refund, now=now)

    def dispute(self, charge: Thing, *, now: int, amount: int | None = None) -> Thing:
        """The buyer's bank takes the money back until the dispute is decided."""
        dispute = a_dispute(charge, amount, now=now)
        self._keep(dispute)
        charge["disputed"] = True
        self.effects.append(("dispute", dispute["id"]))
        self._tell("charge.dispute.created", dispute, now=now)
        self._tell("charge.dispute.funds_withdrawn", dispute, now=now)
        return dispute

    def dispute_moves(self, dispute: Thing, status: str, *, now: int) -> None:
        dispute["status"] = status
        if status not in {"won", "lost"}:
            self._tell("charge.dispute.updated", dispute, now=now)
            return
        self.effects.append((f"dispute_{status}", dispute["id"]))
        if status == "won":
            self._tell("charge.dispute.funds_reinstated", dispute, now=now)
        self._tell("charge.dispute.closed", dispute, now=now)

    # Within

    def _intent_of(self, session: Thing, *, now: int) -> Thing:
        self.lapse(session, now=now)
        if session["status"] != "open":
            raise Refusal(f"This page is {session['status']}.")
        if session["payment_intent"]:
            return self.get("payment_intent", session["payment_intent"])
        data = self.intent_data[session["id"]]
        intent: Thing = {
            "id": new_id("pi_", 24),
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_capturable": 0,
            "amount_received": 0,
            "capture_method": data.get("capture_method", "automatic"),
            "confirmation_method": "automatic",
            "created": now,
            "currency": session["currency"],
            "description": data.get("description"),
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": dict(data.get("metadata") or {}),
            "next_action": None,
            "payment_method_types": ["card"],
            "status": "requires_payment_method",
        }
        session["payment_intent"] = intent["id"]
        return self._keep(intent)

    def _charge(self, intent: Thing, *, now: int, card: str) -> Thing:
        capture_before = now + HOLD_DAYS * DAY_S
        details: Thing = {"type": "sepa_debit"}
        if card:
            details = {"type": "card", "card": a_card(card, capture_before=capture_before)}
        charge = a_charge(intent, details, now=now)
        intent["latest_charge"] = charge["id"]
        return self._keep(charge)

    def _expire(self, session: Thing, *, now: int) -> Thing:
        session |= {"status": "expired", "url": None}
        self.effects.append(("expire", session["id"]))
        self._tell("checkout.session.expired", session, now=now)
        return session

    def _cancel(self, intent: Thing, *, now: int, reason: str) -> Thing:
        intent |= {
            "status": "canceled",
            "amount_capturable": 0,
            "canceled_at": now,
            "cancellation_reason": reason,
        }
        self.effects.append(("cancel", intent["id"]))
        self._tell("payment_intent.canceled", intent, now=now)
        return intent

    def _must_be(self, intent: Thing, status: str, verb: str) -> None:
        if intent["status"] != status:
            raise Refusal(
                f"This PaymentIntent could not be {verb}: it is {intent['status']}.",
                code="payment_intent_unexpected_state",
            )

    def _tell(self, kind: str, thing: Thing, *, now: int) -> None:
        event: Thing = {
            "id": new_id("evt_", 24),
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": now,
            "data": {"object": deepcopy(thing)},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        self._keep(event)
        self.on_event(event)

    def _keep(self, thing: Thing) -> Thing:
        self.things[str(thing["id"])] = thing
        return thing
