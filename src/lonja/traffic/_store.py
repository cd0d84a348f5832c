"""All SQL of traffic."""

from collections.abc import Mapping
from datetime import date

from psycopg import AsyncConnection

from lonja.kernel.db import run
from lonja.traffic._tally import Key


async def add(db: AsyncConnection, day: date, counts: Mapping[Key, int]) -> None:
    """In one order for every process: two of them never wait for each other."""
    each = sorted(counts.items())
    await run(
        db,
        "INSERT INTO traffic_counts AS c (day, channel, step, device, language, subject, count)"
        " SELECT %(day)s, n.channel, n.step, n.device, n.language, n.subject, n.count"
        " FROM unnest(%(channels)s::text[], %(steps)s::text[], %(devices)s::text[],"
        " %(languages)s::text[], %(subjects)s::text[], %(counts)s::bigint[])"
        " AS n(channel, step, device, language, subject, count)"
        " ON CONFLICT (day, channel, step, device, language, subject)"
        " DO UPDATE SET count = c.count + excluded.count",
        day=day,
        channels=[key[0] for key, _ in each],
        steps=[str(key[1]) for key, _ in each],
        devices=[str(key[2]) for key, _ in each],
        languages=[key[3] for key, _ in each],
        subjects=[key[4] for key, _ in each],
        counts=[count for _, count in each],
    )


async def forget(db: AsyncConnection, *, before: date, limit: int) -> int:
    return await run(
        db,
        "DELETE FROM traffic_counts WHERE ctid = ANY (ARRAY(SELECT ctid FROM traffic_counts"
        " WHERE day < %(before)s AND subject <> '' LIMIT %(limit)s))",
        before=before,
        limit=limit,
    )
