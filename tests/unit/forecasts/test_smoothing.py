import pytest

from lonja.forecasts.api import SIMPLE, CannotFit

BY_CODE = {one.code: one for one in SIMPLE}


def expect(code: str, history: list[int]) -> float:
    return BY_CODE[code].expect(history, horizon=1).weeks[0]


def test_croston_is_size_over_interval_and_sba_a_little_less() -> None:
    every_third = [6, 0, 0] * 30

    assert expect("croston", every_third) == pytest.approx(2, rel=0.05)
    assert expect("sba", every_third) == pytest.approx(0.95 * expect("croston", every_third))


def test_croston_by_hand() -> None:
    """Size 4, then 10 after three weeks: size 4.6, interval 3; 10 after one more: 5.14 and 2.8."""
    assert expect("croston", [4, 0, 0, 10]) == pytest.approx(4.6 / 3)
    assert expect("croston", [4, 0, 0, 10, 10]) == pytest.approx(5.14 / 2.8)
    assert expect("croston", [4, 0, 0]) == pytest.approx(4 / 3)


def test_tsb_fades_where_nothing_is_sold_any_more() -> None:
    ended = [6, 0, 0] * 10 + [0] * 40

    assert expect("tsb", ended) < 0.05
    assert expect("croston", ended) == pytest.approx(2, rel=0.1)


def test_the_naive_ones_repeat() -> None:
    history = list(range(1, 61))

    assert expect("naive", history) == 60
    assert expect("mean", history) == 54
    assert BY_CODE["seasonal_naive"].expect(history, horizon=2).weeks == (9, 10)


@pytest.mark.parametrize("code", ["croston", "sba", "tsb"])
def test_what_was_never_sold_cannot_be_fitted(code: str) -> None:
    with pytest.raises(CannotFit):
        expect(code, [0, 0, 0])
