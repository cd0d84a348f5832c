"""What waits for somebody: the numbers of the first screen and beside the navigation."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from lonja.backoffice.admission import may_watch
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.backoffice.stock_orders import today_in
from lonja.fiscal import api as fiscal
from lonja.hosting.deps import Facts, ListReading, Out, TheShop
from lonja.inventory import api as inventory
from lonja.inventory.api import StockOrderKind
from lonja.kernel import audit, dead_letters
from lonja.orders import api as orders
from lonja.reviews import api as reviews
from lonja.staff.api import Permission

router = APIRouter(tags=["overview"])


class Overview(Out):
    """A number is null where the person may not see what it counts."""

    orders_to_ship: int | None
    orders_waiting: int | None
    reviews_waiting: int | None
    dead_letters_open: int | None
    stock_sold_out: int | None
    stock_low: int | None
    transfers_late: int | None
    tax_records_broken: int | None


@router.get("/overview", operation_id="getOverview")
async def get_overview(me: Me, db: ListReading, facts: Facts, now: Now) -> Overview:
    to_ship = waiting = unread = letters = sold_out = low = late = broken = None
    if Permission.ORDERS_READ in me.permissions:
        counts = await orders.count_by_status(db, [*orders.TO_SHIP, *orders.WAITING])
        to_ship = sum(counts.get(status, 0) for status in orders.TO_SHIP)
        waiting = sum(counts.get(status, 0) for status in orders.WAITING)
    if Permission.REVIEWS_READ in me.permissions:
        unread = await reviews.count_waiting(db)
    if Permission.DEAD_LETTERS_READ in me.permissions:
        letters = await dead_letters.count_open(db)
    if Permission.STOCK_READ in me.permissions:
        short = await inventory.count_short(db)
        sold_out, low = short.sold_out, short.low
        late = await inventory.count_late(db, StockOrderKind.TRANSFER, today=today_in(facts, now))
    if Permission.AUDIT_READ in me.permissions:
        broken = await fiscal.count_broken(db)
    return Overview(
        orders_to_ship=to_ship,
        orders_waiting=waiting,
        reviews_waiting=unread,
        dead_letters_open=letters,
        stock_sold_out=sold_out,
        stock_low=low,
        transfers_late=late,
        tax_records_broken=broken,
    )


@router.get("/live", operation_id="followDesk", response_class=StreamingResponse)
async def follow_desk(request: Request, me: Me, shop: TheShop) -> StreamingResponse:
    """Server-sent events `desk`: the number of the last thing that staff did, and each new one.

    A screen reads again what it shows. What was done is not told here: not everybody may know.
    """

    async def look() -> tuple[str, dict[str, int]]:
        async with shop.database.reading() as db:
            seq = await audit.newest(db)
        return str(seq), {"seq": seq}

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="desk",
        key="*",
        visitor=f"staff:{me.user_id}",
        look=look,
        may_watch=partial(may_watch, request),
    )
    return stream
