"""National holidays of a year: fixed ones, and those that move with Easter."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.shipping import api as shipping
from lonja.shipping._calendar.national import FIRST_YEAR, LAST_YEAR, easter

YEARS = st.integers(FIRST_YEAR, LAST_YEAR)


@pytest.mark.parametrize(
    "sunday",
    [
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
    ],
)
def test_easter_is_where_the_church_has_it(sunday: date) -> None:
    assert easter(sunday.year) == sunday


@given(year=YEARS)
def test_easter_is_a_sunday_from_22_march_to_25_april(year: int) -> None:
    sunday = easter(year)

    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)


@given(year=YEARS, country=st.sampled_from(shipping.known_countries()))
def test_each_year_has_its_holidays_once_in_their_order_with_names(year: int, country: str) -> None:
    found = shipping.national_holidays(country, year)
    days = [one.day for one in found]

    assert days == sorted(set(days))
    assert {date(year, 1, 1), date(year, 5, 1), date(year, 12, 25)} <= set(days)
    assert all(day.year == year for day in days)
    assert all(one.names["es"] and one.names["en"] for one in found)


def test_moving_ones_follow_easter() -> None:
    in_germany = {one.names["en"]: one.day for one in shipping.national_holidays("DE", 2026)}

    assert in_germany["Good Friday"] == date(2026, 4, 3)
    assert in_germany["Easter Monday"] == date(2026, 4, 6)
    assert in_germany["Ascension Day"] == date(2026, 5, 14)
    assert in_germany["Whit Monday"] == date(2026, 4, 5) + timedelta(days=50)


def test_the_five_countries_are_known_and_others_have_none() -> None:
    assert set(shipping.known_countries()) == {"ES", "PT", "FR", "DE", "IT"}
    assert [len(shipping.national_holidays(one, 2026)) for one in ("ES", "PT", "FR", "DE", "IT")] == [
        10, 12, 11, 9, 12,
    ]  # fmt: skip
    assert date(2025, 10, 4) not in {one.day for one in shipping.national_holidays("IT", 2025)}
    assert shipping.national_holidays("JP", 2026) == ()
