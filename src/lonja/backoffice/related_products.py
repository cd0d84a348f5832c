"""Which products stand beside a product on its page."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.hosting.deps import Db, Facts, In, Out, Reading

router = APIRouter(prefix="/products", tags=["products"])


class RelatedProduct(Out):
    id: UUID
    name: str


class RelatedProducts(Out):
    """In their order; the shop fills the row with what the category features.

    `version` is the product's, which `If-Match` names.
    """

    items: list[RelatedProduct]
    version: int


class RelatedAsked(In):
    """All of them, in their order. `both_ways` puts the product beside each of them as well."""

    products: Annotated[list[UUID], Field(max_length=catalog.MAX_RELATED)]
    both_ways: bool = False


@router.get("/{product_id}/related", operation_id="getRelatedProducts")
async def get_related_products(product_id: UUID, facts: Facts, db: Reading) -> RelatedProducts:
    return await _shown(db, product_id, facts.language)


@router.put("/{product_id}/related", operation_id="setRelatedProducts")
async def set_related_products(
    product_id: UUID,
    asked: RelatedAsked,
    version: IfMatch,
    facts: Facts,
    db: Db,
    me: Me,
    now: Now,
) -> RelatedProducts:
    await catalog.set_related(
        db,
        product_id,
        asked.products,
        both_ways=asked.both_ways,
        version=version,
        actor=me.email,
        now=now,
    )
    return await _shown(db, product_id, facts.language)


async def _shown(db: AsyncConnection, product_id: UUID, language: str) -> RelatedProducts:
    _, version = await catalog.product_fields(db, product_id)
    ids = await catalog.related_of(db, product_id)
    names = await catalog.product_names(db, ids, language=language)
    return RelatedProducts(
        items=[RelatedProduct(id=one, name=names[one]) for one in ids if one in names],
        version=version,
    )
