"""What the page of the warehouse says is what its SQL does."""

import pytest
from tests.support.warehouse_page import PAGE, page, targets

from lonja.etl.warehouse import FACTS


def test_the_page_is_what_the_sql_says() -> None:
    assert PAGE.read_text() == page(), "run: .venv/bin/python -m tests.support.warehouse_page"


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_says_what_a_row_is_and_has_one_source_at_least(fact: str) -> None:
    one = targets()[fact]

    assert one.says
    assert one.models
    assert one.reads


def test_lineage_looks_through_temporary_tables() -> None:
    assert targets()["fact_stock_daily"].reads >= {"fact_stock_movement", "dim_variant"}
    assert targets()["agg_stock_daily"].reads == {"fact_stock_daily"}
    assert "stg.orders" in targets()["fact_order"].reads
