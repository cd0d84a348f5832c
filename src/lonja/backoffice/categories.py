"""The categories of the menu."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
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
    """`products` counts those that are not for sale, too, and `all_products` those below it as well.

    `path` is what it stands in, from the top row down; without `parent_id` it is of the top row.
    """

    id: UUID
    parent_id: UUID | None
    path: list[UUID]
    slug: str
    position: int
    texts: dict[str, CategoryText]
    products: int
    all_products: int
    children: int
    version: int


class CategoryTextAsked(In):
    name: Line
    description: Prose = ""


Texts = Annotated[dict[Language, CategoryTextAsked], Field(min_length=1)]


class CategoryAsked(In):
    slug: Line
    parent_id: UUID | None = None
    position: Position = 0
    texts: Texts


class CategoryEdit(In):
    """What is left out stays as it is; `texts` replace all texts, and null as the parent is the top row."""

    parent_id: UUID | None = None
    slug: Line | None = None
    position: Position | None = None
    texts: Texts | None = None


class CategoryOrder(In):
    """All that stand in the parent (none: in the top row) as the store shows them, each once.

    One that stood elsewhere moves here.
    """

    parent_id: UUID | None = None
    ids: Annotated[list[UUID], Field(max_length=catalog.MAX_CATEGORIES)]


def _category(row: catalog.CategoryRow) -> Category:
    return Category(
        id=row.id,
        parent_id=row.draft.parent_id,
        path=list(row.path),
        slug=row.draft.slug,
        position=row.draft.position,
        texts={
            language: CategoryText(
                name=text.get("name", ""), description=text.get("description", "")
            )
            for language, text in row.draft.texts.items()
        },
        products=row.products,
        all_products=row.all_products,
        children=row.children,
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
    draft = catalog.CategoryDraft(asked.slug, _texts(asked.texts), asked.position, asked.parent_id)
    category_id = await catalog.add_category(db, draft, actor=me.email, now=now)
    return _category(await catalog.category(db, category_id))


@router.put("/order", status_code=204, operation_id="orderCategories")
async def order_categories(asked: CategoryOrder, db: Db, me: Me, now: Now) -> None:
    """409 where a category came, went or moved since the list was read."""
    await catalog.order_categories(
        db, asked.ids, parent_id=asked.parent_id, actor=me.email, now=now
    )


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
        asked.parent_id if "parent_id" in asked.model_fields_set else before.parent_id,
    )
    await catalog.change_category(db, category_id, draft, version=version, actor=me.email, now=now)
    return _category(await catalog.category(db, category_id))


@router.delete("/{category_id}", status_code=204, operation_id="removeCategory")
async def remove_category(
    category_id: UUID,
    version: IfMatch,
    db: Db,
    me: Me,
    now: Now,
    into: Annotated[UUID | Literal["top"] | None, Query()] = None,
) -> None:
    """409 while products or categories are in it, unless it says where they go.

    `into` another category; `top`: its categories to the top row, its products to none.
    """
    target = into if isinstance(into, UUID) else None
    await catalog.remove_category(
        db,
        category_id,
        version=version,
        into=target,
        empties=into == "top",
        actor=me.email,
        now=now,
    )
