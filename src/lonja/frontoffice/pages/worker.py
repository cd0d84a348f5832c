"""The service worker, which shows a page of ours where there is no connection."""

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from lonja.adapters.theme_templates import asset
from lonja.bootstrap import Shop

_FILES: Final = ("tokens.css", "base.css", "shop.css", "shop.js", "icon.svg")
_KEPT_S: Final = 3600
"""A browser asks for a newer worker so often at most, and not with each page."""


async def worker(request: Request) -> Response:
    """The theme's script after the facts that it needs; at the root, so that it sees all pages."""
    shop: Shop = request.app.state.shop
    facts = await shop.facts.get()
    theme = shop.theme_of(facts)
    fonts = sorted(name for name in theme.served if name.endswith(".woff2"))
    kept = {
        "version": f"{theme.name} {theme.version} {facts.version}",
        "pages": [f"/{language}/offline" for language in facts.languages],
        "files": [asset(theme, name) for name in (*_FILES, *fonts)],
    }
    script = f"const SHOP = {json.dumps(kept)};\n{theme.sent('worker.js').decode()}"
    return Response(
        script,
        media_type="text/javascript",
        headers={"Cache-Control": f"public, max-age={_KEPT_S}"},
    )
