"""The ETL's function app, from a message on its queue to the report that a page draws."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from tests.etl.reading import ask, daily
from tests.support import powerbi_test_server
from tests.support.powerbi_test_server import Kept

from lonja.bootstrap import Shop, open_shop
from lonja.etl.function import HANDLERS, RunIsRed, run_once
from lonja.etl.records import Settings
from lonja.hosting import messages
from lonja.kernel.settings import Settings as ShopSettings
from lonja.reports import api as reports
from lonja.reports.api import BadPeriod, Period
from lonja_tools.proofs.shop_rows import ShopRows

pytestmark = pytest.mark.anyio
MARCH = reports.Asked(Period(date(2026, 3, 1), date(2026, 4, 1)), "EUR")


@pytest.fixture
def power_bi() -> Iterator[Kept]:
    with powerbi_test_server.running() as kept:
        yield kept


@pytest.fixture
async def opened(
    settings: Settings,
    power_bi: Kept,
    storage_connection: str,
) -> AsyncIterator[Shop]:
    plain = {name.removeprefix("LONJA_").lower(): v for name, v in power_bi.settings().items()}
    shop_settings = ShopSettings(
        database_url=settings.shop_url,
        warehouse_url=settings.warehouse_url,
        storage_connection=storage_connection,
        **plain,  # type: ignore[arg-type]
    )
    async with open_shop(shop_settings, "test") as shop:
        yield shop


def message(**body: object) -> bytes:
    return json.dumps(
        {"id": str(uuid4()), "type": "etl.run", "version": 1, "trace": "t", "body": body}
    ).encode()


class TestAMessage:
    async def test_runs_the_etl_and_has_power_bi_read_again(
        self, opened: Shop, shop: ShopRows, settings: Settings, power_bi: Kept
    ) -> None:
        shop.order(shop.variant("T-1"))

        await messages.take(opened, HANDLERS, message(asked_by="ana"), queue="etl", attempt=1)

        assert [row[4] for row in daily(settings)] == [1]
        assert power_bi.refreshes == 1

    async def test_delivered_five_times_is_one(
        self, opened: Shop, shop: ShopRows, settings: Settings, power_bi: Kept
    ) -> None:
        shop.order(shop.variant("T-1"))
        again = message(asked_by="ana", unknown_field="of a newer version")

        for attempt in range(1, 6):
            await messages.take(opened, HANDLERS, again, queue="etl", attempt=attempt)

        assert [row[4] for row in daily(settings)] == [1]
        assert power_bi.refreshes == 1

    async def test_can_ask_for_everything(
        self, opened: Shop, shop: ShopRows, settings: Settings
    ) -> None:
        shop.order(shop.variant("T-1"))

        await messages.take(
            opened, HANDLERS, message(asked_by="ana", full=True), queue="etl", attempt=1
        )
        await messages.take(
            opened, HANDLERS, message(asked_by="ana", full=True), queue="etl", attempt=1
        )

        assert ask(settings, "SELECT mode FROM etl.run ORDER BY id") == [("full",), ("full",)]

    async def test_fails_when_the_run_fails_so_that_an_alert_fires(
        self, opened: Shop, shop: ShopRows, power_bi: Kept
    ) -> None:
        shop.order(shop.variant("T-1"))
        shop.db.execute("UPDATE order_lines SET quantity = 3, total_minor = 3750")

        with pytest.raises(RunIsRed):
            await messages.take(opened, HANDLERS, message(asked_by="ana"), queue="etl", attempt=1)

        assert power_bi.refreshes == 0

    async def test_succeeds_while_power_bi_is_away(
        self, opened: Shop, shop: ShopRows, settings: Settings, power_bi: Kept
    ) -> None:
        power_bi.broken = 503
        shop.order(shop.variant("T-1"))

        await messages.take(opened, HANDLERS, message(asked_by="ana"), queue="etl", attempt=1)

        assert [row[4] for row in daily(settings)] == [1]

    async def test_of_an_unknown_type_is_refused(self, opened: Shop) -> None:
        strange = json.loads(message()) | {"type": "etl.dance"}

        with pytest.raises(LookupError, match=r"etl\.dance"):
            await messages.take(
                opened, HANDLERS, json.dumps(strange).encode(), queue="etl", attempt=1
            )

    async def test_comes_from_the_door_that_the_back_office_uses(
        self, opened: Shop, shop: ShopRows, settings: Settings
    ) -> None:
        shop.order(shop.variant("T-1"))
        async with opened.database.transaction() as db:
            await reports.request_run(db, asked_by="ana")
        with psycopg.connect(settings.shop_url) as db_now:
            row = db_now.execute("SELECT queue, envelope::text FROM outbox").fetchone()
        assert row is not None

        await messages.take(opened, HANDLERS, row[1].encode(), queue="etl", attempt=1)

        assert row[0] == "etl"
        assert [row[4] for row in daily(settings)] == [1]


IN_SPAIN: Any = {"within": (), "currency": "EUR", "zone": ZoneInfo("Europe/Madrid")}


class TestAPage:
    async def test_is_empty_before_the_first_run(self, opened: Shop) -> None:
        async with opened.warehouse.reading() as db:
            page = await reports.answer(db, reports.report_of("sales"), MARCH)

            assert (page.figures, page.charts, page.table.rows, page.as_of) == ([], [], [], None)
            assert await reports.choices(db, **IN_SPAIN) == []
            assert await reports.recent_runs(db) == []

    async def test_draws_what_the_shop_sold(self, opened: Shop, shop: ShopRows) -> None:
        tile, grout = shop.variant("T-1"), shop.variant("G-1")
        order = shop.order(tile, at="2026-03-02T10:00:00Z", quantities=(2,), unit_minor=1000)
        shop.order(grout, at="2026-03-04T10:00:00Z", quantities=(1,), unit_minor=700, country="PT")
        shop.order(tile, at="2026-02-10T10:00:00Z", quantities=(1,), unit_minor=900)
        shop.order(tile, at="2026-03-05T10:00:00Z", currency="USD")
        shop.db.execute("BEGIN")
        shop.give_back(order, tile, at="2026-03-09T10:00:00Z", units=1, unit_minor=1000)
        shop.db.execute("COMMIT")
        await run_once(opened, full=False)

        async with opened.warehouse.reading() as db:
            page = await reports.answer(db, reports.report_of("sales"), MARCH)
            country = await reports.answer(db, reports.report_of("sales_by_country"), MARCH)
            choices = await reports.choices(db, **IN_SPAIN)
            runs = await reports.recent_runs(db)

        # What was paid for the goods; the order's tax is its shipping's, for its lines have none.
        net = page.charts[0].series.rows
        assert len(net) == 31
        assert {row.labels[0]: row.values[0] for row in net if row.values[0]} == {
            "2026-03-02": 2000,
            "2026-03-04": 700,
            "2026-03-09": -1000,
        }
        figures = {one.metric: (one.value, one.previous, one.year_before) for one in page.figures}
        assert figures["net_sales"] == (1700, 900, 0)
        assert figures["total_sales"] == (2700, 1400, 0)
        assert figures["average_order"] == (1350, 900, None)
        assert page.as_of is not None
        assert [(row.labels, row.values[:3]) for row in country.table.rows] == [
            (["ES"], [1, 1000, 5882]),
            (["PT"], [1, 700, 4118]),
        ]
        assert [(one.currency, one.channel, one.orders) for one in choices] == [
            ("EUR", "web", 3),
            ("USD", "web", 1),
        ]
        assert [(one.state, one.mode) for one in runs] == [("done", "full")]

    async def test_has_a_period_of_at_least_a_day_within_the_years_of_the_shop(self) -> None:
        with pytest.raises(BadPeriod):
            Period(date(2026, 3, 1), date(2026, 3, 1))
        with pytest.raises(BadPeriod):
            Period(date(2000, 3, 1), date(2026, 3, 1))
