"""Goods come back: asked for, decided, sent, received with their condition.

Stock is guarded where it always is (`restock_goods`), and money is another step (`settle_return`); a
return says which units, and never the same one twice. Each step may be sent again and changes
nothing then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import exchange_offers, restock_goods
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel import audit, limits, outbox
from lonja.kernel.errors import Conflict, Invalid
from lonja.notifications.api import OrderMail, OrderMailKind
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.returns.api import ReturnKind, ReturnSource, ReturnStatus
from lonja.shop import api as shop

BUYER: Final = "buyer"
_WITH_BUYER: Final = frozenset(
    {OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED}
)


class ReturnNotAllowed(Conflict):
    """`facts["reason"]`: not_shipped, window_over or excluded; `facts["line"]` where it is one line."""

    code: ClassVar[str] = "return_not_allowed"


@dataclass(frozen=True, slots=True)
class Returnable:
    """What may still come back of an order, by line, and until when.

    `left` has been sent; `unreturned` counts what is still in the warehouse, too.

    The days are None while nobody knows that the parcel came: nothing has run out then.
    """

    left: Mapping[int, int]
    unreturned: Mapping[int, int]
    excluded: Mapping[int, returns.ExclusionReason]
    policy: returns.ReturnPolicy
    buyer_pays: bool
    return_until: date | None
    withdraw_until: date | None
    today: date

    @property
    def may_return(self) -> bool:
        return self.return_until is None or self.today <= self.return_until

    @property
    def may_withdraw(self) -> bool:
        """In time, and something is neither given back yet nor being given back."""
        in_time = self.withdraw_until is None or self.today <= self.withdraw_until
        return in_time and any(self.unreturned.values())

    @property
    def is_any_left(self) -> bool:
        return any(self.left.values())


@dataclass(frozen=True, slots=True)
class Decision:
    """Units approved of each line, and words to the buyer for each and for all."""

    approved: Mapping[int, int]
    answers: Mapping[int, str] = field(default_factory=dict)
    answer: str = ""
    without_exchange: bool = False
    """Its buyer gets the money, whatever they wanted in its place."""


async def sent_units(db: AsyncConnection, order: orders.Order) -> dict[int, int]:
    """Line → units that have left for the buyer, and those that were refunded before they left.

    Whoever counts what may still come back takes refunded units off.
    """
    if order.status not in _WITH_BUYER:
        return {}
    here = {one.line: one.left for one in await fulfilment.units_of(db, order.id)}
    sent = {
        line.line: line.quantity - here.get(line.line, 0)
        for line in order.lines
        if not line.is_gift_card
    }
    return {line: units for line, units in sent.items() if units > 0}


async def units_left(
    db: AsyncConnection, order: orders.Order, sent: Mapping[int, int]
) -> dict[int, int]:
    given = await payments.refunds(db, order.id)
    refunded: dict[int, int] = {}
    for one in given:
        if one.status not in {payments.RefundStatus.FAILED, payments.RefundStatus.CANCELLED}:
            for line in one.lines:
                refunded[line.line] = refunded.get(line.line, 0) + line.quantity
    return returns.units_left(sent, refunded, await returns.cases(db, order.id))


async def returnable(db: AsyncConnection, order: orders.Order, *, now: datetime) -> Returnable:
    """What the buyer may give back now; `order` was read whole."""
    policy = await returns.policy(db)
    facts = await shop.current(db)
    rule = policy.rule_for(order.country)
    excluded = await returns.exclusions(
        db, [line.product_id for line in order.lines if line.product_id]
    )
    sold = {line.line: line.quantity for line in order.lines if line.quantity > 0}
    return Returnable(
        left=await units_left(db, order, await sent_units(db, order)),
        unreturned=await units_left(db, order, sold),
        excluded={
            line.line: excluded[line.product_id]
            for line in order.lines
            if line.product_id in excluded
        },
        policy=policy,
        buyer_pays=rule.buyer_pays,
        return_until=returns.window_ends(order.delivered_at, rule.window_days, facts.time_zone),
        withdraw_until=returns.last_day(order.delivered_at, facts.time_zone),
        today=facts.day_of(now),
    )


async def request(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    units: Mapping[int, int],
    reasons: Mapping[int, str],
    note: str,
    source: ReturnSource,
    actor: str,
    now: datetime,
    wants_credit: bool = False,
    exchanges: Mapping[int, str] | None = None,
    limit_minor: int | None = 0,
) -> returns.ReturnCase:
    """Ask to give goods back; with reasons that are all our fault it is a claim.

    `exchanges`: the SKU that is wanted for each unit of a line, in place of its money. A buyer's return
    waits for staff and keeps to the shop's window; staff's own is approved at once, and an exchange
    that is made by itself refunds no more of an order than `limit_minor`, as this person may.
    """
    await orders.lock(db, order_id)
    order = await orders.get(db, order_id)
    may = await returnable(db, order, now=now)
    kind = _kind_of(may.policy, units, reasons)
    asked = returns.Asked(kind, source, units, reasons, note, wants_credit=wants_credit)
    if await returns.is_case_repeat(db, order_id=order_id, case_id=case_id, asked=asked):
        return await returns.case(db, order_id=order_id, case_id=case_id)
    is_buyer = source is ReturnSource.BUYER
    wanted = {line: sku for line, sku in (exchanges or {}).items() if sku and units.get(line)}
    if wanted and is_buyer and not may.policy.offers_exchange:
        raise exchange_offers.ExchangeNotPossible("money alone goes back", reason="not_offered")
    other = await exchange_offers.chosen(db, order, wanted, is_any_product=not is_buyer, now=now)
    if not await sent_units(db, order):
        raise ReturnNotAllowed("nothing of it has been sent", reason="not_shipped")
    returns.check_units(units, may.left)
    if source is ReturnSource.BUYER and kind is ReturnKind.RETURN:
        _check_promise(may, units)
    made = await returns.open_case(
        db,
        order=order,
        case_id=case_id,
        asked=replace(asked, replacements=other),
        is_approved=source is ReturnSource.STAFF,
        approver=None if is_buyer else returns.Approver(actor, limit_minor),
        refund_due_at=None,
        now=now,
    )
    mail: OrderMailKind = "return_approved" if source is ReturnSource.STAFF else "return_requested"
    await happened(db, order, made, "return_requested", mail=mail, actor=actor, now=now)
    if not is_buyer:
        await _promise_exchange(db, made, may.policy, now=now)
    return made


async def decide(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    decision: Decision,
    actor: str,
    now: datetime,
    limit_minor: int | None = 0,
) -> None:
    """Approve units of each line, or none of any; the buyer is told with the shop's words.

    `limit_minor`: what this person may refund of an order, as with `request`.
    """
    order, one = await locked(db, order_id, case_id)
    if _is_decided(one, decision):
        return
    if decision.without_exchange:
        await returns.keep_money(db, one)
    to = await returns.decide_case(
        db,
        one,
        approved=decision.approved,
        answers=decision.answers,
        answer=decision.answer,
        approver=returns.Approver(actor, limit_minor),
        now=now,
    )
    kind: OrderMailKind = "return_approved" if to is ReturnStatus.APPROVED else "return_declined"
    await happened(db, order, one, kind, mail=kind, actor=actor, now=now)
    decided = await returns.case(db, order_id=order_id, case_id=case_id)
    await _promise_exchange(db, decided, await returns.policy(db), now=now)


async def say_sent(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    tracking: str,
    actor: str,
    now: datetime,
) -> None:
    """The goods are on their way, by the buyer's word; a later number replaces the first."""
    order, one = await locked(db, order_id, case_id)
    if one.status is ReturnStatus.IN_TRANSIT and one.tracking == tracking:
        return
    await returns.note_tracking(db, one, tracking)
    if one.status is not ReturnStatus.IN_TRANSIT:
        returns.require_return_move(one.status, ReturnStatus.IN_TRANSIT)
        await returns.move_case(db, one, ReturnStatus.IN_TRANSIT, now=now)
    await happened(db, order, one, "return_sent", mail=None, actor=actor, now=now)


async def receive(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    receipt_id: UUID,
    received: Sequence[returns.Received],
    location: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Goods came: the resellable ones are in stock, at `location` or where they left from.

    The others are written off: they left the stock when they were sold.
    """
    order, one = await locked(db, order_id, case_id)
    is_new = await returns.receive_case(
        db,
        one,
        receipt_id=receipt_id,
        received=received,
        location=location,
        actor=actor,
        now=now,
    )
    if not is_new:
        return
    resellable = {each.line: each.resellable for each in received if each.resellable}
    if resellable:
        await restock_goods.restock(db, order, resellable, actor=actor, now=now, to=location)
    await happened(
        db,
        order,
        one,
        "return_received",
        mail="return_received",
        actor=actor,
        now=now,
        resellable=sum(resellable.values()),
        damaged=sum(each.damaged for each in received),
    )
    one = await returns.case(db, order_id=order_id, case_id=case_id)
    is_damaged = any(line.received > line.resellable for line in one.lines)
    is_as_hoped = one.kind is ReturnKind.CLAIM or not is_damaged
    if one.wants_exchange and one.is_all_here and is_as_hoped:
        await outbox.put(db, returns.MakeExchange(order_id, case_id))


async def cancel(
    db: AsyncConnection, *, order_id: UUID, case_id: UUID, actor: str, now: datetime
) -> None:
    """Nothing will come after all; its units may be returned in another way."""
    order, one = await locked(db, order_id, case_id)
    if one.status is ReturnStatus.CANCELLED:
        return
    returns.require_return_move(one.status, ReturnStatus.CANCELLED)
    await returns.move_case(db, one, ReturnStatus.CANCELLED, now=now)
    await inventory.release(db, order_id=one.id)
    kind: OrderMailKind = "return_cancelled"
    await happened(db, order, one, kind, mail=kind, actor=actor, now=now)


async def give_up(db: AsyncConnection, *, order_id: UUID, case_id: UUID, now: datetime) -> bool:
    """The clock's way: nothing of an approved return ever came; False when it did meanwhile."""
    _, one = await locked(db, order_id, case_id)
    if one.status is not ReturnStatus.APPROVED:
        return False
    await cancel(db, order_id=order_id, case_id=case_id, actor="shop", now=now)
    return True


async def _promise_exchange(
    db: AsyncConnection, one: returns.ReturnCase, policy: returns.ReturnPolicy, *, now: datetime
) -> None:
    """What was approved in exchange is held for a while, or sent at once where the shop does that.

    `SoldOut` where it is not there any more: staff approve it for money, or wait.
    """
    if not one.wants_exchange or one.status is not ReturnStatus.APPROVED:
        return
    wanted: dict[UUID, int] = {}
    for line in one.lines:
        if line.replacement is not None and line.approved:
            v = line.replacement.variant_id
            wanted[v] = wanted.get(v, 0) + line.approved
    until = now + timedelta(days=limits.DRAFT_HOLD_DAYS)
    await inventory.hold(db, order_id=one.id, wanted=wanted, expires_at=until)
    if policy.sends_exchange is returns.SendsExchange.APPROVED and one.is_all_exchanged:
        await outbox.put(db, returns.MakeExchange(one.order_id, one.id))


def _kind_of(
    policy: returns.ReturnPolicy, units: Mapping[int, int], reasons: Mapping[int, str]
) -> ReturnKind:
    chosen = [policy.reason(reasons.get(line, "")) for line in units]
    if None in chosen:
        raise Invalid("choose a reason for each line", field="reason")
    is_claim = bool(chosen) and all(one is not None and one.is_our_fault for one in chosen)
    return ReturnKind.CLAIM if is_claim else ReturnKind.RETURN


def _check_promise(may: Returnable, units: Mapping[int, int]) -> None:
    if not may.may_return:
        raise ReturnNotAllowed("the time to return it is over", reason="window_over")
    excluded = next((line for line in sorted(units) if line in may.excluded), None)
    if excluded is not None:
        raise ReturnNotAllowed("this product cannot be returned", reason="excluded", line=excluded)


def _is_decided(one: returns.ReturnCase, decision: Decision) -> bool:
    """Whether this very decision was made before."""
    return one.decided_at is not None and {line.line: line.approved for line in one.lines} == {
        line.line: decision.approved.get(line.line, 0) for line in one.lines
    }


async def locked(
    db: AsyncConnection, order_id: UUID, case_id: UUID
) -> tuple[orders.Order, returns.ReturnCase]:
    """The order, locked and read whole, and its return."""
    await orders.lock(db, order_id)
    order = await orders.get(db, order_id)
    return order, await returns.case(db, order_id=order_id, case_id=case_id)


async def happened(
    db: AsyncConnection,
    order: orders.Order,
    one: returns.ReturnCase,
    kind: str,
    *,
    mail: OrderMailKind | None,
    actor: str,
    now: datetime,
    **facts: Any,
) -> None:
    """Write the step where buyer and staff see it: events, mail, audit, open pages."""
    amount = {name: facts[name] for name in ("amount_minor", "currency") if name in facts}
    await orders.add_event(
        db, order_id=order.id, kind=kind, at=now, actor=actor, number=one.number, **amount
    )
    if mail is not None:
        await outbox.put(db, OrderMail(order.id, mail, one.id))
    if actor not in {BUYER, "shop"}:
        await audit.record(
            db,
            at=now,
            actor=actor,
            action=kind,
            subject=f"order:{order.number}",
            number=one.number,
            **facts,
        )
    orders.touched(db, order)
