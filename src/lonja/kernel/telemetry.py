"""What a process tells of its work while somebody listens; on a laptop nobody does.

Who listens in Azure is `lonja.adapters.insights`. What is told names routes and types, never an
address as it was asked for, a key or a person.
"""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from lonja.kernel import tracing


@dataclass(frozen=True, slots=True)
class Work:
    """One request or message that is over; its trace is the one that is being traced now."""

    kind: Literal["request", "message"]
    name: str
    began_ns: int
    ended_ns: int
    is_failed: bool
    # Whoever listens may leave out most of what went well and was quick, never this.
    is_notable: bool
    facts: Mapping[str, str | int]


class Listener(Protocol):
    def hear(self, work: Work) -> None:
        """Quick, and never raises: a request waits for it."""


_listener: Listener | None = None


def employ(listener: Listener | None) -> None:
    global _listener  # noqa: PLW0603 - a process has one
    _listener = listener


def is_heard() -> bool:
    return _listener is not None


def tell(work: Work) -> None:
    if _listener is not None:
        _listener.hear(work)


@contextlib.contextmanager
def message(name: str, **facts: str | int) -> Iterator[None]:
    """Tell of a message once it is handled, or has failed."""
    if _listener is None:
        yield
        return
    tracing.begin_span()
    began_ns, is_failed = time.time_ns(), True
    try:
        yield
        is_failed = False
    finally:
        tell(Work("message", name, began_ns, time.time_ns(), is_failed, is_failed, facts))
