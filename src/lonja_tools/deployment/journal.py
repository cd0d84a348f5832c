"""The journal of a deployment, saved after every step, so that it survives a crash.

One file for each environment. It holds no secret: outputs that Terraform calls sensitive are left
out, and tokens are never written.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lonja_tools.user_error import UserError


class BeginAnewError(UserError):
    """The deployment cannot be resumed; start a new one."""


@dataclass(slots=True)
class Record:
    """One deployment of one environment."""

    environment: str
    commit: str
    stacks: list[str]
    began: str
    subscription: str = ""
    done: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    packages: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Why the new version is being rolled back; a resumed deployment continues the rollback.
    taking_back: list[str] = field(default_factory=list)
    # Rolled back after the swap: it cannot be resumed.
    taken_back: bool = False
    finished: bool = False


class Journal:
    def __init__(self, folder: Path, environment: str) -> None:
        self.folder = folder / environment
        self.log = self.folder / "commands.log"
        self._file = self.folder / "deployment.json"
        self._running = self.folder / "running.json"

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """A lock: concurrent deployments of one environment would undo each other."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the folder of saved plans
        with (self.folder / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UserError("Another deployment of this environment is running here.") from None
            yield

    def read(self) -> Record | None:
        try:
            return Record(**json.loads(self._file.read_text()))
        except FileNotFoundError:
            return None

    def write(self, record: Record) -> None:
        _write(self._file, asdict(record))

    def running(self) -> str | None:
        """The commit that the last finished deployment from here left running."""
        try:
            return str(json.loads(self._running.read_text())["commit"])
        except FileNotFoundError:
            return None

    def now_runs(self, commit: str) -> None:
        _write(self._running, {"commit": commit})


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write atomically, so that a crash leaves the last complete record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
    fresh.replace(path)
