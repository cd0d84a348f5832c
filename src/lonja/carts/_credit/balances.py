"""Gift cards and store credit on a cart: put on, taken off, and what of them pays now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import _store
from lonja.carts._cart import CartFull, StoredCart
from lonja.carts._open_carts import expiry, lock_open
from lonja.carts._pricing import Cart, RefusedGiftCard
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.kernel import limits
from lonja.kernel.errors import Conflict


class NoStoreCredit(Conflict):
    """`facts["reason"]`: proof, where the buyer has not shown whose cart it is; else empty."""

    code: ClassVar[str] = "no_store_credit"


async def put_gift_card(
    db: AsyncConnection, *, cart_id: UUID, account_id: UUID, now: datetime
) -> None:
    """Pay with this card what it can; the caller has found it by its code."""
    row = await lock_open(db, cart_id, now=now)
    if account_id in row.gift_cards:
        return
    if len(row.gift_cards) >= limits.CART_GIFT_CARDS:
        raise CartFull(f"a cart takes at most {limits.CART_GIFT_CARDS} gift cards")
    await _store.change(
        db,
        cart_id=cart_id,
        gift_cards=[*row.gift_cards, account_id],
        now=now,
        expires_at=expiry(now),
    )


async def drop_gift_card(
    db: AsyncConnection, *, cart_id: UUID, account_id: UUID, now: datetime
) -> None:
    row = await lock_open(db, cart_id, now=now)
    left = [one for one in row.gift_cards if one != account_id]
    await _store.change(db, cart_id=cart_id, gift_cards=left, now=now, expires_at=expiry(now))


async def use_store_credit(
    db: AsyncConnection, *, cart_id: UUID, is_used: bool, now: datetime
) -> None:
    """Pay with the buyer's own credit what it can, after the gift cards; or keep it.

    Only of the person whose address was proved by a link of a mail: typing it is not enough.
    """
    row = await lock_open(db, cart_id, now=now)
    if is_used and row.proven_email is None:
        raise NoStoreCredit("show whose credit it is: open the link of our mail", reason="proof")
    if is_used and not await _of_buyer(db, row, now=now):
        raise NoStoreCredit("there is no credit in this currency", reason="empty")
    await _store.change(
        db, cart_id=cart_id, uses_store_credit=is_used, now=now, expires_at=expiry(now)
    )


async def with_balances(
    db: AsyncConnection, row: StoredCart, cart: Cart, *, strict: bool = False, now: datetime
) -> Cart:
    """The cart with the balances that pay now; `strict` raises for a gift card that does not.

    Credit that is gone meanwhile just pays nothing: what the buyer saw is compared when they order.
    """
    found = await credit.accounts(db, row.gift_cards)
    reasons = {one.id: credit.why_not_usable(one, currency=row.currency, now=now) for one in found}
    refused = next((one for one in found if reasons[one.id] is not None), None)
    if strict and refused is not None:
        raise credit.GiftCardRefused(
            "a gift card of this cart does not pay now",
            reason=reasons[refused.id],
            last_four=refused.last_four,
        )
    own = await _of_buyer(db, row, now=now)
    usable = [one for one in found if reasons[one.id] is None]
    return replace(
        cart,
        balances=[*usable, *own] if row.uses_store_credit else usable,
        store_credit_minor=sum(one.balance_minor for one in own),
        refused_gift_card=None
        if refused is None
        else RefusedGiftCard(refused.id, refused.last_four, str(reasons[refused.id])),
    )


async def _of_buyer(
    db: AsyncConnection, row: StoredCart, *, now: datetime
) -> Sequence[credit.Account]:
    if row.proven_email is None:
        return []
    records = await customers.records_of_email(db, row.proven_email)
    found = await credit.store_credit(db, records)
    return [one for one in found if not credit.why_not_usable(one, currency=row.currency, now=now)]
