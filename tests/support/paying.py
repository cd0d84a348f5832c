"""One order's payment with a clock that a test sets; messages and clocks are the shop's own jobs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

from tests.support.giving import SECRET
from tests.support.messages import Killed
from tests.support.provider import Provider
from tests.support.selling import NOW, SEAL, fill_cart, place

from lonja.actions import cancel_order, pay_again, receive_payment_events, refund_order
from lonja.actions.place_order import Payment
from lonja.bootstrap import Shop
from lonja.hosting.messages import handler_for
from lonja.inventory import api as inventory
from lonja.jobs import orders as order_jobs
from lonja.jobs import refunds as refund_jobs
from lonja.jobs import reversals as reversal_jobs
from lonja.jobs.background import HANDLERS
from lonja.kernel import clock, outbox
from lonja.kernel.db import Database, rows
from lonja.kernel.errors import Refused
from lonja.kernel.outbox import Envelope, read_envelope
from lonja.orders import api as orders
from lonja.payments import api as payments

TICK = timedelta(minutes=2)
"""How often the timers run."""
TIMERS = (
    order_jobs.expire_holds,
    order_jobs.reconcile,
    order_jobs.end_edits,
    order_jobs.remind,
    refund_jobs.reconcile,
    reversal_jobs.look_again,
)
SETTLED = timedelta(hours=8)
REAL_NOW = clock.now
"""Longer than any clock of a payment waits for a provider that answers."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    text: str
    due_at: datetime


class Till:
    """Everything that can happen to the payment of one order, at a moment that the test says."""

    def __init__(
        self,
        database: Database,
        provider: Provider,
        order_id: UUID,
        number: str,
        *others: payments.Gateway,
    ) -> None:
        self.database, self.provider = database, provider
        self.order_id, self.number = order_id, number
        self.now = NOW
        self.inside = 0
        gateways: dict[str, Any] = {"test": provider}
        gateways |= {one.method.code: one for one in others}
        self.shop = cast(
            "Shop",
            SimpleNamespace(
                database=database,
                gateways=gateways,
                payment_methods={code: one.method for code, one in gateways.items()},
                seal=SEAL,
                settings=SimpleNamespace(secret_key=SECRET, public_url="http://shop.example"),
            ),
        )

    @contextmanager
    def at_its_time(self) -> Iterator[None]:
        """The jobs read the edge's clock: here it shows the test's time, also if a worker dies."""
        self.inside += 1
        clock.now = lambda: self.now
        try:
            with suppress(Killed):
                yield
        finally:
            # Of several at once the last one out sets it right, whoever came first.
            self.inside -= 1
            if not self.inside:
                clock.now = REAL_NOW

    async def waiting(self) -> list[tuple[datetime | None, Envelope]]:
        """Messages about this order's money, with the moment they wait for; None where it is now."""
        async with self.database.reading() as db:
            found = await rows(
                db,
                _Waiting,
                "SELECT envelope::text AS text, due_at FROM outbox WHERE queue = 'orders'"
                " AND envelope -> 'body' ->> 'order_id' = %(order)s ORDER BY created_at, id",
                order=str(self.order_id),
            )
        # What is sent at once is due by the real clock, which is far after the test's.
        far = self.now + timedelta(days=30)
        return [
            (None if row.due_at > far else row.due_at, read_envelope(row.text)) for row in found
        ]

    async def handle(self, envelope: Envelope, *, again: bool = False) -> None:
        """Deliver one message; `again`: its queue forgets that it was handled."""
        done = False
        with self.at_its_time():
            await handler_for(HANDLERS, "orders", envelope)(self.shop, envelope)
            done = True
        if done and not again:
            async with self.database.transaction() as db:
                await outbox.forget_sent(db, [envelope.id])

    async def deliver(self) -> None:
        """Every message whose time has come, and what follows at once."""
        for _ in range(20):
            due = [
                envelope for at, envelope in await self.waiting() if at is None or at <= self.now
            ]
            if not due:
                return
            for envelope in due:
                await self.handle(envelope)

    async def pass_time(self, duration: timedelta, *, every: timedelta = TICK) -> None:
        """Messages leave at their second, and the timers run `every` so often."""
        end = self.now + duration
        tick = self.now + every
        while self.now < end:
            moments = [at for at, _ in await self.waiting() if at is not None and at > self.now]
            self.now = min([*moments, tick, end])
            await self.deliver()
            if self.now >= tick:
                await self.timers()
                await self.deliver()
                tick += every

    async def timers(self) -> None:
        for timer in TIMERS:
            with self.at_its_time():
                await timer(self.shop)

    async def webhook(self, event_id: str) -> None:
        """The provider says that something happened to each payment that it knows."""
        signals = [
            payments.Signal(f"{event_id}-{attempt_id}", attempt_id, None, {})
            for attempt_id in self.provider.payments
        ]
        async with self.database.transaction() as db:
            await receive_payment_events.receive(db, gateway="test", signals=signals, now=self.now)

    async def pay_again(self) -> None:
        with suppress(Refused):
            async with self.database.transaction() as db:
                await pay_again.pay_again(
                    db,
                    order_id=self.order_id,
                    payment=Payment("test", "approved"),
                    methods={"test": self.provider.method},
                    seal=SEAL,
                    return_url=lambda _order, number, _language: f"http://shop.example/{number}",
                    now=self.now,
                )

    async def leave_payment(self) -> None:
        with suppress(Refused):
            async with self.database.transaction() as db:
                await pay_again.leave_payment(db, order_id=self.order_id, now=self.now)

    async def buyer_returns(self) -> None:
        async with self.database.transaction() as db:
            await pay_again.buyer_returned(db, order_id=self.order_id, now=self.now)

    async def cancel(self) -> None:
        with suppress(Refused):
            async with self.database.transaction() as db:
                await cancel_order.cancel(
                    db,
                    order_id=self.order_id,
                    reason=cancel_order.CancelReason.BUYER_REQUEST,
                    actor="clerk@azulejo.example",
                    now=self.now,
                )

    async def refund(self, minor: int) -> None:
        with suppress(Refused):
            async with self.database.transaction() as db:
                await refund_order.refund(
                    db,
                    order_id=self.order_id,
                    refund_id=uuid4(),
                    asked=payments.RefundRequested(payments.RefundReason.GOODWILL, minor, {}),
                    actor="clerk@azulejo.example",
                    limit_minor=None,
                    now=self.now,
                )

    async def order(self) -> orders.Order:
        async with self.database.reading() as db:
            return await orders.get(db, self.order_id)

    async def attempts(self) -> list[payments.Attempt]:
        async with self.database.reading() as db:
            return await payments.attempts(db, self.order_id)

    async def moves(self) -> list[payments.Move]:
        async with self.database.reading() as db:
            return await payments.moves(db, self.order_id)

    async def booked_minor(self) -> int:
        """What the ledger says is ours."""
        return sum(payments.SIGNS.get(m.kind, 0) * m.amount.minor for m in await self.moves())

    async def spent_minor(self) -> int:
        """What gift cards have paid of this order and not got back; their ledgers say the same."""
        async with self.database.reading() as db:
            found = await rows(
                db,
                int,
                "SELECT coalesce(sum(amount_minor), 0)::bigint FROM credit_entries"
                " WHERE order_id = %(order)s",
                order=self.order_id,
            )
        return -found[0]

    async def is_held(self) -> bool:
        async with self.database.reading() as db:
            return await inventory.hold_expires_at(db, self.order_id) is not None


async def a_till(
    database: Database,
    provider: Provider,
    *,
    token: str = "approved",
    gift_cards: Sequence[UUID] = (),
    units: int = 1,
) -> Till:
    """An order that was just placed, in a shop that has what it wants."""
    cart_id = await fill_cart(database, {"A": units}, gift_cards=gift_cards)
    placed = await place(database, cart_id, token=token)
    return Till(database, provider, placed.order_id, placed.number)
