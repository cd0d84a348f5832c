"""The back office in this process, and people who work in it."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx2
import pyotp
from tests.support.idle_apps import IdleApps

from lonja.backoffice.app import build
from lonja.bootstrap import Shop
from lonja.hosting.edge import Edge
from lonja.kernel import clock
from lonja.kernel.settings import Settings
from lonja.staff import api as staff
from lonja.staff.api import Role

ORIGIN = "http://desk.example"
PASSWORD = "a long enough one"
_idle = IdleApps(build)


@dataclass(slots=True)
class BackOffice:
    shop: Shop
    transport: httpx2.ASGITransport

    def visitor(self, *, origin: str | None = ORIGIN) -> httpx2.AsyncClient:
        """A client without a session."""
        headers = {} if origin is None else {"origin": origin}
        return httpx2.AsyncClient(transport=self.transport, base_url=ORIGIN, headers=headers)

    async def add(self, *roles: Role, email: str = "clerk@azulejo.example") -> str:
        """Somebody who works here; their authenticator's secret."""
        async with self.shop.database.transaction() as db:
            return await staff.add_user(
                db,
                email=email,
                name="Marcos Vidal",
                roles=list(roles),
                password=PASSWORD,
                seal=self.shop.staff_seal,
                actor="test",
                now=clock.now(),
            )

    @contextlib.asynccontextmanager
    async def signed_in(
        self, *roles: Role, email: str = "clerk@azulejo.example"
    ) -> AsyncIterator[httpx2.AsyncClient]:
        secret = await self.add(*roles, email=email)
        async with self.visitor() as client:
            answer = await sign_in(client, secret, email=email)
            assert answer.status_code == 200, answer.text
            yield client


async def sign_in(
    client: httpx2.AsyncClient,
    secret: str,
    *,
    email: str = "clerk@azulejo.example",
    steps_ahead: int = 0,
) -> httpx2.Response:
    then = datetime.now(UTC) + timedelta(seconds=30 * steps_ahead)
    return await client.post(
        "/api/v1/session",
        json={"email": email, "password": PASSWORD, "code": pyotp.TOTP(secret).at(then)},
    )


@contextlib.asynccontextmanager
async def back_office(
    database_url: str,
    storage_connection: str,
    *,
    environment: str = "development",
    read_url: str = "",
    warehouse_url: str = "",
) -> AsyncIterator[BackOffice]:
    """Messages stay in the outbox, as those of `front_office` do."""
    settings = Settings(
        environment=environment,
        database_url=database_url,
        database_read_url=read_url,
        database_read_lag_s=600,
        storage_connection=storage_connection,
        public_url="http://shop.example",
        backoffice_url=ORIGIN,
        secret_key="k" * 32,
        wake_url="",
    )
    if warehouse_url:
        settings = settings.model_copy(update={"warehouse_url": warehouse_url})
    with _idle.borrowed(settings) as app:
        transport = httpx2.ASGITransport(app=Edge(app, state=app.state), raise_app_exceptions=False)
        async with app.router.lifespan_context(app):
            await app.state.shop.relay.close()
            yield BackOffice(app.state.shop, transport)


def permissions(roles: Sequence[Role]) -> list[str]:
    return sorted(staff.permissions_of(map(staff.grant_of, roles)))
