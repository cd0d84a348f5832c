"""Gift cards that orders bought, on an open transaction. The caller holds the order's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.credit import _store as accounts
from lonja.credit._account import CreditKind, CreditStatus, EntryKind, NewEntry
from lonja.credit._code import code_digest, code_of
from lonja.credit._gift_cards import SendGiftCard
from lonja.credit._sold import store
from lonja.credit._sold.card import NewSale, SoldCard, share_takes
from lonja.kernel import audit, outbox
from lonja.kernel.outbox import Message

ISSUING_LATE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class IssueGiftCards(Message):
    """Issue the gift cards of an order that is paid."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "gift_cards.issue"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID


async def sell(
    db: AsyncConnection, sales: Sequence[NewSale], *, order_id: UUID, order_number: str
) -> None:
    """Write down which cards an order buys; each exists once it is paid."""
    if sales:
        await store.insert(db, sales, order_id=order_id, order_number=order_number)


async def sold_cards(db: AsyncConnection, order_id: UUID) -> list[SoldCard]:
    return await store.of_order(db, order_id)


async def mark_sales_paid(db: AsyncConnection, order_id: UUID, *, now: datetime) -> None:
    """Its money is here: its cards are issued after the commit. Twice is harmless."""
    if await store.mark_paid(db, order_id, now=now):
        await outbox.put(db, IssueGiftCards(order_id))


async def issue_sold(
    db: AsyncConnection, order_id: UUID, *, secret: str, now: datetime
) -> list[SoldCard]:
    """Issue the paid cards that are not there yet, each with its mail; which they were.

    Of a card that a refund took back before it was issued nothing is left to issue.
    """
    waiting = [
        one
        for one in await store.of_order(db, order_id)
        if one.paid_at is not None and one.issued_at is None and one.stopped_at is None
    ]
    for one in waiting:
        if one.worth_minor > 0:
            await _issue(db, one, secret=secret, now=now)
        await store.mark_issued(db, one.account_id, now=now)
    return [one for one in waiting if one.worth_minor > 0]


async def lock_sold(db: AsyncConnection, order_id: UUID) -> list[SoldCard]:
    """As they are once nobody can spend of them before the transaction ends."""
    cards = await store.of_order(db, order_id)
    if not cards:
        return []
    await accounts.lock(db, [one.account_id for one in cards])
    return await store.of_order(db, order_id)


async def take_back(
    db: AsyncConnection,
    order_id: UUID,
    *,
    refund_id: UUID,
    lines: Mapping[int, int],
    actor: str,
    now: datetime,
) -> None:
    """Take what a refund gives for these lines (minor units) off their cards; once for each refund.

    The caller has locked the cards, and no more is given than is left on them.
    """
    cards = await store.of_order(db, order_id)
    if any(str(refund_id) in one.takes for one in cards):
        return
    for line, minor in sorted(lines.items()):
        mine = [one for one in cards if one.line == line]
        for one, part in share_takes(mine, minor) if mine else ():
            await store.take(db, one.account_id, refund_id=refund_id, minor=part)
            if one.balance_minor is not None:
                await _book(db, one, refund_id, -part, actor=actor, now=now)


async def give_again(
    db: AsyncConnection, order_id: UUID, *, refund_id: UUID, now: datetime
) -> None:
    """The refund came to nothing: the cards have what it took again. Twice is harmless."""
    for one in await lock_sold(db, order_id):
        part = one.takes.get(str(refund_id), 0)
        if not part:
            continue
        await store.untake(db, one.account_id, refund_id=refund_id)
        if one.balance_minor is None:
            await outbox.put(db, IssueGiftCards(order_id))
        else:
            undone = uuid5(refund_id, "undone")
            await _book(db, one, undone, part, actor="shop", now=now)


async def stop_sold(db: AsyncConnection, order_id: UUID, *, now: datetime) -> int:
    """A bank claims the order's payment back: its cards pay nothing any more; how many are stopped now.

    What staff disabled themselves stays theirs.
    """
    stopped = 0
    for one in await lock_sold(db, order_id):
        if one.stopped_at is not None or not await _set_status(
            db, one, CreditStatus.DISABLED, reason="dispute", now=now
        ):
            continue
        await store.stop(db, one.account_id, at=now)
        stopped += 1
    return stopped


async def restart_sold(db: AsyncConnection, order_id: UUID, *, now: datetime) -> int:
    """The claim came to nothing: what it stopped pays again, and is issued; how many. Twice is harmless."""
    stopped = [one for one in await lock_sold(db, order_id) if one.stopped_at is not None]
    for one in stopped:
        await store.stop(db, one.account_id, at=None)
        await _set_status(db, one, CreditStatus.ACTIVE, reason="dispute", now=now)
    if any(one.issued_at is None for one in stopped):
        await outbox.put(db, IssueGiftCards(order_id))
    return len(stopped)


async def take_unissued(db: AsyncConnection, *, now: datetime, limit: int) -> list[IssueGiftCards]:
    """Of orders that are paid for a while and have not got their cards: their message was lost."""
    late = await store.unissued(db, before=now - ISSUING_LATE, limit=limit)
    return [IssueGiftCards(order_id) for order_id in late]


async def _set_status(
    db: AsyncConnection, one: SoldCard, status: CreditStatus, *, reason: str, now: datetime
) -> bool:
    """True where it has the status from now on; what is not issued has none yet."""
    card = await accounts.get(db, one.account_id)
    if card is None:
        return True
    if card.status is status:
        return False
    await accounts.change(db, account_id=card.id, status=status, expires_at=card.expires_at)
    await audit.record(
        db,
        at=now,
        actor="shop",
        action="gift_card_changed",
        subject=f"gift_card:{card.id}",
        status=status,
        expires_at=card.expires_at,
        reason=reason,
    )
    return True


async def _issue(db: AsyncConnection, one: SoldCard, *, secret: str, now: datetime) -> None:
    code = code_of(secret, one.account_id)
    await accounts.insert_account(
        db,
        id=one.account_id,
        kind=CreditKind.GIFT_CARD,
        currency=one.currency,
        initial_minor=one.worth_minor,
        last_four=code[-4:],
        expires_at=None,
        customer_id=None,
        email=one.email,
        name=one.name,
        message=one.message,
        language=one.language,
        send_at=(one.send_at or now) if one.email else None,
        issued_by="shop",
        issued_at=now,
    )
    await accounts.insert_code(db, digest=code_digest(code), account_id=one.account_id)
    booked = await accounts.book(
        db,
        NewEntry(
            account_id=one.account_id,
            id=uuid5(one.account_id, "issued"),
            kind=EntryKind.SOLD,
            amount_minor=one.worth_minor,
            actor="shop",
            at=now,
            order_number=one.order_number,
        ),
    )
    assert booked, "a first entry is above zero"
    if one.email:
        at = one.send_at if one.send_at and one.send_at > now else None
        await outbox.put(db, SendGiftCard(one.account_id), at=at)


async def _book(
    db: AsyncConnection, one: SoldCard, act: UUID, minor: int, *, actor: str, now: datetime
) -> None:
    booked = await accounts.book(
        db,
        NewEntry(
            account_id=one.account_id,
            id=uuid5(one.account_id, f"taken back:{act}"),
            kind=EntryKind.TAKEN_BACK,
            amount_minor=minor,
            actor=actor,
            at=now,
            order_number=one.order_number,
        ),
    )
    assert booked, "no more is taken than is left"
