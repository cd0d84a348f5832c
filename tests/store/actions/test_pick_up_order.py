"""Goods wait in a store: made ready, handed over to who shows the number, given up in the end."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.selling import NOW, fill_cart, move, place

from lonja.actions import pick_up_order
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.shipping import api as shipping
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

SITE = inventory.Site(
    kind=inventory.LocationKind.STORE,
    line1="Gran Via 1",
    postal_code="28013",
    city="Madrid",
    hours=(inventory.OpenHours(0, "10:00", "20:00"),),
    can_pick_up=True,
)


async def an_order(database: Database) -> UUID:
    """Two pieces, paid, which lie in the store where they are picked up."""
    variants = await open_small_shop(database, {"A": 5})
    async with database.transaction() as db:
        store = inventory.LocationDraft("GRAN", "Gran Via", "ES", position=99, site=SITE)
        await inventory.add_location(db, store, actor="ana", now=NOW)
        change = inventory.Change(variants["A"], "GRAN", 3)
        await inventory.adjust(db, [change], kind="receipt", actor="ana", now=NOW)
        method = shipping.MethodDraft(
            "pickup", {"en": "Pick-up"}, 1, 2, kind=shipping.MethodKind.PICKUP
        )
        await shipping.add_method(db, method, actor="ana", now=NOW)
    cart_id = await fill_cart(database, {"A": 2}, way="pickup@GRAN")
    order_id = (await place(database, cart_id)).order_id
    for step in ("paying", "confirmed"):
        await move(database, order_id, step)
    return order_id


async def make_ready(database: Database, order_id: UUID) -> None:
    async with database.transaction() as db:
        await pick_up_order.make_ready(
            db, order_id=order_id, shipment_id=uuid7(), actor="ana", now=NOW
        )


class TestAnOrderThatIsPickedUp:
    async def test_takes_its_goods_from_the_store(self, database: Database) -> None:
        order_id = await an_order(database)

        async with database.reading() as db:
            found = await fulfilment.allocations_of(db, order_id)
            order = await orders.get(db, order_id)

        assert [(one.location, one.quantity) for one in found] == [("GRAN", 2)]
        assert (order.pickup_location, order.shipping_code) == ("GRAN", "pickup")

    async def test_is_handed_over_once_to_who_shows_its_number(self, database: Database) -> None:
        order_id = await an_order(database)
        await make_ready(database, order_id)
        await make_ready(database, order_id)
        async with database.reading() as db:
            number = (await orders.get(db, order_id)).number

        async with database.transaction() as db:
            with pytest.raises(pick_up_order.WrongPickupNumber):
                await pick_up_order.hand_over(
                    db, order_id=order_id, shown="AAAA-BBBB", actor="ana", now=NOW
                )
        for _ in range(2):
            async with database.transaction() as db:
                await pick_up_order.hand_over(
                    db, order_id=order_id, shown=number.lower(), actor="ana", now=NOW
                )

        async with database.reading() as db:
            order = await orders.get(db, order_id)
            events = [event.kind for event in order.events]
            assert order.status == "delivered"
            assert events.count("ready_for_pickup") == events.count("delivered") == 1
            assert await inventory.imbalances(db) == []

    async def test_that_nobody_comes_for_is_reminded_of_and_given_up(
        self, database: Database
    ) -> None:
        order_id = await an_order(database)
        await make_ready(database, order_id)
        in_time, late = NOW + timedelta(days=5), NOW + timedelta(days=11)

        async with database.reading() as db:
            assert await fulfilment.unreminded(db, now=NOW, limit=9) == []
            assert await fulfilment.unreminded(db, now=in_time, limit=9) == [order_id]
            assert await fulfilment.uncollected(db, now=in_time, limit=9) == []
            assert await fulfilment.uncollected(db, now=late, limit=9) == [order_id]
        async with database.transaction() as db:
            await pick_up_order.remind(db, order_id=order_id, now=in_time)
        async with database.transaction() as db:
            assert await fulfilment.unreminded(db, now=in_time, limit=9) == []
            await pick_up_order.give_up(db, order_id=order_id, now=late)
            await pick_up_order.give_up(db, order_id=order_id, now=late)

        async with database.reading() as db:
            order = await orders.get(db, order_id)
            there = await inventory.stock_at(
                db, [one.variant_id for one in order.lines if one.variant_id]
            )
            assert (order.status, order.refusal) == ("cancelled", "not_picked_up")
            assert sum(at["GRAN"] for at in there.values()) == 3
            assert await inventory.imbalances(db) == []
