"""Proofs that share a stage, of which each counts what is its own; `./lonja prove` runs the same."""

from collections.abc import Iterator

import pytest

from lonja_tools.proofs import campaign, idempotency, oversell
from lonja_tools.proofs.stage import Stage, stage

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    with stage() as one:
        yield one


def test_the_last_units_are_sold_once(on: Stage) -> None:
    figures = oversell.prove_on(on, seed=1)

    assert figures["last_units"] == {"buyers": 200, "placed": 20, "sold_out": 180}
    assert figures["two_lines"] == {"buyers": 200, "placed": 20, "sold_out": 180}


def test_one_key_is_one_order(on: Stage) -> None:
    figures = idempotency.prove_on(on, seed=1)

    assert figures["same_order"] + figures["in_progress"] == 50


def test_a_campaign_loses_and_doubles_no_reader_when_functions_hosts_are_killed(on: Stage) -> None:
    figures = campaign.prove_on(on, seed=1)

    assert figures["mails"]["distinct"] == 300
    assert figures["kills"]["sigkills"] == 3
