"""What waits in the warehouse stands in one queue, and many parcels leave by a list."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.selling import NOW, an_order

from lonja.actions import pack_order, ship_many
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import Queue, ShipmentStatus
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def queued(database: Database, queue: Queue, **when: timedelta) -> list[UUID]:
    async with database.reading() as db:
        found = await fulfilment.tasks(
            db, queue=queue, location=None, limit=50, now=NOW + when.get("later", timedelta())
        )
    return [task.order_id for task in found]


async def begin(database: Database, order_id: UUID) -> UUID:
    shipment_id = uuid7()
    async with database.transaction() as db:
        await pack_order.begin(db, order_id=order_id, shipment_id=shipment_id, actor="ana", now=NOW)
    return shipment_id


async def ship_row(database: Database, order_id: UUID, tracking: str) -> bool:
    async with database.transaction() as db:
        number = (await orders.get(db, order_id)).number
        return await ship_many.ship_row(
            db, number=number, carrier="MRW", tracking=tracking, actor="ana", now=NOW
        )


class TestTheBoard:
    async def test_moves_an_order_from_queue_to_queue(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9})
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        assert await queued(database, Queue.TO_PICK) == [order_id]

        parcel = await begin(database, order_id)
        seen = [await queued(database, Queue.TO_PICK)]
        for status, queue in (("picked", Queue.TO_PACK), ("packed", Queue.TO_SHIP)):
            async with database.transaction() as db:
                await pack_order.advance(
                    db,
                    order_id=order_id,
                    shipment_id=parcel,
                    to=ShipmentStatus(status),
                    actor="ana",
                    now=NOW,
                )
            seen.append(await queued(database, queue))
        await ship_row(database, order_id, "T1")

        assert seen == [[order_id]] * 3
        async with database.reading() as db:
            counts = await fulfilment.count_tasks(db, location=None, now=NOW)
        assert counts == fulfilment.TaskCounts(0, 0, 0, 0, 0, 0)

    async def test_says_what_waits_too_long(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9})
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        late = fulfilment.OVERDUE_AFTER + timedelta(seconds=1)

        assert await queued(database, Queue.OVERDUE) == []
        assert await queued(database, Queue.OVERDUE, later=late) == [order_id]

    async def test_lists_what_a_walk_brings(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9, "B": 9})
        for lines in ({"A": 2, "B": 1}, {"A": 3}):
            await begin(database, await an_order(database, lines, status="confirmed"))

        async with database.reading() as db:
            found = await fulfilment.pick_list(db, location="VLC")
            elsewhere = await fulfilment.pick_list(db, location="SVQ")

        assert sorted(one.quantity for one in found) == [1, 2, 3]
        assert elsewhere == []


class TestAListOfTrackingNumbers:
    async def test_ships_each_order_once(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9})
        order_id = await an_order(database, {"A": 2}, status="confirmed")

        results = [await ship_row(database, order_id, "T1") for _ in range(2)]

        assert results == [True, False]
        async with database.reading() as db:
            (parcel,) = await fulfilment.shipments_of(db, order_id)
        assert (parcel.status, parcel.tracking) == ("shipped", "T1")

    async def test_takes_the_parcel_that_was_packed(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9})
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        packed = await begin(database, order_id)

        await ship_row(database, order_id, "T2")

        async with database.reading() as db:
            assert [one.id for one in await fulfilment.shipments_of(db, order_id)] == [packed]


class TestThePolicy:
    async def test_says_from_where_an_order_leaves(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1})
        async with database.transaction() as db:
            change = inventory.Change(variants["A"], "SVQ", 5)
            await inventory.adjust(db, [change], kind="receipt", actor="test", now=NOW)
            policy = fulfilment.FulfilmentPolicy(rule=inventory.AllocationRule.PRIORITY)
            await fulfilment.set_policy(db, policy, version=0, actor="ana", now=NOW)

        order_id = await an_order(database, {"A": 2}, status="confirmed")

        async with database.reading() as db:
            found = await fulfilment.allocations_of(db, order_id)
        assert {one.location: one.quantity for one in found} == {"VLC": 1, "SVQ": 1}

    async def test_is_not_overwritten_unseen(self, database: Database) -> None:
        async with database.transaction() as db:
            new = fulfilment.FulfilmentPolicy(delivered_after_days=7)
            await fulfilment.set_policy(db, new, version=0, actor="ana", now=NOW)

        with pytest.raises(fulfilment.FulfilmentPolicyChanged):
            async with database.transaction() as db:
                other = fulfilment.FulfilmentPolicy()
                await fulfilment.set_policy(db, other, version=0, actor="eva", now=NOW)

        async with database.reading() as db:
            assert await fulfilment.policy(db) == fulfilment.FulfilmentPolicy(
                delivered_after_days=7, carriers=()
            )

    async def test_says_when_a_parcel_counts_as_delivered(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status="shipped")
        later = NOW + timedelta(days=7, seconds=1)
        async with database.reading() as db:
            never = await fulfilment.arriving(db, now=later, limit=9)

        async with database.transaction() as db:
            new = fulfilment.FulfilmentPolicy(delivered_after_days=7)
            await fulfilment.set_policy(db, new, version=0, actor="ana", now=NOW)

        async with database.reading() as db:
            early = await fulfilment.arriving(db, now=NOW + timedelta(days=7), limit=9)
            due = await fulfilment.arriving(db, now=later, limit=9)
        assert (never, early) == ([], [])
        assert [one.order_id for one in due] == [order_id]
