"""All SQL of orders that were sold elsewhere before this shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel import tracing
from lonja.kernel.copying import copy_rows
from lonja.kernel.db import rows
from lonja.kernel.ids import uuid7
from lonja.kernel.money import line_total


@dataclass(frozen=True, slots=True)
class HistoricalLine:
    sku: str
    name: str
    quantity: int
    unit_milli: int
    service: str = ""
    """What it is when it is no goods: postage, a fee."""

    @property
    def total_minor(self) -> int:
        return line_total(self.unit_milli, self.quantity)


@dataclass(frozen=True, slots=True)
class HistoricalOrder:
    id: UUID
    channel: str
    source_ref: str
    currency: str
    language: str
    customer_id: UUID | None
    country: str
    placed_at: datetime
    lines: tuple[HistoricalLine, ...]

    @property
    def number(self) -> str:
        return historical_number(self.channel, self.source_ref)


def historical_number(channel: str, source_ref: str) -> str:
    return f"{channel}-{source_ref}"


async def known(db: AsyncConnection, *, channel: str, source_refs: Sequence[str]) -> set[str]:
    found = await rows(
        db,
        str,
        "SELECT number FROM order_numbers WHERE number = ANY(%(numbers)s)",
        numbers=[historical_number(channel, ref) for ref in source_refs],
    )
    return {number.removeprefix(f"{channel}-") for number in found}


async def insert(
    db: AsyncConnection, orders: Sequence[HistoricalOrder], *, actor: str, at: datetime
) -> None:
    await copy_rows(
        db,
        "orders",
        (
            "id", "number", "channel", "status", "currency", "language", "customer_id", "country",
            "items_minor", "total_minor", "trace", "placed_at", "updated_at", "confirmed_at",
            "shipped_at", "source_ref",
        ),
        (
            (
                order.id, order.number, order.channel, "delivered", order.currency, order.language,
                order.customer_id, order.country, total, total, tracing.current(), order.placed_at, at,
                order.placed_at, order.placed_at, order.source_ref,
            )
            for order in orders
            for total in [sum(line.total_minor for line in order.lines)]
        ),
    )  # fmt: skip
    await copy_rows(
        db,
        "order_numbers",
        ("number", "order_id"),
        ((order.number, order.id) for order in orders),
    )
    await copy_rows(
        db,
        "order_lines",
        ("order_id", "line", "sku", "name", "quantity", "unit_milli", "total_minor", "options"),
        (
            (
                order.id,
                number,
                line.sku,
                line.name,
                line.quantity,
                line.unit_milli,
                line.total_minor,
                f'{{"service": "{line.service}"}}' if line.service else "{}",
            )
            for order in orders
            for number, line in enumerate(order.lines, start=1)
        ),
    )
    facts = Jsonb({})
    await copy_rows(
        db,
        "order_events",
        ("order_id", "id", "kind", "at", "actor", "facts", "trace"),
        ((order.id, uuid7(), "imported", at, actor, facts, tracing.current()) for order in orders),
    )
