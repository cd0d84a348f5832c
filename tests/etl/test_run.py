"""The ETL on a real shop database and a real warehouse."""

from datetime import UTC, datetime

import psycopg
import pytest
from tests.etl.reading import ask, daily, star

from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja.etl.warehouse import RUN_LOCK
from lonja_tools.proofs.shop_rows import ShopRows


class TestARun:
    def test_is_full_the_first_time_and_then_takes_what_changed(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        shop.order(tile, quantities=(2, 3))

        first = run(settings)
        shop.order(tile, at="2026-03-03T10:00:00Z", quantities=(1,))
        second = run(settings)

        assert (first.state, first.mode, first.reason) == ("done", "full", "the first run")
        assert (second.state, second.mode, second.changed_keys) == ("done", "incremental", 1)
        assert daily(settings) == [
            ("2026-03-02", "web", "ES", "EUR", 1, 5, 6250, 0, 6750),
            ("2026-03-03", "web", "ES", "EUR", 1, 1, 1250, 0, 1750),
        ]

    def test_twice_changes_nothing(self, settings: Settings, shop: ShopRows) -> None:
        shop.order(shop.variant("T-1"), customer=shop.customer())
        run(settings)
        before = star(settings)

        again = run(settings)
        full = run(settings, full=True)

        assert (again.changed_keys, full.mode) == (0, "full")
        assert star(settings) == before

    def test_that_is_over_is_in_nobodys_way(self, settings: Settings, shop: ShopRows) -> None:
        """A server notices the end of a session later than we do."""
        shop.variant("T-1")

        run(settings)

        assert ask(settings, "SELECT pg_try_advisory_lock(%s)", RUN_LOCK) == [(True,)]

    def test_writes_down_what_it_read_loaded_and_dropped_by_rule(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        shop.order(tile, quantities=(2, 3))
        shop.order(tile, quantities=(1,), status="payment_failed")

        run(settings)

        assert ask(
            settings,
            "SELECT entity, read, loaded, dropped FROM etl.run_entity"
            " WHERE read > 0 ORDER BY entity",
        ) == [
            ("order_lines", 3, 2, {"order_not_a_sale": 1}),
            ("orders", 2, 2, {}),
            ("payments", 2, 1, {"no_money_moved": 1}),
            ("prices", 1, 1, {}),
            ("variants", 1, 1, {}),
        ]

    def test_knows_what_each_promotion_took_off_to_the_cent(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile, quantities=(2, 3))
        for line, amount in ((1, 250), (2, 375), (0, 500)):
            shop.discount(order, line, amount, name=f"Off {line}")
        unpaid = shop.order(tile, status="payment_failed")
        shop.discount(unpaid, 1, 100)

        found = run(settings)

        assert found.state == "done"
        assert ask(
            settings,
            "SELECT p.name, f.line, f.amount_minor, f.has_code FROM dw.fact_discount AS f"
            " JOIN dw.dim_promotion AS p USING (promotion_key) ORDER BY f.line",
        ) == [("Off 0", 0, 500, False), ("Off 1", 1, 250, False), ("Off 2", 2, 375, False)]

    def test_of_a_discount_that_is_not_its_promotions_is_red(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        order = shop.order(shop.variant("T-1"))
        shop.discount(order, 1, 250)
        shop.db.execute("UPDATE order_discounts SET amount_minor = 251")

        assert run(settings).state == "red"

    def test_does_not_run_beside_another(self, settings: Settings) -> None:
        run(settings)
        with psycopg.connect(settings.warehouse_url, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(7301002)")

            assert run(settings).state == "busy"

        assert run(settings).state == "done"

    def test_reads_everything_again_when_the_shop_is_another_database(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        shop.order(shop.variant("T-1"))
        run(settings)
        with psycopg.connect(settings.warehouse_url, autocommit=True) as db:
            db.execute("UPDATE etl.watermark SET source = 'restored/elsewhere'")

        again = run(settings)

        assert (again.mode, again.reason) == ("full", "the shop's database is another one")

    def test_reads_everything_again_when_the_shop_is_restored_to_an_earlier_day(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        """A physical restore keeps the database's identity, and its transactions count up again."""
        shop.order(shop.variant("T-1"))
        run(settings)
        yesterday = shop.db.execute("SELECT read_below::text FROM feed.reader").fetchone()
        shop.order(shop.variant("T-2"))
        run(settings)
        shop.db.execute("UPDATE feed.reader SET read_below = %s::xid8", yesterday)

        again = run(settings)
        after = run(settings)

        assert (again.mode, again.state) == ("full", "done")
        assert again.reason.startswith("the shop was restored to an earlier day")
        assert after.mode == "incremental"

    def test_forgets_the_log_below_its_watermark(self, settings: Settings, shop: ShopRows) -> None:
        shop.order(shop.variant("T-1"))

        run(settings)

        assert shop.db.execute("SELECT count(*) FROM feed.change").fetchone() == (0,)


class TestWhatCommitsLate:
    def test_is_read_by_the_next_run(self, settings: Settings, shop: ShopRows) -> None:
        tile = shop.variant("T-1")
        run(settings)
        with psycopg.connect(settings.shop_url) as slow:
            ShopRows(slow).order(tile, at="2026-03-02T09:00:00Z")
            shop.order(tile, at="2026-03-02T10:00:00Z")

            run(settings)
            meanwhile = daily(settings)
            slow.commit()
            run(settings)

        assert meanwhile == [("2026-03-02", "web", "ES", "EUR", 1, 2, 2500, 0, 3000)]
        assert daily(settings) == [("2026-03-02", "web", "ES", "EUR", 2, 4, 5000, 0, 6000)]

    def test_never_appears_when_it_rolls_back(self, settings: Settings, shop: ShopRows) -> None:
        tile = shop.variant("T-1")
        run(settings)
        with psycopg.connect(settings.shop_url) as slow:
            ShopRows(slow).order(tile)
            run(settings)
            slow.rollback()

        run(settings)

        assert daily(settings) == []


class TestAChangedOrder:
    def test_is_replaced_whole(self, settings: Settings, shop: ShopRows) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile, quantities=(2, 3, 4))
        run(settings)

        shop.db.execute("BEGIN")
        shop.drop_line(order, 2)
        shop.db.execute("COMMIT")
        run(settings)

        assert ask(settings, "SELECT line, quantity FROM dw.fact_order_line ORDER BY line") == [
            (1, 2),
            (3, 4),
        ]
        assert daily(settings) == [("2026-03-02", "web", "ES", "EUR", 1, 6, 7500, 0, 8000)]

    def test_leaves_its_old_day_when_it_is_cancelled(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        order = shop.order(shop.variant("T-1"))
        run(settings)

        shop.db.execute("UPDATE orders SET status = 'cancelled', cancelled_at = now()")
        run(settings)

        assert daily(settings) == []
        assert ask(settings, "SELECT order_id, status, is_sale FROM dw.fact_order") == [
            (order, "cancelled", False)
        ]

    def test_keeps_its_sale_when_goods_come_back_on_their_own_day(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile, quantities=(3,))
        run(settings)

        shop.db.execute("BEGIN")
        shop.give_back(order, tile, at="2026-03-09T12:00:00Z", units=1, unit_minor=1250)
        shop.db.execute("COMMIT")
        run(settings)

        assert daily(settings) == [
            ("2026-03-02", "web", "ES", "EUR", 1, 3, 3750, 0, 4250),
            ("2026-03-09", "web", "ES", "EUR", 0, 0, 0, -1250, -1250),
        ]


class TestAReload:
    def test_is_the_incremental_state_row_for_row(self, settings: Settings, shop: ShopRows) -> None:
        tile, ana = shop.variant("T-1"), shop.customer()
        first = shop.order(tile, quantities=(2, 5), customer=ana)
        shop.discount(first, 1, 250)
        run(settings)
        other = shop.variant("T-2", price_minor=990)
        shop.order(other, currency="USD", country="US", unit_minor=990)
        shop.db.execute("UPDATE customers SET segment = 'trade'")
        run(settings)
        shop.reprice(tile, 1500)
        shop.order(tile, unit_minor=1500, customer=ana, at="2039-01-01T00:00:00Z")
        shop.drop_line(first, 2)
        shop.move_stock(tile, 40)
        shop.give_back(first, tile, at="2026-04-01T00:00:00Z", units=1, unit_minor=1250)
        shop.gift_card(shop.order(other, status="placed"), 5000)
        shop.cart(tile)
        shop.attempt(first, status="declined", method="card", currency="EUR", at=datetime.now(UTC))
        shop.campaign(ana)
        shop.traffic("2026-03-02", "page", 3)
        shop.traffic("2026-03-02", "category", 1, subject="floors")
        shop.traffic("2026-03-02", "search", 1, subject="blue")
        run(settings)
        incremental = star(settings)

        again = run(settings, full=True)

        assert again.state == "done"
        assert star(settings) == incremental
        assert all(incremental[name] for name in incremental)

    def test_keeps_every_index(self, settings: Settings, shop: ShopRows) -> None:
        indexes = "SELECT indexname FROM pg_indexes WHERE schemaname = 'dw' ORDER BY 1"
        shop.variant("T-1")
        run(settings)
        there = ask(settings, indexes)

        run(settings, full=True)

        assert ask(settings, indexes) == there
        assert ("pk_fact_funnel_daily",) in there

    def test_is_the_incremental_state_of_days_that_no_order_of_the_run_is_of(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        """Another sale becomes the first of its customer, and a line's variant is known only now."""
        tile, ana = shop.variant("T-1"), shop.customer()
        first = shop.order(tile, customer=ana, at="2026-03-02T10:00:00Z")
        shop.order(tile, customer=ana, at="2026-03-09T10:00:00Z")
        shop.order(tile, at="2026-05-03T10:00:00Z")
        shop.db.execute("DELETE FROM variants")
        run(settings)
        shop.db.execute(
            "INSERT INTO variants (id, product_id, sku) SELECT %s, id, 'T-1' FROM products", (tile,)
        )
        shop.db.execute(
            "UPDATE orders SET status = 'cancelled', cancelled_at = placed_at WHERE id = %s",
            (first,),
        )
        shop.attempt(first, status="closed", method="card", currency="EUR", at=datetime.now(UTC))
        found = run(settings)
        incremental = star(settings)
        days = ask(
            settings, "SELECT sum(orders), count(DISTINCT flags_key) FROM dw.agg_daily_order"
        )

        run(settings, full=True)

        assert days == [(3, 3)]
        assert (found.state, found.mode) == ("done", "incremental")
        assert star(settings) == incremental

    def test_is_made_by_itself_where_rows_are_dated_ahead_of_a_change(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        """The clock of a process was ahead: its rows are of a version that ends before their day."""
        tile = shop.variant("T-1")
        shop.order(tile, at="2039-01-01T00:00:00Z")
        run(settings)
        shop.reprice(tile, 1500)

        found = run(settings)
        incremental = star(settings)
        after = run(settings)
        run(settings, full=True)

        assert (found.state, found.mode) == ("done", "full")
        assert found.reason.startswith("rows are dated ahead of a change")
        assert (after.mode, star(settings)) == ("incremental", incremental)
        assert ask(settings, "SELECT mode FROM etl.run ORDER BY id LIMIT 1 OFFSET 1") == [("full",)]


class TestMoney:
    def test_takes_the_tax_out_of_what_is_sold_discounted_and_returned(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile, quantities=(2,))
        shop.discount(order, 1, 500)
        shop.db.execute(
            "UPDATE order_lines SET tax_basis_points = 2100, tax_minor = 347 WHERE order_id = %s",
            (order,),
        )
        shop.give_back(order, tile, at="2026-03-09T12:00:00Z", units=1, unit_minor=1000)

        assert run(settings).state == "done"
        assert ask(
            settings,
            "SELECT items_minor, discount_minor, goods_tax_minor, discount_net_minor,"
            " returned_minor, returned_tax_minor FROM dw.agg_daily_sales ORDER BY date_key",
        ) == [(2500, 500, 347, 413, 0, 0), (0, 0, 0, 0, -1000, -174)]

    def test_of_different_currencies_is_never_added_up(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        shop.order(tile, currency="EUR", unit_minor=1250)
        shop.order(tile, currency="USD", unit_minor=1399, country="US")
        shop.db.execute("UPDATE orders SET channel = 'history' WHERE currency = 'USD'")
        shop.order(tile, currency="GBP", unit_minor=1099, country="GB")

        run(settings)

        assert daily(settings) == [
            ("2026-03-02", "history", "US", "USD", 1, 2, 2798, 0, 3298),
            ("2026-03-02", "web", "ES", "EUR", 1, 2, 2500, 0, 3000),
            ("2026-03-02", "web", "GB", "GBP", 1, 2, 2198, 0, 2698),
        ]

    def test_that_does_not_add_up_makes_the_run_red_and_keeps_what_was_there(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile)
        run(settings)
        before = star(settings)

        shop.db.execute("UPDATE order_lines SET quantity = 3, total_minor = 3750")
        red = run(settings)

        assert red.state == "red"
        assert [one.check for one in red.differences] == ["the lines of a sale sum to its items"]
        assert red.differences[0].facts["order_id"] == str(order)
        assert star(settings) == before
        assert ask(settings, "SELECT state FROM etl.run ORDER BY id") == [("done",), ("red",)]
        assert ask(settings, "SELECT name FROM etl.check_result WHERE NOT passed") == [
            ("the lines of a sale sum to its items",)
        ]

        shop.db.execute("UPDATE order_lines SET quantity = 2, total_minor = 2500")
        assert run(settings).state == "done"

    def test_is_compared_with_the_shop_and_not_only_with_itself(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        shop.order(shop.variant("T-1"))
        run(settings)
        with psycopg.connect(settings.warehouse_url, autocommit=True) as db:
            db.execute("UPDATE dw.fact_payment SET amount_minor = amount_minor + 1")
        shop.db.execute("UPDATE orders SET updated_at = now()")

        repaired = run(settings)

        assert repaired.state == "done"
        assert ask(settings, "SELECT sum(amount_minor) FROM dw.fact_payment") == [(3000,)]


@pytest.mark.parametrize("day", ["2026-03-01T23:30:00Z", "2026-03-02T22:59:00Z"])
def test_a_day_is_the_shops_own_day(settings: Settings, shop: ShopRows, day: str) -> None:
    shop.order(shop.variant("T-1"), at=day)

    run(settings)

    assert [row[0] for row in daily(settings)] == ["2026-03-02"]


class TestTheFactsOfTheShop:
    def test_decide_when_a_day_ends_and_which_prices_are_listed(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        shop.price(tile, "JPY", 1900)
        shop.order(tile, at="2026-03-02T23:30:00Z", currency="JPY", unit_minor=1900)
        run(settings)
        in_madrid = ask(settings, DAY_AND_LIST_PRICE)

        shop.become("Asia/Tokyo", "JPY")
        again = run(settings)

        assert in_madrid == [("2026-03-03", 1250, 0)]
        assert (again.state, again.mode) == ("done", "full")
        assert again.reason == "the models changed, or the shop's time zone or currency"
        assert ask(settings, DAY_AND_LIST_PRICE) == [("2026-03-03", 1900, 0)]

        shop.become("America/Lima", "JPY")
        run(settings)

        assert ask(settings, DAY_AND_LIST_PRICE) == [("2026-03-02", 1900, 0)]

    def test_choose_the_language_of_names(self, settings: Settings, shop: ShopRows) -> None:
        shop.variant("T-1")
        shop.db.execute(
            'UPDATE products SET texts = \'{"en": {"name": "Blue"}, "es": {"name": "Azul"}}\''
        )
        shop.become("Europe/London", "GBP", language="en")
        run(settings)
        english = ask(settings, NAMES)

        shop.become("Europe/London", "GBP", language="es")
        run(settings)

        assert (english, ask(settings, NAMES)) == ([("Blue",)], [("Azul",)])


DAY_AND_LIST_PRICE = """
    SELECT d.day::text, v.list_price_minor, c.minor_digits
      FROM dw.fact_order JOIN dw.dim_date AS d ON d.date_key = placed_date_key
      JOIN dw.dim_currency AS c USING (currency_key)
     CROSS JOIN (SELECT list_price_minor FROM dw.dim_variant
                  WHERE is_current AND variant_key > 0) AS v"""
NAMES = "SELECT product_name FROM dw.dim_variant WHERE is_current AND variant_key > 0"
