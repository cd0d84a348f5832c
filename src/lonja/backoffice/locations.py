"""Where stock lies."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import close_location as closing
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    OptionalLine,
    Out,
    PageLimit,
    PathText,
    Reading,
)
from lonja.inventory import api as inventory
from lonja.kernel.languages import Language
from lonja.kernel.paging import SortKey

router = APIRouter(prefix="/locations", tags=["settings"])

_BY_CODE: Final = SortKey(str)
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Position = Annotated[int, Field(ge=0, le=10_000)]


Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Weekday = Annotated[int, Field(ge=0, le=6)]
Words = dict[Language, Annotated[str, StringConstraints(max_length=500)]]


class OpenHours(In):
    """Monday is 0; two of one day are a break between them."""

    weekday: Weekday
    opens: Time
    closes: Time


class SpecialDay(In):
    """A day with hours of its own; without hours it is closed."""

    day: date
    opens: Time | None = None
    closes: Time | None = None


class OpenHoursOut(Out):
    weekday: int
    opens: str
    closes: str


class SpecialDayOut(Out):
    day: date
    opens: str | None
    closes: str | None


class StockLocation(Out):
    """`sellable`: what lies here may be sold. Nothing comes in after `closed_at`.

    `first_for`: buyers of these countries get their goods from here first. Orders until `cut_off`
    leave the same day. Buyers may pick up here where `can_pick_up`, `preparation_hours` after they
    have ordered.
    """

    code: str
    name: str
    country: str
    sellable: bool
    position: int
    kind: inventory.LocationKind
    line1: str
    line2: str
    postal_code: str
    city: str
    region: str
    phone: str
    hours: list[OpenHoursOut]
    special_days: list[SpecialDayOut]
    can_pick_up: bool
    preparation_hours: int
    words: dict[str, str]
    cut_off: str | None
    working_days: list[int]
    first_for: list[str]
    version: int
    closed_at: datetime | None
    can_undo: bool


class LocationContents(Out):
    """What has to go before it can close: stock, and goods of paid orders that have not left."""

    units: int
    variants: int
    held: int
    ready_units: int
    parcels: int
    can_close: bool


class LocationFacts(In):
    """What is left out stays as it is, or is as usual for a new one."""

    sellable: bool | None = None
    position: Position | None = None
    kind: inventory.LocationKind | None = None
    line1: OptionalLine | None = None
    line2: OptionalLine | None = None
    postal_code: OptionalLine | None = None
    city: OptionalLine | None = None
    region: OptionalLine | None = None
    phone: OptionalLine | None = None
    hours: Annotated[list[OpenHours], Field(max_length=28)] | None = None
    special_days: Annotated[list[SpecialDay], Field(max_length=200)] | None = None
    can_pick_up: bool | None = None
    preparation_hours: Annotated[int, Field(ge=0, le=720)] | None = None
    words: Words | None = None
    cut_off: Time | Annotated[str, StringConstraints(max_length=0)] | None = None
    working_days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = None
    first_for: Annotated[list[Country], Field(max_length=249)] | None = None


class LocationAsked(LocationFacts):
    code: Line
    name: Line
    country: Country


class LocationEdit(LocationFacts):
    """`closed` closes the location or opens it again."""

    name: Line | None = None
    country: Country | None = None
    closed: bool | None = None


def _out(one: inventory.Location) -> StockLocation:
    site = one.site
    return StockLocation(
        code=one.code,
        name=one.name,
        country=one.country,
        sellable=one.sellable,
        position=one.position,
        kind=site.kind,
        line1=site.line1,
        line2=site.line2,
        postal_code=site.postal_code,
        city=site.city,
        region=site.region,
        phone=site.phone,
        hours=[OpenHoursOut.model_validate(hours) for hours in site.hours],
        special_days=[
            SpecialDayOut(day=day.day, opens=day.opens or None, closes=day.closes or None)
            for day in site.special_days
        ],
        can_pick_up=site.can_pick_up,
        preparation_hours=site.preparation_hours,
        words=dict(site.words),
        cut_off=site.cut_off or None,
        working_days=list(site.working_days),
        first_for=list(site.first_for),
        version=one.version,
        closed_at=one.closed_at,
        can_undo=one.can_undo,
    )


def _draft(code: str, before: Mapping[str, Any], said: LocationFacts) -> inventory.LocationDraft:
    """What was said over what was before."""
    told = {
        name: getattr(said, name)
        for name in said.model_fields_set
        if name != "closed" and getattr(said, name) is not None
    }
    if said.hours is not None:
        told["hours"] = tuple(inventory.OpenHours(**one.model_dump()) for one in said.hours)
    if said.special_days is not None:
        told["special_days"] = tuple(
            inventory.SpecialDay(one.day, one.opens or "", one.closes or "")
            for one in said.special_days
        )
    for name in ("working_days", "first_for"):
        if name in told:
            told[name] = tuple(told[name])
    if said.words is not None:
        told["words"] = {str(language): text for language, text in said.words.items() if text}
    site = {one.name for one in fields(inventory.Site)}
    own = {name: value for name, value in told.items() if name not in site}
    known = before.get("site", inventory.Site())
    return inventory.LocationDraft(
        **{
            **before,
            **own,
            "code": code,
            "site": replace(known, **{name: told[name] for name in told if name in site}),
        }
    )


@router.get("", operation_id="listLocations")
async def list_locations(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 100
) -> ListOut[StockLocation]:
    """By code, closed ones, too."""
    (after,) = _BY_CODE.after(cursor) or (None,)
    found = await inventory.all_locations(db, after=after, limit=limit + 1)
    page = _BY_CODE.page(found, limit, lambda one: (one.code,))
    return ListOut(
        items=[_out(one) for one in page.items],
        next_cursor=page.next_cursor,
    )


@router.post("", status_code=201, operation_id="addLocation")
async def add_location(asked: LocationAsked, db: Db, me: Me, now: Now) -> StockLocation:
    await inventory.add_location(db, _draft(asked.code, {}, asked), actor=me.email, now=now)
    return _out(await inventory.location(db, asked.code))


@router.get("/{code}", operation_id="getLocation")
async def get_location(code: PathText, db: Reading) -> StockLocation:
    return _out(await inventory.location(db, code))


@router.get("/{code}/contents", operation_id="getLocationContents")
async def get_location_contents(code: PathText, db: Reading) -> LocationContents:
    """What is there now; ask before closing it."""
    found = await closing.contents(db, code)
    return LocationContents(
        units=found.units,
        variants=found.variants,
        held=found.held,
        ready_units=found.ready_units,
        parcels=found.parcels,
        can_close=found.can_close,
    )


@router.post("/{code}/undo", operation_id="undoLocation")
async def undo_location(
    code: PathText, version: IfMatch, db: Db, me: Me, now: Now
) -> StockLocation:
    """Bring back what the last change replaced; once more undoes the undoing."""
    await inventory.undo_location(db, code, version=version, actor=me.email, now=now)
    return _out(await inventory.location(db, code))


@router.patch("/{code}", operation_id="changeLocation")
async def change_location(
    code: PathText, asked: LocationEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> StockLocation:
    """409 while stock lies there and the change would hide or close it: nothing moves silently."""
    before = await inventory.location(db, code)
    is_closed = before.closed_at is not None
    closed = is_closed if asked.closed is None else asked.closed
    if closed and not is_closed:
        await closing.check_unused(db, code)
    draft = before.draft
    await inventory.change_location(
        db,
        _draft(code, {one.name: getattr(draft, one.name) for one in fields(draft)}, asked),
        version=version,
        closed=closed,
        actor=me.email,
        now=now,
    )
    return _out(await inventory.location(db, code))


@router.delete("/{code}", status_code=204, operation_id="closeLocation")
async def close_location(code: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """Closes it: its history stays. 409 while stock or goods of paid orders are there."""
    await closing.close(db, code, version=version, actor=me.email, now=now)
