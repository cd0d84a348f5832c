"""The built-in gateway for tests and demos: a real one in miniature, with books of its own.

It keeps its books in the schema `test_gateway` on a connection of its own, as a vendor would
keep them on its side: they outlive a crash of the shop, and proofs count the money in them.
What a card does is decided by its token; see `BEHAVIOUR`.
"""

from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import Database, first, outside_call, run, scalar
from lonja.kernel.errors import Unavailable
from lonja.payments.api import Answer, Authorised, Charge, Declined, NeedsAction, Unknown

BEHAVIOUR: Final = {
    "approved": "authorised",
    "declined": "declined:card_declined",
    "insufficient_funds": "declined:insufficient_funds",
    "expired_card": "declined:expired_card",
    "needs_action": "needs_action",
    "timeout": "authorised, but the answer is lost",
    "late": "known only from the second look on",
    "unavailable": "the gateway is down",
}


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
        state = BEHAVIOUR.get(token, "declined:card_declined").split(",")[0]
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
