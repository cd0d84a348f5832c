"""Live pages: no client takes the seats of all others."""

from typing import Any

import pytest

from lonja.hosting.live import LiveHub, TooManyStreams
from lonja.kernel import limits
from lonja.kernel.live import Listener

pytestmark = pytest.mark.anyio


async def look() -> tuple[str, dict[str, Any]]:
    return "1", {"status": "placed"}


async def sit(hub: LiveHub, number: int, address: str) -> Any:
    """A page that has heard its first event, and stays."""
    stream = await hub.stream(
        kind="order", key=str(number), visitor=f"order:{number}", address=address, look=look
    )
    events = aiter(stream.body_iterator)
    await anext(events)
    return events


class TestLivePages:
    async def test_of_one_address_are_few_however_many_orders_it_has(self) -> None:
        hub = LiveHub(Listener("postgresql://nowhere"))
        for number in range(limits.LIVE_STREAMS_PER_ADDRESS):
            await sit(hub, number, "192.0.2.1")

        with pytest.raises(TooManyStreams):
            await sit(hub, 1_000, "192.0.2.1")

        assert await sit(hub, 1_000, "192.0.2.2")

    async def test_leave_the_last_seats_to_those_who_have_none(self) -> None:
        hub = LiveHub(Listener("postgresql://nowhere"))
        crowded = limits.LIVE_STREAMS_PER_PROCESS - limits.LIVE_STREAMS_SPARED
        for number in range(crowded):
            await sit(hub, number, f"192.0.2.{number // limits.LIVE_STREAMS_PER_ADDRESS}")

        with pytest.raises(TooManyStreams):
            await sit(hub, 1_000, "192.0.2.0")

        assert await sit(hub, 1_000, "198.51.100.1")

    async def test_give_their_seat_back(self) -> None:
        hub = LiveHub(Listener("postgresql://nowhere"))
        seats = [
            await sit(hub, number, "192.0.2.1") for number in range(limits.LIVE_STREAMS_PER_ADDRESS)
        ]

        await seats[0].aclose()

        assert await sit(hub, 1_000, "192.0.2.1")
