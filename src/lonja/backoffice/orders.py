"""Orders: the list, one with all that happened to it, and both as they change."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from lonja.backoffice import order_views
from lonja.backoffice.admission import may_watch
from lonja.backoffice.deps import Search
from lonja.backoffice.order_filters import Narrowed
from lonja.backoffice.order_views import Order, OrderRow
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Cursor,
    ListOut,
    ListReading,
    PageLimit,
    PathText,
    Reading,
    TheShop,
)
from lonja.kernel.paging import BY_TIME
from lonja.notifications import api as notifications
from lonja.notifications.api import DeliveryStatus
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus

router = APIRouter(prefix="/orders", tags=["orders"])

LIVE_ROWS = 25
ENDED_MAILS = frozenset({DeliveryStatus.SENT, DeliveryStatus.FAILED})


@router.get("", operation_id="listOrders")
async def list_orders(
    db: ListReading,
    narrowed: Narrowed,
    q: Search = "",
    status: Annotated[list[OrderStatus] | None, Query(max_length=8)] = None,
    sort: Literal["newest", "oldest"] = "newest",
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[OrderRow]:
    """`q`: parts of the number, the buyer's name, e-mail, phone, town, of a tag, or how a SKU begins.

    Archived orders are left out where nothing is searched for and nothing said of them.
    """
    is_archived = narrowed.is_archived
    if is_archived is None and not q.strip():
        is_archived = False
    found = await orders.list_orders(
        db,
        status=status,
        query=q,
        narrowed=replace(narrowed, is_archived=is_archived),
        oldest_first=sort == "oldest",
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    page = BY_TIME.page(found, limit, lambda order: (order.placed_at, order.id))
    return ListOut(
        items=[order_views.row(order) for order in page.items], next_cursor=page.next_cursor
    )


@router.get("/live", operation_id="followOrders", response_class=StreamingResponse)
async def follow_orders(request: Request, me: Me, shop: TheShop) -> StreamingResponse:
    """Server-sent events `order`: the newest orders now, and whenever one of them changes."""

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            newest = await orders.list_orders(db, limit=LIVE_ROWS)
        rows = [{"number": order.number, "status": order.status} for order in newest]
        return (newest[0].number if newest else "none"), {"newest": rows}

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="order",
        key="*",
        visitor=f"staff:{me.user_id}",
        look=look,
        may_watch=partial(may_watch, request),
    )
    return stream


@router.get("/{number}", operation_id="getOrder")
async def get_order(number: PathText, db: Reading, me: Me, shop: TheShop) -> Order:
    order = await orders.get(db, await orders.find(db, number))
    return await order_views.detail(db, order, me, shop.blobs.public_url)


@router.get("/{number}/live", operation_id="followOrder", response_class=StreamingResponse)
async def follow_order(
    number: PathText, request: Request, me: Me, shop: TheShop
) -> StreamingResponse:
    """Server-sent events `order`: where it stands, each change, and each mail that left."""
    async with shop.database.reading() as db:
        order_id = await orders.find(db, number)

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            order = await orders.get(db, order_id)
            mails = await notifications.deliveries_of(db, order_id)
        happened = len(order.events)
        settled = sum(mail.status in ENDED_MAILS for mail in mails)
        facts = {"number": order.number, "status": order.status, "events": happened}
        return f"{happened}.{settled}", {**facts, "mails": settled}

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="order",
        key=str(order_id),
        visitor=f"staff:{me.user_id}",
        look=look,
        may_watch=partial(may_watch, request),
    )
    return stream
