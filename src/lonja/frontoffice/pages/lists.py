"""A list of products with its filters, as pages of categories, collections and searches show it."""

from collections.abc import Sequence
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
    found = await shelf.list_cards(
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
    )
    return await listing_of(
        visit, db, frame, asked, found, categories=categories, collection=collection
    )


async def listing_of(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    asked: Asked,
    found: Page[shelf.Card],
    *,
    categories: Sequence[str] | None = None,
    collection: UUID | None = None,
    query: str | None = None,
) -> listing.Listing:
    path, rest = visit.path, asked.rest
    price = asked.price_minor(frame.currency)
    of: dict[str, Any] = {
        "language": visit.language,
        "currency": frame.currency,
        "categories": categories,
        "collection": collection,
        "query": query,
    }
    counted = await shelf.facets(db, chosen=asked.chosen, price=price, **of)
    total = await shelf.count(db, facets=asked.chosen, price=price, **of)
    named = await catalog.attributes_by_key(db)
    whole = [*listing.pairs(asked.chosen), *rest]
    more = [*whole, ("cursor", found.next_cursor)] if found.next_cursor else None
    return listing.Listing(
        frame=frame,
        title="",
        text="",
        query=asked.query,
        corrected=None,
        total=total,
        cards=await cards(
            db,
            found.items,
            language=visit.language,
            country=visit.facts.home_country,
            url=visit.shop.blobs.public_url,
            chosen=listing.pairs(asked.chosen),
        ),
        groups=listing.groups(counted, asked.chosen, path, rest, visit.speech, named),
        sorts=listing.sorts(asked.sort),
        chosen=tuple(listing.pairs(asked.chosen)),
        chosen_links=listing.chosen_links(asked.chosen, path, rest, visit.speech, named),
        rest=tuple(rest),
        price_from=dict(rest).get("price_from", ""),
        price_to=dict(rest).get("price_to", ""),
        clear_url=address(path, {"q": asked.query}),
        next_url=address(path, more) if more else None,
        first_url=address(path, whole) if asked.cursor else None,
        is_search=path.endswith("/search"),
        linked=(),
    )
