"""What the back office shows of returns: as a row, and whole with what may be done."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import return_goods, settle_return
from lonja.actions.order_books import books_of
from lonja.backoffice.order_views import line_names
from lonja.hosting.deps import MoneyOut, Out
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.returns.api import ExclusionReason, ReturnKind, ReturnSource, ReturnStatus
from lonja.staff import api as staff

_MAY_EXCHANGE: Final = returns.MAY_SETTLE | {ReturnStatus.REQUESTED}


class ReturnRow(Out):
    """`refund_due_at` is the last day for its money by law."""

    id: UUID
    number: str
    order_number: str
    email: str
    kind: ReturnKind
    status: ReturnStatus
    is_late: bool
    units: int
    requested_at: datetime
    refund_due_at: datetime | None


class ReturnLine(Out):
    """`approved` is null until somebody decided; `resellable` of the received ones are in stock.

    `exchange_sku` is empty where its buyer gets the money.
    """

    line: int
    sku: str
    name: str
    names: dict[str, str]
    options: dict[str, str]
    requested: int
    approved: int | None
    received: int
    resellable: int
    refunded: int
    reason: str
    reason_names: dict[str, str]
    answer: str
    exchange_sku: str
    exchange_name: str


class ReturnProposal(Out):
    """What goes back by the law and the shop's rules; `limit` is what this person may give back."""

    worth: MoneyOut
    shipping: MoneyOut
    shipping_left: MoneyOut
    fee: MoneyOut
    amount: MoneyOut
    limit: MoneyOut | None


class ReturnPhoto(Out):
    """A picture that its buyer added; `getReturnPhoto` shows it."""

    id: UUID
    width: int
    height: int


class ReturnDetail(ReturnRow):
    """`proposal` is null where nothing is to be settled, or its units were refunded otherwise.

    `exchange_number` is of the order that was made in exchange, `exchange_failure` says as a code why
    there is none yet.
    """

    source: ReturnSource
    currency: str
    note: str
    wants_credit: bool
    answer: str
    tracking: str
    kept: MoneyOut
    decided_at: datetime | None
    received_at: datetime | None
    settled_at: datetime | None
    may_receive: bool
    may_cancel: bool
    may_exchange: bool
    exchange_number: str
    exchange_failure: str
    lines: list[ReturnLine]
    photos: list[ReturnPhoto]
    proposal: ReturnProposal | None


class ReturnableLine(Out):
    """`left` units may still come back; `excluded` says why its buyer cannot ask for it."""

    line: int
    sku: str
    name: str
    names: dict[str, str]
    left: int
    excluded: ExclusionReason | None


class ReturnReason(Out):
    code: str
    names: dict[str, str]
    is_our_fault: bool


class OrderReturns(Out):
    """The last days are null while nobody knows that the parcel came."""

    items: list[ReturnRow]
    lines: list[ReturnableLine]
    reasons: list[ReturnReason]
    return_until: date | None
    withdraw_until: date | None


class UnmatchedWithdrawal(Out):
    """A statement whose number and address are those of no order."""

    id: UUID
    number: str
    email: str
    name: str
    scope: str
    stated_at: datetime


def row(one: returns.ReturnCase) -> ReturnRow:
    return ReturnRow.model_validate(_facts(one))


def _facts(one: returns.ReturnCase) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "order_number": one.order_number,
        "email": one.email,
        "kind": one.kind,
        "status": one.status,
        "is_late": one.is_late,
        "units": sum(line.requested for line in one.lines),
        "requested_at": one.requested_at,
        "refund_due_at": one.refund_due_at,
    }


async def detail(db: AsyncConnection, one: returns.ReturnCase, me: staff.SignedIn) -> ReturnDetail:
    order = await orders.get(db, one.order_id)
    policy = await returns.policy(db)
    sends = policy.sends_exchange
    sold = {line.line: line for line in order.lines}
    names = await line_names(db, order)
    moves = returns.RETURN_MOVES[one.status]
    return ReturnDetail(
        **_facts(one),
        source=one.source,
        currency=one.currency,
        note=one.note,
        wants_credit=one.wants_credit,
        answer=one.answer,
        tracking=one.tracking,
        kept=MoneyOut.of(one.fee_minor, one.currency),
        decided_at=one.decided_at,
        received_at=one.received_at,
        settled_at=one.settled_at,
        may_receive=one.status in returns.MAY_RECEIVE and any(x.to_come for x in one.lines),
        may_cancel=ReturnStatus.CANCELLED in moves,
        may_exchange=one.wants_exchange
        and one.status in _MAY_EXCHANGE
        and bool(one.to_exchange(on_approval=sends is returns.SendsExchange.APPROVED)),
        exchange_number=one.exchange_number,
        exchange_failure=one.exchange_failure if one.wants_exchange else "",
        lines=[_line(line, sold, names, policy) for line in one.lines],
        photos=[
            ReturnPhoto(id=each.id, width=each.width, height=each.height)
            for each in await returns.photos(db, one.order_id)
            if each.case_id == one.id
        ],
        proposal=await _proposal(db, order, one, me),
    )


def _line(
    line: returns.CaseLine,
    sold: Mapping[int, orders.OrderLine],
    names: Mapping[int, dict[str, str]],
    policy: returns.ReturnPolicy,
) -> ReturnLine:
    bought = sold[line.line]
    reason = policy.reason(line.reason)
    return ReturnLine(
        line=line.line,
        sku=bought.sku,
        name=bought.name,
        names=names[line.line],
        options=dict(bought.options),
        requested=line.requested,
        approved=line.approved,
        received=line.received,
        resellable=line.resellable,
        refunded=line.refunded,
        reason=line.reason,
        reason_names=dict(reason.names) if reason else {},
        answer=line.answer,
        exchange_sku=line.replacement.sku if line.replacement else "",
        exchange_name=line.replacement.name if line.replacement else "",
    )


async def _proposal(
    db: AsyncConnection, order: orders.Order, one: returns.ReturnCase, me: staff.SignedIn
) -> ReturnProposal | None:
    if one.status not in returns.MAY_SETTLE:
        return None
    try:
        _, by_rule = await settle_return.proposed(db, order, one, settle_return.Settling())
    except payments.RefundExceedsLine:
        return None
    books = await books_of(db, order)
    others = sum(x.shipping_minor for x in await returns.cases(db, order.id) if x.id != one.id)
    limit = staff.refund_limit(me.grants, one.currency)

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, one.currency)

    return ReturnProposal(
        worth=money(by_rule.worth_minor),
        shipping=money(by_rule.shipping_minor),
        shipping_left=money(min(order.shipping_minor - others, books.left_minor)),
        fee=money(by_rule.fee_minor),
        amount=money(by_rule.amount_minor),
        limit=None if limit is None else money(limit),
    )


async def order_returns(db: AsyncConnection, order: orders.Order, *, now: datetime) -> OrderReturns:
    may = await return_goods.returnable(db, order, now=now)
    found = await returns.cases(db, order.id)
    names = await line_names(db, order)
    return OrderReturns(
        items=[row(one) for one in found],
        lines=[
            ReturnableLine(
                line=line.line,
                sku=line.sku,
                name=line.name,
                names=names[line.line],
                left=may.left.get(line.line, 0),
                excluded=may.excluded.get(line.line),
            )
            for line in order.lines
            if line.quantity > 0
        ],
        reasons=[
            ReturnReason(code=one.code, names=dict(one.names), is_our_fault=one.is_our_fault)
            for one in may.policy.offered
        ],
        return_until=may.return_until,
        withdraw_until=may.withdraw_until,
    )
