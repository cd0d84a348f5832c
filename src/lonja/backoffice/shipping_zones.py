"""Shipping zones, and what is offered for a parcel to an address."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, Line, ListOut, OptionalLine, Out, PathText, Reading
from lonja.shipping import api as shipping

router = APIRouter(tags=["settings"])

Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
PostalCode = Annotated[OptionalLine, StringConstraints(max_length=30)]


class ShippingArea(In):
    """A country, a region of it, or some of its postal codes: `35`, or `28000-28999`."""

    country: Country
    region: OptionalLine = ""
    postal_codes: PostalCode = ""


class ShippingAreaOut(Out):
    country: str
    region: str
    postal_codes: str


class ShippingZone(Out):
    """The smallest area that holds an address wins over larger ones and over its country."""

    code: str
    name: str
    areas: list[ShippingAreaOut]
    version: int


Areas = Annotated[list[ShippingArea], Field(min_length=1, max_length=500)]


class ShippingZoneAsked(In):
    code: Line
    name: Line
    areas: Areas


class ShippingZoneEdit(In):
    """What is left out stays as it is; `areas` replace all areas."""

    name: Line | None = None
    areas: Areas | None = None


class ParcelAsked(In):
    """`items_minor` is what the goods cost in the shop's price list."""

    country: Country
    postal_code: PostalCode = ""
    region: OptionalLine = ""
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    items_minor: Annotated[int, Field(ge=0, le=10**12)] = 0
    weight_g: Annotated[int, Field(ge=0, le=10**9)] = 0
    units: Annotated[int, Field(ge=1, le=10**6)] = 1


class ShippingChoice(Out):
    """`price_minor` is null where the method is not offered; `place` is whose price was taken."""

    code: str
    names: dict[str, str]
    why: shipping.OfferReason
    price_minor: int | None
    place: str
    band_by: shipping.BandBy


def _zone(zone: shipping.Zone) -> ShippingZone:
    return ShippingZone(
        code=zone.draft.code,
        name=zone.draft.name,
        areas=[ShippingAreaOut.model_validate(area) for area in zone.draft.areas],
        version=zone.version,
    )


def _areas(asked: list[ShippingArea]) -> list[shipping.Area]:
    return [shipping.Area(**area.model_dump()) for area in asked]


@router.get("/shipping-zones", operation_id="listShippingZones")
async def list_shipping_zones(db: Reading) -> ListOut[ShippingZone]:
    """By code; there are at most 200."""
    return ListOut(items=[_zone(one) for one in await shipping.zones(db)], next_cursor=None)


@router.post("/shipping-zones", status_code=201, operation_id="addShippingZone")
async def add_shipping_zone(asked: ShippingZoneAsked, db: Db, me: Me, now: Now) -> ShippingZone:
    """409 where an address could not choose between this zone and another."""
    draft = shipping.ZoneDraft(asked.code, asked.name, _areas(asked.areas))
    await shipping.add_zone(db, draft, actor=me.email, now=now)
    return _zone(await shipping.zone(db, asked.code))


@router.get("/shipping-zones/{code}", operation_id="getShippingZone")
async def get_shipping_zone(code: PathText, db: Reading) -> ShippingZone:
    return _zone(await shipping.zone(db, code))


@router.patch("/shipping-zones/{code}", operation_id="changeShippingZone")
async def change_shipping_zone(
    code: PathText, asked: ShippingZoneEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> ShippingZone:
    """Carts follow at once; orders keep what they paid."""
    before = (await shipping.zone(db, code)).draft
    draft = shipping.ZoneDraft(
        code,
        before.name if asked.name is None else asked.name,
        before.areas if asked.areas is None else _areas(asked.areas),
    )
    await shipping.change_zone(db, draft, version=version, actor=me.email, now=now)
    return _zone(await shipping.zone(db, code))


@router.delete("/shipping-zones/{code}", status_code=204, operation_id="removeShippingZone")
async def remove_shipping_zone(code: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """409 while a method has prices for it."""
    await shipping.remove_zone(db, code, version=version, actor=me.email, now=now)


@router.post("/shipping-checks", operation_id="checkShipping")
async def check_shipping(asked: ParcelAsked, db: Reading) -> ListOut[ShippingChoice]:
    """What a buyer with this parcel is offered, and why not the rest; nothing is written."""
    found = await shipping.choices(db, shipping.Parcel(**asked.model_dump()))
    return ListOut(
        items=[
            ShippingChoice(
                code=one.method.code,
                names=dict(one.method.names),
                why=one.why,
                price_minor=one.price_minor,
                place=one.place,
                band_by=one.method.band_by,
            )
            for one in found
        ],
        next_cursor=None,
    )
