"""Where a request comes from: the address that limits count, and whether a page of ours made it.

A request that changes something must come from our own page (cross-site request forgery).
"""

import ipaddress
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


def client_address(request: Request, *, proxies: int) -> str:
    """The browser's address: so many places from the end of X-Forwarded-For as proxies are ours.

    Without proxies it is who is connected, whatever the header says.
    """
    peer = request.client.host if request.client else "unknown"
    if not proxies:
        return _bare(peer)
    told = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    return _bare(told[-proxies]) if len(told) >= proxies and told[-proxies] else peer


def _bare(text: str) -> str:
    """Without the port that App Service adds; one owner of an IPv6 network is one address."""
    host = text[1:].partition("]")[0] if text.startswith("[") else text
    host = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
