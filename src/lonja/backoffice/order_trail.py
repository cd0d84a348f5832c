"""One order, followed through every part of the shop."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from lonja.actions import follow_order
from lonja.actions.follow_order import Stage
from lonja.backoffice.deps import Now
from lonja.hosting.deps import Db, Out, PathText, TheShop
from lonja.kernel.errors import Unavailable
from lonja.orders import api as orders
from lonja.reports import api as reports

router = APIRouter(prefix="/orders", tags=["orders"])


class TrailStep(Out):
    """`name` and `status` are codes of their stage; `failure_id` leads to the failed message."""

    stage: Stage
    name: str
    at: datetime
    status: str
    tries: int
    trace: str
    detail: str
    is_bad: bool
    failure_id: UUID | None


class OrderTrail(Out):
    """`pruned` are the stages that no longer remember an order of that day.

    `warehouse_run` is the first run that read the shop after the last step, where one has.
    """

    number: str
    steps: list[TrailStep]
    pruned: list[Stage]
    warehouse_run: int | None


@router.get("/{number}/trail", operation_id="getOrderTrail")
async def get_trail(number: PathText, db: Db, shop: TheShop, now: Now) -> OrderTrail:
    """Page, outbox, queue, function, gateway, mail, webhook, document, parcel, warehouse: oldest first."""
    order = await orders.get(db, await orders.find(db, number))
    trail = await follow_order.follow(db, order, now=now)
    steps = [TrailStep.model_validate(step) for step in trail.steps]
    run = await _warehouse_run(shop, max((one.at for one in trail.steps), default=order.placed_at))
    if run is not None:
        steps.append(
            TrailStep(
                stage=Stage.WAREHOUSE,
                name="run",
                at=run.ended_at or run.started_at,
                status=run.state,
                tries=0,
                trace="",
                detail=str(run.id),
                is_bad=run.state in {"red", "failed"},
                failure_id=None,
            )
        )
    return OrderTrail(
        number=order.number,
        steps=steps,
        pruned=list(trail.pruned),
        warehouse_run=None if run is None else run.id,
    )


async def _warehouse_run(shop: TheShop, after: datetime) -> reports.EtlRun | None:
    """The first run that could see the last step; none where the warehouse is away or has not run."""
    try:
        async with shop.warehouse.reading() as warehouse:
            runs = await reports.recent_runs(warehouse, limit=200)
    except Unavailable:
        return None
    seen = [run for run in runs if run.as_of is not None and run.as_of >= after]
    return min(seen, key=lambda run: run.id, default=None)
