"""Whoever is killed leaves nothing running: neither what it started, nor what that started."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
from tests.support.servers import free_port, until_true

from lonja_tools.places import CHECKOUT

FAMILY = """
import signal, subprocess, sys
from lonja_tools.laptop.guard import Guard

shell = ["sh", "-c", "sleep 120 & echo $!; wait"]
leader = subprocess.Popen(shell, stdout=subprocess.PIPE, text=True, start_new_session=True)
guard = Guard.ending(leader.pid, by=signal.SIGKILL)
print(leader.pid, leader.stdout.readline().strip(), flush=True)
if sys.argv[1] == "dismiss":
    guard.dismiss()
else:
    signal.pause()
"""
# As a proof starts its web processes, whose workers are processes of their own.
SERVER = """
import os, signal, sys
from pathlib import Path
import psutil
from lonja_tools.proofs.stage import Actor, _listens

port = sys.argv[1]
command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", port, "bench.constant:app"]
one = Actor("web", command, os.environ, Path(os.devnull), lambda: _listens(int(port)))
one.start()
one.await_ready()
print(one.process.pid, *(child.pid for child in psutil.Process(one.process.pid).children()), flush=True)
signal.pause()
"""


@contextlib.contextmanager
def starting(program: str, word: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A program that starts others, and their ids; they are gone after the block."""
    with subprocess.Popen(
        [sys.executable, "-c", program, word], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        others = [int(word) for word in started.stdout.readline().split()]
        try:
            yield started, others
        finally:
            started.kill()
            for one in others:
                with contextlib.suppress(psutil.NoSuchProcess):
                    psutil.Process(one).kill()


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


class TestAProgramThatIsKilled:
    @pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
    def test_leaves_neither_what_it_started_nor_what_that_started(self, by: signal.Signals) -> None:
        with starting(FAMILY, "wait") as (program, others):
            program.send_signal(by)

            until_true(lambda: not any(map(lives, others)), what="the whole family ends")
        assert len(others) == 2

    def test_leaves_no_worker_of_a_server(self) -> None:
        with starting(SERVER, str(free_port())) as (program, others):
            program.kill()

            until_true(lambda: not any(map(lives, others)), what="the server and its workers end")
        assert len(others) >= 2


def test_what_was_dismissed_ends_nothing() -> None:
    with starting(FAMILY, "dismiss") as (program, others):
        program.wait()

        assert all(map(lives, others))
