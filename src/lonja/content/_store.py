"""All SQL of pages, and of what stands around them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.content._layout import DocumentName
from lonja.content._page import Page, PageDraft, PageRole, PageStatus, PageText
from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class StoredPage:
    id: UUID
    role: str | None
    status: str
    visible_from: datetime | None
    visible_until: datetime | None
    version: int
    changed_at: datetime
    changed_by: str
    texts: Mapping[str, Mapping[str, str]]

    def page(self) -> Page:
        texts = {language: PageText(**text) for language, text in self.texts.items()}
        draft = PageDraft(
            texts=texts,
            role=PageRole(self.role) if self.role else None,
            status=PageStatus(self.status),
            visible_from=self.visible_from,
            visible_until=self.visible_until,
        )
        return Page(self.id, draft, self.version, self.changed_at, self.changed_by)


@dataclass(frozen=True, slots=True)
class StoredHeading:
    id: UUID
    role: str | None
    visible_from: datetime | None
    visible_until: datetime | None
    titles: Mapping[str, str]
    slugs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    name: str
    version: int
    body: Mapping[str, Any]
    changed_at: datetime
    changed_by: str


_TEXTS = (
    "(SELECT jsonb_object_agg(t.language, jsonb_build_object('slug', t.slug, 'title', t.title,"
    " 'body', t.body, 'seo_title', t.seo_title, 'seo_description', t.seo_description))"
    " FROM page_texts t WHERE t.page_id = p.id) AS texts"
)
_PAGE = (
    "p.id, p.role, p.status, p.visible_from, p.visible_until, p.version, p.changed_at,"
    f" p.changed_by, {_TEXTS}"
)
_VERSION = "name, version, body, changed_at, changed_by"


async def get(db: AsyncConnection, page_id: UUID, *, lock: bool = False) -> Page | None:
    found = await first(
        db,
        StoredPage,
        f"SELECT {_PAGE} FROM pages p WHERE p.id = %(id)s" + (" FOR UPDATE OF p" if lock else ""),
        id=page_id,
    )
    return None if found is None else found.page()


async def by_slug(db: AsyncConnection, slug: str, language: str) -> Page | None:
    """The page with this address in this language, else in another one."""
    found = await first(
        db,
        StoredPage,
        f"SELECT {_PAGE} FROM pages p JOIN page_texts s ON s.page_id = p.id AND s.slug = %(slug)s"
        " ORDER BY (s.language = %(language)s) DESC, s.language LIMIT 1",
        slug=slug,
        language=language,
    )
    return None if found is None else found.page()


async def by_role(db: AsyncConnection, role: PageRole) -> Page | None:
    found = await first(
        db, StoredPage, f"SELECT {_PAGE} FROM pages p WHERE p.role = %(role)s", role=role
    )
    return None if found is None else found.page()


async def list_pages(
    db: AsyncConnection,
    *,
    query: str | None,
    status: PageStatus | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Page]:
    """The last changed first."""
    changed_at, page_id = after or (None, None)
    found = await rows(
        db,
        StoredPage,
        f"SELECT {_PAGE} FROM pages p"
        " WHERE (%(status)s::text IS NULL OR p.status = %(status)s)"
        " AND (%(query)s::text IS NULL OR EXISTS (SELECT FROM page_texts f WHERE f.page_id = p.id"
        " AND strpos(lower(f.title), lower(%(query)s)) > 0))"
        " AND (%(changed_at)s::timestamptz IS NULL OR (p.changed_at, p.id)"
        " < (%(changed_at)s, %(id)s::uuid))"
        " ORDER BY p.changed_at DESC, p.id DESC LIMIT %(limit)s",
        status=status,
        query=query,
        changed_at=changed_at,
        id=page_id,
        limit=limit,
    )
    return [row.page() for row in found]


async def headings(db: AsyncConnection, limit: int) -> list[StoredHeading]:
    """Of every published page, whether its time has come or not."""
    return await rows(
        db,
        StoredHeading,
        "SELECT p.id, p.role, p.visible_from, p.visible_until,"
        " jsonb_object_agg(t.language, t.title) AS titles,"
        " jsonb_object_agg(t.language, t.slug) AS slugs"
        " FROM pages p JOIN page_texts t ON t.page_id = p.id WHERE p.status = 'published'"
        " GROUP BY p.id ORDER BY p.id LIMIT %(limit)s",
        limit=limit,
    )


async def known_pages(db: AsyncConnection, page_ids: Sequence[UUID]) -> set[UUID]:
    return set(
        await rows(
            db, UUID, "SELECT id FROM pages WHERE id = ANY(%(ids)s) ORDER BY id", ids=list(page_ids)
        )
    )


async def count_pages(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM pages")


async def insert(
    db: AsyncConnection, page_id: UUID, draft: PageDraft, *, actor: str, now: datetime
) -> bool:
    """False where another page has the role."""
    return bool(
        await run(
            db,
            "INSERT INTO pages (id, role, status, visible_from, visible_until, changed_at,"
            " changed_by) VALUES (%(id)s, %(role)s, %(status)s, %(visible_from)s,"
            " %(visible_until)s, %(now)s, %(actor)s) ON CONFLICT DO NOTHING",
            id=page_id,
            **_columns(draft),
            actor=actor,
            now=now,
        )
    )


async def update(
    db: AsyncConnection, page_id: UUID, draft: PageDraft, *, actor: str, now: datetime
) -> bool:
    """False where another page has the role."""
    return bool(
        await run(
            db,
            "UPDATE pages SET role = %(role)s, status = %(status)s,"
            " visible_from = %(visible_from)s, visible_until = %(visible_until)s,"
            " version = version + 1, changed_at = %(now)s, changed_by = %(actor)s"
            " WHERE id = %(id)s AND NOT EXISTS"
            " (SELECT FROM pages o WHERE o.role = %(role)s AND o.id <> %(id)s)",
            id=page_id,
            **_columns(draft),
            actor=actor,
            now=now,
        )
    )


async def write_text(db: AsyncConnection, page_id: UUID, language: str, text: PageText) -> bool:
    """False where another page has the address in this language."""
    return bool(
        await run(
            db,
            "INSERT INTO page_texts (page_id, language, slug, title, body, seo_title,"
            " seo_description) VALUES (%(page_id)s, %(language)s, %(slug)s, %(title)s, %(body)s,"
            " %(seo_title)s, %(seo_description)s) ON CONFLICT DO NOTHING",
            page_id=page_id,
            language=language,
            **asdict(text),
        )
    )


async def delete_texts(db: AsyncConnection, page_id: UUID) -> None:
    await run(db, "DELETE FROM page_texts WHERE page_id = %(id)s", id=page_id)


async def delete(db: AsyncConnection, page_id: UUID) -> None:
    await run(db, "DELETE FROM pages WHERE id = %(id)s", id=page_id)


async def newest(db: AsyncConnection, name: DocumentName) -> StoredVersion | None:
    return await first(
        db,
        StoredVersion,
        f"SELECT {_VERSION} FROM content_versions WHERE name = %(name)s"
        " ORDER BY version DESC LIMIT 1",
        name=name,
    )


async def newest_of_all(db: AsyncConnection) -> list[StoredVersion]:
    return await rows(
        db,
        StoredVersion,
        f"SELECT DISTINCT ON (name) {_VERSION} FROM content_versions ORDER BY name, version DESC",
    )


async def history(
    db: AsyncConnection, name: DocumentName, *, before: int | None, limit: int
) -> list[StoredVersion]:
    """Newest first."""
    return await rows(
        db,
        StoredVersion,
        f"SELECT {_VERSION} FROM content_versions WHERE name = %(name)s"
        " AND (%(before)s::int IS NULL OR version < %(before)s)"
        " ORDER BY version DESC LIMIT %(limit)s",
        name=name,
        before=before,
        limit=limit,
    )


async def add_version(
    db: AsyncConnection,
    name: DocumentName,
    *,
    version: int,
    body: str,
    actor: str,
    now: datetime,
) -> bool:
    """False where somebody has written this version already."""
    return bool(
        await run(
            db,
            "INSERT INTO content_versions (name, version, body, changed_at, changed_by) VALUES"
            " (%(name)s, %(version)s, %(body)s::jsonb, %(now)s, %(actor)s) ON CONFLICT DO NOTHING",
            name=name,
            version=version,
            body=body,
            now=now,
            actor=actor,
        )
    )


def _columns(draft: PageDraft) -> dict[str, Any]:
    return {
        "role": draft.role,
        "status": draft.status,
        "visible_from": draft.visible_from,
        "visible_until": draft.visible_until,
    }
