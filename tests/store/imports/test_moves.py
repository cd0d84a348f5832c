"""A file's status: what each step makes of it from wherever it stands."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from tests.support.asking import scalar
from tests.support.selling import NOW, race

from lonja.imports import api as imports
from lonja.imports import centre
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Refused

pytestmark = pytest.mark.anyio

STATUSES = ("uploading", "queued", "running", "done", "failed", "undone")
NOTHING = centre.Piece(0, 0, 0, 0, [], [])

type Step = Callable[[AsyncConnection, UUID], Awaitable[None]]


async def uploaded(db: AsyncConnection, import_id: UUID) -> None:
    await imports.uploaded(db, import_id, now=NOW)


async def begin(db: AsyncConnection, import_id: UUID) -> None:
    await centre.begin(db, import_id, rows=2, chunks=2, facts={}, now=NOW)


async def fail(db: AsyncConnection, import_id: UUID) -> None:
    await imports.fail(db, import_id, error=imports.FileRefused("the file is empty"), now=NOW)


async def finish(db: AsyncConnection, import_id: UUID) -> None:
    await imports.finish(db, import_id, now=NOW)


async def undo(db: AsyncConnection, import_id: UUID) -> None:
    await centre.undo(db, import_id, actor="ana", now=NOW)


async def finish_undo(db: AsyncConnection, import_id: UUID) -> None:
    await imports.finish_undo(db, import_id)


async def stands(database: Database, status: str, *, chunks_in: int = 2) -> UUID:
    """A file of two chunks that stands there, with so many of them taken in."""
    async with database.transaction() as db:
        started = await centre.start_sheet(db, file_name="stock.csv", actor="ana", now=NOW)
        await run(
            db,
            "UPDATE imports SET status = %(status)s, facts = %(facts)s WHERE id = %(id)s",
            status=status,
            facts=Jsonb({"chunks": 2, "columns": []}),
            id=started.id,
        )
        for chunk in range(chunks_in):
            await centre.count_piece(db, started.id, chunk, NOTHING, now=NOW)
    return started.id


async def take(database: Database, import_id: UUID, step: Step) -> str:
    """Where it stands afterwards, or the code of the refusal."""
    try:
        async with database.transaction() as db:
            await step(db, import_id)
    except Refused as refused:
        return refused.code
    async with database.reading() as db:
        return (await imports.get(db, import_id)).status


async def messages(database: Database, kind: str) -> int:
    async with database.reading() as db:
        found: int = await scalar(
            db, "SELECT count(*) FROM outbox WHERE envelope ->> 'type' = %(kind)s", kind=kind
        )
    return found


class TestAFile:
    @pytest.mark.parametrize(
        ("step", "moves"),
        [
            (uploaded, {"uploading": "queued"}),
            (begin, {"queued": "running"}),
            (fail, {"queued": "failed"}),
            (finish, {"running": "done"}),
        ],
    )
    async def test_is_moved_by_a_step_from_where_the_step_belongs_alone(
        self, database: Database, step: Step, moves: dict[str, str]
    ) -> None:
        """The others are repeats of a message: they leave it where it is, and queue nothing."""
        then = {}
        for status in STATUSES:
            then[status] = await take(database, await stands(database, status), step)

        assert then == dict(zip(STATUSES, STATUSES, strict=True)) | moves

    async def test_is_undone_when_it_is_done_alone(self, database: Database) -> None:
        then = {
            status: await take(database, await stands(database, status), undo)
            for status in STATUSES
        }

        assert then == dict.fromkeys(STATUSES, "wrong_import_status") | {"done": "done"}
        assert await messages(database, "sheets.undo_chunk") == 2

    async def test_is_done_with_its_last_chunk_and_not_before(self, database: Database) -> None:
        then = [
            await take(database, await stands(database, "running", chunks_in=chunks), finish)
            for chunks in range(3)
        ]

        assert then == ["running", "running", "done"]

    async def test_is_undone_with_its_last_chunk_and_not_before(self, database: Database) -> None:
        import_id = await stands(database, "done")
        await take(database, import_id, undo)
        then = []
        for chunk in range(2):

            async def undo_chunk(db: AsyncConnection, import_id: UUID, chunk: int = chunk) -> None:
                await centre.taken_back(db, import_id, chunk, {}, now=NOW)

            await take(database, import_id, undo_chunk)
            then.append(await take(database, import_id, finish_undo))

        assert then == ["done", "undone"]


class TestAStepTakenAtOnceByMany:
    async def test_queues_its_work_once(self, database: Database) -> None:
        import_id = await stands(database, "uploading", chunks_in=0)

        await race(*(take(database, import_id, uploaded) for _ in range(6)))
        await race(*(take(database, import_id, begin) for _ in range(6)))

        assert await messages(database, "sheets.read_file") == 1
        assert await messages(database, "sheets.take_chunk") == 2

    async def test_is_undone_by_one_clerk(self, database: Database) -> None:
        import_id = await stands(database, "done")

        found = await race(*(take(database, import_id, undo) for _ in range(5)))

        assert sorted(map(str, found)) == ["done"] + ["wrong_import_status"] * 4
        assert await messages(database, "sheets.undo_chunk") == 2
