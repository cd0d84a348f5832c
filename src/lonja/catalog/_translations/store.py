"""All SQL of texts that a language lacks and another language has."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows

_PRODUCT_LACKS = (
    "array_remove(ARRAY["
    "CASE WHEN coalesce(texts -> %(language)s ->> 'name', '') = '' THEN 'name' END,"
    " CASE WHEN coalesce(texts -> %(language)s ->> 'description', '') = ''"
    " AND jsonb_path_exists(texts, '$.*.description ? (@ != \"\")') THEN 'description' END,"
    " CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(options) o"
    " WHERE o -> 'names' <> '{}' AND coalesce(o -> 'names' ->> %(language)s, '') = ''"
    " OR EXISTS (SELECT FROM jsonb_array_elements(o -> 'values') v"
    " WHERE v -> 'names' <> '{}' AND coalesce(v -> 'names' ->> %(language)s, '') = ''))"
    " THEN 'options' END], NULL)"
)
_CATEGORY_LACKS = (
    "array_remove(ARRAY["
    "CASE WHEN coalesce(texts -> %(language)s ->> 'name', '') = '' THEN 'name' END,"
    " CASE WHEN coalesce(texts -> %(language)s ->> 'description', '') = ''"
    " AND jsonb_path_exists(texts, '$.*.description ? (@ != \"\")') THEN 'description' END],"
    " NULL)"
)


@dataclass(frozen=True, slots=True)
class Untranslated:
    """`lacks` are the fields; `name` is what it is called in the language that has a name."""

    id: UUID
    name: str
    lacks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Coverage:
    total: int
    lacking: int


async def coverage_of_products(db: AsyncConnection, language: str) -> Coverage:
    (found,) = await rows(
        db,
        Coverage,
        "SELECT count(*) AS total, count(*) FILTER (WHERE cardinality(lacks) > 0) AS lacking"
        f" FROM (SELECT {_PRODUCT_LACKS} AS lacks FROM products WHERE status <> 'archived') AS p",
        language=language,
    )
    return found


async def untranslated_products(
    db: AsyncConnection, language: str, *, after: UUID | None, limit: int
) -> list[Untranslated]:
    """By id; archived ones do not count."""
    return await rows(
        db,
        Untranslated,
        "SELECT id, coalesce(name, slug) AS name, lacks FROM (SELECT id, slug,"
        " jsonb_path_query_first(texts, '$.*.name ? (@ != \"\")') #>> '{}' AS name,"
        f" {_PRODUCT_LACKS} AS lacks FROM products WHERE status <> 'archived'"
        " AND (%(after)s::uuid IS NULL OR id > %(after)s)) AS p"
        " WHERE cardinality(lacks) > 0 ORDER BY id LIMIT %(limit)s",
        language=language,
        after=after,
        limit=limit,
    )


async def coverage_of_categories(db: AsyncConnection, language: str) -> Coverage:
    (found,) = await rows(
        db,
        Coverage,
        "SELECT count(*) AS total, count(*) FILTER (WHERE cardinality(lacks) > 0) AS lacking"
        f" FROM (SELECT {_CATEGORY_LACKS} AS lacks FROM categories) AS c",
        language=language,
    )
    return found


async def untranslated_categories(
    db: AsyncConnection, language: str, *, after: UUID | None, limit: int
) -> list[Untranslated]:
    """By id."""
    return await rows(
        db,
        Untranslated,
        "SELECT id, coalesce(name, slug) AS name, lacks FROM (SELECT id, slug,"
        " jsonb_path_query_first(texts, '$.*.name ? (@ != \"\")') #>> '{}' AS name,"
        f" {_CATEGORY_LACKS} AS lacks FROM categories"
        " WHERE %(after)s::uuid IS NULL OR id > %(after)s) AS c"
        " WHERE cardinality(lacks) > 0 ORDER BY id LIMIT %(limit)s",
        language=language,
        after=after,
        limit=limit,
    )
