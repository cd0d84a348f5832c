"""What models say about customers and products, how fresh it is, and the order to make it again."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from lonja.backoffice.audiences import RfmSegment
from lonja.backoffice.deps import Now, Search
from lonja.backoffice.rules import Me
from lonja.customers import api as customers
from lonja.hosting.deps import Db, ListOut, Out, TheShop
from lonja.insights import api as insights
from lonja.kernel import audit

router = APIRouter(prefix="/insights", tags=["insights"])

Currency = Annotated[str, Query(pattern="^[A-Z]{3}$")]


class InsightRun(Out):
    """`trained_to` is the day up to which the model looked; `state` is running, done or failed."""

    model: str
    version: int
    state: Literal["running", "done", "failed"]
    error: str
    rows: int
    trained_from: date | None
    trained_to: date | None
    started_at: datetime
    made_at: datetime | None


class InsightsQueued(Out):
    message_id: UUID


class RfmSize(Out):
    """A segment in one currency."""

    segment: RfmSegment
    currency: str
    customers: int
    orders: int
    spent_minor: int
    recency_days: int


class CustomerScore(Out):
    """`name` and `email` are empty where the shop no longer knows the customer."""

    customer_id: UUID
    name: str
    email: str
    orders: int
    last_day: date
    recency_days: int
    gap_days: float | None
    currency: str
    spent_minor: int
    r: int
    f: int
    m: int
    segment: RfmSegment
    is_at_risk: bool


class CohortMonth(Out):
    cohort: date
    months: int
    customers: int
    orders: int
    spent_minor: dict[str, int]


class ClassCell(Out):
    currency: str
    abc: Literal["A", "B", "C"]
    xyz: Literal["X", "Y", "Z"]
    items: int
    revenue_minor: int
    units: int


class ItemClass(Out):
    """`share` and `cumulative` are parts of the revenue in this currency; `cv` is of weekly units."""

    currency: str
    natural_key: str
    sku: str
    name: str
    category: str
    revenue_minor: int
    units: int
    weeks_sold: int
    share: float
    cumulative: float
    abc: Literal["A", "B", "C"]
    cv: float
    xyz: Literal["X", "Y", "Z"]


class BoughtTogether(Out):
    """`confidence` is of the orders with `item`, `reverse` of those with `other`."""

    item: str
    other: str
    item_name: str
    other_name: str
    baskets: int
    item_baskets: int
    other_baskets: int
    support: float
    confidence: float
    reverse: float
    lift: float


@router.get("/runs", operation_id="listInsightRuns")
async def list_insight_runs(shop: TheShop) -> ListOut[InsightRun]:
    """The last run of each model."""
    async with shop.warehouse.reading() as warehouse:
        found = await insights.newest_runs(warehouse)
    return ListOut(items=[InsightRun.model_validate(one) for one in found], next_cursor=None)


@router.post("/runs", status_code=202, operation_id="makeInsights")
async def make_insights(db: Db, me: Me, now: Now) -> InsightsQueued:
    """Run every model again over the warehouse as it stands; asking twice runs them twice."""
    message_id = await insights.request(db, asked_by=me.email)
    await audit.record(db, at=now, actor=me.email, action="insights_requested", subject="warehouse")
    return InsightsQueued(message_id=message_id)


@router.get("/segments", operation_id="listRfmSegments")
async def list_rfm_segments(shop: TheShop) -> ListOut[RfmSize]:
    async with shop.warehouse.reading() as warehouse:
        found = await insights.segment_sizes(warehouse)
    return ListOut(items=[RfmSize.model_validate(one) for one in found], next_cursor=None)


@router.get("/customers", operation_id="listCustomerScores")
async def list_customer_scores(
    shop: TheShop,
    segment: Annotated[RfmSegment | None, Query()] = None,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
    at_risk: Annotated[bool, Query()] = False,
) -> ListOut[CustomerScore]:
    """Those who spent most first, 100 at the most."""
    async with shop.warehouse.reading() as warehouse:
        found = await insights.scores(
            warehouse, segment=segment, currency=currency, at_risk=at_risk
        )
    async with shop.database.reading() as db:
        known = await customers.names(db, [one.customer_id for one in found])
    nobody = customers.Named(UUID(int=0), "", "")
    scored = [(one, known.get(one.customer_id, nobody)) for one in found]
    items = [
        CustomerScore.model_validate({**asdict(one), "name": who.name, "email": who.email})
        for one, who in scored
    ]
    return ListOut(items=items, next_cursor=None)


@router.get("/cohorts", operation_id="listCohorts")
async def list_cohorts(shop: TheShop) -> ListOut[CohortMonth]:
    """Customers by the month of their first order; the last two years of months."""
    async with shop.warehouse.reading() as warehouse:
        found = await insights.cohorts(warehouse)
    return ListOut(items=[CohortMonth.model_validate(one) for one in found], next_cursor=None)


@router.get("/classes", operation_id="listClassCells")
async def list_class_cells(shop: TheShop) -> ListOut[ClassCell]:
    """The matrix of ABC and XYZ, in each currency."""
    async with shop.warehouse.reading() as warehouse:
        found = await insights.class_cells(warehouse)
    return ListOut(items=[ClassCell.model_validate(one) for one in found], next_cursor=None)


@router.get("/items", operation_id="listItemClasses")
async def list_item_classes(
    shop: TheShop,
    currency: Currency,
    abc: Annotated[Literal["A", "B", "C"] | None, Query()] = None,
    xyz: Annotated[Literal["X", "Y", "Z"] | None, Query()] = None,
) -> ListOut[ItemClass]:
    """What brings most first, 100 at the most."""
    async with shop.warehouse.reading() as warehouse:
        found = await insights.item_classes(warehouse, currency=currency, abc=abc, xyz=xyz)
    return ListOut(items=[ItemClass.model_validate(one) for one in found], next_cursor=None)


@router.get("/pairs", operation_id="listBoughtTogether")
async def list_bought_together(shop: TheShop, q: Search = "") -> ListOut[BoughtTogether]:
    """Most frequent first, 100 at the most; `q` is part of either name."""
    async with shop.warehouse.reading() as warehouse:
        found = await insights.pairs(warehouse, words=q)
    return ListOut(items=[BoughtTogether.model_validate(one) for one in found], next_cursor=None)
