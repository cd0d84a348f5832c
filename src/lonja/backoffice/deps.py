"""What every route of the back office needs beside a transaction: who asks, from where, and when."""

import ipaddress
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Query, Request

from lonja.bootstrap import Shop
from lonja.hosting.deps import Cursor, Facts, PageLimit, Storable, shop_of
from lonja.kernel import clock
from lonja.kernel.languages import Language as TextLanguage

Now = Annotated[datetime, Depends(clock.now)]
Search = Annotated[str, Query(max_length=120), Storable]


async def _language(
    facts: Facts, language: Annotated[TextLanguage | None, Query()] = None
) -> TextLanguage:
    return language or cast("TextLanguage", facts.language)


# As the request says, else the shop's own. Asked for before a connection, as the facts are.
Language = Annotated[TextLanguage, Depends(_language)]

__all__ = ["Cursor", "Language", "Now", "PageLimit", "Search", "address_of"]


def is_https(shop: Shop) -> bool:
    return shop.settings.backoffice_url.startswith("https://")


def cookie_name(shop: Shop) -> str:
    """`__Host-` binds the cookie to this very host, but a browser takes it over https only."""
    return "__Host-lonja_staff" if is_https(shop) else "lonja_staff"


def session_token(request: Request) -> str | None:
    token = request.cookies.get(cookie_name(shop_of(request)))
    return token if token and len(token) <= 100 else None


def address_of(request: Request) -> str:
    """The browser's address: so many places from the end of X-Forwarded-For as proxies are ours."""
    peer = request.client.host if request.client else "unknown"
    hops = shop_of(request).settings.backoffice_proxies
    told = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    return _bare(told[-hops]) if len(told) >= hops and told[-hops] else peer


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
