"""Addresses of an order's pages, with the token that opens them."""

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from lonja.kernel.ids import sealed
from lonja.kernel.settings import Settings


def order_token(settings: Settings, order_id: UUID) -> str:
    return sealed(settings.secret_key, "order", str(order_id))


def order_path(language: str, number: str, token: str, then: str = "") -> str:
    """`then` is a page below the order's own: `/pay`, `/return`."""
    return f"/{language}/orders/{quote(number, safe='')}{then}?token={quote(token, safe='')}"


def quote_token(settings: Settings, draft_id: UUID, version: int) -> str:
    return sealed(settings.secret_key, "quote", f"{draft_id}:{version}")


def quote_path(settings: Settings, language: str, draft_id: UUID, number: str, version: int) -> str:
    """The page of one version of a quote: the link of another version opens that one."""
    token = quote_token(settings, draft_id, version)
    return f"/{language}/quotes/{quote(number, safe='')}/{version}?token={token}"


def return_urls(settings: Settings) -> Callable[[UUID, str, str], str]:
    """Where a payment page sends the buyer back, for any order of this shop."""

    def made(order_id: UUID, number: str, language: str) -> str:
        path = order_path(language, number, order_token(settings, order_id), "/return")
        return settings.public_url.rstrip("/") + path

    return made
