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


async def cancel_prices(
    db: AsyncConnection,
    planned: Sequence[pricing.ScheduledPrice],
    *,
    actor: str,
    now: datetime,
) -> None:
    """These never begin, or end now; what else was planned with them stays."""
    await pricing.cancel_prices(db, planned, now=now)
    await _ended(db, [one.variant_id for one in planned], "schedule_ended", actor=actor, now=now)


async def move_end(
    db: AsyncConnection,
    sale: pricing.ScheduledPrice,
    *,
    ends_at: datetime,
    actor: str,
    now: datetime,
) -> None:
    """A sale that runs ends at another time."""
    await pricing.move_end(db, sale, ends_at=ends_at, now=now)
    await _ended(db, [sale.variant_id], "prices_scheduled", actor=actor, now=now)


async def _ended(
    db: AsyncConnection, variants: Sequence[UUID], action: str, *, actor: str, now: datetime
) -> None:
    products = await catalog.products_of(db, list(set(variants)))
    for product_id in sorted(set(products.values())):
        catalog.changed(db, product_id)
        await audit.record(
            db, at=now, actor=actor, action=action, subject=f"product:{product_id}",
            prices=sum(products.get(one) == product_id for one in variants),
        )  # fmt: skip
