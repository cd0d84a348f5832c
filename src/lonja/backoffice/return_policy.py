"""The shop's rules for returns, and the products that do not come back."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.hosting.deps import Db, In, Out, Reading, Storable
from lonja.kernel.languages import Language
from lonja.returns import api as returns
from lonja.returns.api import ExclusionReason, PartialShipping, SendsExchange

router = APIRouter(tags=["returns"])

Days = Annotated[int, Field(ge=0, le=3_650)]
Name = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True), Storable]
Instructions = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True), Storable]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class PolicyReason(In):
    """Why a buyer returns something; with `is_our_fault` it is a claim, and nothing is kept of it."""

    code: Code
    names: dict[Language, Name]
    is_our_fault: bool = False
    is_offered: bool = True


class PolicyCountry(In):
    country: CountryCode
    window_days: Days
    buyer_pays: bool


class ReturnPolicyIn(In):
    """`window_days` counts from delivery; `fee_basis_points` of the goods' worth are kept of a return."""

    window_days: Days
    buyer_pays: bool
    fee_basis_points: Annotated[int, Field(ge=0, le=10_000)]
    refunds_shipping: bool
    partial_shipping: PartialShipping
    instructions: dict[Language, Instructions]
    countries: Annotated[tuple[PolicyCountry, ...], Field(max_length=60)]
    reasons: Annotated[tuple[PolicyReason, ...], Field(min_length=1, max_length=20)]
    offers_exchange: bool
    sends_exchange: SendsExchange


class ReturnPolicyOut(Out):
    version: int
    window_days: int
    buyer_pays: bool
    fee_basis_points: int
    refunds_shipping: bool
    partial_shipping: PartialShipping
    instructions: dict[str, str]
    countries: list[PolicyCountry]
    reasons: list[PolicyReason]
    offers_exchange: bool
    sends_exchange: SendsExchange


class ProductReturns(In):
    """Null: it comes back as everything does."""

    excluded: ExclusionReason | None


@router.get("/return-policy", operation_id="getReturnPolicy")
async def get_policy(db: Reading) -> ReturnPolicyOut:
    return _shown(await returns.policy(db))


@router.put("/return-policy", operation_id="changeReturnPolicy")
async def change_policy(
    asked: ReturnPolicyIn, db: Db, me: Me, now: Now, version: IfMatch
) -> ReturnPolicyOut:
    changed = await returns.change_policy(
        db,
        returns.ReturnPolicy(
            window_days=asked.window_days,
            buyer_pays=asked.buyer_pays,
            fee_basis_points=asked.fee_basis_points,
            refunds_shipping=asked.refunds_shipping,
            partial_shipping=asked.partial_shipping,
            instructions={key: words for key, words in asked.instructions.items() if words},
            countries=tuple(returns.CountryRule(**one.model_dump()) for one in asked.countries),
            reasons=tuple(returns.Reason(**one.model_dump()) for one in asked.reasons),
            offers_exchange=asked.offers_exchange,
            sends_exchange=asked.sends_exchange,
        ),
        version=version,
        actor=me.email,
        now=now,
    )
    return _shown(changed)


@router.get("/products/{product_id}/returns", operation_id="getProductReturns")
async def get_product_returns(product_id: UUID, db: Reading) -> ProductReturns:
    product = await catalog.product_by_id(db, product_id)
    found = await returns.exclusions(db, [product.id])
    return ProductReturns(excluded=found.get(product.id))


@router.put("/products/{product_id}/returns", status_code=204, operation_id="setProductReturns")
async def set_product_returns(
    product_id: UUID, asked: ProductReturns, db: Db, me: Me, now: Now
) -> None:
    """Say that a product does not come back, and why; its page says so before it is bought."""
    product = await catalog.product_by_id(db, product_id)
    await returns.set_exclusion(
        db, product_id=product.id, reason=asked.excluded, actor=me.email, now=now
    )


def _shown(policy: returns.ReturnPolicy) -> ReturnPolicyOut:
    return ReturnPolicyOut.model_validate(asdict(policy))
