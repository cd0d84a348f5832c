"""Proofs that share a stage, of which each counts what is its own; `./lonja prove` runs the same, larger."""

from collections.abc import Iterator

import pytest

from lonja_tools.proofs import campaign, crash, idempotency, oversell
from lonja_tools.proofs.stage import Stage, stage

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    with stage() as one:
        yield one


def test_the_last_units_are_sold_once(on: Stage) -> None:
    figures = oversell.prove_on(on, seed=1, many=80)

    assert figures["last_units"] == {"buyers": 80, "placed": 20, "sold_out": 60}
    assert figures["two_lines"] == {"buyers": 80, "placed": 20, "sold_out": 60}


def test_one_key_is_one_order(on: Stage) -> None:
    figures = idempotency.prove_on(on, seed=1)

    assert figures["same_order"] + figures["in_progress"] == 50


def test_a_campaign_loses_and_doubles_no_reader_when_functions_hosts_are_killed(on: Stage) -> None:
    figures = campaign.prove_on(on, seed=1)

    assert figures["mails"]["distinct"] == 300
    assert figures["kills"]["sigkills"] == 3


def test_what_was_accepted_survives_every_crash(on: Stage) -> None:
    figures = crash.prove_on(on, seed=1, many=4)

    assert figures["accepted"] > 0
    assert figures["killed"] == {"web": 4, "postgres": 2}
    assert figures["swept"]["left"] == 0
