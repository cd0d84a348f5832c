"""Tax classes, and the rate of each in each country."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, PathText, Reading
from lonja.kernel.languages import Language
from lonja.kernel.paging import SortKey
from lonja.pricing import api as pricing

router = APIRouter(tags=["settings"])

_BY_COUNTRY: Final = SortKey(str, str)
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
    """2100 basis points are 21 %; the id is the country and the class, like `ES-standard`."""

    id: str
    country: str
    tax_class: str
    basis_points: int
    version: int


class TaxRateAsked(In):
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
    tax_class: Line
    basis_points: BasisPoints


class TaxRateEdit(In):
    basis_points: BasisPoints


def _rate(rate: pricing.TaxRate) -> TaxRate:
    return TaxRate(
        id=f"{rate.country}-{rate.tax_class}",
        country=rate.country,
        tax_class=rate.tax_class,
        basis_points=rate.basis_points,
        version=rate.version,
    )


def _key(rate_id: str) -> tuple[str, str]:
    country, _, tax_class = rate_id.partition("-")
    return country, tax_class


@router.get("/tax-classes", operation_id="listTaxClasses")
async def list_tax_classes(db: Reading) -> ListOut[TaxClass]:
    found = await pricing.tax_classes(db)
    return ListOut(items=[TaxClass.model_validate(one) for one in found], next_cursor=None)


@router.post("/tax-classes", status_code=201, operation_id="addTaxClass")
async def add_tax_class(asked: TaxClassAsked, db: Db, me: Me, now: Now) -> TaxClass:
    await pricing.put_tax_class(
        db, asked.code, _names(asked.names), version=0, actor=me.email, now=now
    )
    return TaxClass.model_validate(await pricing.tax_class(db, asked.code))


@router.get("/tax-classes/{code}", operation_id="getTaxClass")
async def get_tax_class(code: PathText, db: Reading) -> TaxClass:
    return TaxClass.model_validate(await pricing.tax_class(db, code))


@router.patch("/tax-classes/{code}", operation_id="changeTaxClass")
async def change_tax_class(
    code: PathText, asked: TaxClassEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> TaxClass:
    await pricing.tax_class(db, code)
    await pricing.put_tax_class(
        db, code, _names(asked.names), version=version, actor=me.email, now=now
    )
    return TaxClass.model_validate(await pricing.tax_class(db, code))


@router.delete("/tax-classes/{code}", status_code=204, operation_id="removeTaxClass")
async def remove_tax_class(code: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """409 while a rate or a product is in it."""
    await pricing.remove_tax_class(db, code, version=version, actor=me.email, now=now)


@router.get("/tax-rates", operation_id="listTaxRates")
async def list_tax_rates(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 100
) -> ListOut[TaxRate]:
    """By country and class."""
    after = _BY_COUNTRY.after(cursor)
    found = await pricing.all_tax_rates(db, after=after, limit=limit + 1)
    page = _BY_COUNTRY.page(found, limit, lambda one: (one.country, one.tax_class))
    return ListOut(items=[_rate(one) for one in page.items], next_cursor=page.next_cursor)


@router.post("/tax-rates", status_code=201, operation_id="addTaxRate")
async def add_tax_rate(asked: TaxRateAsked, db: Db, me: Me, now: Now) -> TaxRate:
    await pricing.add_tax_rate(
        db, asked.country, asked.tax_class, asked.basis_points, actor=me.email, now=now
    )
    return _rate(await pricing.tax_rate(db, asked.country, asked.tax_class))


@router.get("/tax-rates/{rate_id}", operation_id="getTaxRate")
async def get_tax_rate(rate_id: PathText, db: Reading) -> TaxRate:
    return _rate(await pricing.tax_rate(db, *_key(rate_id)))


@router.patch("/tax-rates/{rate_id}", operation_id="changeTaxRate")
async def change_tax_rate(
    rate_id: PathText, asked: TaxRateEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> TaxRate:
    """Orders that were placed keep the rate that they were placed with."""
    await pricing.change_tax_rate(
        db, *_key(rate_id), asked.basis_points, version=version, actor=me.email, now=now
    )
    return _rate(await pricing.tax_rate(db, *_key(rate_id)))


@router.delete("/tax-rates/{rate_id}", status_code=204, operation_id="removeTaxRate")
async def remove_tax_rate(rate_id: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    await pricing.remove_tax_rate(db, *_key(rate_id), version=version, actor=me.email, now=now)


def _names(names: dict[Language, str]) -> dict[str, str]:
    return {str(language): name for language, name in names.items()}
