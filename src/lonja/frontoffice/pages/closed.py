"""While the shop is closed: one page for everything, and the ways in for who may come.

`WhileClosed` wraps the app. Buyers who ordered before keep their order pages, and the links of
mails still work: closing a shop ends no promise.
"""

import logging
import re
from typing import ClassVar, Final

from fastapi import FastAPI
from psycopg import Error as DatabaseError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from lonja.actions import enter_closed_shop
from lonja.bootstrap import Shop
from lonja.frontoffice.pages.errors import bare_frame, failure_page
from lonja.frontoffice.pages.request_context import (
    Visit,
    answer_page,
    cookie,
    page,
    visit_after,
)
from lonja.frontoffice.rendering import render
from lonja.frontoffice.views.closed import ClosedPage
from lonja.frontoffice.views.frame import CART_CUT
from lonja.hosting.problems import of_refusal, problem, status_of
from lonja.hosting.request_log import ROUTE
from lonja.hosting.request_origin import UNSAFE
from lonja.identity.api import TooManyAttempts
from lonja.kernel import clock
from lonja.kernel.errors import Forbidden, Refused, Unavailable
from lonja.kernel.languages import TAG
from lonja.shop import api as shops

log = logging.getLogger(__name__)

SHOP_COOKIE: Final = "shop_pass"
ENTERED_S: Final = 14 * 24 * 3600
_HEADERS: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
_ALWAYS: Final = re.compile(
    r"/(static/.*|look\.css|healthz|readyz|robots\.txt|favicon\.ico|manifest\.webmanifest"
    r"|worker\.js|preview|preview/[0-9a-f-]{36}\.css"
    r"|test-bank/.*|test-payment-page/.*"
    r"|api/docs|api/v1/(openapi\.json|orders/.*|payments/.*|carriers/.*)"
    rf"|{TAG}/(enter|offline|preview/[0-9a-f-]{{36}}|preferences|newsletter/confirm"
    r"|orders(?:/.*)?|quotes/.*|known|known/forget|gift-card"
    r"|unsubscribe/.*|stock-mails/(?:confirm|[0-9a-f-]{36}/end)|withdrawal))"
)
"""What works while the shop is closed: files, probes, and what somebody was promised before."""


class ShopClosed(Forbidden):
    """Nothing of the storefront may be used before the shop opens."""

    code: ClassVar[str] = "shop_closed"


class WhileClosed:
    """ASGI middleware: answers for the whole storefront while the shop is closed."""

    def __init__(self, app: ASGIApp, site: FastAPI) -> None:
        """`site` holds the process's shop; `app` is what is asked while it is open."""
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _ALWAYS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        opening = await self._opening()
        scope["app"] = self._site
        request = Request(scope, receive)
        if opening is not None and (opening.is_open or _has_pass(request, opening)):
            await self._app(scope, receive, send)
            return
        scope[ROUTE] = "closed"
        answer = await (_unknown(request) if opening is None else self._refusal(request, opening))
        await answer(scope, receive, send)

    async def _opening(self) -> shops.Opening | None:
        """None when it cannot be read: a shop that may be closed is not shown by guess."""
        shop: Shop = self._site.state.shop
        if (kept := shop.facts.kept_opening) is not None:
            return kept
        try:
            return await shop.facts.opening()
        except (DatabaseError, Unavailable) as error:
            log.warning("whether the shop is open cannot be read", extra={"error": str(error)})
            return None

    async def _refusal(self, request: Request, opening: shops.Opening) -> Response:
        if request.url.path.startswith("/api/"):
            return of_refusal(ShopClosed("the shop is not open yet"))
        status = 403 if request.method in UNSAFE else 200
        if status == 200 and not self._is_address(request):
            status = 404
        return _page(await visit_after(request, 200), opening, status)

    def _is_address(self, request: Request) -> bool:
        """Whether anything stands there when the shop is open."""
        routes = self._site.router.routes
        return any(route.matches(request.scope)[0] is not Match.NONE for route in routes)


def _has_pass(request: Request, opening: shops.Opening) -> bool:
    token = request.cookies.get(SHOP_COOKIE, "")
    secret = request.app.state.shop.settings.secret_key
    return bool(token) and shops.is_shop_pass(token, secret, opening)


async def _unknown(request: Request) -> Response:
    if request.url.path.startswith("/api/"):
        return problem(503, "unavailable", "the shop cannot be reached")
    return await failure_page(await visit_after(request, 503), 503)


def _page(
    visit: Visit, opening: shops.Opening, status: int = 200, *, refusal: str = ""
) -> Response:
    view = ClosedPage(
        frame=bare_frame(visit),
        is_set_up=visit.facts.is_set_up,
        has_password=opening.password_hash is not None,
        action=visit.url("enter"),
        refusal=refusal,
    )
    body = render(visit.theme, "closed.html", visit.language, view).replace(CART_CUT, "")
    return answer_page(visit, body, status, _HEADERS)


@page
async def enter(visit: Visit) -> Response:
    """The password leads to the front page; a wrong one is said so, and too many are refused."""
    form = await visit.form()
    try:
        async with visit.shop.database.transaction() as db:
            opening = await enter_closed_shop.begin(db, client=visit.client, now=clock.now())
    except TooManyAttempts as refused:
        return _refused(visit, await visit.shop.facts.opening(), refused)
    if opening.is_open:
        return visit.go(visit.url(""))
    try:
        await enter_closed_shop.check(opening, form.get("password", ""))
    except enter_closed_shop.WrongShopPassword as refused:
        return _refused(visit, opening, refused)
    return _let_in(visit, opening)


def _refused(visit: Visit, opening: shops.Opening, refused: Refused) -> Response:
    answer = _page(visit, opening, status_of(refused), refusal=refused.code)
    if isinstance(refused, TooManyAttempts):
        answer.headers["Retry-After"] = str(refused.retry_after_s)
    return answer


@page
async def show_form(visit: Visit) -> Response:
    """The address of the form, opened again: the page with the form, or the shop."""
    opening = await visit.shop.facts.opening()
    return visit.go(visit.url("")) if opening.is_open else _page(visit, opening)


@page
async def preview(visit: Visit) -> Response:
    """The link that staff hand on: whoever has it comes in."""
    async with visit.shop.database.reading() as db:
        opening = await shops.opening(db)
    if not opening.is_open and not shops.is_preview_token(
        visit.query("token"), visit.shop.settings.secret_key, opening, now=clock.now()
    ):
        raise HTTPException(404)
    return _let_in(visit, opening)


def _let_in(visit: Visit, opening: shops.Opening) -> RedirectResponse:
    answer = visit.go(visit.url(""))
    token = shops.shop_pass(visit.shop.settings.secret_key, opening)
    cookie(answer, visit.request, SHOP_COOKIE, token, ENTERED_S)
    return answer
