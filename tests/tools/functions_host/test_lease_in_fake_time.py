"""Azure's lease of ten minutes, held by a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
from tests.tools.functions_host.fake_time import FakeClock, FakeQueue, settled
from tests.tools.functions_host.running import Calls, Gate, on_queue
from tests.tools.functions_host.storage import encoded

from lonja_tools.functions_host.host_json import QueueOptions
from lonja_tools.functions_host.invocation import Invoker
from lonja_tools.functions_host.listener import Listener
from lonja_tools.functions_host.processor import Processor
from lonja_tools.functions_host.status import FunctionStatus

pytestmark = pytest.mark.anyio
LEASE_S = 600


@asynccontextmanager
async def a_listener(
    queue: FakeQueue, clock: FakeClock, call: Callable[..., Any]
) -> AsyncIterator[asyncio.Task[None]]:
    """A host's listener; cancelling the task it yields is its sudden death."""
    status = FunctionStatus("f", "queue", queue.name)
    options = QueueOptions()
    processor = Processor(
        function=on_queue(queue.name, call),
        queue=queue,
        poison=FakeQueue(clock, f"{queue.name}-poison"),
        options=options,
        invoker=Invoker(),
        clock=clock,
        lease_s=LEASE_S,
        status=status,
        wake=lambda _: True,
    )
    listener = Listener(queue, processor.process, options, clock, LEASE_S, status)

    async def live() -> None:
        try:
            await listener.run()
        finally:
            for task in list(listener._in_flight):
                task.cancel()

    task = asyncio.create_task(live())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await settled()


class TestTheTenMinuteLease:
    async def test_renewed_every_five_minutes_keeps_a_message_for_twenty(self) -> None:
        clock = FakeClock()
        queue = FakeQueue(clock)
        gate, other = Gate(), Calls()
        await queue.put_creating(encoded("twenty minutes of work"))

        async with a_listener(queue, clock, gate.function):
            await settled()
            async with a_listener(queue, clock, other.function):
                await clock.advance(20 * 60)
                assert queue.renewed_at == [300, 600, 900, 1200]
                gate.let_end()
                await settled()

                assert gate.ended == 1
                assert queue.texts == []
                await clock.advance(20 * 60)

        assert other.bodies == []
        assert gate.begun == 1

    async def test_of_a_host_that_died_ends_ten_minutes_after_its_last_renewal(self) -> None:
        clock = FakeClock()
        queue = FakeQueue(clock)
        gate, other = Gate(), Calls()
        await queue.put_creating(encoded("orphan"))

        async with a_listener(queue, clock, gate.function) as first:
            await settled()
            await clock.advance(310)
            first.cancel()
            await settled()
            async with a_listener(queue, clock, other.function):
                await clock.advance(589)
                assert other.bodies == []
                # The other host looks at least once a minute.
                await clock.advance(61)

        assert queue.renewed_at == [300]
        assert other.bodies == ["orphan"]
        assert other.dequeue_counts == [2]

    async def test_is_tried_again_sooner_each_time_when_a_renewal_fails(self) -> None:
        clock = FakeClock()
        queue = FakeQueue(clock)
        gate = Gate()
        await queue.put_creating(encoded("through an outage"))

        async with a_listener(queue, clock, gate.function):
            await settled()
            queue.is_down = True
            await clock.advance(530)
            assert queue.renewed_at == [300, 450, 525]
            queue.is_down = False
            await clock.advance(60)
            assert queue.renewed_at[3:] == [585]
            await clock.advance(300)
            assert queue.renewed_at[4:] == [885]
            gate.let_end()
            await settled()

        assert gate.begun == 1
        assert queue.texts == []

    async def test_that_was_lost_is_not_renewed_again(self) -> None:
        clock = FakeClock()
        queue = FakeQueue(clock)
        gate = Gate()
        await queue.put_creating(encoded("taken"))

        async with a_listener(queue, clock, gate.function) as first:
            await settled()
            queue._kept["1"].receipt = "somebody else's"
            await clock.advance(299)
            assert not first.done()
            await clock.advance(3600)
            renewals = [at for at in queue.renewed_at if at <= 600]
            assert renewals == [300]
            gate.let_end(9)
            await settled()


class TestAnIdleQueue:
    async def test_is_polled_less_and_less_often_until_once_a_minute(self) -> None:
        clock = FakeClock()
        queue = FakeQueue(clock)

        async with a_listener(queue, clock, Calls().function):
            await clock.advance(3600)

        gaps = [b - a for a, b in pairwise(queue.asked_at)]
        assert gaps[0] == pytest.approx(0.1)
        assert all(later > earlier for earlier, later in pairwise(gaps[:10]))
        assert gaps[-1] == pytest.approx(60)
        assert 65 <= len(queue.asked_at) <= 75

    async def test_is_polled_quickly_again_after_a_message(self) -> None:
        clock = FakeClock()
        queue = FakeQueue(clock)
        calls = Calls()

        async with a_listener(queue, clock, calls.function):
            await clock.advance(1800)
            await queue.put_creating(encoded("news"))
            await clock.advance(60)
            found = queue.asked_at.index(next(at for at in queue.asked_at if at > 1800))

        assert calls.bodies == ["news"]
        gaps = [b - a for a, b in pairwise(queue.asked_at[found:])]
        # Again at once, then after the shortest waits.
        assert gaps[0] == 0
        assert gaps[1] == pytest.approx(0.1)
        assert 0.18 - 1e-6 <= gaps[2] <= 0.22 + 1e-6
