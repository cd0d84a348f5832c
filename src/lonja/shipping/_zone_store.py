"""All SQL of zones."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.shipping._zoning import ZoneDraft

_LOCK: Final = 7_205_771
"""Zones are saved one after the other."""


@dataclass(frozen=True, slots=True)
class StoredZone:
    code: str
    name: str
    areas: Sequence[dict[str, Any]]
    version: int


async def zones(db: AsyncConnection) -> list[StoredZone]:
    return await rows(
        db,
        StoredZone,
        "SELECT code, name, areas, version FROM shipping_zones ORDER BY code LIMIT 200",
    )


async def get(db: AsyncConnection, code: str, *, lock: bool = False) -> StoredZone | None:
    return await first(
        db,
        StoredZone,
        "SELECT code, name, areas, version FROM shipping_zones WHERE code = %(code)s"
        + (" FOR UPDATE" if lock else ""),
        code=code,
    )


async def insert(db: AsyncConnection, zone: ZoneDraft) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO shipping_zones (code, name, areas) VALUES (%(code)s, %(name)s,"
            " %(areas)s::jsonb) ON CONFLICT DO NOTHING",
            code=zone.code,
            name=zone.name,
            areas=json.dumps([asdict(area) for area in zone.areas]),
        )
    )


async def update(db: AsyncConnection, zone: ZoneDraft) -> None:
    await run(
        db,
        "UPDATE shipping_zones SET name = %(name)s, areas = %(areas)s::jsonb,"
        " version = version + 1 WHERE code = %(code)s",
        code=zone.code,
        name=zone.name,
        areas=json.dumps([asdict(area) for area in zone.areas]),
    )


async def delete(db: AsyncConnection, code: str) -> None:
    await run(db, "DELETE FROM shipping_zones WHERE code = %(code)s", code=code)


async def lock_all(db: AsyncConnection) -> None:
    """Two zones are saved one after the other: each is compared with all others."""
    await run(db, "SELECT pg_advisory_xact_lock(%(lock)s)", lock=_LOCK)


async def methods_with(db: AsyncConnection, code: str) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT DISTINCT method_code FROM shipping_rates WHERE place = %(code)s"
        " ORDER BY method_code LIMIT 20",
        code=code,
    )
