"""All SQL of pages that are not written in a language, or without a text in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows

_LACKS = (
    "CASE WHEN t.page_id IS NULL THEN ARRAY['title', 'body']"
    " WHEN t.body = '' AND EXISTS (SELECT FROM page_texts o"
    " WHERE o.page_id = p.id AND o.body <> '') THEN ARRAY['body'] ELSE ARRAY[]::text[] END"
)
_PAGES = " FROM pages p LEFT JOIN page_texts t ON t.page_id = p.id AND t.language = %(language)s"


@dataclass(frozen=True, slots=True)
class UntranslatedPage:
    """`lacks` are the fields; `name` is its title in another language."""

    id: UUID
    name: str
    lacks: Sequence[str]


@dataclass(frozen=True, slots=True)
class PageCoverage:
    total: int
    lacking: int


async def coverage_of_pages(db: AsyncConnection, language: str) -> PageCoverage:
    (found,) = await rows(
        db,
        PageCoverage,
        "SELECT count(*) AS total, count(*) FILTER (WHERE cardinality(lacks) > 0) AS lacking"
        f" FROM (SELECT {_LACKS} AS lacks {_PAGES}) AS all_pages",
        language=language,
    )
    return found


async def untranslated_pages(
    db: AsyncConnection, language: str, *, after: UUID | None, limit: int
) -> list[UntranslatedPage]:
    """By id."""
    return await rows(
        db,
        UntranslatedPage,
        "SELECT id, name, lacks FROM (SELECT p.id, coalesce((SELECT o.title FROM page_texts o"
        " WHERE o.page_id = p.id ORDER BY o.language LIMIT 1), '') AS name,"
        f" {_LACKS} AS lacks {_PAGES}"
        " WHERE %(after)s::uuid IS NULL OR p.id > %(after)s) AS all_pages"
        " WHERE cardinality(lacks) > 0 ORDER BY id LIMIT %(limit)s",
        language=language,
        after=after,
        limit=limit,
    )
