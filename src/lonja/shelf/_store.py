"""All SQL of the list projection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import one, rows, run
from lonja.shelf._filtering import configuration_of

CARD: Final = (
    "product_id, slug, name, name_key, from_minor, to_minor, compare_at_minor, lowest_minor, most_off_percent, unit_minor, unit, availability, picture, picture_alt,"
    " review_count, rating_tenths, featured, sold_units, created_at"
)


@dataclass(frozen=True, slots=True)
class Card:
    """A product as a list shows it, from its lowest price to its highest, tax included."""

    product_id: UUID
    slug: str
    name: str
    name_key: str
    from_minor: int
    to_minor: int
    compare_at_minor: int | None
    lowest_minor: int | None
    most_off_percent: int | None
    unit_minor: int | None
    unit: str
    availability: str
    picture: str | None
    picture_alt: str
    review_count: int
    rating_tenths: int
    featured: int
    sold_units: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FacetCount:
    facet: str
    products: int


@dataclass(frozen=True, slots=True)
class WordAlike:
    word: str
    ours: str
    spelled: str


_ORDERS = {
    "featured": ("featured DESC, product_id", "(featured < %(k)s OR (featured = %(k)s AND product_id > %(id)s))"),
    "best_seller": ("sold_units DESC, product_id", "(sold_units < %(k)s OR (sold_units = %(k)s AND product_id > %(id)s))"),
    "newest": ("created_at DESC, product_id", "(created_at < %(k)s OR (created_at = %(k)s AND product_id > %(id)s))"),
    "price": ("from_minor, product_id", "(from_minor, product_id) > (%(k)s, %(id)s)"),
    "-price": ("from_minor DESC, product_id", "(from_minor < %(k)s OR (from_minor = %(k)s AND product_id > %(id)s))"),
    "name": ("name_key, product_id", "(name_key, product_id) > (%(k)s, %(id)s)"),
    "by_hand": ("array_position(%(ranked)s::uuid[], product_id), product_id", "(array_position(%(ranked)s::uuid[], product_id), product_id) > (%(k)s, %(id)s)"),
}  # fmt: skip

_FILTER = (
    " visible AND language = %(language)s AND currency = %(currency)s"
    " AND from_minor BETWEEN %(low)s::bigint AND %(high)s::bigint"
)
_IN_COLLECTION = " AND collections @> ARRAY[%(collection)s::text]"
_IN_CATEGORIES = " AND category_slug = ANY(%(categories)s::text[])"
_MATCHES = " AND words @@ websearch_to_tsquery(%(config)s::regconfig, %(query)s)"
ANY_PRICE = (0, 10**12)

_TURNS = 0x53484C46
_TURN_KEYS = 1024


async def take_turns(db: AsyncConnection, product_ids: Sequence[UUID]) -> None:
    """Wait for whoever refreshes one of these products now, so as to read what they commit.

    Nothing else is locked after this, and the keys are sorted: it never waits in a circle. There
    are few keys, because a transaction that refreshes a whole catalog holds all of them.
    """
    keys = sorted({product_id.int % _TURN_KEYS for product_id in product_ids})
    await run(
        db,
        "SELECT pg_advisory_xact_lock(%(turns)s, key) FROM unnest(%(keys)s::int[]) AS key",
        turns=_TURNS,
        keys=keys,
    )


async def replace_rows(
    db: AsyncConnection, product_ids: Sequence[UUID], fresh: list[dict[str, Any]]
) -> None:
    await run(db, "DELETE FROM shelf WHERE product_id = ANY(%(ids)s)", ids=list(product_ids))
    if not fresh:
        return
    columns = {key: [row[key] for row in fresh] for key in fresh[0]}
    await run(
        db,
        "INSERT INTO shelf (product_id, currency, language, slug, category_slug, name, name_key, from_minor,"
        " to_minor, compare_at_minor, lowest_minor, most_off_percent, unit_minor, unit, availability, facets, collections, picture, picture_alt, featured, review_count,"
        " rating_tenths, sold_units, created_at, words)"
        " SELECT product_id, currency, language, slug, category_slug, name, name_key, from_minor,"
        " to_minor, compare_at_minor, lowest_minor, most_off_percent, unit_minor, unit, availability, string_to_array(facets, chr(31)), string_to_array(collections, chr(31)), picture, picture_alt,"
        " featured, review_count, rating_tenths, sold_units, created_at,"
        " setweight(to_tsvector(configuration::regconfig, name), 'A')"
        " || to_tsvector(configuration::regconfig, body)"
        " || setweight(to_tsvector(configuration::regconfig, plain_name), 'B')"
        " || to_tsvector(configuration::regconfig, plain_body)"
        " FROM unnest(%(product_id)s::uuid[], %(currency)s::text[], %(language)s::text[],"
        " %(slug)s::text[], %(category_slug)s::text[], %(name)s::text[], %(name_key)s::text[], %(from_minor)s::bigint[],"
        " %(to_minor)s::bigint[], %(compare_at_minor)s::bigint[], %(lowest_minor)s::bigint[], %(most_off_percent)s::int[], %(unit_minor)s::bigint[], %(unit)s::text[], %(availability)s::text[], %(facets)s::text[], %(collections)s::text[],"
        " %(picture)s::text[], %(picture_alt)s::text[], %(featured)s::int[],"
        " %(review_count)s::int[], %(rating_tenths)s::int[], %(sold_units)s::int[], %(created_at)s::timestamptz[], %(configuration)s::text[], %(body)s::text[],"
        " %(plain_name)s::text[], %(plain_body)s::text[]) AS t(product_id, currency, language, slug, category_slug, name, name_key,"
        " from_minor, to_minor, compare_at_minor, lowest_minor, most_off_percent, unit_minor, unit, availability, facets, collections, picture, picture_alt, featured,"
        " review_count, rating_tenths, sold_units, created_at, configuration, body, plain_name,"
        " plain_body)",
        **columns,
    )


async def page(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    categories: Sequence[str] | None,
    collection: UUID | None,
    facets: Sequence[str],
    price: tuple[int, int],
    sort: str,
    after: tuple[Any, UUID] | None,
    limit: int,
    query: str | None = None,
    ranked: Sequence[UUID] = (),
) -> list[Card]:
    """`ranked` is the order by hand. `facets` holds one group a list item, its alternatives joined by U+001F."""
    order, beyond = _ORDERS[sort]
    key, product_id = after or (None, None)
    groups = {f"f{i}": group.split("\x1f") for i, group in enumerate(facets)}
    return await rows(
        db,
        Card,
        f"SELECT {CARD} FROM shelf WHERE"
        + _FILTER
        + (_IN_CATEGORIES if categories is not None else "")
        + (_IN_COLLECTION if collection else "")
        + (_MATCHES if query else "")
        + "".join(f" AND facets && %({name})s::text[]" for name in groups)
        + (f" AND {beyond}" if after else "")
        + f" ORDER BY {order} LIMIT %(limit)s",
        language=language,
        currency=currency,
        categories=list(categories or ()),
        collection=collection,
        low=price[0],
        high=price[1],
        k=key,
        id=product_id,
        limit=limit,
        config=configuration_of(language),
        query=query,
        ranked=list(ranked),
        **groups,
    )


async def by_ids(
    db: AsyncConnection, product_ids: Sequence[UUID], *, language: str, currency: str
) -> list[Card]:
    """Those that lists show, in the order in which they were named."""
    return await rows(
        db,
        Card,
        f"SELECT {CARD} FROM shelf WHERE language = %(language)s AND currency = %(currency)s"
        " AND visible AND product_id = ANY(%(ids)s)"
        " ORDER BY array_position(%(ids)s, product_id)",
        language=language,
        currency=currency,
        ids=list(product_ids),
    )


async def facet_counts(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    categories: Sequence[str] | None,
    collection: UUID | None,
    query: str | None,
    facets: Sequence[str],
    price: tuple[int, int],
) -> list[FacetCount]:
    """How many products each facet value has beside what else is chosen; its own facet's values
    are alternatives and do not narrow it. Of an attribute with a thousand values those that most
    products have: it crowds no other out.
    """
    groups = {f"f{i}": group.split("\x1f") for i, group in enumerate(facets)}
    keys = {f"k{i}": group[0].partition(":")[0] for i, group in enumerate(groups.values())}
    return await rows(
        db,
        FacetCount,
        "WITH counted AS (SELECT facet, count(*) AS products, row_number() OVER"
        " (PARTITION BY split_part(facet, ':', 1) ORDER BY count(*) DESC, facet) AS place"
        " FROM shelf, unnest(facets) AS facet WHERE"
        + _FILTER
        + (_IN_CATEGORIES if categories is not None else "")
        + (_IN_COLLECTION if collection else "")
        + (_MATCHES if query else "")
        + "".join(
            f" AND (split_part(facet, ':', 1) = %(k{i})s OR facets && %(f{i})s::text[])"
            for i in range(len(groups))
        )
        + " GROUP BY facet), shown AS (SELECT facet, products FROM counted"
        " ORDER BY place, facet LIMIT 400) SELECT facet, products FROM shown ORDER BY facet",
        language=language,
        currency=currency,
        categories=list(categories or ()),
        collection=collection,
        low=price[0],
        high=price[1],
        query=query,
        config=configuration_of(language),
        **groups,
        **keys,
    )


async def count(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    categories: Sequence[str] | None,
    collection: UUID | None,
    query: str | None,
    facets: Sequence[str],
    price: tuple[int, int],
) -> int:
    groups = {f"f{i}": group.split("\x1f") for i, group in enumerate(facets)}
    return await one(
        db,
        int,
        "SELECT count(*) FROM shelf WHERE"
        + _FILTER
        + (_IN_CATEGORIES if categories is not None else "")
        + (_IN_COLLECTION if collection else "")
        + (_MATCHES if query else "")
        + "".join(f" AND facets && %({name})s::text[]" for name in groups),
        language=language,
        currency=currency,
        categories=list(categories or ()),
        collection=collection,
        low=price[0],
        high=price[1],
        query=query,
        config=configuration_of(language),
        **groups,
    )


async def facet_keys(db: AsyncConnection) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT DISTINCT split_part(facet, ':', 1) FROM shelf, unnest(facets) AS facet"
        " WHERE visible",
    )


# Of all words together `ts_rank` counts how near they stand to each other, of any of them how many there are.
_NAMED = "8 * ts_rank('{0,0,1,0}', words, replace(q::text, '&', '|')::tsquery)"


async def search(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    query: str,
    exact: str,
    categories: Sequence[str] | None,
    collection: UUID | None,
    facets: Sequence[str],
    price: tuple[int, int],
    offset: int,
    limit: int,
) -> list[Card]:
    """`query` is without accents and finds all; of those that match `exact` as well, it is best.

    The more of its words stand in a name, the better, however near they are in another's text.
    """
    groups = {f"f{i}": group.split("\x1f") for i, group in enumerate(facets)}
    return await rows(
        db,
        Card,
        f"SELECT {CARD} FROM shelf,"
        " websearch_to_tsquery(%(config)s::regconfig, %(query)s) AS q,"
        " websearch_to_tsquery(%(config)s::regconfig, %(exact)s) AS e WHERE words @@ q AND"
        + _FILTER
        + (_IN_CATEGORIES if categories is not None else "")
        + (_IN_COLLECTION if collection else "")
        + "".join(f" AND facets && %({name})s::text[]" for name in groups)
        + f" ORDER BY {_NAMED} + ts_rank(words, q) + 2 * ts_rank(words, e) DESC, featured DESC,"
        " product_id"
        " LIMIT %(limit)s OFFSET %(offset)s",
        config=configuration_of(language),
        language=language,
        currency=currency,
        query=query,
        exact=exact,
        categories=list(categories or ()),
        collection=collection,
        low=price[0],
        high=price[1],
        limit=limit,
        offset=offset,
        **groups,
    )


_NEAR = 500
"""So many matches are compared: a short word begins many names."""


async def suggest(
    db: AsyncConnection, *, language: str, currency: str, prefixes: str, limit: int
) -> list[Card]:
    """The best of those whose words begin so; names that do come first."""
    return await rows(
        db,
        Card,
        f"SELECT {CARD} FROM (SELECT * FROM shelf"
        " WHERE words @@ to_tsquery(%(config)s::regconfig, %(prefixes)s) AND"
        + _FILTER
        + " LIMIT %(near)s) AS near ORDER BY ts_rank("
        " '{0,0,0.2,1}', words, to_tsquery(%(config)s::regconfig, %(prefixes)s)) > 0 DESC,"
        " featured DESC, product_id LIMIT %(limit)s",
        config=configuration_of(language),
        prefixes=prefixes,
        language=language,
        currency=currency,
        low=ANY_PRICE[0],
        high=ANY_PRICE[1],
        near=_NEAR,
        limit=limit,
    )


# A word of four letters with one of them wrong shares a quarter of its trigrams with the right one.
_ALIKE = "SET pg_trgm.similarity_threshold = 0.2"
_CANDIDATES = 60


async def words_like(
    db: AsyncConnection, *, language: str, words: Sequence[str]
) -> dict[str, dict[str, str]]:
    """For each of `words` those of our own that look like it, the likest first, as they are spelled."""
    await run(db, _ALIKE)
    found = await rows(
        db,
        WordAlike,
        "SELECT asked.word, ours.word AS ours, ours.spelled FROM unnest(%(words)s::text[]) AS asked(word)"
        " CROSS JOIN LATERAL (SELECT w.word, w.spelled FROM shelf_words w WHERE w.language = %(language)s"
        " AND w.word %% asked.word ORDER BY similarity(w.word, asked.word) DESC, w.word"
        " LIMIT %(limit)s) AS ours",
        words=list(words),
        language=language,
        limit=_CANDIDATES,
    )
    alike: dict[str, dict[str, str]] = {word: {} for word in words}
    for row in found:
        alike[row.word][row.ours] = row.spelled
    return alike


async def add_words(db: AsyncConnection, words: Sequence[tuple[str, str, str]]) -> None:
    """(language, plain, as it is spelled). Words are added in one order, so that two refreshes at once do not wait in a circle."""
    await run(
        db,
        "INSERT INTO shelf_words (language, word, spelled) SELECT language, word, spelled FROM"
        " unnest(%(languages)s::text[], %(words)s::text[], %(spelled)s::text[])"
        " AS t(language, word, spelled) ORDER BY language, word ON CONFLICT DO NOTHING",
        languages=[language for language, _, _ in words],
        words=[word for _, word, _ in words],
        spelled=[spelled for _, _, spelled in words],
    )
