"""Customers of an imported channel: known by that channel's number, without name or address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.copying import copy_rows
from lonja.kernel.db import rows


@dataclass(frozen=True, slots=True)
class HistoricalCustomer:
    id: UUID
    external_ref: str
    language: str
    country: str
    segment: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    external_ref: str
    id: UUID


async def bring_in_history(
    db: AsyncConnection, customers: Sequence[HistoricalCustomer]
) -> dict[str, UUID]:
    """Add those that are not there yet and tell everyone's id by reference.

    Nobody of them can be written to or sign in.
    """
    found = await rows(
        db,
        _Known,
        "SELECT external_ref, id FROM customers WHERE external_ref = ANY(%(refs)s)",
        refs=[customer.external_ref for customer in customers],
    )
    ids = {known.external_ref: known.id for known in found}
    new = [customer for customer in customers if customer.external_ref not in ids]
    await copy_rows(
        db,
        "customers",
        ("id", "email", "language", "country", "segment", "created_at", "external_ref"),
        (
            (one.id, "", one.language, one.country, one.segment, one.created_at, one.external_ref)
            for one in new
        ),
    )
    return ids | {one.external_ref: one.id for one in new}
