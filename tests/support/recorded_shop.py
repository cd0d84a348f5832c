"""The small shop that most tests begin with: opened by its doors, then laid down as the same rows.

The doors take some two hundred statements, and a test of something else asks for the same shop
again and again. Whoever asks for one a second time in a worker has its rows recorded, in a database
of their own; from then on a database that is still empty gets them by one statement, and hears of
the same changes and messages. Any other database goes through the doors.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.sql import Literal
from tests.support import databases

from lonja.kernel.db import Database
from lonja.kernel.transaction import Change, Outgoing, collected
from lonja.shelf import api as shelf
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.proofs import small_shop

RECORDED_AT: Final = 2
_through_doors = small_shop.open_small_shop
_servers: list[Postgres] = []
_asked: Counter[tuple[tuple[str, int], ...]] = Counter()
_recordings: "dict[tuple[tuple[str, int], ...], Recording]" = {}

_COLUMNS: Final = """
SELECT c.oid::regclass::text, string_agg(quote_ident(attname), ', ' ORDER BY attnum)
FROM pg_class c JOIN pg_attribute ON attrelid = c.oid
WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
    AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
GROUP BY c.oid ORDER BY 1
"""
_COUNTED: Final = """
SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences
WHERE last_value IS NOT NULL ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Recording:
    """`is_empty` asks whether nobody has written there yet; `rows` lays the shop down."""

    variants: Mapping[str, UUID]
    is_empty: bytes
    rows: bytes
    changes: tuple[Change, ...]
    messages: tuple[Outgoing, ...]


def replay_on(server: Postgres) -> None:
    """From now on databases that are copied from this server's template may be filled so."""
    _servers.append(server)


async def open_small_shop(database: Database, stock: Mapping[str, int]) -> dict[str, UUID]:
    key = tuple(stock.items())
    server = _server_of(database)
    _asked[key] += server is not None
    if server is None or _asked[key] < RECORDED_AT:
        return await _through_doors(database, stock)
    if key not in _recordings:
        _recordings[key] = await _record(server, stock)
    recording = _recordings[key]
    async with database.transaction() as db:
        found = await db.execute(recording.is_empty, prepare=False)
        is_empty = (await found.fetchone()) == (True,)
        if is_empty:
            await db.execute(recording.rows, prepare=False)
            work = collected(db)
            work.changes.update(dict.fromkeys(recording.changes))
            work.messages.extend(recording.messages)
    return dict(recording.variants) if is_empty else await _through_doors(database, stock)


def _server_of(database: Database) -> Postgres | None:
    """Where it is, unless it is no copy of the template or is opened by who may not do everything."""
    address = database._pool._address
    refreshes = database._refresh is shelf.refresh
    return next((one for one in _servers if refreshes and databases.is_copied(one, address)), None)


async def _record(server: Postgres, stock: Mapping[str, int]) -> Recording:
    changes: list[Change] = []
    messages: list[Outgoing] = []
    with databases.copied(server) as url:
        with psycopg.connect(url) as db:
            before = _contents(db)
        database = Database(
            url, refresh=shelf.refresh, hand_over=messages.extend, on_change=changes.extend
        )
        variants = await _through_doors(database, stock)
        await database.close()
        with psycopg.connect(url) as db:
            after = _contents(db)
            columns: dict[str, str] = dict(db.execute(_COLUMNS).fetchall())
            counted = db.execute(_COUNTED).fetchall()
            changed = [table for table in after if after[table] != before[table]]
            empty = " AND ".join(
                f"(SELECT json_agg(t)::text FROM {table} t) IS NOT DISTINCT FROM {_quoted(db, before[table])}"
                for table in changed
            )
            lines = ["SET LOCAL session_replication_role = replica"]
            for table in changed:
                names = columns[table]
                lines += [f"DELETE FROM {table}"] if before[table] else []
                lines.append(
                    f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {names}"
                    f" FROM json_populate_recordset(NULL::{table}, {_quoted(db, after[table])})"
                )
            lines += [f"SELECT setval('{name}', {last})" for name, last in counted]
            lines.append("SET LOCAL session_replication_role = DEFAULT")
    return Recording(
        variants,
        f"SELECT {empty}".encode(),
        ";\n".join(lines).encode(),
        tuple(changes),
        tuple(messages),
    )


def _contents(db: psycopg.Connection) -> dict[str, str | None]:
    """Of every table, its rows as JSON; None where there are none."""
    tables = [table for table, _ in db.execute(_COLUMNS)]
    each = (f"SELECT '{table}', (SELECT json_agg(t)::text FROM {table} t)" for table in tables)
    return dict(db.execute(" UNION ALL ".join(each).encode()).fetchall())


def _quoted(db: psycopg.Connection, text: Any) -> str:
    return Literal(text).as_string(db)


small_shop.open_small_shop = open_small_shop  # before any test imports it by its name
