"""Pages that all visitors share: made once, kept in memory until what they show changes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.frontoffice.pages.consent_cookie import (
    CONSENT_COOKIE,
    allowed_headers,
    reads_signal,
)
from lonja.frontoffice.pages.known_query import is_filtered, known_query
from lonja.frontoffice.pages.page_cache import CachedPage, key_of
from lonja.frontoffice.pages.request_context import Visit, answer_page, cart_badge
from lonja.frontoffice.rendering import render
from lonja.frontoffice.traffic import FOUND, SUBJECT
from lonja.frontoffice.views.frame import CART_CUT, Frame
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
    scope = visit.request.scope
    facet_keys = await _facet_keys(visit)
    visit.known = known_query(scope["path"], scope["query_string"], facet_keys)
    key = key_of(scope, visit.language, visit.currency, visit.theme, facet_keys, visit.today)
    is_shared = visit.known_email is None  # others see other prices
    cached = visit.page_cache.get(key) if is_shared else None
    units = 0
    if cached is None or visit.cart_id is not None:
        mark = visit.page_cache.mark
        async with visit.shop.database.reading() as db:
            units = await visit.units(db)
            if cached is None:
                frame = replace(await visit.frame(db), loads_tags=True)
                made = await make(visit, db, frame)
                if isinstance(made, Response):
                    return made
                body = render(visit.theme, made.template, visit.language, made.view)
                head, _, tail = body.encode().partition(CART_CUT.encode())
                plain = _cut(visit, head, tail, units=0)
                route = route_of(scope)
                until = _earliest(made.until, frame.layout.until)
                headers = tuple(plain.raw_headers)
                asks = frame.layout.tags
                cached = CachedPage(
                    *(head, tail, made.tags, headers, route, until, asks),
                    subject=made.subject,
                    found=made.found,
                )
                if is_shared:
                    visit.page_cache.keep(key, cached, mark=mark)
    scope[SUBJECT], scope[FOUND] = cached.subject, cached.found
    answer = _cut(visit, cached.head, cached.tail, units=units, is_shared=is_shared)
    if cached.consent.tags:
        answer.raw_headers = allowed_headers(
            answer.raw_headers,
            tags=cached.consent,
            cookie=visit.request.cookies.get(CONSENT_COOKIE, ""),
            signal=reads_signal(visit.request.headers.raw),
            media=visit.shop.blobs.public_url(""),
        )
    return answer


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


def _cut(visit: Visit, head: bytes, tail: bytes, *, units: int, is_shared: bool = True) -> Response:
    control = "no-cache" if is_shared and not units else "private, no-cache"
    headers = {"Cache-Control": control, "Vary": "Cookie"}
    return answer_page(visit, head + cart_badge(units).encode() + tail, headers=headers)


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
