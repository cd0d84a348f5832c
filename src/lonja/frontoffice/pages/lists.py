"""A list of products with its filters, as pages of categories, collections and searches show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.frontoffice.pages.asked import Asked
from lonja.frontoffice.pages.request_context import Visit
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views import listing
from lonja.frontoffice.views.cards import cards
from lonja.frontoffice.views.frame import Frame
from lonja.kernel.at_once import at_once
from lonja.kernel.paging import Page
from lonja.shelf import api as shelf

PAGE_CARDS: Final = 24


async def listed(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    asked: Asked,
    *,
    categories: Sequence[str] | None = None,
    collection: UUID | None = None,
    ranked: Sequence[UUID] = (),
) -> listing.Listing:
    """`ranked` is the usual order, where somebody gave one."""
    found, counted = await at_once(
        db,
        shelf.list_cards(
            db,
            language=visit.language,
            currency=frame.currency,
            categories=categories,
            facets=asked.chosen,
            price=asked.price_minor(frame.currency),
            sort=asked.sort,
            cursor=asked.cursor,
            limit=PAGE_CARDS,
            collection=collection,
            ranked=ranked if asked.sort == "featured" else (),
        ),
        counts(visit, db, frame, asked, categories=categories, collection=collection),
    )
    return await listing_of(visit, db, frame, asked, found, counted)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a whole list: its products, and those that each filter leaves; with the filters' names."""

    products: int
    facets: Sequence[shelf.Facet]
    named: Mapping[str, catalog.Attribute]


async def counts(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    asked: Asked,
    *,
    categories: Sequence[str] | None = None,
    collection: UUID | None = None,
    query: str | None = None,
) -> Counts:
    of: dict[str, Any] = {
        "language": visit.language,
        "currency": frame.currency,
        "categories": categories,
        "collection": collection,
        "query": query,
        "price": asked.price_minor(frame.currency),
    }
    facets, products, named = await at_once(
        db,
        shelf.facets(db, chosen=asked.chosen, **of),
        shelf.count(db, facets=asked.chosen, **of),
        catalog.attributes_by_key(db),
    )
    return Counts(products, facets, named)


async def listing_of(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    asked: Asked,
    found: Page[shelf.Card],
    counted: Counts,
) -> listing.Listing:
    path, rest = visit.path, asked.rest
    whole = [*listing.pairs(asked.chosen), *rest]
    more = [*whole, ("cursor", found.next_cursor)] if found.next_cursor else None
    return listing.Listing(
        frame=frame,
        title="",
        text="",
        query=asked.query,
        corrected=None,
        total=counted.products,
        cards=await cards(
            db,
            found.items,
            language=visit.language,
            country=visit.facts.home_country,
            url=visit.shop.blobs.public_url,
            chosen=listing.pairs(asked.chosen),
        ),
        groups=listing.groups(
            counted.facets, asked.chosen, path, rest, visit.speech, counted.named
        ),
        sorts=listing.sorts(asked.sort),
        chosen=tuple(listing.pairs(asked.chosen)),
        chosen_links=listing.chosen_links(asked.chosen, path, rest, visit.speech, counted.named),
        rest=tuple(rest),
        price_from=dict(rest).get("price_from", ""),
        price_to=dict(rest).get("price_to", ""),
        clear_url=address(path, {"q": asked.query}),
        next_url=address(path, more) if more else None,
        first_url=address(path, whole) if asked.cursor else None,
        is_search=path.endswith("/search"),
        linked=(),
    )
