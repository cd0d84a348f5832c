"""The door to lists and search: cards of products, facets, and keeping the projection true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.inventory import api as inventory
from lonja.kernel import limits
from lonja.kernel.errors import Invalid
from lonja.kernel.folding import folded
from lonja.kernel.paging import BY_NAME, BY_NUMBER, BY_TIME, MAX_PAGE, Page, SortKey
from lonja.kernel.transaction import Change, announce
from lonja.pricing import api as pricing
from lonja.shelf import _beside_store, _spelling, _store, _suggesting
from lonja.shelf._desk_store import DeskRow
from lonja.shelf._desks import desk_products, refresh_desk
from lonja.shelf._facts import facts_of
from lonja.shelf._filtering import SEPARATOR, groups
from lonja.shelf._projecting import Availability, rows_of
from lonja.shelf._store import Card
from lonja.shelf._suggesting import begins
from lonja.shop import api as shop

__all__ = [
    "SEPARATOR",
    "SORTS",
    "Availability",
    "Card",
    "DeskRow",
    "Facet",
    "Found",
    "UnknownSort",
    "begins",
    "cards_beside",
    "chosen_cards",
    "correction",
    "count",
    "desk_products",
    "facet_keys",
    "facets",
    "list_cards",
    "refresh",
    "refresh_all",
    "search",
    "suggest",
]

_BY_VALUE: Final = SortKey(int, UUID)
# Which column a list is sorted by, before the product's id.
_SORTED_BY: Final[Mapping[str, tuple[str, SortKey[Any]]]] = {
    "featured": ("featured", _BY_VALUE),
    "best_seller": ("sold_units", _BY_VALUE),
    "newest": ("created_at", BY_TIME),
    "price": ("from_minor", _BY_VALUE),
    "-price": ("from_minor", _BY_VALUE),
    "name": ("name_key", BY_NAME),
}
SORTS: Final = tuple(_SORTED_BY)
MAX_OFFSET: Final = 10_000


class UnknownSort(Invalid):
    code: ClassVar[str] = "unknown_sort"


@dataclass(frozen=True, slots=True)
class Facet:
    """`key` and `value` as in a variant's options or a product's attributes."""

    key: str
    value: str
    products: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `corrected` is what was searched instead, after a typing error."""

    page: Page[Card]
    corrected: str | None


async def list_cards(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    categories: Sequence[str] | None = None,
    collection: UUID | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    price: tuple[int, int] = _store.ANY_PRICE,
    sort: str = "featured",
    cursor: str | None = None,
    limit: int = 24,
    query: str | None = None,
    ranked: Sequence[UUID] = (),
) -> Page[Card]:
    """Values of one facet are alternatives, different facets and the `price` must all fit.

    `categories` are slugs: one and all that stands in it. `ranked`, if any, is the order.
    """
    if sort not in SORTS:
        raise UnknownSort(f"sort by one of {', '.join(SORTS)}", field="sort")
    limit = max(1, min(limit, MAX_PAGE))
    column, key = _SORTED_BY[sort]
    places = {one: at for at, one in enumerate(ranked, 1)}
    found = await _store.page(
        db,
        language=language,
        currency=currency,
        categories=categories,
        collection=collection,
        facets=groups(facets),
        price=price,
        sort="by_hand" if ranked else sort,
        after=key.after(cursor),
        limit=limit + 1,
        query=_compared(query),
        ranked=ranked,
    )
    return key.page(
        found,
        limit,
        lambda card: (places.get(card.product_id) or getattr(card, column), card.product_id),
    )


async def chosen_cards(
    db: AsyncConnection, product_ids: Sequence[UUID], *, language: str, currency: str
) -> list[Card]:
    """Of these products, in their order; what is not for sale is missing."""
    if not product_ids:
        return []
    return await _store.by_ids(db, product_ids, language=language, currency=currency)


async def cards_beside(
    db: AsyncConnection,
    product_id: UUID,
    *,
    chosen: Sequence[UUID],
    category: str | None,
    language: str,
    currency: str,
    limit: int,
) -> list[Card]:
    """Those of `chosen` that are for sale, in their order, then the best of the product's category."""
    return await _beside_store.beside(
        db,
        product_id,
        chosen=chosen,
        category=category,
        language=language,
        currency=currency,
        limit=limit,
    )


async def search(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    query: str,
    categories: Sequence[str] | None = None,
    collection: UUID | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    price: tuple[int, int] = _store.ANY_PRICE,
    sort: str = "featured",
    cursor: str | None = None,
    limit: int = 24,
) -> Found:
    """Best matches first, or in another order of `SORTS`. Words that match nothing are tried as
    typing errors; where that finds nothing either, nothing is found.
    """
    query = _spelling.searched(query.replace("\0", " "))[: limits.SEARCH_CHARACTERS]
    if not query:
        return Found(Page([], None), None)
    wanted: dict[str, Any] = {
        "language": language,
        "currency": currency,
        "categories": categories,
        "collection": collection,
        "facets": facets,
        "price": price,
        "sort": sort,
        "cursor": cursor,
        "limit": limit,
    }
    page = await _matches(db, query=query, **wanted)
    if page.items:
        return Found(page, None)
    corrected = await correction(db, query, language)
    if corrected is not None:
        page = await _matches(db, query=corrected, **wanted)
    return Found(page, corrected if page.items else None)


async def suggest(
    db: AsyncConnection, *, language: str, currency: str, typed: str, limit: int
) -> list[Card]:
    """Products for what somebody has typed so far, forgiving a typing error; none for one letter."""
    typed = typed.replace("\0", " ")[: limits.SEARCH_CHARACTERS]
    for meant in (typed, None):
        query = meant or await correction(db, _spelling.searched(typed), language)
        prefixes = _suggesting.prefixes(query or "")
        if not prefixes:
            return []
        found = await _store.suggest(
            db, language=language, currency=currency, prefixes=prefixes, limit=limit
        )
        if found:
            return found
    return []


async def _matches(
    db: AsyncConnection,
    *,
    query: str,
    sort: str,
    cursor: str | None,
    limit: int,
    facets: Mapping[str, Sequence[str]] | None,
    **wanted: Any,
) -> Page[Card]:
    if sort != "featured":
        return await list_cards(
            db, query=query, sort=sort, cursor=cursor, limit=limit, facets=facets, **wanted
        )
    limit = max(1, min(limit, MAX_PAGE))
    (offset,) = BY_NUMBER.after(cursor) or (0,)
    if not 0 <= offset <= MAX_OFFSET:
        raise Invalid("a search shows its first 10,000 products", field="cursor")
    found = await _store.search(
        db,
        query=folded(query),
        exact=query,
        facets=groups(facets),
        offset=offset,
        limit=limit + 1,
        **wanted,
    )
    more = BY_NUMBER.encode((offset + limit,)) if len(found) > limit else None
    return Page(found[:limit], more)


async def facets(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    categories: Sequence[str] | None = None,
    collection: UUID | None = None,
    query: str | None = None,
    chosen: Mapping[str, Sequence[str]] | None = None,
    price: tuple[int, int] = _store.ANY_PRICE,
) -> list[Facet]:
    """What choosing each value would leave, beside the values of other facets that are chosen."""
    found = await _store.facet_counts(
        db,
        language=language,
        currency=currency,
        categories=categories,
        collection=collection,
        query=_compared(query),
        facets=groups(chosen),
        price=price,
    )
    counted = []
    for row in found:
        key, _, value = row.facet.partition(":")
        counted.append(Facet(key, value, row.products))
    return counted


async def count(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    categories: Sequence[str] | None = None,
    collection: UUID | None = None,
    query: str | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    price: tuple[int, int] = _store.ANY_PRICE,
) -> int:
    """How many products a list or a search has on all its pages."""
    return await _store.count(
        db,
        language=language,
        currency=currency,
        categories=categories,
        collection=collection,
        query=_compared(query),
        facets=groups(facets),
        price=price,
    )


async def facet_keys(db: AsyncConnection) -> frozenset[str]:
    """The names of everything that filters a list."""
    return frozenset(await _store.facet_keys(db))


async def refresh(db: AsyncConnection, product_ids: Sequence[UUID]) -> None:
    """Make the rows of these products true again; the kernel calls it before each commit."""
    await _store.take_turns(db, product_ids)
    products = await catalog.products_by_ids(db, product_ids)
    variant_ids = [variant.id for product in products for variant in product.variants]
    prices: dict[UUID, list[pricing.Price]] = {}
    for price in await pricing.started_prices(db, variant_ids):
        prices.setdefault(price.variant_id, []).append(price)
    levels = await inventory.levels(db, variant_ids)
    above = await catalog.categories_above(db)
    facts = await shop.current(db)
    country = facts.home_country
    await collections.refresh_members(
        db, [facts_of(product, prices, levels, above, country) for product in products]
    )
    inside = await collections.collections_of(db, [product.id for product in products])
    fresh = [
        {**row, "collections": SEPARATOR.join(sorted(map(str, inside[product.id])))}
        for product in products
        if product.status == "active"
        for row in rows_of(product, prices, levels, country, facts.languages)
    ]
    await _store.replace_rows(db, product_ids, fresh)
    await refresh_desk(db, product_ids, products, levels)
    searched = {
        (row["language"], *word)
        for row in fresh
        for word in _spelling.words_of(f"{row['name']} {row['body']}").items()
    }
    await _store.add_words(db, sorted(searched))
    for product in products:
        announce(db, Change("product", str(product.id)))
    announce(db, Change("shelf"))


async def refresh_all(db: AsyncConnection) -> int:
    """Rebuild the whole projection; the number of products looked at."""
    after, seen = None, 0
    while batch := await catalog.product_ids_after(db, after, limit=200):
        await refresh(db, batch)
        after, seen = batch[-1], seen + len(batch)
    return seen


async def correction(db: AsyncConnection, query: str, language: str) -> str | None:
    """The query with every word that we do not know replaced by ours that is nearest, if any is."""
    typed = query.split()[: _spelling.CORRECTED_WORDS]
    misspelt = [word for word in map(folded, typed) if word in _spelling.words_of(word)]
    alike = await _store.words_like(db, language=language, words=misspelt)
    fixed = [_spelling.respelled(word, alike.get(folded(word), {})) for word in typed]
    return " ".join(fixed) if fixed != typed else None


def _compared(query: str | None) -> str | None:
    return folded(_spelling.searched(query)) if query else None
