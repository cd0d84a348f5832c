"""The demo's recent audit log, recorded with the kernel's own function."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.db import rows
from lonja_tools.demo._plan import DAY_MS, Plan


@dataclass(frozen=True, slots=True)
class _Act:
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]


_ACTS: Final = """
SELECT at, actor, action, subject, facts
  FROM (SELECT 1 AS kind, id::text AS id, at, actor, 'stock_adjusted' AS action,
               'variant:' || variant_id AS subject,
               jsonb_build_object('location', location, 'quantity', quantity, 'kind', kind,
                                  'note', note) AS facts
          FROM stock_movements
         WHERE kind IN ('adjustment', 'count')
        UNION ALL
        SELECT 2, id::text, at, actor, 'price_set', 'variant:' || variant_id,
               jsonb_build_object('currency', currency, 'amount_minor', amount_minor)
          FROM price_history
        UNION ALL
        SELECT 3, id::text, decided_at, decided_by, 'review_' || status, 'review:' || id,
               jsonb_build_object('order', order_number, 'rating', rating, 'title', title,
                                  'reason', reason)
          FROM reviews
         WHERE decided_at IS NOT NULL) acts
 WHERE at >= %(since)s
 ORDER BY at, kind, length(id), id
"""


async def write(db: AsyncConnection, plan: Plan) -> None:
    """Last month's stock adjustments, price changes and decisions, in chronological order."""
    since = datetime.fromtimestamp((plan.end_ms - 30 * DAY_MS) / 1000, UTC)
    for act in await rows(db, _Act, _ACTS, since=since):
        await audit.record(
            db, at=act.at, actor=act.actor, action=act.action, subject=act.subject, **act.facts
        )
