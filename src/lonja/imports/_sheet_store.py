"""All SQL of files whose columns are matched: their changes, what of them is undone, and mappings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel.copying import copy_rows
from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class StoredChange:
    """`changes` are (field, before, after); `kept` are fields that an undo left as they are."""

    row: int
    key: str
    is_new: bool
    changes: Sequence[Sequence[str]]
    kept: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    columns: Sequence[str]


async def move(
    db: AsyncConnection,
    import_id: UUID,
    *,
    to: str,
    among: Sequence[str],
    facts: Mapping[str, Any],
    kind: str | None,
    look_at: datetime | None,
) -> bool:
    """False where it is not in one of these states."""
    return bool(
        await run(
            db,
            "UPDATE imports SET status = %(to)s, facts = facts || %(facts)s, look_at = %(look_at)s,"
            " kind = coalesce(%(kind)s, kind) WHERE id = %(id)s AND status = ANY(%(among)s)",
            id=import_id,
            to=to,
            among=list(among),
            facts=Jsonb(dict(facts)),
            kind=kind,
            look_at=look_at,
        )
    )


async def finish_check(db: AsyncConnection, import_id: UUID, *, look_at: datetime) -> bool:
    """Checked when every chunk is; True for the one caller that finished it."""
    return bool(
        await run(
            db,
            "UPDATE imports i SET status = 'checked', look_at = %(look_at)s WHERE i.id = %(id)s"
            " AND i.status = 'running' AND (i.facts ->> 'dry_run')::boolean"
            " AND (SELECT count(*) FROM import_chunks WHERE import_id = %(id)s)"
            " = (i.facts ->> 'chunks')::int",
            id=import_id,
            look_at=look_at,
        )
    )


async def forget_results(db: AsyncConnection, import_id: UUID) -> None:
    """What a dry run said: it is asked again, or for real."""
    await run(db, "DELETE FROM import_changes WHERE import_id = %(id)s", id=import_id)
    await run(db, "DELETE FROM import_errors WHERE import_id = %(id)s", id=import_id)
    await run(db, "DELETE FROM import_chunks WHERE import_id = %(id)s", id=import_id)


async def forget_person(db: AsyncConnection, email: str) -> int:
    """What files of customers said of this address, in lower case; how many rows went."""
    changes = await run(
        db,
        "DELETE FROM import_changes c USING imports i"
        " WHERE i.id = c.import_id AND i.kind = 'customers' AND lower(c.key) = %(email)s",
        email=email,
    )
    refused = await run(
        db,
        "DELETE FROM import_errors e USING imports i"
        " WHERE i.id = e.import_id AND i.kind IN ('customers', 'unknown')"
        " AND EXISTS (SELECT FROM jsonb_array_elements_text(e.values -> 'cells') AS t (cell)"
        " WHERE lower(btrim(t.cell)) = %(email)s)",
        email=email,
    )
    shown = await run(
        db,
        "UPDATE imports SET facts = jsonb_set(facts, '{sample}', '[]')"
        " WHERE kind IN ('customers', 'unknown') AND facts ? 'sample'"
        " AND position(%(email)s IN lower(facts ->> 'sample')) > 0",
        email=email,
    )
    return changes + refused + shown


async def count_things(
    db: AsyncConnection, import_id: UUID, chunk: int, *, new: int, changed: int, same: int
) -> None:
    await run(
        db,
        "UPDATE import_chunks SET things_new = %(new)s, things_changed = %(changed)s,"
        " things_same = %(same)s WHERE import_id = %(id)s AND chunk = %(chunk)s",
        id=import_id,
        chunk=chunk,
        new=new,
        changed=changed,
        same=same,
    )


async def insert_changes(
    db: AsyncConnection, import_id: UUID, chunk: int, changes: Sequence[StoredChange]
) -> None:
    await copy_rows(
        db,
        "import_changes",
        ("import_id", "row", "chunk", "key", "is_new", "changes"),
        (
            (import_id, one.row, chunk, one.key, one.is_new, Jsonb([list(c) for c in one.changes]))
            for one in changes
        ),
    )


async def insert_refused(
    db: AsyncConnection,
    import_id: UUID,
    refused: Sequence[tuple[int, str, str, bool, Mapping[str, Any]]],
) -> None:
    """(row, code, message, is_error, values), one a row."""
    await copy_rows(
        db,
        "import_errors",
        ("import_id", "row", "code", "message", "is_error", "values"),
        (
            (import_id, row, code, message, is_error, Jsonb(dict(values)))
            for row, code, message, is_error, values in refused
        ),
    )


async def changes(
    db: AsyncConnection, import_id: UUID, *, after_row: int, limit: int
) -> list[StoredChange]:
    return await rows(
        db,
        StoredChange,
        "SELECT row, key, is_new, changes, kept FROM import_changes WHERE import_id = %(id)s"
        " AND row > %(after)s ORDER BY row LIMIT %(limit)s",
        id=import_id,
        after=after_row,
        limit=limit,
    )


async def changes_of_chunk(db: AsyncConnection, import_id: UUID, chunk: int) -> list[StoredChange]:
    return await rows(
        db,
        StoredChange,
        "SELECT row, key, is_new, changes, kept FROM import_changes WHERE import_id = %(id)s"
        " AND chunk = %(chunk)s ORDER BY row DESC LIMIT 10000",
        id=import_id,
        chunk=chunk,
    )


async def keep(db: AsyncConnection, import_id: UUID, kept: Mapping[int, Sequence[str]]) -> None:
    """Fields of rows that an undo left."""
    await run(
        db,
        "UPDATE import_changes c SET kept = to_jsonb(string_to_array(k.fields, E'\\n'))"
        " FROM unnest(%(rows)s::int[], %(fields)s::text[]) AS k(row, fields)"
        " WHERE c.import_id = %(id)s AND c.row = k.row",
        id=import_id,
        rows=list(kept),
        fields=["\n".join(fields) for fields in kept.values()],
    )


async def mapping(db: AsyncConnection, kind: str, headings: bytes) -> Mapped | None:
    return await first(
        db,
        Mapped,
        "SELECT columns FROM import_mappings WHERE kind = %(kind)s AND headings = %(headings)s",
        kind=kind,
        headings=headings,
    )


async def remembered_kind(db: AsyncConnection, headings: bytes) -> str | None:
    return await first(
        db,
        str,
        "SELECT kind FROM import_mappings WHERE headings = %(headings)s"
        " ORDER BY used_at DESC, kind LIMIT 1",
        headings=headings,
    )


async def remember(
    db: AsyncConnection, kind: str, headings: bytes, columns: Sequence[str], *, now: datetime
) -> None:
    await run(
        db,
        "INSERT INTO import_mappings (kind, headings, columns, used_at)"
        " VALUES (%(kind)s, %(headings)s, %(columns)s, %(now)s)"
        " ON CONFLICT (kind, headings) DO UPDATE SET columns = excluded.columns,"
        " used_at = excluded.used_at",
        kind=kind,
        headings=headings,
        columns=Jsonb(list(columns)),
        now=now,
    )
