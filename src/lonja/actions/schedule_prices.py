"""Staff plan what variants cost from a time on, or during a sale."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit
from lonja.pricing import api as pricing


async def schedule_prices(
    db: AsyncConnection,
    schedule_id: UUID,
    asked: Sequence[pricing.PlannedPrice],
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    actor: str,
    now: datetime,
) -> None:
    """All of them or none; pages that show them know when they are over."""
    products = await catalog.products_of(db, list({one.variant_id for one in asked}))
    if len(products) < len({one.variant_id for one in asked}):
        raise catalog.UnknownSku("there is no such variant")
    if not await pricing.schedule_prices(
        db, schedule_id, asked, starts_at=starts_at, ends_at=ends_at, actor=actor, now=now
    ):
        return
    for product_id in sorted(set(products.values())):
        catalog.changed(db, product_id)
        await audit.record(
            db, at=now, actor=actor, action="prices_scheduled", subject=f"product:{product_id}",
            schedule=str(schedule_id), starts_at=starts_at.isoformat(),
            ends_at=ends_at.isoformat() if ends_at else None,
            prices=sum(products[one.variant_id] == product_id for one in asked),
        )  # fmt: skip


async def end_schedule(
    db: AsyncConnection, schedule_id: UUID, *, actor: str, now: datetime
) -> None:
    """A sale that runs ends now, what has not begun never does."""
    variants = await pricing.end_schedule(db, schedule_id, actor=actor, now=now)
    products = await catalog.products_of(db, variants)
    for product_id in sorted(set(products.values())):
        catalog.changed(db, product_id)
