"""A definition is right before anything is asked: each figure has a source, each report its words."""

import itertools
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from lonja.reports import api as reports
from lonja.reports._dimensions import DIMENSIONS
from lonja.reports._figures import FIGURES
from lonja.reports._language import BASES, SCALES, Change, Condition, Unit, terms
from lonja.reports._planning import (
    ImpossibleFigure,
    NotSplit,
    Question,
    UnknownFigure,
    base_of,
    bases_of,
    bounded,
    formula,
    is_possible,
    lineage,
    plan,
    split,
)
from lonja.reports._reports import REPORTS, SECTIONS
from lonja.reports._sources import SOURCES

WEB, SPAIN = (Condition("channel", ("web",)),), (Condition("country", ("ES",)),)
MADRID = (Condition("location", ("MAD",)),)
ASKED = Question(("orders",), (), date(2026, 1, 1), date(2026, 2, 1), "EUR")


def asked(*metrics: str, by: tuple[str, ...] = (), where: tuple[str, ...] = ()) -> Question:
    conditions = tuple(Condition(one, ("x",)) for one in where)
    return Question(metrics, by, ASKED.start, ASKED.end, "EUR", conditions)


class TestThePlan:
    def test_takes_the_smallest_source_that_can_answer(self) -> None:
        assert list(plan(asked("gross_sales", by=("day",)))) == ["daily"]
        assert list(plan(asked("gross_sales", by=("hour",)))) == ["sale_hour"]
        assert list(plan(asked("gross_sales", by=("hour", "is_first")))) == ["sale"]
        assert list(plan(asked("gross_sales", by=("product",)))) == ["variant_day"]
        assert list(plan(asked("gross_sales", by=("product", "country")))) == ["line"]
        assert list(plan(asked("gross_sales", where=("category",)))) == ["category_day"]

    def test_counts_what_is_different_only_where_its_parts_add_up(self) -> None:
        """An order has two promotions: by promotion it counts for each, in the total once."""
        each = ("promotion", "promotion_level", "has_code")

        assert list(plan(asked("promotion_orders"))) == ["discount_day"]
        assert list(plan(asked("promotion_orders", by=each))) == ["promotion_day"]
        assert list(plan(asked("promotion_orders", by=("promotion",)))) == ["discount"]
        assert list(plan(asked("promotion_orders", where=each))) == ["discount"]
        assert list(plan(asked("customers", by=("channel",)))) == ["buyer_day"]
        assert list(plan(asked("customers", by=("month",)))) == ["visit_day"]
        assert list(plan(asked("customers", by=("weekday",)))) == ["buyer_day"]
        assert list(plan(asked("customers", where=("month",)))) == ["buyer_day"]
        assert list(plan(replace(asked("customers"), currency=None))) == ["buyer_day"]
        assert list(plan(asked("customers", by=("is_first",)))) == ["sale"]

    def test_takes_each_part_of_a_figure_from_where_it_is(self) -> None:
        found = plan(asked("net_sales", "orders_per_customer", by=("country",)))

        assert {code: [one.code for one in metrics] for code, metrics in found.items()} == {
            "daily": ["gross_sales", "discounts", "returns"],
            "sale_day": ["account_orders"],
            "buyer_day": ["customers"],
        }

    def test_refuses_what_no_table_knows(self) -> None:
        with pytest.raises(ImpossibleFigure) as refused:
            plan(asked("net_sales", by=("method",)))

        assert refused.value.facts["metric"] == "gross_sales"

    def test_refuses_words_that_it_does_not_know(self) -> None:
        with pytest.raises(UnknownFigure):
            plan(asked("nett_sales"))
        with pytest.raises(UnknownFigure):
            plan(asked("net_sales", by=("dya",)))

    def test_refuses_money_of_no_currency(self) -> None:
        with pytest.raises(Exception, match="one currency"):
            plan(Question(("net_sales",), (), ASKED.start, ASKED.end))

    def test_answers_each_base_metric_once_or_refuses(self) -> None:
        for code, dimension in itertools.product(FIGURES, DIMENSIONS):
            question = asked(code, by=(dimension,))
            if is_possible(code, (dimension,)) and not isinstance(FIGURES[code].of, Change):
                answered = [one.code for metrics in plan(question).values() for one in metrics]
                assert sorted(answered) == sorted(one.code for one in bases_of([code]))
            elif not is_possible(code, (dimension,)):
                with pytest.raises(ImpossibleFigure):
                    plan(question)

    def test_refuses_a_change_along_time(self) -> None:
        assert plan(asked("sales_change", by=("channel",)))
        with pytest.raises(ImpossibleFigure):
            plan(asked("sales_change", by=("month",)))


class TestADefinition:
    @pytest.mark.parametrize("code", sorted(FIGURES))
    def test_of_a_metric_is_whole(self, code: str) -> None:
        metric = FIGURES[code]

        assert is_possible(code, ())
        assert set(metric.titles) == set(metric.meaning) == {"es", "en"}
        assert all(text.endswith(".") for text in metric.meaning.values())
        assert lineage(code)
        assert formula(code, "en")
        if isinstance(metric.of, BASES):
            assert set(base_of(metric).at) <= set(SOURCES)

    @pytest.mark.parametrize("code", sorted(REPORTS))
    def test_of_a_report_can_be_drawn(self, code: str) -> None:
        report = REPORTS[code]

        assert report.section in SECTIONS
        for chart in report.charts:
            assert plan(asked(*chart.metrics, by=chart.by))
        assert plan(asked(*report.table.metrics, by=report.table.by, where=report.filters))
        assert plan(asked(*report.figures, where=report.filters))
        codes = [chart.code for chart in report.charts]
        assert len(codes) == len(set(codes))

    def test_has_a_scale_for_each_unit(self) -> None:
        assert set(SCALES) == set(get_args(Unit.__value__))

    def test_reads_sums_of_columns(self) -> None:
        assert terms("- a_minor + b_minor - c") == ((-1, "a_minor"), (1, "b_minor"), (-1, "c"))
        assert terms("") == ()


class TestRowsThatOneMaySee:
    def test_are_asked_of_a_source_that_knows_them(self) -> None:
        free, held = asked("stock_units"), replace(asked("orders"), within=(MADRID, WEB))

        assert list(plan(bounded(replace(free, within=(MADRID,))))) == ["stock_day"]
        assert bounded(held).within == (WEB,)

    def test_are_refused_where_no_source_knows_them(self) -> None:
        for metric, rows in (("orders", MADRID), ("stock_value", SPAIN), ("payments_in", WEB)):
            if metric in FIGURES:
                with pytest.raises(NotSplit) as refused:
                    bounded(replace(asked(metric), within=(rows,)))
                assert refused.value.facts["metric"] == metric

    @pytest.mark.parametrize("rows", [WEB, SPAIN, MADRID, (*WEB, *SPAIN)])
    @pytest.mark.parametrize("code", REPORTS)
    def test_leave_of_a_report_what_can_be_planned(
        self, code: str, rows: tuple[Condition, ...]
    ) -> None:
        report = REPORTS[code]
        try:
            left, withheld = split(report, (), (rows,))
        except NotSplit:
            return

        assert set(left.metrics) | set(withheld) == set(report.metrics)
        for metrics, by in (
            (left.figures, ()),
            *((one.metrics, one.by) for one in left.charts),
            (left.table.metrics, left.table.by),
        ):
            plain = [one for one in metrics if not isinstance(FIGURES[one].of, Change)]
            if plain:
                plan(bounded(replace(asked(*plain, by=by), within=(rows,))))


def test_an_explored_chart_shows_what_one_axis_can_show() -> None:
    by_month = reports.explored(["net_sales", "orders", "taxes"], ["month"], "columns")
    by_two = reports.explored(["net_sales", "taxes"], ["month", "country"], "stacked")
    combined = reports.explored(["net_sales", "orders"], ["month"], "combined")

    assert [chart.metrics for chart in by_month.charts] == [("net_sales", "taxes"), ("orders",)]
    assert [chart.metrics for chart in by_two.charts] == [("net_sales",), ("taxes",)]
    assert [chart.metrics for chart in combined.charts] == [("net_sales", "orders")]
    assert reports.explored(["orders"], [], "columns").charts == ()
