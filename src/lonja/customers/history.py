"""Customers of an imported channel: known by that channel's number, without name or address."""

from collections.abc import Sequence
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import _file_store
from lonja.customers._file_store import HistoricalCustomer

__all__ = ["HistoricalCustomer", "bring_in_history"]


async def bring_in_history(
    db: AsyncConnection, customers: Sequence[HistoricalCustomer]
) -> dict[str, UUID]:
    """Add those that are not there yet and tell everyone's id by reference.

    Nobody of them can be written to or sign in.
    """
    ids = await _file_store.ids_by_reference(db, [customer.external_ref for customer in customers])
    new = [customer for customer in customers if customer.external_ref not in ids]
    await _file_store.insert_historical(db, new)
    return ids | {one.external_ref: one.id for one in new}
