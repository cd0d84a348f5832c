"""docs/numbers.md holds what its run measured, and nothing else."""

import json

from bench.page import PAGE, RUN, page


def test_the_page_is_written_from_the_run_beside_it() -> None:
    assert PAGE.read_text() == page(json.loads(RUN.read_text()))
