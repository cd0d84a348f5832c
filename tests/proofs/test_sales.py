"""`./lonja prove sales`: on a file of our own always, on the published set where it is at hand."""

from pathlib import Path

import pytest

from lonja_tools.proofs import sales
from lonja_tools.proofs.sales_truth import PUBLISHED_ROWS

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]

PUBLISHED = Path(__file__).parents[3] / "shared/data/online_retail_II/online_retail_II.parquet"


def test_a_sales_history_reaches_the_warehouse_to_the_cent() -> None:
    figures = sales.prove(seed=1)

    assert figures["rows"] == 2_000
    assert figures["compared_with"] == "the file's own totals"


@pytest.mark.skipif(not PUBLISHED.exists(), reason="Online Retail II is not beside the checkout")
def test_so_does_the_published_set() -> None:
    figures = sales.prove(1, PUBLISHED)

    assert figures["rows"] == PUBLISHED_ROWS
    assert figures["compared_with"] == "the file's own totals"
