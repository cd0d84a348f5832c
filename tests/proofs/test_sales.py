"""`./lonja prove sales`: on files of our own, in both layouts that a history comes in."""

import pytest

from lonja_tools.proofs import sales

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


@pytest.mark.parametrize(("is_parquet", "name"), [(False, "sales.csv"), (True, "sales.parquet")])
def test_a_sales_history_reaches_the_warehouse_to_the_cent(is_parquet: bool, name: str) -> None:
    figures = sales.prove(seed=1, is_parquet=is_parquet)

    assert (figures["file"], figures["rows"]) == (name, 2_000)
    assert figures["compared_with"] == "the file's own totals"
