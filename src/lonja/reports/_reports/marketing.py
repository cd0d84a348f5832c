"""Reports of marketing: what is looked at, searched for, left in carts, and what mails brought. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

MARKETING: Final = (
    Report(
        "funnel", "marketing",
        {"es": "De la vista al pedido", "en": "From a view to an order"},
        {
            "es": "Cuántas veces se miró, se puso en un carrito, se fue a la caja y se pidió. Sin cookies ni visitantes.",
            "en": "How often things were looked at, put into carts, checked out and ordered. No cookies, no visitors.",
        },
        ("product_views", "cart_additions", "checkouts", "web_orders"),
        (
            Chart("views_by_day", "line", ("product_views", "cart_additions"), ("day",)),
            Chart("orders_per_view_by_week", "line", ("orders_per_view",), ("week",)),
            Chart("views_by_device", "bars", ("product_views",), ("device",), 12),
        ),
        Table(("product_views", "cart_additions", "checkouts", "web_orders", "orders_per_view"), ("day",)),
        ("channel", "device"),
    ),
    Report(
        "searches", "marketing",
        {"es": "Búsquedas sin resultado", "en": "Searches without result"},
        {
            "es": "Qué se busca y qué no se encuentra.",
            "en": "What is searched for, and what is not found.",
        },
        ("searches", "searches_without_result", "empty_search_rate"),
        (
            Chart("searches_by_day", "columns", ("searches",), ("day",)),
            Chart("empty_by_term", "bars", ("searches_without_result",), ("term",), 12),
        ),
        Table(("searches_without_result", "searches", "empty_search_rate"), ("term",)),
        ("channel",),
    ),
    Report(
        "checkout", "marketing",
        {"es": "De un carrito a un pedido", "en": "From a cart to an order"},
        {
            "es": "Hasta dónde llegan los carritos.",
            "en": "How far carts get.",
        },
        ("carts", "ordered_carts", "paid_carts", "cart_order_rate"),
        (
            Chart("steps_of_carts", "funnel", ("carts", "carts_with_address", "carts_with_shipping", "ordered_carts", "paid_carts"), ()),
            Chart("cart_order_rate_by_week", "line", ("cart_order_rate",), ("week",)),
            Chart("carts_by_country", "bars", ("carts",), ("country",), 12),
        ),
        Table(("carts", "carts_with_address", "carts_with_shipping", "ordered_carts", "paid_carts", "cart_order_rate"), ("week",)),
        ("country", "last_step"),
    ),
    Report(
        "abandoned_carts", "marketing",
        {"es": "Carritos abandonados", "en": "Abandoned carts"},
        {
            "es": "Cuántos carritos no acaban en un pedido, dónde se quedan y cuánto valían.",
            "en": "How many carts do not become an order, where they stop, and what they were worth.",
        },
        ("left_carts", "left_value", "left_rate", "average_left"),
        (
            Chart("left_value_by_week", "columns", ("left_value",), ("week",)),
            Chart("left_by_step", "columns", ("left_carts",), ("last_step",)),
            Chart("left_by_country", "bars", ("left_value",), ("country",), 12),
        ),
        Table(("left_carts", "left_value", "average_left", "left_rate"), ("week", "last_step")),
        ("country", "last_step"),
    ),
    Report(
        "campaigns", "marketing",
        {"es": "Campañas", "en": "Campaigns"},
        {
            "es": "Correos enviados y los pedidos de los siete días siguientes. No se sigue a nadie.",
            "en": "Mails that went out, and the orders of the seven days after them. Nobody is followed.",
        },
        ("campaign_mails", "campaign_orders", "campaign_sales", "orders_per_mail"),
        (
            Chart("sales_by_campaign", "bars", ("campaign_sales",), ("campaign",), 12),
            Chart("mails_by_month", "columns", ("campaign_mails",), ("month",)),
        ),
        Table(("campaign_mails", "campaign_orders", "campaign_sales", "orders_per_mail", "sales_per_mail"), ("campaign",)),
        ("campaign",), days=365,
    ),
)  # fmt: skip
