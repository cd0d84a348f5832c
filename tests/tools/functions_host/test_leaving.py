"""A host that was started for its work ends when there is none."""

import asyncio
from dataclasses import dataclass, field

import pytest

from lonja_tools.functions_host.leaving import leave_when_idle
from lonja_tools.functions_host.status import FunctionStatus

pytestmark = pytest.mark.anyio


@dataclass
class Busy:
    """A host with a message in its hands until somebody lets it go."""

    in_flight: int = 1
    statuses: list[FunctionStatus] = field(
        default_factory=lambda: [FunctionStatus("models", "queue", "models")]
    )


async def test_it_stays_while_it_works_and_leaves_afterwards() -> None:
    host, stop = Busy(), asyncio.Event()
    leaving = asyncio.create_task(leave_when_idle(host, stop, after_s=0.05, look_every_s=0.01))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(stop.wait(), 0.3)

    host.in_flight = 0

    await asyncio.wait_for(stop.wait(), 30)
    await leaving
