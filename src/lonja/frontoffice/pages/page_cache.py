"""Caches anonymous pages in this process, bounded in bytes and invalidated by tag.

While the process's listener is disconnected, the cache neither serves nor stores pages.
`ServeCached` wraps the app and serves cached pages to visitors without a cart.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import FastAPI
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lonja.adapters.theme_language import speech
from lonja.adapters.themes import Theme
from lonja.bootstrap import Shop
from lonja.content.api import Tags
from lonja.frontoffice.i18n import split_path
from lonja.frontoffice.pages.cart_counts import CartCounts
from lonja.frontoffice.pages.consent_cookie import (
    CONSENT_COOKIE,
    allowed_headers,
    reads_signal,
)
from lonja.frontoffice.pages.known_query import is_filtered, known_query
from lonja.frontoffice.traffic import FOUND, SUBJECT
from lonja.frontoffice.views.frame import Layout
from lonja.hosting.compression import GZIP, Packed, takes_gzip
from lonja.hosting.request_log import ROUTE
from lonja.kernel import clock
from lonja.kernel.db import CACHED_KINDS
from lonja.kernel.live import Listener
from lonja.kernel.transaction import EVERYTHING, Change
from lonja.shop.api import Shop as ShopFacts

MAX_BYTES: Final = 48 * 1024 * 1024
MAX_PAGE_BYTES: Final = 512 * 1024
LONG_QUERY_BYTES: Final = 200
"""Longer queries are hashed, so that keys stay small."""
CART_COOKIE: Final = "cart"
CURRENCY_COOKIE: Final = "currency"
COUNTRY_COOKIE: Final = "country"
BUYER_COOKIE: Final = "buyer"
"""Of who has proved an e-mail address: their prices may be others."""
PRIVATE: Final = "private, no-cache"
"""What a page says to who would keep it, if it shows the number beside a cart or one buyer's prices."""
GZIPPED: Final = (b"content-encoding", GZIP.encode())
_NO_TAGS: Final = Tags()

type Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page split where the cart count goes."""

    head: bytes
    tail: bytes
    tags: frozenset[str]
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """The headers of the response without a cart count."""
    route: str = ""
    """For the request log: no router sees a request that is served from the cache."""
    until: datetime | None = None
    """When something that it shows begins or ends."""
    consent: Tags = _NO_TAGS
    """What a reader may have agreed to: their policy is wider, the page is the same."""
    subject: str = ""
    found: int | None = None
    """For the counts of traffic: what it is of, how many a search found."""
    mark: str = ""
    """Of its bytes, for ETag; a part of a page has none, and shows no cart."""
    packed: Packed | None = None
    """Its bytes as gzip; a part of a page is too short for it."""

    def etag(self, units: int) -> str:
        """Weak, because who compresses the page on its way changes its bytes."""
        return f'W/"{self.mark}-{units}"'

    def sent(self, units: int, *, as_gzip: bool) -> bytes:
        """Its body beside a cart of so many units; where it is packed, as gzip if that is asked."""
        badge = cart_badge(units).encode()
        if self.packed is not None and as_gzip and not badge:
            return self.packed.body()
        whole = self.head + badge + self.tail
        return (
            whole if self.packed is None or not as_gzip else self.packed.with_between(badge, whole)
        )

    @property
    def size(self) -> int:
        packed = 0 if self.packed is None else self.packed.size
        return len(self.head) + len(self.tail) + packed


def currency_seen(facts: ShopFacts, cookies: Mapping[str, str]) -> str:
    """The one that a visitor chose, else that of the country they chose, else the shop's first."""
    chosen = cookies.get(CURRENCY_COOKIE, "")
    if chosen in facts.currency_codes:
        return chosen
    return facts.currency_in(cookies.get(COUNTRY_COOKIE, ""))


def key_of(
    scope: Scope,
    language: str,
    currency: str,
    theme: Theme,
    facet_keys: Collection[str],
    today: date,
) -> Key:
    """Of what the page depends on: an unknown parameter is the same page. Pages show delivery dates."""
    query = urlencode(known_query(scope["path"], scope["query_string"], facet_keys))
    if len(query) > LONG_QUERY_BYTES:
        query = f"#{sha256(query.encode()).hexdigest()}"  # no query begins with #
    theme_key = f"{theme.name} {theme.version}"
    return theme_key, language, currency, scope["path"], query, today.isoformat()


class PageCache:
    def __init__(self, listener: Listener, *, max_bytes: int = MAX_BYTES) -> None:
        self._listener = listener
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self._by_tag: dict[str, set[Key]] = {}
        self._bytes = 0
        self._drops = 0
        self._making: dict[tuple[Key, int], asyncio.Future[CachedPage | None]] = {}
        self.cart_counts = CartCounts(listener)
        self._layouts: dict[str, Layout] = {}
        self._facet_keys: frozenset[str] | None = None
        listener.hear(self.forget, reconnected=self.clear)

    @property
    def mark(self) -> int:
        """Take this before reading a page's data; a page older than the last change is not stored."""
        return self._drops

    def get(self, key: Key) -> CachedPage | None:
        if not self._listener.is_live:
            return None
        page = self._pages.get(key)
        if page is None:
            return None
        if _is_over(page.until):
            self._drop(key)
            return None
        self._pages.move_to_end(key)
        return page

    def keep(self, key: Key, page: CachedPage, *, mark: int) -> None:
        if mark != self._drops or page.size > MAX_PAGE_BYTES or not self._listener.is_live:
            return
        self._drop(key)
        self._pages[key] = page
        self._bytes += page.size
        for tag in page.tags:
            self._by_tag.setdefault(tag, set()).add(key)
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._pages)))

    async def made_once(
        self, key: Key, *, mark: int, make: Callable[[], Awaitable[CachedPage | Response]]
    ) -> CachedPage | Response:
        """One request makes the page, and all that come meanwhile get the same.

        Who comes after a change does not: `mark` is another. Where that one made no page, each tries.
        """
        making = self._making.get((key, mark))
        if making is not None and (made := await asyncio.shield(making)) is not None:
            return made
        if making is not None:
            return await make()
        making = self._making[key, mark] = asyncio.get_running_loop().create_future()
        page: CachedPage | None = None
        try:
            made_here = await make()
            if isinstance(made_here, CachedPage):
                page = made_here
                self.keep(key, page, mark=mark)
            return made_here
        finally:
            del self._making[key, mark]
            making.set_result(page)

    def layout(self, language: str) -> Layout | None:
        found = self._layouts.get(language) if self._listener.is_live else None
        return None if found is None or _is_over(found.until) else found

    def keep_layout(self, language: str, layout: Layout, *, mark: int) -> None:
        if mark == self._drops:
            self._layouts[language] = layout

    @property
    def facet_keys(self) -> frozenset[str] | None:
        """The names that filter a list; None while they have to be read again."""
        return self._facet_keys if self._listener.is_live else None

    def keep_facet_keys(self, keys: frozenset[str], *, mark: int) -> None:
        if mark == self._drops:
            self._facet_keys = keys

    def clear(self) -> None:
        self._drops += 1
        self._layouts.clear()
        self._facet_keys = None
        self._pages.clear()
        self._by_tag.clear()
        self._bytes = 0

    def forget(self, changes: Collection[Change]) -> None:
        """Drop the pages that show any of these."""
        if EVERYTHING in changes:
            self.clear()
            return
        if CACHED_KINDS.isdisjoint(change.kind for change in changes):
            return
        self._drops += 1
        self._layouts.clear()
        self._facet_keys = None
        for change in changes:
            for key in list(self._by_tag.get(_tag(change), ())):
                self._drop(key)

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self._bytes -= page.size
        for tag in page.tags:
            keys = self._by_tag.get(tag)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._by_tag[tag]


def cart_of(cookies: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(cookies.get(CART_COOKIE, ""))
    except ValueError:
        return None


def cart_badge(units: int) -> str:
    """The cart count as HTML; it has no template, so that cached pages can splice it in."""
    return f'<b class="cart-count">{min(units, 999)}</b>' if units else ""


def is_unchanged(scope: Scope, etag: str) -> bool:
    """Whether the client says that it has this page."""
    asked = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return etag in {one.strip() for one in asked.decode("latin-1").split(",")} if asked else False


def _is_over(until: datetime | None) -> bool:
    return until is not None and until <= clock.now()


def _tag(change: Change) -> str:
    """`product:slug` for one product; `shelf` for every page with a list."""
    return f"{change.kind}:{change.key}" if change.key else change.kind


class ServeCached:
    """ASGI middleware: serves cached pages, and passes other requests to the app."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_get = scope["type"] == "http" and scope["method"] == "GET"
        found = self._cached(scope) if is_get else None
        if found is None:
            await self._app(scope, receive, send)
            return
        page, units = found
        as_gzip = page.packed is not None and takes_gzip(scope["headers"])
        body = page.sent(units, as_gzip=as_gzip)
        headers = self._allowed(page, scope, units, len(body))
        if as_gzip:
            headers.append(GZIPPED)
        scope[ROUTE] = page.route
        scope[SUBJECT], scope[FOUND] = page.subject, page.found
        if page.mark and is_unchanged(scope, page.etag(units)):
            headers = [pair for pair in headers if pair[0] != b"content-length"]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _allowed(
        self, page: CachedPage, scope: Scope, units: int, size: int
    ) -> list[tuple[bytes, bytes]]:
        """The page's headers, with the policy that this reader's choice allows."""
        own = {b"content-length": str(size).encode()}
        if units:
            own |= {b"cache-control": PRIVATE.encode(), b"etag": page.etag(units).encode()}
        headers = [(name, own.get(name, value)) for name, value in page.headers]
        if not page.consent.tags:
            return headers
        sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
        return allowed_headers(
            headers,
            tags=page.consent,
            cookie=cookie_parser(sent.decode("latin-1")).get(CONSENT_COOKIE, ""),
            signal=reads_signal(scope["headers"]),
            media=self._app.state.shop.blobs.public_url(""),
        )

    def _cached(self, scope: Scope) -> tuple[CachedPage, int] | None:
        """With the number beside this visitor's cart."""
        shop: Shop = self._app.state.shop
        facts = shop.facts.kept
        language, _ = split_path(scope["path"])
        if facts is None or language not in facts.languages:
            return None
        cache: PageCache = self._app.state.page_cache
        currency, units = facts.currency, 0
        for name, value in scope["headers"]:
            if name == b"cookie":
                cookies = cookie_parser(value.decode("latin-1"))
                cart = cart_of(cookies)
                known = 0 if cart is None else cache.cart_counts.known(cart)
                if known is None or BUYER_COOKIE in cookies:
                    return None
                currency, units = currency_seen(facts, cookies), known
        theme, facet_keys = shop.theme_of(facts), cache.facet_keys
        if not scope["query_string"] or not is_filtered(scope["path"]):
            facet_keys = frozenset()
        elif facet_keys is None:
            return None
        else:
            facet_keys |= speech(theme, theme.language_of(language)).options.keys()
        today = facts.day_of(clock.now())
        page = cache.get(key_of(scope, language, currency, theme, facet_keys, today))
        return None if page is None else (page, units if page.mark else 0)
