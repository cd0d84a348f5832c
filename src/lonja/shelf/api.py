"""The door to lists and search: cards of products, facets, and keeping the projection true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel import limits
from lonja.kernel.errors import Invalid
from lonja.kernel.folding import folded
from lonja.kernel.languages import SUPPORTED_LANGUAGES
from lonja.kernel.paging import BY_NAME, BY_NUMBER, BY_TIME, MAX_PAGE, Page, SortKey
from lonja.kernel.transaction import Change, announce
from lonja.pricing import api as pricing
from lonja.shelf import _spelling, _store
from lonja.shelf._store import Card

__all__ = [
    "SEPARATOR",
    "SORTS",
    "Card",
    "Facet",
    "Found",
    "UnknownSort",
    "facet_keys",
    "facets",
    "list_cards",
    "refresh",
    "refresh_all",
    "search",
]

_BY_VALUE: Final = SortKey(int, UUID)
# Which column a list is sorted by, before the product's id.
_SORTED_BY: Final[Mapping[str, tuple[str, SortKey[Any]]]] = {
    "featured": ("featured", _BY_VALUE),
    "newest": ("created_at", BY_TIME),
    "price": ("from_minor", _BY_VALUE),
    "-price": ("from_minor", _BY_VALUE),
    "name": ("name", BY_NAME),
}
SORTS: Final = tuple(_SORTED_BY)
SEPARATOR = "\x1f"


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
    category: str | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    price: tuple[int, int] = _store.ANY_PRICE,
    sort: str = "featured",
    cursor: str | None = None,
    limit: int = 24,
) -> Page[Card]:
    """Values of one facet are alternatives, different facets and the `price` must all fit."""
    if sort not in SORTS:
        raise UnknownSort(f"sort by one of {', '.join(SORTS)}", field="sort")
    limit = max(1, min(limit, MAX_PAGE))
    column, key = _SORTED_BY[sort]
    found = await _store.page(
        db,
        language=language,
        currency=currency,
        category=category,
        facets=_groups(facets),
        price=price,
        sort=sort,
        after=key.after(cursor),
        limit=limit + 1,
    )
    return key.page(found, limit, lambda card: (getattr(card, column), card.product_id))


async def search(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    query: str,
    category: str | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    price: tuple[int, int] = _store.ANY_PRICE,
    cursor: str | None = None,
    limit: int = 24,
) -> Found:
    """Best matches first. Words that match nothing are tried as typing errors."""
    query = " ".join(query.replace("\0", " ").split())[: limits.SEARCH_CHARACTERS]
    limit = max(1, min(limit, MAX_PAGE))
    (offset,) = BY_NUMBER.after(cursor) or (0,)
    if not 0 <= offset <= 10_000:
        raise Invalid("a search shows its first 10,000 products", field="cursor")
    if not query:
        return Found(Page([], None), None)
    wanted: dict[str, Any] = {
        "language": language,
        "currency": currency,
        "category": category,
        "facets": _groups(facets),
        "price": price,
        "limit": limit + 1,
    }
    found = await _store.search(db, query=query, offset=offset, **wanted)
    corrected = None
    if not found and offset == 0:
        corrected = await _corrected(db, query, language)
        if corrected is not None:
            found = await _store.search(db, query=corrected, offset=0, **wanted)
        if not found:
            corrected = None
            found = await _store.resembling(
                db, language=language, currency=currency, query=folded(query), limit=limit
            )
            return Found(Page(found, None), None)
    more = BY_NUMBER.encode((offset + limit,)) if len(found) > limit and corrected is None else None
    return Found(Page(found[:limit], more), corrected)


async def facets(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    category: str | None = None,
    query: str | None = None,
    price: tuple[int, int] = _store.ANY_PRICE,
) -> list[Facet]:
    found = await _store.facet_counts(
        db, language=language, currency=currency, category=category, query=query, price=price
    )
    counted = []
    for row in found:
        key, _, value = row.facet.partition(":")
        counted.append(Facet(key, value, row.products))
    return counted


async def facet_keys(db: AsyncConnection) -> frozenset[str]:
    """The names of everything that filters a list."""
    return frozenset(await _store.facet_keys(db))


async def refresh(db: AsyncConnection, product_ids: Sequence[UUID]) -> None:
    """Make the rows of these products true again; the kernel calls it before each commit."""
    await _store.take_turns(db, product_ids)
    products = await catalog.products_by_ids(db, product_ids)
    variant_ids = [variant.id for product in products for variant in product.variants]
    prices: dict[UUID, list[pricing.Price]] = {}
    for price in await pricing.all_prices(db, variant_ids):
        prices.setdefault(price.variant_id, []).append(price)
    levels = await inventory.levels(db, variant_ids)
    fresh = [
        row
        for product in products
        if product.status == "active"
        for row in _project(product, prices, levels)
    ]
    await _store.replace_rows(db, product_ids, fresh)
    searched = {(row["language"], word) for row in fresh for word in _searched_words(row)}
    await _store.add_words(db, sorted(searched))
    for product in products:
        announce(db, Change("product", product.slug))
    announce(db, Change("shelf"))


async def refresh_all(db: AsyncConnection) -> int:
    """Rebuild the whole projection; the number of products looked at."""
    after, seen = None, 0
    while batch := await catalog.product_ids_after(db, after, limit=200):
        await refresh(db, batch)
        after, seen = batch[-1], seen + len(batch)
    return seen


def _project(
    product: catalog.Product,
    prices: Mapping[UUID, Sequence[pricing.Price]],
    levels: Mapping[UUID, inventory.Level],
) -> list[dict[str, Any]]:
    active = [variant for variant in product.variants if variant.active]
    by_currency: dict[str, list[pricing.Price]] = {}
    for variant in active:
        for price in prices.get(variant.id, ()):
            by_currency.setdefault(price.currency, []).append(price)
    words = [levels[v.id].availability for v in active if v.id in levels]
    word = next((w for w in ("in_stock", "low") if w in words), "sold_out")
    tags = {f"{key}:{value}" for v in active for key, value in v.options.items()}
    tags |= {f"{key}:{value}" for key, value in product.attributes.items()}
    ready = next((p for p in product.pictures if p.status == "ready"), None)
    fresh = []
    for language in SUPPORTED_LANGUAGES:
        name, body = product.text(language, "name"), product.text(language, "description")
        category = product.category_texts.get(language, {}).get("name", "")
        extra = " ".join(sorted(tag.partition(":")[2] for tag in tags))
        skus = " ".join(variant.sku for variant in active)
        for currency, offers in sorted(by_currency.items()):
            lowest = min(offers, key=lambda price: price.amount_minor)
            fresh.append(
                {
                    "product_id": product.id,
                    "currency": currency,
                    "language": language,
                    "slug": product.slug,
                    "category_slug": product.category_slug or "",
                    "name": name,
                    "from_minor": lowest.amount_minor,
                    "compare_at_minor": lowest.compare_at_minor,
                    "availability": word,
                    "facets": SEPARATOR.join(sorted(tags)),
                    "picture": ready.blob if ready else None,
                    "picture_alt": ready.alt.get(language, name) if ready else name,
                    "featured": product.featured,
                    "review_count": product.ratings.count,
                    "rating_tenths": product.ratings.tenths,
                    "created_at": product.created_at,
                    "configuration": _store.CONFIGURATIONS.get(language, "simple"),
                    "body": f"{category} {extra} {skus} {body}",
                    "spelling": folded(f"{name} {category} {extra}"),
                }
            )
    return fresh


def _searched_words(row: Mapping[str, Any]) -> set[str]:
    return _spelling.words_of(f"{row['name']} {row['body']}")


async def _corrected(db: AsyncConnection, query: str, language: str) -> str | None:
    """The query with every word that we do not know replaced by ours that is nearest, if any is."""
    typed = folded(query).split()[: _spelling.CORRECTED_WORDS]
    misspelt = [word for word in typed if _spelling.words_of(word) == {word}]
    alike = await _store.words_like(db, language=language, words=misspelt)
    fixed = [_spelling.nearest(word, alike.get(word, ())) or word for word in typed]
    return " ".join(fixed) if fixed != typed else None


def _groups(chosen: Mapping[str, Sequence[str]] | None) -> list[str]:
    return [
        SEPARATOR.join(f"{key}:{value}" for value in values)
        for key, values in sorted((chosen or {}).items())
        if values
    ]
