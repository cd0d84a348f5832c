"""A mail's row: what each step makes of it from wherever it stands, and one row for each mail."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.selling import NOW, race

from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.notifications import api as notifications
from lonja.notifications.api import Claim, Delivery, Quota

pytestmark = pytest.mark.anyio

PLENTY = Quota(per_minute=600, burst=100)
STATUSES = ("queued", "sending", "sent", "failed", "suppressed")
CLAIMED = timedelta(seconds=45)


async def claim(database: Database, order_id: UUID, *, now: datetime = NOW) -> Claim:
    async with database.transaction() as db:
        return await notifications.claim(
            db,
            kind="order_confirmed",
            subject_id=order_id,
            recipient="ana@example.com",
            language="es",
            quota=PLENTY,
            now=now,
        )


async def stands(database: Database, status: str) -> tuple[UUID, UUID]:
    """The order and the delivery of a mail that stands there; one being sent was claimed now."""
    order_id = uuid7()
    taken = await claim(database, order_id)
    async with database.transaction() as db:
        await run(
            db,
            "UPDATE deliveries SET status = %(status)s, claimed_until = CASE WHEN"
            " %(status)s = 'sending' THEN claimed_until END WHERE id = %(id)s",
            status=status,
            id=taken.delivery_id,
        )
    return order_id, taken.delivery_id


async def read(database: Database, order_id: UUID) -> Delivery:
    async with database.reading() as db:
        [found] = await notifications.deliveries_of(db, order_id)
    return found


class TestAClaim:
    @pytest.mark.parametrize(
        ("status", "state", "then"),
        [
            ("queued", "yours", "sending"),
            ("sending", "elsewhere", "sending"),
            ("sent", "settled", "sent"),
            ("failed", "settled", "failed"),
            ("suppressed", "settled", "suppressed"),
        ],
    )
    async def test_is_taken_or_not_by_where_the_mail_stands(
        self, database: Database, status: str, state: str, then: str
    ) -> None:
        order_id, delivery_id = await stands(database, status)

        found = await claim(database, order_id)

        assert (found.state, found.delivery_id) == (state, delivery_id)
        assert (await read(database, order_id)).status == then

    async def test_is_over_when_its_time_is(self, database: Database) -> None:
        order_id, _ = await stands(database, "sending")

        late = [
            (await claim(database, order_id, now=NOW + after)).state
            for after in (CLAIMED - timedelta(microseconds=1), CLAIMED)
        ]

        assert late == ["elsewhere", "yours"]
        assert (await read(database, order_id)).attempts == 2

    async def test_of_one_mail_is_taken_by_one_of_many_at_once(self, database: Database) -> None:
        order_id = uuid7()

        found = await race(*(claim(database, order_id) for _ in range(6)))

        states = sorted(one.state for one in found if isinstance(one, Claim))
        assert states == ["elsewhere"] * 5 + ["yours"]
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM deliveries") == 1


class TestAnEnd:
    @pytest.mark.parametrize("status", STATUSES)
    async def test_that_was_reached_is_never_taken_back(
        self, database: Database, status: str
    ) -> None:
        """The mail server has it: another process that failed later says nothing of that."""
        order_id, delivery_id = await stands(database, status)
        async with database.transaction() as db:
            await notifications.mark_sent(db, delivery_id, now=NOW)
            await notifications.mark_failed(db, delivery_id, error="no mailbox", now=NOW)
            await notifications.release(db, delivery_id, error="busy", now=NOW)

        assert (await read(database, order_id)).status == "sent"

    async def test_says_why_it_failed(self, database: Database) -> None:
        order_id, delivery_id = await stands(database, "sending")
        async with database.transaction() as db:
            await notifications.mark_failed(db, delivery_id, error="x" * 3_000, now=NOW)

        found = await read(database, order_id)
        assert (found.status, found.error, found.sent_at) == ("failed", "x" * 2_000, None)

    async def test_that_was_not_reached_leaves_it_to_the_next(self, database: Database) -> None:
        order_id, delivery_id = await stands(database, "sending")
        async with database.transaction() as db:
            await notifications.release(db, delivery_id, error="busy", now=NOW)

        assert (await claim(database, order_id)).state == "yours"
        assert (await read(database, order_id)).attempts == 2
