# ruff: noqa: DTZ001 - the layout writes local times without a zone
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.imports._sales.lines import (
    Dropped,
    Kept,
    Layout,
    Line,
    RowDropped,
    meaning_of,
    read_line,
    service_of,
)

AT = datetime(2010, 7, 1, 9, 30)


def line(invoice: str = "489434", quantity: int = 6, price: str = "2.955", customer: object = 13085.0) -> Line:  # fmt: skip
    cells = [invoice, "85048", " TILE ", quantity, AT, Decimal(price), customer, "Spain"]
    return read_line(cells, Layout())


class TestALine:
    def test_keeps_a_thousandth_of_a_penny(self) -> None:
        assert line(price="2.955").unit_milli == 295_500
        assert line(price="0.00001").unit_milli == 1

    def test_refuses_what_is_finer(self) -> None:
        with pytest.raises(RowDropped) as dropped:
            line(price="0.000001")

        assert dropped.value.rule is Dropped.BAD_PRICE

    def test_takes_the_customer_as_the_workbook_stores_it(self) -> None:
        assert line(customer=13085.0).customer == 13085
        assert line(customer="13085.0").customer == 13085
        assert line(customer=float("nan")).customer is None
        assert line(customer="").customer is None

    def test_trims_the_name_but_not_the_codes_letters(self) -> None:
        assert line().name == "TILE"
        assert read_line(["489434", "15056b", None, 1, AT, 1, None, "Spain"], Layout()).code == (
            "15056b"
        )

    def test_reads_other_orders_of_day_and_month_only_on_request(self) -> None:
        cells = ["489434", "85048", "x", 1, "01/07/2010 09:30", "1", None, "Spain"]

        with pytest.raises(RowDropped, match="date cannot be read"):
            read_line(cells, Layout())
        assert read_line(cells, Layout(dates="day-first")).at == AT
        assert read_line(cells, Layout(dates="month-first")).at == datetime(2010, 1, 7, 9, 30)

    @given(
        st.lists(
            st.one_of(st.text(), st.integers(), st.floats(), st.none()), min_size=8, max_size=8
        )
    )
    def test_is_read_or_dropped_by_a_rule_whatever_stands_there(self, cells: list[object]) -> None:
        try:
            read = read_line(cells, Layout())
        except RowDropped:
            return
        assert read.at.year in range(1990, 2100)


class TestItsMeaning:
    @pytest.mark.parametrize(
        ("given_line", "kept"),
        [
            (line(), Kept.SALE),
            (line(price="0"), Kept.FREE),
            (line("C489434", -6), Kept.RETURN),
            (line("C489434", -6, "0"), Kept.RETURN),
            (line("C496350", 1), Kept.RETURN_CORRECTED),
            (line("A506401", 1, "-53594.36", None), Kept.ADJUSTMENT),
            (line("A563185", 1, "11062.06", None), Kept.ADJUSTMENT),
        ],
    )
    def test_is_kept_as(self, given_line: Line, kept: Kept) -> None:
        assert meaning_of(given_line) is kept

    @pytest.mark.parametrize(
        ("given_line", "rule"),
        [
            (line(quantity=-6, price="0", customer=None), Dropped.STOCK_ADJUSTMENT),
            (line(price="0", customer=None), Dropped.STOCK_REMARK),
            (line(quantity=-6), Dropped.NEGATIVE_SALE),
            (line(price="-1"), Dropped.NEGATIVE_PRICE),
            (line(quantity=0), Dropped.ZERO_QUANTITY),
        ],
    )
    def test_is_dropped_by(self, given_line: Line, rule: Dropped) -> None:
        with pytest.raises(RowDropped) as dropped:
            meaning_of(given_line)

        assert dropped.value.rule is rule


def test_service_codes_are_no_goods() -> None:
    assert service_of("POST") == "postage"
    assert service_of("m") == "manual"
    assert service_of("gift_0001_40") == "voucher"
    assert service_of("85048") is None
