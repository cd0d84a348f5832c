"""Where a review may go, and what has to be said on the way."""

import pytest

from lonja.reviews._moderating import (
    REASONS,
    ReviewStatus,
    UnknownReason,
    WrongReviewStatus,
    check_move,
    check_reason,
)


@pytest.mark.parametrize("status", ReviewStatus)
class TestAReview:
    def test_goes_wherever_it_does_not_stand(self, status: ReviewStatus) -> None:
        for to in set(ReviewStatus) - {status}:
            check_move(status, to)

    def test_does_not_go_where_it_stands(self, status: ReviewStatus) -> None:
        with pytest.raises(WrongReviewStatus) as refused:
            check_move(status, status)

        assert refused.value.facts == {"status": status}


class TestAReason:
    def test_is_said_with_a_rejection(self) -> None:
        for reason in REASONS:
            check_reason(ReviewStatus.REJECTED, reason)
        check_reason(ReviewStatus.PUBLISHED, None)

    @pytest.mark.parametrize(
        ("to", "reason"),
        [
            (ReviewStatus.REJECTED, None),
            (ReviewStatus.REJECTED, "boring"),
            (ReviewStatus.PUBLISHED, "offensive"),
        ],
    )
    def test_is_refused_elsewhere_and_where_it_is_none_of_ours(
        self, to: ReviewStatus, reason: str | None
    ) -> None:
        with pytest.raises(UnknownReason):
            check_reason(to, reason)
