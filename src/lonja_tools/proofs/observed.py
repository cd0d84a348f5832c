"""Queries that check the database after a proof."""

import time
from typing import Any

import psycopg

from lonja_tools.proofs import must

CALLS = (
    "SELECT attempt_id, operation, effect FROM test_gateway.calls"
    " UNION ALL SELECT attempt_id, operation, effect FROM hosted_test_gateway.calls"
)
TAKEN = (
    "SELECT attempt_id, state FROM test_gateway.payments"
    " UNION ALL SELECT attempt_id, state FROM hosted_test_gateway.sessions"
)
"""The records of both built-in gateways."""

UNDECIDED = "('placed', 'paying', 'payment_action_required')"


def one(url: str, sql: str, *values: Any) -> Any:
    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute(sql, values).fetchone()
    assert row is not None
    return row[0]


# What may be left: its name -> how many. A poisoned message's order ends when the next look at orders
# that stand still finds it, minutes later.
LEFT = {
    "orders": f"SELECT count(*) FROM orders WHERE status IN {UNDECIDED}",
    "payments": "SELECT count(*) FROM payment_attempts WHERE status IN ('open', 'authorised')",
    "outbox": "SELECT count(*) FROM outbox WHERE due_at < now() + interval '1 minute'",
    # One to a buyer who has paid nothing and got several this hour waits for the next.
    "mails": "SELECT count(*) FROM deliveries WHERE status = 'sending'"
    " OR status = 'queued' AND error IS DISTINCT FROM 'too_many_mails'",
    "imports": "SELECT count(*) FROM imports WHERE look_at IS NOT NULL",
    "pictures": "SELECT count(*) FROM media WHERE look_at IS NOT NULL",
    "campaigns": "SELECT count(*) FROM campaigns WHERE look_at IS NOT NULL",
}


def await_settled(url: str, *, within_s: float) -> float:
    """Wait until no order is pending and no message is left; return the seconds it took."""
    started = time.monotonic()
    while time.monotonic() - started < within_s:
        if one(url, "SELECT " + " + ".join(f"({left})" for left in LEFT.values())) == 0:
            return time.monotonic() - started
        time.sleep(0.1)
    waiting = {name: one(url, left) for name, left in LEFT.items()}
    buried = one(url, "SELECT count(*) FROM dead_letters")
    must(False, "every order ends", still_waiting=waiting, dead_letters=buried, after_s=within_s)
    raise AssertionError


def await_mails(url: str, *, within_s: float) -> float:
    """Wait until the mail of each confirmed order is sent; return the seconds it took.

    A mail that a killed host had claimed is written again when that claim ends.
    """
    started = time.monotonic()
    while time.monotonic() - started < within_s:
        missing = one(
            url,
            "SELECT count(*) FROM orders o WHERE status = 'confirmed' AND NOT EXISTS (SELECT 1"
            " FROM deliveries d WHERE d.subject_id = o.id AND d.kind = 'order_confirmed'"
            " AND d.status = 'sent')",
        )
        if missing == 0:
            return time.monotonic() - started
        time.sleep(0.2)
    must(False, "each confirmed order has its mail", missing=missing, after_s=within_s)
    raise AssertionError


def check_stock(url: str) -> None:
    imbalances = one(
        url,
        "SELECT count(*) FROM stock_levels l WHERE on_hand <> (SELECT coalesce(sum(quantity), 0)"
        " FROM stock_movements m WHERE m.variant_id = l.variant_id)"
        " OR on_hand <> (SELECT coalesce(sum(on_hand), 0) FROM stock_at s"
        " WHERE s.variant_id = l.variant_id)"
        " OR held <> (SELECT coalesce(sum(quantity), 0) FROM holds h"
        " WHERE h.variant_id = l.variant_id)",
    )
    must(imbalances == 0, "the ledger sums to the level", wrong=imbalances)


def check_books(url: str) -> dict[str, int]:
    """Check every invariant; return the counts."""
    check_stock(url)
    wrong_totals = one(
        url,
        "SELECT count(*) FROM orders o WHERE total_minor <> (SELECT sum(total_minor"
        " - discount_minor) FROM order_lines l WHERE l.order_id = o.id) + shipping_minor"
        " OR EXISTS (SELECT 1 FROM payment_attempts a WHERE a.order_id = o.id"
        "  AND a.amount_minor <> o.total_minor)",
    )
    must(wrong_totals == 0, "what is charged is the sum of the lines", wrong=wrong_totals)
    sold_wrong = one(
        url,
        "SELECT count(*) FROM orders o WHERE (status = 'confirmed') <> EXISTS (SELECT 1"
        " FROM stock_movements m WHERE m.order_id = o.id AND kind = 'sale')",
    )
    must(sold_wrong == 0, "stock leaves with confirmed orders only", wrong=sold_wrong)
    captured_twice = one(
        url,
        f"SELECT count(*) FROM (SELECT attempt_id FROM ({CALLS}) AS calls WHERE effect"
        " AND operation = 'capture' GROUP BY 1 HAVING count(*) > 1) AS twice",
    )
    must(captured_twice == 0, "a payment is captured at most once", twice=captured_twice)
    money = one(
        url,
        "SELECT count(*) FROM orders o WHERE (status = 'confirmed' AND total_minor > 0)::int <> (SELECT count(*)"
        f" FROM payment_attempts a JOIN ({TAKEN}) AS p ON p.attempt_id = a.id"
        " WHERE a.order_id = o.id AND p.state = 'captured')",
    )
    must(money == 0, "an order is paid exactly once when confirmed, else not at all", wrong=money)
    sums = one(
        url,
        "SELECT count(*) FROM orders o WHERE (authorised_minor, captured_minor, refunded_minor)"
        " <> (SELECT coalesce(sum(CASE kind WHEN 'authorised' THEN amount_minor"
        " WHEN 'voided' THEN -amount_minor END), 0), coalesce(sum(amount_minor) FILTER (WHERE kind"
        " IN ('captured', 'late_captured')), 0), coalesce(sum(CASE kind WHEN 'refunded' THEN"
        " amount_minor WHEN 'refund_failed' THEN -amount_minor END), 0) FROM payment_moves m"
        " WHERE m.order_id = o.id)",
    )
    must(sums == 0, "an order's sums are those of its ledger", wrong=sums)
    return {
        "confirmed": one(url, "SELECT count(*) FROM orders WHERE status = 'confirmed'"),
        "orders": one(url, "SELECT count(*) FROM orders"),
    }
