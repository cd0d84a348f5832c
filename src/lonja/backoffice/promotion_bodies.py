"""A promotion as the back office reads and writes it, and what a cart would get of all of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from lonja.carts import api as carts
from lonja.hosting.deps import In, Line, Moment, MoneyOut, Out
from lonja.kernel.languages import Language
from lonja.promotions import api as promotions
from lonja.promotions.api import Level, PromotionStatus, RewardKind, Why

Percent = Annotated[int, Field(ge=1, le=100)]
Minor = Annotated[int, Field(ge=1, le=10**10)]
Count = Annotated[int, Field(ge=1, le=10**9)]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Amounts = Annotated[dict[str, Minor], Field(max_length=50)]
Weekday = Annotated[int, Field(ge=0, le=6)]
MinuteOfDay = Annotated[int, Field(ge=0, le=24 * 60)]
Names = Annotated[dict[Language, Line], Field(min_length=1)]


class TraitBody(In):
    """An option or attribute with one of its values."""

    key: Line
    value: Line


class GoodsBody(In):
    """In any of these; everything where nothing is named."""

    products: Annotated[tuple[UUID, ...], Field(max_length=500)] = ()
    categories: Annotated[tuple[UUID, ...], Field(max_length=500)] = ()
    collections: Annotated[tuple[UUID, ...], Field(max_length=500)] = ()
    tags: Annotated[tuple[Line, ...], Field(max_length=500)] = ()
    traits: Annotated[tuple[TraitBody, ...], Field(max_length=500)] = ()
    except_reduced: bool = False


class TierBody(In):
    from_quantity: Annotated[int, Field(ge=1, le=10_000)]
    percent: Percent


class PartBody(In):
    """Of a bundle: so many pieces of a product, whichever its variants."""

    product_id: UUID
    quantity: Annotated[int, Field(ge=1, le=20)] = 1


class RewardBody(In):
    """What is not of this kind is left out. Without `methods` the cheapest way of shipping is free.

    A bundle has all of its `parts` for one of `amounts`, or with `percent` off.
    """

    kind: RewardKind
    percent: Percent | None = None
    amounts: Amounts = Field(default_factory=dict)
    tiers: Annotated[tuple[TierBody, ...], Field(max_length=10)] = ()
    buy: Annotated[int, Field(ge=1, le=100)] | None = None
    get: Annotated[int, Field(ge=1, le=100)] | None = None
    gets: GoodsBody = GoodsBody()
    at_most: Annotated[int, Field(ge=1, le=1000)] | None = None
    variant_id: UUID | None = None
    methods: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    parts: Annotated[tuple[PartBody, ...], Field(max_length=10)] = ()


class ConditionsBody(In):
    """Weekdays count from Monday as 0; minutes are of the day in the shop's time zone.

    Being in one of `groups` or `segments` is enough, for who has opened the link in a mail to their
    address; `needs_proof` asks that of everybody.
    """

    minimum: Amounts = Field(default_factory=dict)
    minimum_quantity: Annotated[int, Field(ge=0, le=10_000)] = 0
    is_first_order: bool = False
    groups: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()
    segments: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()
    needs_proof: bool = False
    countries: Annotated[tuple[Country, ...], Field(max_length=250)] = ()
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    from_minute: MinuteOfDay | None = None
    until_minute: MinuteOfDay | None = None


class RuleBody(In):
    reward: RewardBody
    goods: GoodsBody = GoodsBody()
    conditions: ConditionsBody = ConditionsBody()


class PromotionEdit(In):
    """What is left out stays as it is; null takes a limit away."""

    names: Names | None = None
    rule: RuleBody | None = None
    status: PromotionStatus | None = None
    needs_code: bool | None = None
    combines_with: Annotated[list[Level], Field(max_length=3)] | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    max_uses: Count | None = None
    max_per_buyer: Annotated[int, Field(ge=1, le=1000)] | None = None


class PromotionAsked(PromotionEdit):
    """`code` is its first code; more of them are added afterwards."""

    names: Names
    rule: RuleBody
    code: Line | None = None


class Saved(Out):
    """What orders that were not cancelled saved by it."""

    orders: int
    saved: MoneyOut
    last_at: datetime


class PromotionOut(Out):
    """`uses` are of orders that were not cancelled; `code` is the first of its codes."""

    id: UUID
    version: int
    names: dict[str, str]
    rule: RuleBody
    level: Level
    status: PromotionStatus
    needs_code: bool
    code: str | None
    codes: int
    combines_with: list[Level]
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    max_uses: int | None
    max_per_buyer: int | None
    uses: int
    created_at: datetime
    updated_at: datetime


class PromotionRecord(PromotionOut):
    saved: list[Saved]


class SimulatedLine(In):
    sku: Line
    quantity: Annotated[int, Field(ge=1, le=999)]


class Simulation(In):
    """Without `at` it is now; without an e-mail the buyer is new."""

    lines: Annotated[list[SimulatedLine], Field(min_length=1, max_length=100)]
    currency: CurrencyCode
    country: Country
    language: Language
    codes: Annotated[tuple[Line, ...], Field(max_length=5)] = ()
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    shipping_minor: Annotated[int, Field(ge=0, le=10**9)] | None = None
    at: Moment | None = None


class SimulatedOff(Out):
    name: str
    code: str | None
    amount: MoneyOut


class SimulatedPart(Out):
    """`is_gift` is a line that a promotion adds."""

    sku: str
    name: str
    quantity: int
    total: MoneyOut
    discount: MoneyOut
    is_gift: bool
    offs: list[SimulatedOff]


class Judged(Out):
    """`why_not` is null for what applies; `missing` is in minor units, or pieces for `quantity`."""

    promotion_id: UUID | None
    name: str
    code: str | None
    level: Level | None
    amount: MoneyOut | None
    why_not: Why | None
    missing: int | None


class Simulated(Out):
    lines: list[SimulatedPart]
    promotions: list[Judged]
    items: MoneyOut
    discount: MoneyOut
    shipping: MoneyOut
    total: MoneyOut


def draft_of(asked: PromotionEdit, before: promotions.Draft | None = None) -> promotions.Draft:
    """The draft with what was asked for in it."""
    said: Mapping[str, Any] = {
        name: getattr(asked, name) for name in asked.model_fields_set if name != "code"
    }
    facts: dict[str, Any] = {
        name: value
        for name, value in said.items()
        if value is not None or name in {"starts_at", "ends_at", "max_uses", "max_per_buyer"}
    }
    if "rule" in facts:
        facts["rule"] = promotions.rule_of(facts["rule"].model_dump())
    if "combines_with" in facts:
        facts["combines_with"] = frozenset(facts["combines_with"])
    if before is None:
        return promotions.Draft(**facts)
    return promotions.changed(before, **facts)


def shown(row: promotions.PromotionRow) -> PromotionOut:
    return PromotionOut(**_fields(row))


def record(row: promotions.PromotionRow, figures: list[promotions.Figure]) -> PromotionRecord:
    saved = [
        Saved(
            orders=one.orders,
            saved=MoneyOut.of(one.amount_minor, one.currency),
            last_at=one.last_at,
        )
        for one in figures
    ]
    return PromotionRecord(**_fields(row), saved=saved)


def _fields(row: promotions.PromotionRow) -> dict[str, Any]:
    draft = row.draft
    return {
        "id": row.id,
        "version": row.version,
        "names": dict(draft.names),
        "rule": RuleBody.model_validate_json(promotions.rule_text(draft.rule)),
        "level": row.level,
        "status": draft.status,
        "needs_code": draft.needs_code,
        "code": row.first_code,
        "codes": row.codes,
        "combines_with": [level for level in Level if level in draft.combines_with],
        "priority": draft.priority,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "max_uses": draft.max_uses,
        "max_per_buyer": draft.max_per_buyer,
        "uses": row.uses,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def simulated(cart: carts.Cart) -> Simulated:
    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, cart.currency)

    return Simulated(
        lines=[
            SimulatedPart(
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                total=money(line.total_minor),
                discount=money(line.discount_minor),
                is_gift=line.is_gift,
                offs=[
                    SimulatedOff(name=off.name, code=off.code, amount=money(off.amount_minor))
                    for off in line.offs
                ],
            )
            for line in cart.lines
        ],
        promotions=_judged(cart),
        items=money(cart.items_minor),
        discount=money(cart.discount_minor),
        shipping=money(cart.shipping_minor),
        total=money(cart.total_minor),
    )


def _judged(cart: carts.Cart) -> list[Judged]:
    applied = [
        (one.promotion, one.promotion.code, one.amount_minor, None, None)
        for one in cart.outcome.applied
    ]
    missed = [
        (one.promotion, one.promotion.code, None, one.why, one.missing)
        for one in cart.outcome.missed
    ]
    unknown = [
        (None, one.code, None, one.why, None) for one in cart.missed_codes if one.why is Why.UNKNOWN
    ]
    return [
        Judged(
            promotion_id=promotion.id if promotion else None,
            name=promotion.name(cart.language) if promotion else code or "",
            code=code,
            level=promotion.level if promotion else None,
            amount=None if minor is None else MoneyOut.of(minor, cart.currency),
            why_not=why,
            missing=missing,
        )
        for promotion, code, minor, why, missing in (*applied, *missed, *unknown)
    ]
