"""Shipping methods with their rates."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, PathText, Reading
from lonja.kernel.languages import Language
from lonja.kernel.paging import SortKey
from lonja.shipping import api as shipping

router = APIRouter(prefix="/shipping-methods", tags=["settings"])

_BY_CODE: Final = SortKey(str)
Names = Annotated[dict[Language, Line], Field(min_length=1)]
Days = Annotated[int, Field(ge=0, le=365)]
Minor = Annotated[int, Field(ge=0, le=10**9)]


class ShippingRate(In):
    """`place` is a country, a zone's code, or `*` for what has no rate of its own.

    From `from_value` up to, but not with, `up_to` of what `band_by` measures: grams, minor units or
    units. Goods of `free_from_minor` travel for free.
    """

    place: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|\*|[a-z0-9][a-z0-9_-]{2,39})$")]
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    amount_minor: Minor
    free_from_minor: Annotated[int, Field(ge=1, le=10**9)] | None = None
    from_value: Annotated[int, Field(ge=0, le=10**9)] = 0
    up_to: Annotated[int, Field(ge=1, le=10**9)] | None = None


Rates = Annotated[list[ShippingRate], Field(max_length=2_000)]


class ShippingRateOut(Out):
    place: str
    currency: str
    amount_minor: int
    free_from_minor: int | None
    from_value: int
    up_to: int | None


class ShippingMethod(Out):
    code: str
    names: dict[str, str]
    days_min: int
    days_max: int
    position: int
    band_by: shipping.BandBy
    kind: shipping.MethodKind
    rates: list[ShippingRateOut]
    version: int


class ShippingMethodAsked(In):
    code: Line
    names: Names
    days_min: Days
    days_max: Days
    position: Annotated[int, Field(ge=0, le=10_000)] = 0
    band_by: shipping.BandBy = shipping.BandBy.NONE
    kind: shipping.MethodKind = shipping.MethodKind.DELIVERY
    rates: Rates = Field(default_factory=list)


class ShippingMethodEdit(In):
    """What is left out stays as it is; `rates` replace all rates."""

    names: Names | None = None
    days_min: Days | None = None
    days_max: Days | None = None
    position: Annotated[int, Field(ge=0, le=10_000)] | None = None
    band_by: shipping.BandBy | None = None
    kind: shipping.MethodKind | None = None
    rates: Rates | None = None


def _method(method: shipping.Method) -> ShippingMethod:
    draft = method.draft
    return ShippingMethod(
        code=draft.code,
        names=dict(draft.names),
        days_min=draft.days_min,
        days_max=draft.days_max,
        position=draft.position,
        band_by=draft.band_by,
        kind=draft.kind,
        rates=[ShippingRateOut.model_validate(rate) for rate in draft.rates],
        version=method.version,
    )


def _rates(asked: list[ShippingRate]) -> list[shipping.Rate]:
    return [shipping.Rate(**rate.model_dump()) for rate in asked]


def _names(names: dict[Language, str]) -> dict[str, str]:
    return {str(language): name for language, name in names.items()}


@router.get("", operation_id="listShippingMethods")
async def list_shipping_methods(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[ShippingMethod]:
    """By code."""
    (after,) = _BY_CODE.after(cursor) or (None,)
    found = await shipping.methods(db, after=after, limit=limit + 1)
    page = _BY_CODE.page(found, limit, lambda one: (one.draft.code,))
    return ListOut(items=[_method(one) for one in page.items], next_cursor=page.next_cursor)


@router.post("", status_code=201, operation_id="addShippingMethod")
async def add_shipping_method(
    asked: ShippingMethodAsked, db: Db, me: Me, now: Now
) -> ShippingMethod:
    draft = shipping.MethodDraft(
        asked.code,
        _names(asked.names),
        asked.days_min,
        asked.days_max,
        asked.position,
        _rates(asked.rates),
        asked.band_by,
        asked.kind,
    )
    await shipping.add_method(db, draft, actor=me.email, now=now)
    return _method(await shipping.method(db, asked.code))


@router.get("/{code}", operation_id="getShippingMethod")
async def get_shipping_method(code: PathText, db: Reading) -> ShippingMethod:
    return _method(await shipping.method(db, code))


@router.patch("/{code}", operation_id="changeShippingMethod")
async def change_shipping_method(
    code: PathText, asked: ShippingMethodEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> ShippingMethod:
    before = (await shipping.method(db, code)).draft
    draft = shipping.MethodDraft(
        code,
        before.names if asked.names is None else _names(asked.names),
        before.days_min if asked.days_min is None else asked.days_min,
        before.days_max if asked.days_max is None else asked.days_max,
        before.position if asked.position is None else asked.position,
        before.rates if asked.rates is None else _rates(asked.rates),
        before.band_by if asked.band_by is None else asked.band_by,
        before.kind if asked.kind is None else asked.kind,
    )
    await shipping.change_method(db, draft, version=version, actor=me.email, now=now)
    return _method(await shipping.method(db, code))


@router.delete("/{code}", status_code=204, operation_id="removeShippingMethod")
async def remove_shipping_method(
    code: PathText, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    """Carts that chose it choose again; orders keep it."""
    await shipping.remove_method(db, code, version=version, actor=me.email, now=now)
