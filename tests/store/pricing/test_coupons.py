"""Coupons in the database: the last use of a code goes to one order, and comes back once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import CheckViolation
from tests.support.asking import scalar
from tests.support.selling import NOW, race

from lonja.kernel.db import Database, run
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


async def add(database: Database, code: str, **facts: Any) -> None:
    columns = {"percent": 10, "max_uses": None, "starts_at": None, "ends_at": None} | facts
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO coupons (code, percent, max_uses, starts_at, ends_at) VALUES"
            " (%(code)s, %(percent)s, %(max_uses)s, %(starts_at)s, %(ends_at)s)",
            code=code,
            **columns,
        )


async def spend(
    database: Database, *codes: str, order: UUID | None = None, now: datetime = NOW
) -> UUID:
    order = order or uuid7()
    async with database.transaction() as db:
        await pricing.spend_coupons(db, codes=codes, order_id=order, now=now)
    return order


async def release(database: Database, order: UUID) -> None:
    async with database.transaction() as db:
        await pricing.release_coupons(db, order_id=order, now=NOW)


async def used(database: Database, code: str) -> int:
    """How often; the counter and the uses that were not given back say the same."""
    async with database.reading() as db:
        counted: int = await scalar(db, "SELECT used FROM coupons WHERE code = %(c)s", c=code)
        uses = await scalar(
            db,
            "SELECT count(*) FROM coupon_uses WHERE code = %(c)s AND released_at IS NULL",
            c=code,
        )
    assert counted == uses
    return counted


class TestACode:
    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            (None, "unknown"),
            ({"starts_at": NOW + timedelta(microseconds=1)}, "not_started"),
            ({"ends_at": NOW}, "ended"),
            ({"max_uses": 0}, "spent"),
        ],
    )
    async def test_that_cannot_be_used_says_why(
        self, database: Database, facts: dict[str, Any] | None, reason: str
    ) -> None:
        if facts is not None:
            await add(database, "TEN", **facts)
        async with database.reading() as db:
            with pytest.raises(pricing.CouponRefused) as refused:
                await pricing.usable_coupons(db, ["TEN"], now=NOW)

        assert refused.value.facts == {"reason": reason, "coupon": "TEN"}

    async def test_may_be_used_from_its_first_moment_and_until_its_last(
        self, database: Database
    ) -> None:
        await add(database, "TEN", starts_at=NOW, ends_at=NOW + timedelta(microseconds=1))
        async with database.reading() as db:
            [coupon] = await pricing.usable_coupons(db, ["TEN", "TEN"], now=NOW)

        assert (coupon.code, coupon.percent, coupon.minimum_minor) == ("TEN", 10, 0)

    async def test_comes_back_sorted_with_the_others(self, database: Database) -> None:
        for code in ("B", "C", "A"):
            await add(database, code)
        async with database.reading() as db:
            found = await pricing.usable_coupons(db, ["C", "A", "B"], now=NOW)

        assert [coupon.code for coupon in found] == ["A", "B", "C"]

    async def test_is_refused_by_the_database_when_it_is_spent_too_often(
        self, database: Database
    ) -> None:
        await add(database, "ONE", max_uses=1)
        with pytest.raises(CheckViolation, match="never_spent_twice"):
            async with database.transaction() as db:
                await run(db, "UPDATE coupons SET used = 2")


class TestTheLastUse:
    async def test_goes_to_one_order_only(self, database: Database) -> None:
        await add(database, "THREE", max_uses=3)

        results = await race(*(spend(database, "THREE") for _ in range(8)))

        refused = [found for found in results if isinstance(found, Refused)]
        assert [found.facts for found in refused] == [{"reason": "spent", "coupon": "THREE"}] * 5
        assert await used(database, "THREE") == 3

    async def test_of_one_code_leaves_the_other_codes_of_the_cart_alone(
        self, database: Database
    ) -> None:
        await add(database, "ALWAYS")
        await add(database, "GONE", max_uses=0)

        with pytest.raises(pricing.CouponRefused):
            await spend(database, "ALWAYS", "GONE")

        assert await used(database, "ALWAYS") == 0

    async def test_is_not_had_after_the_end(self, database: Database) -> None:
        await add(database, "TEN", ends_at=NOW + HOUR)
        await spend(database, "TEN", now=NOW + HOUR - timedelta(seconds=1))

        with pytest.raises(pricing.CouponRefused):
            await spend(database, "TEN", now=NOW + HOUR)

        assert await used(database, "TEN") == 1


class TestTwoCodesAtOnce:
    async def test_are_never_waited_for_in_a_circle(self, database: Database) -> None:
        for code in ("A", "B"):
            await add(database, code, max_uses=4)

        results = await race(
            *(spend(database, *(("A", "B") if number % 2 else ("B", "A"))) for number in range(8))
        )

        assert sum(isinstance(found, UUID) for found in results) == 4
        assert [await used(database, code) for code in ("A", "B")] == [4, 4]


class TestAUseGivenBack:
    async def test_may_be_had_by_the_next_order(self, database: Database) -> None:
        await add(database, "ONE", max_uses=1)
        order = await spend(database, "ONE")

        await release(database, order)
        await spend(database, "ONE")

        assert await used(database, "ONE") == 1

    async def test_comes_back_once_however_many_cancel_at_once(self, database: Database) -> None:
        await add(database, "FIVE", max_uses=5)
        kept = await spend(database, "FIVE")
        order = await spend(database, "FIVE")

        await race(*(release(database, order) for _ in range(6)))

        assert await used(database, "FIVE") == 1
        await release(database, kept)
        assert await used(database, "FIVE") == 0
