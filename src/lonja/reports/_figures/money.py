"""Money in and out, on the day it moved, and what promotions took off. Pure."""

from typing import Final

from lonja.reports._language import Balance, Condition, Count, DistinctCount, Metric, Ratio, Sum


def _moves(*kinds: str) -> tuple[Condition, ...]:
    return (Condition("kind", kinds),)


MONEY: Final = (
    Metric(
        "captured", "money",
        {"es": "Cobrado", "en": "Paid in"},
        {"es": "Dinero cobrado, impuestos incluidos.", "en": "Money taken, taxes included."},
        Sum({"payment": "amount_minor"}, where=_moves("captured", "late_captured")), "finance",
    ),
    Metric(
        "refunded", "money",
        {"es": "Reembolsado", "en": "Refunded"},
        {
            "es": "Dinero devuelto a los clientes, menos los reembolsos que fallaron.",
            "en": "Money given back to customers, less refunds that failed.",
        },
        Sum({"payment": "- amount_minor"}, where=_moves("refunded", "refund_failed")),
        "finance", is_better="down",
    ),
    Metric(
        "disputed", "money",
        {"es": "En disputa", "en": "Disputed"},
        {
            "es": "Dinero que los bancos retiraron por una disputa, menos el recuperado.",
            "en": "Money that banks took back for a dispute, less what was won back.",
        },
        Sum({"payment": "- amount_minor"}, where=_moves("disputed", "dispute_reinstated")),
        "finance", is_better="down",
    ),
    Metric(
        "net_payments", "money",
        {"es": "Pagos netos", "en": "Net payments"},
        {"es": "Cobrado menos reembolsado y en disputa.", "en": "Paid in less refunded and disputed."},
        Sum({"payment": "amount_minor"}), "finance",
    ),
    Metric(
        "payments", "count",
        {"es": "Pagos", "en": "Payments"},
        {"es": "Cobros.", "en": "Times that money was taken."},
        Count({"payment": ""}, where=_moves("captured", "late_captured")), "finance",
    ),
    Metric(
        "refund_rate", "percent",
        {"es": "Tasa de reembolso", "en": "Refund rate"},
        {"es": "Reembolsado entre cobrado.", "en": "Refunded divided by paid in."},
        Ratio("refunded", "captured"), "finance", is_better="down",
    ),
    Metric(
        "promotion_discounts", "money",
        {"es": "Descuento por promociones", "en": "Promotion discounts"},
        {
            "es": "Lo que las promociones quitaron de artículos y envío, impuestos incluidos.",
            "en": "What promotions took off goods and shipping, taxes included.",
        },
        Sum({"discount": "amount_minor"}), "marketing", is_better="",
    ),
    Metric(
        "promotion_orders", "count",
        {"es": "Pedidos con promoción", "en": "Orders with a promotion"},
        {
            "es": "Pedidos pagados a los que una promoción quitó algo.",
            "en": "Paid orders that a promotion took something off.",
        },
        DistinctCount({"discount": "order_id"}), "marketing",
    ),
    Metric(
        "discount_per_order", "money",
        {"es": "Descuento por pedido", "en": "Discount per order"},
        {
            "es": "Descuento por promociones entre los pedidos con una.",
            "en": "Promotion discounts divided by the orders with one.",
        },
        Ratio("promotion_discounts", "promotion_orders"), "marketing", is_better="",
    ),
    Metric(
        "payment_attempts", "count",
        {"es": "Intentos de pago", "en": "Payment attempts"},
        {
            "es": "Veces que se pidió dinero a un comprador por una forma de pago.",
            "en": "Times that a buyer was asked for money by a way to pay.",
        },
        Count({"attempt": ""}), "finance", is_better="",
    ),
    Metric(
        "declined_attempts", "count",
        {"es": "Pagos rechazados", "en": "Payments declined"},
        {
            "es": "Intentos que la forma de pago rechazó.",
            "en": "Attempts that the way to pay declined.",
        },
        Count({"attempt": ""}, where=(Condition("status", ("declined",)),)), "finance", is_better="down",
    ),
    Metric(
        "unfinished_attempts", "count",
        {"es": "Pagos sin terminar", "en": "Payments not finished"},
        {
            "es": "Intentos que caducaron o se cerraron sin dinero.",
            "en": "Attempts that ran out or were closed without money.",
        },
        Count({"attempt": ""}, where=(Condition("status", ("closed",)),)), "finance", is_better="down",
    ),
    Metric(
        "decline_rate", "percent",
        {"es": "Tasa de rechazo", "en": "Decline rate"},
        {
            "es": "Pagos rechazados entre intentos de pago.",
            "en": "Payments declined divided by payment attempts.",
        },
        Ratio("declined_attempts", "payment_attempts"), "finance", is_better="down",
    ),
    Metric(
        "credit_owed", "money",
        {"es": "Saldo que se debe", "en": "Credit owed"},
        {
            "es": "Lo que queda en tarjetas regalo y saldos al final del período: la tienda lo debe.",
            "en": "What is left on gift cards and balances at the end of the period: the shop owes it.",
        },
        Balance({"credit_owed": "amount_minor"}), "finance", is_better="",
    ),
    Metric(
        "credit_given", "money",
        {"es": "Saldo emitido", "en": "Credit issued"},
        {
            "es": "Tarjetas vendidas y saldo dado, con los ajustes.",
            "en": "Cards sold and credit given, with adjustments.",
        },
        Sum({"credit": "amount_minor"}, where=_moves("sold", "issued", "adjusted", "refunded", "taken_back")), "finance", is_better="",
    ),
    Metric(
        "credit_sold", "money",
        {"es": "Tarjetas regalo vendidas", "en": "Gift cards sold"},
        {
            "es": "Lo que los compradores pagaron por tarjetas regalo.",
            "en": "What buyers paid for gift cards.",
        },
        Sum({"credit": "amount_minor"}, where=_moves("sold")), "finance",
    ),
    Metric(
        "credit_spent", "money",
        {"es": "Saldo gastado", "en": "Credit spent"},
        {
            "es": "Lo que pagó pedidos, menos lo que volvió de pedidos que no salieron.",
            "en": "What paid for orders, less what came back of orders that fell through.",
        },
        Sum({"credit": "- amount_minor"}, where=_moves("spent", "released")), "finance", is_better="",
    ),
)  # fmt: skip
