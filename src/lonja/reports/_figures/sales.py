"""What was sold, in the words of accountants: without taxes and shipping unless it says so. Pure."""

from typing import Final

from lonja.reports._language import (
    Change,
    Count,
    Cumulative,
    Metric,
    Rank,
    Ratio,
    ShareOfTotal,
    Sum,
    Together,
)

SALES: Final = (
    Metric(
        "orders", "count",
        {"es": "Pedidos", "en": "Orders"},
        {
            "es": "Pedidos pagados y no anulados, en el día en que se hicieron.",
            "en": "Orders paid and not cancelled, on the day they were placed.",
        },
        Count({"daily": "orders", "sale": ""}), "sales",
    ),
    Metric(
        "units", "count",
        {"es": "Unidades", "en": "Units"},
        {"es": "Unidades de esos pedidos.", "en": "Units of those orders."},
        Sum({"daily": "units", "sale": "units", "line": "quantity"}), "sales",
    ),
    Metric(
        "gross_sales", "money",
        {"es": "Ventas brutas", "en": "Gross sales"},
        {
            "es": "Precio por cantidad, sin impuestos ni envío, antes de descuentos y devoluciones.",
            "en": "Price times quantity, without taxes and shipping, before discounts and returns.",
        },
        Sum({
            "daily": "items_minor - discount_minor - goods_tax_minor + discount_net_minor",
            "sale": "items_minor - discount_minor - goods_tax_minor + discount_net_minor",
            "line": "net_minor + discount_net_minor",
        }), "sales",
    ),
    Metric(
        "discounts", "money",
        {"es": "Descuentos", "en": "Discounts"},
        {
            "es": "Lo que se quitó del precio de los artículos, sin impuestos.",
            "en": "What was taken off the price of the goods, without taxes.",
        },
        Sum({
            "daily": "discount_net_minor", "sale": "discount_net_minor", "line": "discount_net_minor",
        }), "sales", is_better="down",
    ),
    Metric(
        "returns", "money",
        {"es": "Devoluciones", "en": "Returns"},
        {
            "es": "El valor de lo devuelto y de los ajustes, sin impuestos, en el día en que volvió.",
            "en": "The value of what came back and of adjustments, without taxes, on the day it came back.",
        },
        Sum({
            "daily": "returned_tax_minor - returned_minor - adjusted_minor",
            "return_line": "tax_minor - amount_minor",
        }), "sales", is_better="down",
    ),
    Metric(
        "net_sales", "money",
        {"es": "Ventas netas", "en": "Net sales"},
        {
            "es": "Ventas brutas menos descuentos y devoluciones, sin impuestos ni envío.",
            "en": "Gross sales less discounts and returns, without taxes and shipping.",
        },
        Together(("gross_sales",), ("discounts", "returns")), "sales",
    ),
    Metric(
        "shipping", "money",
        {"es": "Envío", "en": "Shipping"},
        {
            "es": "Lo que los clientes pagaron por el envío, sin impuestos.",
            "en": "What customers paid for shipping, without taxes.",
        },
        Sum({
            "daily": "shipping_minor - tax_minor + goods_tax_minor",
            "sale": "shipping_minor - tax_minor + goods_tax_minor",
        }), "sales",
    ),
    Metric(
        "charged_tax", "money",
        {"es": "Impuestos cobrados", "en": "Taxes charged"},
        {
            "es": "Impuestos de los artículos y del envío de los pedidos pagados.",
            "en": "Taxes on the goods and the shipping of paid orders.",
        },
        Sum({"daily": "tax_minor", "sale": "tax_minor"}), "finance", is_better="",
    ),
    Metric(
        "goods_tax", "money",
        {"es": "Impuestos de los artículos", "en": "Taxes on goods"},
        {
            "es": "Los impuestos incluidos en el precio de los artículos vendidos.",
            "en": "The taxes within the price of the goods sold.",
        },
        Sum({"daily": "goods_tax_minor", "sale": "goods_tax_minor", "line": "tax_minor"}),
        "finance", is_better="",
    ),
    Metric(
        "returned_tax", "money",
        {"es": "Impuestos devueltos", "en": "Taxes returned"},
        {
            "es": "Los impuestos incluidos en lo devuelto.",
            "en": "The taxes within what came back.",
        },
        Sum({"daily": "- returned_tax_minor", "return_line": "- tax_minor"}),
        "finance", is_better="",
    ),
    Metric(
        "taxes", "money",
        {"es": "Impuestos", "en": "Taxes"},
        {
            "es": "Impuestos cobrados menos los devueltos.",
            "en": "Taxes charged less taxes returned.",
        },
        Together(("charged_tax",), ("returned_tax",)), "finance", is_better="",
    ),
    Metric(
        "total_sales", "money",
        {"es": "Ventas totales", "en": "Total sales"},
        {
            "es": "Ventas netas más envío e impuestos: lo que se pidió a los clientes, menos lo devuelto.",
            "en": "Net sales plus shipping and taxes: what customers were asked for, less what came back.",
        },
        Together(("net_sales", "shipping", "taxes")), "sales",
    ),
    Metric(
        "order_sales", "money",
        {"es": "Ventas antes de devoluciones", "en": "Sales before returns"},
        {
            "es": "Ventas brutas menos descuentos.",
            "en": "Gross sales less discounts.",
        },
        Together(("gross_sales",), ("discounts",)), "sales",
    ),
    Metric(
        "average_order", "money",
        {"es": "Valor medio del pedido", "en": "Average order value"},
        {
            "es": "Ventas brutas menos descuentos, entre el número de pedidos.",
            "en": "Gross sales less discounts, divided by the number of orders.",
        },
        Ratio("order_sales", "orders"), "sales",
    ),
    Metric(
        "units_per_order", "decimal",
        {"es": "Unidades por pedido", "en": "Units per order"},
        {"es": "Unidades entre pedidos.", "en": "Units divided by orders."},
        Ratio("units", "orders"), "sales",
    ),
    Metric(
        "discount_rate", "percent",
        {"es": "Tasa de descuento", "en": "Discount rate"},
        {
            "es": "La parte de las ventas brutas que se fue en descuentos.",
            "en": "The part of gross sales that went into discounts.",
        },
        Ratio("discounts", "gross_sales"), "sales", is_better="down",
    ),
    Metric(
        "sales_share", "percent",
        {"es": "Parte de las ventas", "en": "Share of sales"},
        {
            "es": "La parte de las ventas netas de todas las filas.",
            "en": "The part of the net sales of all rows.",
        },
        ShareOfTotal("net_sales"), "sales", is_better="",
    ),
    Metric(
        "sales_rank", "count",
        {"es": "Puesto por ventas", "en": "Rank by sales"},
        {"es": "1 es la fila con más ventas netas.", "en": "1 is the row with the most net sales."},
        Rank("net_sales"), "sales", is_better="",
    ),
    Metric(
        "sales_to_date", "money",
        {"es": "Ventas acumuladas", "en": "Sales to date"},
        {
            "es": "Ventas netas sumadas desde el principio del período.",
            "en": "Net sales added up from the beginning of the period.",
        },
        Cumulative("net_sales"), "sales",
    ),
    Metric(
        "sales_change", "percent",
        {"es": "Cambio de las ventas", "en": "Change in sales"},
        {
            "es": "Ventas netas frente al período anterior.",
            "en": "Net sales against the period before.",
        },
        Change("net_sales", "previous"), "sales",
    ),
    Metric(
        "sales_change_year", "percent",
        {"es": "Cambio en un año", "en": "Change in a year"},
        {
            "es": "Ventas netas frente al mismo período del año anterior.",
            "en": "Net sales against the same period a year before.",
        },
        Change("net_sales", "year"), "sales",
    ),
)  # fmt: skip
