"""What may become of a review. Pure: the table of moves, and why one is turned down."""

from typing import ClassVar, Final, Literal

from lonja.kernel.errors import Conflict, Invalid

type ReviewStatus = Literal["waiting", "published", "rejected"]

STATUSES: Final[tuple[ReviewStatus, ...]] = ("waiting", "published", "rejected")
REASONS: Final = ("off_topic", "offensive", "personal_data", "advertising", "other")
"""Told to its writer, who may write it anew."""

_MOVES: Final[dict[str, frozenset[str]]] = {
    "waiting": frozenset({"published", "rejected"}),
    "published": frozenset({"waiting", "rejected"}),
    "rejected": frozenset({"waiting", "published"}),
}


class WrongReviewStatus(Conflict):
    """What was asked does not fit where the review stands; `facts["status"]` says where."""

    code: ClassVar[str] = "wrong_review_status"


class UnknownReason(Invalid):
    code: ClassVar[str] = "unknown_reason"


def check_move(status: str, to: str) -> None:
    if to not in _MOVES[status]:
        raise WrongReviewStatus(f"a review that is {status} does not become {to}", status=status)


def check_reason(to: str, reason: str | None) -> None:
    """A rejection says why; nothing else does."""
    if (to == "rejected") != (reason is not None) or (reason is not None and reason not in REASONS):
        raise UnknownReason(f"a rejection says one of {', '.join(REASONS)}", field="reason")
