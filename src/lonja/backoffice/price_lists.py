"""Price lists: prices of a group of customers, and prices from so many pieces on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.customers import api as customers
from lonja.hosting.deps import (
    Cursor,
    Db,
    Facts,
    In,
    Line,
    ListOut,
    MoneyOut,
    Out,
    PageLimit,
    Reading,
    Storable,
)
from lonja.kernel import limits
from lonja.kernel.paging import SortKey
from lonja.pricing import api as pricing
from lonja.pricing.api import MAX_PRICE_MINOR

router = APIRouter(prefix="/price-lists", tags=["products"])

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=pricing.NAME_CHARACTERS, strip_whitespace=True),
    Storable,
]
_BY_PIECES: Final = SortKey(UUID, str, int)


class PriceListOut(Out):
    """Without a group it is for everybody."""

    id: UUID
    name: str
    group_id: UUID | None
    is_active: bool
    version: int
    created_at: datetime
    prices: int


class PriceListAsked(In):
    name: Name
    group_id: UUID | None = None
    is_active: bool = True


class ListedPriceOut(Out):
    """`usual` is what everybody pays now for one piece."""

    sku: str
    name: str
    options: dict[str, str]
    from_quantity: int
    price: MoneyOut
    usual: MoneyOut | None


class ListPriceAsked(In):
    """Without an amount the list has no price from so many pieces on."""

    sku: Line
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    from_quantity: Annotated[int, Field(ge=1, le=limits.LINE_QUANTITY)] = 1
    amount_minor: Annotated[int, Field(ge=0, le=MAX_PRICE_MINOR)] | None


class ListPricesAsked(In):
    prices: Annotated[list[ListPriceAsked], Field(min_length=1, max_length=pricing.MAX_AT_ONCE)]


@router.get("", operation_id="listPriceLists")
async def list_price_lists(db: Reading) -> ListOut[PriceListOut]:
    """All of them by name."""
    found = await pricing.price_lists(db)
    return ListOut(items=[PriceListOut.model_validate(one) for one in found], next_cursor=None)


@router.post("", status_code=201, operation_id="addPriceList")
async def add_price_list(asked: PriceListAsked, db: Db, me: Me, now: Now) -> PriceListOut:
    await _check_group(db, asked.group_id)
    list_id = await pricing.add_price_list(db, **asked.model_dump(), actor=me.email, now=now)
    return await _shown(db, list_id)


@router.get("/{list_id}", operation_id="getPriceList")
async def get_price_list(list_id: UUID, db: Reading) -> PriceListOut:
    return await _shown(db, list_id)


@router.put("/{list_id}", operation_id="changePriceList")
async def change_price_list(
    list_id: UUID, asked: PriceListAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> PriceListOut:
    """For carts from now on; orders keep what they were placed with."""
    await _check_group(db, asked.group_id)
    await pricing.change_price_list(
        db, list_id, **asked.model_dump(), version=version, actor=me.email, now=now
    )
    return await _shown(db, list_id)


@router.delete("/{list_id}", status_code=204, operation_id="removePriceList")
async def remove_price_list(list_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """With all its prices."""
    await pricing.remove_price_list(db, list_id, version=version, actor=me.email, now=now)


@router.get("/{list_id}/prices", operation_id="listListedPrices")
async def list_prices(
    list_id: UUID,
    db: Reading,
    now: Now,
    facts: Facts,
    cursor: Cursor = None,
    limit: PageLimit = 100,
) -> ListOut[ListedPriceOut]:
    """By variant, currency and pieces; names in the shop's first language."""
    await pricing.price_list(db, list_id)
    found = await pricing.listed_prices(
        db, list_id, after=_BY_PIECES.after(cursor), limit=limit + 1
    )
    page = _BY_PIECES.page(
        found, limit, lambda one: (one.variant_id, one.currency, one.from_quantity)
    )
    ids = list(dict.fromkeys(one.variant_id for one in page.items))
    named = await catalog.variant_names(db, ids, language=facts.language)
    usual = {
        (variant_id, currency): price.amount_minor
        for currency in {one.currency for one in page.items}
        for variant_id, price in (await pricing.prices(db, ids, currency, now=now)).items()
    }
    items = [_listed(one, named, usual) for one in page.items if one.variant_id in named]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.put("/{list_id}/prices", operation_id="setListPrices")
async def set_prices(
    list_id: UUID, asked: ListPricesAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> PriceListOut:
    """Put these in, change or remove them; all others stay. All of them or none."""
    known = await catalog.variants_by_written_sku(db, [one.sku for one in asked.prices])
    for one in asked.prices:
        if one.sku not in known:
            raise catalog.UnknownSku(f"there is nothing with the SKU {one.sku!r}", sku=one.sku)
    await pricing.set_list_prices(
        db,
        list_id,
        [
            pricing.NewListPrice(known[one.sku], one.currency, one.from_quantity, one.amount_minor)
            for one in asked.prices
        ],
        version=version,
        actor=me.email,
        now=now,
    )
    return await _shown(db, list_id)


def _listed(
    one: pricing.ListedPrice,
    named: Mapping[UUID, catalog.VariantRow],
    usual: Mapping[tuple[UUID, str], int],
) -> ListedPriceOut:
    variant, plain = named[one.variant_id], usual.get((one.variant_id, one.currency))
    return ListedPriceOut(
        sku=variant.sku,
        name=variant.name,
        options=dict(variant.options),
        from_quantity=one.from_quantity,
        price=MoneyOut.of(one.amount_minor, one.currency),
        usual=None if plain is None else MoneyOut.of(plain, one.currency),
    )


async def _check_group(db: Db, group_id: UUID | None) -> None:
    if group_id is not None:
        await customers.group(db, group_id, lock=True)


async def _shown(db: Db, list_id: UUID) -> PriceListOut:
    return PriceListOut.model_validate(await pricing.price_list(db, list_id))
