"""What `./lonja status` says, and what it ends with."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from lonja_tools.cli.status import status
from lonja_tools.laptop import topology
from lonja_tools.laptop.record import Identity, Run, Running, sole_supervisor
from lonja_tools.places import Places

NOBODY_LISTENS = 60_000


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    """Of a run: its supervisor holds the lock."""
    monkeypatch.setenv("LONJA_STATE_DIR", str(tmp_path))
    places = Places.here()
    with sole_supervisor(places.lock) as held:
        assert held
        yield places


def write(places: Places, *services: topology.Service) -> None:
    me = Identity.of(os.getpid())
    run = Run(me.pid, me.started, NOBODY_LISTENS, state="running")
    run.services = [
        Running(one.name, one.title, me.pid, me.started, log="", state="ready") for one in services
    ]
    run.save(places.record)


def test_what_runs_on_demand_is_no_fault_while_it_comes_or_goes(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    write(places, topology.POSTGRES, topology.MODELS)

    status(as_json=True)

    said = {one["name"]: one["state"] for one in json.loads(capsys.readouterr().out)["services"]}
    assert said == {"postgres": "ready", "functions-models": "on demand"}


@pytest.mark.parametrize("service", [topology.STOREFRONT, topology.STRIPE, topology.STORAGE])
def test_another_that_does_not_answer_is_one(
    places: Places, service: topology.Service, capsys: pytest.CaptureFixture[str]
) -> None:
    write(places, topology.POSTGRES, service)

    with pytest.raises(typer.Exit) as ended:
        status(as_json=True)

    assert ended.value.exit_code == 1
    said = json.loads(capsys.readouterr().out)["services"]
    assert said[-1]["state"] == "not ready"
