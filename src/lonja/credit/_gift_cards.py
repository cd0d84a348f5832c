"""Gift cards on an open transaction: issued, found by their code, changed, sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.credit import _store
from lonja.credit._account import Account, CreditKind, CreditStatus, EntryKind, NewEntry
from lonja.credit._code import code_digest, code_of, read_code
from lonja.credit._entries import EntryIdTaken, account, check_limit, lock_account
from lonja.credit._spending import GiftCardRefused, why_not_usable
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.money import Money
from lonja.kernel.outbox import Message
from lonja.shop import api as shop

SENDING_LATE: Final = timedelta(minutes=10)


class GiftCardChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "gift_card_changed"


class LostCode(Conflict):
    """The installation's secret was changed since the card was issued: its code is known to nobody."""

    code: ClassVar[str] = "gift_card_code_lost"


@dataclass(frozen=True, slots=True)
class SendGiftCard(Message):
    """Mail a card's code to its recipient."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "gift_card.mail"
    subject_field: ClassVar[str] = "account_id"
    account_id: UUID
    again_id: UUID | None = None
    """Of a mail that staff have sent once more."""


@dataclass(frozen=True, slots=True)
class GiftCardDraft:
    """Without an `email` nothing is sent: whoever issues the card hands its code over."""

    amount: Money
    expires_at: datetime | None = None
    email: str = ""
    name: str = ""
    message: str = ""
    language: str = ""
    send_at: datetime | None = None


async def issue(
    db: AsyncConnection,
    card_id: UUID,
    draft: GiftCardDraft,
    *,
    reason: str,
    actor: str,
    limit_minor: int | None,
    secret: str,
    now: datetime,
) -> str:
    """A new gift card, and its code; the same again, by the same person, gets the same code.

    `limit_minor` is what this person may give in a day in this currency, None for any amount.
    """
    if draft.amount.currency not in (await shop.current(db)).currency_codes:
        raise Invalid("a gift card is in a currency of this shop", field="currency")
    if draft.expires_at is not None and draft.expires_at <= now:
        raise Invalid("a gift card expires in the future", field="expires_at")
    await _store.lock_giver(db, actor)
    code = code_of(secret, card_id)
    before = await _store.get(db, card_id)
    if before is not None:
        if before.issued_by != actor or not _is_repeat(before, draft):
            raise EntryIdTaken("this id belongs to another gift card")
        return code
    await check_limit(db, draft.amount, actor, limit_minor, now=now)
    await _store.insert_account(
        db,
        id=card_id,
        kind=CreditKind.GIFT_CARD,
        currency=draft.amount.currency,
        initial_minor=draft.amount.minor,
        last_four=code[-4:],
        expires_at=draft.expires_at,
        customer_id=None,
        email=draft.email,
        name=draft.name,
        message=draft.message,
        language=draft.language,
        send_at=(draft.send_at or now) if draft.email else None,
        issued_by=actor,
        issued_at=now,
    )
    await _store.insert_code(db, digest=code_digest(code), account_id=card_id)
    await _book_first(db, card_id, draft.amount, reason=reason, actor=actor, now=now)
    if draft.email:
        at = draft.send_at if draft.send_at and draft.send_at > now else None
        await outbox.put(db, SendGiftCard(card_id), at=at)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="gift_card_issued",
        subject=f"gift_card:{card_id}",
        amount_minor=draft.amount.minor,
        currency=draft.amount.currency,
        last_four=code[-4:],
        reason=reason,
    )
    return code


async def card_of_refund(
    db: AsyncConnection,
    order_id: UUID,
    *,
    refund_id: UUID,
    amount: Money,
    email: str,
    name: str,
    language: str,
    secret: str,
    now: datetime,
) -> UUID:
    """An empty gift card for what a refund will book on it, and its mail; twice is the same card."""
    card_id = uuid5(order_id, f"refund:{refund_id}")
    code = code_of(secret, card_id)
    is_new = await _store.insert_account(
        db,
        id=card_id,
        kind=CreditKind.GIFT_CARD,
        currency=amount.currency,
        initial_minor=amount.minor,
        last_four=code[-4:],
        expires_at=None,
        customer_id=None,
        email=email,
        name=name,
        message="",
        language=language,
        send_at=now,
        issued_by="shop",
        issued_at=now,
    )
    if is_new:
        await _store.insert_code(db, digest=code_digest(code), account_id=card_id)
        await outbox.put(db, SendGiftCard(card_id))
    return card_id


async def change_gift_card(
    db: AsyncConnection,
    card_id: UUID,
    *,
    status: CreditStatus,
    expires_at: datetime | None,
    reason: str,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Disable a card, bring it back, or let it live longer; its balance stays."""
    before = await lock_account(db, card_id)
    if before.version != version:
        raise GiftCardChanged("somebody changed this card meanwhile", version=before.version)
    if expires_at is not None and expires_at != before.expires_at and expires_at <= now:
        raise Invalid("a gift card expires in the future", field="expires_at")
    if (before.status, before.expires_at) == (status, expires_at):
        return
    await _store.change(db, account_id=card_id, status=status, expires_at=expires_at)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="gift_card_changed",
        subject=f"gift_card:{card_id}",
        status=status,
        expires_at=expires_at,
        reason=reason,
    )


async def code_to_send(db: AsyncConnection, card_id: UUID, *, secret: str) -> str:
    """The code of a card, for its mail."""
    one = await account(db, card_id)
    code = code_of(secret, card_id)
    found = await _store.by_digest(db, code_digest(code))
    if found is None or found.id != one.id:
        raise LostCode("this card was issued under another secret")
    return code


async def find_by_code(db: AsyncConnection, typed: str, *, currency: str, now: datetime) -> Account:
    """The card behind a code, if it can pay something now; else `GiftCardRefused` says why not."""
    code = read_code(typed)
    found = await _store.by_digest(db, code_digest(code)) if code else None
    if found is None:
        raise GiftCardRefused("there is no such gift card", reason="unknown")
    if reason := why_not_usable(found, currency=currency, now=now):
        raise GiftCardRefused(
            "this gift card does not pay here now", reason=reason, last_four=found.last_four
        )
    return found


async def balance_of_code(db: AsyncConnection, typed: str) -> Account | None:
    code = read_code(typed)
    return await _store.by_digest(db, code_digest(code)) if code else None


async def _book_first(
    db: AsyncConnection,
    account_id: UUID,
    amount: Money,
    *,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    booked = await _store.book(
        db,
        NewEntry(
            account_id=account_id,
            id=uuid5(account_id, "issued"),
            kind=EntryKind.ISSUED,
            amount_minor=amount.minor,
            actor=actor,
            at=now,
            reason=reason,
        ),
    )
    assert booked, "a first entry is above zero"


def _is_repeat(one: Account, draft: GiftCardDraft) -> bool:
    """A card without a date of its own was sent at once."""
    return draft == GiftCardDraft(
        amount=Money(one.currency, one.initial_minor),
        expires_at=one.expires_at,
        email=one.email,
        name=one.name,
        message=one.message,
        language=one.language,
        send_at=one.send_at if draft.send_at is not None else None,
    )
