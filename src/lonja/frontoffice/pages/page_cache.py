"""Anonymous pages kept in this process: bounded in bytes, dropped by what they show.

While the process's listener hears nothing, nothing is served from here and nothing is kept.
`FromMemory` stands before the app: a visitor without a cart gets what is kept from there.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from fastapi import FastAPI
from starlette.requests import cookie_parser
from starlette.types import Receive, Scope, Send

from lonja.adapters.themes import Theme
from lonja.bootstrap import Shop
from lonja.frontoffice.views.frame import Link
from lonja.hosting.request_log import ROUTE
from lonja.kernel import clock
from lonja.kernel.db import CHANGES_CHANNEL
from lonja.kernel.live import Listener, News

MAX_BYTES: Final = 48 * 1024 * 1024
MAX_PAGE_BYTES: Final = 512 * 1024
LONG_QUERY_BYTES: Final = 200
"""A longer one is known by its digest: a key weighs little, and a page is never another's."""
CART_COOKIE: Final = "cart"
CURRENCY_COOKIE: Final = "currency"

type Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page cut where the number beside the cart goes."""

    head: bytes
    tail: bytes
    tags: frozenset[str]
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """Of the answer without a number."""
    route: str = ""
    """The router's, which does not see who is answered from memory."""

    @property
    def size(self) -> int:
        return len(self.head) + len(self.tail)


def key_of(scope: Scope, language: str, currency: str, theme: Theme) -> Key:
    today = clock.now().date().isoformat()  # a page may name the day on which a parcel comes
    query: bytes = scope["query_string"]
    if len(query) > LONG_QUERY_BYTES:
        query = b"#" + sha256(query).hexdigest().encode()  # no query begins so
    worn = f"{theme.name} {theme.version}"
    return worn, language, currency, scope["path"], query.decode("latin-1"), today


class Memory:
    def __init__(self, listener: Listener, *, max_bytes: int = MAX_BYTES) -> None:
        self._listener = listener
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._by_tag: dict[str, set[Key]] = {}
        self._bytes = 0
        self._drops = 0
        self._menus: dict[str, tuple[Link, ...]] = {}
        listener.hear(self._heard, reconnected=self.clear)

    @property
    def mark(self) -> int:
        """Taken before a page is read; a page read before a change is not kept after it."""
        return self._drops

    def get(self, key: Key) -> Kept | None:
        if not self._listener.is_live:
            return None
        kept = self._pages.get(key)
        if kept is not None:
            self._pages.move_to_end(key)
        return kept

    def keep(self, key: Key, kept: Kept, *, mark: int) -> None:
        if mark != self._drops or kept.size > MAX_PAGE_BYTES or not self._listener.is_live:
            return
        self._drop(key)
        self._pages[key] = kept
        self._bytes += kept.size
        for tag in kept.tags:
            self._by_tag.setdefault(tag, set()).add(key)
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._pages)))

    def menu(self, language: str) -> tuple[Link, ...] | None:
        return self._menus.get(language) if self._listener.is_live else None

    def keep_menu(self, language: str, links: tuple[Link, ...], *, mark: int) -> None:
        if mark == self._drops:
            self._menus[language] = links

    def clear(self) -> None:
        self._drops += 1
        self._menus.clear()
        self._pages.clear()
        self._by_tag.clear()
        self._bytes = 0

    def _heard(self, channel: str, batch: list[News]) -> None:
        if channel == CHANGES_CHANNEL:
            self.forget(batch)

    def forget(self, batch: Iterable[News]) -> None:
        """Drop what shows any of this; a process calls it for its own changes at once."""
        batch = list(batch)
        self._drops += 1
        self._menus.clear()
        for news in batch:
            if news.get("kind") == "all":
                self.clear()
                return
        for tag in _tags(batch):
            for key in list(self._by_tag.get(tag, ())):
                self._drop(key)

    def _drop(self, key: Key) -> None:
        kept = self._pages.pop(key, None)
        if kept is None:
            return
        self._bytes -= kept.size
        for tag in kept.tags:
            keys = self._by_tag.get(tag)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._by_tag[tag]


def _tags(batch: Iterable[News]) -> Iterable[str]:
    """`product:slug` for one product; `shelf` for whatever shows lists."""
    for news in batch:
        kind, name = str(news.get("kind", "")), str(news.get("key", ""))
        yield f"{kind}:{name}" if name else kind


class FromMemory:
    """Plain ASGI: answers pages that are kept, and asks the app for all others."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = self._kept(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if kept is None:
            await self._app(scope, receive, send)
            return
        headers = list(kept.headers)
        scope[ROUTE] = kept.route
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": kept.head + kept.tail})

    def _kept(self, scope: Scope) -> Kept | None:
        shop: Shop = self._app.state.shop
        facts = shop.facts.kept
        language, slash = scope["path"][1:3], scope["path"][3:4]
        if facts is None or language not in facts.languages or slash not in {"", "/"}:
            return None
        currency = facts.currency
        for name, value in scope["headers"]:
            if name == b"cookie":
                cookies = cookie_parser(value.decode("latin-1"))
                if CART_COOKIE in cookies:
                    return None
                currency = cookies.get(CURRENCY_COOKIE, currency)
        memory: Memory = self._app.state.memory
        return memory.get(key_of(scope, language, currency, shop.theme_of(facts)))
