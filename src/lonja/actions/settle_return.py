"""The money of a return goes back, once: lines by what was received, shipping by rule, less what is kept.

How much of an order may go back at all is guarded by `refund_order`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import order_books, refund_order
from lonja.actions.return_goods import happened, locked
from lonja.inventory import api as inventory
from lonja.kernel.errors import Conflict
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.returns.api import ReturnKind, ReturnStatus


class NothingCame(Conflict):
    """Neither goods came nor did anybody say that money goes back without them."""

    code: ClassVar[str] = "nothing_came"


@dataclass(frozen=True, slots=True)
class Settling:
    """What staff want to give back; what is None is by the law and the shop's rules.

    `although_not_received`: an explicit yes to money for goods that have not come. `to` is where
    the money goes, None for what the buyer asked for.
    """

    units: Mapping[int, int] | None = None
    shipping_minor: int | None = None
    fee_minor: int | None = None
    deduction_minor: int = 0
    although_not_received: bool = False
    to: payments.RefundTo | None = None


async def proposed(
    db: AsyncConnection, order: orders.Order, one: returns.ReturnCase, asked: Settling
) -> tuple[dict[int, int], returns.Settlement]:
    """The units that money goes back for, and how much by rule and by what was asked."""
    units = _units_to_settle(one, asked)
    books = await order_books.books_of(db, order)
    lines = payments.lines_left(books)
    others = [each for each in await returns.cases(db, order.id) if each.id != one.id]
    sold = sum(line.paid_minor for line in books.sold)
    shipping_before = sum(each.shipping_minor for each in others)
    by_rule = returns.propose(
        one.kind,
        returns.Goods(
            paid_minor=sold,
            before_minor=sold - sum(line.amount_minor for line in lines),
            worth_minor=payments.worth_of(books, units),
            is_last=all(line.quantity == units.get(line.line, 0) for line in lines),
        ),
        shipping_minor=order.shipping_minor,
        shipping_before_minor=shipping_before,
        policy=await returns.policy(db),
    )
    settled = returns.Settlement(
        worth_minor=by_rule.worth_minor,
        shipping_minor=_chosen(asked.shipping_minor, by_rule.shipping_minor),
        fee_minor=_chosen(asked.fee_minor, by_rule.fee_minor),
        deduction_minor=asked.deduction_minor,
    )
    returns.check_settlement(
        one.kind, settled, shipping_left_minor=order.shipping_minor - shipping_before
    )
    return units, settled


async def settle(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    refund_id: UUID,
    asked: Settling,
    actor: str,
    limit_minor: int | None,
    now: datetime,
    pays: refund_order.Pays | None = None,
    refunder: str | None = None,
) -> None:
    """Give the money of a return back, once; where nothing is left to give, no refund is made.

    `refunder` is whose limit it is, and whose refund, where that is not the actor.
    """
    order, one = await locked(db, order_id, case_id)
    if one.refund_id == refund_id:
        return
    returns.require_return_move(one.status, ReturnStatus.SETTLED)
    units, settled = await proposed(db, order, one, asked)
    is_asked = asked.units is not None and settled.amount_minor > 0
    if not (units or is_asked or any(line.received for line in one.lines)):
        raise NothingCame("receive its goods first, or say which are refunded without them")
    if settled.amount_minor:
        await refund_order.refund(
            db,
            order_id=order_id,
            refund_id=refund_id,
            asked=payments.RefundRequested(
                reason=await _refund_reason(db, one),
                amount_minor=settled.amount_minor,
                lines=units,
                shipping_minor=settled.shipping_minor,
                to=asked.to or _asked_for(one),
            ),
            actor=refunder or actor,
            limit_minor=limit_minor,
            now=now,
            source=payments.RefundSource.RETURN,
            pays=pays,
        )
    await inventory.release(db, order_id=one.id)
    await returns.settle_case(
        db,
        one,
        refund_id=refund_id,
        units=units,
        shipping_minor=settled.shipping_minor,
        fee_minor=settled.fee_minor + settled.deduction_minor,
        now=now,
    )
    await happened(
        db,
        order,
        one,
        "return_settled",
        mail=None,  # the refund has its own
        actor=actor,
        now=now,
        amount_minor=settled.amount_minor,
        kept_minor=settled.fee_minor + settled.deduction_minor,
        currency=order.currency,
    )


async def close(db: AsyncConnection, *, order_id: UUID, case_id: UUID, now: datetime) -> bool:
    """End a settled return whose money has arrived; False while some of it is on its way."""
    order, one = await locked(db, order_id, case_id)
    if one.status is not ReturnStatus.SETTLED:
        return False
    given = await payments.refunds(db, order_id)
    parts = [each for each in given if each.source is payments.RefundSource.RETURN]
    if any(each.status in payments.REFUND_WAITING for each in parts):
        return False
    await returns.move_case(db, one, ReturnStatus.CLOSED, now=now)
    orders.touched(db, order)
    return True


def _units_to_settle(one: returns.ReturnCase, asked: Settling) -> dict[int, int]:
    most = {
        line.line: (line.approved or 0) if asked.although_not_received else line.received
        for line in one.lines
    }
    wanted = most if asked.units is None else asked.units
    for line, units in wanted.items():
        if not 0 <= units <= most.get(line, 0):
            raise returns.ReturnExceedsLine(
                f"{most.get(line, 0)} units of line {line} may be settled",
                line=line,
                left=most.get(line, 0),
            )
    return {line: units for line, units in wanted.items() if units}


def _asked_for(one: returns.ReturnCase) -> payments.RefundTo:
    return payments.RefundTo.STORE_CREDIT if one.wants_credit else payments.RefundTo.PAYMENT


def _chosen(asked: int | None, by_rule: int) -> int:
    return by_rule if asked is None else asked


async def _refund_reason(db: AsyncConnection, one: returns.ReturnCase) -> payments.RefundReason:
    if one.kind is ReturnKind.WITHDRAWAL:
        return payments.RefundReason.CHANGED_MIND
    policy = await returns.policy(db)
    found = (policy.reason(line.reason) for line in one.lines)
    return next((each.refund_reason for each in found if each), payments.RefundReason.OTHER)
