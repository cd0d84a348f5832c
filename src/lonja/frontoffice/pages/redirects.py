"""Language redirects, and the files for search engines and browsers."""

import json
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from lonja.adapters.theme_templates import asset, icon
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.frontoffice.i18n import preferred
from lonja.frontoffice.pages.request_context import LANGUAGE_COOKIE

TOUCH_ICON: Final = "apple-touch-icon.png"
_ICONS: Final = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)


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


async def robots(request: Request) -> Response:
    base = request.app.state.settings.public_url.rstrip("/")
    facts = await request.app.state.shop.facts.get()
    closed = "".join(
        f"Disallow: /{code}/{part}\n"
        for code in facts.languages
        for part in ("cart", "checkout", "orders/")
    )
    return PlainTextResponse(
        f"User-agent: *\n{closed}Disallow: /api/\nSitemap: {base}/sitemap.xml\n",
        headers={"Cache-Control": "public, max-age=3600"},
    )


async def look(request: Request) -> Response:
    """What staff chose beside the theme. The address has the content's digest in it."""
    async with request.app.state.shop.database.reading() as db:
        css = (await content.current(db, content.Look)).document.css()
    kept = (
        "31536000, immutable"
        if sha256(css.encode()).hexdigest()[:10] in str(request.url.query)
        else "60"
    )
    return Response(
        css, media_type="text/css", headers={"Cache-Control": f"public, max-age={kept}"}
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
        "icons": [
            {"src": asset(theme, "icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": src, "sizes": size, "type": "image/png", "purpose": purpose}
                for name, size, purpose in _ICONS
                if (src := icon(theme, name))
            ),
        ],
    }
    return Response(json.dumps(data), media_type="application/manifest+json")


async def touch_icon(request: Request) -> Response:
    """Where phones look without reading a page."""
    shop: Shop = request.app.state.shop
    theme = await shop.theme()
    if not icon(theme, TOUCH_ICON):
        raise HTTPException(404)
    return Response(theme.sent(TOUCH_ICON), media_type="image/png")


async def favicon(request: Request) -> Response:
    shop: Shop = request.app.state.shop
    return Response((await shop.theme()).static("icon.svg"), media_type="image/svg+xml")
