"""All SQL that writes down shipping methods and their rates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.shipping._choosing import BandBy, MethodKind, Rate

_RATE_COLUMNS = "method_code, place, currency, amount_minor, free_from_minor, from_value, up_to"
_COLUMNS = "code, names, days_min, days_max, position, band_by, kind, version"


@dataclass(frozen=True, slots=True)
class StoredMethod:
    code: str
    names: Mapping[str, str]
    days_min: int
    days_max: int
    position: int
    band_by: BandBy
    kind: MethodKind
    version: int


@dataclass(frozen=True, slots=True)
class StoredRate:
    method_code: str
    place: str
    currency: str
    amount_minor: int
    free_from_minor: int | None
    from_value: int
    up_to: int | None


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
        f"SELECT {_RATE_COLUMNS} FROM shipping_rates WHERE method_code = ANY(%(codes)s)"
        " ORDER BY method_code, place, currency, from_value LIMIT 20000",
        codes=list(codes),
    )


async def rates_to(db: AsyncConnection, places: Sequence[str]) -> list[StoredRate]:
    """In every currency."""
    return await rows(
        db,
        StoredRate,
        f"SELECT {_RATE_COLUMNS} FROM shipping_rates WHERE place = ANY(%(places)s)"
        " ORDER BY method_code, place, currency, from_value LIMIT 20000",
        places=list(places),
    )


async def places(db: AsyncConnection, currency: str) -> list[str]:
    """Everything that some method has a price for."""
    return await rows(
        db,
        str,
        "SELECT DISTINCT place FROM shipping_rates WHERE currency = %(currency)s",
        currency=currency,
    )


async def all_methods(db: AsyncConnection) -> list[StoredMethod]:
    """In the order of the shop."""
    return await rows(
        db,
        StoredMethod,
        f"SELECT {_COLUMNS} FROM shipping_methods ORDER BY position, code LIMIT 50",
    )


async def insert(
    db: AsyncConnection,
    *,
    code: str,
    names: Mapping[str, str],
    days_min: int,
    days_max: int,
    position: int,
    band_by: BandBy,
    kind: MethodKind,
) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO shipping_methods (code, names, days_min, days_max, position, band_by,"
            " kind) VALUES (%(code)s, %(names)s::jsonb, %(days_min)s, %(days_max)s, %(position)s,"
            " %(band_by)s, %(kind)s)"
            " ON CONFLICT DO NOTHING",
            code=code,
            names=json.dumps(dict(names)),
            days_min=days_min,
            days_max=days_max,
            position=position,
            band_by=band_by,
            kind=kind,
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
    band_by: BandBy,
    kind: MethodKind,
) -> None:
    await run(
        db,
        "UPDATE shipping_methods SET names = %(names)s::jsonb, days_min = %(days_min)s,"
        " days_max = %(days_max)s, position = %(position)s, band_by = %(band_by)s,"
        " kind = %(kind)s,"
        " version = version + 1"
        " WHERE code = %(code)s",
        code=code,
        names=json.dumps(dict(names)),
        days_min=days_min,
        days_max=days_max,
        position=position,
        band_by=band_by,
        kind=kind,
    )


async def replace_rates(db: AsyncConnection, *, code: str, rates: Sequence[Rate]) -> None:
    await run(db, "DELETE FROM shipping_rates WHERE method_code = %(code)s", code=code)
    await run(
        db,
        "INSERT INTO shipping_rates (method_code, place, currency, from_value, up_to, amount_minor,"
        " free_from_minor) SELECT %(code)s, * FROM unnest(%(places)s::text[],"
        " %(currencies)s::text[], %(from)s::int[], %(up_to)s::int[], %(amounts)s::bigint[],"
        " %(free_from)s::bigint[])",
        **{
            "code": code,
            "places": [rate.place for rate in rates],
            "currencies": [rate.currency for rate in rates],
            "from": [rate.from_value for rate in rates],
            "up_to": [rate.up_to for rate in rates],
            "amounts": [rate.amount_minor for rate in rates],
            "free_from": [rate.free_from_minor for rate in rates],
        },
    )


async def delete(db: AsyncConnection, code: str) -> None:
    await run(db, "DELETE FROM shipping_rates WHERE method_code = %(code)s", code=code)
    await run(db, "DELETE FROM shipping_methods WHERE code = %(code)s", code=code)
