"""The context of a page request: visitor, language, currency and cart; and its response.

A page handler is `async def (visit) -> Response`; it may raise any `Refused`.
"""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from urllib.parse import urlencode
from uuid import UUID

from psycopg import AsyncConnection
from psycopg import Error as DatabaseError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lonja.adapters.theme_language import Speech, speech
from lonja.adapters.themes import Theme
from lonja.bootstrap import Shop
from lonja.carts import api as carts
from lonja.frontoffice.i18n import preferred, split_path
from lonja.frontoffice.pages.page_cache import (
    BUYER_COOKIE,
    COUNTRY_COOKIE,
    PageCache,
    cart_badge,
    cart_of,
    currency_seen,
)
from lonja.frontoffice.pages.policy import policy
from lonja.frontoffice.rendering import render
from lonja.frontoffice.views.frame import CART_CUT, Frame, Layout, destinations
from lonja.frontoffice.views.layout import layout
from lonja.hosting.request_origin import check_same_site, client_address
from lonja.identity import api as identity
from lonja.kernel import clock
from lonja.kernel.errors import Unavailable
from lonja.shop.api import Shop as ShopFacts
from lonja.shop.api import seller

LANGUAGE_COOKIE: Final = "language"
YEAR_S: Final = 365 * 24 * 3600
FIELD_CHARACTERS: Final = 300
FORM_FIELDS: Final = 60
_NO_STORE: Final = {"Cache-Control": "no-store"}


class Told(Protocol):
    """What has texts by language: a product, a category, a collection."""

    def text(self, language: str, field: str, *, default: str) -> str: ...


@dataclass(slots=True)
class Visit:
    request: Request
    shop: Shop
    page_cache: PageCache
    facts: ShopFacts
    language: str
    known: tuple[tuple[str, str], ...] | None = None
    """The parameters that a cached page depends on; None for other pages, which take all."""

    @property
    def today(self) -> date:
        """On the shop's own calendar."""
        return self.facts.day_of(clock.now())

    @property
    def currency(self) -> str:
        return currency_seen(self.facts, self.request.cookies)

    @property
    def country(self) -> str:
        """Where the visitor said that parcels should go; empty where they did not."""
        chosen = self.request.cookies.get(COUNTRY_COOKIE, "")
        return chosen if chosen in self.facts.sells_to else ""

    @property
    def cart_id(self) -> UUID | None:
        return cart_of(self.request.cookies)

    @property
    def known_email(self) -> str | None:
        """The address that this browser has proved to be its buyer's."""
        return identity.email_of_cookie(
            self.shop.settings.secret_key,
            self.request.cookies.get(BUYER_COOKIE, ""),
            today=clock.now().date(),
        )

    @property
    def client(self) -> str:
        """Where the visitor comes from, for limits."""
        proxies = self.shop.settings.frontoffice_proxies
        return client_address(self.request, proxies=proxies)

    @property
    def theme(self) -> Theme:
        return self.shop.theme_of(self.facts)

    @property
    def speech(self) -> Speech:
        return speech(self.theme, self.theme.language_of(self.language))

    def said(self, thing: Told, field: str) -> str:
        """A text of it in the visitor's language, else in the shop's first."""
        return thing.text(self.language, field, default=self.facts.language)

    @property
    def path(self) -> str:
        return self.request.url.path

    def url(self, rest: str) -> str:
        return f"/{self.language}/{rest.lstrip('/')}"

    def part(self, name: str) -> str:
        return str(self.request.path_params.get(name, ""))[:FIELD_CHARACTERS]

    def query(self, name: str, limit: int = FIELD_CHARACTERS) -> str:
        """The last value of that name. A page that is kept reads only what its key has."""
        asked = self.request.query_params if self.known is None else dict(self.known)
        return storable(asked.get(name, ""))[:limit].strip()

    async def frame(self, db: AsyncConnection, *, currency: str | None = None) -> Frame:
        return Frame(
            shop=self.facts.called,
            base_url=self.shop.settings.public_url.rstrip("/"),
            language=self.language,
            currency=currency or self.currency,
            path=self.path,
            query=self.request.url.query[:1000] if self.known is None else urlencode(self.known),
            speaks=tuple(self.facts.languages),
            sells_in=self.facts.currency_codes,
            countries=destinations(self.facts),
            time_zone=self.facts.time_zone,
            seller=seller(self.facts, self.language),
            layout=await self.layout(db),
            is_preview=not (await self.shop.facts.opening_on(db)).is_open,
        )

    async def layout(self, db: AsyncConnection) -> Layout:
        found, mark = self.page_cache.layout(self.language), self.page_cache.mark
        if found is None:
            found = await layout(
                db,
                self.language,
                facts=self.facts,
                now=clock.now(),
                url=self.shop.blobs.public_url,
            )
            self.page_cache.keep_layout(self.language, found, mark=mark)
        return found

    async def form(
        self, *, characters: int = FIELD_CHARACTERS, fields: int = FORM_FIELDS
    ) -> dict[str, str]:
        """The fields of the form, stripped and free of unstorable characters."""
        try:
            sent: FormData = await self.request.form(max_files=0, max_fields=fields)
        except (UnicodeDecodeError, LookupError) as error:
            raise HTTPException(400) from error
        return _values(sent, characters)

    async def form_and_files(
        self,
        files: str,
        *,
        most: int,
        characters: int = FIELD_CHARACTERS,
        fields: int = FORM_FIELDS,
    ) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
        """The same as `form`, and (name, content) of the files of one field; a field left empty is none."""
        try:
            async with self.request.form(max_files=most, max_fields=fields) as sent:
                chosen = [one for one in sent.getlist(files) if isinstance(one, UploadFile)]
                read = [(one.filename or "", await one.read()) for one in chosen]
        except (UnicodeDecodeError, LookupError) as error:
            raise HTTPException(400) from error
        return _values(sent, characters), [one for one in read if any(one)]

    async def page(
        self,
        template: str,
        view: object,
        status: int = 200,
        *,
        units: int | None = None,
        sources: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Response:
        """An uncached page for this visitor; `sources` extend its content security policy."""
        if units is None:
            async with self.shop.database.reading() as db:
                units = await self.units(db)
        body = render(self.theme, template, self.language, view)
        head, _, tail = body.partition(CART_CUT)
        return answer_page(
            self, head + cart_badge(units) + tail, status, _NO_STORE, sources=sources
        )

    async def units(self, db: AsyncConnection) -> int:
        cart_id = self.cart_id
        return 0 if cart_id is None else await carts.count_units(db, cart_id)

    def go(self, url: str) -> RedirectResponse:
        return RedirectResponse(url, 303, headers=_NO_STORE)


def storable(text: str) -> str:
    """Drop what PostgreSQL cannot store: NULs and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def is_path_of_ours(path: str) -> bool:
    """Whether a form may lead back there: within this shop, and to no other host."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path


def cookie(
    response: Response,
    request: Request,
    name: str,
    value: str,
    age_s: int,
    *,
    is_for_scripts: bool = False,
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=age_s,
        httponly=not is_for_scripts,
        samesite="lax",
        secure=request.app.state.settings.public_url.startswith("https://"),
    )


type Handler = Callable[[Visit], Awaitable[Response]]
type Endpoint = Callable[[Request], Awaitable[Response]]


def page(handler: Handler) -> Endpoint:
    """Make an endpoint of a handler; a refusal becomes an error page.

    Forms sent from another site are refused here.
    """

    async def endpoint(request: Request) -> Response:
        check_same_site(request, request.app.state.settings.public_url)
        return await _run(request, handler)

    return endpoint


def page_for_any_site(handler: Handler) -> Endpoint:
    """For requests authorised by a token in their URL, without a cookie."""

    async def endpoint(request: Request) -> Response:
        return await _run(request, handler)

    return endpoint


async def _run(request: Request, handler: Handler) -> Response:
    shop: Shop = request.app.state.shop
    visit = _visit(request, shop, await shop.facts.get())
    asked, rest = split_path(request.url.path)
    if asked and asked != visit.language:
        if asked not in visit.theme.languages:
            raise HTTPException(404)
        # The shop does not offer this language: redirect to the page in one that it does.
        query = f"?{request.url.query}" if request.url.query else ""
        return visit.go(f"{visit.url(rest)}{query}")
    return await handler(visit)


async def visit_after(request: Request, status: int) -> Visit:
    """The context of an error page; after a 5xx it does not query the database again."""
    shop: Shop = request.app.state.shop
    facts = shop.facts.kept or ShopFacts()
    if status < 500:
        with contextlib.suppress(DatabaseError, Unavailable):
            facts = await shop.facts.get()
    return _visit(request, shop, facts)


def _visit(request: Request, shop: Shop, facts: ShopFacts) -> Visit:
    chosen, _ = split_path(request.url.path)
    language = (
        chosen
        if chosen in facts.languages
        else preferred(request.headers.get("accept-language", ""), facts.languages)
    )
    return Visit(request, shop, request.app.state.page_cache, facts, language)


def answer_page(
    visit: Visit,
    body: str | bytes,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    sources: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    """An HTML response with our content security policy."""
    return HTMLResponse(
        body,
        status,
        headers={
            "Content-Security-Policy": policy(
                visit.shop.blobs.public_url(""), tuple(sorted((sources or {}).items()))
            ),
            "Content-Language": visit.language,
            **(headers or {}),
        },
    )


def _values(sent: FormData, characters: int) -> dict[str, str]:
    return {
        name[:60]: storable(value)[:characters].strip()
        for name, value in sent.items()
        if isinstance(value, str)
    }
