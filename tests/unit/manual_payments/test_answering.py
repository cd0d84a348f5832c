"""What is said of money that people report, and when its buyer is reminded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.manual_payments._answering import next_reminder, standing

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "is_closed", "expected"),
    [
        (0, False, "awaited"),
        (49_99, False, "awaited"),
        (50_00, False, "paid"),
        (60_00, True, "paid"),
        (0, True, "closed"),
        (1, True, "over"),
    ],
)
def test_a_payment_stands_where_its_money_says(
    received: int, is_closed: bool, expected: str
) -> None:
    assert standing(amount_minor=50_00, received_minor=received, is_closed=is_closed) == expected


@given(days=st.integers(1, 14))
def test_reminders_come_in_order_and_before_the_money_is_due(days: int) -> None:
    due_at = NOW + timedelta(days=days)
    moments: list[datetime] = []
    while at := next_reminder(opened_at=NOW, due_at=due_at, reminders=len(moments)):
        moments.append(at)

    assert moments == sorted(set(moments))
    assert all(NOW < at < due_at for at in moments)
    assert len(moments) == (0 if days == 1 else 1 if days <= 3 else 2)
