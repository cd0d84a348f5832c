"""The proof of races, small; `./lonja prove races` makes 100,000 attempts and prints the figures."""

import pytest

from lonja_tools.proofs import races
from lonja_tools.proofs.races.acts import OK

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


def test_no_race_has_a_winner_too_many(fresh_database_url: str) -> None:
    figures = races.prove_on(fresh_database_url, seed=1, attempts=300, processes=2)

    assert figures["attempts"] >= 300
    for arena in races.ARENAS:
        assert figures[arena.name][OK] > 0
