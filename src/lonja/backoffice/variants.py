"""Variants to choose from, wherever staff put goods on something: with stock and today's price."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from lonja.backoffice.deps import Language, Now, Search
from lonja.catalog import api as catalog
from lonja.hosting.deps import Facts, ListOut, ListReading, MoneyOut, Out
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing

router = APIRouter(tags=["products"])


class VariantChoice(Out):
    """`price` is what a buyer pays today, null where it has none in the currency: it cannot be sold."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    options: dict[str, str]
    free: int
    price: MoneyOut | None


@router.get("/variants", operation_id="findVariants")
async def find_variants(
    db: ListReading,
    language: Language,
    facts: Facts,
    now: Now,
    q: Search = "",
    currency: Annotated[str | None, StringConstraints(pattern="^[A-Z]{3}$")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> ListOut[VariantChoice]:
    """What is sold now, by SKU; `q` is part of a SKU, a barcode or a product's name."""
    paid_in = currency or facts.currency
    found = await catalog.list_variants(
        db, query=q.strip(), only_sold=True, after=None, limit=limit, language=language
    )
    ids = [one.id for one in found]
    stock = await inventory.stock_of(db, ids)
    prices = await pricing.prices(db, ids, paid_in, now=now)
    return ListOut(
        items=[
            VariantChoice(
                variant_id=one.id,
                product_id=one.product_id,
                sku=one.sku,
                name=one.name,
                options=dict(one.options),
                free=stock[one.id].free if one.id in stock else 0,
                price=MoneyOut.of(prices[one.id].amount_minor, paid_in)
                if one.id in prices
                else None,
            )
            for one in found
        ],
        next_cursor=None,
    )
