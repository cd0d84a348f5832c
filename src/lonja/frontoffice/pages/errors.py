"""Error pages: not found, refused, and server errors."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import FastAPI
from psycopg import DataError, OperationalError
from psycopg import Error as DatabaseError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.frontoffice.i18n import split_path
from lonja.frontoffice.pages.request_context import Visit, answer_page, page, visit_after
from lonja.frontoffice.rendering import render
from lonja.frontoffice.views.cards import Card, cards
from lonja.frontoffice.views.errors import FailurePage
from lonja.frontoffice.views.frame import CART_CUT, Frame
from lonja.hosting.problems import allowed, status_of
from lonja.hosting.request_log import named_route
from lonja.kernel import tracing
from lonja.kernel.errors import Refused, Unavailable
from lonja.orders import api as orders
from lonja.shelf import api as shelf
from lonja.shop.api import seller

log = logging.getLogger(__name__)

_SUGGESTED: Final = 4
_NOT_PAGES: Final = ("/api/", "/healthz", "/readyz", "/static/")


async def failure_page(visit: Visit, status: int, *, is_about_order: bool = False) -> Response:
    """With the menu and suggested products, if the database responds."""
    frame = bare_frame(visit)
    suggested: tuple[Card, ...] = ()
    if status < 500:
        try:
            async with visit.shop.database.reading() as db:
                frame = await visit.frame(db)
                best = await shelf.list_cards(
                    db, language=visit.language, currency=visit.currency, limit=_SUGGESTED
                )
                suggested = await cards(
                    db,
                    best.items,
                    language=visit.language,
                    country=visit.facts.home_country,
                    url=visit.shop.blobs.public_url,
                )
        except (DatabaseError, Unavailable):
            log.warning("an error page without its menu", exc_info=True)
    view = FailurePage(frame, status, tracing.current(), suggested, is_about_order)
    body = render(visit.theme, "failure.html", visit.language, view).replace(CART_CUT, "")
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "5"
    return answer_page(visit, body, status, headers)


def bare_frame(visit: Visit) -> Frame:
    """Without what the database knows."""
    settings = visit.shop.settings
    return Frame(
        shop=visit.facts.called,
        base_url=settings.public_url.rstrip("/"),
        language=visit.language,
        currency=visit.currency,
        path=visit.url(""),
        query="",
        speaks=tuple(visit.facts.languages),
        sells_in=visit.facts.currency_codes,
        time_zone=visit.facts.time_zone,
        seller=seller(visit.facts, visit.language),
    )


@page
async def offline(visit: Visit) -> Response:
    view = FailurePage(bare_frame(visit), 0, "", ())
    body = render(visit.theme, "failure.html", visit.language, view).replace(CART_CUT, "")
    return answer_page(visit, body)


type Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Render errors of pages as HTML; the API keeps its problem documents."""
    for kind, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _by_path(handler))


def _by_path(api_handler: Handler) -> Handler:
    async def handler(request: Request, error: Exception) -> Response:
        if request.url.path.startswith(_NOT_PAGES):
            answer = api_handler(request, error)
            return answer if isinstance(answer, Response) else await answer
        status = _status(error)
        is_read = request.method in {"GET", "HEAD"}
        if is_read and status in {404, 410} and (moved := await _moved(request)):
            return moved
        if status >= 500:
            log.error("a page failed", exc_info=error, extra={"route": named_route(request.scope)})
        page = await failure_page(
            await visit_after(request, status),
            status,
            is_about_order=isinstance(error, orders.UnknownOrder),
        )
        if status == 405:
            page.headers["Allow"] = allowed(request)
        return page

    return handler


async def _moved(request: Request) -> Response | None:
    """The way to where staff say that this address leads now, for the whole path or below its language."""
    shop: Shop = request.app.state.shop
    path = request.url.path
    language, rest = split_path(path)
    candidates = [path, rest] if language else [path]
    try:
        async with shop.database.reading() as db:
            for candidate in candidates:
                if target := await content.led_from(db, candidate):
                    query = request.url.query if "?" not in target else ""
                    url = f"{target}?{query}" if query else target
                    # For an hour only: a redirect that was wrong can be taken back.
                    return RedirectResponse(url, 301, headers={"Cache-Control": "max-age=3600"})
    except (DatabaseError, Unavailable):
        log.warning("a missing page without its redirect", exc_info=True)
    return None


def _status(error: Exception) -> int:
    if isinstance(error, Refused):
        return status_of(error)
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, (Unavailable, OperationalError)):
        return 503
    return 400 if isinstance(error, (DataError, UnicodeError)) else 500
