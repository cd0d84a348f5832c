"""Uses in the database: the last one goes to one order, and comes back once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg.errors import CheckViolation
from tests.support.asking import scalar
from tests.support.selling import NOW, race

from lonja.kernel.db import Database, run
from lonja.kernel.errors import Invalid, Refused
from lonja.kernel.ids import uuid7
from lonja.promotions import api as promotions
from lonja.promotions.api import (
    Applied,
    Conditions,
    Draft,
    PromotionStatus,
    Reward,
    RewardKind,
    Rule,
    Why,
)
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
ACTOR = "owner@example.com"
TEN = Draft(
    names={"en": "Ten"},
    rule=Rule(Reward(RewardKind.ORDER_PERCENT, percent=10)),
    status=PromotionStatus.ACTIVE,
    needs_code=True,
)


@pytest.fixture(autouse=True)
async def _shop(database: Database) -> None:
    await open_small_shop(database, {})


async def add(database: Database, draft: Draft, *codes: str, max_uses: int | None = None) -> UUID:
    async with database.transaction() as db:
        promotion_id = await promotions.add_promotion(db, draft, actor=ACTOR, now=NOW)
        for code in codes:
            await promotions.add_code(
                db, promotion_id, code, max_uses=max_uses, actor=ACTOR, now=NOW
            )
    return promotion_id


async def spend(
    database: Database, *codes: str, email: str = "ana@example.com", amount: int = 1_00
) -> UUID:
    """An order that uses these codes and whatever runs by itself; its id."""
    order = uuid7()
    async with database.transaction() as db:
        found = await promotions.for_cart(db, codes, now=NOW)
        await promotions.spend(
            db,
            [Applied(one, (amount,)) for one in found],
            order_id=order,
            email=email,
            currency="EUR",
            now=NOW,
        )
    return order


async def release(database: Database, order: UUID) -> None:
    async with database.transaction() as db:
        await promotions.release(db, order_id=order, now=NOW)


async def used(database: Database, code: str) -> int:
    """How often; the counter and the uses that were not given back say the same."""
    async with database.reading() as db:
        counted: int = await scalar(
            db, "SELECT used FROM promotion_codes WHERE code = %(c)s", c=code
        )
        uses = await scalar(
            db,
            "SELECT count(*) FROM promotion_uses WHERE code = %(c)s AND released_at IS NULL",
            c=code,
        )
    assert counted == uses
    return counted


async def counted(database: Database, promotion_id: UUID) -> int | None:
    async with database.reading() as db:
        found: int | None = await scalar(
            db, "SELECT max(used) FROM promotion_counts WHERE promotion_id = %(p)s", p=promotion_id
        )
    return found


def reasons(results: Sequence[object]) -> list[object]:
    return [found.facts["reason"] for found in results if isinstance(found, Refused)]


class TestTheLastUse:
    async def test_of_a_code_goes_to_one_order_only(self, database: Database) -> None:
        await add(database, TEN, "THREE", max_uses=3)

        results = await race(
            *(spend(database, "THREE", email=f"b{n}@example.com") for n in range(8))
        )

        assert reasons(results) == [Why.SPENT] * 5
        assert await used(database, "THREE") == 3

    async def test_of_a_promotion_goes_to_one_order_whichever_code_it_has(
        self, database: Database
    ) -> None:
        codes = [f"C{n}" for n in range(8)]
        promotion_id = await add(database, replace(TEN, max_uses=3), *codes, max_uses=1)

        results = await race(
            *(spend(database, code, email=f"{code}@example.com") for code in codes)
        )

        assert reasons(results) == [Why.SPENT] * 5
        assert await counted(database, promotion_id) == 3
        assert sum([await used(database, code) for code in codes]) == 3

    async def test_of_one_buyer_goes_to_one_order(self, database: Database) -> None:
        automatic = replace(TEN, needs_code=False, max_per_buyer=1)
        await add(database, automatic)

        results = await race(
            *(spend(database, email=one) for one in ["Ana@example.com", "ana@example.com"] * 3),
            spend(database, email="eva@example.com"),
        )

        assert reasons(results) == [Why.USED_BY_YOU] * 5

    async def test_of_a_first_order_is_one_order(self, database: Database) -> None:
        rule = replace(TEN.rule, conditions=Conditions(is_first_order=True))
        await add(database, replace(TEN, rule=rule, needs_code=False))

        results = await race(*(spend(database) for _ in range(4)))

        assert reasons(results) == [Why.USED_BY_YOU] * 3

    async def test_of_one_code_leaves_the_other_codes_of_the_cart_alone(
        self, database: Database
    ) -> None:
        await add(database, TEN, "ALWAYS")
        await add(database, TEN, "GONE", max_uses=1)
        await spend(database, "GONE")

        with pytest.raises(promotions.CodeRefused):
            await spend(database, "ALWAYS", "GONE", email="eva@example.com")

        assert await used(database, "ALWAYS") == 0

    async def test_is_held_by_the_database_as_well(self, database: Database) -> None:
        await add(database, TEN, "ONE", max_uses=1)
        with pytest.raises(CheckViolation, match="never_spent_twice"):
            async with database.transaction() as db:
                await run(db, "UPDATE promotion_codes SET used = 2")


class TestAPromotionThatIsChangedMeanwhile:
    async def test_is_not_had_by_an_order_that_was_priced_before(self, database: Database) -> None:
        promotion_id = await add(database, TEN, "TEN")
        async with database.transaction() as db:
            found = await promotions.for_cart(db, ["TEN"], now=NOW)
            await promotions.change_promotion(
                db, promotion_id, replace(TEN, priority=1), version=1, actor=ACTOR, now=NOW
            )

            with pytest.raises(promotions.CodeRefused) as refused:
                await promotions.spend(
                    db, [Applied(found[0], (1,))], order_id=uuid7(), email="a@example.com",
                    currency="EUR", now=NOW,
                )  # fmt: skip

        assert refused.value.why is Why.CHANGED

    async def test_counts_what_was_used_before_it_had_a_limit(self, database: Database) -> None:
        promotion_id = await add(database, TEN, "TEN")
        orders = [await spend(database, "TEN") for _ in range(3)]
        await release(database, orders[0])
        assert await counted(database, promotion_id) is None

        async with database.transaction() as db:
            await promotions.change_promotion(
                db, promotion_id, replace(TEN, max_uses=3), version=1, actor=ACTOR, now=NOW
            )
        await spend(database, "TEN")

        assert await counted(database, promotion_id) == 3
        with pytest.raises(promotions.CodeRefused):
            await spend(database, "TEN")
        await release(database, orders[1])
        assert await counted(database, promotion_id) == 2

    async def test_cannot_get_a_limit_below_its_uses(self, database: Database) -> None:
        promotion_id = await add(database, TEN, "TEN")
        for _ in range(2):
            await spend(database, "TEN")

        async with database.transaction() as db:
            with pytest.raises(Invalid) as refused:
                await promotions.change_promotion(
                    db, promotion_id, replace(TEN, max_uses=1), version=1, actor=ACTOR, now=NOW
                )

        assert refused.value.facts == {"field": "max_uses", "used": 2}

    async def test_stays_once_an_order_used_it(self, database: Database) -> None:
        promotion_id = await add(database, TEN, "TEN")
        await release(database, await spend(database, "TEN"))

        async with database.transaction() as db:
            with pytest.raises(promotions.PromotionUsed):
                await promotions.remove_promotion(db, promotion_id, version=1, actor=ACTOR, now=NOW)
            with pytest.raises(promotions.PromotionUsed):
                await promotions.remove_code(db, "TEN", actor=ACTOR, now=NOW)


class TestTwoCodesAtOnce:
    async def test_are_never_waited_for_in_a_circle(self, database: Database) -> None:
        for code in ("A", "B"):
            await add(database, TEN, f"CODE-{code}", max_uses=4)

        results = await race(
            *(
                spend(
                    database,
                    *(("CODE-A", "CODE-B") if number % 2 else ("CODE-B", "CODE-A")),
                    email=f"b{number}@example.com",
                )
                for number in range(8)
            )
        )

        assert sum(isinstance(found, UUID) for found in results) == 4
        assert [await used(database, f"CODE-{code}") for code in ("A", "B")] == [4, 4]


class TestAUseGivenBack:
    async def test_may_be_had_by_the_next_order(self, database: Database) -> None:
        await add(database, replace(TEN, max_per_buyer=1), "ONE", max_uses=1)
        order = await spend(database, "ONE")

        await release(database, order)
        await spend(database, "ONE")

        assert await used(database, "ONE") == 1

    async def test_comes_back_once_however_many_cancel_at_once(self, database: Database) -> None:
        promotion_id = await add(database, replace(TEN, max_uses=5), "FIVE")
        kept = await spend(database, "FIVE")
        order = await spend(database, "FIVE")

        await race(*(release(database, order) for _ in range(6)))

        assert (await used(database, "FIVE"), await counted(database, promotion_id)) == (1, 1)
        await release(database, kept)
        assert (await used(database, "FIVE"), await counted(database, promotion_id)) == (0, 0)


async def test_what_takes_nothing_off_uses_nothing(database: Database) -> None:
    await add(database, TEN, "TEN", max_uses=1)

    await spend(database, "TEN", amount=0)

    assert await used(database, "TEN") == 0


async def test_a_buyer_who_is_forgotten_is_in_no_use(database: Database) -> None:
    await add(database, replace(TEN, max_per_buyer=1), "TEN")
    await spend(database, "TEN", email="Ana@example.com")

    async with database.transaction() as db:
        assert await promotions.traces(db, "ana@example.com") == 1
        await promotions.forget_buyer(db, "ana@example.com")
        assert await promotions.traces(db, "ana@example.com") == 0
        assert await scalar(db, "SELECT count(*) FROM promotion_uses") == 1


async def test_a_cart_reads_what_runs_now_and_its_own_codes(database: Database) -> None:
    running = await add(database, replace(TEN, needs_code=False))
    await add(database, replace(TEN, needs_code=False, ends_at=NOW))
    await add(database, replace(TEN, needs_code=False, starts_at=NOW + timedelta(seconds=1)))
    await add(database, replace(TEN, needs_code=False, status=PromotionStatus.DRAFT))
    mine = await add(database, replace(TEN, status=PromotionStatus.PAUSED), "MINE")
    await add(database, TEN, "OTHER")

    async with database.reading() as db:
        found = await promotions.for_cart(db, ["MINE", "NOBODYS"], now=NOW)
        asked = await promotions.for_cart(db, [], now=NOW, stopped_too=True)

    assert {(one.id, one.code) for one in found} == {(running, None), (mine, "MINE")}
    assert len(asked) == 4
