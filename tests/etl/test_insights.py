"""Models over a star that the ETL built: the figures are those that a person would count."""

from collections.abc import AsyncIterator
from datetime import date

import psycopg
import pytest
from tests.etl.reading import ask
from tests.support.shop_rows import ShopRows

from lonja.etl import insights
from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja.etl.warehouse import RUN_LOCK
from lonja.kernel.db import Database

pytestmark = pytest.mark.anyio
MODELS = ["customer_score", "cohort_month", "item_class", "basket_pair", "stock_cover"]


@pytest.fixture
async def warehouse(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.warehouse_url, pool_size=2)
    yield database
    await database.close()


class TestModels:
    async def test_say_nothing_of_an_empty_shop(
        self, settings: Settings, warehouse: Database
    ) -> None:
        before_the_first_run = await insights.make_due(warehouse)
        run(settings)

        assert before_the_first_run == []
        assert await insights.make_due(warehouse) == []

    async def test_score_customers_and_put_them_into_cohorts(
        self, settings: Settings, shop: ShopRows, warehouse: Database
    ) -> None:
        tile = shop.variant("T-1")
        keen, quiet = shop.customer(), shop.customer()
        for at in ("2026-01-05T10:00:00Z", "2026-02-05T10:00:00Z", "2026-02-20T10:00:00Z"):
            shop.order(tile, at=at, quantities=(4,), customer=keen)
        shop.order(tile, at="2026-01-07T10:00:00Z", quantities=(1,), customer=quiet)
        shop.order(tile, at="2026-02-21T10:00:00Z", customer=quiet, status="payment_failed")
        shop.order(tile, at="2026-02-22T10:00:00Z", quantities=(9,))
        run(settings)

        assert [*await insights.make_due(warehouse)][:2] == MODELS[:2]

        scores = ask(
            settings,
            "SELECT natural_key, orders, last_day, gap_days, currency, spent_minor, r, f, m"
            " FROM insights.customer_score ORDER BY orders",
        )
        assert scores == [
            (str(quiet), 1, date(2026, 1, 7), None, "EUR", 1250, 1, 1, 1),
            (str(keen), 3, date(2026, 2, 20), 23, "EUR", 15000, 2, 2, 2),
        ]
        assert ask(
            settings,
            "SELECT cohort::text, months, customers, orders, spent_minor"
            " FROM insights.cohort_month ORDER BY 1, 2",
        ) == [
            ("2026-01-01", 0, 2, 2, {"EUR": 6250}),
            ("2026-01-01", 1, 1, 2, {"EUR": 10000}),
        ]

    async def test_class_articles_and_find_what_is_bought_together(
        self, settings: Settings, shop: ShopRows, warehouse: Database
    ) -> None:
        dear, glue, rare = (shop.variant(sku) for sku in ("DEAR", "GLUE", "RARE"))
        for day in range(1, 7):
            order = shop.order(dear, at=f"2026-03-0{day}T10:00:00Z", quantities=(8,))
            shop.line(order, 2, glue)
        for day in range(1, 7):
            shop.order(rare, at=f"2026-03-1{day}T10:00:00Z", quantities=(1,), unit_minor=100)
        run(settings)

        await insights.make_due(warehouse)

        assert ask(
            settings,
            "SELECT sku, units, abc FROM insights.item_class ORDER BY cumulative",
        ) == [("DEAR", 48, "A"), ("GLUE", 6, "B"), ("RARE", 6, "C")]
        assert ask(
            settings,
            "SELECT item, other, baskets, support, confidence, reverse, lift::float"
            " FROM insights.basket_pair",
        ) == [("dear", "glue", 6, pytest.approx(0.5), 1, 1, 2.0)]

    async def test_run_once_a_day_and_write_down_what_they_did(
        self, settings: Settings, shop: ShopRows, warehouse: Database
    ) -> None:
        shop.order(shop.variant("T-1"), customer=shop.customer())
        run(settings)

        first = await insights.make_due(warehouse)
        again = await insights.make_due(warehouse)
        asked = await insights.make_due(warehouse, all_of_them=True)

        assert first == MODELS
        assert again == []
        assert asked == MODELS
        runs = ask(
            settings,
            "SELECT model, version, state, rows, trained_from::text, made_at IS NOT NULL"
            " FROM insights.run ORDER BY id LIMIT 1",
        )
        assert runs == [("customer_score", 1, "done", 1, "2026-03-02", True)]

    async def test_wait_for_a_run_of_the_etl(
        self, settings: Settings, shop: ShopRows, warehouse: Database
    ) -> None:
        shop.order(shop.variant("T-1"))
        run(settings)
        with psycopg.connect(settings.warehouse_url, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", (RUN_LOCK,))

            assert await insights.make_due(warehouse) == []

        assert ask(settings, "SELECT DISTINCT state, error FROM insights.run") == [
            ("failed", "the ETL was at work")
        ]

    async def test_that_fail_leave_yesterdays_answers_and_the_other_models_alone(
        self, settings: Settings, shop: ShopRows, warehouse: Database
    ) -> None:
        shop.order(shop.variant("T-1"), customer=shop.customer())
        run(settings)
        await insights.make_due(warehouse)
        with psycopg.connect(settings.warehouse_url) as db:
            db.execute("ALTER TABLE insights.item_class ADD CHECK (units < 0) NOT VALID")

        made = await insights.make_due(warehouse, all_of_them=True)

        assert made == [one for one in MODELS if one != "item_class"]
        assert ask(settings, "SELECT count(*) FROM insights.item_class") == [(1,)]
        assert ask(
            settings,
            "SELECT state, left(error, 15) FROM insights.run WHERE model = 'item_class'"
            " ORDER BY id DESC LIMIT 1",
        ) == [("failed", "CheckViolation:")]
