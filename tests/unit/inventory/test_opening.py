"""When a location is open, and from when on an order can be picked up there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.inventory import api as inventory
from lonja.inventory._places.site import check_site
from lonja.kernel.errors import Invalid

MADRID = ZoneInfo("Europe/Madrid")
WEEK = tuple(
    inventory.OpenHours(weekday, opens, closes)
    for weekday in range(5)
    for opens, closes in (("10:00", "14:00"), ("17:00", "20:00"))
)
STORE = inventory.Site(
    kind=inventory.LocationKind.STORE,
    line1="Calle Mayor 1",
    postal_code="28013",
    city="Madrid",
    hours=WEEK,
    special_days=(
        inventory.SpecialDay(date(2026, 12, 24), "10:00", "13:00"),
        inventory.SpecialDay(date(2026, 12, 25)),
    ),
    can_pick_up=True,
    preparation_hours=4,
)


def at(day: int, hour: int, minute: int = 0, *, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)


class TestReadyBy:
    def test_is_the_preparation_later_while_it_is_open_then(self) -> None:
        assert inventory.ready_by(STORE, at(1, 13, 30), MADRID) == at(1, 17, 30)

    def test_waits_for_the_next_opening(self) -> None:
        assert inventory.ready_by(STORE, at(1, 18), MADRID) == at(2, 10)

    def test_skips_the_weekend_holidays_and_closed_days(self) -> None:
        assert inventory.ready_by(STORE, at(4, 19), MADRID) == at(7, 10)
        holidays = {date(2026, 12, 7), date(2026, 12, 8)}
        assert inventory.ready_by(STORE, at(4, 19), MADRID, holidays=holidays) == at(9, 10)
        assert inventory.ready_by(STORE, at(24, 12), MADRID) == at(28, 10)

    def test_is_unknown_where_it_never_opens(self) -> None:
        assert inventory.ready_by(inventory.Site(), at(1, 10), MADRID) is None

    @given(
        minutes=st.integers(0, 60 * 24 * 400),
        preparation=st.integers(0, 200),
    )
    def test_is_never_before_it_is_prepared_and_always_while_it_is_open(
        self, minutes: int, preparation: int
    ) -> None:
        now = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=minutes)
        site = inventory.Site(hours=WEEK, preparation_hours=preparation)

        ready = inventory.ready_by(site, now, MADRID)

        assert ready is not None
        assert ready >= now + timedelta(hours=preparation)
        local = ready.astimezone(MADRID)
        hours = inventory.hours_on(site, local.date())
        assert any(opens <= local.strftime("%H:%M") < closes for opens, closes in hours)


class TestASite:
    def test_is_read_as_it_was_written(self) -> None:
        assert inventory.Site.from_json(STORE.to_json()) == STORE
        assert inventory.Site.from_json({}) == inventory.Site()

    @pytest.mark.parametrize(
        ("site", "field"),
        [
            (inventory.Site(cut_off="25:00"), "cut_off"),
            (inventory.Site(hours=(inventory.OpenHours(0, "14:00", "10:00"),)), "hours.0.closes"),
            (
                inventory.Site(
                    hours=(
                        inventory.OpenHours(0, "10:00", "14:00"),
                        inventory.OpenHours(0, "13:00", "15:00"),
                    )
                ),
                "hours.1.opens",
            ),
            (inventory.Site(working_days=()), "working_days"),
            (inventory.Site(first_for=("XX",)), "first_for"),
            (inventory.Site(can_pick_up=True), "kind"),
            (
                inventory.Site(kind=inventory.LocationKind.STORE, can_pick_up=True),
                "line1",
            ),
        ],
    )
    def test_names_what_is_wrong_with_it(self, site: inventory.Site, field: str) -> None:
        with pytest.raises(Invalid) as refused:
            check_site(site, "ES")

        assert refused.value.facts["field"] == field
