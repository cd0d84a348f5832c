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


def _words(table: str) -> dict[str, dict[str, str]]:
    """Code, Spanish, English on each line. What is not there is a shop's own, shown as it is."""
    rows = (line.split("|") for line in table.strip().splitlines())
    return {code: {"es": spanish, "en": english} for code, spanish, english in rows}


_CHANNELS: Final = _words("""
web|Tienda en línea|Online store
phone|Por teléfono|By phone
marketplace|Marketplace|Marketplace
""")
_CUSTOMERS: Final = _words("""
retail|Particular|Retail
trade|Profesional|Trade
erased|Borrado|Erased
""")
_LEVELS: Final = _words("""
product|Productos|Products
order|El pedido|The order
shipping|El envío|Shipping
""")
_REASONS: Final = _words("""
changed_mind|Cambió de idea|Changed their mind
does_not_fit|No le queda bien|Does not fit
not_as_expected|No es como esperaba|Not as expected
damaged|Llegó dañado|Arrived damaged
wrong_item|No era lo pedido|Wrong goods
missing|Faltaba algo|Something missing
late|Llegó tarde|Came late
goodwill|Gesto comercial|Goodwill
cancelled|Pedido cancelado|Order cancelled
edited|Pedido cambiado|Order changed
other|Otro|Other
""")
_KINDS: Final = _words("""
authorised|Autorizado|Authorised
voided|Anulado|Voided
captured|Cobrado|Captured
late_captured|Cobrado tarde|Captured late
refunded|Reembolsado|Refunded
refund_failed|Reembolso fallido|Refund failed
disputed|En disputa|Disputed
dispute_reinstated|Disputa ganada|Dispute won
withdrawal|Desistimiento|Withdrawal
return|Devolución|Return
claim|Reclamación|Claim
adjustment|Ajuste|Adjustment
count|Recuento|Count
opening|Existencias iniciales|Opening stock
receipt|Entrada|Receipt
sale|Venta|Sale
""")
_METHODS: Final = _words("""
cash_on_delivery|Contra reembolso|Cash on delivery
exchange|Cambio|Exchange
gift_card|Tarjeta regalo|Gift card
pay_in_store|Pago en la tienda|Pay in the store
store_credit|Crédito en la tienda|Store credit
stripe|Tarjeta (Stripe)|Card (Stripe)
test|Tarjeta de prueba|Test card
test_redirect|Página de pago de prueba|Test payment page
transfer|Transferencia bancaria|Bank transfer
""")
_STATUSES: Final = _words("""
open|Abierto|Open
needs_action|Pendiente del comprador|Waits for the buyer
pending|Pendiente|Pending
authorised|Autorizado|Authorised
captured|Cobrado|Captured
declined|Rechazado|Declined
closed|Cerrado|Closed
placed|Hecho|Placed
confirmed|Confirmado|Confirmed
partly_shipped|Enviado en parte|Partly shipped
shipped|Enviado|Shipped
delivered|Entregado|Delivered
cancelled|Cancelado|Cancelled
""")
_CONDITIONS: Final = _words("""
resellable|Para vender|To be sold again
damaged|Dañado|Damaged
""")
_STEPS: Final = _words("""
page|Página vista|Page seen
category|Categoría vista|Category seen
product|Producto visto|Product seen
search|Búsqueda|Search
search_empty|Búsqueda sin resultados|Search that found nothing
add_to_cart|Añadido a la cesta|Added to the cart
cart|Cesta vista|Cart seen
checkout|Tramitación del pedido|Checkout
order|Pedido|Order
""")
_DEVICES: Final = _words("""
phone|Móvil|Phone
tablet|Tableta|Tablet
desktop|Ordenador|Computer
""")

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
    Dimension("channel", "dim_channel", "channel", {"es": "Canal", "en": "Channel"}, "code", words=_CHANNELS),
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
        "segment", "dim_customer", "segment", {"es": "Tipo de cliente", "en": "Kind of customer"}, "code", words=_CUSTOMERS),
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
    Dimension("promotion_level", "dim_promotion", "level", {"es": "Descuento sobre", "en": "Taken off"}, "code", words=_LEVELS),
    Dimension("has_code", "", "has_code", {"es": "Con código", "en": "With a code"}, "yes_no"),
    Dimension("return_reason", "", "reason", {"es": "Motivo", "en": "Reason"}, "code", words=_REASONS),
    Dimension("kind", "", "kind", {"es": "Tipo", "en": "Kind"}, "code", words=_KINDS),
    Dimension("method", "", "method", {"es": "Forma de pago", "en": "Payment method"}, "code", words=_METHODS),
    Dimension("status", "", "status", {"es": "Estado", "en": "Status"}, "code", words=_STATUSES),
    Dimension("condition", "", "condition", {"es": "Estado al volver", "en": "Condition"}, "code", words=_CONDITIONS),
    Dimension("step", "", "step", {"es": "Paso", "en": "Step"}, "code", words=_STEPS),
    Dimension("device", "", "device", {"es": "Aparato", "en": "Device"}, "code", words=_DEVICES),
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
