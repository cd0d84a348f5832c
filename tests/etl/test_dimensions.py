from tests.etl.reading import ask

from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja_tools.proofs.shop_rows import ShopRows


class TestAVariant:
    def test_keeps_the_price_that_it_had_when_it_was_sold(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1", price_minor=1250)
        shop.order(tile, at="2020-01-01T00:00:00Z")
        run(settings)
        shop.reprice(tile, 1500)
        run(settings)
        shop.order(tile, at="2039-01-01T00:00:00Z")
        run(settings)

        assert ask(
            settings,
            "SELECT v.list_price_minor, v.is_current FROM dw.fact_order_line"
            " JOIN dw.dim_variant AS v USING (variant_key) ORDER BY date_key",
        ) == [(1250, False), (1500, True)]

    def test_that_did_not_change_makes_no_version(self, settings: Settings, shop: ShopRows) -> None:
        shop.variant("T-1")
        run(settings)
        shop.db.execute(
            'UPDATE products SET updated_at = now(), texts = \'{"en": {"name": "Blue"}}\''
        )

        second = run(settings)

        assert second.entities["variants"].dropped == {"unchanged_version": 1}
        assert ask(settings, "SELECT product_name FROM dw.dim_variant WHERE variant_key > 0") == [
            ("Blue",)
        ]

    def test_that_only_a_line_remembers_is_inferred_and_completed_later(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        tile = shop.variant("T-1")
        shop.order(tile)
        shop.db.execute("DELETE FROM variants")
        run(settings)
        inferred = ask(settings, "SELECT sku, inferred FROM dw.dim_variant WHERE variant_key > 0")

        shop.db.execute(
            "INSERT INTO variants (id, product_id, sku) SELECT %s, id, 'T-1' FROM products", (tile,)
        )
        run(settings)

        assert inferred == [("T", True)]
        assert ask(settings, "SELECT sku, inferred FROM dw.dim_variant WHERE variant_key > 0") == [
            ("T-1", False)
        ]

    def test_is_no_longer_sold_when_it_is_gone(self, settings: Settings, shop: ShopRows) -> None:
        shop.order(shop.variant("T-1"))
        run(settings)
        shop.db.execute("DELETE FROM variants")
        run(settings)

        assert ask(settings, "SELECT sku, is_sold FROM dw.dim_variant WHERE variant_key > 0") == [
            ("T-1", False)
        ]


class TestACustomer:
    def test_is_another_version_after_moving_to_another_segment(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        ana = shop.customer()
        shop.order(shop.variant("T-1"), at="2020-01-01T00:00:00Z", customer=ana)
        run(settings)
        shop.db.execute("UPDATE customers SET segment = 'trade'")
        run(settings)

        assert ask(
            settings,
            "SELECT segment, valid_to = 'infinity' FROM dw.dim_customer"
            " WHERE customer_key > 0 ORDER BY valid_from",
        ) == [("retail", False), ("trade", True)]
        assert ask(
            settings,
            "SELECT segment FROM dw.fact_order JOIN dw.dim_customer USING (customer_key)",
        ) == [("retail",)]

    def test_that_is_erased_leaves_the_sale_and_nothing_else(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        ana = shop.customer()
        order = shop.order(shop.variant("T-1"), customer=ana)
        run(settings)
        shop.db.execute("DELETE FROM customers")
        run(settings)

        assert ask(
            settings,
            "SELECT language, country, segment, customer_since FROM dw.dim_customer"
            " WHERE customer_key > 0",
        ) == [("", "", "erased", None)]
        assert ask(
            settings, "SELECT order_id, total_minor FROM dw.fact_order WHERE customer_key > 0"
        ) == [(order, 3000)]

    def test_that_never_signed_in_is_the_unknown_member(
        self, settings: Settings, shop: ShopRows
    ) -> None:
        shop.order(shop.variant("T-1"), customer=None)
        run(settings)

        assert ask(settings, "SELECT customer_key FROM dw.fact_order") == [(0,)]


def test_a_natural_key_that_is_no_id_is_none(settings: Settings, shop: ShopRows) -> None:
    """The unknown member's is empty: where it is read depends on the plan, and no run ends by it."""
    tile = shop.variant("T-1")
    run(settings)

    keys = f"VALUES ('{tile}'), (''), ('amazon/T-1'), ('{tile}0')"
    found = ask(settings, f"SELECT etl.uuid_of(key) FROM ({keys}) AS k(key)")

    assert [row[0] for row in found] == [tile, None, None, None]
