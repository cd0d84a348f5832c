"""Reports of what is looked at and searched for. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

TRAFFIC: Final = (
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
)  # fmt: skip
