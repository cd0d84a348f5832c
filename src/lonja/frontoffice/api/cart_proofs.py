"""Who a cart is of: a link is mailed, its token is brought back, and then their credit pays."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from lonja.carts import api as carts
from lonja.frontoffice import typed_codes
from lonja.frontoffice.api.carts import CartOut, current
from lonja.hosting.deps import Db, Email, In, TheShop
from lonja.hosting.request_origin import client_address
from lonja.identity import api as identity
from lonja.kernel import clock
from lonja.kernel.errors import Invalid

router = APIRouter(prefix="/carts", tags=["carts"])


class ProofAsked(In):
    email: Email


class ProofIn(In):
    """`token` is of the link in the mail."""

    token: Annotated[str, Field(max_length=1000)]


@router.post("/{cart_id}/proofs", status_code=202, operation_id="askForProof")
async def ask_for_proof(cart_id: UUID, asked: ProofAsked, shop: TheShop, request: Request) -> None:
    """Mail a link to this address: its token shows that the address is the buyer's."""
    async with shop.database.reading() as db:
        cart = await carts.get(db, cart_id, now=clock.now())
    client = client_address(request, proxies=shop.settings.frontoffice_proxies)
    await typed_codes.send_proof(
        shop.database, email=asked.email, language=cart.language, client=client
    )


@router.put("/{cart_id}/proof", operation_id="proveEmail")
async def prove_email(cart_id: UUID, asked: ProofIn, db: Db, shop: TheShop) -> CartOut:
    """Price the cart for the person with the address of this token."""
    now = clock.now()
    email = identity.email_of_link(shop.settings.secret_key, asked.token, today=now.date())
    if email is None:
        raise Invalid("this token is too old, or not ours", field="token")
    await carts.prove_email(db, cart_id=cart_id, email=email, now=now)
    return await current(db, cart_id)


@router.put("/{cart_id}/store-credit", operation_id="useStoreCredit")
async def use_store_credit(cart_id: UUID, db: Db) -> CartOut:
    """Pay with the credit of the person whose address is proved what it can, after the gift cards."""
    await carts.use_store_credit(db, cart_id=cart_id, is_used=True, now=clock.now())
    return await current(db, cart_id)


@router.delete("/{cart_id}/store-credit", operation_id="keepStoreCredit")
async def keep_store_credit(cart_id: UUID, db: Db) -> CartOut:
    await carts.use_store_credit(db, cart_id=cart_id, is_used=False, now=clock.now())
    return await current(db, cart_id)
