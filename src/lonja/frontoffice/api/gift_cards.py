"""Gift cards: on a cart, and what is left on one. A code is sent in a body, never in an address."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import StringConstraints

from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.frontoffice import typed_codes
from lonja.frontoffice.api.carts import CartOut, current
from lonja.hosting.deps import Db, In, MoneyOut, Out, Storable, TheShop
from lonja.hosting.request_origin import client_address
from lonja.kernel import clock

router = APIRouter(tags=["gift cards"])

Code = Annotated[
    str, StringConstraints(min_length=1, max_length=credit.MAX_TYPED_CHARACTERS), Storable
]


class GiftCardIn(In):
    code: Code


class GiftCardBalanceOut(Out):
    """`status` is `expired` or `disabled` where it pays nothing, whatever is on it."""

    last_four: str
    status: Literal["active", "disabled", "expired"]
    balance: MoneyOut
    expires_at: datetime | None


@router.post("/carts/{cart_id}/gift-cards", operation_id="putGiftCard")
async def put_gift_card(
    cart_id: UUID, asked: GiftCardIn, shop: TheShop, request: Request
) -> CartOut:
    """Pay with this card what it can; several pay one after the other. Twice is once."""
    client = client_address(request, proxies=shop.settings.frontoffice_proxies)
    await typed_codes.put_gift_card_on_cart(
        shop.database, cart_id=cart_id, code=asked.code, client=client
    )
    async with shop.database.reading() as db:
        return await current(db, cart_id)


@router.delete("/carts/{cart_id}/gift-cards/{card_id}", operation_id="dropGiftCard")
async def drop_gift_card(cart_id: UUID, card_id: UUID, db: Db) -> CartOut:
    await carts.drop_gift_card(db, cart_id=cart_id, account_id=card_id, now=clock.now())
    return await current(db, cart_id)


@router.post("/gift-cards/balance", operation_id="getGiftCardBalance")
async def get_gift_card_balance(
    asked: GiftCardIn, shop: TheShop, request: Request
) -> GiftCardBalanceOut:
    """What is left on a card; for who has its code, and not too often."""
    client = client_address(request, proxies=shop.settings.frontoffice_proxies)
    found = await typed_codes.card_of(shop.database, code=asked.code, client=client)
    return GiftCardBalanceOut(
        last_four=found.last_four,
        status=found.state(clock.now()),
        balance=MoneyOut.by(found.balance),
        expires_at=found.expires_at,
    )
