"""What every route of the back office needs beside a transaction: who asks, from where, and when."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from lonja.bootstrap import Shop
from lonja.hosting.deps import Cursor, Facts, PageLimit, Storable, shop_of
from lonja.hosting.request_origin import client_address
from lonja.kernel import clock
from lonja.kernel.languages import Language as TextLanguage

Now = Annotated[datetime, Depends(clock.now)]
Search = Annotated[str, Query(max_length=120), Storable]


async def _language(
    facts: Facts, language: Annotated[TextLanguage | None, Query()] = None
) -> TextLanguage:
    return language or facts.language


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
    """The browser's address, behind the proxies that are ours."""
    return client_address(request, proxies=shop_of(request).settings.backoffice_proxies)
