"""What is sold before it is there: the terms of each variant, and goods on their way."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from psycopg import AsyncConnection
from pydantic import Field

from lonja.actions import receive_goods
from lonja.backoffice.deps import Language, Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.backoffice.stock import variant_of
from lonja.catalog import api as catalog
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    ListReading,
    Moment,
    OptionalLine,
    Out,
    PageLimit,
    PathText,
    Reading,
)
from lonja.inventory import api as inventory
from lonja.inventory.api import BackorderKind
from lonja.kernel.paging import SortKey

router = APIRouter(tags=["stock"])

_BY_DAY = SortKey(date, UUID, UUID)
Units = Annotated[int, Field(ge=1, le=inventory.MAX_MOVE)]


class BackorderTermsBody(In):
    """`most` units may be owed at once. The promise is `day`, or `days` after the payment, or neither:
    then it is the day of the goods that are on their way. After `until` nothing is sold ahead.
    """

    kind: BackorderKind
    most: Annotated[int, Field(ge=0, le=100_000)] = 0
    until: Moment | None = None
    day: date | None = None
    days: Annotated[int, Field(ge=1, le=365)] | None = None


class BackorderAsked(In):
    """How it goes on selling without stock: what is left out stays. A day or a number of days, not both."""

    kind: BackorderKind | None = None
    most: Annotated[int, Field(strict=True, ge=0, le=100_000)] | None = None
    day: date | None = None
    days: Annotated[int, Field(strict=True, ge=1, le=365)] | None = None

    def changes(self) -> dict[str, Any]:
        """A day and a number of days replace each other; null of either takes the promise away."""
        given = self.model_dump(exclude_unset=True)
        if given.keys() & {"day", "days"}:
            given = {"day": None, "days": None, **given}
        return {
            name: value
            for name, value in given.items()
            if value is not None or name in {"day", "days"}
        }


class BackorderTermsOut(Out):
    """`owed` units were sold and are not there yet."""

    kind: BackorderKind
    most: int
    until: datetime | None
    day: date | None
    days: int | None
    owed: int
    version: int


class IncomingBody(In):
    location: Line
    quantity: Units
    expected_on: date
    note: OptionalLine = ""


class IncomingChange(In):
    quantity: Units
    expected_on: date


class ReceivedBody(In):
    """How many came, whatever was expected."""

    units: Units


class IncomingOut(Out):
    """`stock_order` is of which transfer or purchase it is: that one is received, not its goods alone."""

    id: UUID
    variant_id: UUID
    sku: str
    name: str
    location: str
    quantity: int
    expected_on: date
    is_late: bool
    note: str
    version: int
    actor: str
    stock_order: UUID | None
    stock_order_kind: inventory.StockOrderKind | None


@router.get("/stock/{sku}/backorder-terms", operation_id="getBackorderTerms")
async def get_terms(sku: PathText, db: Reading) -> BackorderTermsOut:
    """How it is sold when nothing is there."""
    return await _terms(db, await variant_of(db, sku))


@router.put("/stock/{sku}/backorder-terms", operation_id="setBackorderTerms")
async def set_terms(
    sku: PathText, asked: BackorderTermsBody, version: IfMatch, db: Db, me: Me, now: Now
) -> BackorderTermsOut:
    variant_id = await variant_of(db, sku)
    is_none = asked.kind is BackorderKind.NONE
    await inventory.set_backorder_terms(
        db,
        variant_id=variant_id,
        new=inventory.BackorderTerms()
        if is_none
        else inventory.BackorderTerms(asked.kind, asked.most, asked.until, asked.day, asked.days),
        version=version,
        actor=me.email,
        now=now,
    )
    return await _terms(db, variant_id)


async def _terms(db: AsyncConnection, variant_id: UUID) -> BackorderTermsOut:
    saved = (await inventory.backorder_terms(db, [variant_id])).get(variant_id)
    terms = saved.terms if saved else inventory.BackorderTerms()
    return BackorderTermsOut(
        kind=terms.kind,
        most=terms.most,
        until=terms.until,
        day=terms.day,
        days=terms.days,
        owed=saved.backordered if saved else 0,
        version=saved.version if saved else 0,
    )


@router.get("/incoming", operation_id="listIncoming")
async def list_incoming(
    language: Language,
    db: ListReading,
    now: Now,
    sku: Annotated[str, Query(max_length=100)] = "",
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[IncomingOut]:
    """Goods on their way, the earliest first; of one SKU, or of all."""
    found = await inventory.incoming(
        db,
        variant_id=await variant_of(db, sku) if sku else None,
        after=_BY_DAY.after(cursor),
        limit=limit + 1,
    )
    page = _BY_DAY.page(found, limit, lambda one: (one.expected_on, one.id, one.variant_id))
    return ListOut(
        items=await _named(db, page.items, language, now.date()), next_cursor=page.next_cursor
    )


async def _named(
    db: AsyncConnection, found: Sequence[inventory.Incoming], language: str, today: date
) -> list[IncomingOut]:
    names = await catalog.variant_names(db, [one.variant_id for one in found], language=language)
    return [
        IncomingOut(
            id=one.id,
            variant_id=one.variant_id,
            sku=names[one.variant_id].sku if one.variant_id in names else "",
            name=names[one.variant_id].name if one.variant_id in names else "",
            location=one.location,
            quantity=one.quantity,
            expected_on=one.expected_on,
            is_late=one.expected_on < today,
            note=one.note,
            version=one.version,
            actor=one.actor,
            stock_order=one.id if one.stock_order_kind else None,
            stock_order_kind=one.stock_order_kind,
        )
        for one in found
    ]


@router.put("/stock/{sku}/incoming/{incoming_id}", status_code=204, operation_id="expectGoods")
async def expect_goods(
    sku: PathText, incoming_id: UUID, asked: IncomingBody, db: Db, me: Me, now: Now
) -> None:
    """Write down goods on their way; the same id again changes nothing."""
    await inventory.expect(
        db,
        inventory.Expected(
            await variant_of(db, sku), asked.location, asked.quantity, asked.expected_on, asked.note
        ),
        incoming_id=incoming_id,
        actor=me.email,
        now=now,
    )


@router.patch("/incoming/{incoming_id}", status_code=204, operation_id="changeIncoming")
async def change_incoming(
    incoming_id: UUID, asked: IncomingChange, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    """Another day or number; buyers whose goods come later than they know get a mail."""
    await inventory.put_off(
        db,
        incoming_id=incoming_id,
        expected_on=asked.expected_on,
        quantity=asked.quantity,
        version=version,
        actor=me.email,
        now=now,
    )


@router.post("/incoming/{incoming_id}/receipt", status_code=204, operation_id="receiveIncoming")
async def receive_incoming(
    incoming_id: UUID, asked: ReceivedBody, db: Db, me: Me, now: Now
) -> None:
    """They are there: in stock, and the oldest orders that wait for them get them first."""
    await receive_goods.receive(
        db, incoming_id=incoming_id, units=asked.units, actor=me.email, now=now
    )


@router.delete("/incoming/{incoming_id}", status_code=204, operation_id="cancelIncoming")
async def cancel_incoming(incoming_id: UUID, db: Db, me: Me, now: Now) -> None:
    """Nobody expects them any more."""
    await receive_goods.call_off(db, incoming_id=incoming_id, actor=me.email, now=now)
