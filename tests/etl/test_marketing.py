"""What became of carts and of campaigns."""

from tests.etl.reading import ask

from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja_tools.proofs.shop_rows import ShopRows

CARTS = (
    "SELECT last_step, ordered_date_key, paid_date_key, units, value_minor FROM dw.fact_cart"
    " ORDER BY created_at"
)
SENDS = (
    "SELECT name, status, orders, base_sales_minor FROM dw.fact_campaign_send"
    " JOIN dw.dim_campaign USING (campaign_key) ORDER BY name"
)


def test_a_cart_is_followed_to_its_payment(settings: Settings, shop: ShopRows) -> None:
    tile = shop.variant("T-1")
    left = shop.cart(tile, at="2026-03-01T09:00:00Z")
    order = shop.order(tile, status="placed")
    shop.cart(tile, order=order)
    empty = shop.cart(tile, at="2026-03-03T09:00:00Z")
    shop.db.execute("DELETE FROM cart_lines WHERE cart_id = %s", (empty,))
    done = run(settings)
    before = ask(settings, CARTS)
    shop.db.execute("UPDATE carts SET address = '{}' WHERE id = %s", (left,))
    shop.db.execute("UPDATE orders SET status = 'confirmed', confirmed_at = '2026-03-04T10:00:00Z'")
    run(settings)

    assert done.entities["carts"].dropped == {"empty_cart": 1}
    assert before == [("lines", 0, 0, 2, 2500), ("order", 20260302, 0, 2, 2500)]
    assert ask(settings, CARTS) == [
        ("address", 0, 0, 2, 2500),
        ("paid", 20260302, 20260304, 2, 2500),
    ]


def test_a_sale_is_of_the_last_campaign_within_a_week(settings: Settings, shop: ShopRows) -> None:
    tile, ana = shop.variant("T-1"), shop.customer()
    shop.campaign(ana, name="First", at="2026-03-01T09:00:00Z")
    shop.campaign(ana, name="Second", at="2026-03-03T09:00:00Z")
    shop.order(tile, at="2026-03-04T10:00:00Z", customer=ana)
    run(settings)
    before = ask(settings, SENDS)
    shop.order(tile, at="2026-03-02T10:00:00Z", customer=ana)
    shop.order(tile, at="2026-03-20T10:00:00Z", customer=ana)
    shop.db.execute(
        "UPDATE campaign_recipients SET status = 'unsubscribed' FROM campaigns"
        " WHERE campaigns.id = campaign_id AND campaigns.name = 'First'"
    )
    run(settings)

    assert before == [("First", "sent", 0, 0), ("Second", "sent", 1, 3000)]
    assert ask(settings, SENDS) == [("First", "unsubscribed", 1, 3000), ("Second", "sent", 1, 3000)]


def test_an_erased_buyer_is_a_number_in_every_fact(settings: Settings, shop: ShopRows) -> None:
    tile, ana = shop.variant("T-1"), shop.customer()
    shop.campaign(ana)
    order = shop.order(tile, customer=ana)
    shop.cart(tile, order=order)
    run(settings)
    shop.db.execute("UPDATE campaign_recipients SET email = '', name = ''")
    shop.db.execute("DELETE FROM customers")
    run(settings)

    tables = ask(
        settings,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'dw' ORDER BY 1",
    )
    for (table,) in tables:
        kept = ask(settings, f"SELECT 1 FROM dw.{table} AS t WHERE t::text ~* 'ana|ruiz|@'")
        assert kept == [], table
    assert ask(
        settings,
        "SELECT DISTINCT segment, country, customer_since FROM dw.fact_campaign_send"
        " JOIN dw.dim_customer USING (customer_key)",
    ) == [("erased", "", None)]
