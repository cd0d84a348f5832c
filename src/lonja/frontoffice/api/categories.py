"""The tree of categories, and collections."""

from uuid import UUID

from fastapi import APIRouter, Response

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.frontoffice.api.products import AskedLanguage, spoken_in
from lonja.frontoffice.api.store import KEPT
from lonja.hosting.deps import Facts, ListOut, Out, PathText, Reading
from lonja.kernel import clock

router = APIRouter(tags=["products"])


class CategoryNodeOut(Out):
    """`parent` is the slug of the one it stands in, null in the top row; `products` counts its own
    and those of all below it.
    """

    id: UUID
    slug: str
    parent: str | None
    name: str
    description: str
    products: int


class CollectionOut(Out):
    """List its products by `GET /products?collection=`."""

    slug: str
    name: str
    description: str
    products: int


@router.get("/categories", operation_id="listCategories")
async def list_categories(
    facts: Facts, db: Reading, response: Response, language: AskedLanguage = None
) -> ListOut[CategoryNodeOut]:
    """All of them, each after the one it stands in, in the order that staff gave them."""
    response.headers["Cache-Control"] = KEPT
    spoken = spoken_in(facts, language)
    known = await catalog.categories(db)
    slugs = {one.id: one.slug for one in known}
    return ListOut[CategoryNodeOut](
        items=[
            CategoryNodeOut(
                id=one.id,
                slug=one.slug,
                parent=slugs.get(one.parent_id) if one.parent_id else None,
                name=one.text(spoken, "name", default=facts.language),
                description=one.text(spoken, "description", default=facts.language),
                products=one.products,
            )
            for one in known
        ],
        next_cursor=None,
    )


@router.get("/collections", operation_id="listCollections")
async def list_collections(
    facts: Facts, db: Reading, response: Response, language: AskedLanguage = None
) -> ListOut[CollectionOut]:
    """Those that buyers see now."""
    response.headers["Cache-Control"] = KEPT
    now, spoken = clock.now(), spoken_in(facts, language)
    found = [one for one in await collections.collections(db) if one.is_shown(now)]
    return ListOut[CollectionOut](
        items=[_shown(one, spoken, facts.language) for one in found], next_cursor=None
    )


@router.get("/collections/{slug}", operation_id="getCollection")
async def get_collection(
    slug: PathText, facts: Facts, db: Reading, response: Response, language: AskedLanguage = None
) -> CollectionOut:
    response.headers["Cache-Control"] = KEPT
    spoken = spoken_in(facts, language)
    found = await collections.collection_at(db, slug, language=spoken, now=clock.now())
    return _shown(found, spoken, facts.language)


def _shown(one: collections.Collection, language: str, default: str) -> CollectionOut:
    return CollectionOut(
        slug=one.address(language),
        name=one.text(language, "name", default=default),
        description=one.text(language, "description", default=default),
        products=one.products,
    )
