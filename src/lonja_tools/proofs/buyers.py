"""Buyers over HTTP: many at once, started by a barrier, spread over the web processes."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp

from lonja_tools.proofs import must

ADDRESS = {
    "name": "Ana Prueba",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28001",
    "country": "ES",
}
ANSWER_WITHIN_S = 60.0
PAGE_WITHIN_S = 300.0
PATIENCE = 5
BUSY_PAUSE_S = 1.0


@dataclass(slots=True)
class Buyer:
    """A client of one web process; `log` holds the responses it saw."""

    session: aiohttp.ClientSession
    url: str
    name: str
    address: str = "192.0.2.1"
    log: list[tuple[str, int]] = field(default_factory=list)
    tries: int = 1
    """How often it asks where the shop says that it is too busy, and so has changed nothing."""

    async def ask(
        self, method: str, path: str, /, *, key: str = "", **json: Any
    ) -> tuple[int, dict[str, Any]]:
        headers = {"X-Forwarded-For": self.address}
        if key:
            headers["Idempotency-Key"] = key
        for left in reversed(range(self.tries)):
            async with self.session.request(
                method, f"{self.url}/api/v1{path}", json=json or None, headers=headers
            ) as answer:
                self.log.append((f"{method} {path}", answer.status))
                if answer.status != 503 or not left:
                    return answer.status, await answer.json(content_type=None)
            await asyncio.sleep(BUSY_PAUSE_S)
        raise AssertionError("it asks at least once")

    async def fill_cart(
        self,
        lines: Sequence[tuple[str, int]],
        *,
        codes: Sequence[str] = (),
        way: str = "standard",
    ) -> str:
        """Create a cart that is ready for payment; return its id."""
        _, cart = await self.ask("POST", "/carts", currency="EUR", language="es")
        cart_id = str(cart["id"])
        for sku, quantity in lines:
            status, answer = await self.ask(
                "POST", f"/carts/{cart_id}/lines", sku=sku, quantity=quantity
            )
            must(status == 200, "a line can be added", said=answer)
        for code in codes:
            status, answer = await self.ask("PUT", f"/carts/{cart_id}/codes/{code}")
            must(status == 200, "a code can be used", said=answer)
        await self.ask("PUT", f"/carts/{cart_id}/address", **ADDRESS)
        status, answer = await self.ask("PUT", f"/carts/{cart_id}/shipping-method", code=way)
        must(status == 200, "a way of shipping can be chosen", said=answer)
        return cart_id

    async def pay(
        self, cart_id: str, *, key: str, card: str = "approved", method: str = "test"
    ) -> tuple[int, dict[str, Any]]:
        """By a test card, or with `method="test_redirect"` and no card on a payment page."""
        return await self.ask(
            "POST",
            f"/carts/{cart_id}/checkout",
            key=key,
            email=f"{self.name}@example.com",
            payment={"method": method, "token": card},
        )

    async def pay_patiently(
        self, cart_id: str, *, key: str, card: str = "approved", method: str = "test"
    ) -> tuple[int, dict[str, Any]]:
        """Ask again with the same key when the shop is too busy, as a client should."""
        for _ in range(PATIENCE):
            status, answer = await self.pay(cart_id, key=key, card=card, method=method)
            if status != 503:
                break
            await asyncio.sleep(BUSY_PAUSE_S)
        return status, answer

    async def act_on_payment_page(
        self, placed: Mapping[str, Any], outcome: str, *, comes_back: bool
    ) -> None:
        """Go to the payment page as soon as the order has one; press a button, return or leave."""
        async with asyncio.timeout(PAGE_WITHIN_S):
            page = await self.payment_page(str(placed["number"]), str(placed["token"]))
            url = f"{self.url}{urlsplit(page).path}"
            while True:
                try:
                    async with self.session.post(
                        url,
                        data={"outcome": outcome},
                        headers={"Sec-Fetch-Site": "same-origin"},
                        allow_redirects=False,
                    ) as answer:
                        if answer.status == 303:
                            back = answer.headers["Location"]
                            break
                        must(answer.status >= 500, "the page takes its button", got=answer.status)
                except (aiohttp.ClientError, OSError):
                    await asyncio.sleep(0.2)
            if comes_back:
                path = urlsplit(back)
                async with self.session.get(f"{self.url}{path.path}?{path.query}") as answer:
                    must(answer.status == 200, "the buyer comes back to the order", to=path.path)

    async def payment_page(self, number: str, token: str) -> str:
        """The address of the provider's page, once there is one."""
        while True:
            _, order = await self.ask("GET", f"/orders/{number}?token={token}")
            if order.get("next"):
                leave = urlsplit(order["next"]["url"])
                async with self.session.get(
                    f"{self.url}{leave.path}?{leave.query}", allow_redirects=False
                ) as answer:
                    return answer.headers["Location"]
            await asyncio.sleep(0.3)


@contextlib.asynccontextmanager
async def crowd(urls: Sequence[str], count: int, *, first: int = 0) -> AsyncIterator[list[Buyer]]:
    """Buyers from number `first` on, each with a name and an address of their own."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        yield [
            Buyer(session, urls[index % len(urls)], f"buyer-{index}", address_of(index))
            for index in range(first, first + count)
        ]


def address_of(index: int) -> str:
    """A crowd does not live in one house."""
    return f"10.{index // 65_536}.{index // 256 % 256}.{index % 256}"


async def in_batches[T, R](things: Sequence[T], act: Any, size: int = 16) -> list[R]:
    """Run `act` on each, `size` at a time: the preparation is not part of the load."""
    gate = asyncio.Semaphore(size)

    async def one(thing: T) -> R:
        async with gate:
            result: R = await act(thing)
            return result

    return await asyncio.gather(*(one(thing) for thing in things))


async def at_once[R](acts: Sequence[Any], rng: random.Random) -> list[R]:
    """Run all acts behind one barrier in seeded order; return the results in the order given."""
    barrier = asyncio.Barrier(len(acts))

    async def one(index: int) -> tuple[int, R]:
        await barrier.wait()
        result: R = await acts[index]()
        return index, result

    order = list(range(len(acts)))
    rng.shuffle(order)
    results = await asyncio.gather(*(one(index) for index in order))
    return [result for _, result in sorted(results, key=lambda pair: pair[0])]


def keyed(rng: random.Random) -> str:
    return str(UUID(int=rng.getrandbits(128)))
