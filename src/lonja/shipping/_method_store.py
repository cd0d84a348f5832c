"""All SQL that writes down shipping methods and their rates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run

_COLUMNS = "code, names, days_min, days_max, position, version"


@dataclass(frozen=True, slots=True)
class StoredMethod:
    code: str
    names: Mapping[str, str]
    days_min: int
    days_max: int
    position: int
    version: int


@dataclass(frozen=True, slots=True)
class StoredRate:
    method_code: str
    country: str
    currency: str
    amount_minor: int
    free_from_minor: int | None


async def get(db: AsyncConnection, code: str, *, lock: bool = False) -> StoredMethod | None:
    return await first(
        db,
        StoredMethod,
        f"SELECT {_COLUMNS} FROM shipping_methods WHERE code = %(code)s"
        + (" FOR UPDATE" if lock else ""),
        code=code,
    )


async def methods(db: AsyncConnection, *, after: str | None, limit: int) -> list[StoredMethod]:
    return await rows(
        db,
        StoredMethod,
        f"SELECT {_COLUMNS} FROM shipping_methods WHERE (%(after)s::text IS NULL"
        " OR code > %(after)s) ORDER BY code LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def rates(db: AsyncConnection, codes: Sequence[str]) -> list[StoredRate]:
    return await rows(
        db,
        StoredRate,
        "SELECT method_code, country, currency, amount_minor, free_from_minor FROM shipping_rates"
        " WHERE method_code = ANY(%(codes)s) ORDER BY method_code, country, currency LIMIT 20000",
        codes=list(codes),
    )


async def insert(
    db: AsyncConnection,
    *,
    code: str,
    names: Mapping[str, str],
    days_min: int,
    days_max: int,
    position: int,
) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO shipping_methods (code, names, days_min, days_max, position) VALUES"
            " (%(code)s, %(names)s::jsonb, %(days_min)s, %(days_max)s, %(position)s)"
            " ON CONFLICT DO NOTHING",
            code=code,
            names=json.dumps(dict(names)),
            days_min=days_min,
            days_max=days_max,
            position=position,
        )
    )


async def update(
    db: AsyncConnection,
    *,
    code: str,
    names: Mapping[str, str],
    days_min: int,
    days_max: int,
    position: int,
) -> None:
    await run(
        db,
        "UPDATE shipping_methods SET names = %(names)s::jsonb, days_min = %(days_min)s,"
        " days_max = %(days_max)s, position = %(position)s, version = version + 1"
        " WHERE code = %(code)s",
        code=code,
        names=json.dumps(dict(names)),
        days_min=days_min,
        days_max=days_max,
        position=position,
    )


async def replace_rates(
    db: AsyncConnection,
    *,
    code: str,
    countries: Sequence[str],
    currencies: Sequence[str],
    amounts: Sequence[int],
    free_from: Sequence[int | None],
) -> None:
    await run(db, "DELETE FROM shipping_rates WHERE method_code = %(code)s", code=code)
    await run(
        db,
        "INSERT INTO shipping_rates (method_code, country, currency, amount_minor, free_from_minor)"
        " SELECT %(code)s, * FROM unnest(%(countries)s::text[], %(currencies)s::text[],"
        " %(amounts)s::bigint[], %(free_from)s::bigint[])",
        code=code,
        countries=list(countries),
        currencies=list(currencies),
        amounts=list(amounts),
        free_from=list(free_from),
    )


async def delete(db: AsyncConnection, code: str) -> None:
    await run(db, "DELETE FROM shipping_rates WHERE method_code = %(code)s", code=code)
    await run(db, "DELETE FROM shipping_methods WHERE code = %(code)s", code=code)
