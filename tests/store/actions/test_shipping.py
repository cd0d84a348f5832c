"""A parcel leaves once: for an order that is paid, whoever presses the button and how often."""

from uuid import UUID

import pytest
from psycopg import AsyncConnection
from tests.support.selling import NOW, STATUSES, an_order, race

from lonja.actions import ship_order
from lonja.fulfilment import api as fulfilment
from lonja.kernel.db import Database, rows
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def ship(
    database: Database, order_id: UUID, shipment_id: UUID | None = None, *, tracking: str = "CX1"
) -> None:
    async with database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=order_id,
            shipment_id=shipment_id or uuid7(),
            carrier="Correos",
            tracking=tracking,
            actor="ana",
            now=NOW,
        )


async def parcels(database: Database, order_id: UUID) -> list[fulfilment.Shipment]:
    async with database.reading() as db:
        return await fulfilment.shipments_of(db, order_id)


async def audited(db: AsyncConnection) -> list[str]:
    """What was shipped, by the audit."""
    return await rows(db, str, "SELECT subject FROM audit_log WHERE action = 'order_shipped'")


class TestAParcel:
    async def test_moves_its_order_and_is_audited(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id, shipment = await an_order(database, {"A": 1}, status="confirmed"), uuid7()

        await ship(database, order_id, shipment)

        (parcel,) = await parcels(database, order_id)
        assert (parcel.id, parcel.carrier, parcel.tracking) == (shipment, "Correos", "CX1")
        assert (parcel.status, parcel.shipped_at, parcel.actor) == ("shipped", NOW, "ana")
        assert [(line.line, line.quantity) for line in parcel.lines] == [(1, 1)]
        async with database.reading() as db:
            order = await orders.get(db, order_id)
            assert await audited(db) == [f"order:{order.number}"]
        assert (order.status, order.shipped_at) == ("shipped", NOW)
        assert order.events[-1].facts == {"carrier": "Correos", "tracking": "CX1"}

    async def test_of_one_id_leaves_once_however_often_and_at_once(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        order_id, shipment = await an_order(database, {"A": 1}, status="confirmed"), uuid7()

        results = await race(*(ship(database, order_id, shipment) for _ in range(6)))

        assert [found for found in results if isinstance(found, Refused)] == []
        assert len(await parcels(database, order_id)) == 1
        async with database.reading() as db:
            assert len(await audited(db)) == 1

    async def test_of_one_of_two_clerks_leaves(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status="confirmed")

        results = await race(*(ship(database, order_id) for _ in range(2)))

        refused = [found.code for found in results if isinstance(found, Refused)]
        assert refused == ["wrong_order_status"]
        assert len(await parcels(database, order_id)) == 1

    async def test_with_an_id_that_is_taken_is_refused(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id, shipment = await an_order(database, {"A": 1}, status="confirmed"), uuid7()
        await ship(database, order_id, shipment)

        with pytest.raises(fulfilment.ShipmentIdTaken):
            await ship(database, order_id, shipment, tracking="OTHER")

        assert [one.tracking for one in await parcels(database, order_id)] == ["CX1"]

    @pytest.mark.parametrize("status", [one for one in STATUSES if one != "confirmed"])
    async def test_of_an_order_that_stands_elsewhere_leaves_no_trace(
        self, database: Database, status: str
    ) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status=status)
        before = await parcels(database, order_id)

        with pytest.raises(orders.WrongStatus) as refused:
            await ship(database, order_id)

        assert refused.value.facts["status"] == status
        assert await parcels(database, order_id) == before
        async with database.reading() as db:
            assert (await orders.get(db, order_id)).status == status
            assert await audited(db) == []
