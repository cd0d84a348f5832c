"""Staff write an order for a buyer: its lines and prices, where it goes, what is held for it.

A draft and its cart have one id; the draft is locked first, so that two colleagues take turns.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.place_order import units_of
from lonja.carts import api as carts
from lonja.drafts import api as drafts
from lonja.inventory import api as inventory
from lonja.kernel import audit, limits
from lonja.kernel.address import Address
from lonja.kernel.errors import Forbidden, Invalid
from lonja.orders import api as orders


class DiscountOverLimit(Forbidden):
    """More than this person may take off one order; `facts["limit_minor"]` says how much."""

    code: ClassVar[str] = "discount_over_limit"


async def begin(
    db: AsyncConnection,
    *,
    currency: str | None = None,
    language: str | None = None,
    email: str = "",
    name: str = "",
    actor: str,
    now: datetime,
) -> UUID:
    """An empty draft."""
    cart = await carts.open_cart(db, currency=currency, language=language, now=now)
    await drafts.create(db, cart.id, email=email, name=name, actor=actor, now=now)
    return cart.id


async def duplicate(db: AsyncConnection, order_id: UUID, *, actor: str, now: datetime) -> UUID:
    """A draft of what an order has, at today's prices; what is no longer sold is left out."""
    order = await orders.get(db, order_id)
    cart = await carts.open_cart(db, currency=order.currency, language=order.language, now=now)
    name = order.address.name if order.address else ""
    await drafts.create(
        db, cart.id, email=order.email, name=name, copied_from=order.number, actor=actor, now=now
    )
    for sku, quantity in _bought(order).items():
        await carts.add_line_if_sold(db, cart_id=cart.id, sku=sku, quantity=quantity, now=now)
    if order.address is not None and order.address.line1:
        await carts.set_address(db, cart_id=cart.id, address=order.address, now=now)
    return cart.id


def _bought(order: orders.Order) -> dict[str, int]:
    bought: dict[str, int] = {}
    for line in order.lines:
        if line.discount_minor < line.total_minor or not line.total_minor:
            bought[line.sku] = bought.get(line.sku, 0) + line.quantity
    return bought


async def set_line(
    db: AsyncConnection, draft_id: UUID, *, sku: str, quantity: int, now: datetime
) -> None:
    """So many of it; none takes the line out."""
    await drafts.touch(db, await drafts.lock_open(db, draft_id), now=now)
    cart = await carts.get(db, draft_id, now=now)
    there = {line.sku for line in cart.lines if not line.is_gift}
    if quantity == 0:
        if sku in there:
            await carts.remove_line(db, cart_id=draft_id, sku=sku, now=now)
    elif sku in there:
        await carts.set_quantity(db, cart_id=draft_id, sku=sku, quantity=quantity, now=now)
    else:
        await carts.add_line(db, cart_id=draft_id, sku=sku, quantity=quantity, now=now)


async def set_price(
    db: AsyncConnection,
    draft_id: UUID,
    *,
    sku: str,
    unit_minor: int | None,
    reason: str,
    limit_minor: int | None,
    actor: str,
    now: datetime,
) -> None:
    """Another price than the list's, for a reason; None is the list's again."""
    await drafts.touch(db, await drafts.lock_open(db, draft_id), now=now)
    if unit_minor is not None and not reason:
        raise Invalid("say why it costs something else", field="reason")
    await carts.set_own_price(
        db, cart_id=draft_id, sku=sku, unit_minor=unit_minor, reason=reason, now=now
    )
    await check_discount(db, draft_id, limit_minor=limit_minor, now=now)
    await audit.record(
        db, at=now, actor=actor, action="draft_priced", subject=f"draft:{draft_id}",
        sku=sku, unit_minor=unit_minor, reason=reason,
    )  # fmt: skip


async def change(
    db: AsyncConnection,
    draft_id: UUID,
    *,
    email: str | None = None,
    name: str | None = None,
    note: str | None = None,
    address: Address | None = None,
    shipping_code: str | None = None,
    shipping_minor: int | None = None,
    is_shipping_own: bool = False,
    limit_minor: int | None,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """What is left out stays. `is_shipping_own` says that `shipping_minor` is meant, None too."""
    draft = await drafts.lock_version(db, draft_id, version)
    new = replace(
        draft,
        email=draft.email if email is None else email,
        name=draft.name if name is None else name,
        note=draft.note if note is None else note,
    )
    await drafts.change(db, draft, email=new.email, name=new.name, note=new.note, now=now)
    if address is not None:
        await carts.set_address(db, cart_id=draft_id, address=address, now=now)
    if shipping_code is not None:
        await carts.set_shipping(db, cart_id=draft_id, code=shipping_code, now=now)
    if is_shipping_own:
        await carts.set_own_shipping(db, cart_id=draft_id, price_minor=shipping_minor, now=now)
        await check_discount(db, draft_id, limit_minor=limit_minor, now=now)
        await audit.record(
            db, at=now, actor=actor, action="draft_priced", subject=f"draft:{draft_id}",
            shipping_minor=shipping_minor,
        )  # fmt: skip


async def hold_stock(
    db: AsyncConnection, draft_id: UUID, *, until: datetime, now: datetime
) -> None:
    """Nobody else buys what the draft has now, until then; asked again, what it has by then."""
    await drafts.touch(db, await drafts.lock_open(db, draft_id), now=now)
    if not now < until <= now + timedelta(days=limits.DRAFT_HOLD_DAYS):
        raise Invalid(f"stock is held for up to {limits.DRAFT_HOLD_DAYS} days", field="until")
    cart = await carts.get(db, draft_id, now=now)
    await inventory.release(db, order_id=draft_id)
    if cart.lines:
        await inventory.hold(db, order_id=draft_id, wanted=units_of(cart.lines), expires_at=until)


async def free_stock(db: AsyncConnection, draft_id: UUID) -> None:
    await drafts.lock_open(db, draft_id)
    await inventory.release(db, order_id=draft_id)


async def close(db: AsyncConnection, draft_id: UUID, *, actor: str, now: datetime) -> None:
    """Nobody wants it any more; twice is harmless."""
    draft = await drafts.lock(db, draft_id)
    if draft is None:
        raise drafts.UnknownDraft("there is no such draft")
    if draft.status is drafts.DraftStatus.QUOTED:
        raise drafts.DraftNotOpen("withdraw its quote first", status=str(draft.status))
    if draft.status is drafts.DraftStatus.OPEN:
        await drafts.close(db, draft, actor=actor, now=now)
        await inventory.release(db, order_id=draft_id)


async def end_hold(db: AsyncConnection, draft_id: UUID, *, now: datetime) -> bool:
    """Free what a draft held longer than was said; False where this is no draft that holds."""
    draft = await drafts.lock(db, draft_id)
    if draft is None or draft.status is drafts.DraftStatus.ORDERED:
        return False
    until = await inventory.hold_expires_at(db, draft_id)
    if until is not None and until <= now:
        await inventory.release(db, order_id=draft_id)
    return True


async def check_discount(
    db: AsyncConnection, draft_id: UUID, *, limit_minor: int | None, now: datetime
) -> None:
    """Raise where the draft's own prices take more off than this person may."""
    check_given_away(await carts.get(db, draft_id, now=now), limit_minor=limit_minor)


def check_given_away(cart: carts.Cart, *, limit_minor: int | None) -> None:
    if limit_minor is not None and given_away(cart) > limit_minor:
        raise DiscountOverLimit(
            "that is more than you may take off one order",
            limit_minor=limit_minor,
            currency=cart.currency,
        )


def given_away(cart: carts.Cart) -> int:
    """What the prices of staff take off the list's; a higher price makes up for no lower one."""
    return cart.own_shipping_off_minor + sum(
        max(0, line.listed_minor - line.own_minor) * line.quantity
        for line in cart.lines
        if line.own_minor is not None
    )
