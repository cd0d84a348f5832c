"""The local Stripe in the test's own loop, and our gateway that talks to it over a socket."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from aiohttp import web
from tests.support.messages import Killed

from lonja.adapters.stripe_gateway.gateway import Account, StripeGateway
from lonja.kernel import clock
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.payments import api as payments
from lonja_tools.stripe_server.app import Server, create_app, create_server
from lonja_tools.stripe_server.faults import Fault, Planned
from lonja_tools.stripe_server.things import Thing

KEY: Final = "rk_test_local"
SECRET: Final = "whsec_local"


@dataclass(slots=True)
class Local:
    """The server, the gateway, and the clock of both."""

    server: Server
    gateway: StripeGateway
    ahead: timedelta = field(default_factory=timedelta)

    def session(self) -> Thing:
        """The newest payment page."""
        return self.server.books.of_kind("checkout.session")[0]

    def intent(self) -> Thing:
        return self.server.books.of_kind("payment_intent")[0]

    def charge_thing(self) -> Thing:
        return self.server.books.of_kind("charge")[0]

    def now(self) -> int:
        return self.server.api.now()

    def fail(self, fault: Fault, path: str = "", *, times: int = 1) -> None:
        self.server.api.faults.plan(Planned(fault, path, times))

    def dies_after_next_answer(self) -> None:
        """Stripe has done it and said so; the worker that asked is gone."""
        client = self.gateway._stripe
        real = client._request

        async def dying(method: str, path: str, params: Any, **options: str) -> dict[str, Any]:
            client._request = real  # type: ignore[method-assign]
            await real(method, path, params, **options)
            raise Killed

        client._request = dying  # type: ignore[method-assign]

    def recover(self) -> None:
        """Nothing fails any more."""
        self.server.api.faults.clear()
        vars(self.gateway._stripe).pop("_request", None)

    def effects(self, verb: str) -> int:
        return sum(one == verb for one, _ in self.server.books.effects)


@contextlib.asynccontextmanager
async def local_stripe(*, timeout_s: float = 5.0) -> AsyncIterator[Local]:
    server = create_server(public_url="http://stripe.example", secret=KEY)
    runner = web.AppRunner(create_app(server), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    [address] = runner.addresses
    gateway = StripeGateway(
        Account(
            secret=KEY,
            webhook_secrets=(SECRET,),
            address=f"http://127.0.0.1:{address[1]}",
            timeout_s=timeout_s,
        )
    )
    local = Local(server, gateway)
    server.api.now = lambda: int((datetime.now(UTC) + local.ahead).timestamp())
    try:
        yield local
    finally:
        await gateway.close_connections()
        await runner.cleanup()


def a_charge(
    *, amount: Money = Money("EUR", 49_90), attempt_id: UUID | None = None, number: str = "1042"
) -> payments.Charge:
    return payments.Charge(
        attempt_id=attempt_id or uuid7(),
        order_id=uuid7(),
        order_number=number,
        amount=amount,
        token=None,
        return_url="https://shop.example/orders/1042/payment-return?key=k",
        language="es",
        expires_at=clock.now() + timedelta(minutes=30),
    )


def reference_of(
    charge: payments.Charge, answer: payments.Answer | None = None
) -> payments.Reference:
    """What the attempt's row would hold: with an answer, the vendor's ids too."""
    vendor = {} if answer is None or isinstance(answer, payments.Unknown) else answer.reference
    return payments.Reference(charge.attempt_id, vendor, clock.now() - timedelta(seconds=30))
