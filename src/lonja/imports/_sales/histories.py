"""The kept lines as customers, orders and returns, handed to their nouns in chunks."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from lonja.customers import history as customers
from lonja.imports._sales import store
from lonja.imports._sales.countries import country_code
from lonja.imports._sales.lines import service_of
from lonja.imports._sales.report import Progress, SalesReport, SalesSource
from lonja.kernel.ids import uuid7
from lonja.orders import history as orders
from lonja.returns import history as returns

CHUNK_INVOICES = 1_000


class _Line(NamedTuple):
    invoice: str
    at: datetime
    customer: int | None
    country: str
    code: str
    name: str
    quantity: int
    unit_milli: int
    fate: str


async def write_history(
    db: AsyncConnection,
    source: SalesSource,
    report: SalesReport,
    *,
    actor: str,
    now: datetime,
    tell: Progress,
) -> None:
    people = [
        customers.HistoricalCustomer(
            id=_id(buyer.first_at),
            external_ref=_reference(source, buyer.customer),
            language=source.language,
            country=country_code(buyer.country),
            segment="history",
            created_at=buyer.first_at,
        )
        for buyer in await store.customers(db, zone=source.zone)
    ]
    report.customers = len(people)
    ids = await customers.bring_in_history(db, people)
    sold: list[orders.HistoricalOrder] = []
    back: list[returns.HistoricalReturn] = []

    async def hand_over() -> None:
        await orders.bring_in_history(db, sold, actor=actor, at=now)
        await returns.bring_in_history(db, back)
        corrections = sum(one.kind == "adjustment" for one in back)
        report.orders += len(sold)
        report.adjustments += corrections
        report.returns += len(back) - corrections
        tell("writing", report.orders + report.returns + report.adjustments)
        sold.clear()
        back.clear()

    async for invoice in _invoices(store.in_order(db, zone=source.zone)):
        first = invoice[0]
        customer = None if first.customer is None else ids[_reference(source, first.customer)]
        if first.invoice[0] in {"A", "C"}:
            back.append(_return(invoice, source, customer))
        else:
            sold.append(_order(invoice, source, customer))
        if len(sold) + len(back) >= CHUNK_INVOICES:
            await hand_over()
    await hand_over()


def _reference(source: SalesSource, number: int) -> str:
    return f"{source.channel}-{number}"


def _id(at: datetime) -> Any:
    return uuid7(int(at.timestamp() * 1000))


def _order(invoice: list[_Line], source: SalesSource, customer: Any) -> orders.HistoricalOrder:
    first = invoice[0]
    return orders.HistoricalOrder(
        id=_id(first.at),
        channel=source.channel,
        source_ref=first.invoice,
        currency=source.currency,
        language=source.language,
        customer_id=customer,
        country=country_code(first.country),
        placed_at=first.at,
        lines=tuple(
            orders.HistoricalLine(
                line.code, line.name, line.quantity, line.unit_milli, service_of(line.code) or ""
            )
            for line in invoice
        ),
    )


def _return(invoice: list[_Line], source: SalesSource, customer: Any) -> returns.HistoricalReturn:
    first = invoice[0]
    return returns.HistoricalReturn(
        id=_id(first.at),
        channel=source.channel,
        source_ref=first.invoice,
        kind="adjustment" if first.invoice[0] == "A" else "cancellation",
        currency=source.currency,
        customer_id=customer,
        country=country_code(first.country),
        returned_at=first.at,
        lines=tuple(
            returns.HistoricalReturnLine(
                line.code, line.name, line.quantity, line.unit_milli, _reason(line.code)
            )
            for line in invoice
        ),
    )


def _reason(code: str) -> str:
    service = service_of(code)
    return f"service_{service}" if service else ""


async def _invoices(lines: AsyncIterator[tuple[Any, ...]]) -> AsyncIterator[list[_Line]]:
    together: list[_Line] = []
    async for values in lines:
        line = _Line(*values)
        if together and together[0].invoice != line.invoice:
            yield together
            together = []
        together.append(line)
    if together:
        yield together
