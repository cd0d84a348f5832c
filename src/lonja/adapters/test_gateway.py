"""The built-in gateway for tests and demos: a real one in miniature, with books of its own.

It keeps its books in the schema `test_gateway` on a connection of its own, as a vendor would
keep them on its side: they outlive a crash of the shop, and proofs count the money in them.
What a card does is decided by its token; see `BEHAVIOUR`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.adapters.test_refunds import TestRefunds
from lonja.kernel.db import Database, first, one, outside_call, run
from lonja.kernel.errors import BadSignature, Unavailable
from lonja.kernel.money import Money
from lonja.payments import api as payments
from lonja.payments.api import Answer, Reference

BEHAVIOUR: Final = {
    "approved": "authorised",
    "declined": "declined:card_declined",
    "insufficient_funds": "declined:insufficient_funds",
    "expired_card": "declined:expired_card",
    "needs_action": "needs_action",
    "timeout": "authorised",  # but the answer is lost
    "late": "late",  # known only from the second look on
    "wrong_amount": "authorised",  # for another sum
    "refund_fails": "authorised",
    "refund_pends": "authorised",
    "refund_by_hand": "authorised",
}
_DOWN: Final = "unavailable"
_LOST: Final = frozenset({"timeout", "late"})
WRONG_MINOR: Final = 5

_CARDS: Final[tuple[tuple[str, payments.Texts], ...]] = (
    ("approved", {"es": "Tarjeta de prueba que se aprueba", "en": "Test card that is approved"}),
    ("declined", {"es": "Tarjeta de prueba que se rechaza", "en": "Test card that is declined"}),
    (
        "insufficient_funds",
        {"es": "Tarjeta de prueba sin fondos", "en": "Test card without funds"},
    ),
    ("expired_card", {"es": "Tarjeta de prueba caducada", "en": "Test card that has expired"}),
    (
        "needs_action",
        {
            "es": "Tarjeta de prueba que pide confirmación en el banco",
            "en": "Test card that asks for a confirmation at the bank",
        },
    ),
    (
        "timeout",
        {
            "es": "Tarjeta de prueba cuya respuesta se pierde",
            "en": "Test card whose answer gets lost",
        },
    ),
    ("late", {"es": "Tarjeta de prueba que responde tarde", "en": "Test card that answers late"}),
)

METHOD: Final = payments.Method(
    code="test",
    titles={"es": "Tarjeta de prueba", "en": "Test card"},
    kind="token",
    hints={
        "es": "Esta tienda solo acepta tarjetas de prueba: no se pide ninguna real.",
        "en": "This shop takes test cards only: no real card is asked for.",
    },
    fields=(payments.Field("card", {"es": "Tarjeta", "en": "Card"}, _CARDS),),
    takes_parts=True,
)


@dataclass(frozen=True, slots=True)
class _Stored:
    attempt_id: UUID
    token: str
    amount_minor: int
    currency: str
    state: str
    taken_minor: int
    is_new: bool = False

    @property
    def captured(self) -> Money | None:
        """What it brought, in parts or whole."""
        minor = self.amount_minor if self.state == "captured" else self.taken_minor
        return Money(self.currency, minor) if minor else None


@dataclass(frozen=True, slots=True)
class AtBank:
    """A payment that the bank asks its buyer about; `is_open` until it was answered."""

    amount_minor: int
    currency: str
    return_url: str
    is_open: bool


_COLUMNS: Final = "attempt_id, token, amount_minor, currency, state, taken_minor"


class TestGateway:
    """`return_base` is where the bank's page lives: the shop's public address."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self, database: Database, *, return_base: str) -> None:
        self._database = database
        self._return_base = return_base.rstrip("/")
        self._refunds = TestRefunds(database, "test_gateway")

    @property
    def method(self) -> payments.Method:
        return METHOD

    async def start(self, charge: payments.Charge) -> Answer:
        outside_call("the payment gateway")
        token = charge.token or ""
        if token == _DOWN:
            raise Unavailable("the gateway does not answer")
        amount = WRONG_MINOR if token == "wrong_amount" else charge.amount.minor  # noqa: S105
        async with self._database.reading() as db:
            row = await one(
                db,
                _Stored,
                "WITH made AS (INSERT INTO test_gateway.payments (attempt_id, token, amount_minor,"
                " currency, state, return_url) VALUES (%(id)s, %(token)s, %(amount)s, %(currency)s,"
                " %(state)s, %(return_url)s)"
                " ON CONFLICT (attempt_id) DO UPDATE SET attempt_id = excluded.attempt_id"
                f" RETURNING {_COLUMNS}, xmax = 0 AS is_new), logged AS (INSERT INTO test_gateway.calls"
                " (attempt_id, operation, effect) SELECT %(id)s, 'start', is_new FROM made)"
                " SELECT * FROM made",
                id=charge.attempt_id,
                token=token[:100],
                amount=amount,
                currency=charge.amount.currency,
                state=BEHAVIOUR.get(token, "declined:card_declined"),
                return_url=charge.return_url,
            )
        if row.is_new and token in _LOST:
            return payments.Unknown()
        return self._answer(row)

    async def lookup(self, reference: Reference) -> Answer:
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            row = await first(
                db,
                _Stored,
                "UPDATE test_gateway.payments SET looked_up = looked_up + 1,"
                " state = CASE WHEN state = 'late' AND looked_up >= 1 THEN 'authorised'"
                f" ELSE state END WHERE attempt_id = %(id)s RETURNING {_COLUMNS}",
                id=reference.attempt_id,
            )
        return payments.Unknown() if row is None else self._answer(row)

    async def capture(self, reference: Reference, amount: Money) -> Answer:
        """Take what is reserved, once; `amount`, parts included, may be less than that, never more."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            await run(
                db,
                "WITH taken AS (UPDATE test_gateway.payments SET state = 'captured',"
                " amount_minor = least(amount_minor, %(amount)s)"
                " WHERE attempt_id = %(id)s AND state = 'authorised' RETURNING 1)"
                " INSERT INTO test_gateway.calls (attempt_id, operation, effect)"
                " SELECT %(id)s, 'capture', EXISTS (SELECT FROM taken)",
                id=reference.attempt_id,
                amount=amount.minor,
            )
            row = await self._row(db, reference.attempt_id)
        return payments.Unknown() if row is None else self._answer(row)

    async def capture_part(self, reference: Reference, upto: Money) -> Answer:
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            await run(
                db,
                "WITH taken AS (UPDATE test_gateway.payments SET taken_minor = %(upto)s"
                " WHERE attempt_id = %(id)s AND state = 'authorised' AND taken_minor < %(upto)s"
                " AND amount_minor >= %(upto)s RETURNING 1)"
                " INSERT INTO test_gateway.calls (attempt_id, operation, effect)"
                " SELECT %(id)s, 'capture_part', EXISTS (SELECT FROM taken)",
                id=reference.attempt_id,
                upto=upto.minor,
            )
            row = await self._row(db, reference.attempt_id)
        return payments.Unknown() if row is None else self._answer(row)

    async def close(self, reference: Reference) -> Answer:
        """Give the money free, or refuse the attempt should it ever arrive; parts that were taken stay."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            closed = await run(
                db,
                "INSERT INTO test_gateway.payments AS p (attempt_id, token, amount_minor, currency,"
                " state) VALUES (%(id)s, '', 0, 'EUR', 'closed') ON CONFLICT (attempt_id)"
                " DO UPDATE SET state = CASE WHEN p.taken_minor > 0 THEN 'captured' ELSE 'closed' END,"
                " amount_minor = CASE WHEN p.taken_minor > 0 THEN p.taken_minor ELSE p.amount_minor END"
                " WHERE p.state NOT IN ('captured', 'closed')",
                id=reference.attempt_id,
            )
            await _log(db, reference.attempt_id, "close", effect=bool(closed))
            row = await self._row(db, reference.attempt_id)
        assert row is not None, "closing leaves a row"
        return self._answer(row)

    async def refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        """Give money back once for each `refund.id`; more than was captured fails."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            row = await self._row(db, reference.attempt_id)
        return await self._refunds.give_back(
            refund,
            attempt_id=reference.attempt_id,
            captured=row.captured if row else None,
            behaviour=row.token if row else "",
        )

    async def lookup_refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        del reference  # the refund's own id is enough here
        return await self._refunds.look(refund)

    def read(self, body: bytes, headers: Mapping[str, str]) -> list[payments.Signal]:
        del body, headers
        raise BadSignature("this gateway sends no events")

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

    async def at_bank(self, attempt_id: UUID) -> AtBank | None:
        """What the bank's page shows; None for a payment it does not know."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            return await first(
                db,
                AtBank,
                "SELECT amount_minor, currency, return_url, state = 'needs_action' AS is_open"
                " FROM test_gateway.payments WHERE attempt_id = %(id)s",
                id=attempt_id,
            )

    async def _row(self, db: AsyncConnection, attempt_id: UUID) -> _Stored | None:
        return await first(
            db,
            _Stored,
            f"SELECT {_COLUMNS} FROM test_gateway.payments WHERE attempt_id = %(id)s",
            id=attempt_id,
        )

    def _answer(self, row: _Stored) -> Answer:
        reference = {"payment": f"tp_{row.attempt_id.hex}"}
        amount = Money(row.currency, row.amount_minor)
        match row.state:
            case "authorised":
                return payments.Authorised(
                    reference, amount, taken_minor=row.taken_minor, in_parts=True
                )
            case "captured":
                return payments.Captured(reference, amount)
            case "needs_action":
                page = f"{self._return_base}/test-bank/{row.attempt_id}"
                return payments.NeedsAction(reference, payments.Redirect(page))
            case "closed":
                return payments.Closed(reference)
            case str(state) if state.startswith("declined:"):
                return payments.Declined(state.partition(":")[2], reference)
            case _:
                return payments.Unknown()


async def _log(db: AsyncConnection, attempt_id: UUID, operation: str, *, effect: bool) -> None:
    await run(
        db,
        "INSERT INTO test_gateway.calls (attempt_id, operation, effect)"
        " VALUES (%(id)s, %(operation)s, %(effect)s)",
        id=attempt_id,
        operation=operation,
        effect=effect,
    )
