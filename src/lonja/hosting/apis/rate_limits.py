"""How many requests one address, and one API key, may send to an API: a bucket for each, in this process.

Standard headers say what is left (`RateLimit`, `RateLimit-Policy` of the IETF's draft). With more
processes a visitor may send as much to each; what must hold for all of them is counted in the
database, as sign-in and codes of gift cards are.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lonja.hosting.problems import of_refusal
from lonja.hosting.request_origin import client_address
from lonja.kernel.errors import Refused
from lonja.kernel.settings import Settings

WINDOW_S: Final = 60
IN_PRODUCTION: Final = 1_200
VISITORS: Final = 20_000
"""Remembered at once; who has not been here for longest is forgotten, and begins anew."""
_API: Final = "/api/"
_SIGNED: Final = ("/api/v1/payments/", "/api/v1/carriers/")
"""What payment providers and carriers tell comes in bursts from one address, and is signed."""


class TooManyRequests(Refused):
    code: ClassVar[str] = "too_many_requests"


@dataclass(frozen=True, slots=True)
class Count:
    """After one request: how many more may come now, and in how many seconds the bucket is full."""

    left: int
    full_in_s: int
    wait_s: int
    """0 where the request may go on."""


class Buckets:
    """`limit` requests at once, refilled evenly within `WINDOW_S`."""

    def __init__(self, limit: int, *, most: int = VISITORS) -> None:
        self._limit, self._most = limit, most
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, visitor: str, *, at: float) -> Count:
        """Count a request at `at`, in seconds of any clock that only goes forward."""
        used, since = self._used.get(visitor, (0.0, at))
        rate = self._limit / WINDOW_S
        used = max(0.0, used - (at - since) * rate)
        is_over = used + 1 > self._limit
        if not is_over:
            used += 1
        self._used[visitor] = (used, at)
        self._used.move_to_end(visitor)
        if len(self._used) > self._most:
            self._used.popitem(last=False)
        wait = ceil((used + 1 - self._limit) / rate) if is_over else 0
        return Count(int(self._limit - used), ceil(used / rate), max(1, wait) if is_over else 0)


class RateLimited:
    """ASGI middleware for the API below `/api/`; pages go through uncounted."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limit: int,
        proxies: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._limit, self._proxies, self._clock = app, limit, proxies, clock
        self._buckets = Buckets(limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_counted(scope["path"]):
            await self._app(scope, receive, send)
            return
        name, count = self._count(Request(scope))
        policy = f'"{name}";q={self._limit};w={WINDOW_S}'
        headers = [
            (b"ratelimit-policy", policy.encode()),
            (b"ratelimit", f'"{name}";r={count.left};t={count.full_in_s}'.encode()),
        ]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *headers]}
            await send(message)

        if count.wait_s:
            refused = TooManyRequests("too many requests from here", retry_after_s=count.wait_s)
            await of_refusal(refused)(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _count(self, request: Request) -> tuple[str, Count]:
        """By address always, and by key as well: of the two the one that leaves less."""
        now = self._clock()
        address = client_address(request, proxies=self._proxies)
        found = ("address", self._buckets.count(f"address {address}", at=now))
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or found[1].wait_s:
            return found
        digest = sha256(secret.strip().encode("utf-8", "surrogateescape")).hexdigest()
        by_key = ("key", self._buckets.count(f"key {digest}", at=now))
        return by_key if by_key[1].left <= found[1].left else found


def rate_limited(app: ASGIApp, settings: Settings, *, proxies: int) -> ASGIApp:
    """`app` behind the limit that the settings say; itself where there is none."""
    limit = settings.api_requests_per_minute
    if not limit and settings.environment == "production":
        limit = IN_PRODUCTION
    return RateLimited(app, limit=limit, proxies=proxies) if limit else app


def _is_counted(path: str) -> bool:
    return path.startswith(_API) and not path.startswith(_SIGNED)
