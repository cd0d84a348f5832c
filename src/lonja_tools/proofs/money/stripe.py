"""The other side of the local Stripe: its payment pages, what its banks do, and its books."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import aiohttp

from lonja_tools.proofs import must

WORST = [
    {"fault": "lost", "one_in": 50, "times": 1_000_000},
    {"fault": "away", "one_in": 50, "times": 1_000_000},
    {"fault": "in_use", "one_in": 50, "times": 1_000_000},
    {"fault": "limited", "one_in": 50, "times": 1_000_000},
]
"""One request in twelve or so goes wrong, and is asked again under its key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """By order, in minor units: what Stripe has of it, and of this what banks took back."""

    minor: Counter[str]
    claimed_minor: Counter[str]
    captured_twice: list[str]
    moved: Counter[str]


@dataclass(frozen=True, slots=True)
class Stripe:
    session: aiohttp.ClientSession
    url: str

    async def fail(self, faults: list[dict[str, Any]]) -> None:
        await self._post("/_test/faults", json=faults)

    async def happens(self, what: str) -> None:
        """Such as `dispute/du_…/won`."""
        await self._post(f"/_test/{what}")

    async def press(self, page: str, button: str) -> str:
        """On a payment page; where it sends its buyer next."""
        async with self.session.post(page, data={"do": button}, allow_redirects=False) as answer:
            must(answer.status == 303, "the payment page takes its button", got=answer.status)
            return answer.headers["Location"]

    async def kept(self) -> Kept:
        async with self.session.get(f"{self.url}/_test/books") as answer:
            books = await answer.json()
        orders = {one["id"]: one["metadata"]["order_id"] for one in books["payment_intent"]}
        minor, claimed = Counter[str](), Counter[str]()
        for one in books["charge"]:
            minor[orders[one["payment_intent"]]] += one["amount_captured"]
        for one in books["refund"]:
            if one["status"] != "failed":
                minor[orders[one["payment_intent"]]] -= one["amount"]
        for one in books["dispute"]:
            if one["status"] != "won":
                minor[orders[one["payment_intent"]]] -= one["amount"]
                claimed[orders[one["payment_intent"]]] += one["amount"]
        captures = Counter(thing for verb, thing in books["effects"] if verb == "capture")
        return Kept(
            minor,
            claimed,
            [intent for intent, times in captures.items() if times > 1],
            Counter(verb for verb, _ in books["effects"]),
        )

    async def _post(self, path: str, **body: Any) -> None:
        async with self.session.post(f"{self.url}{path}", **body) as answer:
            must(answer.status == 204, "it happens", path=path, got=answer.status)
