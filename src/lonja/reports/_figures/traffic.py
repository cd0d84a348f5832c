"""What is looked at and searched for, as the shop itself counts it: nobody is in it. Pure."""

from typing import Final

from lonja.reports._language import Condition, Metric, Ratio, Sum


def _step(step: str) -> tuple[Condition, ...]:
    return (Condition("step", (step,)),)


TRAFFIC: Final = (
    Metric(
        "product_views", "count",
        {"es": "Vistas de productos", "en": "Product views"},
        {
            "es": "Cuántas veces se miró la página de un producto; sin programas.",
            "en": "How often the page of a product was looked at; programs are left out.",
        },
        Sum({"funnel": "views"}, where=_step("product")), "marketing",
    ),
    Metric(
        "cart_additions", "count",
        {"es": "Veces añadido al carrito", "en": "Added to a cart"},
        {
            "es": "Cuántas veces se puso algo en un carrito.",
            "en": "How often something was put into a cart.",
        },
        Sum({"funnel": "views"}, where=_step("add_to_cart")), "marketing",
    ),
    Metric(
        "checkouts", "count",
        {"es": "Vistas de la caja", "en": "Checkout views"},
        {
            "es": "Cuántas veces se abrió la página para pagar.",
            "en": "How often the page of the checkout was opened.",
        },
        Sum({"funnel": "views"}, where=_step("checkout")), "marketing",
    ),
    Metric(
        "web_orders", "count",
        {"es": "Pedidos enviados en la web", "en": "Orders sent on the web"},
        {
            "es": "Cuántas veces la caja terminó en un pedido, pagado o no.",
            "en": "How often the checkout ended in an order, paid or not.",
        },
        Sum({"funnel": "views"}, where=_step("order")), "marketing",
    ),
    Metric(
        "orders_per_view", "percent",
        {"es": "Pedidos por vista de producto", "en": "Orders per product view"},
        {
            "es": "Pedidos de la web entre vistas de productos. No son visitantes: no se cuenta a nadie.",
            "en": "Orders on the web divided by product views. Not visitors: nobody is counted.",
        },
        Ratio("web_orders", "product_views"), "marketing",
    ),
    Metric(
        "searches", "count",
        {"es": "Búsquedas", "en": "Searches"},
        {
            "es": "Búsquedas con palabras que no pueden ser de una persona.",
            "en": "Searches with words that cannot be about a person.",
        },
        Sum({"search": "searches"}), "marketing",
    ),
    Metric(
        "searches_without_result", "count",
        {"es": "Búsquedas sin resultado", "en": "Searches without result"},
        {
            "es": "Búsquedas que no encontraron nada.",
            "en": "Searches that found nothing.",
        },
        Sum({"search": "without_result"}), "marketing", is_better="down",
    ),
    Metric(
        "empty_search_rate", "percent",
        {"es": "Tasa de búsquedas sin resultado", "en": "Rate of searches without result"},
        {
            "es": "Búsquedas sin resultado entre búsquedas.",
            "en": "Searches without result divided by searches.",
        },
        Ratio("searches_without_result", "searches"), "marketing", is_better="down",
    ),
)  # fmt: skip
