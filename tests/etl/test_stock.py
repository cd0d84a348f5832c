"""What lay where on which day, without a row for days on which nothing happened."""

from tests.etl.reading import ask

from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja_tools.proofs.shop_rows import ShopRows

DAYS = (
    "SELECT date_key, until_date_key, received, sold, on_hand, value_minor, out_of_stock_minutes"
    " FROM dw.fact_stock_daily ORDER BY location, date_key"
)
ALL = (
    "SELECT date_key, until_date_key, on_hand, value_minor, variants, out_of_stock, without_cost"
    " FROM dw.agg_stock_daily ORDER BY location, date_key"
)
OPEN = 99999999


def test_a_row_lasts_until_something_moves(settings: Settings, shop: ShopRows) -> None:
    tile = shop.variant("T-1", cost_minor=500)
    shop.move_stock(tile, 10, at="2026-03-01T09:00:00Z")
    shop.move_stock(tile, -4, at="2026-03-05T09:00:00Z")
    run(settings)
    shop.move_stock(tile, -6, at="2026-03-05T22:00:00Z")
    shop.move_stock(tile, 20, at="2026-03-08T11:00:00Z")
    done = run(settings)

    assert done.state == "done"
    assert ask(settings, DAYS) == [
        (20260301, 20260305, 10, 0, 10, 5000, 0),
        (20260305, 20260308, 0, 10, 0, 0, 60),
        (20260308, OPEN, 20, 0, 20, 10000, 720),
    ]


def test_what_is_booked_late_changes_the_days_after_it(settings: Settings, shop: ShopRows) -> None:
    tile, other = shop.variant("T-1", cost_minor=500), shop.variant("T-2", cost_minor=100)
    shop.move_stock(tile, 10, at="2026-03-01T09:00:00Z")
    shop.move_stock(other, 3, at="2026-03-03T09:00:00Z")
    shop.move_stock(tile, -4, at="2026-03-09T09:00:00Z")
    run(settings)
    shop.move_stock(tile, -1, at="2026-03-05T09:00:00Z")
    run(settings)

    assert ask(settings, ALL) == [
        (20260301, 20260303, 10, 5000, 1, 0, 0),
        (20260303, 20260305, 13, 5300, 2, 0, 0),
        (20260305, 20260309, 12, 4800, 2, 0, 0),
        (20260309, OPEN, 8, 2800, 2, 0, 0),
    ]


def test_another_cost_is_another_value_from_its_day_on(settings: Settings, shop: ShopRows) -> None:
    tile = shop.variant("T-1", cost_minor=500)
    shop.move_stock(tile, 10, at="2026-03-01T09:00:00Z")
    run(settings)
    shop.db.execute("UPDATE variants SET cost_minor = 700")
    run(settings)
    shop.db.execute("UPDATE variants SET cost_minor = NULL")
    run(settings)

    assert ask(settings, "SELECT value_minor FROM dw.fact_stock_daily ORDER BY date_key")[0] == (
        5000,
    )
    assert ask(settings, ALL)[-1][2:] == (10, 0, 1, 0, 1)


def test_a_level_that_no_movement_made_is_a_difference(settings: Settings, shop: ShopRows) -> None:
    tile = shop.variant("T-1")
    shop.move_stock(tile, 10)
    shop.db.execute("UPDATE stock_at SET on_hand = 11")

    assert [one.facts for one in run(settings).differences] == [
        {"location": "main", "shop": 11, "warehouse": 10}
    ]
