"""The categories of the menu."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, Prose, Reading
from lonja.kernel.languages import Language
from lonja.kernel.paging import BY_NAME

router = APIRouter(prefix="/categories", tags=["products"])

Position = Annotated[int, Field(ge=0, le=10_000)]


class CategoryText(Out):
    name: str
    description: str


class Category(Out):
    """`products` counts those that are not for sale, too."""

    id: UUID
    slug: str
    position: int
    texts: dict[str, CategoryText]
    products: int
    version: int


class CategoryTextAsked(In):
    name: Line
    description: Prose = ""


Texts = Annotated[dict[Language, CategoryTextAsked], Field(min_length=1)]


class CategoryAsked(In):
    slug: Line
    position: Position = 0
    texts: Texts


class CategoryEdit(In):
    """What is left out stays as it is; `texts` replace all texts."""

    slug: Line | None = None
    position: Position | None = None
    texts: Texts | None = None


class CategoryOrder(In):
    """All categories, each once, as the store shows them."""

    ids: Annotated[list[UUID], Field(max_length=catalog.MAX_CATEGORIES)]


def _category(row: catalog.CategoryRow) -> Category:
    return Category(
        id=row.id,
        slug=row.draft.slug,
        position=row.draft.position,
        texts={
            language: CategoryText(
                name=text.get("name", ""), description=text.get("description", "")
            )
            for language, text in row.draft.texts.items()
        },
        products=row.products,
        version=row.version,
    )


def _texts(texts: dict[Language, CategoryTextAsked]) -> dict[str, dict[str, str]]:
    return {str(language): text.model_dump() for language, text in texts.items()}


@router.get("", operation_id="listCategories")
async def list_categories(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 100
) -> ListOut[Category]:
    """By slug."""
    found = await catalog.list_categories(db, after=BY_NAME.after(cursor), limit=limit + 1)
    page = BY_NAME.page(found, limit, lambda one: (one.draft.slug, one.id))
    return ListOut(items=[_category(one) for one in page.items], next_cursor=page.next_cursor)


@router.post("", status_code=201, operation_id="addCategory")
async def add_category(asked: CategoryAsked, db: Db, me: Me, now: Now) -> Category:
    draft = catalog.CategoryDraft(asked.slug, _texts(asked.texts), asked.position)
    category_id = await catalog.add_category(db, draft, actor=me.email, now=now)
    return _category(await catalog.category(db, category_id))


@router.put("/order", status_code=204, operation_id="orderCategories")
async def order_categories(asked: CategoryOrder, db: Db, me: Me, now: Now) -> None:
    """409 where a category came or went since the list was read."""
    await catalog.order_categories(db, asked.ids, actor=me.email, now=now)


@router.get("/{category_id}", operation_id="getCategory")
async def get_category(category_id: UUID, db: Reading) -> Category:
    return _category(await catalog.category(db, category_id))


@router.patch("/{category_id}", operation_id="changeCategory")
async def change_category(
    category_id: UUID, asked: CategoryEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> Category:
    before = (await catalog.category(db, category_id)).draft
    draft = catalog.CategoryDraft(
        asked.slug or before.slug,
        before.texts if asked.texts is None else _texts(asked.texts),
        before.position if asked.position is None else asked.position,
    )
    await catalog.change_category(db, category_id, draft, version=version, actor=me.email, now=now)
    return _category(await catalog.category(db, category_id))


@router.delete("/{category_id}", status_code=204, operation_id="removeCategory")
async def remove_category(category_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """409 while products are in it."""
    await catalog.remove_category(db, category_id, version=version, actor=me.email, now=now)
