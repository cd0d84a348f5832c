"""One order, followed: each step with its time, state, tries and trace, and where memory ends."""

from datetime import timedelta

import pytest
from tests.support.selling import NOW, an_order

from lonja.actions import follow_order
from lonja.actions.follow_order import Stage
from lonja.kernel import dead_letters, outbox
from lonja.kernel.db import Database, one
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def test_steps_come_from_every_table_that_knows_the_order(database: Database) -> None:
    await open_small_shop(database, {"MUG": 5})
    order_id = await an_order(database, {"MUG": 1}, status="shipped")
    message, other = uuid7(), uuid7()
    async with database.transaction() as db:
        for each, subject in ((message, order_id), (other, uuid7())):
            await outbox.first_time(
                db, consumer="confirm_order", message_id=each, subject=str(subject), now=NOW
            )
            await dead_letters.record_failure(
                db, message_id=each, attempt=1, error="Traceback\nGatewayDown: no answer", now=NOW
            )

    async with database.reading() as db:
        order = await orders.get(db, order_id)
        trail = await follow_order.follow(db, order, now=NOW)

    stages = {step.stage for step in trail.steps}
    assert {Stage.PAGE, Stage.QUEUE, Stage.FUNCTION, Stage.GATEWAY, Stage.PARCEL} <= stages
    (failed,) = [step for step in trail.steps if step.stage is Stage.FUNCTION]
    assert (failed.detail, failed.tries, failed.is_bad) == ("GatewayDown: no answer", 1, True)
    assert [step.at for step in trail.steps] == sorted(step.at for step in trail.steps)
    assert trail.pruned == ()


async def test_what_waits_in_the_outbox_is_a_step_with_its_trace(database: Database) -> None:
    await open_small_shop(database, {"MUG": 5})
    order_id = await an_order(database, {"MUG": 1})
    async with database.transaction() as db:
        await outbox.put(db, orders.ConfirmOrder(order_id), at=NOW + timedelta(days=9000))

    async with database.reading() as db:
        order = await orders.get(db, order_id)
        trail = await follow_order.follow(db, order, now=NOW)
        trace = await one(
            db,
            str,
            "SELECT envelope ->> 'trace' FROM outbox WHERE subject = %(id)s"
            " ORDER BY due_at DESC LIMIT 1",
            id=str(order_id),
        )

    waiting = [step for step in trail.steps if step.stage is Stage.OUTBOX]
    assert trace in {step.trace for step in waiting}
    assert {(step.name, step.status) for step in waiting} == {("order.confirm", "waiting")}
