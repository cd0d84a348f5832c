"""The ledger of balances on an open transaction: each act happens once, and no balance is overdrawn."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.credit import _store
from lonja.credit._account import Account, Entry, EntryKind, NewEntry
from lonja.credit._giving import (
    LIMIT_WINDOW,
    MAX_BALANCE_MINOR,
    check_amount,
    check_given,
)
from lonja.credit._spending import GiftCardRefused, Part, why_not_usable
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.money import Money

REFUNDED_LIFE: Final = timedelta(days=365)
"""Money that goes back to a card may be spent for at least so long."""


class UnknownAccount(NotFound):
    code: ClassVar[str] = "unknown_gift_card"


class BalanceTooLow(Conflict):
    """`facts["balance_minor"]` is what is left."""

    code: ClassVar[str] = "gift_card_balance_too_low"


class EntryIdTaken(Conflict):
    """The id was used for another act on this balance: a repeat must ask for the same."""

    code: ClassVar[str] = "credit_id_taken"


async def account(db: AsyncConnection, account_id: UUID) -> Account:
    return _there(await _store.get(db, account_id))


async def lock_account(db: AsyncConnection, account_id: UUID) -> Account:
    found = await _store.lock(db, [account_id])
    return _there(found[0] if found else None)


async def spend(
    db: AsyncConnection,
    parts: Sequence[Part],
    *,
    order_id: UUID,
    order_number: str,
    currency: str,
    now: datetime,
) -> None:
    """Take all parts for an order or raise; what two orders want at once goes to one of them."""
    locked = {one.id: one for one in await _store.lock(db, [part.account_id for part in parts])}
    for part in sorted(parts, key=lambda part: part.account_id):
        one = locked.get(part.account_id)
        reason = "unknown" if one is None else why_not_usable(one, currency=currency, now=now)
        new = NewEntry(
            account_id=part.account_id,
            id=_spent_id(order_id, part.account_id),
            kind=EntryKind.SPENT,
            amount_minor=-part.amount_minor,
            actor="buyer",
            at=now,
            order_id=order_id,
            order_number=order_number,
        )
        if reason is None and await _store.book(db, new):
            continue
        last_four = one.last_four if one else ""
        raise GiftCardRefused(
            "this gift card does not pay this any more",
            reason=reason or "changed",
            last_four=last_four,
        )


async def release(
    db: AsyncConnection, parts: Sequence[Part], *, order_id: UUID, order_number: str, now: datetime
) -> None:
    """Give back what an order had taken and nobody captured; a second call gives nothing."""
    await _store.lock(db, [part.account_id for part in parts])
    for part in sorted(parts, key=lambda part: part.account_id):
        spent_id = _spent_id(order_id, part.account_id)
        await _once(
            db,
            NewEntry(
                account_id=part.account_id,
                id=uuid5(spent_id, "released"),
                kind=EntryKind.RELEASED,
                amount_minor=part.amount_minor,
                actor="shop",
                at=now,
                order_id=order_id,
                order_number=order_number,
            ),
        )


async def refund_to(
    db: AsyncConnection,
    account_id: UUID,
    *,
    refund_id: UUID,
    amount: Money,
    order_id: UUID,
    order_number: str,
    actor: str,
    now: datetime,
) -> None:
    """Money of a refund comes to this balance, once. A card that has expired lives again for it."""
    one = await lock_account(db, account_id)
    assert one.currency == amount.currency, "a balance has one currency"
    await _once(
        db,
        NewEntry(
            account_id=account_id,
            id=uuid5(order_id, str(refund_id)),
            kind=EntryKind.REFUNDED,
            amount_minor=amount.minor,
            actor=actor,
            at=now,
            order_id=order_id,
            order_number=order_number,
        ),
    )
    await _store.extend(db, account_id, until=now + REFUNDED_LIFE)


async def adjust(
    db: AsyncConnection,
    account_id: UUID,
    *,
    entry_id: UUID,
    amount_minor: int,
    reason: str,
    actor: str,
    limit_minor: int | None,
    now: datetime,
) -> Account:
    """Staff add to a balance or take from it; the same act again changes nothing."""
    await _store.lock_giver(db, actor)
    one = await lock_account(db, account_id)
    before = await _store.entry(db, account_id, entry_id)
    if before is not None:
        if (before.kind, before.amount_minor) != (EntryKind.ADJUSTED, amount_minor):
            raise EntryIdTaken("this id belongs to another change of this balance")
        return one
    if amount_minor == 0 or abs(amount_minor) > MAX_BALANCE_MINOR:
        raise Invalid("a change is more or less than nothing", field="amount_minor")
    if one.balance_minor + amount_minor > MAX_BALANCE_MINOR:
        raise Invalid("a balance is at most 10,000,000", field="amount_minor")
    await check_limit(
        db,
        Money(one.currency, abs(amount_minor)),
        actor,
        limit_minor,
        is_taken=amount_minor < 0,
        now=now,
    )
    is_booked = await _store.book(
        db,
        NewEntry(
            account_id=account_id,
            id=entry_id,
            kind=EntryKind.ADJUSTED,
            amount_minor=amount_minor,
            actor=actor,
            at=now,
            reason=reason,
        ),
    )
    if not is_booked:
        raise BalanceTooLow(
            f"only {one.balance} is left",
            field="amount_minor",
            balance_minor=one.balance_minor,
            currency=one.currency,
        )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="credit_adjusted",
        subject=f"{one.kind}:{account_id}",
        amount_minor=amount_minor,
        currency=one.currency,
        reason=reason,
    )
    return await account(db, account_id)


async def check_limit(
    db: AsyncConnection,
    amount: Money,
    actor: str,
    limit_minor: int | None,
    *,
    is_taken: bool = False,
    now: datetime,
) -> None:
    """Raise where this person gives, or takes, more in a day than they may.

    The caller holds `lock_giver`. The two ways are counted apart: taking back a mistake of one's
    own is no reason to be allowed less, nor to be allowed more.
    """
    check_amount(amount)
    given = await _store.moved_minor(
        db,
        actor=actor,
        currency=amount.currency,
        sign=-1 if is_taken else 1,
        since=now - LIMIT_WINDOW,
    )
    check_given(amount, given_minor=given, limit_minor=limit_minor)


async def entries(db: AsyncConnection, account_id: UUID) -> list[Entry]:
    """Newest first."""
    return await _store.entries(db, account_id)


async def _once(db: AsyncConnection, new: NewEntry) -> None:
    if await _store.entry(db, new.account_id, new.id) is None:
        booked = await _store.book(db, new)
        assert booked, "more on a balance never overdraws it"


def _spent_id(order_id: UUID, account_id: UUID) -> UUID:
    return uuid5(order_id, f"spent:{account_id}")


def _there(found: Account | None) -> Account:
    if found is None:
        raise UnknownAccount("there is no such gift card")
    return found
