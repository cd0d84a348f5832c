"""Gift cards and store credit: issued by staff, adjusted, disabled, and the ledger of each."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.credit import api as credit
from lonja.credit.api import CreditStatus, EntryKind
from lonja.customers import api as customers
from lonja.hosting.deps import (
    Cursor,
    Db,
    Email,
    Facts,
    In,
    Line,
    ListOut,
    Moment,
    MoneyOut,
    OptionalLine,
    Out,
    PageLimit,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import Language
from lonja.kernel.money import Money
from lonja.kernel.paging import BY_TIME
from lonja.shop.api import Shop as ShopFacts
from lonja.staff import api as staff

router = APIRouter(tags=["gift cards"])

Amount = Annotated[int, Field(strict=True, ge=1, le=credit.MAX_BALANCE_MINOR)]
Change = Annotated[
    int, Field(strict=True, ge=-credit.MAX_BALANCE_MINOR, le=credit.MAX_BALANCE_MINOR)
]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Message = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True), Storable]


class GiftCardRow(Out):
    """`last_four` is all that anybody sees of a code."""

    id: UUID
    last_four: str
    status: CreditStatus
    initial: MoneyOut
    balance: MoneyOut
    email: str
    name: str
    expires_at: datetime | None
    issued_by: str
    issued_at: datetime


class CreditEntry(Out):
    """`amount` is negative where the balance fell."""

    id: UUID
    kind: EntryKind
    amount: MoneyOut
    balance: MoneyOut
    order_number: str
    reason: str
    actor: str
    at: datetime


class GiftCard(GiftCardRow):
    """`sent_at` is when its mail was handed over; null where none is sent, or not yet."""

    message: str
    language: str
    send_at: datetime | None
    sent_at: datetime | None
    entries: list[CreditEntry]
    version: int


class GiftCardAsked(In):
    """With an `email` the code is mailed, at `send_at` or at once; a card without a date never expires."""

    amount_minor: Amount
    currency: CurrencyCode
    reason: Line
    expires_at: Moment | None = None
    email: Email | None = None
    name: OptionalLine = ""
    message: Message = ""
    language: Language | None = None
    send_at: Moment | None = None


class IssuedGiftCard(Out):
    """The only answer that has the code."""

    card: GiftCard
    code: str


class GiftCardEdit(In):
    """What is left out stays as it is; a null date takes the expiry away."""

    status: CreditStatus | None = None
    expires_at: Moment | None = None
    reason: Line


class BalanceChangeAsked(In):
    """Below zero takes money from the balance."""

    amount_minor: Change
    reason: Line


class StoreCreditAsked(BalanceChangeAsked):
    currency: CurrencyCode


class StoreCredit(Out):
    balance: MoneyOut
    entries: list[CreditEntry]


class StoreCredits(Out):
    items: list[StoreCredit]


class CreditOwedIn(Out):
    """In one currency: `owed` is issued, sold, adjusted, released and refunded, less what was spent
    and taken back.
    """

    issued: MoneyOut
    sold: MoneyOut
    adjusted: MoneyOut
    taken_back: MoneyOut
    spent: MoneyOut
    released: MoneyOut
    refunded: MoneyOut
    owed: MoneyOut


class CreditOwed(Out):
    items: list[CreditOwedIn]


class CreditLimit(Out):
    """What this person may still be asked for: `limit` a day, null for any amount."""

    currency: str
    limit: MoneyOut | None


class CreditLimits(Out):
    items: list[CreditLimit]


@router.get("/gift-cards", operation_id="listGiftCards")
async def list_gift_cards(
    db: Reading,
    q: Search = "",
    status: CreditStatus | None = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[GiftCardRow]:
    """Newest first; `q` is the last four of a code, a part of a mailbox, or an order's number."""
    found = await credit.list_gift_cards(
        db, query=q.strip(), status=status, after=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda one: (one.issued_at, one.id))
    return ListOut(items=[_row(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/gift-cards/limits", operation_id="getCreditLimits")
async def get_credit_limits(facts: Facts, me: Me) -> CreditLimits:
    """What whoever asks may give in a day, in each currency of the shop."""
    limits = {code: staff.credit_limit(me.grants, code) for code in facts.currency_codes}
    return CreditLimits(
        items=[
            CreditLimit(currency=code, limit=None if most is None else MoneyOut.of(most, code))
            for code, most in limits.items()
        ]
    )


@router.get("/gift-cards/owed", operation_id="getCreditOwed")
async def get_credit_owed(db: Reading) -> CreditOwed:
    """What the shop owes to holders of cards and credit: the sum of the ledger."""
    return CreditOwed(
        items=[
            CreditOwedIn(
                issued=MoneyOut.of(one.issued_minor, one.currency),
                sold=MoneyOut.of(one.sold_minor, one.currency),
                adjusted=MoneyOut.of(one.adjusted_minor, one.currency),
                taken_back=MoneyOut.of(one.taken_back_minor, one.currency),
                spent=MoneyOut.of(one.spent_minor, one.currency),
                released=MoneyOut.of(one.released_minor, one.currency),
                refunded=MoneyOut.of(one.refunded_minor, one.currency),
                owed=MoneyOut.of(one.balance_minor, one.currency),
            )
            for one in await credit.owed(db)
        ]
    )


@router.put("/gift-cards/{card_id}", status_code=201, operation_id="issueGiftCard")
async def issue_gift_card(
    card_id: UUID, asked: GiftCardAsked, facts: Facts, db: Db, shop: TheShop, me: Me, now: Now
) -> IssuedGiftCard:
    """A new card under an id of the caller's; the same again gets the same card and code."""
    code = await credit.issue(
        db,
        card_id,
        _draft(asked, facts),
        reason=asked.reason,
        actor=me.email,
        limit_minor=staff.credit_limit(me.grants, asked.currency),
        secret=shop.settings.secret_key,
        now=now,
    )
    return IssuedGiftCard(card=await _card(db, card_id), code=code)


@router.get("/gift-cards/{card_id}", operation_id="getGiftCard")
async def get_gift_card(card_id: UUID, db: Reading) -> GiftCard:
    return await _card(db, card_id)


@router.patch("/gift-cards/{card_id}", operation_id="changeGiftCard")
async def change_gift_card(
    card_id: UUID, asked: GiftCardEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> GiftCard:
    """Disable a card, bring it back, or change until when it can be spent."""
    before = await _gift_card(db, card_id)
    await credit.change_gift_card(
        db,
        card_id,
        status=asked.status or before.status,
        expires_at=(
            asked.expires_at if "expires_at" in asked.model_fields_set else before.expires_at
        ),
        reason=asked.reason,
        version=version,
        actor=me.email,
        now=now,
    )
    return await _card(db, card_id)


@router.put("/gift-cards/{card_id}/adjustments/{entry_id}", operation_id="adjustGiftCard")
async def adjust_gift_card(
    card_id: UUID, entry_id: UUID, asked: BalanceChangeAsked, db: Db, me: Me, now: Now
) -> GiftCard:
    """Add to a balance or take from it; a repeat with the same id changes nothing."""
    before = await _gift_card(db, card_id)
    await credit.adjust(
        db,
        card_id,
        entry_id=entry_id,
        amount_minor=asked.amount_minor,
        reason=asked.reason,
        actor=me.email,
        limit_minor=staff.credit_limit(me.grants, before.currency),
        now=now,
    )
    return await _card(db, card_id)


@router.get("/customers/{customer_id}/store-credit", operation_id="getStoreCredit")
async def get_store_credit(customer_id: UUID, db: Reading) -> StoreCredits:
    """A customer's own credit, by currency; nothing where none was ever given."""
    return await _store_credits(db, customer_id)


@router.put("/customers/{customer_id}/store-credit/{entry_id}", operation_id="giveStoreCredit")
async def give_store_credit(
    customer_id: UUID, entry_id: UUID, asked: StoreCreditAsked, db: Db, me: Me, now: Now
) -> StoreCredits:
    """Add to a customer's credit or take from it; a repeat with the same id changes nothing."""
    await customers.get(db, customer_id)
    account_id = await credit.open_store_credit(
        db, customer_id, asked.currency, actor=me.email, now=now
    )
    await credit.adjust(
        db,
        account_id,
        entry_id=entry_id,
        amount_minor=asked.amount_minor,
        reason=asked.reason,
        actor=me.email,
        limit_minor=staff.credit_limit(me.grants, asked.currency),
        now=now,
    )
    return await _store_credits(db, customer_id)


def _draft(asked: GiftCardAsked, facts: ShopFacts) -> credit.GiftCardDraft:
    """Whom nobody mails needs neither words nor a date."""
    if asked.currency not in facts.currency_codes:
        raise Invalid("a gift card is in a currency of this shop", field="currency")
    amount = Money(asked.currency, asked.amount_minor)
    if asked.email is None:
        return credit.GiftCardDraft(amount, expires_at=asked.expires_at, name=asked.name)
    return credit.GiftCardDraft(
        amount,
        expires_at=asked.expires_at,
        email=asked.email,
        name=asked.name,
        message=asked.message,
        language=asked.language or facts.language,
        send_at=asked.send_at,
    )


async def _gift_card(db: AsyncConnection, card_id: UUID) -> credit.Account:
    found = await credit.account(db, card_id)
    if found.kind is not credit.CreditKind.GIFT_CARD:
        raise credit.UnknownAccount("there is no such gift card")
    return found


async def _card(db: AsyncConnection, card_id: UUID) -> GiftCard:
    one = await _gift_card(db, card_id)
    return GiftCard(
        **_row(one).model_dump(),
        message=one.message,
        language=one.language,
        send_at=one.send_at,
        sent_at=one.sent_at,
        entries=await _entries(db, one),
        version=one.version,
    )


async def _store_credits(db: AsyncConnection, customer_id: UUID) -> StoreCredits:
    """With that of records that became this one."""
    records = (customer_id, *await customers.merged_from(db, customer_id))
    found = await credit.store_credit(db, records)
    return StoreCredits(
        items=[
            StoreCredit(balance=MoneyOut.by(one.balance), entries=await _entries(db, one))
            for one in found
        ]
    )


async def _entries(db: AsyncConnection, one: credit.Account) -> list[CreditEntry]:
    return [
        CreditEntry(
            id=entry.id,
            kind=entry.kind,
            amount=MoneyOut.of(entry.amount_minor, one.currency),
            balance=MoneyOut.of(entry.balance_minor, one.currency),
            order_number=entry.order_number,
            reason=entry.reason,
            actor=entry.actor,
            at=entry.at,
        )
        for entry in await credit.entries(db, one.id)
    ]


def _row(one: credit.Account) -> GiftCardRow:
    return GiftCardRow(
        id=one.id,
        last_four=one.last_four,
        status=one.status,
        initial=MoneyOut.of(one.initial_minor, one.currency),
        balance=MoneyOut.by(one.balance),
        email=one.email,
        name=one.name,
        expires_at=one.expires_at,
        issued_by=one.issued_by,
        issued_at=one.issued_at,
    )
