"""Counts what is looked at, in memory, and writes the counts down once a minute.

`Counted` wraps the pages. It looks at the path, the status and the kind of browser, and keeps none
of them: see `lonja.traffic`. What a killed process had not written is lost, which is a minute.
"""

import asyncio
import contextlib
import logging
from typing import Final

from psycopg import Error as DatabaseError
from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.kernel.errors import Unavailable
from lonja.shop import api as shops
from lonja.traffic import api as traffic
from lonja.traffic.api import Step, Tally

EVERY_S: Final = 60.0
CHANNEL: Final = "web"
SUBJECT: Final = "lonja.subject"
"""In the scope: the product or category that a page is of."""
FOUND: Final = "lonja.found"
"""In the scope: how many things a search found."""
# By the first part of a path behind its language.
_LOOKED_AT: Final = {
    "": Step.PAGE, "pages": Step.PAGE, "collections": Step.PAGE, "c": Step.CATEGORY, "p": Step.PRODUCT,
    "search": Step.SEARCH, "cart": Step.CART, "checkout": Step.CHECKOUT,
}  # fmt: skip
_SENT: Final = {
    "/cart/lines": Step.ADD_TO_CART,
    "/cart/bundles": Step.ADD_TO_CART,
    "/checkout": Step.ORDER,
}

log = logging.getLogger(__name__)


class Counted:
    """Plain ASGI around what answers with pages."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        step = step_of(scope) if scope["type"] == "http" else None
        if step is None:
            await self._app(scope, receive, send)
            return
        status = 0

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await self._app(scope, receive, send_seen)
        if status == (200 if scope["method"] == "GET" else 303):
            count(self._state.tally, scope, step)


def step_of(scope: Scope) -> Step | None:
    """What a request would be counted as; None for everything that is no step."""
    path: str = scope["path"]
    if path[3:4] not in {"", "/"} or path[:1] != "/":
        return None
    if scope["method"] == "GET":
        return _LOOKED_AT.get(path[4:].partition("/")[0])
    return _SENT.get(path[3:]) if scope["method"] == "POST" else None


def count(tally: Tally, scope: Scope, step: Step) -> None:
    """One more of this step, unless a machine looked or a browser looked ahead."""
    agent = ""
    for name, value in scope["headers"]:
        if name == b"user-agent":
            agent = value.decode("latin-1")
        elif name in {b"sec-purpose", b"purpose"} and b"prefetch" in value:
            return
    device = traffic.device_of(agent)
    if device is None:
        return
    language, query = scope["path"][1:3], scope["query_string"]
    if query and not traffic.is_first_page(query):
        return
    if step is not Step.SEARCH:
        tally.add(CHANNEL, step, device, language, scope.get(SUBJECT, ""))
        return
    found = scope.get(FOUND)
    if found is None:
        return  # nothing was asked for
    term = traffic.term_of(query)
    tally.add(CHANNEL, step, device, language, term)
    if not found:
        tally.add(CHANNEL, Step.SEARCH_EMPTY, device, language, term)


class TrafficWriter:
    """Writes a process's tally down, once a minute and when it ends."""

    def __init__(self, shop: Shop, tally: Tally) -> None:
        self._shop = shop
        self._tally = tally
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.write()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self.write()

    async def write(self) -> None:
        """One statement; a database that does not answer gets the counts a minute later."""
        facts = self._shop.facts.kept or shops.Shop()
        today = facts.day_of(clock.now())
        counts = self._tally.take(today)
        if not counts:
            return
        try:
            async with self._shop.database.transaction() as db:
                await traffic.add(db, day=today, counts=counts)
        except (Unavailable, DatabaseError) as error:
            self._tally.give_back(counts)
            log.warning("traffic was not written down", extra={"error": str(error)})
