"""A built-in gateway that behaves like a provider with a payment page of its own.

It assigns its own ids, keeps its books in the schema `hosted_test_gateway`, redirects the buyer to
its page, and reports everything by signed events that come late, twice and newest first.
What happens is decided by the button on its page; see `OUTCOMES`.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp
from psycopg import AsyncConnection

from lonja.adapters.signed_events import check_signature, sign
from lonja.adapters.test_refunds import OUTCOMES as REFUND_OUTCOMES
from lonja.adapters.test_refunds import TestRefunds
from lonja.kernel.db import Database, first, one, outside_call, rows, run
from lonja.kernel.errors import BadSignature
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.payments import api as payments
from lonja.payments.api import Answer, Reference

SIGNATURE: Final = "test-signature"
WRONG_MINOR: Final = 5
_PENDING_LIFE: Final = timedelta(days=5)

METHOD: Final = payments.Method(
    code="test_redirect",
    titles={"es": "Página de pago de prueba", "en": "Test payment page"},
    kind="redirect",
    hints={
        "es": "Le llevamos a una página que hace de proveedor de pagos. No se cobra nada.",
        "en": "We take you to a page that stands for a payment provider. Nothing is charged.",
    },
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A button: the states it is there for, and the state it leads to."""

    before: frozenset[str]
    state: str
    pays_wrong: bool = False


_OPEN: Final = frozenset({"open"})
_PENDING: Final = frozenset({"pending"})
_OVER: Final = frozenset({"closed", "declined:card_declined"})
OUTCOMES: Final[Mapping[str, Outcome]] = {
    "approve": Outcome(_OPEN, "authorised"),
    "pay_at_once": Outcome(_OPEN, "captured"),
    "pay_wrong_amount": Outcome(_OPEN, "captured", pays_wrong=True),
    "reserve_wrong_amount": Outcome(_OPEN, "authorised", pays_wrong=True),
    "debit": Outcome(_OPEN, "pending"),
    "decline": Outcome(_OPEN, "declined:card_declined"),
    "expire": Outcome(_OPEN, "closed"),
    **{behaviour: Outcome(_OPEN, "captured") for behaviour in REFUND_OUTCOMES},
    "debit_arrives": Outcome(_PENDING, "captured"),
    "debit_fails": Outcome(_PENDING, "declined:debit_failed"),
    "debit_lapses": Outcome(_PENDING, "closed"),
    "pay_late": Outcome(_OVER, "captured"),
}


@dataclass(frozen=True, slots=True)
class Session:
    """The contents of the payment page."""

    id: str
    order_number: str
    amount: Money
    state: str
    return_url: str
    language: str

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(name for name, outcome in OUTCOMES.items() if self.state in outcome.before)


@dataclass(frozen=True, slots=True)
class Event:
    """One signed message to the shop: post `body` with `headers` as they are."""

    id: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Stored:
    """A session as the books have it; `paid_minor` once it was used."""

    id: str
    order_number: str
    amount_minor: int
    paid_minor: int
    currency: str
    return_url: str
    language: str
    expires_at: datetime
    state: str
    outcome: str
    is_new: bool = False


_COLUMNS: Final = (
    "id, order_number, amount_minor, paid_minor, currency, return_url, language, expires_at, state,"
    " outcome"
)


@dataclass(frozen=True, slots=True)
class _StoredEvent:
    id: str
    kind: str


class HostedTestGateway:
    """`public_url` is where its page lives and its events go: the shop's public address.

    `secrets` sign events, the first one; any of them is taken, so that one can be exchanged.
    """

    def __init__(
        self,
        database: Database,
        *,
        public_url: str,
        secrets: tuple[str, ...],
        event_delay_s: float = 0.3,
    ) -> None:
        assert secrets, "without a secret anybody could sign"
        self._database = database
        self._public_url = public_url.rstrip("/")
        self._secrets = secrets
        self._event_delay_s = event_delay_s
        self._refunds = TestRefunds(database, "hosted_test_gateway")

    @property
    def method(self) -> payments.Method:
        return METHOD

    async def start(self, charge: payments.Charge) -> Answer:
        """A session for this charge; the same charge again is the same session."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            row = await one(
                db,
                _Stored,
                "WITH made AS (INSERT INTO hosted_test_gateway.sessions (id, attempt_id,"
                " order_number, amount_minor, currency, return_url, language, expires_at, state)"
                " VALUES (%(id)s, %(attempt)s, %(number)s, %(amount)s, %(currency)s,"
                " %(return_url)s, %(language)s, %(expires_at)s, 'open')"
                " ON CONFLICT (attempt_id) DO UPDATE SET attempt_id = excluded.attempt_id"
                f" RETURNING {_COLUMNS}, xmax = 0 AS is_new), logged AS (INSERT INTO"
                " hosted_test_gateway.calls (attempt_id, operation, effect)"
                " SELECT %(attempt)s, 'start', is_new FROM made) SELECT * FROM made",
                id=f"hs_{uuid7().hex}",
                attempt=charge.attempt_id,
                number=charge.order_number,
                amount=charge.amount.minor,
                currency=charge.amount.currency,
                return_url=charge.return_url,
                language=charge.language,
                expires_at=charge.expires_at,
            )
            if row.is_new:
                await self._add_event(db, row.id, "session.opened")
        return self._answer(row)

    async def lookup(self, reference: Reference) -> Answer:
        """Look a session up; a page that was not used in time counts as expired."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            row = await first(
                db,
                _Stored,
                "UPDATE hosted_test_gateway.sessions SET looked_up = looked_up + 1,"
                " state = CASE WHEN state = 'open' AND expires_at <= now() THEN 'closed'"
                f" ELSE state END WHERE attempt_id = %(id)s RETURNING {_COLUMNS}",
                id=reference.attempt_id,
            )
        return payments.Unknown() if row is None else self._answer(row)

    async def capture(self, reference: Reference, amount: Money) -> Answer:
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            taken = await first(
                db,
                str,
                "WITH taken AS (UPDATE hosted_test_gateway.sessions SET state = 'captured',"
                " paid_minor = least(paid_minor, %(amount)s)"
                " WHERE attempt_id = %(id)s AND state = 'authorised' RETURNING id), logged AS"
                " (INSERT INTO hosted_test_gateway.calls (attempt_id, operation, effect)"
                " SELECT %(id)s, 'capture', EXISTS (SELECT FROM taken)) SELECT id FROM taken",
                id=reference.attempt_id,
                amount=amount.minor,
            )
            if taken is not None:
                await self._add_event(db, taken, "payment.captured")
            row = await self._of_attempt(db, reference)
        return payments.Unknown() if row is None else self._answer(row)

    async def close(self, reference: Reference) -> Answer:
        """End an open page or give a reservation free; a debit on its way cannot be stopped."""
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            await run(
                db,
                "WITH closed AS (UPDATE hosted_test_gateway.sessions SET state = 'closed'"
                " WHERE attempt_id = %(id)s AND state IN ('open', 'authorised') RETURNING 1)"
                " INSERT INTO hosted_test_gateway.calls (attempt_id, operation, effect)"
                " SELECT %(id)s, 'close', EXISTS (SELECT FROM closed)",
                id=reference.attempt_id,
            )
            row = await self._of_attempt(db, reference)
        # A session that was never made has no address that anybody could pay at.
        return payments.Closed() if row is None else self._answer(row)

    async def refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            row = await self._of_attempt(db, reference)
        is_captured = row is not None and row.state == "captured"
        return await self._refunds.give_back(
            refund,
            attempt_id=reference.attempt_id,
            captured=Money(row.currency, row.paid_minor) if row and is_captured else None,
            behaviour=row.outcome if row else "",
        )

    async def lookup_refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        del reference  # the refund's own id is enough here
        return await self._refunds.look(refund)

    def read(self, body: bytes, headers: Mapping[str, str]) -> list[payments.Signal]:
        check_signature(body, headers.get(SIGNATURE, ""), secrets=self._secrets, now=time.time())
        try:
            event = json.loads(body)
            return [
                payments.Signal(
                    event_id=str(event["id"]),
                    attempt_id=None,
                    refund_id=None,
                    vendor={"session": str(event["session"])},
                )
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise BadSignature("signed, but not an event of ours") from error

    async def session(self, session_id: str) -> Session | None:
        outside_call("the payment gateway")
        async with self._database.reading() as db:
            row = await first(
                db,
                _Stored,
                f"SELECT {_COLUMNS} FROM hosted_test_gateway.sessions WHERE id = %(id)s",
                id=session_id[:100],
            )
        if row is None:
            return None
        return Session(
            row.id,
            row.order_number,
            Money(row.currency, row.amount_minor),
            row.state,
            row.return_url,
            row.language,
        )

    async def act(self, session_id: str, outcome: str) -> bool:
        """Carry out an action of the buyer, or of a bank days later; False if it is not available."""
        outside_call("the payment gateway")
        chosen = OUTCOMES.get(outcome)
        if chosen is None:
            return False
        async with self._database.reading() as db:
            acted = await run(
                db,
                "UPDATE hosted_test_gateway.sessions SET state = %(state)s, outcome = %(outcome)s,"
                " paid_minor = CASE WHEN %(wrong)s THEN %(wrong_minor)s ELSE amount_minor END"
                " WHERE id = %(id)s AND state = ANY(%(before)s)",
                id=session_id[:100],
                state=chosen.state,
                outcome=outcome,
                wrong=chosen.pays_wrong,
                wrong_minor=WRONG_MINOR,
                before=sorted(chosen.before),
            )
            if acted:
                await self._add_event(db, session_id, f"session.{chosen.state.partition(':')[0]}")
        return bool(acted)

    async def events(self, session_id: str) -> list[Event]:
        """All events of a session as they would be posted now, newest first."""
        async with self._database.reading() as db:
            found = await rows(
                db,
                _StoredEvent,
                "SELECT id, kind FROM hosted_test_gateway.events WHERE session_id = %(id)s"
                " ORDER BY at DESC, id DESC LIMIT 20",
                id=session_id,
            )
        return [self._event(row.id, row.kind, session_id) for row in found]

    async def deliver(self, session_id: str) -> None:
        """Post a session's events a little late, twice, newest first; undelivered ones are dropped."""
        outside_call("the payment gateway")
        await asyncio.sleep(self._event_delay_s)
        url = f"{self._public_url}/api/v1/payments/{METHOD.code}/events"
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            for event in await self.events(session_id):
                for _ in range(2):
                    try:
                        async with http.post(url, data=event.body, headers=dict(event.headers)):
                            pass
                    except (aiohttp.ClientError, TimeoutError, OSError):
                        return

    def _event(self, event_id: str, kind: str, session_id: str) -> Event:
        body = json.dumps({"id": event_id, "type": kind, "session": session_id}).encode()
        at = int(time.time())
        return Event(
            event_id, body, {SIGNATURE: f"t={at},v1={sign(body, secret=self._secrets[0], at=at)}"}
        )

    async def _add_event(self, db: AsyncConnection, session_id: str, kind: str) -> None:
        await run(
            db,
            "INSERT INTO hosted_test_gateway.events (id, session_id, kind)"
            " VALUES (%(id)s, %(session)s, %(kind)s)",
            id=f"he_{uuid7().hex}",
            session=session_id,
            kind=kind,
        )

    async def _of_attempt(self, db: AsyncConnection, reference: Reference) -> _Stored | None:
        return await first(
            db,
            _Stored,
            f"SELECT {_COLUMNS} FROM hosted_test_gateway.sessions WHERE attempt_id = %(id)s",
            id=reference.attempt_id,
        )

    def _answer(self, row: _Stored) -> Answer:
        reference = {"session": row.id}
        paid = Money(row.currency, row.paid_minor)
        at = row.expires_at
        match row.state:
            case "open":
                page = payments.Redirect(f"{self._public_url}/test-payment-page/{row.id}")
                return payments.NeedsAction(reference, page, at)
            case "pending":
                return payments.Pending(reference, None, at + _PENDING_LIFE)
            case "authorised":
                return payments.Authorised({**reference, "charge": f"hc_{row.id[3:]}"}, paid)
            case "captured":
                return payments.Captured({**reference, "charge": f"hc_{row.id[3:]}"}, paid)
            case "closed":
                return payments.Closed(reference)
            case _:
                return payments.Declined(row.state.partition(":")[2], reference)
