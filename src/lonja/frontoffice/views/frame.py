"""What stands around every page: languages, menu, search box, the number beside the cart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lonja.adapters.theme_language import open_graph_locale, own_name
from lonja.content.api import Tags
from lonja.shop.api import Seller, Shop

CART_CUT: Final = "<!--the cart's number-->"
"""Where the server splices the only personal thing into a page that all visitors share."""

_NO_TAGS: Final = Tags()


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    url: str
    is_current: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Of a menu; without an address it only stands above its children."""

    name: str
    url: str
    children: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Dress:
    """What staff chose beside the theme: addresses of a stylesheet and pictures, empty for the theme's."""

    css: str = ""
    logo: str = ""
    icon: str = ""
    logo_has_name: bool = False


@dataclass(frozen=True, slots=True)
class Guarantee:
    """The harmonised notice on the legal guarantee, as the official file shows it."""

    url: str
    is_picture: bool
    words: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What staff wrote around every page; it is over at `until`.

    `categories` are all that have products, whatever the menu shows.
    """

    categories: tuple[Link, ...] = ()
    menu: tuple[Entry, ...] = ()
    columns: tuple[Entry, ...] = ()
    about: str = ""
    note: str = ""
    legal: tuple[Link, ...] = ()
    announcement: Link | None = None
    dress: Dress = Dress()
    has_newsletter: bool = False
    has_stock_mails: bool = False
    """Whether buyers may ask for a mail when goods are back."""
    tags: Tags = _NO_TAGS
    guarantee: Guarantee | None = None
    """None where the law of the shop's country does not ask for it, or nobody uploaded it."""
    until: datetime | None = None

    @property
    def has_children(self) -> bool:
        return any(entry.children for entry in self.menu)

    @property
    def tag_files(self) -> str:
        """What a reader's script loads once they agreed, as JSON."""
        return json.dumps(
            [{"category": tag.category, "files": tag.files} for tag in self.tags.tags]
        )

    def page(self, role: str) -> Link | None:
        """The shop's page of this kind, if it has one now."""
        return next((link for link in self.legal if link.code == role), None)


def destinations(facts: Shop) -> tuple[str, ...]:
    """Where a shop sells to, if some country there sees another currency first than the rest."""
    leads = any(one.first_in for one in facts.currencies)
    return tuple(facts.sells_to) if leads and len(facts.sells_to) > 1 else ()


@dataclass(frozen=True, slots=True)
class Frame:
    shop: str
    base_url: str
    language: str
    currency: str
    path: str
    query: str
    speaks: tuple[str, ...]
    sells_in: tuple[str, ...]
    time_zone: str
    seller: Seller | None = None
    layout: Layout = field(default_factory=Layout)
    paths: Mapping[str, str] = field(default_factory=dict)
    """Of this page by language, where they differ by more than it."""
    cart_cut: str = CART_CUT
    has_news: bool = True
    loads_tags: bool = False
    """Pages that everybody may see: never where somebody buys or looks at an order of theirs."""
    countries: tuple[str, ...] = ()
    """To choose from, where the choice leads to a currency."""
    is_preview: bool = False
    """The shop is closed; who sees this came in with a pass."""

    @property
    def home(self) -> str:
        return f"/{self.language}/"

    @property
    def languages(self) -> tuple[Link, ...]:
        rest = self.path.removeprefix(f"/{self.language}")
        asked = f"?{self.query}" if self.query else ""
        return tuple(
            Link(
                own_name(code),
                self.paths.get(code, f"/{code}{rest}{asked}"),
                code == self.language,
                code,
            )
            for code in self.speaks
        )

    @property
    def locale(self) -> str:
        """As Open Graph names it."""
        return open_graph_locale(self.language)

    @property
    def currencies(self) -> tuple[Link, ...]:
        return tuple(Link(code, "", code == self.currency, code) for code in self.sells_in)

    @property
    def canonical(self) -> str:
        return f"{self.base_url}{self.path}"

    @property
    def here(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
