"""The host answers for itself, to whoever watches it on this machine."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from tests.tools.functions_host.fake_time import FakeClock
from tests.tools.functions_host.running import Calls, Gate, a_host, on_queue, on_timer, running
from tests.tools.functions_host.storage import Storage, encoded, until

from lonja_tools.functions_host.host import Host

pytestmark = pytest.mark.anyio


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def get(http: aiohttp.ClientSession, host: Host, path: str) -> tuple[int, Any]:
    async with http.get(f"http://127.0.0.1:{host.port}{path}") as answer:
        return answer.status, await answer.json()


async def post(http: aiohttp.ClientSession, host: Host, path: str, **options: Any) -> int:
    async with http.post(f"http://127.0.0.1:{host.port}{path}", **options) as answer:
        return answer.status


class TestTheHost:
    async def test_reports_what_each_function_did(
        self, storage: Storage, http: aiohttp.ClientSession
    ) -> None:
        calls = Calls(failures=1)
        function = on_queue(storage.queue, calls.function, name="confirm")
        await storage.put(encoded("twice"))

        async with running(a_host(storage.connection, function), port=0) as host:
            await until(lambda: host.statuses[0].succeeded == 1)
            assert await get(http, host, "/healthz") == (200, {"status": "ok", "dead": []})
            assert await get(http, host, "/readyz") == (200, {"ready": True, "waiting": []})
            code, document = await get(http, host, "/status")

        status = document["functions"][0]
        assert code == 200
        assert status["last_poll_at"] is not None
        assert {
            "name": "confirm",
            "trigger": "queue",
            "source": storage.queue,
            "in_flight": 0,
            "succeeded": 1,
            "failed": 1,
            "poisoned": 0,
            "queue_exists": True,
            "last_error": "ValueError: failure 1",
        }.items() <= status.items()

    async def test_is_alive_but_not_ready_while_storage_is_away(
        self,
        storage: Storage,
        queue_port: int,
        free_port: int,
        http: aiohttp.ClientSession,
    ) -> None:
        nowhere = storage.connection.replace(f":{queue_port}/", f":{free_port}/")
        function = on_queue(storage.queue, Calls().function, name="confirm")

        async with running(a_host(nowhere, function), port=0) as host:
            await until(lambda: host.statuses[0].unreachable is not None)
            assert await get(http, host, "/readyz") == (
                503,
                {"ready": False, "waiting": ["confirm"]},
            )
            assert (await get(http, host, "/healthz"))[0] == 200

    async def test_is_dead_when_a_listener_is(
        self, storage: Storage, http: aiohttp.ClientSession
    ) -> None:
        function = on_queue(storage.queue, Calls().function, name="confirm")

        async with running(a_host(storage.connection, function), port=0) as host:
            host._tasks["confirm"].cancel()
            await until(lambda: bool(host.dead))
            assert await get(http, host, "/healthz") == (
                503,
                {"status": "dead", "dead": ["confirm"]},
            )

    async def test_looks_into_a_queue_when_it_is_woken(
        self, storage: Storage, http: aiohttp.ClientSession
    ) -> None:
        calls = Calls()
        host = a_host(
            storage.connection, on_queue(storage.queue, calls.function), clock=FakeClock()
        )

        async with running(host, port=0):
            await until(lambda: host.statuses[0].is_ready)
            await storage.put(encoded("an order"))
            assert await post(http, host, f"/wake/{storage.queue}") == 204
            await until(lambda: calls.bodies == ["an order"])
            assert await post(http, host, "/wake/unknown") == 404
            assert (
                await post(
                    http, host, f"/wake/{storage.queue}", headers={"Origin": "http://elsewhere"}
                )
                == 403
            )

    async def test_runs_a_timer_or_a_message_on_request(
        self, storage: Storage, http: aiohttp.ClientSession
    ) -> None:
        gate, calls = Gate(), Calls()
        host = a_host(
            storage.connection,
            on_timer("0 0 3 * * *", gate.function, name="sweep"),
            on_queue(storage.queue, calls.function, name="confirm"),
            host_id=storage.queue,
        )

        async with running(host, port=0):
            gate.let_end()
            assert await post(http, host, "/admin/functions/sweep") == 202
            await until(lambda: gate.ended == 1)
            body = {"input": "by hand"}
            assert await post(http, host, "/admin/functions/confirm", json=body) == 202
            await until(lambda: calls.bodies == ["by hand"])
            assert await post(http, host, "/admin/functions/other") == 404
            assert await post(http, host, "/admin/functions/sweep", data=b"{") == 400
