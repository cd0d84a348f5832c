import pytest

from lonja.forecasts.api import DemandKind, class_of


@pytest.mark.parametrize(
    ("weeks", "kind"),
    [
        ([10, 11, 9, 10] * 10, DemandKind.SMOOTH),
        ([1, 30, 2, 1] * 10, DemandKind.ERRATIC),
        ([4, 0, 0, 4] * 10, DemandKind.INTERMITTENT),
        ([1, 0, 0, 40] * 10, DemandKind.LUMPY),
        ([10, 11, 9], DemandKind.SHORT),
        ([0] * 40, DemandKind.SHORT),
    ],
)
def test_a_series_is_of_the_kind_that_its_gaps_and_its_sizes_make(
    weeks: list[int], kind: DemandKind
) -> None:
    assert class_of(weeks, least_weeks=36).kind is kind


def test_gaps_are_counted_from_the_first_week_and_sizes_where_there_are_some() -> None:
    found = class_of([2, 0, 0, 4], least_weeks=4)

    assert found.adi == 2
    assert found.cv2 == pytest.approx(1 / 9)
