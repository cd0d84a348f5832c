"""The books, order by order: the provider's, ours, the documents and the warehouse.

Each side is read from its own source. What a provider has of an order is what the local Stripe and the
test gateways say, what the proof handed over and took back by hand, and what balances and returned
goods paid of it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

import psycopg

from lonja.etl import run as etl
from lonja.etl.records import Settings
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.money.courses import Life
from lonja_tools.proofs.money.stripe import Kept
from lonja_tools.proofs.observed import check_stock
from lonja_tools.proofs.stage import Stage

FREE_WITHIN_S: Final = 300.0
"""Another run of the ETL may be at it."""
type Minor = Counter[str]

SHOWN: Final = 10
_OURS: Final = """
    SELECT order_id, sum(CASE WHEN kind IN ('captured', 'late_captured', 'refund_failed',
               'dispute_reinstated') THEN amount_minor
           WHEN kind IN ('refunded', 'disputed') THEN -amount_minor ELSE 0 END)
      FROM payment_moves GROUP BY 1"""
_DOCUMENTS: Final = """
    SELECT order_id, sum(total_minor) FROM documents
     WHERE id NOT IN (SELECT replaces FROM documents WHERE replaces IS NOT NULL) GROUP BY 1"""
_WAREHOUSE: Final = "SELECT order_id, sum(amount_minor) FROM dw.fact_payment GROUP BY 1"
_PROVIDERS: Final = (
    # The two gateways that are built in keep books of their own.
    """SELECT a.order_id, sum(p.amount_minor) FROM test_gateway.payments AS p
         JOIN payment_attempts AS a ON a.id = p.attempt_id WHERE p.state = 'captured' GROUP BY 1""",
    """SELECT a.order_id, -sum(r.amount_minor) FROM test_gateway.refunds AS r
         JOIN payment_attempts AS a ON a.id = r.attempt_id WHERE r.state = 'succeeded' GROUP BY 1""",
    """SELECT a.order_id, sum(p.paid_minor) FROM hosted_test_gateway.sessions AS p
         JOIN payment_attempts AS a ON a.id = p.attempt_id WHERE p.state = 'captured' GROUP BY 1""",
    """SELECT a.order_id, -sum(r.amount_minor) FROM hosted_test_gateway.refunds AS r
         JOIN payment_attempts AS a ON a.id = r.attempt_id WHERE r.state = 'succeeded' GROUP BY 1""",
    # Gift cards and store credit: what left their balances for an order and did not come back.
    """SELECT order_id, -sum(amount_minor) FROM credit_entries WHERE order_id IS NOT NULL
        GROUP BY 1""",
    # An exchange: the one order says what it gave, the other what it got, each of the other.
    """SELECT origin_order_id, -sum(amount_minor) FROM payment_attempts
        WHERE origin_order_id IS NOT NULL AND status = 'captured' GROUP BY 1""",
    """SELECT c.exchange_order_id, sum(r.amount_minor) FROM refunds AS r
         JOIN return_cases AS c ON c.order_id = r.order_id AND c.exchange_order_id IS NOT NULL
        WHERE r.is_exchanged AND r.status = 'succeeded' GROUP BY 1""",
)


async def compare(on: Stage, lives: Iterable[Life], stripe: Kept) -> Figures:
    """Raise where any two of the four differ for any order, or the proof knows better."""
    orders = await asyncio.to_thread(_orders, on, lives)
    etl_run = await _run_etl(on)
    ours = await asyncio.to_thread(_minor, on.database_url, _OURS)
    documents = await asyncio.to_thread(_minor, on.database_url, _DOCUMENTS)
    warehouse = await asyncio.to_thread(_minor, on.warehouse_url, _WAREHOUSE)
    provider = await asyncio.to_thread(_provider, on, lives, stripe)
    wrong = []
    for order_id, life in orders.items():
        money = provider[order_id]
        invoiced = documents[order_id] - stripe.claimed_minor[order_id]
        left = money if life is None or life.left_minor is None else life.left_minor
        if {money, ours[order_id], invoiced, warehouse[order_id], left} != {money}:
            wrong.append(
                {
                    "way": life.way if life else "exchange",
                    "fate": life.fate if life else "",
                    "order": life.number if life else order_id,
                    "provider": money,
                    "ours": ours[order_id],
                    "documents": invoiced,
                    "warehouse": warehouse[order_id],
                    "left": left,
                }
            )
    must(not wrong, "the four books agree on every order", differ=len(wrong), first=wrong[:SHOWN])
    must(not stripe.captured_twice, "no payment is captured twice", twice=stripe.captured_twice)
    await asyncio.to_thread(check_stock, on.database_url)
    return {
        "orders": len(orders),
        "provider": _euros(provider, orders),
        "ours": _euros(ours, orders),
        "documents": _euros(documents, orders),
        "claimed_by_banks": _euros(stripe.claimed_minor, orders),
        "warehouse": _euros(warehouse, orders),
        "etl": etl_run,
    }


def _orders(on: Stage, lives: Iterable[Life]) -> dict[str, Life | None]:
    """Those of the proof, and those that were made in exchange for their goods."""
    found: dict[str, Life | None] = {str(life.order_id): life for life in lives}
    with psycopg.connect(on.database_url, autocommit=True) as db:
        rows = db.execute(
            "SELECT exchange_order_id FROM return_cases WHERE exchange_order_id IS NOT NULL"
        ).fetchall()
    return found | {str(order_id): None for (order_id,) in rows}


async def _run_etl(on: Stage) -> str:
    """Ends red where the shop and the warehouse differ by a cent of a day."""
    settings = Settings(shop_url=on.database_url, warehouse_url=on.warehouse_url)
    ends_at = time.monotonic() + FREE_WITHIN_S
    while (done := await asyncio.to_thread(etl.run, settings)).state == "busy":
        must(time.monotonic() < ends_at, "the ETL's turn comes", within_s=FREE_WITHIN_S)
        await asyncio.sleep(1)
    must(done.state == "done", "the warehouse is as the shop", differences=done.differences[:3])
    return done.state


def _provider(on: Stage, lives: Iterable[Life], stripe: Kept) -> Minor:
    total = Counter(stripe.minor)
    for sql in _PROVIDERS:
        _add(total, _minor(on.database_url, sql))
    for life in lives:
        total[str(life.order_id)] += life.bank_minor
    return total


def _add(total: Minor, more: Mapping[str, int]) -> None:
    for order_id, minor in more.items():
        total[order_id] += minor


def _minor(url: str, sql: str) -> Minor:
    with psycopg.connect(url, autocommit=True) as db:
        rows: list[tuple[UUID, int]] = db.execute(sql.encode()).fetchall()
    return Counter({str(order_id): int(minor) for order_id, minor in rows})


def _euros(book: Minor, orders: Iterable[str]) -> str:
    return f"{sum(book[order_id] for order_id in orders) / 100:.2f}"
