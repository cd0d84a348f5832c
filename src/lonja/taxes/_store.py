"""All SQL of tax classes, rates and checks of VAT ids."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run
from lonja.taxes._vat_ids import VatAnswer, VatCheck


@dataclass(frozen=True, slots=True)
class TaxClass:
    code: str
    names: Mapping[str, str]
    version: int


@dataclass(frozen=True, slots=True)
class TaxRate:
    """Of a country or a territory, from that day on until another of its class begins."""

    place: str
    tax_class: str
    valid_from: date
    basis_points: int
    version: int

    @property
    def id(self) -> str:
        return f"{self.place}.{self.tax_class}.{self.valid_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class RateInForce:
    place: str
    tax_class: str
    basis_points: int


async def classes(db: AsyncConnection) -> list[TaxClass]:
    return await rows(
        db, TaxClass, "SELECT code, names, version FROM tax_classes ORDER BY code LIMIT 200"
    )


async def without_rate(
    db: AsyncConnection, countries: Sequence[str], tax_class: str, day: date
) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT country FROM unnest(%(countries)s::text[]) WITH ORDINALITY AS c(country, at)"
        " WHERE NOT EXISTS (SELECT FROM tax_rates r WHERE r.place = c.country"
        " AND r.tax_class = %(tax_class)s AND r.valid_from <= %(day)s) ORDER BY c.at",
        countries=list(countries),
        tax_class=tax_class,
        day=day,
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


async def in_force(db: AsyncConnection, places: Sequence[str], day: date) -> list[RateInForce]:
    """One row for each place and class: the newest rate that has begun."""
    return await rows(
        db,
        RateInForce,
        "SELECT DISTINCT ON (place, tax_class) place, tax_class, basis_points FROM tax_rates"
        " WHERE place = ANY(%(places)s) AND valid_from <= %(day)s"
        " ORDER BY place, tax_class, valid_from DESC",
        places=list(places),
        day=day,
    )


_RATE_COLUMNS = "place, tax_class, valid_from, basis_points, version"


async def rates(
    db: AsyncConnection, *, after: tuple[str, str, str] | None, limit: int
) -> list[TaxRate]:
    place, tax_class, valid_from = after or (None, None, None)
    return await rows(
        db,
        TaxRate,
        f"SELECT {_RATE_COLUMNS} FROM tax_rates WHERE (%(place)s::text IS NULL"
        " OR (place, tax_class, valid_from::text) > (%(place)s, %(class)s, %(day)s))"
        " ORDER BY place, tax_class, valid_from LIMIT %(limit)s",
        **{"place": place, "class": tax_class, "day": valid_from, "limit": limit},
    )


async def get_rate(
    db: AsyncConnection, place: str, tax_class: str, valid_from: date, *, lock: bool = False
) -> TaxRate | None:
    return await first(
        db,
        TaxRate,
        f"SELECT {_RATE_COLUMNS} FROM tax_rates WHERE place = %(place)s"
        " AND tax_class = %(class)s AND valid_from = %(day)s" + (" FOR UPDATE" if lock else ""),
        **{"place": place, "class": tax_class, "day": valid_from},
    )


async def insert_rate(
    db: AsyncConnection, place: str, tax_class: str, valid_from: date, basis_points: int
) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO tax_rates (place, tax_class, valid_from, basis_points)"
            " VALUES (%(place)s, %(class)s, %(day)s, %(points)s) ON CONFLICT DO NOTHING",
            **{"place": place, "class": tax_class, "day": valid_from, "points": basis_points},
        )
    )


async def update_rate(
    db: AsyncConnection, place: str, tax_class: str, valid_from: date, basis_points: int
) -> None:
    await run(
        db,
        "UPDATE tax_rates SET basis_points = %(points)s, version = version + 1"
        " WHERE place = %(place)s AND tax_class = %(class)s AND valid_from = %(day)s",
        **{"place": place, "class": tax_class, "day": valid_from, "points": basis_points},
    )


async def delete_rate(db: AsyncConnection, place: str, tax_class: str, valid_from: date) -> None:
    await run(
        db,
        "DELETE FROM tax_rates WHERE place = %(place)s AND tax_class = %(class)s"
        " AND valid_from = %(day)s",
        **{"place": place, "class": tax_class, "day": valid_from},
    )


async def vat_check(db: AsyncConnection, vat_id: str) -> VatCheck | None:
    return await first(
        db,
        VatCheck,
        "SELECT vat_id, status, checked_at, name, consultation FROM vat_checks"
        " WHERE vat_id = %(vat_id)s",
        vat_id=vat_id,
    )


async def put_vat_check(db: AsyncConnection, vat_id: str, answer: VatAnswer, now: datetime) -> None:
    await run(
        db,
        "INSERT INTO vat_checks (vat_id, status, checked_at, name, consultation)"
        " VALUES (%(vat_id)s, %(status)s, %(now)s, %(name)s, %(consultation)s)"
        " ON CONFLICT (vat_id) DO UPDATE SET status = excluded.status,"
        " checked_at = excluded.checked_at, name = excluded.name,"
        " consultation = excluded.consultation",
        vat_id=vat_id,
        status=answer.status,
        now=now,
        name=answer.name,
        consultation=answer.consultation,
    )
