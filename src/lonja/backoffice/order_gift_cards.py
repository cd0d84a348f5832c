"""The gift cards that an order bought: whom each went to, when, and sending it once more."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection

from lonja.actions import resend_mail as resending
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.credit import api as credit
from lonja.hosting.deps import Db, MoneyOut, Out, PathText
from lonja.orders import api as orders

router = APIRouter(prefix="/orders", tags=["orders"])

type CardState = Literal["unpaid", "planned", "sent", "taken_back"]


class SoldGiftCard(Out):
    """`last_four` is all that anybody sees of its code; `at` is when it was sent, or will be."""

    id: UUID
    line: int
    name: str
    email: str
    amount: MoneyOut
    balance: MoneyOut | None
    last_four: str
    state: CardState
    at: datetime | None


async def sold_gift_cards(db: AsyncConnection, order_id: UUID) -> list[SoldGiftCard]:
    return [_shown(one) for one in await credit.sold_cards(db, order_id)]


@router.put(
    "/{number}/gift-cards/{card_id}/mails/{again_id}",
    status_code=204,
    operation_id="resendGiftCard",
)
async def resend_gift_card(
    number: PathText, card_id: UUID, again_id: UUID, db: Db, me: Me, now: Now
) -> None:
    """Mail its code to the recipient once more; a repeat with the same id sends nothing."""
    await resending.resend_gift_card(
        db,
        order_id=await orders.find(db, number),
        card_id=card_id,
        again_id=again_id,
        actor=me.email,
        now=now,
    )


def _shown(one: credit.SoldCard) -> SoldGiftCard:
    state: CardState = "unpaid"
    if one.worth_minor <= 0:
        state = "taken_back"
    elif one.sent_at is not None:
        state = "sent"
    elif one.paid_at is not None:
        state = "planned"
    return SoldGiftCard(
        id=one.account_id,
        line=one.line,
        name=one.name,
        email=one.email,
        amount=MoneyOut.by(one.amount),
        balance=None if one.balance_minor is None else MoneyOut.of(one.balance_minor, one.currency),
        last_four=one.last_four or "",
        state=state,
        at=one.sent_at or one.send_at,
    )
