"""The door to credit: gift cards, store credit, and their ledger.

A balance is the sum of its entries and never below zero; the database holds both. The caller of
what takes or gives for an order holds that order's lock.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import _store
from lonja.credit._account import (
    SIGNS,
    Account,
    CreditKind,
    CreditStatus,
    Entry,
    EntryKind,
    Owed,
)
from lonja.credit._code import MAX_TYPED_CHARACTERS, code_of, read_code
from lonja.credit._entries import (
    BalanceTooLow,
    EntryIdTaken,
    UnknownAccount,
    account,
    adjust,
    entries,
    refund_to,
    release,
    spend,
)
from lonja.credit._gift_cards import (
    SENDING_LATE,
    GiftCardChanged,
    GiftCardDraft,
    LostCode,
    SendGiftCard,
    balance_of_code,
    card_of_refund,
    change_gift_card,
    code_to_send,
    find_by_code,
    issue,
)
from lonja.credit._giving import MAX_BALANCE_MINOR, CreditOverLimit
from lonja.credit._lookups import count_lookup, forgive_lookup, prune_lookups
from lonja.credit._sold import store as _sold_store
from lonja.credit._sold.card import NewSale, SoldCard, left_of_lines
from lonja.credit._sold.cards import (
    IssueGiftCards,
    give_again,
    issue_sold,
    lock_sold,
    mark_sales_paid,
    restart_sold,
    sell,
    sold_cards,
    stop_sold,
    take_back,
    take_unissued,
)
from lonja.credit._spending import GiftCardRefused, Part, share_out, why_not_usable
from lonja.credit._store import Issued, issued
from lonja.credit._store_credits import (
    has_store_credit,
    open_store_credit,
    store_credit,
    store_credit_id,
)

__all__ = [
    "MAX_BALANCE_MINOR",
    "MAX_TYPED_CHARACTERS",
    "SENDING_LATE",
    "SIGNS",
    "Account",
    "BalanceTooLow",
    "CreditKind",
    "CreditOverLimit",
    "CreditStatus",
    "Entry",
    "EntryIdTaken",
    "EntryKind",
    "GiftCardChanged",
    "GiftCardDraft",
    "GiftCardRefused",
    "IssueGiftCards",
    "Issued",
    "LostCode",
    "NewSale",
    "Owed",
    "Part",
    "SendGiftCard",
    "SoldCard",
    "UnknownAccount",
    "account",
    "accounts",
    "adjust",
    "balance_of_code",
    "card_of_refund",
    "change_gift_card",
    "code_of",
    "code_to_send",
    "count_lookup",
    "entries",
    "find_by_code",
    "forget_recipient",
    "forgive_lookup",
    "give_again",
    "has_store_credit",
    "issue",
    "issue_sold",
    "issued",
    "left_of_lines",
    "list_gift_cards",
    "lock_sold",
    "mark_sales_paid",
    "mark_sent",
    "open_store_credit",
    "owed",
    "prune_lookups",
    "read_code",
    "refund_to",
    "release",
    "restart_sold",
    "sell",
    "sent_to",
    "share_out",
    "sold_cards",
    "spend",
    "stop_sold",
    "store_credit",
    "store_credit_id",
    "take_back",
    "take_unissued",
    "take_unsent",
    "why_not_usable",
]


async def accounts(db: AsyncConnection, ids: Sequence[UUID]) -> list[Account]:
    """In the order of `ids`; what is not there is left out."""
    if not ids:
        return []
    found = {one.id: one for one in await _store.get_all(db, ids)}
    return [found[one] for one in ids if one in found]


async def list_gift_cards(
    db: AsyncConnection,
    *,
    query: str = "",
    status: CreditStatus | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Account]:
    """Newest first; `query` is the last four of a code, a part of a mailbox, or an order's number."""
    return await _store.page(db, query=query, status=status, after=after, limit=limit)


async def sent_to(db: AsyncConnection, emails: Sequence[str], *, limit: int) -> list[Account]:
    """The gift cards that were mailed to one of these addresses."""
    return await _store.sent_to(db, emails, limit)


async def owed(db: AsyncConnection) -> list[Owed]:
    """What the shop owes to holders of cards and credit, by currency."""
    return await _store.owed(db)


async def mark_sent(db: AsyncConnection, account_id: UUID, *, now: datetime) -> None:
    """Its mail is on its way: the mail's own row says how that ends."""
    await _store.mark_sent(db, account_id, now=now)


async def take_unsent(db: AsyncConnection, *, now: datetime, limit: int) -> list[SendGiftCard]:
    """The mails of cards that should have left a while ago: their message was lost."""
    late = await _store.unsent(db, before=now - SENDING_LATE, limit=limit)
    return [SendGiftCard(account_id) for account_id in late]


async def forget_recipient(db: AsyncConnection, email: str) -> int:
    """Take a person out of the cards that were sent to them; balances and ledger stay."""
    return await _store.forget(db, email=email) + await _sold_store.forget(db, email=email)
