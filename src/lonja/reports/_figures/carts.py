"""Carts on their way to an order, and campaigns. A cart counts on the day it was begun. Pure."""

from typing import Final

from lonja.reports._language import Condition, Count, Metric, Ratio, Sum

_LEFT: Final = (Condition("last_step", ("order", "paid"), is_not=True),)


def _beyond(*steps: str) -> tuple[Condition, ...]:
    return (Condition("last_step", steps, is_not=True),)


CARTS: Final = (
    Metric(
        "carts", "count",
        {"es": "Carritos", "en": "Carts"},
        {
            "es": "Carritos con algo dentro, en el día en que se empezaron.",
            "en": "Carts with something in them, on the day they were begun.",
        },
        Count({"cart": ""}), "marketing",
    ),
    Metric(
        "carts_with_address", "count",
        {"es": "Con dirección", "en": "With an address"},
        {
            "es": "Carritos que llegaron a tener una dirección.",
            "en": "Carts that got as far as an address.",
        },
        Count({"cart": ""}, where=_beyond("lines")), "marketing",
    ),
    Metric(
        "carts_with_shipping", "count",
        {"es": "Con envío", "en": "With shipping"},
        {
            "es": "Carritos que llegaron a elegir el envío.",
            "en": "Carts that got as far as a way of shipping.",
        },
        Count({"cart": ""}, where=_beyond("lines", "address")), "marketing",
    ),
    Metric(
        "ordered_carts", "count",
        {"es": "Pedidos de carritos", "en": "Carts ordered"},
        {
            "es": "Carritos que se convirtieron en un pedido, pagado o no.",
            "en": "Carts that became an order, paid or not.",
        },
        Count({"cart": ""}, where=_beyond("lines", "address", "shipping")), "marketing",
    ),
    Metric(
        "paid_carts", "count",
        {"es": "Carritos pagados", "en": "Carts paid"},
        {
            "es": "Carritos cuyo pedido se pagó.",
            "en": "Carts whose order was paid.",
        },
        Count({"cart": ""}, where=(Condition("last_step", ("paid",)),)), "marketing",
    ),
    Metric(
        "cart_order_rate", "percent",
        {"es": "Carritos que acaban en pedido", "en": "Carts that become orders"},
        {
            "es": "Pedidos de carritos entre carritos.",
            "en": "Carts ordered divided by carts.",
        },
        Ratio("ordered_carts", "carts"), "marketing",
    ),
    Metric(
        "left_carts", "count",
        {"es": "Carritos abandonados", "en": "Abandoned carts"},
        {
            "es": "Carritos sin pedido hasta ahora; los de hoy aún pueden acabar en uno.",
            "en": "Carts without an order so far; those of today may still become one.",
        },
        Count({"cart": ""}, where=_LEFT), "marketing", is_better="down",
    ),
    Metric(
        "left_value", "money",
        {"es": "Valor abandonado", "en": "Abandoned value"},
        {
            "es": "Lo que valían los carritos abandonados, a los precios que vio su comprador.",
            "en": "What abandoned carts were worth, at the prices that their buyer saw.",
        },
        Sum({"cart": "value_minor"}, where=_LEFT), "marketing", is_better="down",
    ),
    Metric(
        "left_rate", "percent",
        {"es": "Tasa de abandono", "en": "Abandonment rate"},
        {
            "es": "Carritos abandonados entre carritos.",
            "en": "Abandoned carts divided by carts.",
        },
        Ratio("left_carts", "carts"), "marketing", is_better="down",
    ),
    Metric(
        "average_left", "money",
        {"es": "Valor medio abandonado", "en": "Average abandoned cart"},
        {
            "es": "Valor abandonado entre carritos abandonados.",
            "en": "Abandoned value divided by abandoned carts.",
        },
        Ratio("left_value", "left_carts"), "marketing", is_better="",
    ),
    Metric(
        "campaign_mails", "count",
        {"es": "Correos enviados", "en": "Mails sent"},
        {
            "es": "Correos de campañas que salieron. No se cuenta quién los abre.",
            "en": "Mails of campaigns that went out. Nobody counts who opens them.",
        },
        Count({"send": ""}, where=(Condition("status", ("sent",)),)), "marketing", is_better="",
    ),
    Metric(
        "campaign_orders", "count",
        {"es": "Pedidos de campañas", "en": "Orders of campaigns"},
        {
            "es": "Pedidos pagados hasta siete días después del último correo que recibió su comprador.",
            "en": "Paid orders up to seven days after the last mail that their buyer got.",
        },
        Sum({"send": "orders"}), "marketing",
    ),
    Metric(
        "campaign_sales", "money",
        {"es": "Ventas de campañas", "en": "Sales of campaigns"},
        {
            "es": "Total de esos pedidos, en la moneda de la tienda.",
            "en": "The total of those orders, in the shop's own currency.",
        },
        Sum({"send": "base_sales_minor"}), "marketing",
    ),
    Metric(
        "orders_per_mail", "percent",
        {"es": "Pedidos por correo", "en": "Orders per mail"},
        {
            "es": "Pedidos de campañas entre correos enviados.",
            "en": "Orders of campaigns divided by mails sent.",
        },
        Ratio("campaign_orders", "campaign_mails"), "marketing",
    ),
    Metric(
        "sales_per_mail", "money",
        {"es": "Ventas por correo", "en": "Sales per mail"},
        {
            "es": "Ventas de campañas entre correos enviados.",
            "en": "Sales of campaigns divided by mails sent.",
        },
        Ratio("campaign_sales", "campaign_mails"), "marketing",
    ),
)  # fmt: skip
