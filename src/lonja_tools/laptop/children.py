"""A child process: started in its own process group, its output appended to a bounded log."""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lonja_tools.laptop.guard import Guard
from lonja_tools.laptop.record import MARK, Identity
from lonja_tools.laptop.topology import Service

FILES = 10_240
LOG_BYTES = 8 * 1024 * 1024
TAIL_BYTES = 16 * 1024


def allow_files() -> None:
    """Each connection is an open file, of which a login shell often allows 1,024; children inherit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@dataclass(slots=True)
class Child:
    service: Service
    process: asyncio.subprocess.Process
    identity: Identity
    guard: Guard

    @classmethod
    async def start(
        cls,
        service: Service,
        command: list[str],
        *,
        log: Path,
        cwd: Path,
        env: Mapping[str, str],
        mark: str,
    ) -> "Child":
        allow_files()
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=cwd,
                env={**env, MARK: mark},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        guard = Guard.ending(process.pid, by=service.stop_signal)
        return cls(service, process, Identity.of(process.pid), guard)

    async def wait(self) -> int:
        """Wait until it ends, and end whatever it started."""
        code = await self.process.wait()
        self.kill()
        self.guard.dismiss()
        return code

    def ask_to_stop(self) -> None:
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.service.stop_signal)

    def kill(self) -> None:
        """Kill the whole process group at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    async def stop(self, *, hurry: asyncio.Event) -> None:
        """Send a stop signal, wait for the service's grace period (or for `hurry`), then kill."""
        self.ask_to_stop()
        ended = asyncio.ensure_future(self.process.wait())
        hurried = asyncio.ensure_future(hurry.wait())
        await asyncio.wait(
            {ended, hurried},
            timeout=self.service.grace_s,
            return_when=asyncio.FIRST_COMPLETED,
        )
        hurried.cancel()
        self.kill()
        await ended


def how_it_ended(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def size_of(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def last_words(log: Path, *, since: int, lines: int = 12) -> str:
    with contextlib.suppress(FileNotFoundError), log.open("rb") as file:
        file.seek(max(since, size_of(log) - TAIL_BYTES))
        log_lines = file.read().decode(errors="replace").splitlines()
        return "\n".join(f"  {line[:200]}" for line in log_lines[-lines:])
    return ""


def rotate(log: Path) -> None:
    """Keep the last `LOG_BYTES` beside a fresh file; the writer's handle stays valid."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
