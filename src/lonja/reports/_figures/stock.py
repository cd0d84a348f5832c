"""What lies in stock, what it is worth, how old it is, and what leaves. Values are at cost, in the shop's own currency. Pure."""

from typing import Final

from lonja.reports._language import Balance, Condition, LastValue, Metric, Ratio, Sum, Together

_DEAD: Final = (Condition("idle", ("181-365", "366+", "never")),)


def _kind(kind: str) -> tuple[Condition, ...]:
    return (Condition("kind", (kind,)),)


STOCK: Final = (
    Metric(
        "stock_units", "count",
        {"es": "Existencias", "en": "Stock on hand"},
        {
            "es": "Unidades que hay al final del período.",
            "en": "Units that are there at the end of the period.",
        },
        LastValue({"stock_day": "on_hand", "stock": "on_hand"}), "stock", is_better="",
    ),
    Metric(
        "stock_value", "money",
        {"es": "Valor de las existencias", "en": "Stock value"},
        {
            "es": "Existencias al final del período, a su coste; lo que no tiene coste cuenta cero.",
            "en": "Stock at the end of the period at its cost; what has no cost counts nothing.",
        },
        LastValue({"stock_day": "value_minor", "stock": "value_minor"}), "stock", is_better="",
    ),
    Metric(
        "stocked_variants", "count",
        {"es": "Variantes con existencias", "en": "Variants in stock"},
        {
            "es": "Variantes de las que hay alguna, contadas en cada ubicación.",
            "en": "Variants of which there is any, counted at each location.",
        },
        LastValue({"stock_day": "variants"}), "stock",
    ),
    Metric(
        "sold_out_variants", "count",
        {"es": "Variantes agotadas", "en": "Variants sold out"},
        {
            "es": "Variantes de las que hubo y ya no hay, contadas en cada ubicación.",
            "en": "Variants of which there was some and there is none, counted at each location.",
        },
        LastValue({"stock_day": "out_of_stock"}), "stock", is_better="down",
    ),
    Metric(
        "variants_without_cost", "count",
        {"es": "Variantes sin coste", "en": "Variants without a cost"},
        {
            "es": "Variantes que cuentan cero en el valor porque nadie apuntó su coste.",
            "en": "Variants that count nothing in the value, as nobody wrote down their cost.",
        },
        LastValue({"stock_day": "without_cost"}), "stock", is_better="down",
    ),
    Metric(
        "sold_out_rate", "percent",
        {"es": "Tasa de agotados", "en": "Sold-out rate"},
        {
            "es": "Variantes agotadas entre todas las que hubo alguna vez.",
            "en": "Variants sold out divided by all that were ever there.",
        },
        Ratio("sold_out_variants", "known_variants"), "stock", is_better="down",
    ),
    Metric(
        "known_variants", "count",
        {"es": "Variantes que hubo", "en": "Variants ever stocked"},
        {
            "es": "Variantes con existencias y agotadas.",
            "en": "Variants in stock and sold out.",
        },
        Together(("stocked_variants", "sold_out_variants")), "stock", is_better="",
    ),
    Metric(
        "aged_units", "count",
        {"es": "Unidades en almacén", "en": "Units still there"},
        {
            "es": "Unidades que siguen ahí hoy; las primeras en llegar son las primeras en salir.",
            "en": "Units that are still there today; what came first leaves first.",
        },
        Balance({"stock_age": "units"}), "stock", is_better="",
    ),
    Metric(
        "aged_value", "money",
        {"es": "Valor en almacén", "en": "Value still there"},
        {
            "es": "Lo que costaron esas unidades.",
            "en": "What those units had cost.",
        },
        Balance({"stock_age": "value_minor"}), "stock", is_better="",
    ),
    Metric(
        "dead_value", "money",
        {"es": "Valor parado", "en": "Dead stock value"},
        {
            "es": "El coste de lo que no se vende desde hace más de 180 días, o nunca.",
            "en": "The cost of what has not sold for more than 180 days, or never.",
        },
        Balance({"stock_age": "value_minor"}, where=_DEAD), "stock", is_better="down",
    ),
    Metric(
        "dead_units", "count",
        {"es": "Unidades paradas", "en": "Dead stock units"},
        {
            "es": "Unidades que no se venden desde hace más de 180 días, o nunca.",
            "en": "Units that have not sold for more than 180 days, or never.",
        },
        Balance({"stock_age": "units"}, where=_DEAD), "stock", is_better="down",
    ),
    Metric(
        "dead_rate", "percent",
        {"es": "Parte parada", "en": "Share of dead stock"},
        {
            "es": "Valor parado entre el valor en almacén.",
            "en": "Dead stock value divided by the value still there.",
        },
        Ratio("dead_value", "aged_value"), "stock", is_better="down",
    ),
    Metric(
        "units_to_sell", "count",
        {"es": "Unidades disponibles", "en": "Units there were to sell"},
        {
            "es": "Unidades vendidas en el período y las que quedan al final.",
            "en": "Units sold in the period and those left at its end.",
        },
        Together(("product_units", "stock_units")), "stock", is_better="",
    ),
    Metric(
        "sell_through", "percent",
        {"es": "Tasa de salida", "en": "Sell-through"},
        {
            "es": "Unidades vendidas entre las vendidas y las que quedan.",
            "en": "Units sold divided by those sold and those left.",
        },
        Ratio("product_units", "units_to_sell"), "stock",
    ),
    Metric(
        "received_units", "count",
        {"es": "Unidades recibidas", "en": "Units received"},
        {
            "es": "Unidades que entraron por una recepción.",
            "en": "Units that came in by a receipt.",
        },
        Sum({"movement": "quantity"}, where=_kind("receipt")), "stock", is_better="",
    ),
    Metric(
        "shipped_units", "count",
        {"es": "Unidades salidas por ventas", "en": "Units out by sales"},
        {
            "es": "Unidades que salieron para pedidos.",
            "en": "Units that went out for orders.",
        },
        Sum({"movement": "- quantity"}, where=_kind("sale")), "stock", is_better="",
    ),
    Metric(
        "adjusted_units", "count",
        {"es": "Otros movimientos", "en": "Other movements"},
        {
            "es": "Recuentos, traslados, devoluciones y pérdidas: lo que entró menos lo que salió.",
            "en": "Counts, transfers, returns and losses: what came in less what went out.",
        },
        Sum({"movement": "quantity"}, where=(Condition("kind", ("receipt", "sale"), is_not=True),)), "stock", is_better="",
    ),
    Metric(
        "moved_units", "count",
        {"es": "Cambio de existencias", "en": "Change in stock"},
        {
            "es": "Todo lo que entró menos todo lo que salió.",
            "en": "Everything that came in less everything that went out.",
        },
        Sum({"movement": "quantity"}), "stock", is_better="",
    ),
)  # fmt: skip
