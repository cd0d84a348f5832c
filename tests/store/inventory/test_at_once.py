"""Several buyers and clerks at one shelf in the same moment, each in a transaction of its own."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.selling import NOW, race

from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
SOON = NOW + timedelta(minutes=30)


async def hold(database: Database, wanted: dict[UUID, int], *, order: UUID | None = None) -> UUID:
    order = order or uuid7()
    async with database.transaction() as db:
        await inventory.hold(db, order_id=order, wanted=wanted, expires_at=SOON)
    return order


async def take_out(database: Database, order: UUID) -> int:
    """How many units left."""
    async with database.transaction() as db:
        picks = await inventory.take_out(db, order_id=order, now=NOW)
    return sum(pick.quantity for pick in picks)


async def release(database: Database, order: UUID) -> int:
    async with database.transaction() as db:
        return int(await inventory.release(db, order_id=order))


async def adjust(database: Database, variant: UUID, units: int) -> int:
    async with database.transaction() as db:
        await inventory.adjust(
            db,
            [inventory.Change(variant, "VLC", units)],
            kind="adjustment",
            actor="ana",
            now=NOW,
        )
    return units


async def level(database: Database, variant: UUID) -> tuple[int, int]:
    """On hand and held; everything else agrees with it."""
    async with database.reading() as db:
        assert await inventory.imbalances(db) == []
        stock = (await inventory.stock_of(db, [variant]))[variant]
    return stock.on_hand, stock.held


class TestTheLastUnits:
    async def test_go_to_as_many_buyers_as_there_are_units(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 3}))["A"]

        results = await race(*(hold(database, {a: 1}) for _ in range(8)))

        refused = [found for found in results if isinstance(found, Refused)]
        assert [found.code for found in refused] == ["sold_out"] * 5
        assert await level(database, a) == (3, 3)

    async def test_of_two_things_never_go_to_two_buyers_by_halves(self, database: Database) -> None:
        """Each wants both; they ask in opposite order, which would lock them against each other."""
        variants = await open_small_shop(database, {"A": 4, "B": 4})
        there, back = dict(variants), dict(reversed(variants.items()))
        assert list(there) != list(back)

        results = await race(
            *(
                hold(database, dict.fromkeys((there if number % 2 else back).values(), 1))
                for number in range(8)
            )
        )

        assert sum(isinstance(found, UUID) for found in results) == 4
        assert [await level(database, variant) for variant in variants.values()] == [(4, 4)] * 2

    async def test_are_not_taken_away_by_a_clerk_while_a_buyer_holds_them(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 3}))["A"]

        bought, counted = await race(hold(database, {a: 2}), adjust(database, a, -2))

        assert isinstance(bought, Refused) != isinstance(counted, Refused)
        assert await level(database, a) == ((3, 2) if isinstance(bought, UUID) else (1, 0))


class TestAHold:
    async def test_is_sold_once_however_many_confirm_it_at_once(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 5}))["A"]
        order = await hold(database, {a: 2})

        left = await race(*(take_out(database, order) for _ in range(6)))

        assert sorted(map(int_of, left)) == [0, 0, 0, 0, 0, 2]
        assert await level(database, a) == (3, 0)

    async def test_is_given_back_once_however_many_cancel_it_at_once(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 5}))["A"]
        order = await hold(database, {a: 2})

        given = await race(*(release(database, order) for _ in range(6)))

        assert sorted(map(int_of, given)) == [0, 0, 0, 0, 0, 1]
        assert await level(database, a) == (5, 0)

    async def test_is_either_sold_or_given_back(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 5}))["A"]
        for _ in range(4):
            order = await hold(database, {a: 1})
            before, _ = await level(database, a)

            sold, given = map(
                int_of, await race(take_out(database, order), release(database, order))
            )

            assert sold + given == 1
            assert await level(database, a) == (before - sold, 0)


class TestTheLedger:
    async def test_keeps_every_movement_of_clerks_who_count_at_once(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 5}))["A"]

        await race(*(adjust(database, a, units) for units in (1, 2, 3, 4, -1, -2)))

        assert await level(database, a) == (12, 0)
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM stock_movements") == 7


def int_of(found: int | Refused) -> int:
    assert isinstance(found, int), found
    return found
