from datetime import UTC, date, datetime

import pytest

from lonja.shop.api import Shop


class TestTheShopsDay:
    @pytest.mark.parametrize(
        ("zone", "moment", "day"),
        [
            ("Europe/Madrid", datetime(2026, 7, 5, 22, 30, tzinfo=UTC), date(2026, 7, 6)),
            ("Europe/Madrid", datetime(2026, 1, 5, 22, 30, tzinfo=UTC), date(2026, 1, 5)),
            ("America/New_York", datetime(2026, 3, 1, 4, 59, tzinfo=UTC), date(2026, 2, 28)),
            ("Pacific/Auckland", datetime(2028, 2, 28, 11, 0, tzinfo=UTC), date(2028, 2, 29)),
        ],
    )
    def test_begins_at_its_own_midnight(self, zone: str, moment: datetime, day: date) -> None:
        assert Shop(time_zone=zone).day_of(moment) == day
