"""A page of the shop's own: its texts, where it stands, and when it shows. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from lonja.catalog import api as catalog
from lonja.content._cleaning import plain
from lonja.content._drafting import DRAFT_NOTES
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import best_of, is_language

MAX_PAGES: Final = 500
TITLE_CHARACTERS: Final = 200
SEO_CHARACTERS: Final = 400
BODY_CHARACTERS: Final = 50_000
PREVIEW: Final = "preview"
"""The one slug that no page takes: below it drafts are shown."""


class PageStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class PageRole(StrEnum):
    """What the law or a buyer looks for by its kind, wherever the shop puts it; in their order."""

    LEGAL_NOTICE = "legal_notice"
    TERMS = "terms"
    PRIVACY = "privacy"
    RETURNS = "returns"
    SHIPPING = "shipping"
    COOKIES = "cookies"
    ACCESSIBILITY = "accessibility"


class Visibility(StrEnum):
    """Where a page stands now: its status and its times together."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    VISIBLE = "visible"
    ENDED = "ended"


class UnknownPage(NotFound):
    code: ClassVar[str] = "unknown_page"


class PageChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "page_changed"


class PageSlugTaken(Conflict):
    """Another page has this address in this language; `facts["field"]` says in which."""

    code: ClassVar[str] = "page_slug_taken"


class PageRoleTaken(Conflict):
    """Another page is the shop's page of this kind."""

    code: ClassVar[str] = "page_role_taken"


class TooManyPages(Conflict):
    code: ClassVar[str] = "too_many_pages"


class PageTextMissing(Invalid):
    """`facts["field"]` has to be there before the page is published."""

    code: ClassVar[str] = "page_text_missing"


class DraftNoteLeft(Invalid):
    """The sentence that says that a draft is no legal advice still stands in the text."""

    code: ClassVar[str] = "draft_note_left"


@dataclass(frozen=True, slots=True)
class PageText:
    """One language of a page. `body` is HTML; the SEO texts may be empty: the page's own are taken."""

    slug: str
    title: str
    body: str = ""
    seo_title: str = ""
    seo_description: str = ""


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page as staff write it; without times it shows from its publication until it is taken back."""

    texts: Mapping[str, PageText]
    role: PageRole | None = None
    status: PageStatus = PageStatus.DRAFT
    visible_from: datetime | None = None
    visible_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    id: UUID
    draft: PageDraft
    version: int
    changed_at: datetime
    changed_by: str

    def visibility(self, now: datetime) -> Visibility:
        return visibility(self.draft, now)


@dataclass(frozen=True, slots=True)
class Heading:
    """A published page as links name it: `titles` and `slugs` by language."""

    id: UUID
    role: PageRole | None
    visible_from: datetime | None
    visible_until: datetime | None
    titles: Mapping[str, str] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)

    def is_visible(self, now: datetime) -> bool:
        return _is_between(self.visible_from, self.visible_until, now)

    def title_in(self, language: str, default: str = "") -> str:
        return self.titles[language_of(self.titles, language, default)]

    def path_in(self, language: str, default: str = "") -> str:
        return path_of(language, self.slugs[language_of(self.slugs, language, default)])


def visibility(draft: PageDraft, now: datetime) -> Visibility:
    if draft.status is PageStatus.DRAFT:
        return Visibility.DRAFT
    if draft.visible_until is not None and draft.visible_until <= now:
        return Visibility.ENDED
    if draft.visible_from is not None and draft.visible_from > now:
        return Visibility.SCHEDULED
    return Visibility.VISIBLE


def path_of(language: str, slug: str) -> str:
    """Where a page stands in the storefront."""
    return f"/{language}/pages/{slug}"


def legal_pages(headings: Iterable[Heading], now: datetime) -> list[Heading]:
    """Those of a kind that the law or a buyer looks for and whose time has come, in their order."""
    by_role = {one.role: one for one in headings if one.is_visible(now)}
    return [by_role[role] for role in PageRole if role in by_role]


def language_of(texts: Mapping[str, object], language: str, default: str = "") -> str:
    """The language that a page is read in: the one asked for, else the default, else any."""
    turns = (best_of(language, texts), best_of(default, texts), *texts)
    return next(code for code in turns if code)


def faults(draft: PageDraft) -> Iterator[Invalid]:
    """Everything that is wrong with a page, field by field."""
    if not draft.texts:
        yield Invalid("a page has a text in at least one language", field="texts")
    for language, text in draft.texts.items():
        if not is_language(language):
            yield Invalid(f"there is no language {language!r}", field=f"texts.{language}")
        yield from _text_faults(text, f"texts.{language}")
    if draft.visible_from and draft.visible_until and draft.visible_until <= draft.visible_from:
        yield Invalid("a page ends after it begins", field="visible_until")
    if draft.status is PageStatus.PUBLISHED:
        yield from _unfit_to_publish(draft)


def _is_slug(slug: str) -> bool:
    return 1 <= len(slug) <= 80 and slug == catalog.slug_of(slug) and slug != PREVIEW


def _text_faults(text: PageText, name: str) -> Iterator[Invalid]:
    if not _is_slug(text.slug):
        yield Invalid(
            f"an address has small letters, digits and single dashes, and is not {PREVIEW!r}",
            field=f"{name}.slug",
        )
    if not 1 <= len(text.title.strip()) <= TITLE_CHARACTERS:
        yield Invalid(f"a title has 1 to {TITLE_CHARACTERS} characters", field=f"{name}.title")
    for seo in ("seo_title", "seo_description"):
        if len(getattr(text, seo)) > SEO_CHARACTERS:
            yield Invalid(f"at most {SEO_CHARACTERS} characters", field=f"{name}.{seo}")
    if len(text.body) > BODY_CHARACTERS:
        yield Invalid(f"a page has at most {BODY_CHARACTERS:,} characters", field=f"{name}.body")


def _unfit_to_publish(draft: PageDraft) -> Iterator[Invalid]:
    for language, text in draft.texts.items():
        shown = plain(text.body)
        if not shown:
            yield PageTextMissing("a published page says something", field=f"texts.{language}.body")
        if any(note in shown for note in DRAFT_NOTES.values()):
            yield DraftNoteLeft(
                "take out the sentence about the draft once somebody has checked the text",
                field=f"texts.{language}.body",
            )


def _is_between(start: datetime | None, end: datetime | None, now: datetime) -> bool:
    return (start is None or start <= now) and (end is None or now < end)
