"""The proofs of killed hosts on a stage without others' traces; `./lonja prove` runs the same, larger."""

import pytest

from lonja_tools.proofs import kills, money
from lonja_tools.proofs.stage import stage

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


def test_killed_functions_hosts_lose_and_double_nothing_and_four_books_agree() -> None:
    """Two proofs, one after the other on one stage; `./lonja prove` kills more often."""
    with stage(lease_s=kills.LEASE_S, with_etl=True, with_stripe=True) as on:
        figures = kills.prove_on(on, seed=1, orders=90)
        money_figures = money.prove_on(on, seed=1, orders=30)

    assert figures["orders"] == 90
    assert figures["kills"]["sigkills"] == 6
    assert money_figures["kills"]["sigkills"] == 3
    assert set(money_figures["ways"]) == set(money.PAIRS)
    assert set(money_figures["fates"]) == {fate for fates in money.PAIRS.values() for fate in fates}
    assert money_figures["books"]["orders"] >= 30
