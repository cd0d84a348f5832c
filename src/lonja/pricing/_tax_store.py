"""All SQL that writes down tax classes and rates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class TaxClass:
    code: str
    names: Mapping[str, str]
    version: int


@dataclass(frozen=True, slots=True)
class TaxRate:
    country: str
    tax_class: str
    basis_points: int
    version: int


async def classes(db: AsyncConnection) -> list[TaxClass]:
    return await rows(
        db, TaxClass, "SELECT code, names, version FROM tax_classes ORDER BY code LIMIT 200"
    )


async def without_rate(db: AsyncConnection, countries: Sequence[str], tax_class: str) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT country FROM unnest(%(countries)s::text[]) WITH ORDINALITY AS c(country, at)"
        " WHERE NOT EXISTS (SELECT FROM tax_rates r WHERE r.country = c.country"
        " AND r.tax_class = %(tax_class)s) ORDER BY c.at",
        countries=list(countries),
        tax_class=tax_class,
    )


async def get_class(db: AsyncConnection, code: str, *, lock: bool = False) -> TaxClass | None:
    return await first(
        db,
        TaxClass,
        "SELECT code, names, version FROM tax_classes WHERE code = %(code)s"
        + (" FOR UPDATE" if lock else ""),
        code=code,
    )


async def insert_class(db: AsyncConnection, code: str, names: Mapping[str, str]) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO tax_classes (code, names) VALUES (%(code)s, %(names)s::jsonb)"
            " ON CONFLICT DO NOTHING",
            code=code,
            names=json.dumps(dict(names)),
        )
    )


async def update_class(db: AsyncConnection, code: str, names: Mapping[str, str]) -> None:
    await run(
        db,
        "UPDATE tax_classes SET names = %(names)s::jsonb, version = version + 1"
        " WHERE code = %(code)s",
        code=code,
        names=json.dumps(dict(names)),
    )


async def delete_class(db: AsyncConnection, code: str) -> None:
    await run(db, "DELETE FROM tax_classes WHERE code = %(code)s", code=code)


async def count_rates(db: AsyncConnection, tax_class: str) -> int:
    return await one(
        db, int, "SELECT count(*) FROM tax_rates WHERE tax_class = %(code)s", code=tax_class
    )


async def rates(db: AsyncConnection, *, after: tuple[str, str] | None, limit: int) -> list[TaxRate]:
    country, tax_class = after or (None, None)
    return await rows(
        db,
        TaxRate,
        "SELECT country, tax_class, basis_points, version FROM tax_rates"
        " WHERE (%(country)s::text IS NULL OR (country, tax_class) > (%(country)s, %(class)s))"
        " ORDER BY country, tax_class LIMIT %(limit)s",
        **{"country": country, "class": tax_class, "limit": limit},
    )


async def get_rate(
    db: AsyncConnection, country: str, tax_class: str, *, lock: bool = False
) -> TaxRate | None:
    return await first(
        db,
        TaxRate,
        "SELECT country, tax_class, basis_points, version FROM tax_rates"
        " WHERE country = %(country)s AND tax_class = %(class)s" + (" FOR UPDATE" if lock else ""),
        **{"country": country, "class": tax_class},
    )


async def insert_rate(db: AsyncConnection, country: str, tax_class: str, basis_points: int) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO tax_rates (country, tax_class, basis_points)"
            " VALUES (%(country)s, %(class)s, %(basis_points)s) ON CONFLICT DO NOTHING",
            **{"country": country, "class": tax_class, "basis_points": basis_points},
        )
    )


async def update_rate(db: AsyncConnection, country: str, tax_class: str, basis_points: int) -> None:
    await run(
        db,
        "UPDATE tax_rates SET basis_points = %(basis_points)s, version = version + 1"
        " WHERE country = %(country)s AND tax_class = %(class)s",
        **{"country": country, "class": tax_class, "basis_points": basis_points},
    )


async def delete_rate(db: AsyncConnection, country: str, tax_class: str) -> None:
    await run(
        db,
        "DELETE FROM tax_rates WHERE country = %(country)s AND tax_class = %(class)s",
        **{"country": country, "class": tax_class},
    )
