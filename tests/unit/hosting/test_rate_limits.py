"""How many requests an API takes from one address and one key."""

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from lonja.hosting.apis.rate_limits import IN_PRODUCTION, Buckets, RateLimited, rate_limited
from lonja.kernel.settings import Settings


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("hello")(scope, receive, send)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def client(clock: Clock, *, limit: int = 3, proxies: int = 1) -> httpx2.AsyncClient:
    app = RateLimited(answering, limit=limit, proxies=proxies, clock=clock)
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://shop.example",
        headers={"x-forwarded-for": "203.0.113.7"},
    )


class TestABucket:
    @given(st.lists(st.floats(0, 30), min_size=1, max_size=200), st.integers(1, 50))
    def test_lets_no_more_through_than_its_limit_and_what_was_refilled(
        self, pauses: list[float], limit: int
    ) -> None:
        buckets, at, passed = Buckets(limit), 0.0, 0
        for pause in pauses:
            at += pause
            passed += buckets.count("me", at=at).wait_s == 0

        assert passed <= limit + at * limit / 60 + 1e-6

    @given(st.integers(1, 50))
    def test_takes_the_next_one_after_the_wait_that_it_names(self, limit: int) -> None:
        buckets = Buckets(limit)
        counts = [buckets.count("me", at=5.0) for _ in range(limit + 1)]
        wait = counts[-1].wait_s

        assert [one.wait_s for one in counts[:-1]] == [0] * limit
        assert [one.left for one in counts[:-1]] == list(range(limit - 1, -1, -1))
        assert wait > 0
        assert buckets.count("me", at=5.0 + wait).wait_s == 0

    def test_is_each_visitors_own_and_they_are_bounded(self) -> None:
        buckets = Buckets(1, most=2)
        first = [buckets.count(one, at=0).wait_s for one in ("a", "b", "c")]

        assert first == [0, 0, 0]
        assert buckets.count("c", at=0).wait_s > 0
        assert buckets.count("a", at=0).wait_s == 0


@pytest.mark.anyio
class TestAnApi:
    async def test_says_what_is_left_and_when_to_come_again(self) -> None:
        clock = Clock()
        async with client(clock) as visitor:
            answers = [await visitor.get("/api/v1/products") for _ in range(4)]
            clock.now += int(answers[-1].headers["retry-after"])
            again = await visitor.get("/api/v1/products")

        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"address";q=3;w=60'
        assert answers[0].headers["ratelimit"] == '"address";r=2;t=20'
        assert answers[3].json()["code"] == "too_many_requests"
        assert answers[3].headers["ratelimit"] == '"address";r=0;t=60'
        assert answers[3].headers["retry-after"] == "20"
        assert again.status_code == 200

    async def test_counts_each_address_and_the_key_wherever_it_comes_from(self) -> None:
        async with client(Clock()) as visitor:
            here = [await visitor.get("/api/v1/products") for _ in range(3)]
            elsewhere = await visitor.get(
                "/api/v1/products", headers={"x-forwarded-for": "203.0.113.8"}
            )
            keyed = [
                await visitor.get(
                    "/api/v1/orders",
                    headers={
                        "x-forwarded-for": f"203.0.113.{last}",
                        "authorization": "Bearer lonja_sk_x",
                    },
                )
                for last in range(20, 24)
            ]

        assert {one.status_code for one in here} == {200}
        assert elsewhere.status_code == 200
        assert [one.status_code for one in keyed] == [200, 200, 200, 429]
        assert keyed[3].headers["ratelimit-policy"] == '"key";q=3;w=60'

    async def test_lets_pages_probes_and_payment_providers_through(self) -> None:
        async with client(Clock(), limit=1) as visitor:
            for path in ("/es/", "/healthz", "/api/v1/payments/stripe/events"):
                answers = [await visitor.get(path) for _ in range(3)]
                assert {one.status_code for one in answers} == {200}
                assert "ratelimit" not in answers[0].headers


def test_a_laptop_has_no_limit_unless_it_asks_for_one() -> None:
    laptop = rate_limited(answering, Settings(), proxies=0)
    asked = rate_limited(answering, Settings(api_requests_per_minute=5), proxies=0)
    production = Settings(environment="production", secret_key="k" * 32)
    azure = rate_limited(answering, production, proxies=0)

    assert laptop is answering
    assert isinstance(asked, RateLimited)
    assert isinstance(azure, RateLimited)
    assert IN_PRODUCTION == 1_200
