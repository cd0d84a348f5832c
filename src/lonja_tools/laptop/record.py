"""Records the running processes on disk, for `down`, `status` and the next `up`.

We identify a process by its pid and start time, as pids are reused.
"""

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

MARK = "LONJA_SUPERVISED_BY"
_SAME_START_S = 0.02


@dataclass(frozen=True, slots=True)
class Identity:
    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Identity":
        return cls(pid, _start_of(pid) or 0.0)

    def is_alive(self) -> bool:
        try:
            return self.exists() and psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def exists(self) -> bool:
        """Alive, or a zombie that its parent has not reaped yet."""
        started = _start_of(self.pid)
        return started is not None and abs(started - self.started) < _SAME_START_S


def _start_of(pid: int) -> float | None:
    """Its start time: since boot if the kernel reports it, as clocks may be set back."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(after_name[19]) / os.sysconf("SC_CLK_TCK")
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self/stat").exists():
            return None
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return None


@dataclass(slots=True)
class Running:
    name: str
    title: str
    pid: int
    started: float
    log: str
    url: str = ""
    restarts: int = 0
    state: str = "starting"


@dataclass(slots=True)
class Run:
    """One `up`."""

    pid: int
    started: float
    port_base: int
    state: str = "starting"
    services: list[Running] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    addresses: list[dict[str, str]] = field(default_factory=list)
    sign_ins: list[dict[str, str]] = field(default_factory=list)

    def identity(self) -> "Identity":
        return Identity(self.pid, self.started)

    def save(self, path: Path) -> None:
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(self), indent=1))
        new.replace(path)


def load(path: Path) -> Run | None:
    try:
        document = json.loads(path.read_text())
        services = [Running(**service) for service in document.pop("services")]
        return Run(**document, services=services)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # from another version, or truncated: the lock still shows whether a supervisor runs


@contextmanager
def sole_supervisor(path: Path) -> Iterator[bool]:
    """Yield whether we hold the supervisor lock; the kernel releases it when we die."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def is_supervised(path: Path) -> bool:
    if not path.exists():
        return False
    with sole_supervisor(path) as free:
        return not free


def family(leader: Identity, *, mark: str) -> list[Identity]:
    """The living processes of the group that `leader` started, the leader itself first."""
    is_ours = leader.exists()
    if not is_ours and psutil.pid_exists(leader.pid):
        return []  # the pid was reused
    members = [leader] if leader.is_alive() else []
    for process in psutil.process_iter():
        try:
            if process.pid == leader.pid or os.getpgid(process.pid) != leader.pid:
                continue
            if is_ours or process.environ().get(MARK) == mark:
                members.append(Identity.of(process.pid))
        except (psutil.Error, ProcessLookupError):
            continue
    return members


def end(members: list[Identity], *, by: signal.Signals, within_s: float) -> None:
    """Stop exactly these processes: first with a signal they can handle, then with SIGKILL."""
    for signal_number, patience_s in ((by, within_s), (signal.SIGKILL, 5.0)):
        for member in members:
            if member.is_alive():
                with _gone_is_fine():
                    os.kill(member.pid, signal_number)
        until = time.monotonic() + patience_s
        while any(member.is_alive() for member in members):
            if time.monotonic() > until:
                break
            time.sleep(0.02)
        else:
            return


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return
