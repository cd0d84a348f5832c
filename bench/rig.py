"""The shop under test: a `./lonja up` of its own, with the settings and middleware of any other."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import psycopg

from lonja_tools.laptop import topology
from lonja_tools.laptop.guard import Guard, guarded
from lonja_tools.laptop.postgres import Postgres, programs
from lonja_tools.places import CHECKOUT, Places

PORT_BASE = 8900
LONJA = (sys.executable, "-m", "lonja_tools.cli.main")


@dataclass(frozen=True, slots=True)
class Rig:
    state: Path
    base: int
    seconds_to_open: float = 0.0
    workers: int = topology.FRONT_OFFICE_WORKERS

    @property
    def url(self) -> str:
        return topology.address("front-office", self.base)

    @property
    def postgres(self) -> Postgres:
        places = Places(checkout=CHECKOUT, state=self.state)
        return Postgres(data=places.database, sockets=places.sockets)

    def env(self) -> dict[str, str]:
        plain = {k: v for k, v in os.environ.items() if not k.startswith("LONJA_")}
        # The shoppers say where they come from, as a proxy would: one machine is no crowd.
        own = {"LONJA_STATE_DIR": str(self.state), topology.WORKERS_SETTING: str(self.workers)}
        return {**plain, **own, "LONJA_FRONTOFFICE_PROXIES": "1"}

    def lonja(self, *words: str) -> str:
        done = subprocess.run(
            [*LONJA, *words],
            cwd=CHECKOUT, env=self.env(), stdout=subprocess.PIPE, check=True, text=True,
        )  # fmt: skip
        return done.stdout

    def sql(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.postgres.url("lonja"), autocommit=True) as db:
            return db.execute(text, values).fetchall()

    def restart_front_office(self) -> None:
        """Restart the process, so that its caches are empty."""
        pid = self.processes()["front-office"].pid
        psutil.Process(pid).terminate()
        ends_at = time.monotonic() + 60
        while time.monotonic() < ends_at:
            time.sleep(0.2)
            process = self.processes().get("front-office")
            if process is not None and process.pid != pid and _answers(f"{self.url}/readyz"):
                return
        raise RuntimeError("the front office did not come back")

    def processes(self) -> dict[str, psutil.Process]:
        run = json.loads((self.state / "run.json").read_text())
        running = {}
        for one in run["services"]:
            with contextlib.suppress(psutil.NoSuchProcess):
                running[one["name"]] = psutil.Process(int(one["pid"]))
        return running

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU so far, by service, with whatever each has started."""
        used = {}
        for name, process in self.processes().items():
            total = 0.0
            for one in [process, *process.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = one.cpu_times()
                    total += times.user + times.system
            used[name] = total
        return used

    def await_idle(self, *, within_s: float = 300, share: float = 0.15) -> None:
        """Wait until the shop uses less than `share` of a core for 3 s."""
        ends_at = time.monotonic() + within_s
        while time.monotonic() < ends_at:
            before = sum(self.cpu().values())
            time.sleep(3)
            if sum(self.cpu().values()) - before < share * 3:
                return
        raise RuntimeError(f"the shop is still busy after {within_s} s")

    def memory_mib(self) -> dict[str, float]:
        """Proportional set size, so that memory shared by workers is counted once."""
        used = {}
        for name, process in self.processes().items():
            total = 0
            for one in [process, *process.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    total += one.memory_full_info().pss
            used[name] = round(total / 2**20, 1)
        return used


@contextlib.contextmanager
def running_rig(
    *, cuts_pictures: bool = False, workers: int = topology.FRONT_OFFICE_WORKERS
) -> Iterator[Rig]:
    with tempfile.TemporaryDirectory(prefix="lonja-bench-") as folder:
        rig = Rig(Path(folder), PORT_BASE, workers=workers)
        with guarded(Guard.doing([*LONJA, "down"], cwd=CHECKOUT, env=rig.env())):
            try:
                started = time.monotonic()
                # Cutting the demo's pictures takes minutes of both cores: nothing is measured beside it.
                plain = () if cuts_pictures else ("--without=pictures",)
                rig.lonja("up", "--detach", *plain, "--port-base", str(PORT_BASE))
                yield replace(rig, seconds_to_open=round(time.monotonic() - started, 1))
            finally:
                rig.lonja("down")


def load(
    url: str,
    paths: Sequence[str],
    *,
    connections: int = 16,
    seconds: float = 5.0,
    limit: int | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Run `bench.load` and return its figures."""
    host, port = url.removeprefix("http://").split(":")
    spec = {
        "host": host,
        "port": int(port),
        "paths": list(paths),
        "connections": connections,
        "seconds": seconds,
        "limit": limit,
        "headers": headers or {},
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(spec, file)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "bench.load", file.name],
            cwd=CHECKOUT, stdout=subprocess.PIPE, check=True, text=True,
        )  # fmt: skip
    results: dict[str, Any] = json.loads(done.stdout)
    return results


def pgbench(rig: Rig, script: str, *, clients: int = 8, seconds: int = 5) -> float:
    """Transactions a second of the bare SQL, prepared."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as file:
        file.write(script)
    try:
        done = subprocess.run(
            [
                str(programs() / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "2",
                "-T", str(seconds), "-f", file.name, "-h", str(rig.postgres.sockets),
                "-U", "lonja", "lonja",
            ],
            capture_output=True, check=False, text=True,
        )  # fmt: skip
    finally:
        Path(file.name).unlink()
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return round(float(line.split("=")[1].split()[0]), 1)


@contextlib.contextmanager
def constant_server(body_bytes: int, port: int = PORT_BASE + 60) -> Iterator[str]:
    """The same server with the same number of workers, and a constant body."""
    env = {**os.environ, "BENCH_BODY_BYTES": str(body_bytes)}
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"]
    workers = str(topology.FRONT_OFFICE_WORKERS)
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", workers, "--no-ws", "bench.constant:app"],
        cwd=CHECKOUT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    guard = Guard.ending(process.pid, by=signal.SIGTERM)
    try:
        ends_at = time.monotonic() + 20
        while not _answers(url) and time.monotonic() < ends_at:
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()
        guard.dismiss()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
