"""Language redirects, and the files for search engines and browsers."""

import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote
from uuid import UUID
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from lonja.adapters.theme_templates import asset
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.frontoffice.i18n import preferred
from lonja.frontoffice.pages.request_context import LANGUAGE_COOKIE, Visit, page
from lonja.kernel.languages import SUPPORTED_LANGUAGES

SITEMAP_PRODUCTS: Final = 20_000
_BATCH: Final = 500


async def to_language(request: Request) -> Response:
    """Redirect `/` and pages without a language to the browser's preferred language."""
    path = request.path_params.get("rest", "")
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    facts = await request.app.state.shop.facts.get()
    language = (
        chosen
        if chosen in facts.languages
        else preferred(request.headers.get("accept-language", ""), facts.languages)
    )
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {"Vary": "Accept-Language, Cookie", "Cache-Control": "no-cache"}
    start = request.url.path.strip("/").split("/")[0]
    rest = f"{start}/{path}" if path else start
    return RedirectResponse(f"/{language}/{rest}{query}", 307, headers=headers)


async def to_page(request: Request) -> Response:
    """Redirect `/es` and `/es/cart/` to their canonical path; path only, as the host may be forged."""
    language = request.url.path.split("/")[1]
    rest = quote(request.path_params.get("rest", "").strip("/"))
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(
        f"/{language}/{rest}{query}", 307, headers={"Cache-Control": "no-cache"}
    )


@page
async def sitemap(visit: Visit) -> Response:
    """Every page with its URL in each language."""
    paths = [""]
    after: UUID | None = None
    async with visit.shop.database.reading() as db:
        paths += [f"c/{c.slug}" for c in await catalog.categories(db) if c.products]
        while len(paths) < SITEMAP_PRODUCTS:
            batch = await catalog.product_ids_after(db, after, limit=_BATCH)
            if not batch:
                break
            products = await catalog.products_by_ids(db, batch)
            paths += [
                f"p/{quote(p.slug)}" for p in products if p.status == catalog.ProductStatus.ACTIVE
            ]
            after = batch[-1]
    base = visit.shop.settings.public_url.rstrip("/")
    entries = "".join(_entry(base, path, visit.facts.languages) for path in paths)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">{entries}</urlset>\n'
    )
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(body, media_type="application/xml", headers=headers)


def _entry(base: str, path: str, languages: Sequence[str]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(f"{base}/{code}/{path}")}"/>'
        for code in languages
    )
    return "".join(
        f"<url><loc>{escape(f'{base}/{code}/{path}')}</loc>{links}</url>" for code in languages
    )


async def robots(request: Request) -> Response:
    base = request.app.state.settings.public_url.rstrip("/")
    closed = "".join(
        f"Disallow: /{code}/{part}\n"
        for code in SUPPORTED_LANGUAGES
        for part in ("cart", "checkout", "orders/")
    )
    return PlainTextResponse(
        f"User-agent: *\n{closed}Disallow: /api/\nSitemap: {base}/sitemap.xml\n",
        headers={"Cache-Control": "public, max-age=3600"},
    )


async def manifest(request: Request) -> Response:
    shop: Shop = request.app.state.shop
    name, theme = await shop.name(), await shop.theme()
    data = {
        "name": name,
        "short_name": name,
        "start_url": "/",
        "display": "standalone",
        "background_color": theme.tokens["ground"],
        "theme_color": theme.tokens["accent"],
        "icons": [{"src": asset(theme, "icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return Response(json.dumps(data), media_type="application/manifest+json")


async def favicon(request: Request) -> Response:
    shop: Shop = request.app.state.shop
    return Response((await shop.theme()).static("icon.svg"), media_type="image/svg+xml")
