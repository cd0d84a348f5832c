"""How many attempts to sign in there are in one window."""

from datetime import UTC, datetime, timedelta

import pytest

from lonja.identity._throttling import (
    WINDOW,
    Attempts,
    TooManyAttempts,
    attempt_keys,
    check_attempts,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def counted(here: int, account: int, address: int) -> dict[str, Attempts]:
    counts = {"account_at_address": here, "account": account, "address": address}
    return {scope: Attempts(attempts, NOON) for scope, attempts in counts.items()}


class TestAnAttempt:
    @pytest.mark.parametrize(
        ("last", "too_many"),
        [
            ((8, 60, 60), (9, 60, 60)),
            ((1, 60, 60), (1, 60, 61)),
            ((3, 61, 60), (4, 61, 60)),
            ((3, 10_000, 1), (4, 10_000, 1)),
        ],
    )
    def test_passes_up_to_the_limit_and_not_beyond(
        self, last: tuple[int, int, int], too_many: tuple[int, int, int]
    ) -> None:
        check_attempts(counted(*last), now=NOON)

        with pytest.raises(TooManyAttempts) as refused:
            check_attempts(counted(*too_many), now=NOON)
        assert refused.value.retry_after_s == WINDOW.total_seconds()

    def test_may_be_made_again_a_second_later_at_the_earliest(self) -> None:
        now = NOON + WINDOW - timedelta(seconds=0.1)

        with pytest.raises(TooManyAttempts) as refused:
            check_attempts(counted(1, 1, 61), now=now)
        assert refused.value.retry_after_s == 1

    def test_is_counted_without_naming_anybody(self) -> None:
        keys = attempt_keys("ines@example.com", "203.0.113.7")

        assert list(keys) == ["account_at_address", "account", "address"]
        assert {len(key) for key in keys.values()} == {32}
        assert not any(b"ines" in key or b"203" in key for key in keys.values())
