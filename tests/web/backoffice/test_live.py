"""Who may go on watching a live page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import httpx2
import pytest
from starlette.types import Message
from tests.support.back_office import BackOffice, back_office, sign_in

from lonja.kernel import audit, clock, limits
from lonja.staff import api as staff
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

type Act = Callable[[BackOffice, httpx2.AsyncClient, UUID], Awaitable[None]]


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


class Watching:
    """A live page as the server feels it: the test client would wait for its end."""

    def __init__(self, office: BackOffice, client: httpx2.AsyncClient, path: str) -> None:
        self.pieces: asyncio.Queue[bytes] = asyncio.Queue()
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"desk.example"), (b"cookie", cookie.encode())],
        }
        self.task = asyncio.ensure_future(office.transport.app(scope, self._receive, self._send))
        self._asked = False

    async def _receive(self) -> Message:
        if self._asked:
            await asyncio.Event().wait()
        self._asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.pieces.put_nowait(message.get("body", b""))


async def sign_out(_: BackOffice, client: httpx2.AsyncClient, __: UUID) -> None:
    assert (await client.delete("/api/v1/session")).status_code == 204


async def shut_out(office: BackOffice, _: httpx2.AsyncClient, me: UUID) -> None:
    await change(office, me, is_active=False)


async def other_role(office: BackOffice, _: httpx2.AsyncClient, me: UUID) -> None:
    await change(office, me, roles=[Role.ANALYST])


async def change(office: BackOffice, me: UUID, **what: object) -> None:
    async with office.shop.database.transaction() as db:
        await staff.change(
            db, me, version=1, actor_id=UUID(int=0), actor="owner", now=clock.now(), **what  # type: ignore[arg-type]
        )  # fmt: skip


@pytest.mark.parametrize("act", [sign_out, shut_out, other_role])
async def test_a_live_page_ends_with_the_right_to_see_it(
    office: BackOffice, monkeypatch: pytest.MonkeyPatch, act: Act
) -> None:
    monkeypatch.setattr(limits, "LIVE_HEARTBEAT_S", 0.05)
    secret = await office.add(Role.ORDERS)
    async with office.visitor() as client:
        me = UUID((await sign_in(client, secret)).json()["user"]["id"])
        page = Watching(office, client, "/api/v1/orders/live")
        while b"event: order" not in await asyncio.wait_for(page.pieces.get(), 30):
            pass

        await act(office, client, me)

        await asyncio.wait_for(page.task, 30)


async def test_every_screen_hears_that_somebody_did_something(office: BackOffice) -> None:
    secret = await office.add(Role.ANALYST)  # who may see nothing of what was done
    async with office.visitor() as client:
        await sign_in(client, secret)
        page = Watching(office, client, "/api/v1/live")
        before = await heard(page)

        async with office.shop.database.transaction() as db:
            await audit.record(
                db, at=clock.now(), actor="owner", action="shop_changed", subject="shop"
            )
        async with office.shop.database.reading() as db:
            newest = await audit.newest(db)

        assert before < newest == await heard(page)
        page.task.cancel()


async def heard(page: Watching) -> int:
    while b"event: desk" not in (piece := await asyncio.wait_for(page.pieces.get(), 30)):
        pass
    return int(piece.split(b"data: ")[1].split(b'"seq": ')[1].split(b"}")[0])
