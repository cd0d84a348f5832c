"""What the facts say of an order, its money and what became of it."""

from tests.etl.reading import ask

from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja_tools.proofs.shop_rows import ShopRows


class TestAnOrder:
    def test_has_its_milestones_and_the_hours_to_each(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile)
        shop.move_stock(tile, 9)
        shop.move_stock(tile, -2, at="2026-03-02T11:00:00Z", order=order)
        shop.db.execute("UPDATE orders SET shipped_at = '2026-03-03T10:00:00Z'")
        run(settings)
        shop.db.execute("UPDATE orders SET delivered_at = '2026-03-05T10:00:00Z'")
        shop.give_back(order, tile, at="2026-03-09T10:00:00Z", units=1, unit_minor=1250)
        run(settings)

        assert ask(
            settings,
            "SELECT paid_date_key, allocated_date_key, shipped_date_key, delivered_date_key,"
            " returned_date_key, cancelled_date_key, hours_to_allocate::int, hours_to_ship::int,"
            " hours_to_deliver::int, hours_to_return::int, hours_to_cancel, placed_time_key"
            " FROM dw.fact_order",
        ) == [(20260302, 20260302, 20260303, 20260305, 20260309, 0, 1, 24, 72, 168, None, 11)]

    def test_is_the_first_of_its_customer_until_an_earlier_one_is_paid(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile, ana = shop.variant("T-1"), shop.customer()
        early = shop.order(tile, at="2026-03-01T10:00:00Z", customer=ana, status="placed")
        late = shop.order(tile, at="2026-03-02T10:00:00Z", customer=ana)
        shop.order(tile, at="2026-03-03T10:00:00Z")
        run(settings)
        at_first = ask(settings, FIRST)
        shop.db.execute("UPDATE orders SET confirmed_at = now() WHERE id = %s", (early,))
        run(settings)

        assert at_first == [(late,)]
        assert ask(settings, FIRST) == [(early,)]
        assert ask(settings, FIRST_OF_LINES) == [(early,)]

    def test_of_a_company_by_a_guest_says_so(self, settings: Settings, shop: ShopRows) -> None:
        shop.order(shop.variant("T-1"))
        shop.db.execute('UPDATE orders SET address = \'{"company": "Azul SL"}\'')
        run(settings)

        assert ask(
            settings,
            "SELECT is_guest, is_business, is_first, is_gift_cards FROM dw.fact_order"
            " JOIN dw.dim_order_flags USING (flags_key)",
        ) == [(True, True, False, False)]

    def test_goes_to_a_province_and_never_to_a_street(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        for country, postal_code, region in (
            ("ES", "28013", "Madrid"),
            ("US", "94107", "ca"),
            ("FR", "75001", "Calle Mayor 1, 2º"),
        ):
            shop.order(tile, country=country)
            shop.db.execute(
                "UPDATE orders SET address = jsonb_build_object('postal_code', %s::text,"
                " 'region', %s::text) WHERE country = %s",
                (postal_code, region, country),
            )
        run(settings)

        assert ask(
            settings,
            "SELECT country, region FROM dw.fact_order JOIN dw.dim_geography USING (geography_key)"
            " ORDER BY 1",
        ) == [("ES", "28"), ("FR", ""), ("US", "CA")]


class TestAGiftCard:
    def test_is_no_sale_but_what_the_shop_owes(self, settings: Settings, shop: ShopRows) -> None:
        card = shop.gift_card(shop.order(shop.variant("T-1"), quantities=(2,)), 5000)
        done = run(settings)
        shop.credit(card, "spent", -1200, at="2026-04-01T10:00:00Z")
        again = run(settings)

        assert (done.state, again.state) == ("done", "done")
        assert done.entities["order_lines"].dropped == {"gift_card_is_no_sale": 1}
        assert ask(
            settings,
            "SELECT lines, units, items_minor, gift_cards_minor, total_minor FROM dw.fact_order",
        ) == [(1, 2, 2500, 5000, 8000)]
        assert ask(settings, "SELECT sum(net_sales_minor) FROM dw.agg_daily_sales") == [(3000,)]
        assert ask(
            settings, "SELECT date_key, kind, amount_minor FROM dw.fact_credit ORDER BY 1"
        ) == [(20260302, "sold", 5000), (20260401, "spent", -1200)]


class TestACost:
    def test_is_the_one_of_the_day_of_the_sale_and_zero_is_not_unknown(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        for sku in ("PAID", "FREE", "UNKNOWN"):
            shop.order(shop.variant(sku, cost_minor=500), unit_minor=1210)
        shop.db.execute("UPDATE variants SET cost_minor = 0 WHERE sku = 'FREE'")
        shop.db.execute("UPDATE variants SET cost_minor = NULL WHERE sku = 'UNKNOWN'")
        shop.db.execute("UPDATE order_lines SET tax_minor = 420, tax_basis_points = 2100")
        run(settings)
        shop.db.execute("UPDATE variants SET cost_minor = 900 WHERE sku = 'PAID'")
        run(settings)

        assert ask(
            settings,
            "SELECT v.sku, f.cost_minor, f.base_net_minor, f.margin_minor"
            " FROM dw.fact_order_line AS f JOIN dw.dim_variant AS v USING (variant_key) ORDER BY 1",
        ) == [("FREE", 0, 2000, 2000), ("PAID", 1000, 2000, 1000), ("UNKNOWN", None, 2000, None)]


class TestTheBaseCurrency:
    def test_has_every_amount_at_the_rate_of_its_day(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        shop.become(MADRID, "EUR", rates={"USD": "1.25"}, at="2026-01-01T00:00:00Z")
        shop.become(MADRID, "EUR", rates={"USD": "2"}, at="2026-03-05T00:00:00Z")
        tile = shop.variant("T-1")
        for at, currency in (("2025-12-30", "USD"), ("2026-03-06", "USD"), ("2026-03-07", "EUR")):
            shop.order(tile, at=f"{at}T10:00:00Z", currency=currency, unit_minor=1000)
        shop.order(tile, at="2026-03-08T10:00:00Z", currency="GBP", unit_minor=1000)
        run(settings)

        assert ask(settings, BASE) == [(2500, 2000), (2500, 1250), (2500, 2500), (2500, None)]
        assert ask(settings, "SELECT base_amount_minor FROM dw.fact_payment ORDER BY paid_at") == [
            (2000,),
            (1250,),
            (2500,),
            (None,),
        ]

    def test_follows_a_rate_that_comes_later(self, settings: Settings, shop: ShopRows) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile, currency="USD", unit_minor=1000)
        shop.give_back(order, tile, at="2026-04-01T10:00:00Z", units=1, unit_minor=1000)
        shop.db.execute("UPDATE returns SET currency = 'USD'")
        run(settings)
        before = ask(settings, BASE)
        shop.become(MADRID, "EUR", rates={"USD": "1.25"})
        second = run(settings)

        assert (before, second.mode) == ([(2500, None)], "incremental")
        assert ask(settings, BASE) == [(2500, 2000)]
        assert ask(settings, "SELECT sum(base_net_sales_minor) FROM dw.agg_daily_sales") == [
            (1200,)
        ]

    def test_of_a_currency_without_decimals(self, settings: Settings, shop: ShopRows) -> None:
        shop.become(MADRID, "EUR", rates={"JPY": "160"}, at="2026-01-01T00:00:00Z")
        shop.order(shop.variant("T-1"), currency="JPY", unit_minor=1600)
        run(settings)

        assert ask(settings, BASE) == [(3700, 2313)]


class TestAReturn:
    def test_takes_back_the_tax_and_says_what_can_be_sold_again(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile, quantities=(4,), unit_minor=1210)
        shop.db.execute("UPDATE order_lines SET tax_minor = 840, tax_basis_points = 2100")
        given = shop.give_back(order, tile, at="2026-04-01T10:00:00Z", units=2, unit_minor=1210)
        run(settings)
        unseen = ask(settings, BACK)
        shop.db.execute(
            "WITH c AS (INSERT INTO return_cases (order_id, id, number, order_number, kind, status,"
            " source, currency, refund_id, requested_at) VALUES (%s, gen_random_uuid(), 'R', 'O',"
            " 'return', 'settled', 'staff', 'EUR', %s, now()) RETURNING order_id, id)"
            " INSERT INTO return_case_lines (order_id, case_id, line, requested, approved, received,"
            " resellable) SELECT order_id, id, 1, 2, 2, 2, 1 FROM c",
            (order, given),
        )
        run(settings)

        assert unseen == [(20260401, -2, -2420, -420, "", 0)]
        assert ask(settings, BACK) == [(20260401, -2, -2420, -420, "mixed", 1)]

    def test_is_in_its_own_month_and_a_closed_one_stays_as_it_was(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        order = shop.order(tile, quantities=(3,))
        run(settings)
        closed = ask(settings, MONTH, 3)
        shop.give_back(order, tile, at="2026-05-31T21:59:00Z", units=3, unit_minor=1250)
        run(settings)

        assert ask(settings, MONTH, 3) == closed
        assert ask(settings, MONTH, 5) == [(-3750,)]


MADRID = "Europe/Madrid"
FIRST = (
    "SELECT order_id FROM dw.fact_order JOIN dw.dim_order_flags USING (flags_key) WHERE is_first"
)
FIRST_OF_LINES = FIRST.replace("fact_order ", "fact_order_line ")
BASE = "SELECT total_minor, base_total_minor FROM dw.fact_order ORDER BY placed_at"
BACK = "SELECT date_key, quantity, amount_minor, tax_minor, condition, restocked FROM dw.fact_return_line"
MONTH = (
    "SELECT sum(net_sales_minor) FROM dw.agg_daily_sales JOIN dw.dim_date USING (date_key)"
    " WHERE month = %s"
)
