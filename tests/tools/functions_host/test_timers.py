"""A timer runs once when it should, in one host, on real blobs and a clock that the test moves."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from azure.storage.blob.aio import BlobLeaseClient, BlobServiceClient
from tests.tools.functions_host.fake_time import START, FakeClock
from tests.tools.functions_host.running import Gate, a_host, on_timer, running
from tests.tools.functions_host.storage import until

from lonja_tools.functions_host.host import Host
from lonja_tools.functions_host.timer_store import CONTAINER, TimerStatus, TimerStore

pytestmark = pytest.mark.anyio
HOURLY = "0 0 * * * *"


class Ticks:
    def __init__(self, *, failures: int = 0) -> None:
        self.past_due: list[bool] = []
        self.requests: list[Any] = []
        self._failures = failures

    async def function(self, timer: Any) -> None:
        self.past_due.append(timer.past_due)
        self.requests.append(timer)
        if len(self.past_due) <= self._failures:
            raise ValueError("this tick failed")


@pytest.fixture
def host_id() -> str:
    return f"h{uuid4().hex[:12]}"


def due(host: Host) -> datetime | None:
    return host.statuses[0].next_due_at


async def until_due(host: Host, text: str) -> None:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    await until(lambda: due(host) == moment)


class TestATimer:
    async def test_that_is_new_waits_for_its_first_tick(
        self, connection: str, host_id: str
    ) -> None:
        ticks, clock = Ticks(), FakeClock()
        host = a_host(connection, on_timer(HOURLY, ticks.function), clock=clock, host_id=host_id)

        async with running(host):
            await until_due(host, "2026-03-02T11:00:00")
            await clock.advance(3599)
            assert ticks.past_due == []
            await clock.advance(1)
            await until_due(host, "2026-03-02T12:00:00")

        assert ticks.past_due == [False]

    async def test_runs_once_when_it_is_past_due_however_many_ticks_were_missed(
        self, connection: str, host_id: str
    ) -> None:
        ticks = Ticks()
        timer = on_timer(HOURLY, ticks.function)
        before = a_host(connection, timer, clock=FakeClock(), host_id=host_id)
        async with running(before):
            await until_due(before, "2026-03-02T11:00:00")
        assert ticks.past_due == []

        clock = FakeClock(START + timedelta(hours=5, minutes=10))
        after = a_host(connection, timer, clock=clock, host_id=host_id)
        async with running(after):
            await until_due(after, "2026-03-02T16:00:00")
            assert ticks.past_due == [True]
            await clock.advance(50 * 60)
            await until_due(after, "2026-03-02T17:00:00")

        assert ticks.past_due == [True, False]
        assert ticks.requests[0].schedule_status == {
            "Last": "0001-01-01T00:00:00+00:00",
            "Next": "2026-03-02T11:00:00+00:00",
            "LastUpdated": "2026-03-02T10:00:00+00:00",
        }

    async def test_is_not_past_due_when_nothing_was_missed(
        self, connection: str, host_id: str
    ) -> None:
        ticks = Ticks()
        timer = on_timer(HOURLY, ticks.function)
        for minutes in (0, 30, 59):
            clock = FakeClock(START + timedelta(minutes=minutes))
            host = a_host(connection, timer, clock=clock, host_id=host_id)
            async with running(host):
                await until_due(host, "2026-03-02T11:00:00")

        assert ticks.past_due == []

    async def test_whose_schedule_was_changed_does_not_make_up_for_the_old_one(
        self, connection: str, host_id: str
    ) -> None:
        ticks = Ticks()
        before = a_host(
            connection, on_timer(HOURLY, ticks.function), clock=FakeClock(), host_id=host_id
        )
        async with running(before):
            await until_due(before, "2026-03-02T11:00:00")

        clock = FakeClock(START + timedelta(hours=5))
        changed = on_timer("0 30 */2 * * *", ticks.function)
        after = a_host(connection, changed, clock=clock, host_id=host_id)
        async with running(after):
            await until_due(after, "2026-03-02T16:30:00")

        assert ticks.past_due == []

    async def test_may_ask_to_run_at_the_start(self, connection: str, host_id: str) -> None:
        ticks = Ticks()
        timer = on_timer(HOURLY, ticks.function, run_on_startup=True)

        async with running(a_host(connection, timer, clock=FakeClock(), host_id=host_id)) as host:
            await until_due(host, "2026-03-02T11:00:00")

        assert ticks.past_due == [False]

    async def test_never_overlaps_itself(self, connection: str, host_id: str) -> None:
        gate, clock = Gate(), FakeClock()
        host = a_host(
            connection, on_timer("0 * * * * *", gate.function), clock=clock, host_id=host_id
        )

        async with running(host):
            await until_due(host, "2026-03-02T10:01:00")
            await clock.advance(60)
            await until(lambda: gate.begun == 1)
            await clock.advance(5 * 60)
            assert gate.begun == 1
            # The five ticks it slept through are one run, at once.
            gate.let_end()
            await until(lambda: gate.begun == 2)
            gate.let_end()
            await until_due(host, "2026-03-02T10:07:00")

        assert (gate.begun, gate.most_running) == (2, 1)

    async def test_that_fails_is_run_again_at_its_next_tick(
        self, connection: str, host_id: str
    ) -> None:
        ticks, clock = Ticks(failures=1), FakeClock()
        host = a_host(connection, on_timer(HOURLY, ticks.function), clock=clock, host_id=host_id)

        async with running(host):
            await until_due(host, "2026-03-02T11:00:00")
            await clock.advance(3600)
            await until_due(host, "2026-03-02T12:00:00")
            assert (host.statuses[0].failed, host.statuses[0].succeeded) == (1, 0)
            await clock.advance(3600)
            await until_due(host, "2026-03-02T13:00:00")

        assert (host.statuses[0].failed, host.statuses[0].succeeded) == (1, 1)

    async def test_of_less_than_a_minute_keeps_no_status(
        self, connection: str, host_id: str
    ) -> None:
        ticks, clock = Ticks(), FakeClock()
        host = a_host(
            connection, on_timer("*/10 * * * * *", ticks.function), clock=clock, host_id=host_id
        )

        async with running(host):
            await until_due(host, "2026-03-02T10:00:10")
            await clock.advance(10)
            await until_due(host, "2026-03-02T10:00:20")

        assert ticks.requests[0].schedule_status == {}
        assert await status_blob(connection, host_id) is None

    async def test_leaves_word_of_its_last_and_next_run(
        self, connection: str, host_id: str
    ) -> None:
        ticks, clock = Ticks(), FakeClock()
        host = a_host(connection, on_timer(HOURLY, ticks.function), clock=clock, host_id=host_id)

        async with running(host):
            await until_due(host, "2026-03-02T11:00:00")
            await clock.advance(3600)
            await until_due(host, "2026-03-02T12:00:00")

        eleven = START + timedelta(hours=1)
        assert await status_blob(connection, host_id) == TimerStatus(
            last=eleven, next=eleven + timedelta(hours=1), last_updated=eleven
        )


class TestTwoHosts:
    async def test_run_a_timer_once_and_the_second_takes_over_when_the_first_stops(
        self, connection: str, host_id: str
    ) -> None:
        first_ticks, second_ticks, clock = Ticks(), Ticks(), FakeClock()
        first = a_host(
            connection, on_timer("0 * * * * *", first_ticks.function), clock=clock, host_id=host_id
        )
        second = a_host(
            connection, on_timer("0 * * * * *", second_ticks.function), clock=clock, host_id=host_id
        )

        async with contextlib.AsyncExitStack() as later:
            async with running(first):
                await until_due(first, "2026-03-02T10:01:00")
                await later.enter_async_context(running(second))
                await until(lambda: second.statuses[0].is_ready)
                for minute in range(1, 4):
                    await clock.advance(60)
                    await until_due(first, f"2026-03-02T10:0{minute + 1}:00")
                assert due(second) is None
            await clock.advance(60)
            await until_due(second, "2026-03-02T10:05:00")

        assert first_ticks.past_due == [False, False, False]
        assert second_ticks.past_due == [False]

    async def test_never_share_a_timer_whose_lease_was_lost(
        self, connection: str, host_id: str
    ) -> None:
        ticks, clock = Ticks(), FakeClock()
        host = a_host(connection, on_timer(HOURLY, ticks.function), clock=clock, host_id=host_id)

        async with BlobServiceClient.from_connection_string(connection) as service:
            lock = service.get_blob_client(
                CONTAINER, f"locks/{host_id}/Host.Functions.tick.Listener"
            )
            async with running(host):
                await until_due(host, "2026-03-02T11:00:00")
                await BlobLeaseClient(lock).break_lease(0)
                thief = await lock.acquire_lease(60)
                await clock.advance(30)
                await until(lambda: due(host) is None)
                await clock.advance(3600)
                assert ticks.past_due == []
                await thief.release()
                await until_after(clock, lambda: due(host) is not None)


async def until_after(clock: FakeClock, condition: Any) -> None:
    """Let minutes pass until the condition holds."""
    for _ in range(20):
        if condition():
            return
        await clock.advance(60)
        await asyncio.sleep(0.05)
    pytest.fail("it did not come to pass")


async def status_blob(connection: str, host_id: str) -> TimerStatus | None:
    async with BlobServiceClient.from_connection_string(connection) as service:
        return await TimerStore(service, host_id=host_id, function="tick").read()
