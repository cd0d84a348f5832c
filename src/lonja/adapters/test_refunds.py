"""Refunds of the built-in gateways: booked once for each id, never more than was captured."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from lonja.kernel.db import Database, first, outside_call, run
from lonja.kernel.money import Money
from lonja.payments import api as payments

OUTCOMES: Final[Mapping[str, str]] = {
    "refund_fails": "failed",
    "refund_pends": "pending",
    "refund_by_hand": "needs_person",
}
"""A card's token, or a button of the payment page → what becomes of refunds; any other succeeds."""


class TestRefunds:
    """`schema` is the gateway's own; its table `refunds` is written here alone."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self, database: Database, schema: str) -> None:
        self._database = database
        self._table = f"{schema}.refunds"

    async def give_back(
        self,
        refund: payments.RefundRequest,
        *,
        attempt_id: UUID,
        captured: Money | None,
        behaviour: str,
    ) -> payments.RefundAnswer:
        outside_call("the payment gateway")
        if captured is None or captured.currency != refund.amount.currency:
            return payments.RefundFailed("nothing_captured")
        async with self._database.reading() as db:
            await run(
                db,
                f"INSERT INTO {self._table} (id, attempt_id, amount_minor, state)"
                " SELECT %(id)s, %(attempt)s, %(amount)s, CASE WHEN %(amount)s +"
                f" (SELECT coalesce(sum(amount_minor), 0) FROM {self._table}"
                "  WHERE attempt_id = %(attempt)s AND state IN ('pending', 'succeeded'))"
                " > %(captured)s THEN 'failed' ELSE %(state)s END ON CONFLICT (id) DO NOTHING",
                id=refund.id,
                attempt=attempt_id,
                amount=refund.amount.minor,
                captured=captured.minor,
                state=OUTCOMES.get(behaviour, "succeeded"),
            )
            state = await first(
                db,
                str,
                f"SELECT state FROM {self._table} WHERE id = %(id)s"
                " AND attempt_id = %(attempt)s AND amount_minor = %(amount)s",
                id=refund.id,
                attempt=attempt_id,
                amount=refund.amount.minor,
            )
        if state is None:  # the key belongs to another refund
            return payments.RefundFailed("refused")
        return _answer(refund, state)

    async def look(self, refund: payments.RefundRequest) -> payments.RefundAnswer:
        """A pending refund has succeeded at the second look."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            state = await first(
                db,
                str,
                f"UPDATE {self._table} SET looked_up = looked_up + 1,"
                " state = CASE WHEN state = 'pending' AND looked_up >= 1 THEN 'succeeded'"
                " ELSE state END WHERE id = %(id)s RETURNING state",
                id=refund.id,
            )
        return _answer(refund, state)


def _answer(refund: payments.RefundRequest, state: str | None) -> payments.RefundAnswer:
    match state:
        case "succeeded":
            return payments.RefundSucceeded(f"tr_{refund.id.hex}")
        case "pending":
            return payments.RefundPending(f"tr_{refund.id.hex}")
        case "needs_person":
            return payments.RefundNeedsPerson("no_way_back")
        case None:
            return payments.Unknown()
        case _:
            return payments.RefundFailed("refused")
