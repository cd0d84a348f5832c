"""All SQL of counted consents."""

from dataclasses import dataclass
from datetime import date

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run


@dataclass(frozen=True, slots=True)
class ConsentCount:
    """`choice`: the first letters of the categories that were agreed to; empty where all were rejected."""

    day: date
    edition: int
    choice: str
    count: int


async def add(db: AsyncConnection, *, day: date, edition: int, choice: str) -> None:
    await run(
        db,
        "INSERT INTO consent_counts AS c (day, edition, choice, count)"
        " VALUES (%(day)s, %(edition)s, %(choice)s, 1)"
        " ON CONFLICT (day, edition, choice) DO UPDATE SET count = c.count + 1",
        day=day,
        edition=edition,
        choice=choice,
    )


async def since(db: AsyncConnection, day: date, *, limit: int) -> list[ConsentCount]:
    """Newest first."""
    return await rows(
        db,
        ConsentCount,
        "SELECT day, edition, choice, count FROM consent_counts WHERE day >= %(day)s"
        " ORDER BY day DESC, edition DESC, choice LIMIT %(limit)s",
        day=day,
        limit=limit,
    )
