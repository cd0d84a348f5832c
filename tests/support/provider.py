"""A payment provider with books of its own, whose answers get lost, come late or not at all."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from tests.support.messages import Killed

from lonja.adapters.test_gateway import METHOD
from lonja.kernel.db import outside_call
from lonja.kernel.errors import Unavailable
from lonja.kernel.money import Money
from lonja.payments import api as payments

type Fault = Literal["", "away", "lost", "killed"]
"""Of the next call: it never arrives; its answer does not; the worker dies with the answer in its hand."""


PAGE: Final = "https://bank.example/pay/hs_secret"


class State(StrEnum):
    ACTION = "action"
    RESERVED = "reserved"
    PAID = "paid"
    DECLINED = "declined"
    CLOSED = "closed"


@dataclass(slots=True)
class Payment:
    amount: Money
    state: State
    captures: int = 0
    taken_minor: int = 0
    refunds: dict[UUID, int] = field(default_factory=dict)

    @property
    def kept_minor(self) -> int:
        came = self.amount.minor if self.state is State.PAID and self.captures else self.taken_minor
        return came - sum(self.refunds.values())


class Provider:
    """Honest, idempotent by our ids, and strict: what it would have to do twice is a fault of ours."""

    method = METHOD

    def __init__(self, *, opens: State = State.RESERVED, in_parts: bool = False) -> None:
        self.opens, self.in_parts = opens, in_parts
        self.is_away = False
        self.pends = False
        """A refund takes days."""
        self.fault: Fault = ""
        self.payments: dict[UUID, Payment] = {}
        self.never_started: set[UUID] = set()
        self.started = 0
        """How many charges were requested, whether the request arrived or not."""

    async def start(self, charge: payments.Charge) -> payments.Answer:
        self.started += 1
        self._arrives()
        known = self.payments.get(charge.attempt_id)
        if known is None and charge.attempt_id in self.never_started:
            return payments.Closed()
        if known is None:
            known = self.payments[charge.attempt_id] = Payment(charge.amount, self.opens)
            if self.opens is State.PAID:
                known.captures += 1
        assert known.amount == charge.amount, "the same charge again is the same to the byte"
        return self._answers(charge.attempt_id)

    async def lookup(self, reference: payments.Reference) -> payments.Answer:
        self._arrives()
        return self._answers(reference.attempt_id)

    async def capture(self, reference: payments.Reference, amount: Money) -> payments.Answer:
        self._arrives()
        known = self.payments[reference.attempt_id]
        if known.state is State.RESERVED:
            assert known.taken_minor <= amount.minor <= known.amount.minor
            assert amount == known.amount or self.in_parts
            known.captures += amount.minor > known.taken_minor
            known.amount = amount
            known.state = State.PAID
        return self._answers(reference.attempt_id)

    async def capture_part(self, reference: payments.Reference, upto: Money) -> payments.Answer:
        self._arrives()
        known = self.payments[reference.attempt_id]
        if known.state is State.RESERVED and known.taken_minor < upto.minor:
            assert self.in_parts, "this payment is captured once"
            assert upto.minor < known.amount.minor
            known.captures += 1
            known.taken_minor = upto.minor
        return self._answers(reference.attempt_id)

    async def close(self, reference: payments.Reference) -> payments.Answer:
        self._arrives()
        known = self.payments.get(reference.attempt_id)
        if known is None:  # a start that is still on its way will find it closed
            self.never_started.add(reference.attempt_id)
        elif known.taken_minor and known.state is State.RESERVED:
            known.amount, known.state = replace(known.amount, minor=known.taken_minor), State.PAID
        elif known.state in {State.ACTION, State.RESERVED}:
            known.state = State.CLOSED
        return self._answers(reference.attempt_id)

    async def refund(
        self, reference: payments.Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        self._arrives()
        known = self.payments[reference.attempt_id]
        if refund.id not in known.refunds:
            assert refund.amount.minor > 0
            assert refund.amount.minor <= known.kept_minor, "more than is left was to go back"
            known.refunds[refund.id] = refund.amount.minor
        self._is_answered()
        if self.pends:
            return payments.RefundPending(str(refund.id))
        return payments.RefundSucceeded(str(refund.id))

    async def lookup_refund(
        self, reference: payments.Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        self._arrives()
        known = self.payments.get(reference.attempt_id)
        self._is_answered()
        if known is None or refund.id not in known.refunds:
            return payments.Unknown()
        return payments.RefundSucceeded(str(refund.id))

    def buyer(self, does: State) -> None:
        """On the provider's page; nothing happens where nothing can."""
        for payment in self.payments.values():
            if payment.state is State.ACTION:
                payment.state = does
                payment.captures += does is State.PAID

    def pay_late(self) -> None:
        """A debit that was given up arrives all the same."""
        for payment in self.payments.values():
            if payment.state in {State.CLOSED, State.DECLINED}:
                payment.state = State.PAID
                payment.captures += 1

    def _arrives(self) -> None:
        outside_call("the provider")
        if self.is_away or self.fault == "away":
            self.fault = ""
            raise Unavailable("the provider does not answer")

    def _is_answered(self) -> None:
        fault, self.fault = self.fault, ""
        if fault == "lost":
            raise Unavailable("the answer is lost")
        if fault == "killed":
            raise Killed

    def _answers(self, attempt_id: UUID) -> payments.Answer:
        self._is_answered()
        if attempt_id in self.never_started:
            return payments.Closed()
        known = self.payments.get(attempt_id)
        if known is None:
            return payments.Unknown()
        reference = {"payment": f"p-{attempt_id}"}
        match known.state:
            case State.ACTION:
                return payments.NeedsAction(reference, payments.Redirect(PAGE))
            case State.RESERVED:
                return payments.Authorised(
                    reference,
                    known.amount,
                    taken_minor=known.taken_minor,
                    in_parts=self.in_parts,
                )
            case State.PAID:
                return payments.Captured(reference, known.amount)
            case State.DECLINED:
                return payments.Declined("card_declined", reference)
            case State.CLOSED:
                return payments.Closed(reference)
