"""What to order again, the terms of supply behind it, and what the shop does by itself."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field, StringConstraints

from lonja.actions.write_to_segment import write_to_segment
from lonja.backoffice.audiences import RfmSegment
from lonja.backoffice.deps import Now, Search
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, Facts, In, Out, Reading, Storable, TheShop
from lonja.insights import api as insights
from lonja.insights.api import Reorder
from lonja.kernel import audit
from lonja.kernel.money import EXPONENTS
from lonja.sheets import api as sheets

router = APIRouter(prefix="/insights", tags=["insights"])

Days = Annotated[int, Field(ge=0, le=730)]
Percent = Annotated[int, Field(ge=50, le=99)]
Units = Annotated[int, Field(ge=1, le=10**6)]
Version = Annotated[int, Field(ge=0, le=2**31 - 2)]
State = Annotated[
    Literal["selling", "slow", "dead", "out", "new", "none"] | None, Query(alias="state")
]
SHOWN = 500
HEADINGS = {
    "en": ("SKU", "Product", "Category", "Supplier", "Free", "On order", "A day", "Demand", "Days of cover", "Lead days",
           "Reorder point", "Order", "Pack", "Cost", "Value"),
    "es": ("SKU", "Producto", "Categoría", "Proveedor", "Libres", "En camino", "Al día", "Demanda", "Días de cobertura",
           "Días de entrega", "Punto de pedido", "Pedir", "Paquete", "Coste", "Valor"),
}  # fmt: skip


class ReorderLine(Out):
    """`quantity` 0: there is enough, with the units `on_order`. Money is at cost, in the shop's first currency.

    `method` names the forecast that `daily_mean` comes from; empty, it is what was sold in 90 days.
    """

    variant_id: UUID
    sku: str
    name: str
    category: str
    supplier: str
    free: int
    on_order: int
    daily_mean: float
    method: str
    cover_days: float | None
    lead_days: int
    own_lead_days: int | None
    service_percent: int
    own_service_percent: int | None
    pack_units: int
    least_units: int
    terms_version: int
    point: int
    quantity: int
    value_minor: int | None
    cost_minor: int | None
    units_90: int
    last_sold: date | None
    sell_through: float | None
    state: Literal["selling", "slow", "dead", "out", "new", "none"]


class ReorderProposal(Out):
    """`found` lines in all, of which 500 are shown; variants beyond `looked_at` sell less than these.

    `forecast` of those that were looked at have a demand that is forecast.
    """

    lines: list[ReorderLine]
    found: int
    looked_at: int
    is_bounded: bool
    value_minor: int
    currency: str
    made_to: date | None
    forecast: int


class TermsAsked(In):
    """What is left out of a variant's terms is the shop's own."""

    supplier: Annotated[str, StringConstraints(max_length=120, strip_whitespace=True), Storable]
    lead_days: Days | None
    service_percent: Percent | None
    pack_units: Units
    least_units: Units
    version: Version


class AutomaticAsked(In):
    pairs_on: bool
    rfm_on: bool
    low_at_on: bool
    forecasts_on: bool
    lead_days: Days
    service_percent: Percent
    cover_days: Days
    version: Version


class AnswerTaken(Out):
    """Without `taken_at` it waits for the next look, half a minute at most."""

    kind: Literal["pairs", "scores", "demand"]
    made_at: datetime
    taken_at: datetime | None


class Automatic(Out):
    pairs_on: bool
    rfm_on: bool
    low_at_on: bool
    forecasts_on: bool
    lead_days: int
    service_percent: int
    cover_days: int
    version: int
    answers: list[AnswerTaken]


class SegmentCampaignAsked(In):
    segment: RfmSegment


@router.get("/reorder", operation_id="getReorderProposal")
async def get_reorder_proposal(
    shop: TheShop,
    facts: Facts,
    q: Search = "",
    supplier: Search = "",
    state: State = None,
    only_due: Annotated[bool, Query()] = True,
) -> ReorderProposal:
    """Demand as of the last run of the models, stock as of now; what costs most first."""
    found = await _found(shop, q=q, supplier=supplier, state=state, only_due=only_due)
    return ReorderProposal(
        lines=[_line(one) for one in found.lines[:SHOWN]],
        found=len(found.lines),
        looked_at=found.looked_at,
        is_bounded=found.looked_at == insights.LOOKED_AT,
        value_minor=sum(one.value_minor or 0 for one in found.lines),
        currency=facts.currency,
        made_to=found.made_to,
        forecast=found.forecast,
    )


@router.get(
    "/reorder/file",
    operation_id="exportReorderProposal",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in sheets.MEDIA_TYPES.values()}}},
)
async def export_reorder_proposal(
    shop: TheShop,
    facts: Facts,
    me: Me,
    now: Now,
    q: Search = "",
    supplier: Search = "",
    format: Literal["csv", "xlsx"] = "csv",  # noqa: A002  (as it is called in the address)
    language: Literal["en", "es"] = "en",
) -> Response:
    """A purchase proposal: every line that is due."""
    found = await _found(shop, q=q, supplier=supplier, state=None, only_due=True)
    async with shop.database.transaction() as db:
        await audit.record(
            db, at=now, actor=me.email, action="list_exported", subject="export:reorder"
        )
    writer = sheets.writer_of(format)
    content = writer.rows([list(HEADINGS[language])])
    content += writer.rows(_cells(one, facts.currency) for one in found.lines)
    content += writer.end()
    name = f"reorder-{now:%Y-%m-%d}.{format}"
    return Response(
        content,
        media_type=sheets.MEDIA_TYPES[format],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.put("/reorder/{variant_id}/terms", status_code=204, operation_id="setSupplyTerms")
async def set_supply_terms(variant_id: UUID, asked: TermsAsked, db: Db, me: Me, now: Now) -> None:
    """From whom a variant comes and in which quantities; 409 when somebody changed it meanwhile."""
    terms = insights.Terms(variant_id=variant_id, **asked.model_dump())
    await insights.set_terms(db, terms, actor=me.email, now=now)


@router.get("/automatic", operation_id="getAutomatic")
async def get_automatic(db: Reading) -> Automatic:
    """What the shop does by itself with what models say, and how fresh that is."""
    return await _automatic(db)


@router.put("/automatic", operation_id="setAutomatic")
async def set_automatic(asked: AutomaticAsked, db: Db, me: Me, now: Now) -> Automatic:
    """A switch counts within half a minute; 409 when somebody changed it meanwhile."""
    await insights.set_automatic(
        db, insights.Automatic(**asked.model_dump()), actor=me.email, now=now
    )
    return await _automatic(db)


@router.put("/campaigns/{campaign_id}", status_code=204, operation_id="draftSegmentCampaign")
async def draft_segment_campaign(
    campaign_id: UUID, asked: SegmentCampaignAsked, db: Db, facts: Facts, me: Me, now: Now
) -> None:
    """A draft of a campaign to a segment of RFM; asking twice with one id makes one draft."""
    await write_to_segment(
        db,
        campaign_id=campaign_id,
        rfm=asked.segment,
        languages=tuple(facts.languages),
        actor=me.email,
        now=now,
    )


async def _automatic(db: Reading) -> Automatic:
    now = await insights.automatic(db)
    return Automatic(
        pairs_on=now.pairs_on,
        rfm_on=now.rfm_on,
        low_at_on=now.low_at_on,
        forecasts_on=now.forecasts_on,
        lead_days=now.lead_days,
        service_percent=now.service_percent,
        cover_days=now.cover_days,
        version=now.version,
        answers=[AnswerTaken.model_validate(one) for one in await insights.taken(db)],
    )


async def _found(
    shop: TheShop, *, q: str, supplier: str, state: str | None, only_due: bool
) -> insights.Reorders:
    async with shop.warehouse.reading() as warehouse, shop.database.reading() as db:
        return await insights.reorders(
            warehouse, db, only_due=only_due, state=state, supplier=supplier, words=q
        )


def _line(one: Reorder) -> ReorderLine:
    return ReorderLine(
        variant_id=one.of.variant_id,
        sku=one.of.sku,
        name=one.of.name,
        category=one.of.category,
        supplier=one.terms.supplier,
        free=one.free,
        on_order=one.on_order,
        daily_mean=one.demand.mean,
        method=one.method,
        cover_days=one.cover_days,
        lead_days=one.lead_days,
        own_lead_days=one.terms.lead_days,
        service_percent=one.service_percent,
        own_service_percent=one.terms.service_percent,
        pack_units=one.terms.pack_units,
        least_units=one.terms.least_units,
        terms_version=one.terms.version,
        point=one.point,
        quantity=one.quantity,
        value_minor=one.value_minor,
        cost_minor=one.of.cost_minor,
        units_90=one.of.units_90,
        last_sold=one.of.last_sold,
        sell_through=one.of.sell_through,
        state=one.of.state,
    )


def _cells(one: Reorder, currency: str) -> list[str]:
    cover = "" if one.cover_days is None else f"{one.cover_days:.0f}"
    cost, value = (_major(amount, currency) for amount in (one.of.cost_minor, one.value_minor))
    return [
        one.of.sku, one.of.name, one.of.category, one.terms.supplier, str(one.free), str(one.on_order),
        f"{one.demand.mean:.2f}", one.method, cover, str(one.lead_days), str(one.point), str(one.quantity),
        str(one.terms.pack_units), cost, value,
    ]  # fmt: skip


def _major(minor: int | None, currency: str) -> str:
    return "" if minor is None else str(Decimal(minor).scaleb(-EXPONENTS[currency]))
