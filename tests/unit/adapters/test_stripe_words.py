"""Statuses, errors and events of Stripe's in our words: every one that is known, and a new one."""

import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from tests.support.samples import STRIPE_EVENTS

from lonja.adapters.stripe_gateway import _answers, _events
from lonja.adapters.stripe_gateway._answers import Failure
from lonja.kernel.errors import BadSignature
from lonja.kernel.money import Money
from lonja.payments import api as payments

ATTEMPT: Final = UUID("019ad000-0000-7000-8000-000000000001")
EUR: Final = Money("EUR", 49_90)


def an_intent(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": "pi_1",
        "status": status,
        "currency": "eur",
        "amount_capturable": 49_90 if status == "requires_capture" else 0,
        "amount_received": 49_90 if status == "succeeded" else 0,
        "created": 1_795_910_400,
        **changes,
    }


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("requires_payment_method", payments.NeedsAction),
        ("requires_confirmation", payments.NeedsAction),
        ("requires_action", payments.NeedsAction),
        ("processing", payments.Pending),
        ("requires_capture", payments.Authorised),
        ("succeeded", payments.Captured),
        ("canceled", payments.Closed),
        ("a_status_of_next_year", payments.Unknown),
    ],
)
def test_a_status_is_one_answer(status: str, kind: type) -> None:
    answer = _answers.of_intent(an_intent(status), {"session": "cs_1"})

    assert isinstance(answer, kind)
    if isinstance(answer, payments.Authorised | payments.Captured):
        assert answer.amount == EUR


def test_a_payment_in_parts_says_what_was_taken_of_the_whole() -> None:
    card = {"multicapture": {"status": "available"}}
    charge = {"id": "ch_1", "payment_method_details": {"type": "card", "card": card}}
    parts = {"amount_capturable": 30_00, "amount_received": 19_90, "latest_charge": charge}

    reserved = _answers.of_intent(an_intent("requires_capture", **parts), {})
    over = _answers.of_intent(an_intent("canceled", **(parts | {"amount_capturable": 0})), {})

    assert isinstance(reserved, payments.Authorised)
    assert (reserved.amount, reserved.taken_minor, reserved.in_parts) == (EUR, 19_90, True)
    assert isinstance(over, payments.Captured)
    assert over.amount == Money("EUR", 19_90)


def test_money_of_a_currency_that_we_do_not_know_is_unknown() -> None:
    answer = _answers.of_intent(an_intent("succeeded", currency="isk"), {})

    assert answer == payments.Unknown()


def test_a_voucher_is_waited_for_and_shown() -> None:
    details = {"hosted_voucher_url": "https://pay.example/v", "expires_at": 1_796_000_000}
    action = {"type": "multibanco_display_details", "multibanco_display_details": details}

    answer = _answers.of_intent(an_intent("requires_action", next_action=action), {})

    assert isinstance(answer, payments.Pending)
    assert answer.step == payments.Redirect("https://pay.example/v")
    assert answer.until.timestamp() == 1_796_000_000


def test_an_unknown_next_step_is_continued_on_the_page() -> None:
    session = {
        "id": "cs_1",
        "status": "open",
        "url": "https://checkout.example/cs_1",
        "expires_at": 1_796_000_000,
        "payment_intent": an_intent("requires_action", next_action={"type": "dance"}),
    }

    answer = _answers.of_session(session)

    assert isinstance(answer, payments.NeedsAction)
    assert answer.step == payments.Redirect("https://checkout.example/cs_1")


def test_complete_and_undecided_is_unknown() -> None:
    session = {"id": "cs_1", "status": "complete", "url": None, "payment_intent": None}

    assert _answers.of_session(session) == payments.Unknown()


@pytest.mark.parametrize(
    ("status", "error", "failure"),
    [
        (None, {}, Failure.LATER),
        (400, {"type": "invalid_request_error"}, Failure.REFUSED),
        (400, {"type": "idempotency_error"}, Failure.LATER),
        (401, {}, Failure.LOCKED_OUT),
        (402, {"type": "card_error"}, Failure.DECLINED),
        (403, {}, Failure.LOCKED_OUT),
        (404, {"code": "resource_missing"}, Failure.MISSING),
        (409, {"code": "idempotency_key_in_use"}, Failure.LATER),
        (429, {"code": "rate_limit"}, Failure.LATER),
        (500, {"type": "api_error"}, Failure.SAVED),
        (503, {}, Failure.SAVED),
    ],
)
def test_an_error_is_one_failure(
    status: int | None, error: dict[str, str], failure: Failure
) -> None:
    assert _answers.failure_of(status, {"error": error}) is failure


def test_an_error_without_a_body_is_judged_by_its_status() -> None:
    assert _answers.failure_of(500, None) is Failure.SAVED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"type": "card_error", "decline_code": "insufficient_funds"}, "insufficient_funds"),
        ({"type": "card_error", "code": "expired_card"}, "expired_card"),
        ({"type": "card_error", "decline_code": "fraudulent"}, "card_declined"),
        ({"code": "payment_intent_authentication_failure"}, "authentication_failed"),
        ({}, "debit_failed"),
    ],
)
def test_a_decline_says_what_a_buyer_may_know(error: dict[str, str], reason: str) -> None:
    assert _answers.declined(error, {}).reason == reason


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("succeeded", payments.RefundSucceeded("re_1")),
        ("pending", payments.RefundPending("re_1")),
        ("requires_action", payments.RefundPending("re_1")),
        ("failed", payments.RefundFailed("refused")),
        ("canceled", payments.RefundFailed("refused")),
        ("a_status_of_next_year", payments.Unknown()),
    ],
)
def test_a_refund_is_one_answer(status: str, answer: payments.RefundAnswer) -> None:
    assert _answers.of_refund({"id": "re_1", "status": status}) == answer


SNAPSHOTS: Final = [one for one in STRIPE_EVENTS if one.name < "90"]


class TestEvents:
    @pytest.mark.parametrize("file", SNAPSHOTS, ids=lambda one: one.stem)
    def test_a_snapshot_is_about_one_payment(self, file: Path) -> None:
        [signal] = _events.read(file.read_bytes(), is_live=False)

        known = {"pi_3LonjaExample000000001", "ch_3LonjaExample000000001"}
        assert signal.attempt_id == ATTEMPT or known & set(signal.vendor.values())

    def test_a_thin_one_is_about_its_object(self) -> None:
        [file] = [one for one in STRIPE_EVENTS if one.name.startswith("90")]

        [signal] = _events.read(file.read_bytes(), is_live=False)

        assert signal.event_id == "evt_test_LonjaExampleThin01"
        assert signal.vendor == {"intent": "pi_3LonjaExample000000001"}

    @pytest.mark.parametrize("kind", ["payout.paid", "balance.available", "invoice.paid"])
    def test_others_are_ignored(self, kind: str) -> None:
        event = {"id": "evt_1", "type": kind, "livemode": False, "data": {"object": {}}}

        assert _events.read(json.dumps(event).encode(), is_live=False) == []

    @pytest.mark.parametrize("is_live", [True, False])
    def test_of_the_other_mode_is_refused(self, *, is_live: bool) -> None:
        event = json.loads(SNAPSHOTS[0].read_text()) | {"livemode": not is_live}

        with pytest.raises(_events.OtherMode):
            _events.read(json.dumps(event).encode(), is_live=is_live)

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'"text"', b"\xff", b'{"type": 1}'])
    def test_what_is_none_is_refused(self, body: bytes) -> None:
        with pytest.raises(BadSignature):
            _events.read(body, is_live=False)

    def test_metadata_of_the_merchants_own_is_no_id_of_ours(self) -> None:
        event = json.loads(SNAPSHOTS[0].read_text())
        event["data"]["object"] |= {"client_reference_id": "table 5", "metadata": {}}

        [signal] = _events.read(json.dumps(event).encode(), is_live=False)

        assert signal.attempt_id is None
