"""A product in a list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.frontoffice.views.pictures import Shown, shown
from lonja.shelf import api as shelf


@dataclass(frozen=True, slots=True)
class Card:
    slug: str
    name: str
    url: str
    picture: Shown | None
    price_minor: int
    was_minor: int | None
    off_percent: int | None
    availability: str
    review_count: int
    rating_tenths: int


async def cards(
    db: AsyncConnection,
    found: Sequence[shelf.Card],
    *,
    language: str,
    url: Callable[[str], str],
) -> tuple[Card, ...]:
    pictures = await catalog.pictures_of(db, [card.product_id for card in found])
    return tuple(_card(card, pictures, language, url) for card in found)


def _card(
    card: shelf.Card,
    pictures: Mapping[UUID, Sequence[catalog.Picture]],
    language: str,
    url: Callable[[str], str],
) -> Card:
    first = next(iter(pictures[card.product_id]), None)
    return Card(
        slug=card.slug,
        name=card.name,
        url=f"/{language}/p/{card.slug}",
        picture=shown(first, card.name, language, url) if first else None,
        price_minor=card.from_minor,
        was_minor=card.compare_at_minor,
        off_percent=percent_off(card.from_minor, card.compare_at_minor),
        availability=card.availability,
        review_count=card.review_count,
        rating_tenths=card.rating_tenths,
    )


def percent_off(now_minor: int, was_minor: int | None) -> int | None:
    if not was_minor or was_minor <= now_minor:
        return None
    return round(100 * (was_minor - now_minor) / was_minor) or None
