"""Stock: what there is, how it came about, and adding to it."""

from datetime import datetime
from functools import partial
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from psycopg import AsyncConnection
from pydantic import Field

from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    ListReading,
    Moment,
    Out,
    PageLimit,
    PathText,
    Reading,
)
from lonja.inventory import api as inventory
from lonja.kernel import outbox
from lonja.kernel.errors import Conflict
from lonja.kernel.paging import BY_NUMBER, Page, SortKey
from lonja.shelf import api as shelf

router = APIRouter(tags=["stock"])

Units = Annotated[int, Field(ge=-inventory.MAX_MOVE, le=inventory.MAX_MOVE)]
CONSUMER = "stock_adjustment"
_BY_SKU = SortKey(str)
_BY_FREE = SortKey(int, UUID)


class AdjustmentReused(Conflict):
    """Answered as a repeat, it would say that units moved which did not."""

    code: ClassVar[str] = "adjustment_reused"


class StockRow(Out):
    """`incoming` units are on their way to where they may be sold; they are in no other number."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    options: dict[str, str]
    on_hand: int
    held: int
    free: int
    low_at: int
    low_at_version: int
    availability: inventory.Availability
    backordered: int
    incoming: int
    backorders: inventory.BackorderKind


class StockAt(Out):
    location: str
    on_hand: int


class StockDetail(StockRow):
    at: list[StockAt]


class Movement(Out):
    id: int
    location: str
    kind: str
    quantity: int
    at: datetime
    order_id: UUID | None
    import_id: UUID | None
    actor: str
    note: str
    stock_order_id: UUID | None


class StockAsOf(Out):
    at: datetime
    on_hand: int
    places: list[StockAt]


class AdjustmentAsked(In):
    location: Line
    quantity: Units
    kind: Literal["receipt", "adjustment", "count"]
    note: Line


class ThresholdAsked(In):
    low_at: Annotated[int, Field(ge=0, le=inventory.MAX_MOVE)]


def _row(
    variant: catalog.VariantRow,
    stock: inventory.Stock | None,
    terms: inventory.SavedTerms | None,
    incoming: int,
) -> StockRow:
    """The word is what buyers read, who may buy what is not there."""
    kind = terms.kind if terms else inventory.BackorderKind.NONE
    return StockRow(
        variant_id=variant.id,
        product_id=variant.product_id,
        sku=variant.sku,
        name=variant.name,
        options=dict(variant.options),
        on_hand=stock.on_hand if stock else 0,
        held=stock.held if stock else 0,
        free=stock.free if stock else 0,
        low_at=stock.low_at if stock else 0,
        low_at_version=stock.low_at_version if stock else 0,
        availability=inventory.availability(
            stock.free,
            stock.low_at,
            room=max(0, terms.most - stock.backordered) if terms else 0,
            kind=kind,
        )
        if stock
        else "sold_out",
        backordered=stock.backordered if stock else 0,
        incoming=incoming,
        backorders=kind,
    )


@router.get("/stock", operation_id="listStock")
async def list_stock(
    language: Language,
    db: ListReading,
    q: Search = "",
    only: Annotated[Literal["low", "sold_out"] | None, Query()] = None,
    sort: Literal["sku", "-sku", "free", "-free"] = "sku",
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[StockRow]:
    """By SKU, by free units, or what runs short; `q` is part of a SKU, barcode or name, and counts by SKU alone."""
    if only is not None or sort in {"free", "-free"}:
        way: Literal["free", "-free"] = "-free" if sort == "-free" else "free"
        levels = await inventory.stock_by_free(
            db, only=only, sort=way, after=_BY_FREE.after(cursor), limit=limit + 1
        )
        page = _BY_FREE.page(levels, limit, lambda one: (one.free, one.variant_id))
        return await _named(db, page, language)
    (after,) = _BY_SKU.after(cursor) or (None,)
    find = partial(
        catalog.list_variants,
        db,
        backwards=sort == "-sku",
        after=after,
        limit=limit + 1,
        language=language,
    )
    found = await find(query=q.strip())
    if not found and (meant := await shelf.correction(db, q, language)):
        found = await find(query=meant)
    variants = _BY_SKU.page(found, limit, lambda variant: (variant.sku,))
    ids = [variant.id for variant in variants.items]
    stock, terms = await inventory.stock_of(db, ids), await inventory.backorder_terms(db, ids)
    coming = await inventory.on_order(db, ids)
    return ListOut(
        items=[
            _row(
                variant,
                stock.get(variant.id),
                terms.get(variant.id),
                coming.get(variant.id, 0),
            )
            for variant in variants.items
        ],
        next_cursor=variants.next_cursor,
    )


async def _named(
    db: AsyncConnection, page: Page[inventory.Stock], language: str
) -> ListOut[StockRow]:
    ids = [stock.variant_id for stock in page.items]
    names = await catalog.variant_names(db, ids, language=language)
    terms = await inventory.backorder_terms(db, ids)
    coming = await inventory.on_order(db, ids)
    return ListOut(
        items=[
            _row(
                names[stock.variant_id],
                stock,
                terms.get(stock.variant_id),
                coming.get(stock.variant_id, 0),
            )
            for stock in page.items
            if stock.variant_id in names
        ],
        next_cursor=page.next_cursor,
    )


async def variant_of(db: AsyncConnection, sku: str) -> UUID:
    """The variant that has this SKU; `UnknownSku` without one."""
    variant_id = (await catalog.variants_by_sku(db, [sku])).get(sku)
    if variant_id is None:
        raise catalog.UnknownSku(f"there is no SKU {sku!r}", sku=sku)
    return variant_id


@router.get("/stock/{sku}", operation_id="getStock")
async def get_stock(sku: PathText, language: Language, db: Reading) -> StockDetail:
    variant_id = await variant_of(db, sku)
    names = await catalog.variant_names(db, [variant_id], language=language)
    variant = names[variant_id]
    row = _row(
        variant,
        (await inventory.stock_of(db, [variant.id])).get(variant.id),
        (await inventory.backorder_terms(db, [variant.id])).get(variant.id),
        (await inventory.on_order(db, [variant.id])).get(variant.id, 0),
    )
    places = (await inventory.stock_at(db, [variant.id])).get(variant.id, {})
    return StockDetail(
        **row.model_dump(),
        at=[StockAt(location=code, on_hand=units) for code, units in sorted(places.items())],
    )


@router.patch("/stock/{sku}", status_code=204, operation_id="setThreshold")
async def set_threshold(
    sku: PathText, asked: ThresholdAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    """At or below so many free units it runs low; `If-Match` names its `low_at_version`."""
    await inventory.set_low_at(
        db,
        variant_id=await variant_of(db, sku),
        low_at=asked.low_at,
        version=version,
        actor=me.email,
        now=now,
    )


@router.get("/stock/{sku}/movements", operation_id="listMovements")
async def list_movements(
    sku: PathText,
    db: ListReading,
    until: Annotated[Moment | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[Movement]:
    """The ledger, newest first; with `until`, up to a moment."""
    variant_id = await variant_of(db, sku)
    (before,) = BY_NUMBER.after(cursor) or (None,)
    found = await inventory.ledger(
        db, variant_id=variant_id, before_id=before, until=until, limit=limit + 1
    )
    page = BY_NUMBER.page(found, limit, lambda movement: (movement.id,))
    return ListOut(
        items=[Movement.model_validate(movement) for movement in page.items],
        next_cursor=page.next_cursor,
    )


@router.get("/stock/{sku}/as-of", operation_id="getStockAsOf")
async def get_stock_as_of(sku: PathText, at: Annotated[Moment, Query()], db: Reading) -> StockAsOf:
    """What was on hand at a moment, summed from the ledger."""
    variant_id = await variant_of(db, sku)
    places = await inventory.as_of(db, variant_id=variant_id, at=at)
    return StockAsOf(
        at=at,
        on_hand=sum(places.values()),
        places=[StockAt(location=code, on_hand=units) for code, units in sorted(places.items())],
    )


@router.put("/stock/{sku}/adjustments/{adjustment_id}", status_code=204, operation_id="adjustStock")
async def adjust_stock(
    sku: PathText, adjustment_id: UUID, asked: AdjustmentAsked, db: Db, me: Me, now: Now
) -> None:
    """Add or take units with a reason. A repeat moves nothing; the id of another is refused (409)."""
    variant_id = await variant_of(db, sku)
    said = f"{variant_id} {asked.kind} {asked.quantity} {asked.location} {asked.note}"
    if await outbox.first_time(
        db, consumer=CONSUMER, message_id=adjustment_id, subject=said, now=now
    ):
        await inventory.adjust(
            db,
            [inventory.Change(variant_id, asked.location, asked.quantity)],
            kind=asked.kind,
            actor=me.email,
            note=asked.note,
            now=now,
        )
    elif said != await outbox.first_subject(db, consumer=CONSUMER, message_id=adjustment_id):
        raise AdjustmentReused("this id stands for another adjustment")
