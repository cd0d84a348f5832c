"""The demo's recent audit log, recorded with the kernel's own function."""

from datetime import UTC, datetime

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.db import rows
from lonja_tools.demo._plan import DAY_MS, Plan


async def write(db: AsyncConnection, plan: Plan) -> None:
    """Last month's stock adjustments, price changes and decisions, in chronological order."""
    since = datetime.fromtimestamp((plan.end_ms - 30 * DAY_MS) / 1000, UTC)
    moved = await rows(
        db,
        "SELECT at, actor, variant_id, location, quantity, kind, note FROM stock_movements"
        " WHERE kind IN ('adjustment', 'count') AND at >= %(since)s ORDER BY at, id",
        since=since,
    )
    priced = await rows(
        db,
        "SELECT at, actor, variant_id, currency, amount_minor FROM price_history"
        " WHERE at >= %(since)s ORDER BY at, id",
        since=since,
    )
    decided = await rows(
        db,
        "SELECT decided_at AS at, decided_by AS actor, id AS review_id, status,"
        " order_number AS order, rating, title, reason FROM reviews"
        " WHERE decided_at >= %(since)s ORDER BY decided_at, id",
        since=since,
    )
    for row in sorted([*moved, *priced, *decided], key=lambda row: row.at):
        facts = row._asdict()
        at, actor = facts.pop("at"), facts.pop("actor")
        review, status = facts.pop("review_id", None), facts.pop("status", "")
        if review is not None:
            action, subject = f"review_{status}", f"review:{review}"
        else:
            action = "price_set" if "currency" in facts else "stock_adjusted"
            subject = f"variant:{facts.pop('variant_id')}"
        await audit.record(db, at=at, actor=actor, action=action, subject=subject, **facts)
