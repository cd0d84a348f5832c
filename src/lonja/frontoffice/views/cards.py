"""A product in a list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lonja.shelf import api as shelf


@dataclass(frozen=True, slots=True)
class Card:
    slug: str
    name: str
    url: str
    picture: str | None
    alt: str
    price_minor: int
    was_minor: int | None
    off_percent: int | None
    availability: str


def cards(
    found: Iterable[shelf.Card], *, language: str, url: Callable[[str], str]
) -> tuple[Card, ...]:
    return tuple(
        Card(
            slug=card.slug,
            name=card.name,
            url=f"/{language}/p/{card.slug}",
            picture=url(card.picture) if card.picture else None,
            alt=card.picture_alt or card.name,
            price_minor=card.from_minor,
            was_minor=card.compare_at_minor,
            off_percent=percent_off(card.from_minor, card.compare_at_minor),
            availability=card.availability,
        )
        for card in found
    )


def percent_off(now_minor: int, was_minor: int | None) -> int | None:
    if not was_minor or was_minor <= now_minor:
        return None
    return round(100 * (was_minor - now_minor) / was_minor) or None
