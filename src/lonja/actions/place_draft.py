"""A draft becomes an order, on the way that every order goes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import place_order, write_draft
from lonja.carts import api as carts
from lonja.drafts import api as drafts
from lonja.kernel import audit, limits
from lonja.kernel.address import Address
from lonja.kernel.errors import Invalid
from lonja.orders import api as orders
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments

CHANNEL: Final = "phone"


async def methods_for(
    db: AsyncConnection, methods: Mapping[str, payments.Method], cart: carts.Cart
) -> dict[str, payments.Method]:
    """Ways to pay it that need nothing of the buyer now: a page behind a link, a transfer."""
    offered = await payment_methods.offered(db, methods, place_order.sale_of(cart))
    return {code: one for code, one in offered.items() if one.kind != "token"}


def _who_picks_up(draft: drafts.Draft, cart: carts.Cart) -> Address | None:
    """The draft's buyer, by name; None where the order goes to the cart's address."""
    if not (cart.is_pickup and cart.address and draft.name.strip()):
        return None
    return replace(cart.address, name=draft.name)


async def place(
    db: AsyncConnection,
    draft_id: UUID,
    *,
    method: str,
    pay_by: datetime,
    methods: Mapping[str, payments.Method],
    seal: payments.TokenSeal,
    return_url: place_order.ReturnUrl,
    seen_total_minor: int | None = None,
    limit_minor: int | None,
    quote: str = "",
    actor: str,
    now: datetime,
) -> place_order.Placed:
    """The order of a draft; a repeat gets the same. Its goods are held until `pay_by`.

    The buyer gets the mail that asks for the money, with the link to pay. `quote` is the number of the
    quote that its buyer accepted: until then such a draft is placed by nobody.
    """
    draft = await drafts.lock(db, draft_id)
    if draft is not None and draft.status is drafts.DraftStatus.ORDERED:
        order = await orders.get(db, draft_id)
        return place_order.Placed(order.id, order.number, order.status, order.totals.total)
    status = drafts.DraftStatus.QUOTED if quote else drafts.DraftStatus.OPEN
    draft = await drafts.lock_open(db, draft_id, status=status)
    if not draft.email:
        raise Invalid("whose order is it? the e-mail is missing", field="email")
    if not now < pay_by <= now + timedelta(days=limits.DRAFT_HOLD_DAYS):
        raise Invalid(f"it can be paid for up to {limits.DRAFT_HOLD_DAYS} days", field="pay_by")
    cart = await carts.get(db, draft_id, email=draft.email, now=now)
    write_draft.check_given_away(cart, limit_minor=limit_minor)
    placed = await place_order.place(
        db,
        place_order.Request(
            cart_id=draft_id,
            email=draft.email,
            payment=place_order.Payment(method),
            address=_who_picks_up(draft, cart),
            seen_total_minor=seen_total_minor,
            # What the limit was held against, whoever else has the cart's id.
            seen_lines=place_order.lines_mark((line.sku, line.quantity) for line in cart.lines),
            channel=CHANNEL,
            actor=actor,
            hold_until=pay_by,
        ),
        key="draft",
        methods={code: one for code, one in methods.items() if one.kind != "token"},
        seal=seal,
        return_url=return_url,
        now=now,
    )
    await _say_prices(db, cart, quote=quote, actor=actor, now=now)
    if draft.note:
        await orders.add_note(db, draft_id, draft_id, text=draft.note, actor=actor, now=now)
    await drafts.mark_ordered(db, draft, number=placed.number, now=now)
    await audit.record(
        db, at=now, actor=actor, action="draft_ordered", subject=f"draft:{draft_id}",
        number=placed.number, method=method,
    )  # fmt: skip
    return placed


async def _say_prices(
    db: AsyncConnection, cart: carts.Cart, *, quote: str, actor: str, now: datetime
) -> None:
    """Why the order does not cost what the list says: its buyer was quoted so, or staff agreed."""
    if quote:
        await orders.add_event(
            db, order_id=cart.id, kind="quote_accepted", at=now, actor=actor, number=quote
        )
        return
    own = {line.sku: line.own_reason or "" for line in cart.lines if line.own_minor is not None}
    if own or cart.own_shipping_off_minor:
        await orders.add_event(
            db,
            order_id=cart.id,
            kind="own_prices",
            at=now,
            actor=actor,
            amount_minor=write_draft.given_away(cart),
            currency=cart.currency,
            why="; ".join(f"{sku}: {reason}" for sku, reason in own.items()),
        )
