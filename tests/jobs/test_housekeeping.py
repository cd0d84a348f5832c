from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.support.asking import scalar
from tests.support.shop import NOON

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.jobs.housekeeping import prune
from lonja.kernel import clock, dead_letters, limits, outbox
from lonja.kernel.db import Database, rows
from lonja.kernel.ids import uuid7
from lonja.kernel.queues import TRIES
from lonja.notifications import api as notifications
from lonja.notifications.api import Quota

pytestmark = pytest.mark.anyio


@pytest.fixture
async def blobs(storage_connection: str) -> AsyncIterator[AzureBlobs]:
    opened = AzureBlobs(connection=storage_connection)
    yield opened
    await opened.close()


class TestHousekeeping:
    async def test_forgets_the_inbox_after_thirty_days_and_not_before(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        old, young = uuid7(), uuid7()
        async with database.transaction() as db:
            for message_id, days in ((old, 31), (young, 29)):
                await outbox.first_time(
                    db,
                    consumer="test",
                    message_id=message_id,
                    subject="",
                    now=NOON - timedelta(days=days),
                )

        gone = await prune(database, blobs, now=NOON)

        assert gone["inbox"] == 1
        async with database.reading() as db:
            assert await scalar(db, "SELECT message_id FROM inbox") == young

    async def test_forgets_who_never_said_yes_to_the_news(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        for kind, days in (("newsletter", 31), ("newsletter", 29), ("order_confirmed", 400)):
            async with database.transaction() as db:
                await notifications.claim(
                    db,
                    kind=kind,
                    subject_id=uuid7(),
                    recipient=f"day{days}@example.com",
                    language="es",
                    quota=Quota(per_minute=6000, burst=1000),
                    now=NOON - timedelta(days=days),
                )

        gone = await prune(database, blobs, now=NOON)

        assert gone["newsletter_signups"] == 1
        async with database.reading() as db:
            left = await rows(db, str, "SELECT recipient FROM deliveries ORDER BY recipient")
        assert left == ["day29@example.com", "day400@example.com"]

    async def test_keeps_the_failures_of_a_letter_that_waits_for_a_person(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        waiting, settled = uuid7(), uuid7()
        long_ago = NOON - timedelta(days=100)
        async with database.transaction() as db:
            for message_id in (waiting, settled):
                for attempt in range(1, TRIES["orders"] + 1):
                    await dead_letters.record_failure(
                        db, message_id=message_id, attempt=attempt, error="x", now=long_ago
                    )
            await dead_letters.archive(
                db,
                queue="orders",
                queue_message_id="q-1",
                payload=outbox.Envelope(waiting, "t", 1, "a" * 32, {}).to_json(),
                now=long_ago,
            )

        gone = await prune(database, blobs, now=NOON)

        assert gone["message_failures"] == TRIES["orders"]
        async with database.reading() as db:
            assert await scalar(db, "SELECT DISTINCT message_id FROM message_failures") == waiting

    async def test_deletes_pictures_that_nobody_took_in_and_keeps_imports(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        names = [f"pictures/{uuid7()}", f"imports/{uuid7()}/file"]
        for name in names:
            await blobs.write("uploads", name, b"x", content_type="text/plain")

        await prune(database, blobs, now=clock.now() + timedelta(days=2))

        assert [await blobs.facts("uploads", name) is not None for name in names] == [False, True]

    async def test_deletes_what_is_larger_than_any_upload_may_be_within_hours(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        names = [f"imports/{uuid7()}/file" for _ in range(2)]
        for name, size in zip(names, (limits.UPLOAD_BYTES, limits.UPLOAD_BYTES + 1), strict=True):
            await blobs.write("uploads", name, b"\0" * size, content_type="text/plain")

        await prune(database, blobs, now=clock.now() + timedelta(hours=2))

        assert [await blobs.facts("uploads", name) is not None for name in names] == [True, False]
