"""Models over a star that the ETL built: the figures are those that a person would count."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import pytest
from tests.etl.reading import ask

from lonja.actions.take_insights import take_insights
from lonja.etl import insights
from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja.etl.warehouse import RUN_LOCK
from lonja.insights import api
from lonja.kernel.db import Database
from lonja_tools.proofs.shop_rows import ShopRows

pytestmark = pytest.mark.anyio
MODELS = ["customer_score", "cohort_month", "item_class", "basket_pair", "stock_cover"]


@pytest.fixture
async def both(settings: Settings) -> AsyncIterator[tuple[Database, Database]]:
    """The warehouse and the shop, as the ETL's process opens them."""
    warehouse = Database(settings.warehouse_url, pool_size=2)
    shop = Database(settings.shop_url, pool_size=2)
    yield warehouse, shop
    await warehouse.close()
    await shop.close()


async def take_all(shop: Database) -> int:
    """As the clock does, until nothing waits."""
    taken = 0
    while True:
        async with shop.transaction() as db:
            if not await take_insights(db, now=datetime.now(UTC)):
                return taken
        taken += 1


class TestModels:
    async def test_say_nothing_of_an_empty_shop(
        self, settings: Settings, both: tuple[Database, Database]
    ) -> None:
        before_the_first_run = await insights.make_due(*both)
        run(settings)

        assert before_the_first_run == []
        assert await insights.make_due(*both) == []

    async def test_score_customers_and_put_them_into_cohorts(
        self, settings: Settings, shop: ShopRows, both: tuple[Database, Database]
    ) -> None:
        tile = shop.variant("T-1")
        keen, quiet = shop.customer(), shop.customer()
        for at in ("2026-01-05T10:00:00Z", "2026-02-05T10:00:00Z", "2026-02-20T10:00:00Z"):
            shop.order(tile, at=at, quantities=(4,), customer=keen)
        shop.order(tile, at="2026-01-07T10:00:00Z", quantities=(1,), customer=quiet)
        shop.order(tile, at="2026-02-21T10:00:00Z", customer=quiet, status="payment_failed")
        shop.order(tile, at="2026-02-22T10:00:00Z", quantities=(9,))
        run(settings)

        assert [*await insights.make_due(*both)][:2] == MODELS[:2]

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
        self, settings: Settings, shop: ShopRows, both: tuple[Database, Database]
    ) -> None:
        dear, glue, rare = (shop.variant(sku) for sku in ("DEAR", "GLUE", "RARE"))
        for day in range(1, 7):
            order = shop.order(dear, at=f"2026-03-0{day}T10:00:00Z", quantities=(8,))
            shop.line(order, 2, glue)
        for day in range(1, 7):
            shop.order(rare, at=f"2026-03-1{day}T10:00:00Z", quantities=(1,), unit_minor=100)
        run(settings)

        await insights.make_due(*both)

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
        self, settings: Settings, shop: ShopRows, both: tuple[Database, Database]
    ) -> None:
        shop.order(shop.variant("T-1"), customer=shop.customer())
        run(settings)

        first = await insights.make_due(*both)
        again = await insights.make_due(*both)
        asked = await insights.make_due(*both, all_of_them=True)

        assert first == MODELS
        assert again == []
        assert asked == MODELS
        runs = ask(
            settings,
            "SELECT model, version, state, rows, trained_from::text, made_at IS NOT NULL"
            " FROM insights.run ORDER BY id LIMIT 1",
        )
        assert runs == [("customer_score", 1, "done", 1, "2026-03-02", True)]

    async def test_hand_over_to_the_shop_which_takes_them_once(
        self, settings: Settings, shop: ShopRows, both: tuple[Database, Database]
    ) -> None:
        dear, glue = shop.variant("DEAR"), shop.variant("GLUE")
        keen = shop.customer()
        for day in range(1, 7):
            order = shop.order(dear, at=f"2026-03-0{day}T10:00:00Z", customer=keen)
            shop.line(order, 2, glue)
        for day in range(1, 7):
            shop.order(shop.variant(f"RARE-{day}"), at=f"2026-03-1{day}T10:00:00Z")
        run(settings)
        await insights.make_due(*both)

        first = await take_all(both[1])
        again = await take_all(both[1])

        assert first >= 3
        assert again == 0
        assert shop.db.execute(
            "SELECT p.slug, o.slug, b.position FROM bought_together b"
            " JOIN products p ON p.id = b.product_id JOIN products o ON o.id = b.other_id"
            " ORDER BY 1"
        ).fetchall() == [("dear", "glue", 0), ("glue", "dear", 0)]
        assert shop.db.execute("SELECT customer_id FROM customer_scores").fetchall() == [(keen,)]

    async def test_that_are_switched_off_are_taken_back(
        self, settings: Settings, shop: ShopRows, both: tuple[Database, Database]
    ) -> None:
        shop.order(shop.variant("T-1"), customer=shop.customer())
        run(settings)
        await insights.make_due(*both)
        await take_all(both[1])
        async with both[1].transaction() as db:
            now = await api.automatic(db)
            off = replace(now, rfm_on=False, pairs_on=False)
            await api.set_automatic(db, off, actor="ana", now=datetime.now(UTC))

        await take_all(both[1])

        assert shop.db.execute("SELECT count(*) FROM customer_scores").fetchone() == (0,)

    async def test_may_be_handed_over_by_the_etl_and_read_by_it_in_no_way(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        with psycopg.connect(settings.shop_url, options="-c role=lonja_etl") as db:
            db.execute("SELECT feed.answer('pairs', 0, now(), '[]')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute("SELECT * FROM insight_answers")

    async def test_wait_for_a_run_of_the_etl(
        self, settings: Settings, shop: ShopRows, both: tuple[Database, Database]
    ) -> None:
        shop.order(shop.variant("T-1"))
        run(settings)
        with psycopg.connect(settings.warehouse_url, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", (RUN_LOCK,))

            assert await insights.make_due(*both) == []

        assert ask(settings, "SELECT count(*) FROM insights.run") == [(0,)]
        assert await insights.make_due(*both) == MODELS

    async def test_that_fail_leave_yesterdays_answers_and_the_other_models_alone(
        self, settings: Settings, shop: ShopRows, both: tuple[Database, Database]
    ) -> None:
        shop.order(shop.variant("T-1"), customer=shop.customer())
        run(settings)
        await insights.make_due(*both)
        with psycopg.connect(settings.warehouse_url) as db:
            db.execute("ALTER TABLE insights.item_class ADD CHECK (units < 0) NOT VALID")

        made = await insights.make_due(*both, all_of_them=True)

        assert made == [one for one in MODELS if one != "item_class"]
        assert ask(settings, "SELECT count(*) FROM insights.item_class") == [(1,)]
        assert ask(
            settings,
            "SELECT state, left(error, 15) FROM insights.run WHERE model = 'item_class'"
            " ORDER BY id DESC LIMIT 1",
        ) == [("failed", "CheckViolation:")]
