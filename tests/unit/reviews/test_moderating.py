"""Which status a review may move to, and when a reason is required."""

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
    def test_is_required_to_reject(self) -> None:
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
    def test_is_refused_elsewhere_and_where_it_is_unknown(
        self, to: ReviewStatus, reason: str | None
    ) -> None:
        with pytest.raises(UnknownReason):
            check_reason(to, reason)
