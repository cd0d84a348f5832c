"""Pages of the shop's own, and drafts of those that the law asks for."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from lonja.actions.preview_page import LIFE, preview_url
from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.content import api as content
from lonja.hosting.deps import (
    Cursor,
    Db,
    Facts,
    In,
    Line,
    ListOut,
    Moment,
    Out,
    PageLimit,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel.languages import Language
from lonja.kernel.paging import BY_TIME
from lonja.shop import api as shops

router = APIRouter(prefix="/pages", tags=["content"])

Body = Annotated[str, StringConstraints(max_length=content.BODY_CHARACTERS), Storable]
SeoText = Annotated[str, StringConstraints(max_length=400, strip_whitespace=True), Storable]


class PageText(Out):
    slug: str
    title: str
    body: str
    seo_title: str
    seo_description: str


class Page(Out):
    """`visibility` says where status and times together leave it now."""

    id: UUID
    role: content.PageRole | None
    status: content.PageStatus
    visibility: content.Visibility
    visible_from: datetime | None
    visible_until: datetime | None
    texts: dict[str, PageText]
    version: int
    changed_at: datetime
    changed_by: str


class PageRow(Out):
    id: UUID
    role: content.PageRole | None
    visibility: content.Visibility
    visible_from: datetime | None
    visible_until: datetime | None
    titles: dict[str, str]
    slugs: dict[str, str]
    changed_at: datetime
    changed_by: str


class PageTextAsked(In):
    """`body` is HTML; what may not stand in a page is taken out of it."""

    slug: Line
    title: Line
    body: Body = ""
    seo_title: SeoText = ""
    seo_description: SeoText = ""


Texts = Annotated[dict[Language, PageTextAsked], Field(min_length=1)]


class PageAsked(In):
    texts: Texts
    role: content.PageRole | None = None
    status: content.PageStatus = content.PageStatus.DRAFT
    visible_from: Moment | None = None
    visible_until: Moment | None = None


class PageEdit(In):
    """What is left out stays as it is; null takes a role or a time away; `texts` replace all texts."""

    texts: Texts | None = None
    role: content.PageRole | None = None
    status: content.PageStatus | None = None
    visible_from: Moment | None = None
    visible_until: Moment | None = None


class PagePreview(Out):
    """By language: where the page is shown as it is stored now, to whoever has the link."""

    urls: dict[str, str]
    expires_at: datetime


class LegalDraft(Out):
    """A text to begin with. It is no legal advice, and says so in `note` and in each text."""

    role: content.PageRole
    country: str
    note: dict[str, str]
    texts: dict[str, PageText]


def _page(found: content.Page, now: datetime) -> Page:
    draft = found.draft
    return Page(
        id=found.id,
        role=draft.role,
        status=draft.status,
        visibility=found.visibility(now),
        visible_from=draft.visible_from,
        visible_until=draft.visible_until,
        texts={
            language: PageText.model_validate(asdict(text))
            for language, text in draft.texts.items()
        },
        version=found.version,
        changed_at=found.changed_at,
        changed_by=found.changed_by,
    )


def _row(found: content.Page, now: datetime) -> PageRow:
    draft = found.draft
    return PageRow(
        id=found.id,
        role=draft.role,
        visibility=found.visibility(now),
        visible_from=draft.visible_from,
        visible_until=draft.visible_until,
        titles={language: text.title for language, text in draft.texts.items()},
        slugs={language: text.slug for language, text in draft.texts.items()},
        changed_at=found.changed_at,
        changed_by=found.changed_by,
    )


def _texts(texts: dict[Language, PageTextAsked]) -> dict[str, content.PageText]:
    return {
        str(language): content.PageText(**text.model_dump()) for language, text in texts.items()
    }


@router.get("", operation_id="listPages")
async def list_pages(
    db: Reading,
    now: Now,
    q: Search = "",
    status: Annotated[content.PageStatus | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[PageRow]:
    """The last changed first; `q` is a part of a title."""
    found = await content.list_pages(
        db, query=q.strip(), status=status, after=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda one: (one.changed_at, one.id))
    return ListOut(items=[_row(one, now) for one in page.items], next_cursor=page.next_cursor)


@router.post("", status_code=201, operation_id="addPage")
async def add_page(asked: PageAsked, db: Db, me: Me, now: Now) -> Page:
    draft = content.PageDraft(
        texts=_texts(asked.texts),
        role=asked.role,
        status=asked.status,
        visible_from=asked.visible_from,
        visible_until=asked.visible_until,
    )
    page_id = await content.add_page(db, draft, actor=me.email, now=now)
    return _page(await content.page(db, page_id), now)


@router.get("/drafts/{role}", operation_id="getLegalDraft")
async def get_legal_draft(role: content.PageRole, facts: Facts) -> LegalDraft:
    """A draft for the shop's home country, with the shop's own facts in it."""
    texts = {}
    for language in facts.languages:
        slug, title, body = content.legal_draft(
            role, language, facts.home_country, _facts(facts, language)
        )
        texts[language] = PageText(
            slug=slug, title=title, body=body, seo_title="", seo_description=""
        )
    return LegalDraft(
        role=role,
        country=facts.home_country,
        note={
            language: content.DRAFT_NOTES[content.draft_language(role, language)]
            for language in facts.languages
        },
        texts=texts,
    )


def _facts(facts: shops.Shop, language: str) -> dict[str, str]:
    """Who sells, as the drafts name it."""
    found = shops.seller(facts, language)
    if found is None:
        return {}
    return {
        "legal_name": found.legal_name,
        "address": ", ".join(found.lines),
        "vat_ids": ", ".join(found.vat_ids),
        "email": found.email,
        "phone": found.phone,
    }


@router.get("/{page_id}", operation_id="getPage")
async def get_page(page_id: UUID, db: Reading, now: Now) -> Page:
    return _page(await content.page(db, page_id), now)


@router.patch("/{page_id}", operation_id="changePage")
async def change_page(
    page_id: UUID, asked: PageEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> Page:
    """A published page whose address changes leads there from the old one."""
    before = (await content.page(db, page_id)).draft
    sent = {name: getattr(asked, name) for name in asked.model_fields_set - {"texts", "status"}}
    draft = replace(
        before,
        **sent,
        status=asked.status or before.status,
        texts=before.texts if asked.texts is None else _texts(asked.texts),
    )
    await content.change_page(db, page_id, draft, version=version, actor=me.email, now=now)
    return _page(await content.page(db, page_id), now)


@router.delete("/{page_id}", status_code=204, operation_id="removePage")
async def remove_page(page_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    await content.remove_page(db, page_id, version=version, actor=me.email, now=now)


@router.get("/{page_id}/preview", operation_id="previewPage")
async def preview_page(page_id: UUID, shop: TheShop, facts: Facts, now: Now) -> PagePreview:
    """Links for a day to the page as it is stored, whatever its status."""
    async with shop.database.reading() as db:
        await content.page(db, page_id)
    until = (now + LIFE).replace(microsecond=0)
    urls = {
        language: preview_url(shop.settings, page_id, language, until=until)
        for language in facts.languages
    }
    return PagePreview(urls=urls, expires_at=until)
