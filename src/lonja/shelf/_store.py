"""All SQL of the list projection."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import Row, first, rows, run

# Which text search configuration stems a language; others are matched as plain words.
CONFIGURATIONS = {"es": "spanish", "en": "english"}

_ORDERS = {
    "featured": ("featured DESC, product_id", "(featured < %(k)s OR (featured = %(k)s AND product_id > %(id)s))"),
    "newest": ("created_at DESC, product_id", "(created_at < %(k)s OR (created_at = %(k)s AND product_id > %(id)s))"),
    "price": ("from_minor, product_id", "(from_minor, product_id) > (%(k)s, %(id)s)"),
    "-price": ("from_minor DESC, product_id", "(from_minor < %(k)s OR (from_minor = %(k)s AND product_id > %(id)s))"),
    "name": ("name, product_id", "(name, product_id) > (%(k)s, %(id)s)"),
}  # fmt: skip

_FILTER = (
    " visible AND language = %(language)s AND currency = %(currency)s"
    " AND (%(category)s::text IS NULL OR category_slug = %(category)s)"
    " AND from_minor BETWEEN %(low)s::bigint AND %(high)s::bigint"
)
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
        "INSERT INTO shelf (product_id, currency, language, slug, category_slug, name, from_minor,"
        " compare_at_minor, availability, facets, picture, picture_alt, featured, review_count,"
        " rating_tenths, created_at, words, spelling)"
        " SELECT product_id, currency, language, slug, category_slug, name, from_minor,"
        " compare_at_minor, availability, string_to_array(facets, chr(31)), picture, picture_alt,"
        " featured, review_count, rating_tenths, created_at,"
        " setweight(to_tsvector(configuration::regconfig, name), 'A')"
        " || to_tsvector(configuration::regconfig, body), spelling"
        " FROM unnest(%(product_id)s::uuid[], %(currency)s::text[], %(language)s::text[],"
        " %(slug)s::text[], %(category_slug)s::text[], %(name)s::text[], %(from_minor)s::bigint[],"
        " %(compare_at_minor)s::bigint[], %(availability)s::text[], %(facets)s::text[],"
        " %(picture)s::text[], %(picture_alt)s::text[], %(featured)s::int[],"
        " %(review_count)s::int[], %(rating_tenths)s::int[], %(created_at)s::timestamptz[], %(configuration)s::text[], %(body)s::text[],"
        " %(spelling)s::text[]) AS t(product_id, currency, language, slug, category_slug, name,"
        " from_minor, compare_at_minor, availability, facets, picture, picture_alt, featured,"
        " review_count, rating_tenths, created_at, configuration, body, spelling)",
        **columns,
    )


async def page(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    category: str | None,
    facets: Sequence[str],
    price: tuple[int, int],
    sort: str,
    after: tuple[Any, UUID] | None,
    limit: int,
) -> Sequence[Row]:
    """`facets` holds one group a list item, its alternatives joined by U+001F."""
    order, beyond = _ORDERS[sort]
    key, product_id = after or (None, None)
    groups = {f"f{i}": group.split("\x1f") for i, group in enumerate(facets)}
    return await rows(
        db,
        "SELECT product_id, slug, name, from_minor, compare_at_minor, availability, picture,"
        " picture_alt, review_count, rating_tenths, featured, created_at FROM shelf WHERE"
        + _FILTER
        + "".join(f" AND facets && %({name})s::text[]" for name in groups)
        + (f" AND {beyond}" if after else "")
        + f" ORDER BY {order} LIMIT %(limit)s",
        language=language,
        currency=currency,
        category=category,
        low=price[0],
        high=price[1],
        k=key,
        id=product_id,
        limit=limit,
        **groups,
    )


async def facet_counts(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    category: str | None,
    query: str | None,
    price: tuple[int, int],
) -> Sequence[Row]:
    """How many products each facet value has, within a category or a search."""
    return await rows(
        db,
        "SELECT facet, count(*) AS products FROM shelf, unnest(facets) AS facet WHERE"
        + _FILTER
        + (" AND words @@ websearch_to_tsquery(%(config)s::regconfig, %(query)s)" if query else "")
        + " GROUP BY facet ORDER BY facet LIMIT 400",
        language=language,
        currency=currency,
        category=category,
        low=price[0],
        high=price[1],
        query=query,
        config=CONFIGURATIONS.get(language, "simple"),
    )


async def search(
    db: AsyncConnection,
    *,
    language: str,
    currency: str,
    query: str,
    category: str | None,
    facets: Sequence[str],
    price: tuple[int, int],
    offset: int,
    limit: int,
) -> Sequence[Row]:
    groups = {f"f{i}": group.split("\x1f") for i, group in enumerate(facets)}
    return await rows(
        db,
        "SELECT product_id, slug, name, from_minor, compare_at_minor, availability, picture,"
        " picture_alt, review_count, rating_tenths, featured, created_at FROM shelf,"
        " websearch_to_tsquery(%(config)s::regconfig, %(query)s) AS q WHERE words @@ q AND"
        + _FILTER
        + "".join(f" AND facets && %({name})s::text[]" for name in groups)
        + " ORDER BY ts_rank(words, q) DESC, featured DESC, product_id"
        " LIMIT %(limit)s OFFSET %(offset)s",
        config=CONFIGURATIONS.get(language, "simple"),
        language=language,
        currency=currency,
        query=query,
        category=category,
        low=price[0],
        high=price[1],
        limit=limit,
        offset=offset,
        **groups,
    )


# One wrong letter in a word of seven leaves it 0.5 alike; the default of 0.6 forgives none.
_FORGIVING = "SET pg_trgm.word_similarity_threshold = 0.4"


async def resembling(
    db: AsyncConnection, *, language: str, currency: str, query: str, limit: int
) -> Sequence[Row]:
    """Products whose words look like what was typed; the nearest first."""
    await run(db, _FORGIVING)
    return await rows(
        db,
        "SELECT product_id, slug, name, from_minor, compare_at_minor, availability, picture,"
        " picture_alt, review_count, rating_tenths, featured, created_at,"
        " word_similarity(%(query)s, spelling) AS likeness FROM shelf"
        " WHERE %(query)s <%% spelling AND visible AND language = %(language)s"
        " AND currency = %(currency)s ORDER BY likeness DESC, featured DESC, product_id"
        " LIMIT %(limit)s",
        language=language,
        currency=currency,
        query=query,
        limit=limit,
    )


async def nearest_word(db: AsyncConnection, *, language: str, word: str) -> Row | None:
    """The word of our own texts that is most like `word`, if any is like it at all."""
    await run(db, _FORGIVING)
    return await first(
        db,
        "SELECT w AS word, similarity(w, %(word)s) AS likeness FROM (SELECT DISTINCT"
        " regexp_split_to_table(spelling, '\\s+') AS w FROM shelf WHERE language = %(language)s"
        " AND %(word)s <%% spelling LIMIT 5000) AS ours"
        " WHERE length(w) > 2 ORDER BY likeness DESC, w LIMIT 1",
        language=language,
        word=word,
    )


async def by_ids(
    db: AsyncConnection, product_ids: Sequence[UUID], *, language: str, currency: str
) -> Sequence[Row]:
    return await rows(
        db,
        "SELECT product_id, slug, name, from_minor, compare_at_minor, availability, picture,"
        " picture_alt, review_count, rating_tenths, featured, created_at FROM shelf"
        " WHERE visible AND language = %(language)s AND currency = %(currency)s"
        " AND product_id = ANY(%(ids)s)",
        language=language,
        currency=currency,
        ids=list(product_ids),
    )
