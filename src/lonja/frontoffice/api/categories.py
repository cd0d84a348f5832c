"""The tree of categories, and collections."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Response
from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.content import api as content
from lonja.frontoffice.api.pictures import BlockPictureOut
from lonja.frontoffice.api.products import AskedLanguage, spoken_in
from lonja.frontoffice.api.store import KEPT
from lonja.frontoffice.views.pictures import uploaded
from lonja.hosting.deps import Facts, ListOut, Out, PathText, Reading, TheShop
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
    picture: BlockPictureOut | None


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
    facts: Facts, db: Reading, shop: TheShop, response: Response, language: AskedLanguage = None
) -> ListOut[CollectionOut]:
    """Those that buyers see now."""
    response.headers["Cache-Control"] = KEPT
    now, spoken = clock.now(), spoken_in(facts, language)
    found = [one for one in await collections.collections(db) if one.is_shown(now)]
    return ListOut[CollectionOut](
        items=await _shown(db, shop, found, spoken, facts.language), next_cursor=None
    )


@router.get("/collections/{slug}", operation_id="getCollection")
async def get_collection(
    slug: PathText,
    facts: Facts,
    db: Reading,
    shop: TheShop,
    response: Response,
    language: AskedLanguage = None,
) -> CollectionOut:
    response.headers["Cache-Control"] = KEPT
    spoken = spoken_in(facts, language)
    found = await collections.collection_at(db, slug, language=spoken, now=clock.now())
    (shown,) = await _shown(db, shop, [found], spoken, facts.language)
    return shown


async def _shown(
    db: AsyncConnection,
    shop: TheShop,
    found: Sequence[collections.Collection],
    language: str,
    default: str,
) -> list[CollectionOut]:
    files = await content.files(db, [one.picture.file for one in found if one.picture])

    def picture_of(one: collections.Collection) -> BlockPictureOut | None:
        file = files.get(one.picture.file) if one.picture else None
        if one.picture is None or file is None:
            return None
        seen = uploaded(one.picture, file, language, shop.blobs.public_url)
        return BlockPictureOut.of(seen, one.picture)

    return [
        CollectionOut(
            slug=one.address(language),
            name=one.text(language, "name", default=default),
            description=one.text(language, "description", default=default),
            products=one.products,
            picture=picture_of(one),
        )
        for one in found
    ]
