"""A customer's own credit on an open transaction: one balance for each currency, made when needed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.credit import _store
from lonja.credit._account import Account, CreditKind
from lonja.kernel.errors import Invalid
from lonja.shop import api as shop


def store_credit_id(customer_id: UUID, currency: str) -> UUID:
    return uuid5(customer_id, f"store credit:{currency}")


async def open_store_credit(
    db: AsyncConnection, customer_id: UUID, currency: str, *, actor: str, now: datetime
) -> UUID:
    """The customer's balance in this currency, made now if there is none."""
    if currency not in (await shop.current(db)).currency_codes:
        raise Invalid("store credit is in a currency of this shop", field="currency")
    account_id = store_credit_id(customer_id, currency)
    await _store.insert_account(
        db,
        id=account_id,
        kind=CreditKind.STORE_CREDIT,
        currency=currency,
        initial_minor=0,
        last_four="",
        expires_at=None,
        customer_id=customer_id,
        email="",
        name="",
        message="",
        language="",
        send_at=None,
        issued_by=actor,
        issued_at=now,
    )
    return account_id


async def store_credit(db: AsyncConnection, customer_ids: Sequence[UUID]) -> list[Account]:
    """Of all records of one person, by currency."""
    return await _store.of_customers(db, customer_ids) if customer_ids else []


async def has_store_credit(db: AsyncConnection) -> bool:
    """Whether the shop has ever given any."""
    return await _store.has_store_credit(db)
