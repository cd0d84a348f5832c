"""Where stock lies."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, PathText, Reading
from lonja.inventory import api as inventory
from lonja.kernel.paging import SortKey

router = APIRouter(prefix="/locations", tags=["settings"])

_BY_CODE: Final = SortKey(str)
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Position = Annotated[int, Field(ge=0, le=10_000)]


class StockLocation(Out):
    """`sellable`: what lies here may be sold. Nothing comes in after `closed_at`."""

    code: str
    name: str
    country: str
    sellable: bool
    position: int
    version: int
    closed_at: datetime | None


class LocationAsked(In):
    code: Line
    name: Line
    country: Country
    sellable: bool = True
    position: Position = 0


class LocationEdit(In):
    """What is left out stays as it is; `closed` closes the location or opens it again."""

    name: Line | None = None
    country: Country | None = None
    sellable: bool | None = None
    position: Position | None = None
    closed: bool | None = None


@router.get("", operation_id="listLocations")
async def list_locations(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 100
) -> ListOut[StockLocation]:
    """By code, closed ones, too."""
    (after,) = _BY_CODE.after(cursor) or (None,)
    found = await inventory.all_locations(db, after=after, limit=limit + 1)
    page = _BY_CODE.page(found, limit, lambda one: (one.code,))
    return ListOut(
        items=[StockLocation.model_validate(one) for one in page.items],
        next_cursor=page.next_cursor,
    )


@router.post("", status_code=201, operation_id="addLocation")
async def add_location(asked: LocationAsked, db: Db, me: Me, now: Now) -> StockLocation:
    draft = inventory.LocationDraft(**asked.model_dump())
    await inventory.add_location(db, draft, actor=me.email, now=now)
    return StockLocation.model_validate(await inventory.location(db, asked.code))


@router.get("/{code}", operation_id="getLocation")
async def get_location(code: PathText, db: Reading) -> StockLocation:
    return StockLocation.model_validate(await inventory.location(db, code))


@router.patch("/{code}", operation_id="changeLocation")
async def change_location(
    code: PathText, asked: LocationEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> StockLocation:
    """409 while stock lies there and the change would hide or close it: nothing moves silently."""
    before = await inventory.location(db, code)
    said = asked.model_dump(exclude_none=True)
    closed = said.pop("closed", before.closed_at is not None)
    kept = {name: getattr(before, name) for name in ("name", "country", "sellable", "position")}
    await inventory.change_location(
        db,
        inventory.LocationDraft(code=code, **{**kept, **said}),
        version=version,
        closed=closed,
        actor=me.email,
        now=now,
    )
    return StockLocation.model_validate(await inventory.location(db, code))


@router.delete("/{code}", status_code=204, operation_id="closeLocation")
async def close_location(code: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """Closes it: its history stays. 409 while stock lies there."""
    await inventory.close_location(db, code, version=version, actor=me.email, now=now)
