"""All SQL that writes down where stock lies, and from when on it runs low."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._places.site import Site
from lonja.inventory._stock import Location, LocationBefore, LocationContent
from lonja.kernel.db import first, one, rows, run

_COLUMNS = "code, name, country, sellable, position, version, closed_at, site, before IS NOT NULL AS can_undo"


async def get(db: AsyncConnection, code: str, *, lock: bool = False) -> Location | None:
    return await first(
        db,
        Location,
        f"SELECT {_COLUMNS} FROM locations WHERE code = %(code)s" + (" FOR UPDATE" if lock else ""),
        code=code,
    )


async def everywhere(db: AsyncConnection, *, after: str | None, limit: int) -> list[Location]:
    """Open or closed, by code."""
    return await rows(
        db,
        Location,
        f"SELECT {_COLUMNS} FROM locations WHERE (%(after)s::text IS NULL OR code > %(after)s)"
        " ORDER BY code LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def open_among(db: AsyncConnection, codes: Sequence[str]) -> list[str]:
    """Those of `codes` that are open, and stay so until this transaction ends."""
    return await rows(
        db,
        str,
        "SELECT code FROM locations WHERE code = ANY(%(codes)s) AND closed_at IS NULL"
        " ORDER BY code FOR SHARE",
        codes=list(codes),
    )


async def insert(
    db: AsyncConnection,
    *,
    code: str,
    name: str,
    country: str,
    sellable: bool,
    position: int,
    site: Site,
) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO locations (code, name, country, sellable, position, site) VALUES"
            " (%(code)s, %(name)s, %(country)s, %(sellable)s, %(position)s, %(site)s::jsonb)"
            " ON CONFLICT DO NOTHING",
            code=code,
            name=name,
            country=country,
            sellable=sellable,
            position=position,
            site=json.dumps(site.to_json()),
        )
    )


async def update(
    db: AsyncConnection,
    *,
    code: str,
    name: str,
    country: str,
    sellable: bool,
    position: int,
    site: Site,
    closed_at: datetime | None,
) -> None:
    """What it was is kept for the undo; closing and opening again are no change of the facts."""
    await run(
        db,
        "UPDATE locations SET name = %(name)s, country = %(country)s, sellable = %(sellable)s,"
        " position = %(position)s, site = %(site)s::jsonb, closed_at = %(closed_at)s,"
        " before = CASE WHEN (closed_at IS NULL) = %(is_open)s THEN jsonb_build_object("
        "  'name', name, 'country', country, 'sellable', sellable, 'position', position,"
        "  'site', site) ELSE before END,"
        " version = version + 1"
        " WHERE code = %(code)s",
        code=code,
        name=name,
        country=country,
        sellable=sellable,
        position=position,
        site=json.dumps(site.to_json()),
        closed_at=closed_at,
        is_open=closed_at is None,
    )


async def before(db: AsyncConnection, code: str) -> Mapping[str, Any] | None:
    """What the last change replaced."""
    found = await first(
        db, LocationBefore, "SELECT before FROM locations WHERE code = %(code)s", code=code
    )
    return found.before if found else None


async def pickup_points(db: AsyncConnection) -> list[Location]:
    return await rows(
        db,
        Location,
        f"SELECT {_COLUMNS} FROM locations WHERE closed_at IS NULL"
        " AND (site ->> 'can_pick_up')::boolean ORDER BY position, code LIMIT 200",
    )


async def content(db: AsyncConnection, code: str) -> LocationContent:
    return await one(
        db,
        LocationContent,
        "SELECT coalesce(sum(s.on_hand), 0)::bigint AS units, count(*) AS variants,"
        " coalesce(sum(l.held), 0)::bigint AS held FROM stock_at s"
        " LEFT JOIN stock_levels l ON l.variant_id = s.variant_id"
        " WHERE s.location = %(code)s AND s.on_hand > 0",
        code=code,
    )


@dataclass(frozen=True, slots=True)
class Threshold:
    low_at: int
    version: int


async def lock_low_at(db: AsyncConnection, variant_id: UUID) -> Threshold:
    """The level's threshold, locked; the level is made where there was none."""
    await run(
        db,
        "INSERT INTO stock_levels (variant_id) VALUES (%(id)s) ON CONFLICT DO NOTHING",
        id=variant_id,
    )
    return await one(
        db,
        Threshold,
        "SELECT low_at, low_at_version AS version FROM stock_levels"
        " WHERE variant_id = %(id)s FOR UPDATE",
        id=variant_id,
    )


async def set_low_at(db: AsyncConnection, variant_id: UUID, low_at: int) -> None:
    await run(
        db,
        "UPDATE stock_levels SET low_at = %(low_at)s, low_at_version = low_at_version + 1"
        " WHERE variant_id = %(id)s",
        id=variant_id,
        low_at=low_at,
    )


async def write_low_at(
    db: AsyncConnection, variant_ids: Sequence[UUID], points: Sequence[int]
) -> list[UUID]:
    """Thresholds of levels that are there, locked in the order of their ids; those that changed."""
    return await rows(
        db,
        UUID,
        "WITH given AS (SELECT l.variant_id, p.low_at FROM stock_levels l"
        " JOIN unnest(%(ids)s::uuid[], %(points)s::integer[]) AS p(id, low_at)"
        "  ON p.id = l.variant_id WHERE l.low_at <> p.low_at ORDER BY l.variant_id FOR UPDATE OF l)"
        " UPDATE stock_levels l SET low_at = g.low_at, low_at_version = l.low_at_version + 1"
        " FROM given g"
        " WHERE g.variant_id = l.variant_id RETURNING l.variant_id",
        ids=list(variant_ids),
        points=list(points),
    )


async def forget_unused(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[UUID]:
    """Drop locked levels of which nothing is there, held or ever left for an order; whose they were."""
    return await rows(
        db,
        UUID,
        "WITH gone AS (DELETE FROM stock_levels l WHERE l.variant_id = ANY(%(ids)s)"
        " AND l.on_hand = 0 AND l.held = 0 AND l.backordered = 0"
        " AND NOT EXISTS (SELECT FROM stock_at s WHERE s.variant_id = l.variant_id"
        "  AND s.on_hand <> 0)"
        " AND NOT EXISTS (SELECT FROM stock_movements m WHERE m.variant_id = l.variant_id"
        "  AND m.order_id IS NOT NULL) RETURNING l.variant_id),"
        " places AS (DELETE FROM stock_at s USING gone g WHERE s.variant_id = g.variant_id)"
        " SELECT variant_id FROM gone ORDER BY 1",
        ids=list(variant_ids),
    )
