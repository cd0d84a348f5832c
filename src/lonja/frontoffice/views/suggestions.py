"""What may be meant by what is being typed into the search box."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Link


@dataclass(frozen=True, slots=True)
class SuggestedProduct:
    name: str
    url: str
    picture: str | None
    price_minor: int
    has_dearer: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    typed: str
    currency: str
    categories: tuple[Link, ...]
    products: tuple[SuggestedProduct, ...]
    all_url: str
