"""What a reader who takes their time costs the others."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.types import Message
from tests.support.back_office import BackOffice, back_office

from lonja.kernel import clock
from lonja.kernel.db import run
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


class StandingStill:
    """Asks, and takes nothing after the first piece."""

    def __init__(self, office: BackOffice, client: httpx2.AsyncClient, path: str) -> None:
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
        self.stands = asyncio.Event()
        self.task = asyncio.ensure_future(office.transport.app(scope, self._wait, self._send))

    async def _wait(self) -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.stands.set()
            await self._wait()


async def test_downloads_that_stand_still_keep_nobody_from_the_database(
    office: BackOffice,
) -> None:
    async with office.signed_in(Role.STOCK) as client:
        asked = await client.post("/api/v1/imports", json={"file_name": "a", "size_bytes": 1})
        path = f"/api/v1/imports/{asked.json()['id']}/errors.csv"
        async with office.shop.database.transaction() as db:
            await run(
                db,
                "INSERT INTO import_errors (import_id, row, code, message, values)"
                " SELECT %(id)s, n, 'unknown_sku', 'x', '{\"cells\": [\"x\"]}' FROM generate_series(1, 5000) AS n",
                id=asked.json()["id"],
            )
        readers = [StandingStill(office, client, path) for _ in range(8)]
        await asyncio.gather(*(reader.stands.wait() for reader in readers))

        began = clock.now()
        answer = await client.get("/api/v1/me")
        whole = await client.get(path)

        for reader in readers:
            reader.task.cancel()
        await asyncio.gather(*(reader.task for reader in readers), return_exceptions=True)
    assert (answer.status_code, whole.status_code) == (200, 200)
    assert (clock.now() - began).total_seconds() < 8
    assert whole.text.count("\r\n") == 5001
