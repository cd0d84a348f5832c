"""What the ETL adds up by day, and of which table each aggregate is: pages are drawn from these. Pure."""

from collections.abc import Mapping
from typing import Final

from lonja.reports._language import Source

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
_BUYER: Final = "dim_customer.person_key"

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
        adds_up="sale", sums=_OF_ORDER, rows="orders", distinct={_BUYER: _BUYER}, own=_COUNTRY,
    ),
    Source(
        "visit_day", "agg_daily_visit",
        {"es": "los clientes de un día, por el día de su compra anterior", "en": "the customers of a day, by the day of their purchase before"},
        15, _DAY, adds_up="sale", distinct={_BUYER: "customers"}, since="before_date_key",
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
