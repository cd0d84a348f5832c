"""A list becomes a file in the background, is there until its link ends, and is then gone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.support.messages import waiting
from tests.support.sheets import import_centre
from tests.support.shop import NOON

from lonja.exports import api as exports
from lonja.exports.api import ExportFile, ExportStatus
from lonja.jobs.exports import ExportContext, erase_over, make_file
from lonja.kernel.blobs import BlobMissing
from lonja.kernel.db import Database
from lonja.sheets import api as sheets
from lonja.sheets.api import Asked

pytestmark = pytest.mark.anyio

ALL = sheets.asked_to_json(Asked(language="es"))


@pytest.fixture
async def context(database: Database, storage_connection: str) -> AsyncIterator[ExportContext]:
    async with import_centre(database, storage_connection) as opened:
        yield ExportContext(opened.database, opened.blobs, lambda: NOON)


async def asked(context: ExportContext, *, actor: str = "ana", **what: object) -> UUID:
    export_id = uuid4()
    async with context.database.transaction() as db:
        await exports.ask(
            db, export_id, name="prices", file_format="csv", file_name="prices.csv", actor=actor,
            now=NOON, asked={**ALL, **what},
        )  # fmt: skip
    return export_id


async def work_off(context: ExportContext, *, times: int = 1) -> None:
    for message in await waiting(context.database, "imports"):
        for _ in range(times):
            await make_file(context, message)


async def the_file(context: ExportContext, export_id: UUID) -> ExportFile:
    async with context.database.reading() as db:
        return await exports.export(db, export_id)


async def content_of(context: ExportContext, export_id: UUID) -> list[str]:
    blob = exports.blob_name(export_id)
    data = await context.blobs.read("exports", blob, max_bytes=1_000_000)
    return data.decode("utf-8-sig").splitlines()


class TestAFileOfAList:
    async def test_is_what_the_list_shows_however_often_its_message_comes(
        self, context: ExportContext
    ) -> None:
        whole, narrowed = await asked(context), await asked(context, query="nothing")

        before = await the_file(context, whole)
        await work_off(context, times=2)
        one, other = await the_file(context, whole), await the_file(context, narrowed)

        assert (before.status, before.rows) == (ExportStatus.MAKING, 0)
        assert (one.status, one.rows, other.rows) == (ExportStatus.READY, 3, 0)
        assert await content_of(context, whole) == [
            "SKU,Currency,Price,Compare-at price",
            *(f"SEVILLA-{number},EUR,25.00," for number in (1, 2, 3)),
        ]
        pieces = [
            piece async for piece in context.blobs.pieces("exports", exports.blob_name(whole))
        ]
        assert sum(map(len, pieces)) == one.size_bytes

    async def test_is_asked_for_once_by_the_same_id_and_five_at_a_time(
        self, context: ExportContext
    ) -> None:
        first = await asked(context)
        async with context.database.transaction() as db:
            again = {
                "name": "prices", "file_format": "csv", "file_name": "x", "actor": "ana", "now": NOON,
            }  # fmt: skip
            await exports.ask(db, first, asked=ALL, **again)  # type: ignore[arg-type]
            with pytest.raises(exports.ExportReused):
                await exports.ask(db, first, asked={**ALL, "query": "x"}, **again)  # type: ignore[arg-type]
        for _ in range(exports.MOST_AT_ONCE - 1):
            await asked(context)

        with pytest.raises(exports.TooManyExports):
            await asked(context)
        await asked(context, actor="eva")

        assert len(await waiting(context.database, "imports")) == exports.MOST_AT_ONCE + 1

    async def test_is_gone_when_its_link_ends(self, context: ExportContext) -> None:
        over, kept = await asked(context), await asked(context)
        await work_off(context)
        async with context.database.transaction() as db:
            await exports.erase(db, over, now=NOON)
        one = await the_file(context, over)

        with pytest.raises(exports.ExportOver):
            exports.blob_of(one, now=NOON)
        assert await erase_over(context.database, context.blobs, now=NOON) == 1
        assert await erase_over(context.database, context.blobs, now=NOON) == 0
        with pytest.raises(BlobMissing):
            await content_of(context, over)
        with pytest.raises(exports.UnknownExport):
            await the_file(context, over)
        assert len(await content_of(context, kept)) == 4
        assert await erase_over(context.database, context.blobs, now=NOON + exports.LIFE) == 1

    async def test_is_made_anew_where_a_worker_died_and_has_failed_after_a_day(
        self, context: ExportContext
    ) -> None:
        export_id = await asked(context)
        async with context.database.transaction() as db:
            early = await exports.wake(db, now=NOON, limit=10)
            late = await exports.wake(db, now=NOON + timedelta(hours=1), limit=10)
        messages = await waiting(context.database, "imports")
        async with context.database.transaction() as db:
            await exports.wake(db, now=NOON + timedelta(days=2), limit=10)
        failed = await the_file(context, export_id)
        await work_off(context)

        assert (early, late, len(messages)) == (0, 1, 2)
        assert failed.status is ExportStatus.FAILED
        assert replace(await the_file(context, export_id), ended_at=failed.ended_at) == failed

    async def test_that_failed_waits_again_for_its_message(self, context: ExportContext) -> None:
        export_id = await asked(context)
        async with context.database.transaction() as db:
            await exports.fail(db, export_id, now=NOON)
            await exports.wait_again(db, export_id, now=NOON)
        await work_off(context)

        assert (await the_file(context, export_id)).status is ExportStatus.READY
