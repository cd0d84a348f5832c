"""Transfers as rows of texts: a row a line, the transfer's own cells on each."""

from typing import Any, Final

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.inventory.api import StockOrder, StockOrderKind, StockOrderLine
from lonja.sheets._filters import PAGE, Filters, ListPage
from lonja.sheets._kind import Setting

TRANSFER_HEADINGS: Final = (
    "Transfer", "Status", "From", "To", "Expected on", "Sent", "Written by", "Note",
    "SKU", "Units", "Received", "Lost", "Called off",
)  # fmt: skip


async def transfers(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    del setting
    found, lines, skus = await _found(db, StockOrderKind.TRANSFER, filters, after)
    rows = [
        [
            one.number, str(one.status), one.origin, one.destination, *_day(one), one.created_by,
            one.note, *cells,
        ]
        for one in found
        for cells in _lines(lines[one.id], skus)
    ]  # fmt: skip
    return ListPage(rows, _after(found))


type _Lines = dict[Any, list[StockOrderLine]]


async def _found(
    db: AsyncConnection, kind: StockOrderKind, filters: Filters, after: Any
) -> tuple[list[StockOrder], _Lines, dict[Any, str]]:
    found = await inventory.stock_orders(
        db,
        inventory.Asked(
            kind,
            statuses=[filters.status] if filters.status else None,
            query=filters.query,
            location=filters.location,
            late_on=filters.late_on,
        ),
        after=after,
        limit=PAGE,
    )
    lines = await inventory.lines_of_all(db, [one.id for one in found])
    ids = sorted({line.variant_id for of in lines.values() for line in of})
    return found, lines, await catalog.skus(db, ids) if ids else {}


def _after(found: list[StockOrder]) -> Any:
    return (found[-1].created_at, found[-1].id) if len(found) == PAGE else None


def _day(one: StockOrder) -> tuple[str, str]:
    return (
        one.expected_on.isoformat() if one.expected_on else "",
        one.sent_at.isoformat(timespec="seconds") if one.sent_at else "",
    )


def _lines(lines: list[StockOrderLine], skus: dict[Any, str]) -> list[list[str]]:
    return [
        [
            skus.get(line.variant_id, ""),
            *map(str, (line.quantity, line.received, line.lost, line.called_off)),
        ]
        for line in lines
    ] or [[""] * 5]
