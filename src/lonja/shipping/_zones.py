"""Zones as staff write them down: parts of the world that methods have prices for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.standing import from_memory
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.shipping import _zone_store
from lonja.shipping._zoning import Area, ZoneDraft, compact, is_range, overlaps

MAX_ZONES: Final = 200
MAX_AREAS: Final = 500
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{2,39}")


class UnknownZone(NotFound):
    code: ClassVar[str] = "unknown_shipping_zone"


class ZoneTaken(Conflict):
    code: ClassVar[str] = "shipping_zone_taken"


class ZoneChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "shipping_zone_changed"


class ZoneInUse(Conflict):
    """`facts["methods"]` still have prices for it."""

    code: ClassVar[str] = "shipping_zone_in_use"


class ZonesOverlap(Conflict):
    """`facts`: the `other` zone, and the `country`, `region` or `postal_codes` they share."""

    code: ClassVar[str] = "shipping_zones_overlap"


@dataclass(frozen=True, slots=True)
class Zone:
    draft: ZoneDraft
    version: int


async def zones(db: AsyncConnection) -> list[Zone]:
    """By code; there are at most 200."""
    return [_zone(row) for row in await _zone_store.zones(db)]


async def zone_drafts(db: AsyncConnection) -> list[ZoneDraft]:
    return [one.draft for one in await from_memory(db, "shipping zones", zones)]


async def zone(db: AsyncConnection, code: str) -> Zone:
    row = await _zone_store.get(db, code)
    if row is None:
        raise UnknownZone(f"there is no shipping zone {code!r}")
    return _zone(row)


async def add_zone(db: AsyncConnection, draft: ZoneDraft, *, actor: str, now: datetime) -> None:
    """Refused where an address could not choose between this zone and another."""
    draft = await _checked(db, draft)
    if not await _zone_store.insert(db, draft):
        raise ZoneTaken(f"there is a shipping zone {draft.code} already", field="code")
    await _audit(db, draft, "shipping_zone_added", actor, now)


async def change_zone(
    db: AsyncConnection, draft: ZoneDraft, *, version: int, actor: str, now: datetime
) -> None:
    """Carts follow at once; orders keep what they paid."""
    draft = await _checked(db, draft)
    await _lock(db, draft.code, version)
    await _zone_store.update(db, draft)
    await _audit(db, draft, "shipping_zone_changed", actor, now)


async def remove_zone(
    db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime
) -> None:
    """Refused while a method has prices for it."""
    await _lock(db, code, version)
    if methods := await _zone_store.methods_with(db, code):
        raise ZoneInUse(f"{', '.join(methods)} have prices for {code}", methods=methods)
    await _zone_store.delete(db, code)
    announce(db, EVERYTHING)  # pages say what sending costs, and when it arrives
    await audit.record(
        db, at=now, actor=actor, action="shipping_zone_removed", subject=f"shipping_zone:{code}"
    )


async def put_zone(db: AsyncConnection, draft: ZoneDraft, *, actor: str, now: datetime) -> Outcome:
    """Add it, or bring it to what the draft says."""
    row = await _zone_store.get(db, draft.code)
    if row is None:
        await add_zone(db, draft, actor=actor, now=now)
        return "created"
    if _zone(row).draft == await _checked(db, draft):
        return "unchanged"
    await change_zone(db, draft, version=row.version, actor=actor, now=now)
    return "updated"


async def _checked(db: AsyncConnection, draft: ZoneDraft) -> ZoneDraft:
    if not _CODE.fullmatch(draft.code):
        raise Invalid(
            "a code has at least three small letters, digits, dashes or underscores", field="code"
        )
    if not 1 <= len(draft.name.strip()) <= 200:
        raise Invalid("a zone has a name of 1 to 200 characters", field="name")
    if not 1 <= len(draft.areas) <= MAX_AREAS:
        raise Invalid(f"a zone has between 1 and {MAX_AREAS} areas", field="areas")
    areas = [_area(area, f"areas.{at}") for at, area in enumerate(draft.areas)]
    draft = replace(draft, areas=areas)
    await _zone_store.lock_all(db)
    others = await zone_drafts(db)
    if len(others) >= MAX_ZONES and draft.code not in {one.code for one in others}:
        raise Invalid(f"a shop has at most {MAX_ZONES} zones", field="code")
    for found in overlaps(draft, others):
        what = found.area.postal_codes or found.area.region or found.area.country
        raise ZonesOverlap(
            f"{what} lies in the zone {found.other}, too: an address there could not choose",
            other=found.other,
            country=found.area.country,
            region=found.area.region,
            postal_codes=found.area.postal_codes,
            field="areas",
        )
    return draft


def _area(area: Area, field: str) -> Area:
    if area.country not in COUNTRIES:
        raise Invalid(f"{area.country!r} is not a country, like ES", field=f"{field}.country")
    if area.region.strip() and area.postal_codes.strip():
        raise Invalid("a region or postal codes, not both", field=f"{field}.region")
    codes = "-".join(compact(part) for part in area.postal_codes.split("-", 1))
    if codes and not is_range(codes):
        raise Invalid(
            "the beginning of postal codes, like 35, or from one to another, like 28000-28999",
            field=f"{field}.postal_codes",
        )
    return Area(area.country, area.region.strip(), codes)


async def _lock(db: AsyncConnection, code: str, version: int) -> None:
    row = await _zone_store.get(db, code, lock=True)
    if row is None:
        raise UnknownZone(f"there is no shipping zone {code!r}")
    if row.version != version:
        raise ZoneChanged(
            "somebody changed this zone meanwhile; load it again", version=row.version
        )


async def _audit(
    db: AsyncConnection, draft: ZoneDraft, action: str, actor: str, now: datetime
) -> None:
    announce(db, EVERYTHING)  # pages say what sending costs, and when it arrives
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"shipping_zone:{draft.code}",
        name=draft.name,
        areas=len(draft.areas),
    )


def _zone(row: _zone_store.StoredZone) -> Zone:
    areas: Sequence[Area] = [Area(**area) for area in row.areas]
    return Zone(ZoneDraft(row.code, row.name, areas), row.version)
