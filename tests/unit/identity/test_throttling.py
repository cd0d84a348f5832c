"""How many attempts to sign in there are in one window."""

from datetime import UTC, datetime, timedelta

import pytest

from lonja.identity._throttling import LIMITS, WINDOW, TooManyAttempts, attempt_keys, check_attempts

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class TestAnAttempt:
    @pytest.mark.parametrize("scope", sorted(LIMITS))
    def test_passes_up_to_the_limit_and_not_beyond(self, scope: str) -> None:
        check_attempts(scope, LIMITS[scope], window_started_at=NOON, now=NOON)

        with pytest.raises(TooManyAttempts) as refused:
            check_attempts(scope, LIMITS[scope] + 1, window_started_at=NOON, now=NOON)
        assert refused.value.retry_after_s == WINDOW.total_seconds()

    def test_may_be_made_again_a_second_later_at_the_earliest(self) -> None:
        with pytest.raises(TooManyAttempts) as refused:
            check_attempts(
                "address", 61, window_started_at=NOON, now=NOON + WINDOW - timedelta(seconds=0.1)
            )
        assert refused.value.retry_after_s == 1

    def test_is_counted_without_naming_anybody(self) -> None:
        keys = attempt_keys("ines@example.com", "203.0.113.7")

        assert list(keys) == ["account_at_address", "account", "address"]
        assert {len(key) for key in keys.values()} == {32}
        assert not any(b"ines" in key or b"203" in key for key in keys.values())
