"""Whatever happened in the shop: run after run, the warehouse is what one run over all of it makes."""

import pytest
from tests.etl.reading import star

from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja_tools.proofs.any_history import History
from lonja_tools.proofs.shop_rows import ShopRows

STEPS, A_RUN_EVERY = 48, 16


@pytest.mark.parametrize("seed", range(3))
def test_in_many_runs_is_the_same_as_in_one(settings: Settings, shop: ShopRows, seed: int) -> None:
    history = History(shop, seed)
    for number in range(STEPS):
        history.step()
        if number % A_RUN_EVERY == 0:
            assert run(settings).differences == []
    last = run(settings)
    incremental = star(settings)

    again = run(settings, full=True)

    assert (last.differences, last.mode, again.state) == ([], "incremental", "done")
    assert star(settings) == incremental
