"""The built-in gateway for tests and demos: a real one in miniature, with books of its own.

It keeps its books in the schema `test_gateway` on a connection of its own, as a vendor would
keep them on its side: they outlive a crash of the shop, and proofs count the money in them.
What a card does is decided by its token; see `BEHAVIOUR`.
"""

import re
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import Database, first, outside_call, run, scalar
from lonja.kernel.errors import Unavailable
from lonja.kernel.money import Money
from lonja.payments import api as payments
from lonja.payments.api import (
    Answer,
    Authorised,
    Charge,
    Declined,
    NeedsAction,
    Reference,
    RefundRequest,
    Unknown,
)

BEHAVIOUR: Final = {
    "approved": "authorised",
    "declined": "declined:card_declined",
    "insufficient_funds": "declined:insufficient_funds",
    "expired_card": "declined:expired_card",
    "needs_action": "needs_action",
    "timeout": "authorised, but the answer is lost",
    "late": "known only from the second look on",
    "unavailable": "the gateway is down",
    "refund_fails": "authorised; a refund fails",
    "refund_pends": "authorised; a refund is pending until the second look",
    "refund_by_hand": "authorised; a refund needs a person",
}
_REFUND: Final = {
    "refund_fails": "failed",
    "refund_pends": "pending",
    "refund_by_hand": "needs_person",
}
"""Card token → what becomes of its refunds; any other token refunds at once."""


class TestGateway:
    """`return_base` is where the bank's page lives: the shop's public address."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self, database: Database, *, return_base: str) -> None:
        self._database = database
        self._return_base = return_base.rstrip("/")

    async def authorise(self, charge: Charge) -> Answer:
        outside_call("the payment gateway")
        token = charge.token
        if token == "unavailable":  # noqa: S105 - the name of a behaviour
            raise Unavailable("the gateway does not answer")
        state = re.split("[,;]", BEHAVIOUR.get(token, "declined:card_declined"))[0]
        if token == "late":  # noqa: S105
            state = "late"
        async with self._database.reading() as db:
            row = await first(
                db,
                "WITH made AS (INSERT INTO test_gateway.payments (attempt_id, token, amount_minor,"
                " currency, state) VALUES (%(id)s, %(token)s, %(amount)s, %(currency)s, %(state)s)"
                " ON CONFLICT (attempt_id) DO UPDATE SET attempt_id = excluded.attempt_id"
                " RETURNING state, xmax = 0 AS is_new), logged AS (INSERT INTO test_gateway.calls"
                " (attempt_id, operation, effect) SELECT %(id)s, 'authorise', is_new FROM made)"
                " SELECT state, is_new FROM made",
                id=charge.attempt_id,
                token=token[:100],
                amount=charge.amount.minor,
                currency=charge.amount.currency,
                state=state,
            )
        assert row is not None
        if row.is_new and token in {"timeout", "late"}:
            return Unknown()
        return self._answer(row.state, charge.attempt_id)

    async def lookup(self, attempt_id: UUID) -> Answer:
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            row = await first(
                db,
                "UPDATE test_gateway.payments SET looked_up = looked_up + 1,"
                " state = CASE WHEN state = 'late' AND looked_up >= 1 THEN 'authorised'"
                " ELSE state END WHERE attempt_id = %(id)s RETURNING state",
                id=attempt_id,
            )
        return Unknown() if row is None else self._answer(row.state, attempt_id)

    async def capture(self, attempt_id: UUID) -> None:
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            state = await scalar(
                db,
                "WITH before AS (SELECT attempt_id, state FROM test_gateway.payments"
                " WHERE attempt_id = %(id)s FOR UPDATE),"
                " taken AS (UPDATE test_gateway.payments p SET state = 'captured' FROM before b"
                " WHERE p.attempt_id = b.attempt_id AND b.state = 'authorised'),"
                " logged AS (INSERT INTO test_gateway.calls (attempt_id, operation, effect) SELECT"
                " %(id)s, 'capture', EXISTS (SELECT FROM before WHERE state = 'authorised'))"
                " SELECT state FROM before",
                id=attempt_id,
            )
        if state not in {"authorised", "captured"}:
            raise Unavailable(f"nothing to capture: the payment is {state}")

    async def void(self, attempt_id: UUID) -> None:
        """Give the money free, or refuse the attempt should it ever arrive."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            await run(
                db,
                "INSERT INTO test_gateway.payments AS p (attempt_id, token, amount_minor, currency,"
                " state) VALUES (%(id)s, '', 0, 'EUR', 'voided') ON CONFLICT (attempt_id)"
                " DO UPDATE SET state = 'voided' WHERE p.state NOT IN ('captured', 'voided')",
                id=attempt_id,
            )
            await _log(db, attempt_id, "void", effect=True)

    async def close(self, reference: Reference) -> payments.Closed | payments.Captured:
        await self.void(reference.attempt_id)
        async with self._database.reading() as db:
            row = await first(
                db,
                "SELECT state, amount_minor, currency FROM test_gateway.payments"
                " WHERE attempt_id = %(id)s",
                id=reference.attempt_id,
            )
        assert row is not None, "closing leaves a row"
        if row.state == "captured":
            return payments.Captured({}, Money(row.currency, row.amount_minor))
        return payments.Closed()

    async def refund(self, reference: Reference, refund: RefundRequest) -> payments.RefundAnswer:
        """Give money back once for each `refund.id`; more than was captured fails."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            payment = await first(
                db,
                "SELECT token, state, amount_minor, currency FROM test_gateway.payments"
                " WHERE attempt_id = %(id)s",
                id=reference.attempt_id,
            )
            if payment is None or payment.state != "captured":
                return payments.RefundFailed("nothing_captured")
            if payment.currency != refund.amount.currency:
                return payments.RefundFailed("wrong_currency")
            await run(
                db,
                "INSERT INTO test_gateway.refunds (id, attempt_id, amount_minor, state)"
                " SELECT %(id)s, %(attempt)s, %(amount)s, CASE WHEN %(amount)s +"
                " (SELECT coalesce(sum(amount_minor), 0) FROM test_gateway.refunds"
                "  WHERE attempt_id = %(attempt)s AND state IN ('pending', 'succeeded'))"
                " > %(captured)s THEN 'failed' ELSE %(state)s END ON CONFLICT (id) DO NOTHING",
                id=refund.id,
                attempt=reference.attempt_id,
                amount=refund.amount.minor,
                captured=payment.amount_minor,
                state=_REFUND.get(payment.token, "succeeded"),
            )
            state = await scalar(
                db, "SELECT state FROM test_gateway.refunds WHERE id = %(id)s", id=refund.id
            )
        return self._refund_answer(refund, state)

    async def lookup_refund(
        self, reference: Reference, refund: RefundRequest
    ) -> payments.RefundAnswer:
        del reference  # the refund's own id is enough here
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            state = await scalar(
                db,
                "UPDATE test_gateway.refunds SET looked_up = looked_up + 1,"
                " state = CASE WHEN state = 'pending' AND looked_up >= 1 THEN 'succeeded'"
                " ELSE state END WHERE id = %(id)s RETURNING state",
                id=refund.id,
            )
        return self._refund_answer(refund, state)

    def _refund_answer(self, refund: RefundRequest, state: str | None) -> payments.RefundAnswer:
        match state:
            case "succeeded":
                return payments.RefundSucceeded(str(refund.id))
            case "pending":
                return payments.RefundPending(str(refund.id))
            case "needs_person":
                return payments.RefundNeedsPerson("no_way_back")
            case None:
                return Unknown()
            case _:
                return payments.RefundFailed("refused")

    async def act(self, attempt_id: UUID, *, approve: bool) -> bool:
        """What the buyer did on the bank's page; False when there was nothing to do."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            return bool(
                await run(
                    db,
                    "UPDATE test_gateway.payments SET state = %(state)s"
                    " WHERE attempt_id = %(id)s AND state = 'needs_action'",
                    id=attempt_id,
                    state="authorised" if approve else "declined:authentication_failed",
                )
            )

    def _answer(self, state: str, attempt_id: UUID) -> Answer:
        if state in {"authorised", "captured"}:
            return Authorised()
        if state == "needs_action":
            return NeedsAction(f"{self._return_base}/test-bank/{attempt_id}")
        if state.startswith("declined:"):
            return Declined(state.partition(":")[2])
        return Declined("voided") if state == "voided" else Unknown()


async def _log(db: AsyncConnection, attempt_id: UUID, operation: str, *, effect: bool) -> None:
    await run(
        db,
        "INSERT INTO test_gateway.calls (attempt_id, operation, effect)"
        " VALUES (%(id)s, %(operation)s, %(effect)s)",
        id=attempt_id,
        operation=operation,
        effect=effect,
    )
