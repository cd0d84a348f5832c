"""The log of files that the command line brought in: one row a file, its bad rows beside it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel.copying import copy_rows
from lonja.kernel.db import one, run


async def lock_digest(db: AsyncConnection, digest: bytes) -> bool:
    """Whether this very content has been brought in; two imports at once wait for each other."""
    await run(db, "SET LOCAL lock_timeout = '10min'")
    await run(db, "SELECT pg_advisory_xact_lock(hashtext('lonja.imports'))")
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM imports WHERE digest = %(digest)s AND status = 'done')",
        digest=digest,
    )


async def insert_done(
    db: AsyncConnection,
    *,
    import_id: UUID,
    kind: str,
    file_name: str,
    digest: bytes,
    rows: int,
    failed: int,
    facts: dict[str, Any],
    errors: Sequence[tuple[int, str, str]],
    actor: str,
    now: datetime,
) -> None:
    """Write the finished import; `errors` are (row, code, message), one a row."""
    await run(
        db,
        "INSERT INTO imports (id, kind, file_name, digest, status, rows_total, rows_done,"
        " rows_failed, facts, created_at, created_by, ended_at) VALUES (%(id)s, %(kind)s,"
        " %(file_name)s, %(digest)s, 'done', %(rows)s, %(done)s, %(failed)s, %(facts)s, %(now)s,"
        " %(actor)s, clock_timestamp())",
        id=import_id,
        kind=kind,
        file_name=file_name,
        digest=digest,
        rows=rows,
        done=rows - failed,
        failed=failed,
        facts=Jsonb(facts),
        now=now,
        actor=actor,
    )
    by_row = {row: (import_id, row, code, message) for row, code, message in reversed(errors)}
    await copy_rows(db, "import_errors", ("import_id", "row", "code", "message"), by_row.values())
