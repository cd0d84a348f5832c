"""Which texts a language of the shop lacks: buyers read them in another language."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.hosting.deps import Cursor, ListOut, Out, PageLimit, Reading
from lonja.kernel.languages import Language
from lonja.kernel.paging import SortKey
from lonja.shop import api as shops

router = APIRouter(prefix="/translations", tags=["settings"])

_BY_ID = SortKey(UUID)
AskedLanguage = Annotated[Language, Query()]


class TextKind(StrEnum):
    PRODUCTS = "products"
    CATEGORIES = "categories"
    PAGES = "pages"


class TranslationCoverage(Out):
    """Of one kind in one language of the shop; archived products do not count."""

    kind: TextKind
    language: str
    total: int
    lacking: int


class MissingTranslation(Out):
    """`lacks` names fields; `name` is what it is called in a language that has a name."""

    id: UUID
    name: str
    lacks: list[str]


@router.get("", operation_id="listTranslationCoverage")
async def list_translation_coverage(db: Reading) -> ListOut[TranslationCoverage]:
    """Every kind of text in every language of the shop."""
    items = []
    for language in (await shops.current(db)).languages:
        for kind, found in (
            (TextKind.PRODUCTS, await catalog.translations.coverage_of_products(db, language)),
            (TextKind.CATEGORIES, await catalog.translations.coverage_of_categories(db, language)),
            (TextKind.PAGES, await content.coverage_of_pages(db, language)),
        ):
            items.append(
                TranslationCoverage(
                    kind=kind, language=language, total=found.total, lacking=found.lacking
                )
            )
    return ListOut(items=items, next_cursor=None)


@router.get("/{kind}", operation_id="listMissingTranslations")
async def list_missing_translations(
    kind: TextKind,
    language: AskedLanguage,
    db: Reading,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[MissingTranslation]:
    """What is read in another language, and which of its fields."""
    (after,) = _BY_ID.after(cursor) or (None,)
    found = await _missing(db, kind, language, after=after, limit=limit + 1)
    shown = found[:limit]
    return ListOut(
        items=shown,
        next_cursor=_BY_ID.encode((shown[-1].id,)) if len(found) > limit else None,
    )


async def _missing(
    db: AsyncConnection, kind: TextKind, language: str, *, after: UUID | None, limit: int
) -> list[MissingTranslation]:
    match kind:
        case TextKind.PRODUCTS:
            found = await catalog.translations.untranslated_products(
                db, language, after=after, limit=limit
            )
        case TextKind.CATEGORIES:
            found = await catalog.translations.untranslated_categories(
                db, language, after=after, limit=limit
            )
        case TextKind.PAGES:
            pages = await content.untranslated_pages(db, language, after=after, limit=limit)
            return [MissingTranslation.model_validate(one) for one in pages]
    return [MissingTranslation.model_validate(one) for one in found]
