"""Codes: one promotion each, whatever the case, and many of them in the background."""

from dataclasses import replace

import pytest
from tests.store.promotions.test_uses import ACTOR, TEN, add
from tests.support.asking import scalar
from tests.support.selling import NOW, race

from lonja.kernel.db import Database, run
from lonja.kernel.errors import Invalid
from lonja.promotions import api as promotions
from lonja.promotions.api import BatchStatus, MakeCodes
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def _shop(database: Database) -> None:
    await open_small_shop(database, {})


class TestACode:
    async def test_is_of_one_promotion_whatever_its_case(self, database: Database) -> None:
        await add(database, TEN, "summer")
        with pytest.raises(promotions.CodeTaken):
            await add(database, TEN, "SUMMER")

    async def test_is_for_a_promotion_that_needs_one(self, database: Database) -> None:
        with pytest.raises(Invalid):
            await add(database, replace(TEN, needs_code=False), "NEVER")

    async def test_is_put_once(self, database: Database) -> None:
        async with database.transaction() as db:
            outcomes = [
                await promotions.put_promotion(db, "hello10", TEN, actor=ACTOR, now=NOW)
                for _ in range(2)
            ]

        assert outcomes == ["created", "unchanged"]


class TestABatch:
    async def test_is_made_a_chunk_a_message_and_never_too_many(self, database: Database) -> None:
        promotion_id = await add(database, TEN)
        async with database.transaction() as db:
            batch_id = await promotions.order_codes(
                db, promotion_id, prefix="win", wanted=12_000, actor=ACTOR, now=NOW
            )

        async def make() -> None:
            async with database.transaction() as db:
                await promotions.make_codes(db, MakeCodes(batch_id), now=NOW)

        await race(*(make() for _ in range(5)))

        async with database.reading() as db:
            batch = await promotions.batch(db, batch_id)
            first = await promotions.codes_of_batch(db, batch_id, limit=10)
            assert (batch.made, batch.status) == (12_000, BatchStatus.DONE)
            assert await scalar(db, "SELECT count(*) FROM promotion_codes") == 12_000
        assert {(one.max_uses, one.code[:4], len(one.code)) for one in first} == {(1, "WIN-", 14)}

    async def test_that_nobody_goes_on_with_gets_its_message_again(
        self, database: Database
    ) -> None:
        promotion_id = await add(database, TEN)
        async with database.transaction() as db:
            await promotions.order_codes(
                db, promotion_id, prefix="", wanted=10, actor=ACTOR, now=NOW
            )
            await run(db, "DELETE FROM outbox")
            await run(db, "UPDATE code_batches SET updated_at = updated_at - interval '1 hour'")

        async with database.transaction() as db:
            assert await promotions.wake_batches(db, now=NOW, limit=10) == 1
            assert await promotions.wake_batches(db, now=NOW, limit=10) == 0
            assert await scalar(db, "SELECT count(*) FROM outbox") == 1
