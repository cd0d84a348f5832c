"""Coupons: a percentage or an amount off, for whoever has the code."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import AwareDatetime, Field, StringConstraints

from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, PathText, Reading
from lonja.kernel.paging import SortKey
from lonja.pricing import api as pricing

router = APIRouter(prefix="/coupons", tags=["marketing"])

_BY_CODE: Final = SortKey(str)
Percent = Annotated[int, Field(ge=1, le=100)]
Minor = Annotated[int, Field(ge=0, le=10**10)]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Uses = Annotated[int, Field(ge=1, le=10**9)]


class Coupon(Out):
    """Either `percent`, or `amount_minor` of `currency`."""

    code: str
    percent: int | None
    amount_minor: int | None
    currency: str | None
    minimum_minor: int
    max_uses: int | None
    used: int
    starts_at: datetime | None
    ends_at: datetime | None
    version: int


class CouponEdit(In):
    """What is left out stays as it is; null takes a limit away."""

    percent: Percent | None = None
    amount_minor: Minor | None = None
    currency: CurrencyCode | None = None
    minimum_minor: Minor = 0
    max_uses: Uses | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class CouponAsked(CouponEdit):
    code: Line


def _coupon(row: pricing.CouponRow) -> Coupon:
    return Coupon(**asdict(row.draft), used=row.used, version=row.version)


@router.get("", operation_id="listCoupons")
async def list_coupons(
    db: Reading, q: Search = "", cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[Coupon]:
    """By code; `q` is what a code begins with."""
    (after,) = _BY_CODE.after(cursor) or (None,)
    found = await pricing.list_coupons(db, query=q.strip(), after=after, limit=limit + 1)
    page = _BY_CODE.page(found, limit, lambda one: (one.draft.code,))
    return ListOut(items=[_coupon(one) for one in page.items], next_cursor=page.next_cursor)


@router.post("", status_code=201, operation_id="addCoupon")
async def add_coupon(asked: CouponAsked, db: Db, me: Me, now: Now) -> Coupon:
    await pricing.add_coupon(db, pricing.CouponDraft(**asked.model_dump()), actor=me.email, now=now)
    return _coupon(await pricing.coupon(db, asked.code))


@router.get("/{code}", operation_id="getCoupon")
async def get_coupon(code: PathText, db: Reading) -> Coupon:
    return _coupon(await pricing.coupon(db, code))


@router.patch("/{code}", operation_id="changeCoupon")
async def change_coupon(
    code: PathText, asked: CouponEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> Coupon:
    """Once an order has used it, its worth stays as it is (409)."""
    before = (await pricing.coupon(db, code)).draft
    draft = pricing.CouponDraft(**{**asdict(before), **asked.model_dump(exclude_unset=True)})
    await pricing.change_coupon(db, draft, version=version, actor=me.email, now=now)
    return _coupon(await pricing.coupon(db, code))


@router.delete("/{code}", status_code=204, operation_id="removeCoupon")
async def remove_coupon(code: PathText, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """409 once an order has used it: end it instead."""
    await pricing.remove_coupon(db, code, version=version, actor=me.email, now=now)
