"""A product in a list."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.pictures import Shown, for_values, shown
from lonja.pricing import api as pricing
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
    up_to_percent: int | None
    """A dearer variant is reduced by so much; `price_minor` is not, or by less."""
    is_lowest: bool
    """`was_minor` is the lowest price of the 30 days before it was reduced."""
    unit_minor: int | None
    unit: str
    availability: str
    review_count: int
    rating_tenths: int


async def cards(
    db: AsyncConnection,
    found: Sequence[shelf.Card],
    *,
    language: str,
    country: str,
    url: Callable[[str], str],
    chosen: Collection[tuple[str, str]] = (),
) -> tuple[Card, ...]:
    """`country` is the shop's. `chosen` is what the list is filtered by: the picture shows it, and
    the link leads to it.
    """
    pictures = await catalog.pictures_of(db, [card.product_id for card in found])
    return tuple(
        card_of(
            card,
            pictures[card.product_id],
            language=language,
            country=country,
            url=url,
            chosen=chosen,
        )
        for card in found
    )


def card_of(
    card: shelf.Card,
    pictures: Sequence[catalog.Picture],
    *,
    language: str,
    country: str,
    url: Callable[[str], str],
    chosen: Collection[tuple[str, str]] = (),
) -> Card:
    """`pictures` are its own, in their order."""
    reduction = reduction_of(card, country)
    off = reduction.percent if reduction else None
    most = card.most_off_percent
    first = next(iter(for_values(pictures, (value for _, value in chosen))), None)
    return Card(
        slug=card.slug,
        name=card.name,
        url=address(f"/{language}/p/{card.slug}", list(chosen)),
        picture=shown(first, card.name, language, url) if first else None,
        price_minor=card.from_minor,
        has_dearer=card.to_minor > card.from_minor,
        was_minor=reduction.was_minor if reduction else None,
        off_percent=off,
        up_to_percent=most if most is not None and most > (off or 0) else None,
        is_lowest=reduction is not None and reduction.is_lowest,
        unit_minor=card.unit_minor,
        unit=card.unit,
        availability=card.availability,
        review_count=card.review_count,
        rating_tenths=card.rating_tenths,
    )


def reduction_of(card: shelf.Card, country: str) -> pricing.Reduction | None:
    """What may be said beside the card's price."""
    return pricing.announced(
        card.from_minor,
        compare_at_minor=card.compare_at_minor,
        lowest_minor=card.lowest_minor,
        country=country,
    )
