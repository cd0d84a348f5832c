"""Pages as staff write them and visitors read them, on the caller's transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.content import _redirects, _store
from lonja.content._cleaning import cleaned
from lonja.content._page import (
    MAX_PAGES,
    Heading,
    Page,
    PageChanged,
    PageDraft,
    PageRole,
    PageRoleTaken,
    PageSlugTaken,
    PageStatus,
    PageText,
    TooManyPages,
    UnknownPage,
    Visibility,
    faults,
    path_of,
)
from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import EVERYTHING, announce


async def page(db: AsyncConnection, page_id: UUID) -> Page:
    found = await _store.get(db, page_id)
    if found is None:
        raise UnknownPage("there is no such page")
    return found


async def shown_page(db: AsyncConnection, slug: str, language: str, *, now: datetime) -> Page:
    """The page that a visitor sees at this address; refused as unknown where there is none now."""
    found = await _store.by_slug(db, slug, language)
    if found is None or found.visibility(now) is not Visibility.VISIBLE:
        raise UnknownPage("there is no such page")
    return found


async def list_pages(
    db: AsyncConnection,
    *,
    query: str | None = None,
    status: PageStatus | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Page]:
    """The last changed first; `query` is a part of a title."""
    return await _store.list_pages(db, query=query or None, status=status, after=after, limit=limit)


async def headings(db: AsyncConnection) -> list[Heading]:
    """Every published page as links name it; the caller looks whether its time has come."""
    return [
        Heading(
            row.id,
            PageRole(row.role) if row.role else None,
            row.visible_from,
            row.visible_until,
            row.titles,
            row.slugs,
        )
        for row in await _store.headings(db, MAX_PAGES)
    ]


async def add_page(
    db: AsyncConnection,
    draft: PageDraft,
    *,
    actor: str,
    now: datetime,
    page_id: UUID | None = None,
) -> UUID:
    """Who writes the same shop again and again gives a page its `page_id`."""
    draft = _checked(draft)
    if await _store.count_pages(db) >= MAX_PAGES:
        raise TooManyPages(f"a shop has at most {MAX_PAGES} pages")
    page_id = page_id or uuid7()
    if not await _store.insert(db, page_id, draft, actor=actor, now=now):
        raise _role_taken(draft)
    await _write_texts(db, page_id, draft)
    await _record(db, page_id, None, draft, action="page_added", actor=actor, now=now)
    return page_id


async def change_page(
    db: AsyncConnection,
    page_id: UUID,
    draft: PageDraft,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """A published page that gets another address leads there from the old one."""
    draft = _checked(draft)
    before = await _lock(db, page_id, version)
    if not await _store.update(db, page_id, draft, actor=actor, now=now):
        raise _role_taken(draft)
    await _store.delete_texts(db, page_id)
    await _write_texts(db, page_id, draft)
    if before.draft.status is PageStatus.PUBLISHED:
        for language, text in before.draft.texts.items():
            new = draft.texts.get(language)
            if new is not None and new.slug != text.slug:
                await _redirects.lead(
                    db, path_of(language, text.slug), path_of(language, new.slug), now=now
                )
    await _record(db, page_id, before.draft, draft, action="page_changed", actor=actor, now=now)


async def remove_page(
    db: AsyncConnection, page_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """Menus that led to it show it no longer."""
    before = await _lock(db, page_id, version)
    await _store.delete_texts(db, page_id)
    await _store.delete(db, page_id)
    await _record(
        db, page_id, before.draft, before.draft, action="page_removed", actor=actor, now=now
    )


async def put_page(
    db: AsyncConnection, draft: PageDraft, *, actor: str, now: datetime
) -> tuple[UUID, Outcome]:
    """Add it, or bring the one with this role or first address to what the draft says."""
    language, text = next(iter(draft.texts.items()))
    there = (
        await _store.by_role(db, draft.role)
        if draft.role
        else await _store.by_slug(db, text.slug, language)
    )
    if there is None:
        return await add_page(db, draft, actor=actor, now=now), "created"
    if there.draft == _checked(draft):
        return there.id, "unchanged"
    await change_page(db, there.id, draft, version=there.version, actor=actor, now=now)
    return there.id, "updated"


def _checked(draft: PageDraft) -> PageDraft:
    for fault in faults(draft):
        raise fault
    texts: Mapping[str, PageText] = {
        language: replace(text, title=text.title.strip(), body=cleaned(text.body))
        for language, text in draft.texts.items()
    }
    return replace(draft, texts=texts)


async def _write_texts(db: AsyncConnection, page_id: UUID, draft: PageDraft) -> None:
    for language, text in sorted(draft.texts.items()):
        if not await _store.write_text(db, page_id, language, text):
            raise PageSlugTaken(
                f"another page stands at {text.slug}", field=f"texts.{language}.slug"
            )


async def _lock(db: AsyncConnection, page_id: UUID, version: int) -> Page:
    found = await _store.get(db, page_id, lock=True)
    if found is None:
        raise UnknownPage("there is no such page")
    if found.version != version:
        raise PageChanged(
            "somebody changed this page meanwhile; load it again", version=found.version
        )
    return found


async def _record(
    db: AsyncConnection,
    page_id: UUID,
    before: PageDraft | None,
    after: PageDraft,
    *,
    action: str,
    actor: str,
    now: datetime,
) -> None:
    """Its texts are long, so the audit row says which of them changed."""
    was: Mapping[str, PageText] = before.texts if before else {}
    languages = sorted({*was, *after.texts})
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"page:{page_id}",
        title=next(iter(after.texts.values())).title,
        status=after.status,
        texts=[code for code in languages if was.get(code) != after.texts.get(code)],
    )
    if PageStatus.PUBLISHED in {after.status, before.status if before else None}:
        announce(db, EVERYTHING)  # links to it stand on every page


def _role_taken(draft: PageDraft) -> PageRoleTaken:
    return PageRoleTaken("another page of this shop is of this kind", field="role", role=draft.role)
