"""The files of themes: `/static/<theme>/<file>`, from the theme or else from what it extends."""

import gzip
from functools import lru_cache
from mimetypes import guess_type
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lonja.adapters.themes import Theme, ThemeError
from lonja.bootstrap import Shop
from lonja.hosting.compression import FEW_BYTES, GZIP, takes_gzip

_PACKED_KINDS: Final = {"text/css", "text/javascript", "image/svg+xml"}
"""The rest is compressed by itself."""
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml"}


class ThemeFiles:
    """Plain ASGI, as a mount wants it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        shop: Shop = request.app.state.shop
        name, _, path = scope["path"].removeprefix(scope["root_path"]).lstrip("/").partition("/")
        answer = _answer(
            _theme(shop, name),
            path,
            has_body=request.method == "GET",
            as_gzip=takes_gzip(scope["headers"]),
        )
        # An address with the content's digest in it never changes what it shows.
        kept = "31536000, immutable" if b"v=" in scope["query_string"] else "86400"
        answer.headers["Cache-Control"] = f"public, max-age={kept}"
        await answer(scope, receive, send)


def _theme(shop: Shop, name: str) -> Theme:
    try:
        return shop.themes.get(name)
    except ThemeError as error:
        raise HTTPException(404) from error


def _answer(theme: Theme, path: str, *, has_body: bool, as_gzip: bool) -> Response:
    """Only what the theme lists: a path is looked up by name and never walked."""
    if path not in theme.served:
        raise HTTPException(404)
    suffix = path[path.rfind(".") :]
    kind = _TYPES.get(suffix) or guess_type(path)[0] or "application/octet-stream"
    if kind not in _PACKED_KINDS or len(theme.sent(path)) < FEW_BYTES:
        return Response(theme.sent(path) if has_body else b"", media_type=kind)
    headers = {"Vary": "Accept-Encoding"}
    if as_gzip:
        headers["Content-Encoding"] = GZIP
    body = _packed(theme, path) if as_gzip else theme.sent(path)
    return Response(body if has_body else b"", media_type=kind, headers=headers)


@lru_cache(maxsize=64)
def _packed(theme: Theme, path: str) -> bytes:
    """Once for each file and process, so at leisure."""
    return gzip.compress(theme.sent(path), mtime=0)
