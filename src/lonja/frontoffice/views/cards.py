"""A product in a list."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.pictures import Shown, for_values, shown
from lonja.shelf import api as shelf


@dataclass(frozen=True, slots=True)
class Card:
    slug: str
    name: str
    url: str
    picture: Shown | None
    price_minor: int
    has_dearer: bool
    """Some of its variants cost more than `price_minor`."""
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
    chosen: Collection[tuple[str, str]] = (),
) -> tuple[Card, ...]:
    """`chosen` is what the list is filtered by: the picture shows it, and the link leads to it."""
    pictures = await catalog.pictures_of(db, [card.product_id for card in found])
    return tuple(_card(card, pictures, language, url, chosen) for card in found)


def _card(
    card: shelf.Card,
    pictures: Mapping[UUID, Sequence[catalog.Picture]],
    language: str,
    url: Callable[[str], str],
    chosen: Collection[tuple[str, str]],
) -> Card:
    first = next(iter(for_values(pictures[card.product_id], (value for _, value in chosen))), None)
    return Card(
        slug=card.slug,
        name=card.name,
        url=address(f"/{language}/p/{card.slug}", list(chosen)),
        picture=shown(first, card.name, language, url) if first else None,
        price_minor=card.from_minor,
        has_dearer=card.to_minor > card.from_minor,
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
