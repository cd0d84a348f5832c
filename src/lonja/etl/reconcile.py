"""The shop and the warehouse, compared to the cent: per day and currency, in SQL on both sides."""

from datetime import date
from typing import Any, Final, LiteralString

import psycopg

from lonja.etl.records import Difference

# Both sides answer (day, currency, figures...) in the same order.
_FIGURES: Final[dict[str, tuple[str, ...]]] = {
    "orders": ("orders", "items", "discount", "shipping", "tax", "total"),
    "lines": ("lines", "units", "list"),
    "gift_cards": ("amount",),
    "credit": ("entries", "amount"),
    "discounts": ("discounts", "amount"),
    "payments": ("moves", "amount"),
    "returns": ("returns", "lines", "units", "amount"),
}

_SHOP: Final[dict[str, LiteralString]] = {
    "orders": """
        SELECT (placed_at AT TIME ZONE %(zone)s)::date AS day, currency, count(*),
               sum(items_minor), sum(discount_minor), sum(shipping_minor), sum(tax_minor),
               sum(total_minor)
          FROM feed.orders
         WHERE confirmed_at IS NOT NULL AND status <> 'cancelled'
           AND (%(days)s::date[] IS NULL
                OR (placed_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s))
         GROUP BY 1, 2""",
    "lines": """
        SELECT (o.placed_at AT TIME ZONE %(zone)s)::date AS day, o.currency, count(*),
               sum(l.quantity), sum(l.total_minor)
          FROM feed.orders AS o JOIN feed.order_lines AS l USING (order_id)
         WHERE NOT l.is_gift_card AND o.confirmed_at IS NOT NULL AND o.status <> 'cancelled'
           AND (%(days)s::date[] IS NULL
                OR (o.placed_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s))
         GROUP BY 1, 2""",
    "gift_cards": """
        SELECT (o.placed_at AT TIME ZONE %(zone)s)::date AS day, o.currency, sum(l.total_minor)
          FROM feed.orders AS o JOIN feed.order_lines AS l USING (order_id)
         WHERE l.is_gift_card AND o.confirmed_at IS NOT NULL AND o.status <> 'cancelled'
           AND (%(days)s::date[] IS NULL
                OR (o.placed_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s))
         GROUP BY 1, 2""",
    "credit": """
        SELECT (at AT TIME ZONE %(zone)s)::date AS day, currency, count(*), sum(amount_minor)
          FROM feed.credit_entries
         WHERE %(days)s::date[] IS NULL OR (at AT TIME ZONE %(zone)s)::date = ANY(%(days)s)
         GROUP BY 1, 2""",
    "discounts": """
        SELECT (o.placed_at AT TIME ZONE %(zone)s)::date AS day, o.currency, count(*),
               sum(d.amount_minor)
          FROM feed.orders AS o JOIN feed.order_discounts AS d USING (order_id)
         WHERE o.confirmed_at IS NOT NULL AND o.status <> 'cancelled'
           AND (%(days)s::date[] IS NULL
                OR (o.placed_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s))
         GROUP BY 1, 2""",
    "payments": """
        SELECT (at AT TIME ZONE %(zone)s)::date AS day, currency, count(*),
               sum(CASE WHEN kind IN ('refunded', 'disputed') THEN -amount_minor ELSE amount_minor END)
          FROM feed.payments
         WHERE kind IN ('captured', 'late_captured', 'refunded', 'refund_failed',
                        'disputed', 'dispute_reinstated')
           AND (%(days)s::date[] IS NULL OR (at AT TIME ZONE %(zone)s)::date = ANY(%(days)s))
         GROUP BY 1, 2""",
    "returns": """
        SELECT (r.returned_at AT TIME ZONE %(zone)s)::date AS day, r.currency,
               count(DISTINCT r.return_id), count(*), sum(l.quantity), sum(l.total_minor)
          FROM feed.returns AS r JOIN feed.return_lines AS l USING (return_id)
         WHERE NOT l.is_gift_card
           AND (%(days)s::date[] IS NULL
                OR (r.returned_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s))
         GROUP BY 1, 2""",
}

_WAREHOUSE: Final[dict[str, LiteralString]] = {
    "orders": """
        SELECT d.day, c.currency, count(*), sum(items_minor + gift_cards_minor), sum(discount_minor),
               sum(shipping_minor), sum(tax_minor), sum(total_minor)
          FROM fact_order JOIN dim_date AS d ON d.date_key = placed_date_key
          JOIN dim_currency AS c USING (currency_key)
         WHERE is_sale AND (%(days)s::date[] IS NULL OR d.day = ANY(%(days)s))
         GROUP BY 1, 2""",
    "lines": """
        SELECT d.day, c.currency, count(*), sum(quantity), sum(list_minor)
          FROM fact_order_line JOIN dim_date AS d USING (date_key)
          JOIN dim_currency AS c USING (currency_key)
         WHERE %(days)s::date[] IS NULL OR d.day = ANY(%(days)s)
         GROUP BY 1, 2""",
    "gift_cards": """
        SELECT d.day, c.currency, sum(gift_cards_minor)
          FROM fact_order JOIN dim_date AS d ON d.date_key = placed_date_key
          JOIN dim_currency AS c USING (currency_key)
         WHERE is_sale AND gift_cards_minor <> 0
           AND (%(days)s::date[] IS NULL OR d.day = ANY(%(days)s))
         GROUP BY 1, 2""",
    "credit": """
        SELECT d.day, c.currency, count(*), sum(amount_minor)
          FROM fact_credit JOIN dim_date AS d USING (date_key)
          JOIN dim_currency AS c USING (currency_key)
         WHERE %(days)s::date[] IS NULL OR d.day = ANY(%(days)s)
         GROUP BY 1, 2""",
    "discounts": """
        SELECT d.day, c.currency, count(*), sum(amount_minor)
          FROM fact_discount JOIN dim_date AS d USING (date_key)
          JOIN dim_currency AS c USING (currency_key)
         WHERE %(days)s::date[] IS NULL OR d.day = ANY(%(days)s)
         GROUP BY 1, 2""",
    "payments": """
        SELECT d.day, c.currency, count(*), sum(amount_minor)
          FROM fact_payment JOIN dim_date AS d USING (date_key)
          JOIN dim_currency AS c USING (currency_key)
         WHERE %(days)s::date[] IS NULL OR d.day = ANY(%(days)s)
         GROUP BY 1, 2""",
    "returns": """
        SELECT d.day, c.currency, count(DISTINCT return_id), count(*), sum(quantity),
               sum(amount_minor)
          FROM fact_return_line JOIN dim_date AS d USING (date_key)
          JOIN dim_currency AS c USING (currency_key)
         WHERE %(days)s::date[] IS NULL OR d.day = ANY(%(days)s)
         GROUP BY 1, 2""",
}


_SHOP_STOCK: Final[LiteralString] = """
    SELECT location, sum(on_hand) FROM feed.stock_levels
     WHERE %(variants)s::uuid[] IS NULL OR variant_id = ANY(%(variants)s) GROUP BY location"""
_WAREHOUSE_STOCK: Final[LiteralString] = """
    SELECT location, sum(on_hand) FROM fact_stock_daily
     WHERE until_date_key = 99999999
       AND (%(variants)s::uuid[] IS NULL OR variant_id = ANY(%(variants)s)) GROUP BY location"""


def differences(
    shop: psycopg.Connection, target: psycopg.Connection, *, zone: str, everything: bool
) -> list[Difference]:
    """Every figure that is not the same on both sides, on the touched days or on all."""
    days = None if everything else _touched_days(target)
    found = _stock(shop, target, everything=everything)
    if days == []:
        return found
    for what, figures in _FIGURES.items():
        asked = {"zone": zone, "days": days}
        ours = _by_day(shop.execute(_SHOP[what], asked).fetchall())
        theirs = _by_day(target.execute(_WAREHOUSE[what], asked).fetchall())
        nothing = (0,) * len(figures)
        for day, currency in sorted(ours.keys() | theirs.keys()):
            left = ours.get((day, currency), nothing)
            right = theirs.get((day, currency), nothing)
            found += [
                Difference(
                    f"{what} of the shop and the warehouse",
                    {
                        "day": str(day),
                        "currency": currency,
                        "figure": figure,
                        "shop": int(one),
                        "warehouse": int(other),
                    },
                )
                for figure, one, other in zip(figures, left, right, strict=True)
                if one != other
            ]
    return found


def _stock(
    shop: psycopg.Connection, target: psycopg.Connection, *, everything: bool
) -> list[Difference]:
    """The levels of the shop and the last snapshot: of what moved, or of everything."""
    moved = None
    if not everything:
        moved = [
            row[0] for row in target.execute("SELECT DISTINCT variant_id FROM stg.stock_movements")
        ]
        if not moved:
            return []
    asked = {"variants": moved}
    ours: dict[str, int] = dict(shop.execute(_SHOP_STOCK, asked).fetchall())
    theirs: dict[str, int] = dict(target.execute(_WAREHOUSE_STOCK, asked).fetchall())
    return [
        Difference(
            "stock of the shop and the warehouse",
            {
                "location": location,
                "shop": int(ours.get(location, 0)),
                "warehouse": int(theirs.get(location, 0)),
            },
        )
        for location in sorted(ours.keys() | theirs.keys())
        if ours.get(location, 0) != theirs.get(location, 0)
    ]


def _touched_days(target: psycopg.Connection) -> list[date]:
    rows = target.execute(
        "SELECT DISTINCT day FROM stg.touched_day JOIN dim_date USING (date_key)"
        " WHERE day IS NOT NULL ORDER BY day"
    )
    return [row[0] for row in rows]


type _Figures = dict[tuple[date, str], tuple[int, ...]]


def _by_day(rows: list[tuple[Any, ...]]) -> _Figures:
    return {(row[0], row[1]): row[2:] for row in rows}
