"""When a queue is looked into: missing, unreachable, woken, stopped."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from tests.tools.functions_host.conftest import HostLog
from tests.tools.functions_host.fake_time import FakeClock
from tests.tools.functions_host.running import Calls, Gate, a_host, on_queue, running
from tests.tools.functions_host.storage import Storage, encoded, until

from lonja_tools.functions_host.listener import Backoff

pytestmark = pytest.mark.anyio


class TestBackoff:
    def test_is_azures_series_within_its_jitter(self) -> None:
        backoff = Backoff(60, random.Random(7))

        waits = [backoff.next_s(had_messages=False) for _ in range(14)]

        middles = [0.1, 0.2, 0.3, 0.5, 0.9, 1.7, 3.3, 6.5, 12.9, 25.7, 51.3]
        assert waits[0] == 0.1
        assert [
            0.1 + 0.8 * (middle - 0.1) - 1e-9 <= wait <= 0.1 + 1.2 * (middle - 0.1) + 1e-9
            for wait, middle in zip(waits, middles, strict=False)
        ] == [True] * 11
        assert waits[12:] == [60, 60]

    def test_begins_anew_once_something_was_found(self) -> None:
        backoff = Backoff(60)
        for _ in range(20):
            backoff.next_s(had_messages=False)

        assert backoff.next_s(had_messages=True) == 0.1
        assert 0.18 <= backoff.next_s(had_messages=False) <= 0.22

    def test_never_passes_the_ceiling(self) -> None:
        backoff = Backoff(2)

        assert max(backoff.next_s(had_messages=False) for _ in range(50)) == 2


class TestAQueue:
    async def test_that_does_not_exist_yet_is_read_once_it_does(self, storage: Storage) -> None:
        calls = Calls()
        missing = f"q{uuid4().hex[:12]}"

        async with running(a_host(storage.connection, on_queue(missing, calls.function))) as host:
            await until(lambda: host.statuses[0].queue_exists is False)
            await storage.client(missing).create_queue()
            await storage.client(missing).send_message(encoded("first"))
            await until(lambda: calls.bodies == ["first"])

        assert host.statuses[0].queue_exists is True

    async def test_that_was_deleted_and_created_again_is_read_again(self, storage: Storage) -> None:
        calls = Calls()

        async with running(
            a_host(storage.connection, on_queue(storage.queue, calls.function))
        ) as host:
            await until(lambda: host.statuses[0].queue_exists is True)
            await storage.client(storage.queue).delete_queue()
            await until(lambda: host.statuses[0].queue_exists is False)
            await storage.client(storage.queue).create_queue()
            await storage.put(encoded("again"))
            await until(lambda: calls.bodies == ["again"])

    async def test_is_looked_into_at_once_when_woken(self, storage: Storage) -> None:
        """Time stands still, so without the wake the next look would never come."""
        calls = Calls()
        host = a_host(
            storage.connection, on_queue(storage.queue, calls.function), clock=FakeClock()
        )

        async with running(host):
            await until(lambda: host.statuses[0].is_ready)
            await storage.put(encoded("an order"))
            assert host.wake(storage.queue)
            await until(lambda: calls.bodies == ["an order"])
            assert not host.wake("nobody-listens")

    async def test_of_poison_is_looked_into_when_a_copy_comes_in(self, storage: Storage) -> None:
        failing, dead_letters = Calls(failures=1), Calls()
        await storage.client(storage.poison).create_queue()
        host = a_host(
            storage.connection,
            on_queue(storage.queue, failing.function),
            on_queue(storage.poison, dead_letters.function),
            clock=FakeClock(),
            max_dequeue_count=1,
        )

        async with running(host):
            await until(lambda: all(each.is_ready for each in host.statuses))
            await storage.put(encoded("doomed"))
            host.wake(storage.queue)
            await until(lambda: dead_letters.bodies == ["doomed"])


class Door:
    """Stands before the storage account: shut, it hangs up on whoever comes."""

    def __init__(self, *, to_port: int) -> None:
        self.is_open = False
        self.turned_away = 0
        self._to_port = to_port
        self._visits: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def at(self, port: int) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._visit, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()
            for visit in self._visits:
                visit.cancel()
            await asyncio.gather(*self._visits, return_exceptions=True)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_open:
            self.turned_away += 1
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._visits.add(task)
        there, back = await asyncio.open_connection("127.0.0.1", self._to_port)
        try:
            await asyncio.gather(_pipe(reader, back), _pipe(there, writer))
        finally:
            writer.close()
            back.close()
            self._visits.discard(task)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()


class TestAStorageAccount:
    async def test_that_is_down_at_the_start_is_waited_for_and_logged_once(
        self, storage: Storage, queue_port: int, free_port: int, host_log: HostLog
    ) -> None:
        calls = Calls()
        await storage.put(encoded("patience"))
        through_door = storage.connection.replace(f":{queue_port}/", f":{free_port}/")
        host = a_host(through_door, on_queue(storage.queue, calls.function))
        door = Door(to_port=queue_port)

        async with door.at(free_port), running(host):
            await until(lambda: door.turned_away >= 3)
            assert host.statuses[0].unreachable is not None
            assert not host.statuses[0].is_ready
            assert host.dead == []
            door.is_open = True
            await until(lambda: calls.bodies == ["patience"])

        assert host_log.events.count("storage does not answer; retrying") == 1
        assert host_log.events.count("storage answers again") == 1

    async def test_that_nobody_listens_for_leaves_the_host_alive_and_stoppable(
        self, storage: Storage, queue_port: int, free_port: int
    ) -> None:
        nowhere = storage.connection.replace(f":{queue_port}/", f":{free_port}/")

        async with running(a_host(nowhere, on_queue("orders", Calls().function))) as host:
            await until(lambda: host.statuses[0].unreachable is not None)

            assert host.dead == []
            assert not host.statuses[0].is_ready


class TestStopping:
    async def test_lets_what_runs_come_to_its_end_and_fetches_nothing_more(
        self, storage: Storage
    ) -> None:
        gate = Gate()
        host = a_host(
            storage.connection,
            on_queue(storage.queue, gate.function),
            batch_size=1,
            new_batch_threshold=0,
        )
        await storage.put(encoded("running"), encoded("waiting"))
        stop = asyncio.Event()
        task = asyncio.create_task(host.run(stop))
        await until(lambda: gate.begun == 1)

        stop.set()
        await until(lambda: host._listeners[0]._is_stopping)
        gate.let_end(2)

        assert await task is True
        assert (gate.begun, gate.ended) == (1, 1)
        assert await storage.visible() == [encoded("waiting")]
        assert await storage.count() == 1

    async def test_does_not_wait_for_ever_and_leaves_the_rest_to_its_lease(
        self, storage: Storage
    ) -> None:
        gate = Gate()
        host = a_host(storage.connection, on_queue(storage.queue, gate.function), shutdown_s=0.05)
        await storage.put(encoded("endless"))
        stop = asyncio.Event()
        task = asyncio.create_task(host.run(stop))
        await until(lambda: gate.begun == 1)

        stop.set()

        assert await task is False
        assert await storage.visible() == []
        assert await storage.count() == 1
        for left in list(host._listeners[0]._in_flight):
            left.cancel()
            await asyncio.gather(left, return_exceptions=True)
