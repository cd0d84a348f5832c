"""Cross-site request forgery: a request that changes something must come from our own page."""

from typing import ClassVar, Final
from urllib.parse import urlsplit

from starlette.requests import Request

from lonja.kernel.errors import Forbidden

UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class CrossSite(Forbidden):
    """The page that sent this is not ours, or the browser does not say which it was."""

    code: ClassVar[str] = "cross_site"


def check_same_site(request: Request, our_url: str) -> None:
    """Refuse an unsafe request that a page of another origin sent.

    The first of these headers that the browser sent decides: Sec-Fetch-Site, and for browsers
    older than that Origin, then Referer. A request with none of them is refused.
    """
    if request.method not in UNSAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        # Compared with the configured address: behind a proxy the Host header is another.
        sender = request.headers.get("origin") or request.headers.get("referer")
        if not sender:
            raise CrossSite("send Sec-Fetch-Site, Origin or Referer, as browsers do")
        is_ours = _origin(sender) == _origin(our_url)
    if not is_ours:
        raise CrossSite("this came from a page of another site")


def _origin(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme.lower(), parts.netloc.lower()
