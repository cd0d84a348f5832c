"""What is done once we have died, however we died: a guard hears of it.

The guard is a shell that reads from a pipe whose other end we alone hold. The kernel closes that end
with us, after SIGKILL too, on Linux as on macOS.
"""

import contextlib
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

GRACE_S: Final = 20
_LISTENS: Final = 'read -r _ || exec "$@"'  # a line dismisses it
_ENDS: Final = """
kill -s "$2" "$1"
left=$3
while [ "$left" -gt 0 ] && kill -0 -- "-$1"; do sleep 1; left=$((left - 1)); done
kill -s KILL -- "-$1"
"""


@dataclass(frozen=True, slots=True)
class Guard:
    _shell: subprocess.Popen[bytes]

    @classmethod
    def doing(
        cls,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Self:
        """Once we have died the command is run, unless the guard was dismissed before."""
        return cls(
            subprocess.Popen(
                ["sh", "-c", _LISTENS, "guard", *command],
                cwd=cwd,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # what is typed at our terminal is not for it
            )
        )

    @classmethod
    def ending(cls, pid: int, *, by: signal.Signals) -> Self:
        """Once we have died the process is signalled, and after its grace its whole group killed.

        So those that it started end as well, be it killed at once: its group is its own.
        """
        name = by.name.removeprefix("SIG")
        grace_s = 0 if by is signal.SIGKILL else GRACE_S
        return cls.doing(["sh", "-c", _ENDS, "guard", str(pid), name, str(grace_s)])

    def dismiss(self) -> None:
        """What it guarded has ended, or may stay."""
        with contextlib.suppress(BrokenPipeError):
            self._shell.communicate(b"\n")


@contextlib.contextmanager
def guarded(guard: Guard) -> Iterator[None]:
    """Dismiss it after the block, however that ends, if we live."""
    try:
        yield
    finally:
        guard.dismiss()


def run_with_us(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> int:
    """Run it to its end and return its exit code; it is told to end when we die."""
    with (
        subprocess.Popen(command, cwd=cwd, env=env) as process,
        guarded(Guard.ending(process.pid, by=signal.SIGTERM)),
    ):
        return process.wait()
