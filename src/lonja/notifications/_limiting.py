"""How many mails may leave now. Pure: a bucket of tokens that fills with time.

All processes share one bucket, a row; the provider counts all of them together, too. Mails about
an order never wait: they take their token even from an empty bucket, and campaigns pay it back by
waiting.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Quota:
    """The mail provider's quota."""

    per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """`tokens` as of `at`; below zero where urgent mails took more than there was."""

    tokens: float
    at: datetime


def refill(bucket: Bucket, quota: Quota, *, now: datetime) -> Bucket:
    """The present level of the bucket; a clock that runs behind changes nothing."""
    seconds = max((now - bucket.at).total_seconds(), 0.0)
    tokens = min(float(quota.burst), bucket.tokens + seconds * quota.per_minute / 60)
    return Bucket(tokens, max(now, bucket.at))


def take(bucket: Bucket, requested: int) -> tuple[int, Bucket]:
    """Grant whole mails, at most `requested` and at most the bucket's level."""
    granted = max(0, min(requested, int(bucket.tokens)))
    return granted, Bucket(bucket.tokens - granted, bucket.at)


def overdraw(bucket: Bucket, quota: Quota) -> Bucket:
    """Take one whatever is there; the debt is bounded by one burst."""
    return Bucket(max(bucket.tokens - 1, -float(quota.burst)), bucket.at)


def ready_at(bucket: Bucket, quota: Quota, *, wanted: int) -> datetime:
    """When `wanted` mails (or a full bucket, where that is less) may leave."""
    missing = min(wanted, quota.burst) - bucket.tokens
    return bucket.at + timedelta(seconds=max(missing, 0.0) * 60 / quota.per_minute)
