"""What the staff of the demo did lately, in the chain: each step through the kernel's own door."""

from datetime import UTC, datetime

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.db import rows
from lonja.local.demo._plan import DAY_MS, Plan


async def write(db: AsyncConnection, plan: Plan) -> None:
    """Adjustments of stock and changes of prices of the last month, in the order of time."""
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
    for row in sorted([*moved, *priced], key=lambda row: row.at):
        facts = {name: value for name, value in row._asdict().items() if name not in _SUBJECT}
        await audit.record(
            db,
            at=row.at,
            actor=row.actor,
            action="price_set" if "currency" in facts else "stock_adjusted",
            subject=f"variant:{row.variant_id}",
            **facts,
        )


_SUBJECT = frozenset({"at", "actor", "variant_id"})
