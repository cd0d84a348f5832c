"""Goods that come back are exchanged: another order is made, and what they were worth pays it.

What the other order costs more its buyer pays by its link; what it costs less goes back as with any
return. Money of an exchange never leaves the shop, so that whatever is given back of the new order, or
all of it where it comes to nothing, goes back the way that the first one was paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.actions import exchange_offers, place_order, refund_order, settle_return
from lonja.actions.exchange_offers import ExchangeNotPossible
from lonja.actions.return_goods import happened, locked
from lonja.carts import api as carts
from lonja.inventory import api as inventory
from lonja.orders import api as orders
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.returns.api import Replacement

PAY_DAYS: Final = 7
"""How long the difference is awaited, and the goods of the new order are held for it."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What an order is paid by and where its buyer comes back to; each process has its own."""

    methods: Mapping[str, payments.Method]
    seal: payments.TokenSeal
    return_url: place_order.ReturnUrl


async def make(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    doors: Doors,
    actor: str,
    limit_minor: int | None,
    refunder: str | None = None,
    now: datetime,
) -> str:
    """Make the order in place of a return's goods; its number. Again, it is the same one.

    Before anything came only where the shop sends that early, and every line is exchanged. What is
    left of the return's money goes back with it, within what its refunder may give of an order.
    """
    order, one = await locked(db, order_id, case_id)
    if one.exchange_order_id is not None:
        return one.exchange_number
    returns.require_return_move(one.status, returns.ReturnStatus.SETTLED)
    swapped, asked = await _swapped(db, order, one)
    _, settled = await settle_return.proposed(db, order, one, asked)
    cart = await _filled(db, order, swapped, held_for=one.id, now=now)
    pays = min(cart.total_minor, settled.amount_minor)
    await settle_return.settle(
        db,
        order_id=order_id,
        case_id=case_id,
        refund_id=uuid5(case_id, "exchange"),
        asked=asked,
        actor=actor,
        limit_minor=limit_minor,
        refunder=refunder,
        pays=refund_order.Pays(cart.id, pays),
        now=now,
    )
    # Last, as it locks stock.
    placed = await _placed(db, order, cart, pays, doors, actor=actor, now=now)
    await returns.note_exchange(db, one, exchange_order_id=placed.order_id, number=placed.number)
    await orders.add_event(
        db, order_id=placed.order_id, kind="exchange_of", at=now, actor=actor, number=order.number,
        amount_minor=pays, currency=order.currency,
    )  # fmt: skip
    await happened(
        db, order, one, "return_exchanged", mail="return_exchanged", actor=actor, now=now,
        exchange=placed.number,
    )  # fmt: skip
    return placed.number


async def make_by_itself(
    db: AsyncConnection, *, order_id: UUID, case_id: UUID, doors: Doors, now: datetime
) -> None:
    """Nobody presses a button: what goes back with it is within what its approver may refund."""
    _, one = await locked(db, order_id, case_id)
    try:
        await make(
            db,
            order_id=order_id,
            case_id=case_id,
            doors=doors,
            actor="shop",
            limit_minor=one.approver_limit_minor,
            refunder=one.approved_by,
            now=now,
        )
    except payments.RefundOverLimit as refused:
        raise ExchangeNotPossible(str(refused), reason="over_limit") from refused


async def failed(
    db: AsyncConnection, *, order_id: UUID, case_id: UUID, reason: str, now: datetime
) -> None:
    """It could not be made by itself: staff see why, try again, or give the money back."""
    order, one = await locked(db, order_id, case_id)
    if not one.wants_exchange or one.exchange_failure == reason:
        return
    await returns.note_exchange(db, one, failure=reason)
    await happened(
        db, order, one, "exchange_failed", mail=None, actor="shop", now=now, reason=reason
    )


type Swapped = Mapping[int, tuple[Replacement, int]]
"""Line → what is sent for its units, and for how many."""


async def _swapped(
    db: AsyncConnection, order: orders.Order, one: returns.ReturnCase
) -> tuple[Swapped, settle_return.Settling]:
    """What is exchanged, and the settlement: fee and shipping are of what is not exchanged alone."""
    policy = await returns.policy(db)
    # One return has one settlement: what is to be refunded waits for its goods, and all of it with that.
    is_early = policy.sends_exchange is returns.SendsExchange.APPROVED and one.is_all_exchanged
    here = {line.line: (line.approved or 0) if is_early else line.received for line in one.lines}
    on_approval = policy.sends_exchange is returns.SendsExchange.APPROVED
    units = one.to_exchange(on_approval=on_approval)
    swapped = {
        line.line: (line.replacement, units[line.line])
        for line in one.lines
        if line.replacement is not None and line.line in units
    }
    if not swapped:
        raise ExchangeNotPossible("nothing came that is exchanged", reason="nothing_wanted")
    rest = {line: units for line, units in here.items() if units and line not in swapped}
    asked = settle_return.Settling(units=rest, although_not_received=is_early)
    if rest:
        _, kept = await settle_return.proposed(db, order, one, asked)
        asked = replace(asked, fee_minor=kept.fee_minor, shipping_minor=kept.shipping_minor)
    else:
        asked = replace(asked, fee_minor=0, shipping_minor=0)
    return swapped, replace(asked, units=None)


async def standing(
    db: AsyncConnection, order: orders.Order, one: returns.ReturnCase
) -> tuple[Swapped, int]:
    """What would be exchanged now, and how much of the first order goes back with all of the return."""
    swapped, asked = await _swapped(db, order, one)
    _, settled = await settle_return.proposed(db, order, one, asked)
    return swapped, settled.amount_minor


async def unit_prices(
    db: AsyncConnection, order: orders.Order, swapped: Swapped, *, now: datetime
) -> dict[UUID, int]:
    """What a unit of each variant costs in exchange; lines of the same one share their mean."""
    bought = {one.line: one for one in order.lines}
    wanted = {one.variant_id: 1 for one, _ in swapped.values()}
    of_bought = [bought[line].variant_id for line in swapped]
    today = (
        await exchange_offers.quote(db, order, wanted | {v: 1 for v in of_bought if v}, now=now)
    ).lines
    units: dict[UUID, int] = {}
    minor: dict[UUID, int] = {}
    for line, (one, quantity) in swapped.items():
        v = one.variant_id
        if today[v].gone:
            raise ExchangeNotPossible("it is not sold", reason="not_sold", sku=today[v].sku)
        units[v] = units.get(v, 0) + quantity
        minor[v] = minor.get(v, 0) + exchange_offers.unit_minor(bought[line], today, v) * quantity
    return {v: minor[v] // units[v] for v in units}


async def _filled(
    db: AsyncConnection,
    order: orders.Order,
    swapped: Swapped,
    *,
    held_for: UUID,
    now: datetime,
) -> carts.Cart:
    """A cart of what is sent in exchange, at its prices, to the same address, sent for nothing."""
    if order.address is None or not order.email:
        raise ExchangeNotPossible("nobody knows where it goes", reason="no_address")
    costs = await unit_prices(db, order, swapped, now=now)
    units: dict[UUID, int] = {}
    for one, quantity in swapped.values():
        units[one.variant_id] = units.get(one.variant_id, 0) + quantity
    skus = {one.variant_id: one.sku for one, _ in swapped.values()}
    cart = await carts.open_cart(
        db, currency=order.currency, language=order.language, country=order.country, now=now
    )
    await inventory.hand_over(db, held_for=held_for, to=cart.id)
    for variant_id, quantity in units.items():
        sku = skus[variant_id]
        await carts.add_line(db, cart_id=cart.id, sku=sku, quantity=quantity, now=now)
        await carts.set_own_price(
            db,
            cart_id=cart.id,
            sku=sku,
            unit_minor=costs[variant_id],
            reason=carts.EXCHANGE_PRICE,
            now=now,
        )
    await carts.set_address(db, cart_id=cart.id, address=order.address, now=now)
    ways = await carts.shipping_options(db, await carts.get(db, cart.id, now=now), now=now)
    if not ways:
        raise ExchangeNotPossible("nothing is sent there", reason="no_shipping")
    usual = order.shipping_code or ""
    code = f"{usual}@{order.pickup_location}" if order.pickup_location else usual
    way = min(ways, key=lambda one: (one.code != code, one.price_minor, one.code))
    await carts.set_shipping(db, cart_id=cart.id, code=way.code, now=now)
    await carts.set_own_shipping(db, cart_id=cart.id, price_minor=0, now=now)
    return await carts.get(db, cart.id, email=order.email, now=now)


async def _placed(
    db: AsyncConnection,
    order: orders.Order,
    cart: carts.Cart,
    pays_minor: int,
    doors: Doors,
    *,
    actor: str,
    now: datetime,
) -> place_order.Placed:
    methods = {code: one for code, one in doors.methods.items() if one.kind != "token"}
    due = cart.total_minor - pays_minor
    return await place_order.place(
        db,
        place_order.Request(
            cart_id=cart.id,
            email=order.email,
            payment=await _way_to_pay(db, order, cart, methods, due) if due else None,
            channel=order.channel,
            actor=actor,
            hold_until=now + timedelta(days=PAY_DAYS),
            exchanged_minor=pays_minor,
        ),
        key="exchange",
        methods=methods,
        seal=doors.seal,
        return_url=doors.return_url,
        now=now,
    )


async def _way_to_pay(
    db: AsyncConnection,
    order: orders.Order,
    cart: carts.Cart,
    methods: Mapping[str, payments.Method],
    due_minor: int,
) -> place_order.Payment:
    """As the first order was paid, where that needs a link alone; else by the shop's first way that does."""
    sale = place_order.sale_of(cart, due_minor)
    offered = await payment_methods.offered(db, methods, sale)
    codes = [code for code, one in offered.items() if one.place == "anywhere"]
    before = {one.method for one in await payments.attempts(db, order.id)}
    code = next((code for code in codes if code in before), codes[0] if codes else None)
    if code is None:
        raise ExchangeNotPossible("the difference cannot be paid", reason="no_way_to_pay")
    return place_order.Payment(code)
