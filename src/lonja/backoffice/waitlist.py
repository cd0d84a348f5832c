"""Who waits for goods that are not there: how many want what, the people, and whether buyers may ask."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from lonja.backoffice.deps import Language, Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.hosting.deps import Cursor, Db, In, ListOut, ListReading, Out, PageLimit, Reading
from lonja.inventory import api as inventory
from lonja.kernel.paging import BY_TIME, SortKey
from lonja.waitlist import api as waitlist

router = APIRouter(prefix="/waitlist", tags=["stock"])

_BY_WAITING = SortKey(int, UUID)


class DemandRow(Out):
    """`waiting` people wait since `first_at` at the earliest; `told` were written to of late.

    A variant that was deleted has no name.
    """

    variant_id: UUID
    product_id: UUID | None
    sku: str
    name: str
    options: dict[str, str]
    waiting: int
    told: int
    first_at: datetime
    free: int


class WaitingPerson(Out):
    """With `told_at` their mail is on its way, or was sent: they wait no more."""

    id: UUID
    email: str
    language: str
    wished_at: datetime
    ends_at: datetime
    told_at: datetime | None


class StockMailSettings(Out):
    """Version 0: nobody chose anything, and buyers may ask."""

    document: content.StockMails
    version: int
    changed_at: datetime | None
    changed_by: str


class StockMailsAsked(In):
    """`months`: after so many a wish ends by itself."""

    is_on: bool
    months: Annotated[int, Field(ge=1, le=content.MOST_MONTHS)]


@router.get("", operation_id="listDemand")
async def list_demand(
    language: Language, db: ListReading, now: Now, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[DemandRow]:
    """What is wanted and not there, the most wanted first."""
    found = await waitlist.demand(db, now=now, after=_BY_WAITING.after(cursor), limit=limit + 1)
    page = _BY_WAITING.page(found, limit, lambda one: (one.waiting, one.variant_id))
    ids = [one.variant_id for one in page.items]
    names = await catalog.variant_names(db, ids, language=language)
    stock = await inventory.stock_of(db, ids)
    return ListOut(
        items=[
            _row(one, names.get(one.variant_id), stock.get(one.variant_id)) for one in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/settings", operation_id="getStockMails")
async def get_stock_mails(db: Reading) -> StockMailSettings:
    return _settings(await content.current(db, content.StockMails))


@router.put("/settings", operation_id="saveStockMails")
async def save_stock_mails(
    asked: StockMailsAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> StockMailSettings:
    """Switched off nobody can ask any more; who waits is still told."""
    settings = content.StockMails(asked.is_on, asked.months)
    await content.save(db, settings, version=version, actor=me.email, now=now)
    return _settings(await content.current(db, content.StockMails))


@router.get("/{variant_id}/people", operation_id="listWaitingPeople")
async def list_waiting_people(
    variant_id: UUID, db: Reading, now: Now, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[WaitingPerson]:
    """In the order of their turns, those who were told within the last month among them."""
    found = await waitlist.people(
        db, variant_id, now=now, after=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda one: (one.wished_at, one.id))
    return ListOut(
        items=[WaitingPerson.model_validate(one, from_attributes=True) for one in page.items],
        next_cursor=page.next_cursor,
    )


@router.delete("/{variant_id}/people/{wish_id}", status_code=204, operation_id="removeWish")
async def remove_wish(variant_id: UUID, wish_id: UUID, db: Db, me: Me, now: Now) -> None:
    """Somebody called and waits no more."""
    await waitlist.remove(db, variant_id, wish_id, actor=me.email, now=now)


def _settings(found: content.Edition[Any]) -> StockMailSettings:
    return StockMailSettings.model_validate(found, from_attributes=True)


def _row(
    one: waitlist.Demand, variant: catalog.VariantRow | None, stock: inventory.Stock | None
) -> DemandRow:
    return DemandRow(
        variant_id=one.variant_id,
        product_id=variant.product_id if variant else None,
        sku=variant.sku if variant else "",
        name=variant.name if variant else "",
        options=dict(variant.options) if variant else {},
        waiting=one.waiting,
        told=one.told,
        first_at=one.first_at,
        free=stock.free if stock else 0,
    )
