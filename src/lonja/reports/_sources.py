"""The tables that figures are computed from, and what each can be looked at by. Pure."""

from collections.abc import Mapping
from typing import Final

from lonja.reports._language import Source

_DATE: Final = {"dim_date": "date_key"}
_MONEY: Final = {"dim_currency": "currency_key"}
_PLACE: Final = {"dim_channel": "channel_key", "dim_geography": "geography_key"}
_BUYER: Final = {"dim_customer": "customer_key"}
_GOODS: Final = {"dim_variant": "variant_key"}
_PLACED: Final = {"dim_date": "placed_date_key", "dim_time": "placed_time_key"}
_DAY: Final = {"dim_date": "date_key", "dim_currency": "currency_key"}
_CHANNEL: Final = {"dim_channel": "channel_key"}
_COUNTRY: Final = {"country": "country"}
_FLAGS: Final = {"dim_order_flags": "flags_key"}


def _same(*columns: str) -> Mapping[str, str]:
    return {column: column for column in columns}


_OF_ORDER: Final = _same(
    "units", "items_minor", "discount_minor", "shipping_minor", "tax_minor", "goods_tax_minor",
    "discount_net_minor",
)  # fmt: skip
_OF_LINE: Final = _same(
    "quantity", "net_minor", "discount_net_minor", "tax_minor", "own_cost_minor", "own_margin_minor",
)  # fmt: skip
_MEAN: Final = {("hours_to_ship", "units"): ("unit_hours", "sent_units")}
_PERSON: Final = "dim_customer.person_key"

AGGREGATES: Final = (
    Source(
        "order_day", "agg_daily_order",
        {"es": "los pedidos de un día, por canal, país y estado", "en": "the orders of a day, by channel, country and status"},
        15, _DAY | _CHANNEL | _FLAGS, columns=frozenset({"status", "is_sale", "left_after"}),
        adds_up="order", sums=_OF_ORDER, rows="orders", weighed=_MEAN, own=_COUNTRY,
    ),
    Source(
        "sale_day", "agg_daily_order",
        {"es": "los pedidos pagados de un día, por canal, país y estado", "en": "the paid orders of a day, by channel, country and status"},
        15, _DAY | _CHANNEL | _FLAGS, columns=frozenset({"status", "left_after"}), only="is_sale",
        adds_up="sale", sums=_OF_ORDER, rows="orders", weighed=_MEAN, own=_COUNTRY,
    ),
    Source(
        "sale_hour", "agg_daily_hour",
        {"es": "los pedidos pagados de una hora, por canal y país", "en": "the paid orders of an hour, by channel and country"},
        18, _DAY | _CHANNEL | {"dim_time": "time_key"},
        adds_up="sale", sums=_OF_ORDER, rows="orders", own=_COUNTRY,
    ),
    Source(
        "buyer_day", "agg_daily_buyer",
        {"es": "los pedidos pagados de un cliente en un día", "en": "the paid orders of a customer on a day"},
        25, _DAY | _CHANNEL | {"dim_customer": "customer_key"},
        adds_up="sale", sums=_OF_ORDER, rows="orders", distinct={_PERSON: _PERSON}, own=_COUNTRY,
    ),
    Source(
        "visit_day", "agg_daily_visit",
        {"es": "los clientes de un día, por el día de su compra anterior", "en": "the customers of a day, by the day of their purchase before"},
        15, _DAY, adds_up="sale", distinct={_PERSON: "customers"}, since="before_date_key",
    ),
    Source(
        "lag_day", "agg_daily_lag",
        {"es": "cuántos pedidos de un día tardaron cuánto", "en": "how many orders of a day took how long"},
        15, _DAY | _CHANNEL, adds_up="sale", own=_COUNTRY,
        spread={"hours_to_confirm": "confirm", "hours_to_ship": "ship", "hours_to_deliver": "deliver"},
    ),
    Source(
        "goods_day", "agg_daily_goods",
        {"es": "las líneas de un día, por canal y país", "en": "the lines of a day, by channel and country"},
        15, _DAY | _CHANNEL | _FLAGS, adds_up="line", sums=_OF_LINE, rows="lines", own=_COUNTRY,
    ),
    Source(
        "with_goods_day", "agg_daily_order",
        {"es": "los pedidos con artículos de un día", "en": "the orders with goods of a day"},
        15, _DAY | _CHANNEL | _FLAGS, only="is_sale", adds_up="line",
        distinct={"order_id": "orders_with_goods"}, own=_COUNTRY,
    ),
    Source(
        "category_day", "agg_daily_category",
        {"es": "las líneas de un día, por categoría e impuesto", "en": "the lines of a day, by category and tax"},
        18, _DAY | _CHANNEL, columns=frozenset({"tax_basis_points"}), adds_up="line",
        sums=_OF_LINE, rows="lines",
        own=_COUNTRY | {"category": "category", "is_article": "is_article"},
    ),
    Source(
        "variant_day", "agg_daily_variant",
        {"es": "las líneas de una variante en un día", "en": "the lines of a variant on a day"},
        25, _DAY | {"dim_variant": "variant_key"}, adds_up="line", sums=_OF_LINE, rows="lines",
    ),
    Source(
        "discount_day", "agg_daily_discount",
        {"es": "lo que se quitó en un día", "en": "what was taken off on a day"},
        15, _DAY | _CHANNEL, adds_up="discount", sums=_same("amount_minor"),
        distinct={"order_id": "first_orders"},
    ),
    Source(
        "promotion_day", "agg_daily_discount",
        {"es": "lo que quitó una promoción en un día", "en": "what a promotion took off on a day"},
        18, _DAY | _CHANNEL | {"dim_promotion": "promotion_key"}, columns=frozenset({"has_code"}),
        adds_up="discount", sums=_same("amount_minor"), distinct={"order_id": "orders"},
        apart=frozenset({"promotion", "has_code"}),
    ),
    Source(
        "payment_day", "agg_daily_payment",
        {"es": "el dinero movido en un día", "en": "the money moved on a day"},
        15, _DAY, columns=frozenset({"method", "kind"}), adds_up="payment",
        sums=_same("amount_minor"), rows="payments",
    ),
    Source(
        "attempt_day", "agg_daily_attempt",
        {"es": "los intentos de cobro de un día", "en": "the attempts to be paid of a day"},
        15, _DAY, columns=frozenset({"method", "status"}), adds_up="attempt", rows="attempts",
    ),
    Source(
        "movement_day", "agg_daily_movement",
        {"es": "los movimientos de una ubicación en un día", "en": "the movements of a location on a day"},
        15, {"dim_date": "date_key"}, columns=frozenset({"location", "kind"}), adds_up="movement",
        sums=_same("quantity"), rows="movements",
    ),
    Source(
        "variant_movement_day", "agg_daily_variant_movement",
        {"es": "los movimientos de una variante en un día", "en": "the movements of a variant on a day"},
        25, {"dim_date": "date_key", "dim_variant": "variant_key"},
        columns=frozenset({"location", "kind"}), adds_up="movement", sums=_same("quantity"),
        rows="movements",
    ),
)  # fmt: skip

_ALL: Final = (
    Source(
        "daily", "agg_daily_sales",
        {"es": "un día, canal, país y moneda", "en": "one day, channel, country and currency"},
        10, _DATE | _MONEY | _PLACE,
    ),
    Source(
        "discount", "fact_discount",
        {"es": "lo que una promoción quitó de una línea", "en": "what one promotion took off one line"},
        20, _DATE | _MONEY | {"dim_channel": "channel_key", "dim_promotion": "promotion_key"},
        columns=frozenset({"has_code"}), order="order_id",
    ),
    Source(
        "return_line", "fact_return_line",
        {"es": "una línea de una devolución", "en": "one line of a return"},
        20, _DATE | _MONEY | _PLACE | _BUYER | _GOODS,
        columns=frozenset({"kind", "reason", "condition"}), order="order_id",
    ),
    Source(
        "payment", "fact_payment",
        {"es": "un movimiento de dinero", "en": "one movement of money"},
        30, _DATE | _MONEY, columns=frozenset({"method", "kind"}), order="order_id",
    ),
    Source(
        "sale", "fact_order",
        {"es": "un pedido pagado y no anulado", "en": "one order, paid and not cancelled"},
        30, _PLACED | _MONEY | _PLACE | _BUYER | _FLAGS,
        columns=frozenset({"status", "left_after"}), date="placed_date_key", only="is_sale",
        order="order_id",
    ),
    Source(
        "attempt", "fact_payment_attempt",
        {"es": "una vez que se pidió dinero a un comprador", "en": "one time that a buyer was asked for money"},
        30, _DATE | _MONEY, columns=frozenset({"method", "status"}), order="order_id",
    ),
    Source(
        "order", "fact_order",
        {"es": "un pedido, pagado o no", "en": "one order, paid or not"},
        40, _PLACED | _MONEY | _PLACE | _BUYER | _FLAGS,
        columns=frozenset({"status", "is_sale", "left_after"}), date="placed_date_key",
        order="order_id",
    ),
    Source(
        "line", "fact_order_line",
        {"es": "una línea de un pedido pagado", "en": "one line of a paid order"},
        50, _DATE | _MONEY | _PLACE | _BUYER | _GOODS | _FLAGS,
        columns=frozenset({"tax_basis_points"}), order="order_id",
    ),
    Source(
        "funnel", "fact_funnel_daily",
        {"es": "un día, canal, aparato y paso", "en": "one day, channel, device and step"},
        10, _DATE | {"dim_channel": "channel_key"}, columns=frozenset({"step", "device"}),
    ),
    Source(
        "search", "fact_search_daily",
        {"es": "un día, canal y palabras", "en": "one day, channel and words"},
        20, _DATE | {"dim_channel": "channel_key"}, columns=frozenset({"term"}),
    ),
    Source(
        "movement", "fact_stock_movement",
        {"es": "un movimiento de existencias", "en": "one movement of stock"},
        50, _DATE | _GOODS, columns=frozenset({"location", "kind"}), order="order_id",
    ),
    Source(
        "stock_day", "agg_stock_daily",
        {"es": "las existencias de una ubicación en un día", "en": "the stock of a location on a day"},
        10, _DATE, columns=frozenset({"location"}), until="until_date_key",
    ),
    Source(
        "stock", "fact_stock_daily",
        {"es": "las existencias de una variante en un lugar y día", "en": "the stock of a variant at a place on a day"},
        50, _DATE | _GOODS, columns=frozenset({"location"}), until="until_date_key",
    ),
    Source(
        "stock_age", "fact_stock_age",
        {"es": "unidades que llegaron en un día y siguen ahí", "en": "units that came on a day and are still there"},
        40, _DATE | _GOODS, columns=frozenset({"location", "age", "idle"}),
    ),
    Source(
        "cart", "fact_cart",
        {"es": "un carrito con algo dentro", "en": "one cart with something in it"},
        40, {"dim_date": "created_date_key", "dim_geography": "geography_key"} | _MONEY,
        columns=frozenset({"last_step"}), date="created_date_key", order="cart_id",
    ),
    Source(
        "send", "fact_campaign_send",
        {"es": "un correo de una campaña", "en": "one mail of a campaign"},
        40, {"dim_date": "sent_date_key", "dim_campaign": "campaign_key"} | _BUYER,
        columns=frozenset({"status"}), date="sent_date_key",
    ),
    Source(
        "credit", "fact_credit",
        {"es": "un apunte de una tarjeta regalo o un saldo", "en": "one entry of a gift card or a balance"},
        30, _DATE | _MONEY, columns=frozenset({"kind", "account_kind"}),
    ),
    Source(
        "credit_owed", "fact_credit",
        {"es": "todos los apuntes desde el primero", "en": "all entries from the first"},
        40, _DATE | _MONEY, columns=frozenset({"account_kind"}),
    ),
)  # fmt: skip
SOURCES: Final = {source.code: source for source in (*_ALL, *AGGREGATES)}
