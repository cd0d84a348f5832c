"""Which parts of the shop have forgotten an order."""

from datetime import UTC, datetime, timedelta

import pytest

from lonja.actions.follow_order import FAILURES_LIFE, INBOX_LIFE, Stage, pruned
from lonja.jobs import housekeeping

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "stages"),
    [
        (0, ()),
        (29, ()),
        (31, (Stage.QUEUE, Stage.WEBHOOK)),
        (91, (Stage.QUEUE, Stage.FUNCTION, Stage.WEBHOOK)),
    ],
)
def test_is_said_by_the_age_of_the_order(days: int, stages: tuple[Stage, ...]) -> None:
    assert pruned(NOW - timedelta(days=days), NOW) == stages


def test_memory_is_as_long_as_the_housekeeping_leaves_it() -> None:
    assert (housekeeping.INBOX_LIFE, housekeeping.FAILURES_LIFE) == (INBOX_LIFE, FAILURES_LIFE)
