"""Whole guest checkouts: `python -m bench.buyers URL SHOPPERS SECONDS`, figures as JSON.

Each shopper opens a cart, adds two lines, enters an address, chooses shipping and pays; then
the next. The CPU of this generator is reported separately from the shop's.
"""

import asyncio
import json
import random
import resource
import secrets
import sys
import time
from collections import Counter
from typing import Any

import aiohttp

ADDRESS = {
    "name": "Ana Prueba",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28001",
    "country": "ES",
}


class Shopper:
    def __init__(self, session: aiohttp.ClientSession, skus: list[str], rng: random.Random) -> None:
        self.session, self.skus, self.rng = session, skus, rng
        self.posts: list[float] = []
        self.wholes: list[float] = []
        self.outcomes: Counter[str] = Counter()

    async def shop(self, ends_at: float) -> None:
        while time.perf_counter() < ends_at:
            started = time.perf_counter()
            cart = (await self.ask("POST", "/carts", {}))[1]
            path = f"/carts/{cart['id']}"
            for sku in self.rng.sample(self.skus, 2):
                await self.ask("POST", f"{path}/lines", {"sku": sku, "quantity": 1})
            await self.ask("PUT", f"{path}/address", ADDRESS)
            await self.ask("PUT", f"{path}/shipping-method", {"code": "standard"})
            posted = time.perf_counter()
            status, answer = await self.ask(
                "POST",
                f"{path}/checkout",
                {
                    # Never from the seeded dice: a second run would be the first one's buyers
                    # again, who have orders already, and come from the same addresses.
                    "email": f"b{secrets.token_hex(6)}@example.com",
                    "payment": {"method": "test", "token": "approved"},
                },
                key=secrets.token_hex(16),
            )
            self.outcomes["placed" if status == 202 else str(answer.get("code", status))] += 1
            self.posts.append(time.perf_counter() - posted)
            self.wholes.append(time.perf_counter() - started)

    async def ask(
        self, method: str, path: str, body: dict[str, Any], *, key: str = ""
    ) -> tuple[int, Any]:
        octets = secrets.token_bytes(3)
        headers = {"X-Forwarded-For": f"10.{octets[0]}.{octets[1]}.{octets[2]}"}
        if key:
            headers["Idempotency-Key"] = key
        async with self.session.request(
            method, f"/api/v1{path}", json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json(content_type=None)


async def measure(url: str, shoppers: int, seconds: float, skus: list[str]) -> dict[str, Any]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, connector=connector) as session:
        people = [Shopper(session, skus, random.Random(n)) for n in range(shoppers)]
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        await asyncio.gather(*(p.shop(started + seconds) for p in people))
        took, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    posts = sorted(t for p in people for t in p.posts)
    wholes = sorted(t for p in people for t in p.wholes)
    outcomes = sum((p.outcomes for p in people), Counter[str]())
    placed = outcomes.pop("placed", 0)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "placed": placed,
        "refused": sum(outcomes.values()),
        "refused_because": dict(outcomes),
        "seconds": round(took, 2),
        "orders_per_second": round(placed / took, 1),
        "post_p50_ms": round(posts[len(posts) // 2] * 1000, 1),
        "post_p99_ms": round(posts[int(len(posts) * 0.99)] * 1000, 1),
        "whole_p50_ms": round(wholes[len(wholes) // 2] * 1000, 1),
        "generator_cpu": round(own / took, 2),
    }


if __name__ == "__main__":
    wanted = json.loads(sys.stdin.read())
    print(
        json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), wanted)))
    )
