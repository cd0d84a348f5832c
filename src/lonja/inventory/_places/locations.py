"""Where stock lies: opening, changing and closing locations; thresholds of low stock."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory._places import store
from lonja.inventory._places.site import Site, check_site
from lonja.inventory._stock import Location, LocationContent, LocationDraft
from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.transaction import EVERYTHING, announce, touch_products

MAX_THRESHOLD: Final = 10_000_000
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_NAME_CHARACTERS: Final = 200


class UnknownLocation(NotFound):
    code: ClassVar[str] = "unknown_location"


class LocationTaken(Conflict):
    code: ClassVar[str] = "location_taken"


class LocationChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "location_changed"


class ThresholdChanged(Conflict):
    """Somebody set it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "threshold_changed"


class NoLocationChange(Conflict):
    code: ClassVar[str] = "nothing_to_undo"


class LocationNotEmpty(Conflict):
    """`facts`: `units` of `variants` lie there, and `held` units of these wait for orders."""

    code: ClassVar[str] = "location_not_empty"


async def location(db: AsyncConnection, code: str) -> Location:
    return _known(await store.get(db, code), code)


async def all_locations(
    db: AsyncConnection, *, after: str | None = None, limit: int = 200
) -> list[Location]:
    """Open and closed ones, by code."""
    return await store.everywhere(db, after=after, limit=limit)


async def add_location(
    db: AsyncConnection, draft: LocationDraft, *, actor: str, now: datetime
) -> None:
    _check(draft)
    if not await store.insert(
        db,
        code=draft.code,
        name=draft.name,
        country=draft.country,
        sellable=draft.sellable,
        position=draft.position,
        site=draft.site,
    ):
        raise LocationTaken(f"there is a location {draft.code} already", field="code")
    await _audit(db, draft, "location_added", actor, now)


async def change_location(
    db: AsyncConnection,
    draft: LocationDraft,
    *,
    version: int,
    closed: bool = False,
    actor: str,
    now: datetime,
) -> None:
    """Rename, move in the order, close or open again.

    Stock never becomes sellable or unsellable by this, and none is left at a closed location: both
    are refused while anything lies there, because nothing is moved silently.
    """
    _check(draft)
    before = _known(await store.get(db, draft.code, lock=True), draft.code)
    if before.version != version:
        raise LocationChanged(
            "somebody changed this location meanwhile; load it again", version=before.version
        )
    is_closing = closed and before.closed_at is None
    if is_closing or draft.sellable != before.sellable:
        await _check_empty(db, draft.code)
    await store.update(
        db,
        code=draft.code,
        name=draft.name,
        country=draft.country,
        sellable=draft.sellable,
        position=draft.position,
        site=draft.site,
        closed_at=(before.closed_at or now) if closed else None,
    )
    await _audit(db, draft, "location_closed" if is_closing else "location_changed", actor, now)


async def close_location(
    db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime
) -> None:
    """Its history stays; nothing may come in any more. Closing twice changes nothing."""
    before = await location(db, code)
    if before.closed_at is None:
        await change_location(db, before.draft, version=version, closed=True, actor=actor, now=now)


async def undo_location(
    db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime
) -> None:
    """Bring back what the last change replaced, open or closed as it is; once more undoes the undoing."""
    there = await location(db, code)
    before = await store.before(db, code)
    if before is None:
        raise NoLocationChange("nothing was changed here yet")
    await change_location(
        db,
        LocationDraft.from_json({"code": code, **before}),
        version=version,
        closed=there.closed_at is not None,
        actor=actor,
        now=now,
    )


async def content(db: AsyncConnection, code: str) -> LocationContent:
    """What lies there now."""
    await location(db, code)
    return await store.content(db, code)


async def pickup_points(db: AsyncConnection) -> list[Location]:
    """Open stores at which buyers may pick up, in the order of the shop."""
    return await store.pickup_points(db)


async def put_location(
    db: AsyncConnection, draft: LocationDraft, *, actor: str, now: datetime
) -> Outcome:
    """Add it, or bring it to what the draft says; one that says nothing of its site keeps it."""
    there = await store.get(db, draft.code)
    if there is None:
        await add_location(db, draft, actor=actor, now=now)
        return "created"
    if draft.site == Site():
        draft = replace(draft, site=there.site)
    if there.draft == draft and there.closed_at is None:
        return "unchanged"
    await change_location(db, draft, version=there.version, actor=actor, now=now)
    return "updated"


async def check_open(db: AsyncConnection, codes: set[str]) -> None:
    """Raise unless all of these locations take stock; they cannot close before this commit."""
    found = set(await store.open_among(db, sorted(codes)))
    for code in sorted(codes - found):
        raise UnknownLocation(f"there is no open location {code!r}", field="location")


async def set_low_at(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    low_at: int,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """At or below this many free units the variant runs low; 0 is the first `version`."""
    if not 0 <= low_at <= MAX_THRESHOLD:
        raise Invalid(f"a threshold is between 0 and {MAX_THRESHOLD} units", field="low_at")
    owner = (await catalog.products_of(db, [variant_id])).get(variant_id)
    if owner is None:
        raise catalog.UnknownSku("there is no such variant")
    before = await store.lock_low_at(db, variant_id)
    if before.version != version:
        raise ThresholdChanged("somebody set it meanwhile", version=before.version)
    if before.low_at == low_at:
        return
    await store.set_low_at(db, variant_id, low_at)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="low_stock_set",
        subject=f"variant:{variant_id}",
        low_at=low_at,
    )
    touch_products(db, [owner])


async def write_low_at(
    db: AsyncConnection, points: Mapping[UUID, int], *, actor: str, now: datetime
) -> int:
    """Thresholds of many variants at once, of those that have stock; how many changed."""
    ids = sorted(points)
    capped = [min(points[one], MAX_THRESHOLD) for one in ids]
    changed = await store.write_low_at(db, ids, capped)
    if changed:
        await audit.record(
            db,
            at=now,
            actor=actor,
            action="low_stock_points_set",
            subject="stock",
            variants=len(changed),
        )
        touch_products(db, set((await catalog.products_of(db, changed)).values()))
    return len(changed)


async def _check_empty(db: AsyncConnection, code: str) -> None:
    content = await store.content(db, code)
    if content.units:
        raise LocationNotEmpty(
            f"{content.units} units still lie at {code}: move or count them out first",
            units=content.units,
            variants=content.variants,
            held=content.held,
        )


def _check(draft: LocationDraft) -> None:
    if not _CODE.fullmatch(draft.code):
        raise Invalid("a code has 1 to 40 letters, digits, dashes or underscores", field="code")
    if not draft.name.strip() or len(draft.name) > _NAME_CHARACTERS:
        raise Invalid(f"a name has 1 to {_NAME_CHARACTERS} characters", field="name")
    if draft.country not in COUNTRIES:
        raise Invalid(f"{draft.country!r} is not a country, like ES", field="country")
    if not 0 <= draft.position <= 10_000:
        raise Invalid("a position is between 0 and 10,000", field="position")
    check_site(draft.site, draft.country)


async def _audit(
    db: AsyncConnection, draft: LocationDraft, action: str, actor: str, now: datetime
) -> None:
    announce(db, EVERYTHING)  # where goods leave from decides when they arrive
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"location:{draft.code}",
        name=draft.name,
        country=draft.country,
        sellable=draft.sellable,
        position=draft.position,
        kind=draft.site.kind,
        can_pick_up=draft.site.can_pick_up,
        cut_off=draft.site.cut_off,
    )


def _known(found: Location | None, code: str) -> Location:
    if found is None:
        raise UnknownLocation(f"there is no location {code!r}", field="location")
    return found
