"""What stands around every page: languages, menu, search box, the number beside the cart."""

from dataclasses import dataclass
from typing import Final

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.frontoffice.i18n import LOCALES, NAMES
from lonja.shop.api import Seller

CART_CUT: Final = "<!--the cart's number-->"
"""Where the server splices the only personal thing into a page that all visitors share."""


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    url: str
    is_current: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    shop: str
    base_url: str
    language: str
    currency: str
    path: str
    query: str
    categories: tuple[Link, ...]
    speaks: tuple[str, ...]
    sells_in: tuple[str, ...]
    time_zone: str
    seller: Seller | None = None
    cart_cut: str = CART_CUT
    has_news: bool = True

    @property
    def home(self) -> str:
        return f"/{self.language}/"

    @property
    def languages(self) -> tuple[Link, ...]:
        rest = self.path.removeprefix(f"/{self.language}")
        asked = f"?{self.query}" if self.query else ""
        return tuple(
            Link(NAMES[code], f"/{code}{rest}{asked}", code == self.language, code)
            for code in self.speaks
        )

    @property
    def locale(self) -> str:
        """As Open Graph names it."""
        return LOCALES[self.language]

    @property
    def currencies(self) -> tuple[Link, ...]:
        return tuple(Link(code, "", code == self.currency, code) for code in self.sells_in)

    @property
    def canonical(self) -> str:
        return f"{self.base_url}{self.path}"

    @property
    def here(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


async def menu(db: AsyncConnection, language: str) -> tuple[Link, ...]:
    return tuple(
        Link(category.text(language, "name"), f"/{language}/c/{category.slug}", code=category.slug)
        for category in await catalog.categories(db)
        if category.products
    )
