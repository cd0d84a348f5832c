"""All SQL of the settings of payment methods."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.payment_methods._fitting import Terms

_COLUMNS = "code, is_on, position, terms, before, version"


@dataclass(frozen=True, slots=True)
class Stored:
    code: str
    is_on: bool
    position: int
    terms: Mapping[str, Any]
    before: Mapping[str, Any] | None
    version: int


async def get(db: AsyncConnection, code: str, *, lock: bool = False) -> Stored | None:
    return await first(
        db,
        Stored,
        f"SELECT {_COLUMNS} FROM payment_methods WHERE code = %(code)s"
        + (" FOR UPDATE" if lock else ""),
        code=code,
    )


async def every(db: AsyncConnection) -> list[Stored]:
    return await rows(
        db,
        Stored,
        f"SELECT {_COLUMNS} FROM payment_methods ORDER BY position, code LIMIT 100",
    )


async def write(
    db: AsyncConnection,
    *,
    code: str,
    is_on: bool,
    position: int,
    terms: Terms,
    before: Mapping[str, Any] | None,
    version: int,
) -> bool:
    """False when somebody else has written it since `version`; 0 is a method that nobody has set."""
    return bool(
        await run(
            db,
            "INSERT INTO payment_methods AS p (code, is_on, position, terms, before) VALUES"
            " (%(code)s, %(is_on)s, %(position)s, %(terms)s::jsonb, %(before)s::jsonb)"
            " ON CONFLICT (code) DO UPDATE SET is_on = excluded.is_on,"
            " position = excluded.position, terms = excluded.terms, before = excluded.before,"
            " version = p.version + 1 WHERE p.version = %(version)s",
            code=code,
            is_on=is_on,
            position=position,
            terms=json.dumps(asdict(terms)),
            before=None if before is None else json.dumps(dict(before)),
            version=version,
        )
    )
