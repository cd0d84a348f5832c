"""Every unit of an order is in one place, and the ledger knows it, whatever is packed and sent."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.selling import NOW, an_order

from lonja.actions import deliver_order, pack_order, refund_order, ship_order
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import ShipmentStatus
from lonja.inventory import api as inventory
from lonja.kernel.db import Database, rows
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def a_shop(database: Database, *, valencia: int = 5, sevilla: int = 3) -> UUID:
    """A variant `A` at two locations."""
    variants = await open_small_shop(database, {"A": valencia})
    async with database.transaction() as db:
        change = inventory.Change(variants["A"], "SVQ", sevilla)
        await inventory.adjust(db, [change], kind="receipt", actor="test", now=NOW)
    return variants["A"]


async def begin(
    database: Database, order_id: UUID, units: int, location: str | None = None
) -> UUID:
    shipment_id = uuid7()
    async with database.transaction() as db:
        await pack_order.begin(
            db,
            order_id=order_id,
            shipment_id=shipment_id,
            lines={1: units},
            location=location,
            actor="ana",
            now=NOW,
        )
    return shipment_id


async def ship(
    database: Database, order_id: UUID, shipment_id: UUID | None = None, units: int | None = None
) -> None:
    async with database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=order_id,
            shipment_id=shipment_id or uuid7(),
            carrier="Correos",
            tracking="CX1",
            lines=None if units is None else {1: units},
            actor="ana",
            now=NOW,
        )


async def advance(
    database: Database, order_id: UUID, shipment_id: UUID, to: ShipmentStatus
) -> None:
    async with database.transaction() as db:
        if to is ShipmentStatus.DELIVERED:
            await deliver_order.deliver(
                db, order_id=order_id, shipment_id=shipment_id, actor="ana", now=NOW
            )
        elif to is ShipmentStatus.RETURNED_TO_SENDER:
            await deliver_order.return_to_sender(
                db, order_id=order_id, shipment_id=shipment_id, actor="ana", now=NOW
            )
        else:
            await pack_order.advance(
                db, order_id=order_id, shipment_id=shipment_id, to=to, actor="ana", now=NOW
            )


async def refund(database: Database, order_id: UUID, units: int) -> None:
    async with database.transaction() as db:
        await refund_order.refund(
            db,
            order_id=order_id,
            refund_id=uuid7(),
            asked=payments.RefundRequested(
                payments.RefundReason.OTHER, lines={1: units}, restock=True
            ),
            actor="ana",
            limit_minor=None,
            now=NOW,
        )


async def ready(database: Database, order_id: UUID) -> dict[str, int]:
    async with database.reading() as db:
        return {one.location: one.quantity for one in await fulfilment.allocations_of(db, order_id)}


async def status(database: Database, order_id: UUID) -> str:
    async with database.reading() as db:
        return str((await orders.get(db, order_id)).status)


async def stock(database: Database, variant: UUID) -> dict[str, int]:
    async with database.reading() as db:
        return (await inventory.stock_at(db, [variant])).get(variant, {})


class TestAnOrderFromTwoLocations:
    async def test_lies_ready_where_it_was_picked(self, database: Database) -> None:
        await a_shop(database)

        order_id = await an_order(database, {"A": 7}, status="confirmed")

        assert await ready(database, order_id) == {"VLC": 5, "SVQ": 2}

    async def test_leaves_in_a_parcel_from_each_with_one_mail(self, database: Database) -> None:
        await a_shop(database)
        order_id = await an_order(database, {"A": 7}, status="confirmed")

        await ship(database, order_id)

        async with database.reading() as db:
            parcels = await fulfilment.shipments_of(db, order_id)
            mails = await rows(
                db,
                str,
                "SELECT envelope -> 'body' ->> 'kind' FROM outbox"
                " WHERE envelope ->> 'type' = 'order.mail'",
            )
        assert sorted((one.location, one.lines[0].quantity) for one in parcels) == [
            ("SVQ", 2),
            ("VLC", 5),
        ]
        assert mails.count("order_shipped") == 1
        assert await status(database, order_id) == "shipped"

    async def test_is_partly_shipped_until_the_last_unit_left(self, database: Database) -> None:
        await a_shop(database)
        order_id = await an_order(database, {"A": 7}, status="confirmed")
        first = await begin(database, order_id, 2, "SVQ")

        await ship(database, order_id, first)

        assert await status(database, order_id) == "partly_shipped"
        assert await ready(database, order_id) == {"VLC": 5}
        await ship(database, order_id)
        assert await status(database, order_id) == "shipped"

    async def test_may_leave_from_elsewhere_for_a_reason(self, database: Database) -> None:
        variant = await a_shop(database)
        order_id = await an_order(database, {"A": 2}, status="confirmed")

        async with database.transaction() as db:
            await pack_order.relocate(
                db,
                order_id=order_id,
                line=1,
                quantity=2,
                out_of="VLC",
                into="SVQ",
                reason="the shelf is blocked",
                actor="ana",
                now=NOW,
            )

        assert await ready(database, order_id) == {"SVQ": 2}
        assert await stock(database, variant) == {"VLC": 5, "SVQ": 1}

    async def test_is_not_filled_from_where_nothing_is(self, database: Database) -> None:
        variant = await a_shop(database, sevilla=1)
        order_id = await an_order(database, {"A": 2}, status="confirmed")

        with pytest.raises(inventory.NotThere) as refused:
            async with database.transaction() as db:
                await pack_order.relocate(
                    db,
                    order_id=order_id,
                    line=1,
                    quantity=2,
                    out_of="VLC",
                    into="SVQ",
                    reason="nearer",
                    actor="ana",
                    now=NOW,
                )

        assert refused.value.facts == {"available": 1}
        assert await ready(database, order_id) == {"VLC": 2}
        assert await stock(database, variant) == {"VLC": 3, "SVQ": 1}


class TestAParcelThatDoesNotArrive:
    async def test_gives_its_units_back_to_their_own_location(self, database: Database) -> None:
        variant = await a_shop(database)
        order_id = await an_order(database, {"A": 7}, status="confirmed")
        parcel = await begin(database, order_id, 2, "SVQ")

        await advance(database, order_id, parcel, ShipmentStatus.CANCELLED)

        assert await ready(database, order_id) == {"VLC": 5, "SVQ": 2}
        assert await stock(database, variant) == {"VLC": 0, "SVQ": 1}

    async def test_makes_its_order_wait_again_when_it_comes_back(self, database: Database) -> None:
        await a_shop(database)
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        parcel = await begin(database, order_id, 2)
        await ship(database, order_id, parcel)

        await advance(database, order_id, parcel, ShipmentStatus.RETURNED_TO_SENDER)

        assert await status(database, order_id) == "confirmed"
        assert await ready(database, order_id) == {"VLC": 2}

    async def test_keeps_the_moment_of_payment(self, database: Database) -> None:
        await a_shop(database)
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        async with database.reading() as db:
            before = (await orders.get(db, order_id)).confirmed_at
        parcel = await begin(database, order_id, 2)
        await ship(database, order_id, parcel)

        await advance(database, order_id, parcel, ShipmentStatus.RETURNED_TO_SENDER)

        async with database.reading() as db:
            order = await orders.get(db, order_id)
        assert (order.confirmed_at, order.shipped_at) == (before, None)


class TestARefundOfWhatHasNotLeft:
    async def test_puts_it_back_to_its_own_location_once(self, database: Database) -> None:
        variant = await a_shop(database)
        order_id = await an_order(database, {"A": 7}, status="confirmed")
        await ship(database, order_id, units=3)  # of Sevilla's two and Valencia's five

        await refund(database, order_id, 4)

        assert await stock(database, variant) == {"VLC": 4, "SVQ": 1}
        assert await status(database, order_id) == "shipped"

    async def test_takes_it_out_of_a_packed_parcel(self, database: Database) -> None:
        variant = await a_shop(database)
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        parcel = await begin(database, order_id, 2)
        await advance(database, order_id, parcel, ShipmentStatus.PACKED)

        await refund(database, order_id, 1)

        async with database.reading() as db:
            (one,) = await fulfilment.shipments_of(db, order_id)
        assert (one.status, one.lines[0].quantity) == ("pending", 1)
        assert await stock(database, variant) == {"VLC": 4, "SVQ": 3}

    async def test_of_what_has_left_brings_it_back_to_where_it_left_from(
        self, database: Database
    ) -> None:
        variant = await a_shop(database)
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        await ship(database, order_id)

        await refund(database, order_id, 1)

        assert await stock(database, variant) == {"VLC": 4, "SVQ": 3}
        assert await status(database, order_id) == "shipped"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "begin",
                "ship",
                "picked",
                "packed",
                "cancelled",
                "delivered",
                "back",
                "refund",
                "move",
            ]
        ),
        st.integers(0, 3),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=14,
)


@settings(
    max_examples=20,
    deadline=None,  # every step is a transaction on a real server
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_every_unit_is_somewhere_and_the_ledger_agrees(
    shop: tuple[Database, UUID], steps: Sequence[tuple[str, int, int]]
) -> None:
    database, variant = shop
    before = await stock(database, variant)
    order_id = await an_order(database, {"A": 4}, status="confirmed")
    parcels: list[UUID] = []

    for verb, which, units in steps:
        with suppress(Refused):
            await do(database, order_id, parcels, verb, which, units)
        await check(database, order_id)

    async with database.reading() as db:
        assert await inventory.imbalances(db) == []
        out = await inventory.moved_for(db, order_id, [variant])
    after = await stock(database, variant)
    assert {
        place: before[place] - after[place] for place in before if before[place] != after[place]
    } == {one.location: -one.quantity for one in out}


async def do(
    database: Database, order_id: UUID, parcels: list[UUID], verb: str, which: int, units: int
) -> None:
    parcel = parcels[which % len(parcels)] if parcels else uuid7()
    match verb:
        case "begin":
            parcels.append(await begin(database, order_id, units))
        case "ship":
            await ship(database, order_id, parcel)
        case "refund":
            await refund(database, order_id, units)
        case "move":
            places = ("VLC", "SVQ") if which % 2 else ("SVQ", "VLC")
            async with database.transaction() as db:
                await pack_order.relocate(
                    db,
                    order_id=order_id,
                    line=1,
                    quantity=units,
                    out_of=places[0],
                    into=places[1],
                    reason="test",
                    actor="ana",
                    now=NOW,
                )
        case "back":
            await advance(database, order_id, parcel, ShipmentStatus.RETURNED_TO_SENDER)
        case _:
            await advance(database, order_id, parcel, ShipmentStatus(verb))


async def check(database: Database, order_id: UUID) -> None:
    """The units of the line, its allocations and its parcels say the same; so does the order."""
    async with database.reading() as db:
        (line,) = await fulfilment.units_of(db, order_id)
        allocations = await fulfilment.allocations_of(db, order_id)
        parcels = await fulfilment.shipments_of(db, order_id)
        order = await orders.get(db, order_id)

    def units_in(statuses: frozenset[ShipmentStatus]) -> int:
        return sum(
            packed.quantity for one in parcels if one.status in statuses for packed in one.lines
        )

    assert line.ordered == 4
    assert line.allocated == sum(one.quantity for one in allocations)
    assert line.in_parcels == units_in(fulfilment.OPEN)
    assert line.shipped == units_in(fulfilment.GONE)
    assert order.status == fulfilment.standing(
        left=line.left, shipped=line.shipped, statuses=[one.status for one in parcels]
    )


@pytest.fixture
async def shop(database: Database) -> tuple[Database, UUID]:
    return database, await a_shop(database, valencia=200, sevilla=200)
