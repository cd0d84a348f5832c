"""One order that is paid at the local Stripe, under a clock that a test sets for both sides."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

from tests.support.local_stripe import SECRET, Local, local_stripe
from tests.support.paying import Till, a_till
from tests.support.provider import Provider

from lonja.actions import receive_payment_events
from lonja.kernel.db import Database
from lonja.payments import api as payments
from lonja_tools.stripe_server.things import Thing


class StripeTill:
    """`till` is the shop's side; `stripe` the other one, with every event it has to tell."""

    def __init__(self, till: Till, stripe: Local) -> None:
        self.till, self.stripe = till, stripe
        stripe.server.api.now = lambda: int(till.now.timestamp())
        stripe.server.webhooks.secrets = (SECRET,)
        stripe.server.webhooks.clock = lambda: float(stripe.now())

    async def begin(self) -> None:
        """The page is open, and its buyer on it."""
        await self.till.deliver()

    async def paid(self) -> None:
        await self.begin()
        self.stripe.server.books.pay(self.stripe.session(), now=self.stripe.now())
        await self.tell()

    @property
    def events(self) -> list[Thing]:
        """Oldest first."""
        return list(reversed(self.stripe.server.books.of_kind("event")))

    async def tell(self, events: Sequence[Thing] | None = None) -> None:
        """Webhooks arrive in this order, and what they set off is done; all of them, without any."""
        for event in self.events if events is None else events:
            body = json.dumps(event).encode()
            headers = {"stripe-signature": self.stripe.server.webhooks.signature(body)}
            with self.till.at_its_time():
                signals = self.stripe.gateway.read(body, headers)
            async with self.till.database.transaction() as db:
                await receive_payment_events.receive(
                    db, gateway="test", signals=signals, now=self.till.now
                )
            await self.till.deliver()

    async def refunds(self) -> list[tuple[str, int, payments.RefundStatus]]:
        """(source, sum, status) of each, oldest first."""
        order = await self.till.order()
        async with self.till.database.reading() as db:
            found = await payments.refunds(db, order.id)
        return [(str(one.source), one.amount_minor, one.status) for one in found]


@asynccontextmanager
async def a_stripe_till(database: Database, *, units: int = 1) -> AsyncIterator[StripeTill]:
    async with local_stripe() as local:
        till = await a_till(database, cast("Provider", local.gateway), units=units)
        yield StripeTill(till, local)
