"""The files of themes: `/static/<theme>/<file>`, from the theme or else from what it extends."""

from mimetypes import guess_type

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lonja.adapters.themes import Theme, ThemeError
from lonja.bootstrap import Shop

_TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml"}


class ThemeFiles:
    """Plain ASGI, as a mount wants it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        shop: Shop = request.app.state.shop
        name, _, path = scope["path"].removeprefix(scope["root_path"]).lstrip("/").partition("/")
        answer = _answer(_theme(shop, name), path, has_body=request.method == "GET")
        # An address with the content's digest in it never changes what it shows.
        kept = "31536000, immutable" if b"v=" in scope["query_string"] else "86400"
        answer.headers["Cache-Control"] = f"public, max-age={kept}"
        await answer(scope, receive, send)


def _theme(shop: Shop, name: str) -> Theme:
    try:
        return shop.themes.get(name)
    except ThemeError as error:
        raise HTTPException(404) from error


def _answer(theme: Theme, path: str, *, has_body: bool) -> Response:
    """Only what the theme lists: a path is looked up by name and never walked."""
    if path not in theme.served:
        raise HTTPException(404)
    suffix = path[path.rfind(".") :]
    kind = _TYPES.get(suffix) or guess_type(path)[0] or "application/octet-stream"
    return Response(theme.sent(path) if has_body else b"", media_type=kind)
