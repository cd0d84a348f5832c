"""Returns: the list of them, one with what may be done, and each step of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, Field, StringConstraints

from lonja.actions import exchange_goods, return_goods, settle_return
from lonja.backoffice import return_views
from lonja.backoffice.deps import Now, Search
from lonja.backoffice.return_views import OrderReturns, ReturnDetail, ReturnRow, UnmatchedWithdrawal
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    ListOut,
    ListReading,
    OptionalLine,
    Out,
    PageLimit,
    PathText,
    Reading,
    Storable,
    TheShop,
)
from lonja.hosting.selling.order_links import return_urls
from lonja.kernel import limits
from lonja.kernel.paging import BY_TIME
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.returns.api import ReturnKind, ReturnSource, ReturnStatus
from lonja.staff import api as staff

router = APIRouter(tags=["returns"])

WEBP: Final[dict[str, Any]] = {"content": {"image/webp": {}}}
DUE_SOON: Final = timedelta(days=4)
"""How long before its last day a refund stands on the list of those that are due."""

Words = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True), Storable]
LineNumber = Annotated[int, Field(ge=1, le=limits.CART_LINES)]
Units = Annotated[int, Field(ge=0, le=limits.LINE_QUANTITY)]
Minor = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class LineAsked(In):
    """`exchange_sku`: what its buyer gets for each unit, in place of its money."""

    line: LineNumber
    quantity: Annotated[int, Field(ge=1, le=limits.LINE_QUANTITY)]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=40), Storable]
    exchange_sku: OptionalLine = ""


class LineDecision(In):
    line: LineNumber
    approved: Units
    answer: OptionalLine = ""


class LineReceived(In):
    line: LineNumber
    resellable: Units = 0
    damaged: Units = 0


class LineSettled(In):
    line: LineNumber
    quantity: Units


def _each_once[T: Sequence[LineAsked | LineDecision | LineReceived | LineSettled]](lines: T) -> T:
    if len({line.line for line in lines}) < len(lines):
        raise ValueError("a line is named once")
    return lines


EachOnce: Final = AfterValidator(_each_once)


class ReturnAsked(In):
    lines: Annotated[
        tuple[LineAsked, ...], Field(min_length=1, max_length=limits.CART_LINES), EachOnce
    ]
    note: Words = ""


class ReturnDecision(In):
    """Lines that are not named are declined; of nothing approved, the return is declined.

    `without_exchange`: the money goes back, whatever its buyer wanted in its place.
    """

    lines: Annotated[tuple[LineDecision, ...], Field(max_length=limits.CART_LINES), EachOnce]
    answer: Words = ""
    without_exchange: bool = False


class ReturnReceipt(In):
    """Without a location the goods go back to where they left from."""

    lines: Annotated[
        tuple[LineReceived, ...], Field(min_length=1, max_length=limits.CART_LINES), EachOnce
    ]
    location: Annotated[str, StringConstraints(min_length=1, max_length=40), Storable] | None = None


class ExchangeMade(Out):
    """The order that was made in exchange."""

    number: str


class ReturnSettlement(In):
    """What is null is by rule: what was received, shipping by law, the shop's fee; `to` as the buyer asked."""

    lines: (
        Annotated[tuple[LineSettled, ...], Field(max_length=limits.CART_LINES), EachOnce] | None
    ) = None
    shipping_minor: Minor | None = None
    fee_minor: Minor | None = None
    deduction_minor: Minor = 0
    although_not_received: bool = False
    to: payments.RefundTo | None = None


@router.get("/returns", operation_id="listReturns")
async def list_returns(
    db: ListReading,
    now: Now,
    q: Search = "",
    status: Annotated[list[ReturnStatus] | None, Query(max_length=8)] = None,
    kind: Annotated[list[ReturnKind] | None, Query(max_length=3)] = None,
    is_due: bool = False,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[ReturnRow]:
    """Newest first. `is_due`: whose money must go back within days, or should have."""
    found = await returns.list_cases(
        db,
        statuses=status,
        kinds=kind,
        query=q,
        due_before=now + DUE_SOON if is_due else None,
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    page = BY_TIME.page(found, limit, lambda one: (one.requested_at, one.id))
    return ListOut(
        items=[ReturnRow.model_validate(one) for one in page.items], next_cursor=page.next_cursor
    )


@router.get("/withdrawals/unmatched", operation_id="listUnmatchedWithdrawals")
async def list_unmatched(db: ListReading) -> ListOut[UnmatchedWithdrawal]:
    """Statements that fit no order: somebody mistyped, and has withdrawn all the same."""
    found = await returns.unmatched_statements(db)
    return ListOut(
        items=[UnmatchedWithdrawal.model_validate(one) for one in found], next_cursor=None
    )


@router.get("/returns/{number}", operation_id="getReturn")
async def get_return(number: PathText, db: Reading, me: Me) -> ReturnDetail:
    one = await returns.find_case(db, number)
    return await return_views.detail(db, one, me)


@router.get(
    "/returns/{number}/photos/{photo_id}",
    operation_id="getReturnPhoto",
    response_class=Response,
    responses={200: WEBP},
)
async def get_return_photo(number: PathText, photo_id: UUID, db: Reading) -> Response:
    """A picture that its buyer added; nobody else sees it."""
    one = await returns.find_case(db, number)
    found = await returns.photo(db, order_id=one.order_id, case_id=one.id, photo_id=photo_id)
    return Response(
        found.data,
        media_type=found.content_type,
        headers={"cache-control": "private, no-store", "content-disposition": "inline"},
    )


@router.get("/orders/{number}/returns", operation_id="listOrderReturns")
async def list_order_returns(number: PathText, db: Reading, now: Now) -> OrderReturns:
    """An order's returns, and what of it may still come back."""
    order = await orders.get(db, await orders.find(db, number))
    return await return_views.order_returns(db, order, now=now)


@router.put("/orders/{number}/returns/{return_id}", status_code=201, operation_id="openReturn")
async def open_return(
    number: PathText, return_id: UUID, asked: ReturnAsked, db: Db, me: Me, now: Now
) -> ReturnRow:
    """Open a return for the buyer, approved at once; a repeat with the same id changes nothing."""
    order = await orders.lock(db, await orders.find(db, number))
    made = await return_goods.request(
        db,
        order_id=order.id,
        case_id=return_id,
        units={line.line: line.quantity for line in asked.lines},
        reasons={line.line: line.reason for line in asked.lines},
        exchanges={line.line: line.exchange_sku for line in asked.lines if line.exchange_sku},
        note=asked.note,
        source=ReturnSource.STAFF,
        actor=me.email,
        limit_minor=staff.refund_limit(me.grants, order.currency),
        now=now,
    )
    return return_views.row(made)


@router.put("/returns/{number}/decision", status_code=204, operation_id="decideReturn")
async def decide_return(number: PathText, asked: ReturnDecision, db: Db, me: Me, now: Now) -> None:
    """Approve units of each line, or decline it; the buyer gets a mail with the shop's words."""
    one = await returns.find_case(db, number)
    await return_goods.decide(
        db,
        order_id=one.order_id,
        case_id=one.id,
        decision=return_goods.Decision(
            approved={line.line: line.approved for line in asked.lines},
            answers={line.line: line.answer for line in asked.lines},
            answer=asked.answer,
            without_exchange=asked.without_exchange,
        ),
        actor=me.email,
        limit_minor=staff.refund_limit(me.grants, one.currency),
        now=now,
    )


@router.put(
    "/returns/{number}/receipts/{receipt_id}", status_code=204, operation_id="receiveReturn"
)
async def receive_return(
    number: PathText, receipt_id: UUID, asked: ReturnReceipt, db: Db, me: Me, now: Now
) -> None:
    """Say what came and in which condition; the same receipt again changes nothing."""
    one = await returns.find_case(db, number)
    await return_goods.receive(
        db,
        order_id=one.order_id,
        case_id=one.id,
        receipt_id=receipt_id,
        received=[
            returns.Received(line.line, line.resellable, line.damaged) for line in asked.lines
        ],
        location=asked.location,
        actor=me.email,
        now=now,
    )


@router.put(
    "/returns/{number}/settlements/{refund_id}", status_code=202, operation_id="settleReturn"
)
async def settle_return_(
    number: PathText, refund_id: UUID, asked: ReturnSettlement, db: Db, me: Me, now: Now
) -> None:
    """Give its money back, once; the same settlement again changes nothing."""
    one = await returns.find_case(db, number)
    await settle_return.settle(
        db,
        order_id=one.order_id,
        case_id=one.id,
        refund_id=refund_id,
        asked=settle_return.Settling(
            units=None if asked.lines is None else {x.line: x.quantity for x in asked.lines},
            shipping_minor=asked.shipping_minor,
            fee_minor=asked.fee_minor,
            deduction_minor=asked.deduction_minor,
            although_not_received=asked.although_not_received,
            to=asked.to,
        ),
        actor=me.email,
        limit_minor=staff.refund_limit(me.grants, one.currency),
        now=now,
    )


@router.put("/returns/{number}/exchange", operation_id="exchangeReturn")
async def exchange_return(
    number: PathText, shop: TheShop, db: Db, me: Me, now: Now
) -> ExchangeMade:
    """Make the order in place of what came back, now; again, it is the same order."""
    one = await returns.find_case(db, number)
    made = await exchange_goods.make(
        db,
        order_id=one.order_id,
        case_id=one.id,
        doors=exchange_goods.Doors(shop.payment_methods, shop.seal, return_urls(shop.settings)),
        actor=me.email,
        limit_minor=staff.refund_limit(me.grants, one.currency),
        now=now,
    )
    return ExchangeMade(number=made)


@router.put("/returns/{number}/cancellation", status_code=204, operation_id="cancelReturn")
async def cancel_return(number: PathText, db: Db, me: Me, now: Now) -> None:
    """Nothing will come after all; possible while nothing has."""
    one = await returns.find_case(db, number)
    await return_goods.cancel(db, order_id=one.order_id, case_id=one.id, actor=me.email, now=now)
