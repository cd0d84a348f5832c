"""The tables that figures are computed from, and what each can be looked at by. Pure."""

from typing import Final

from lonja.reports._aggregates import AGGREGATES
from lonja.reports._language import Source

_DATE: Final = {"dim_date": "date_key"}
_MONEY: Final = {"dim_currency": "currency_key"}
_PLACE: Final = {"dim_channel": "channel_key", "dim_geography": "geography_key"}
_BUYER: Final = {"dim_customer": "customer_key"}
_GOODS: Final = {"dim_variant": "variant_key"}
_FLAGS: Final = {"dim_order_flags": "flags_key"}
_PLACED: Final = {"dim_date": "placed_date_key", "dim_time": "placed_time_key"}

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
