"""What may become of a review. Pure: the table of moves, and why one is turned down."""

from enum import StrEnum
from typing import ClassVar, Final

from lonja.kernel.errors import Conflict, Invalid


class ReviewStatus(StrEnum):
    """The column's CHECK, both APIs and the SPA's type follow this."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"


REASONS: Final = ("off_topic", "offensive", "personal_data", "advertising", "other")
"""Told to its writer, who may write it anew."""

_S = ReviewStatus

_MOVES: Final[dict[ReviewStatus, frozenset[ReviewStatus]]] = {
    _S.WAITING: frozenset({_S.PUBLISHED, _S.REJECTED}),
    _S.PUBLISHED: frozenset({_S.WAITING, _S.REJECTED}),
    _S.REJECTED: frozenset({_S.WAITING, _S.PUBLISHED}),
}


class WrongReviewStatus(Conflict):
    """What was asked does not fit where the review stands; `facts["status"]` says where."""

    code: ClassVar[str] = "wrong_review_status"


class UnknownReason(Invalid):
    code: ClassVar[str] = "unknown_reason"


def check_move(status: ReviewStatus, to: ReviewStatus) -> None:
    if to not in _MOVES[status]:
        raise WrongReviewStatus(f"a review that is {status} does not become {to}", status=status)


def check_reason(to: ReviewStatus, reason: str | None) -> None:
    """A rejection says why; nothing else does."""
    if (to is _S.REJECTED) != (reason is not None) or (
        reason is not None and reason not in REASONS
    ):
        raise UnknownReason(f"a rejection says one of {', '.join(REASONS)}", field="reason")
