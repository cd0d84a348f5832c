"""Tax classes, and the rate of each in each place from a day on."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, PathText, Reading
from lonja.kernel.languages import Language
from lonja.kernel.paging import SortKey
from lonja.taxes import api as taxes

router = APIRouter(tags=["settings"])

_BY_PLACE: Final = SortKey(str, str, str)
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Names = Annotated[dict[Language, Line], Field(min_length=1)]


class TaxClass(Out):
    code: str
    names: dict[str, str]
    version: int


class TaxClassAsked(In):
    code: Line
    names: Names


class TaxClassEdit(In):
    names: Names


class TaxRate(Out):
    """2100 basis points are 21 %. `place` is a country or a territory with rules of its own.

    The id is like `ES.standard.2000-01-01`; a rate is in force until the next of its class begins.
    """

    id: str
    place: str
    tax_class: str
    valid_from: date
    basis_points: int
    version: int


class TaxRateAsked(In):
    """Without `valid_from` it is as if it had always been so."""

    place: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,3})?$")]
    tax_class: Line
    valid_from: date = taxes.ALWAYS
    basis_points: BasisPoints


class TaxRateEdit(In):
    basis_points: BasisPoints


class TaxTerritory(Out):
    """A part of a country with rules of its own; `is_outside`: outside the VAT of its country."""

    code: str
    country: str
    names: dict[str, str]
    is_outside: bool
    source: str


@router.get("/tax-classes", operation_id="listTaxClasses")
async def list_tax_classes(db: Reading) -> ListOut[TaxClass]:
    found = await taxes.tax_classes(db)
    return ListOut(items=[TaxClass.model_validate(one) for one in found], next_cursor=None)


@router.post("/tax-classes", status_code=201, operation_id="addTaxClass")
async def add_tax_class(asked: TaxClassAsked, db: Db, me: Me, now: Now) -> TaxClass:
    await taxes.put_tax_class(
        db, asked.code, _names(asked.names), version=0, actor=me.email, now=now
    )
    return TaxClass.model_validate(await taxes.tax_class(db, asked.code))


@router.get("/tax-classes/{code}", operation_id="getTaxClass")
async def get_tax_class(code: PathText, db: Reading) -> TaxClass:
    return TaxClass.model_validate(await taxes.tax_class(db, code))


@router.patch("/tax-classes/{code}", operation_id="changeTaxClass")
async def change_tax_class(
    code: PathText, asked: TaxClassEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> TaxClass:
    await taxes.tax_class(db, code)
    await taxes.put_tax_class(
        db, code, _names(asked.names), version=version, actor=me.email, now=now
    )
    return TaxClass.model_validate(await taxes.tax_class(db, code))


@router.delete("/tax-classes/{code}", status_code=204, operation_id="removeTaxClass")
async def remove_tax_class(code: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """409 while a rate or a product is in it."""
    await taxes.remove_tax_class(db, code, version=version, actor=me.email, now=now)


@router.get("/tax-territories", operation_id="listTaxTerritories")
async def list_tax_territories() -> ListOut[TaxTerritory]:
    """Told by the postal code of a delivery, like the Canary Islands."""
    return ListOut(
        items=[
            TaxTerritory(
                code=one.code,
                country=one.country,
                names=dict(one.names),
                is_outside=one.area == one.code,
                source=one.source,
            )
            for one in taxes.TERRITORIES
        ],
        next_cursor=None,
    )


@router.get("/tax-rates", operation_id="listTaxRates")
async def list_tax_rates(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 100
) -> ListOut[TaxRate]:
    """By place, class and first day; those of the past and of the future, too."""
    after = _BY_PLACE.after(cursor)
    found = await taxes.all_tax_rates(db, after=after, limit=limit + 1)
    page = _BY_PLACE.page(
        found, limit, lambda one: (one.place, one.tax_class, one.valid_from.isoformat())
    )
    return ListOut(
        items=[TaxRate.model_validate(one) for one in page.items], next_cursor=page.next_cursor
    )


@router.post("/tax-rates", status_code=201, operation_id="addTaxRate")
async def add_tax_rate(asked: TaxRateAsked, db: Db, me: Me, now: Now) -> TaxRate:
    key = taxes.RateKey(asked.place, asked.tax_class, asked.valid_from)
    await taxes.add_tax_rate(db, key, asked.basis_points, actor=me.email, now=now)
    return TaxRate.model_validate(await taxes.tax_rate(db, key))


@router.get("/tax-rates/{rate_id}", operation_id="getTaxRate")
async def get_tax_rate(rate_id: PathText, db: Reading) -> TaxRate:
    return TaxRate.model_validate(await taxes.tax_rate(db, taxes.RateKey.read(rate_id)))


@router.patch("/tax-rates/{rate_id}", operation_id="changeTaxRate")
async def change_tax_rate(
    rate_id: PathText, asked: TaxRateEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> TaxRate:
    """Orders that were placed keep the rate that they were placed with."""
    key = taxes.RateKey.read(rate_id)
    await taxes.change_tax_rate(
        db, key, asked.basis_points, version=version, actor=me.email, now=now
    )
    return TaxRate.model_validate(await taxes.tax_rate(db, key))


@router.delete("/tax-rates/{rate_id}", status_code=204, operation_id="removeTaxRate")
async def remove_tax_rate(rate_id: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """The rate before it is in force again."""
    await taxes.remove_tax_rate(
        db, taxes.RateKey.read(rate_id), version=version, actor=me.email, now=now
    )


def _names(names: dict[Language, str]) -> dict[str, str]:
    return {str(language): name for language, name in names.items()}
