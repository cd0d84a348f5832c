"""Events on their way to the shop: signed, a little late, some twice, and in no order."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import aiohttp

from lonja_tools.stripe_server.things import Thing

TRIES: Final = 5


@dataclass(slots=True)
class Webhooks:
    """`secrets` all sign, as while one is rolled; without a `url` nothing is sent."""

    url: str
    secrets: Sequence[str]
    longest_delay_s: float = 1.0
    one_in_twice: int = 3
    """So many of them are delivered once; the last one comes twice."""
    is_dead: bool = False
    """The shop's endpoint is not reached: events stay undelivered."""
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    clock: Callable[[], float] = time.time

    def send(self, event: Thing) -> None:
        if not self.url or self.is_dead:
            return
        copies = 2 if self.chance.randrange(self.one_in_twice) == 0 else 1
        for _ in range(copies):
            task = asyncio.get_running_loop().create_task(self._deliver(event))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def sent(self) -> None:
        """Until everything that is on its way has arrived or was given up."""
        while self.tasks:
            await asyncio.gather(*self.tasks)

    async def _deliver(self, event: Thing) -> None:
        await asyncio.sleep(self.chance.uniform(0, self.longest_delay_s))
        body = json.dumps(event).encode()
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            for attempt in range(TRIES):
                headers = {"Stripe-Signature": self.signature(body)}
                try:
                    async with http.post(self.url, data=body, headers=headers) as answer:
                        if answer.ok:
                            event["pending_webhooks"] = 0
                            return
                except (aiohttp.ClientError, TimeoutError, OSError):
                    pass
                await asyncio.sleep(self.longest_delay_s * 2**attempt / 4)

    def signature(self, body: bytes) -> str:
        at = int(self.clock())
        marks = [
            hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
            for secret in self.secrets
        ]
        return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])
