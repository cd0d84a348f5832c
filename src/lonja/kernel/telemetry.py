"""What a process tells of its work while somebody listens; on a laptop nobody does.

Who listens in Azure is `lonja.adapters.insights`. What is told names routes and types, never an
address as it was asked for, a key or a person.
"""

import contextlib
import functools
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from lonja.kernel import tracing

log = logging.getLogger(__name__)


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
    def wants(self, *, is_notable: bool) -> bool:
        """Whether it wants to hear of what is done in the trace of now."""
        ...

    def hear(self, work: Work) -> None:
        """Quick, and never raises: a request waits for it."""


_listener: Listener | None = None


def set_listener(listener: Listener | None) -> None:
    global _listener  # noqa: PLW0603 - a process has one
    _listener = listener


def is_heard() -> bool:
    return _listener is not None


def is_wanted(*, is_notable: bool) -> bool:
    """Asked before a `Work` is made of it."""
    return _listener is not None and _listener.wants(is_notable=is_notable)


def tell(work: Work) -> None:
    if _listener is not None:
        _listener.hear(work)


class Failed(Exception):
    """A redacted error for the Functions host, which logs messages verbatim."""


def for_the_host(error: Exception) -> Exception:
    """What a function may raise: the error itself, or its kind and trace where somebody listens."""
    if _listener is None or isinstance(error, Failed):
        return error
    return Failed(f"{type(error).__name__} in operation {tracing.current()}")


def timer[**P](function: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """A run by the clock: a trace of its own, and its failure told as a message's is."""

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> None:
        token = tracing.begin()
        try:
            await function(*args, **kwargs)
        except Exception as error:
            log.exception("a timer failed", extra={"type": function.__name__})
            if (told := for_the_host(error)) is not error:
                raise told from None
            raise
        finally:
            tracing.end(token)

    return run


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
        if is_wanted(is_notable=is_failed):
            tell(Work("message", name, began_ns, time.time_ns(), is_failed, is_failed, facts))
