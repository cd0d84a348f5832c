"""Where a request comes from, for limits; a header counts only as far as proxies of ours wrote it."""

import ipaddress

from starlette.requests import Request


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
