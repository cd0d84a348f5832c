"""Every metric of the shop once more, over rows in Python: what its statement must answer.

Nothing of `lonja.reports` is used here: two computations that share no line agree, or one is wrong.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

type Row = Mapping[str, Any]
type Number = Decimal | None

_SQL: Final = {
    "orders": """
        SELECT f.*, f.placed_date_key AS dk, f.customer_key > 0 AND NOT EXISTS (
                   SELECT FROM dw.fact_order AS e JOIN dw.dim_customer AS c USING (customer_key)
                    WHERE c.natural_key = (SELECT natural_key FROM dw.dim_customer AS d
                                            WHERE d.customer_key = f.customer_key)
                      AND e.is_sale AND (e.placed_at, e.order_id) < (f.placed_at, f.order_id)) AS is_first
          FROM dw.fact_order AS f""",
    "lines": """
        SELECT f.*, f.date_key AS dk, o.placed_time_key, o.to_base, o.left_after
          FROM dw.fact_order_line AS f JOIN dw.fact_order AS o USING (order_id)""",
    "returns": "SELECT f.*, f.date_key AS dk FROM dw.fact_return_line AS f",
    "payments": "SELECT f.*, f.date_key AS dk FROM dw.fact_payment AS f",
    "discounts": "SELECT f.*, f.date_key AS dk FROM dw.fact_discount AS f",
    "movements": "SELECT f.*, f.date_key AS dk FROM dw.fact_stock_movement AS f",
    "views": "SELECT f.*, f.date_key AS dk FROM dw.fact_funnel_daily AS f",
    "stock": "SELECT f.*, f.date_key AS dk FROM dw.fact_stock_daily AS f",
    "ages": "SELECT f.*, f.date_key AS dk FROM dw.fact_stock_age AS f",
    "carts": "SELECT f.*, f.created_date_key AS dk FROM dw.fact_cart AS f",
    "sends": "SELECT f.*, f.sent_date_key AS dk FROM dw.fact_campaign_send AS f",
    "credits": "SELECT f.*, f.date_key AS dk FROM dw.fact_credit AS f",
    "attempts": "SELECT f.*, f.date_key AS dk FROM dw.fact_payment_attempt AS f",
    "words": "SELECT f.*, f.date_key AS dk FROM dw.fact_search_daily AS f",
}
_DIMENSIONS: Final = {
    "channel": "channel",
    "currency": "currency",
    "geography": "country",
    "variant": "product_name, is_article",
    "customer": "natural_key",
    "promotion": "name",
    "campaign": "name",
    "date": "day, year, month, month_start",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows with the columns of their dimensions beside them."""

    orders: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    returns: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    discounts: list[Row] = field(default_factory=list)
    movements: list[Row] = field(default_factory=list)
    views: list[Row] = field(default_factory=list)
    stock: list[Row] = field(default_factory=list)
    ages: list[Row] = field(default_factory=list)
    carts: list[Row] = field(default_factory=list)
    sends: list[Row] = field(default_factory=list)
    credits: list[Row] = field(default_factory=list)
    """All of them: what is owed counts from the first."""
    attempts: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)

    def where(self, keep: Callable[[Row], bool]) -> "Facts":
        return Facts(
            *(list(filter(keep, getattr(self, name))) for name in Facts.__dataclass_fields__)
        )

    @property
    def sales(self) -> list[Row]:
        return [row for row in self.orders if row["is_sale"]]

    @property
    def articles(self) -> list[Row]:
        return [row for row in self.lines if row["variant"]["is_article"]]


def read_facts(url: str) -> Facts:
    with psycopg.connect(url, row_factory=dict_row) as db:
        members = {
            name: {
                row[f"{name}_key"]: row
                for row in db.execute(f"SELECT {name}_key, {columns} FROM dw.dim_{name}")
            }
            for name, columns in _DIMENSIONS.items()
        }
        found: dict[str, list[Row]] = {}
        for table, query in _SQL.items():
            found[table] = [
                row
                | {
                    name: members[name][row[f"{name}_key"]]
                    for name in _DIMENSIONS
                    if f"{name}_key" in row
                }
                | {"date": members["date"][row["dk"]]}
                for row in db.execute(query)
            ]
    return Facts(**found)


def total(rows: Iterable[Row], *columns: str) -> Decimal:
    return Decimal(sum(row[column] for row in rows for column in columns))


def _back(rows: Iterable[Row]) -> Decimal:
    return Decimal(sum(row["tax_minor"] - row["amount_minor"] for row in rows))


def _over(above: Number, below: Number) -> Number:
    return None if not below or above is None else above / below


def _percentile(values: list[Decimal], share: Decimal) -> Number:
    if not values:
        return None
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def _weighed(rows: list[Row]) -> Number:
    known = [row for row in rows if row["hours_to_ship"] is not None]
    return _over(
        Decimal(sum(row["hours_to_ship"] * row["units"] for row in known)), total(known, "units")
    )


def _of_kind(rows: list[Row], *kinds: str) -> list[Row]:
    return [row for row in rows if row["kind"] in kinds]


def _viewed(f: Facts, step: str) -> Decimal:
    return total((row for row in f.views if row["step"] == step), "views")


def _shipping(f: Facts) -> Decimal:
    return total(f.sales, "shipping_minor", "goods_tax_minor") - total(f.sales, "tax_minor")


def _hours(f: Facts) -> list[Decimal]:
    return _hours_of(f, "hours_to_ship")


def _first(f: Facts) -> list[Row]:
    return [row for row in f.sales if row["customer_key"] and row["is_first"]]


def _hours_of(f: Facts, column: str) -> list[Decimal]:
    return [_two_digits(row[column]) for row in f.sales if row[column] is not None]


_STEPS: Final = tuple(
    (Decimal(step), Decimal(below))
    for step, below in (("0.01", 1), ("0.1", 10), ("1", 100), ("10", "Infinity"))
)
"""Hours are told to two digits: below so many, in these steps."""


def _two_digits(hours: Decimal) -> Decimal:
    step = next(step for step, below in _STEPS if hours < below)
    return (hours / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _cost(row: Row) -> Decimal:
    """In the currency of the line, rounded once: the rate is that of its order."""
    cost: Decimal = Decimal(row["cost_minor"]) / row["to_base"]
    return cost.quantize(Decimal(1), ROUND_HALF_UP)


def _costed(f: Facts) -> list[Row]:
    return [row for row in f.lines if row["cost_minor"] is not None and row["to_base"] is not None]


def _costs(f: Facts) -> Decimal:
    return sum(map(_cost, _costed(f)), Decimal(0))


def _margin(f: Facts) -> Decimal:
    return total(_costed(f), "net_minor") - _costs(f)


def _left(f: Facts, *bands: str) -> Decimal:
    return Decimal(sum(row["left_after"] in bands for row in f.sales))


_SENT = ("0-1", "1-2", "2-3", "3-7", "7+")


def _standing(f: Facts) -> list[Row]:
    """Of each variant and place the last row: it stands until another follows."""
    last: dict[tuple[object, object], Row] = {}
    for row in sorted(f.stock, key=lambda one: one["date_key"]):
        last[row["variant_id"], row["location"]] = row
    return list(last.values())


def _there(f: Facts) -> list[Row]:
    return [row for row in _standing(f) if row["on_hand"] > 0]


def _gone(f: Facts) -> list[Row]:
    return [row for row in _standing(f) if row["on_hand"] <= 0]


def _idle(f: Facts) -> list[Row]:
    return [row for row in f.ages if row["idle"] in {"181-365", "366+", "never"}]


def _reached(f: Facts, *steps: str) -> list[Row]:
    return [row for row in f.carts if row["last_step"] in steps]


def _lost(f: Facts) -> list[Row]:
    return [row for row in f.carts if not row["ordered_date_key"]]


def _sent(f: Facts) -> Decimal:
    return Decimal(sum(row["status"] == "sent" for row in f.sends))


def _with_status(f: Facts, status: str) -> Decimal:
    return Decimal(sum(row["status"] == status for row in f.attempts))


def _known(rows: Iterable[Row], column: str) -> Decimal:
    return Decimal(sum(row[column] or 0 for row in rows))


BY_HAND: Final[Mapping[str, Callable[[Facts], Number]]] = {
    "orders": lambda f: Decimal(len(f.sales)),
    "units": lambda f: total(f.lines, "quantity"),
    "gross_sales": lambda f: total(f.lines, "net_minor", "discount_net_minor"),
    "discounts": lambda f: total(f.lines, "discount_net_minor"),
    "returns": lambda f: _back(f.returns),
    "net_sales": lambda f: total(f.lines, "net_minor") - _back(f.returns),
    "shipping": _shipping,
    "charged_tax": lambda f: total(f.sales, "tax_minor"),
    "goods_tax": lambda f: total(f.lines, "tax_minor"),
    "returned_tax": lambda f: -total(f.returns, "tax_minor"),
    "taxes": lambda f: total(f.sales, "tax_minor") + total(f.returns, "tax_minor"),
    "total_sales": lambda f: total(f.sales, "total_minor") + total(f.returns, "amount_minor"),
    "order_sales": lambda f: total(f.lines, "net_minor"),
    "average_order": lambda f: _over(total(f.lines, "net_minor"), Decimal(len(f.sales))),
    "units_per_order": lambda f: _over(total(f.lines, "quantity"), Decimal(len(f.sales))),
    "discount_rate": lambda f: _over(
        total(f.lines, "discount_net_minor"), total(f.lines, "net_minor", "discount_net_minor")
    ),
    "placed_orders": lambda f: Decimal(len(f.orders)),
    "cancelled_orders": lambda f: Decimal(sum(row["status"] == "cancelled" for row in f.orders)),
    "cancellation_rate": lambda f: _over(
        Decimal(sum(row["status"] == "cancelled" for row in f.orders)), Decimal(len(f.orders))
    ),
    "median_hours_to_ship": lambda f: _percentile(_hours(f), Decimal("0.5")),
    "slow_hours_to_ship": lambda f: _percentile(_hours(f), Decimal("0.9")),
    "unit_hours_to_ship": lambda f: _weighed(f.sales),
    "return_count": lambda f: Decimal(
        len({row["return_id"] for row in f.returns if row["kind"] != "adjustment"})
    ),
    "returned_units": lambda f: -total(f.returns, "quantity"),
    "return_rate": lambda f: _over(-total(f.returns, "quantity"), total(f.lines, "quantity")),
    "customers": lambda f: Decimal(
        len({row["customer"]["natural_key"] for row in f.sales if row["customer_key"]})
    ),
    "guest_orders": lambda f: Decimal(sum(not row["customer_key"] for row in f.sales)),
    "account_orders": lambda f: Decimal(sum(bool(row["customer_key"]) for row in f.sales)),
    "orders_per_customer": lambda f: _over(
        Decimal(sum(bool(row["customer_key"]) for row in f.sales)),
        Decimal(len({row["customer"]["natural_key"] for row in f.sales if row["customer_key"]})),
    ),
    "first_orders": lambda f: Decimal(len(_first(f))),
    "repeat_orders": lambda f: Decimal(
        sum(bool(row["customer_key"]) for row in f.sales) - len(_first(f))
    ),
    "repeat_rate": lambda f: _over(
        Decimal(sum(bool(row["customer_key"]) for row in f.sales) - len(_first(f))),
        Decimal(sum(bool(row["customer_key"]) for row in f.sales)),
    ),
    "captured": lambda f: total(_of_kind(f.payments, "captured", "late_captured"), "amount_minor"),
    "refunded": lambda f: -total(_of_kind(f.payments, "refunded", "refund_failed"), "amount_minor"),
    "disputed": lambda f: (
        -total(_of_kind(f.payments, "disputed", "dispute_reinstated"), "amount_minor")
    ),
    "net_payments": lambda f: total(f.payments, "amount_minor"),
    "payments": lambda f: Decimal(len(_of_kind(f.payments, "captured", "late_captured"))),
    "refund_rate": lambda f: _over(
        -total(_of_kind(f.payments, "refunded", "refund_failed"), "amount_minor"),
        total(_of_kind(f.payments, "captured", "late_captured"), "amount_minor"),
    ),
    "promotion_discounts": lambda f: total(f.discounts, "amount_minor"),
    "promotion_orders": lambda f: Decimal(len({row["order_id"] for row in f.discounts})),
    "discount_per_order": lambda f: _over(
        total(f.discounts, "amount_minor"), Decimal(len({row["order_id"] for row in f.discounts}))
    ),
    "product_sales": lambda f: total(f.articles, "net_minor"),
    "product_units": lambda f: total(f.articles, "quantity"),
    "product_orders": lambda f: Decimal(len({row["order_id"] for row in f.lines})),
    "average_price": lambda f: _over(total(f.articles, "net_minor"), total(f.articles, "quantity")),
    "stock_units": lambda f: total(_standing(f), "on_hand"),
    "stock_value": lambda f: _known(_standing(f), "value_minor"),
    "stocked_variants": lambda f: Decimal(len(_there(f))),
    "sold_out_variants": lambda f: Decimal(len(_gone(f))),
    "known_variants": lambda f: Decimal(len(_standing(f))),
    "sold_out_rate": lambda f: _over(Decimal(len(_gone(f))), Decimal(len(_standing(f)))),
    "variants_without_cost": lambda f: Decimal(
        sum(row["value_minor"] is None for row in _there(f))
    ),
    "aged_units": lambda f: total(f.ages, "units"),
    "aged_value": lambda f: _known(f.ages, "value_minor"),
    "dead_units": lambda f: total(_idle(f), "units"),
    "dead_value": lambda f: _known(_idle(f), "value_minor"),
    "dead_rate": lambda f: _over(_known(_idle(f), "value_minor"), _known(f.ages, "value_minor")),
    "units_to_sell": lambda f: total(f.articles, "quantity") + total(_standing(f), "on_hand"),
    "sell_through": lambda f: _over(
        total(f.articles, "quantity"),
        total(f.articles, "quantity") + total(_standing(f), "on_hand"),
    ),
    "received_units": lambda f: total(_of_kind(f.movements, "receipt"), "quantity"),
    "shipped_units": lambda f: -total(_of_kind(f.movements, "sale"), "quantity"),
    "adjusted_units": lambda f: (
        total(f.movements, "quantity") - total(_of_kind(f.movements, "receipt", "sale"), "quantity")
    ),
    "moved_units": lambda f: total(f.movements, "quantity"),
    "cost_of_goods": _costs,
    "margin": _margin,
    "costed_sales": lambda f: total(_costed(f), "net_minor"),
    "line_sales": lambda f: total(f.lines, "net_minor"),
    "uncosted_sales": lambda f: total(f.lines, "net_minor") - total(_costed(f), "net_minor"),
    "margin_rate": lambda f: _over(_margin(f), total(_costed(f), "net_minor")),
    "costed_rate": lambda f: _over(total(_costed(f), "net_minor"), total(f.lines, "net_minor")),
    "margin_per_order": lambda f: _over(
        _margin(f), Decimal(len({row["order_id"] for row in f.lines}))
    ),
    "median_hours_to_confirm": lambda f: _percentile(
        _hours_of(f, "hours_to_confirm"), Decimal("0.5")
    ),
    "median_hours_to_deliver": lambda f: _percentile(
        _hours_of(f, "hours_to_deliver"), Decimal("0.5")
    ),
    "slow_hours_to_deliver": lambda f: _percentile(
        _hours_of(f, "hours_to_deliver"), Decimal("0.9")
    ),
    "sent_orders": lambda f: _left(f, *_SENT),
    "late_orders": lambda f: _left(f, "3-7", "7+"),
    "waiting_orders": lambda f: _left(f, "waiting"),
    "late_rate": lambda f: _over(_left(f, "3-7", "7+"), _left(f, *_SENT)),
    "carts": lambda f: Decimal(len(f.carts)),
    "carts_with_address": lambda f: Decimal(
        len(_reached(f, "address", "shipping", "order", "paid"))
    ),
    "carts_with_shipping": lambda f: Decimal(len(_reached(f, "shipping", "order", "paid"))),
    "ordered_carts": lambda f: Decimal(len(_reached(f, "order", "paid"))),
    "paid_carts": lambda f: Decimal(len(_reached(f, "paid"))),
    "cart_order_rate": lambda f: _over(
        Decimal(len(_reached(f, "order", "paid"))), Decimal(len(f.carts))
    ),
    "left_carts": lambda f: Decimal(len(_lost(f))),
    "left_value": lambda f: _known(_lost(f), "value_minor"),
    "left_rate": lambda f: _over(Decimal(len(_lost(f))), Decimal(len(f.carts))),
    "average_left": lambda f: _over(_known(_lost(f), "value_minor"), Decimal(len(_lost(f)))),
    "campaign_mails": _sent,
    "campaign_orders": lambda f: total(f.sends, "orders"),
    "campaign_sales": lambda f: total(f.sends, "base_sales_minor"),
    "orders_per_mail": lambda f: _over(total(f.sends, "orders"), _sent(f)),
    "sales_per_mail": lambda f: _over(total(f.sends, "base_sales_minor"), _sent(f)),
    "payment_attempts": lambda f: Decimal(len(f.attempts)),
    "declined_attempts": lambda f: _with_status(f, "declined"),
    "unfinished_attempts": lambda f: _with_status(f, "closed"),
    "decline_rate": lambda f: _over(_with_status(f, "declined"), Decimal(len(f.attempts))),
    "credit_owed": lambda f: total(f.credits, "amount_minor"),
    "credit_given": lambda f: (
        total(f.credits, "amount_minor")
        - total(_of_kind(f.credits, "spent", "released"), "amount_minor")
    ),
    "credit_sold": lambda f: total(_of_kind(f.credits, "sold"), "amount_minor"),
    "credit_spent": lambda f: -total(_of_kind(f.credits, "spent", "released"), "amount_minor"),
    "product_views": lambda f: _viewed(f, "product"),
    "cart_additions": lambda f: _viewed(f, "add_to_cart"),
    "checkouts": lambda f: _viewed(f, "checkout"),
    "web_orders": lambda f: _viewed(f, "order"),
    "orders_per_view": lambda f: _over(_viewed(f, "order"), _viewed(f, "product")),
    "searches": lambda f: total(f.words, "searches"),
    "searches_without_result": lambda f: total(f.words, "without_result"),
    "empty_search_rate": lambda f: _over(
        total(f.words, "without_result"), total(f.words, "searches")
    ),
}
"""What is made of the rows of an answer (shares, ranks, …) is computed from these by the test."""

LABELS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "year": lambda row: f"{row['date']['year']}-01-01",
    "quarter": lambda row: f"{row['date']['year']}-{(row['date']['month'] - 1) // 3 * 3 + 1:02}-01",
    "month": lambda row: str(row["date"]["month_start"]),
    "day": lambda row: str(row["date"]["day"]),
    "weekday": lambda row: str(row["date"]["day"].isoweekday()),
    "channel": lambda row: row["channel"]["channel"],
    "country": lambda row: row["geography"]["country"],
    "product": lambda row: row["variant"]["product_name"],
    "promotion": lambda row: row["promotion"]["name"],
    "hour": lambda row: f"{row['placed_time_key']:02}:00",
    "method": lambda row: row["method"],
    "location": lambda row: row["location"],
    "left_after": lambda row: row["left_after"],
    "stock_age": lambda row: row["age"],
    "idle": lambda row: row["idle"],
    "last_step": lambda row: row["last_step"],
    "campaign": lambda row: row["campaign"]["name"],
    "account_kind": lambda row: row["account_kind"],
    "tax_rate": lambda row: str(row["tax_basis_points"]),
    "device": lambda row: row["device"],
    "term": lambda row: row["term"],
}


def grouped(facts: Facts, label: Callable[[Row], Any]) -> dict[str, Facts]:
    """The facts of each value of a dimension; rows that do not know the dimension are left out."""
    found: dict[str, Facts] = defaultdict(Facts)
    for name in Facts.__dataclass_fields__:
        for row in getattr(facts, name):
            try:
                key = label(row)
            except KeyError:
                continue
            getattr(found[key], name).append(row)
    return found


def scaled(value: Number, scale: int) -> int | None:
    """Rounded as PostgreSQL rounds: a half goes away from zero."""
    if value is None:
        return None
    return int((value * scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))
