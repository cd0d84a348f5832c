"""Codes and addresses that a visitor types: counted in a transaction of their own, then looked up."""

from uuid import UUID

from lonja.actions.ask_for_proof import ask_for_proof
from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.kernel import clock
from lonja.kernel.db import Database


async def put_code_on_cart(
    database: Database, *, cart_id: UUID, code: str, client: str
) -> carts.CodeTaken:
    """Use a promotion's code on a cart; `TooManyAttempts` for who tries too many codes."""
    visitor = str(cart_id)
    async with database.transaction() as db:
        await credit.count_lookup(db, visitor=visitor, address=client, now=clock.now())
    async with database.transaction() as db:
        taken = await carts.put_code(db, cart_id=cart_id, code=code, now=clock.now())
        await credit.forgive_lookup(db, visitor=visitor, address=client)
    return taken


async def put_gift_card_on_cart(
    database: Database, *, cart_id: UUID, code: str, client: str
) -> None:
    """Pay a cart with this card; `TooManyAttempts` for who tries too many codes."""
    visitor = str(cart_id)
    async with database.transaction() as db:
        await credit.count_lookup(db, visitor=visitor, address=client, now=clock.now())
    async with database.transaction() as db:
        cart = await carts.get(db, cart_id, now=clock.now())
        found = await credit.find_by_code(db, code, currency=cart.currency, now=clock.now())
        await carts.put_gift_card(db, cart_id=cart_id, account_id=found.id, now=clock.now())
        await credit.forgive_lookup(db, visitor=visitor, address=client)


async def card_of(database: Database, *, code: str, client: str) -> credit.Account:
    """The card behind a code, whether it pays now or not."""
    async with database.transaction() as db:
        await credit.count_lookup(db, visitor="", address=client, now=clock.now())
    async with database.transaction() as db:
        found = await credit.balance_of_code(db, code)
        if found is None:
            raise credit.GiftCardRefused("there is no such gift card", reason="unknown")
        await credit.forgive_lookup(db, visitor="", address=client)
    return found


async def send_proof(database: Database, *, email: str, language: str, client: str) -> None:
    """Mail a link to this address; `TooManyAttempts` for who has mails sent to many."""
    visitor = f"known {email.strip().lower()}"
    async with database.transaction() as db:
        await credit.count_lookup(db, visitor=visitor, address=client, now=clock.now())
    async with database.transaction() as db:
        await ask_for_proof(db, email=email, language=language, now=clock.now())
