"""The ways to look at a figure. Pure."""

from typing import Final

from lonja.reports._language import Dimension

_AGES: Final = {
    "0-30": {"es": "hasta 30 días", "en": "up to 30 days ago"},
    "31-90": {"es": "31 a 90 días", "en": "31 to 90 days ago"},
    "91-180": {"es": "91 a 180 días", "en": "91 to 180 days ago"},
    "181-365": {"es": "181 a 365 días", "en": "181 to 365 days ago"},
    "366+": {"es": "más de un año", "en": "more than a year ago"},
}

_ALL: Final = (
    Dimension(
        "year", "dim_date", "year", {"es": "Año", "en": "Year"}, "year", "time", 1,
        expression="make_date({}.year, 1, 1)",
    ),
    Dimension(
        "quarter", "dim_date", "quarter", {"es": "Trimestre", "en": "Quarter"}, "quarter", "time", 2,
        expression="date_trunc('quarter', {}.day)::date",
    ),
    Dimension("month", "dim_date", "month_start", {"es": "Mes", "en": "Month"}, "month", "time", 3),
    Dimension(
        "week", "dim_date", "iso_week", {"es": "Semana", "en": "Week"}, "week", "time", 4,
        expression="date_trunc('week', {}.day)::date",
    ),
    Dimension("day", "dim_date", "day", {"es": "Día", "en": "Day"}, "day", "time", 5),
    Dimension("weekday", "dim_date", "weekday", {"es": "Día de la semana", "en": "Weekday"}, "weekday"),
    Dimension("hour", "dim_time", "hour", {"es": "Hora", "en": "Hour"}, "hour"),
    Dimension(
        "is_holiday", "dim_date", "is_holiday", {"es": "Es festivo", "en": "Is a holiday"}, "yes_no"
    ),
    Dimension("channel", "dim_channel", "channel", {"es": "Canal", "en": "Channel"}, "code"),
    Dimension(
        "country", "dim_geography", "country", {"es": "País", "en": "Country"}, "country", "place", 1
    ),
    Dimension("region", "dim_geography", "region", {"es": "Región", "en": "Region"}, "code", "place", 2),
    Dimension(
        "category", "dim_variant", "category", {"es": "Categoría", "en": "Category"}, "code", "goods", 1
    ),
    Dimension(
        "product", "dim_variant", "product_name", {"es": "Producto", "en": "Product"}, "text", "goods", 2
    ),
    Dimension("variant", "dim_variant", "sku", {"es": "Variante", "en": "Variant"}, "text", "goods", 3),
    Dimension(
        "is_article", "dim_variant", "is_article", {"es": "Es un artículo", "en": "Is an article"}, "yes_no"
    ),
    Dimension(
        "segment", "dim_customer", "segment", {"es": "Tipo de cliente", "en": "Kind of customer"}, "code"
    ),
    Dimension(
        "customer", "dim_customer", "natural_key", {"es": "Cliente", "en": "Customer"}, "text",
        needs="customers.read",
    ),
    Dimension(
        "is_first", "dim_order_flags", "is_first", {"es": "Primer pedido", "en": "First order"}, "yes_no"
    ),
    Dimension("is_guest", "dim_order_flags", "is_guest", {"es": "Invitado", "en": "Guest"}, "yes_no"),
    Dimension(
        "is_business", "dim_order_flags", "is_business", {"es": "Empresa", "en": "Business"}, "yes_no"
    ),
    Dimension(
        "is_discounted", "dim_order_flags", "is_discounted",
        {"es": "Con descuento", "en": "With a discount"}, "yes_no",
    ),
    Dimension("campaign", "dim_campaign", "name", {"es": "Campaña", "en": "Campaign"}, "text"),
    Dimension("promotion", "dim_promotion", "name", {"es": "Promoción", "en": "Promotion"}, "text"),
    Dimension("promotion_level", "dim_promotion", "level", {"es": "Descuento sobre", "en": "Taken off"}, "code"),
    Dimension("has_code", "", "has_code", {"es": "Con código", "en": "With a code"}, "yes_no"),
    Dimension("return_reason", "", "reason", {"es": "Motivo", "en": "Reason"}, "code"),
    Dimension("kind", "", "kind", {"es": "Tipo", "en": "Kind"}, "code"),
    Dimension("method", "", "method", {"es": "Forma de pago", "en": "Payment method"}, "code"),
    Dimension("status", "", "status", {"es": "Estado", "en": "Status"}, "code"),
    Dimension("condition", "", "condition", {"es": "Estado al volver", "en": "Condition"}, "code"),
    Dimension("step", "", "step", {"es": "Paso", "en": "Step"}, "code"),
    Dimension("device", "", "device", {"es": "Aparato", "en": "Device"}, "code"),
    Dimension("term", "", "term", {"es": "Palabras buscadas", "en": "Words searched for"}, "text"),
    Dimension(
        "tax_rate", "", "tax_basis_points", {"es": "Tipo de impuesto", "en": "Tax rate"}, "rate",
    ),
    Dimension(
        "left_after", "", "left_after", {"es": "Salió en", "en": "Left within"}, "band",
        words={
            "0-1": {"es": "1 día", "en": "1 day"},
            "1-2": {"es": "2 días", "en": "2 days"},
            "2-3": {"es": "3 días", "en": "3 days"},
            "3-7": {"es": "7 días", "en": "7 days"},
            "7+": {"es": "más de 7 días", "en": "more than 7 days"},
            "waiting": {"es": "aún no", "en": "not yet"},
            "nothing": {"es": "nada que enviar", "en": "nothing to send"},
        },
    ),
    Dimension(
        "stock_age", "", "age", {"es": "Llegó hace", "en": "Came"}, "band", words=_AGES,
    ),
    Dimension(
        "idle", "", "idle", {"es": "Última venta", "en": "Last sold"}, "band",
        words=_AGES | {"never": {"es": "nunca", "en": "never"}},
    ),
    Dimension(
        "last_step", "", "last_step", {"es": "Llegó hasta", "en": "Got as far as"}, "band",
        words={
            "lines": {"es": "artículos", "en": "goods"},
            "address": {"es": "dirección", "en": "address"},
            "shipping": {"es": "envío", "en": "shipping"},
            "order": {"es": "pedido", "en": "order"},
            "paid": {"es": "pagado", "en": "paid"},
        },
    ),
    Dimension(
        "account_kind", "", "account_kind", {"es": "Saldo", "en": "Balance"}, "code",
        words={
            "gift_card": {"es": "tarjeta regalo", "en": "gift card"},
            "store_credit": {"es": "saldo en tienda", "en": "store credit"},
        },
    ),
    Dimension("location", "", "location", {"es": "Ubicación", "en": "Location"}, "code"),
)  # fmt: skip
DIMENSIONS: Final = {dimension.code: dimension for dimension in _ALL}
