"""All SQL of a channel's past returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.copying import copy_rows
from lonja.kernel.db import rows
from lonja.kernel.money import line_total


@dataclass(frozen=True, slots=True)
class HistoricalReturnLine:
    """Negative units, or a negative price, mean money that goes back."""

    sku: str
    name: str
    quantity: int
    unit_milli: int
    reason: str

    @property
    def total_minor(self) -> int:
        return line_total(self.unit_milli, self.quantity)


@dataclass(frozen=True, slots=True)
class HistoricalReturn:
    id: UUID
    channel: str
    source_ref: str
    kind: Literal["cancellation", "adjustment"]
    currency: str
    customer_id: UUID | None
    country: str
    returned_at: datetime
    lines: tuple[HistoricalReturnLine, ...]


async def known(db: AsyncConnection, *, channel: str, source_refs: Sequence[str]) -> set[str]:
    found = await rows(
        db,
        str,
        "SELECT number FROM returns WHERE channel = %(channel)s AND number = ANY(%(numbers)s)",
        channel=channel,
        numbers=[f"{channel}-{ref}" for ref in source_refs],
    )
    return {number.removeprefix(f"{channel}-") for number in found}


async def insert(db: AsyncConnection, returns: Sequence[HistoricalReturn]) -> None:
    await copy_rows(
        db,
        "returns",
        (
            "order_id", "id", "number", "channel", "kind", "currency", "customer_id", "country",
            "total_minor", "returned_at",
        ),
        (
            (
                one.id, one.id, f"{one.channel}-{one.source_ref}", one.channel, one.kind, one.currency,
                one.customer_id, one.country, sum(line.total_minor for line in one.lines), one.returned_at,
            )
            for one in returns
        ),
    )  # fmt: skip
    await copy_rows(
        db,
        "return_lines",
        (
            "order_id", "return_id", "line", "sku", "name", "quantity", "unit_milli", "total_minor",
            "reason",
        ),
        (
            (
                one.id, one.id, number, line.sku, line.name, line.quantity, line.unit_milli,
                line.total_minor, line.reason,
            )
            for one in returns
            for number, line in enumerate(one.lines, start=1)
        ),
    )  # fmt: skip
