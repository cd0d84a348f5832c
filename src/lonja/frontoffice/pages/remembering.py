"""Pages that all visitors share: made once, kept in memory until what they show changes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from uuid import UUID

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.carts import api as carts
from lonja.frontoffice.pages.consent_cookie import (
    CONSENT_COOKIE,
    allowed_headers,
    reads_signal,
)
from lonja.frontoffice.pages.known_query import is_filtered, known_query
from lonja.frontoffice.pages.page_cache import (
    GZIPPED,
    PRIVATE,
    CachedPage,
    is_unchanged,
    key_of,
)
from lonja.frontoffice.pages.request_context import Visit, answer_page
from lonja.frontoffice.rendering import render
from lonja.frontoffice.traffic import FOUND, SUBJECT
from lonja.frontoffice.views.frame import CART_CUT, Frame
from lonja.hosting.compression import packed, takes_gzip
from lonja.hosting.request_log import route_of
from lonja.shelf import api as shelf


@dataclass(frozen=True, slots=True)
class Made:
    """A page and what it shows: a change of any of it makes it old."""

    template: str
    view: object
    tags: frozenset[str]
    until: datetime | None = None
    """When it is over, whatever is announced."""
    subject: str = ""
    found: int | None = None
    """For the counts of traffic: what it is of, how many a search found."""


type Maker = Callable[[Visit, AsyncConnection, Frame], Awaitable[Made | Response]]


async def remembered(visit: Visit, make: Maker) -> Response:
    """The page from memory, or made and cached; the number beside the cart is put in last."""
    scope, cache = visit.request.scope, visit.page_cache
    facet_keys = await _facet_keys(visit)
    visit.known = known_query(scope["path"], scope["query_string"], facet_keys)
    key = key_of(scope, visit.language, visit.currency, visit.theme, facet_keys, visit.today)
    is_shared = visit.known_email is None  # others see other prices
    page: CachedPage | Response | None = cache.get(key) if is_shared else None
    if page is None:
        making = partial(_page, visit, make)
        page = (
            await cache.made_once(key, mark=cache.mark, make=making)
            if is_shared
            else await making()
        )
    if isinstance(page, Response):
        return page
    units = await _units(visit)
    scope[SUBJECT], scope[FOUND] = page.subject, page.found
    answer = _answer(visit, page, units, is_shared=is_shared)
    if page.consent.tags:
        answer.raw_headers = allowed_headers(
            answer.raw_headers,
            tags=page.consent,
            cookie=visit.request.cookies.get(CONSENT_COOKIE, ""),
            signal=reads_signal(visit.request.headers.raw),
            media=visit.shop.blobs.public_url(""),
        )
    return answer


async def _page(visit: Visit, make: Maker) -> CachedPage | Response:
    async with visit.shop.database.reading() as db:
        frame = replace(await visit.frame(db), loads_tags=True)
        made = await make(visit, db, frame)
    if isinstance(made, Response):
        return made
    body = render(visit.theme, made.template, visit.language, made.view)
    head, _, tail = body.encode().partition(CART_CUT.encode())
    page = CachedPage(
        head,
        tail,
        made.tags,
        route=route_of(visit.request.scope),
        until=_earliest(made.until, frame.layout.until),
        consent=frame.layout.tags,
        subject=made.subject,
        found=made.found,
        mark=blake2b(head + tail, digest_size=12).hexdigest(),
        packed=packed(head, tail) if visit.known_email is None else None,
    )
    return replace(page, headers=tuple(_answer(visit, page, 0).raw_headers))


async def _units(visit: Visit) -> int:
    async def count(cart_id: UUID) -> int:
        async with visit.shop.database.reading() as db:
            return await carts.count_units(db, cart_id)

    cart_id = visit.cart_id
    return 0 if cart_id is None else await visit.page_cache.cart_counts.get(cart_id, count)


async def _facet_keys(visit: Visit) -> frozenset[str]:
    """What filters a list: what products have, read again when the shelf changes, and the theme's."""
    if not visit.request.scope["query_string"] or not is_filtered(visit.path):
        return frozenset()
    keys, mark = visit.page_cache.facet_keys, visit.page_cache.mark
    if keys is None:
        async with visit.shop.database.reading() as db:
            keys = await shelf.facet_keys(db)
        visit.page_cache.keep_facet_keys(keys, mark=mark)
    return keys | visit.speech.options.keys()


def _answer(visit: Visit, page: CachedPage, units: int, *, is_shared: bool = True) -> Response:
    etag = page.etag(units)
    headers = {
        "Cache-Control": "no-cache" if is_shared and not units else PRIVATE,
        "Vary": "Cookie, Accept-Encoding",
        "ETag": etag,
    }
    if page.headers and is_unchanged(visit.request.scope, etag):
        unchanged = answer_page(visit, b"", 304, headers=headers)
        del unchanged.headers["content-length"]
        return unchanged
    # The page being made has no headers yet: those that will be kept are of its plain bytes.
    as_gzip = (
        bool(page.headers)
        and page.packed is not None
        and takes_gzip(visit.request.scope["headers"])
    )
    answer = answer_page(visit, page.sent(units, as_gzip=as_gzip), headers=headers)
    if as_gzip:
        answer.raw_headers.append(GZIPPED)
    return answer


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
