"""What `./lonja up` promises to who types it."""

import contextlib
import json
import os
import signal
import socket
from collections.abc import Iterator

import httpx2
import psutil
import pytest
from tests.support.servers import until_true
from tests.support.topology import BARE, Topology, run_lonja, stopped_topology

from lonja_tools.laptop import topology
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import Places


@pytest.fixture(scope="module")
def shared() -> Iterator[Topology]:
    with stopped_topology() as one:
        yield one


@pytest.fixture
def stopped(shared: Topology) -> Iterator[Topology]:
    """A state that earlier tests may have run on: what a later `up` finds."""
    yield shared
    shared.lonja("down", check=False)


@pytest.fixture
def empty() -> Iterator[Topology]:
    with stopped_topology() as one:
        yield one


@pytest.fixture(scope="module")
def running() -> Iterator[Topology]:
    with stopped_topology() as one:
        one.up(*BARE)
        yield one


class TestUp:
    def test_ends_when_the_inbox_serves(self, running: Topology) -> None:
        assert httpx2.get(f"{running.url('mail-inbox')}/readyz").status_code == 200

    def test_status_finds_everything_ready(self, running: Topology) -> None:
        status = json.loads(running.lonja("status", "--json").stdout)

        assert status["state"] == "running"
        assert {service["state"] for service in status["services"]} == {"ready"}

    def test_says_where_the_running_one_is(self, running: Topology) -> None:
        again = running.lonja("up", "--port-base", str(running.base), check=False)

        assert again.returncode == 1
        assert f"already runs in this checkout (process {running.run()['pid']})" in again.stderr
        assert running.url("mail-inbox") in again.stderr
        assert "Traceback" not in again.stderr

    def test_is_content_when_it_already_runs_in_the_background(self, running: Topology) -> None:
        again = running.lonja("up", "--detach", "--json", "--port-base", str(running.base))

        assert json.loads(again.stdout)["pid"] == running.run()["pid"]

    def test_names_the_process_that_has_its_port(self, stopped: Topology) -> None:
        with socket.socket() as taken:
            taken.bind((topology.HOST, topology.port("mail-inbox", stopped.base)))
            taken.listen()

            refused = stopped.lonja("up", "--detach", "--port-base", str(stopped.base), check=False)

        assert refused.returncode == 1
        assert (
            f"Port {stopped.base + 25} (Mail inbox) is taken by process {os.getpid()}"
            in refused.stderr
        )
        assert "--port-base" in refused.stderr
        assert "Traceback" not in refused.stderr

    def test_starts_a_crashed_process_again(self, running: Topology) -> None:
        killed = running.pid("mail")
        os.kill(killed, signal.SIGKILL)

        until_true(lambda: running.pid("mail") != killed, what="mail catcher is started again")
        until_true(lambda: _serves(running), what="mail catcher serves again")

        [mail] = [one for one in running.run()["services"] if one["name"] == "mail"]
        assert mail["restarts"] == 1


class TestALocalStripe:
    def test_is_started_where_it_is_asked_for(self, stopped: Topology) -> None:
        stopped.up(*BARE, "--stripe-test-server")

        services = json.loads(stopped.lonja("status", "--json").stdout)["services"]
        assert {"stripe": "ready"}.items() <= {s["name"]: s["state"] for s in services}.items()


class TestStopping:
    def test_ctrl_c_stops_all_that_was_started_and_nothing_else(self, stopped: Topology) -> None:
        stopped.up(*BARE)
        ours = _everything(stopped)
        bystander = psutil.Popen(["sleep", "60"])

        os.kill(stopped.run()["pid"], signal.SIGINT)

        try:
            until_true(lambda: not any(map(_lives, ours)), what="all of it ends")
            assert bystander.is_running()
        finally:
            bystander.kill()
            bystander.wait()
        assert stopped.lonja("status", check=False).returncode == 3

    def test_down_twice_says_that_nothing_ran(self, stopped: Topology) -> None:
        stopped.up(*BARE)

        assert stopped.lonja("down").stdout == "Stopped.\n"
        assert stopped.lonja("down").stdout == "Nothing was running.\n"


class TestRecovery:
    def test_a_killed_run_loses_nothing(self, stopped: Topology) -> None:
        stopped.up(*BARE)
        database = _database(stopped)
        database.ask("CREATE TABLE kept AS SELECT 42 AS answer", database="lonja_warehouse")
        for process in _everything(stopped):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

        stopped.up(*BARE)

        assert database.ask("SELECT answer FROM kept", database="lonja_warehouse") == ["42"]

    def test_a_supervisor_killed_alone_leaves_nobody_in_the_way(self, stopped: Topology) -> None:
        stopped.up(*BARE)
        os.kill(stopped.run()["pid"], signal.SIGKILL)

        stopped.up(*BARE)

        assert json.loads(stopped.lonja("status", "--json").stdout)["state"] == "running"

    def test_another_programs_process_is_left_alone(self, stopped: Topology) -> None:
        """A record whose ids now belong to other processes ends none of them."""
        stopped.up(*BARE)
        record = (stopped.state / "run.json").read_text()
        stopped.down()
        bystander = psutil.Popen(["sleep", "60"], start_new_session=True)
        stale = json.loads(record)
        for service in stale["services"]:
            service["pid"] = bystander.pid
        (stopped.state / "run.json").write_text(json.dumps(stale))

        stopped.up(*BARE)

        try:
            assert bystander.is_running()
            assert bystander.status() != psutil.STATUS_ZOMBIE
        finally:
            bystander.kill()
            bystander.wait()


class TestState:
    def test_a_database_of_other_code_is_refused_until_it_may_go(self, empty: Topology) -> None:
        empty.up(*BARE)
        database = _database(empty)
        database.ask("UPDATE alembic_version SET version_num = '0027'", database="lonja")
        empty.down()

        refused = empty.lonja("up", "--detach", "--port-base", str(empty.base), check=False)
        after = empty.lonja("status", check=False)
        empty.up(*BARE, "--fresh", "--yes")

        assert refused.returncode == 1
        assert "at version 0027, which this checkout does not know" in refused.stderr
        assert "./lonja up --fresh --yes" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert after.returncode == 3
        assert database.ask("SELECT version_num FROM alembic_version", database="lonja") == ["feed"]

    def test_fresh_asks_before_it_deletes_a_shop(self, empty: Topology) -> None:
        empty.up(*BARE)
        database = _database(empty)
        database.ask("CREATE TABLE kept ()", database="lonja_warehouse")
        empty.down()

        words = ["up", "--detach", *BARE, "--fresh", "--port-base", str(empty.base)]
        refused = empty.lonja(*words, check=False)
        empty.lonja(*words, "--yes")

        assert refused.returncode == 2
        assert "Say so with --yes" in refused.stderr
        assert database.ask("SELECT to_regclass('kept')", database="lonja_warehouse") == [""]

    def test_a_deep_folder_with_blanks_is_no_trouble(self, empty: Topology) -> None:
        deep = empty.state / ("a folder with blanks " * 4) / ("and a long name " * 4)

        started = run_lonja(["up", "--detach", *BARE, "--port-base", str(empty.base)], state=deep)
        ended = run_lonja(["down"], state=deep)

        assert (started.returncode, ended.returncode) == (0, 0), started.stderr
        assert not Places(checkout=deep, state=deep).sockets.exists()


def _database(one: Topology) -> Postgres:
    places = Places(checkout=one.state, state=one.state)
    return Postgres(data=places.database, sockets=places.sockets)


def _everything(one: Topology) -> list[psutil.Process]:
    supervisor = psutil.Process(one.run()["pid"])
    return [supervisor, *supervisor.children(recursive=True)]


def _lives(process: psutil.Process) -> bool:
    return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE


def _serves(one: Topology) -> bool:
    try:
        return httpx2.get(f"{one.url('mail-inbox')}/readyz").status_code == 200
    except httpx2.HTTPError:
        return False
