"""Two records that are one person: what leads to them, and what one takes over from the other."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers._merging import store
from lonja.customers._record_store import CustomerRecord


async def addresses_of(db: AsyncConnection, customer_id: UUID) -> list[str]:
    """Every address that leads to this customer, in lower case: theirs, and those merged into it."""
    return await store.emails(db, customer_id)


async def records_of_email(db: AsyncConnection, email: str) -> list[UUID]:
    """The record of the person with this address, and those that were merged into it."""
    return await store.records_of_email(db, email.strip().lower())


async def merged_from(db: AsyncConnection, customer_id: UUID) -> list[UUID]:
    """The records whose person this one is."""
    return await store.merged_from(db, customer_id)


async def take_over(
    db: AsyncConnection, customer_id: UUID, *, other: CustomerRecord, now: datetime
) -> None:
    """Notes, tags, groups and addresses of the other record; lock both first."""
    await store.take_over(db, customer_id, other=other, now=now)
