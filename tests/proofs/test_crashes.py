"""The proofs of crashes, each on a stage without others' traces; `./lonja prove` runs the same."""

import pytest

from lonja_tools.proofs import crash, kills, money
from lonja_tools.proofs.stage import stage

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


def test_killed_functions_hosts_lose_and_double_nothing_and_four_books_agree() -> None:
    """Two proofs, one after the other on one stage, and twenty kills together."""
    with stage(lease_s=kills.LEASE_S, with_etl=True, with_stripe=True) as on:
        figures = kills.prove_on(on, seed=1, orders=240)
        money_figures = money.prove_on(on, seed=1, orders=40)

    assert figures["orders"] == 240
    assert figures["kills"]["sigkills"] == 16
    assert money_figures["kills"]["sigkills"] == 4
    assert set(money_figures["ways"]) == set(money.PAIRS)
    assert money_figures["books"]["orders"] >= 40


def test_what_was_accepted_survives_every_crash() -> None:
    figures = crash.prove(seed=1)

    assert figures["accepted"] > 0
    assert figures["swept"]["left"] == 0
