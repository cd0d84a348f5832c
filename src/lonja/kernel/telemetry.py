"""Reports the requests and messages of this process to an exporter, if it has one.

In Azure the exporter is `lonja.adapters.insights`; on a laptop there is none. Reports name routes
and message types, never a full URL, a key or personal data.
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
    """A finished request or message; it belongs to the current trace."""

    kind: Literal["request", "message"]
    name: str
    began_ns: int
    ended_ns: int
    is_failed: bool
    # An exporter may sample fast successes; it must always report failures and slow requests.
    is_notable: bool
    facts: Mapping[str, str | int]


class Exporter(Protocol):
    def wants(self, *, is_notable: bool) -> bool:
        """Whether work of the current trace is to be recorded."""
        ...

    def record(self, work: Work) -> None:
        """Must return at once and never raise: it runs within the request."""


_exporter: Exporter | None = None


def set_exporter(exporter: Exporter | None) -> None:
    global _exporter  # noqa: PLW0603 - a process has one
    _exporter = exporter


def is_enabled() -> bool:
    return _exporter is not None


def is_wanted(*, is_notable: bool) -> bool:
    """Check this before building a `Work`."""
    return _exporter is not None and _exporter.wants(is_notable=is_notable)


def record(work: Work) -> None:
    if _exporter is not None:
        _exporter.record(work)


class Failed(Exception):
    """A redacted error for the Functions host, which logs messages verbatim."""


def for_the_host(error: Exception) -> Exception:
    """The error a function may raise: redacted to its type and trace where an exporter is set."""
    if _exporter is None or isinstance(error, Failed):
        return error
    return Failed(f"{type(error).__name__} in operation {tracing.current()}")


def timer[**P](function: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Give each run of a timer its own trace, and report a failure as for a message."""

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> None:
        token = tracing.begin()
        try:
            await function(*args, **kwargs)
        except Exception as error:
            log.exception("a timer failed", extra={"type": function.__name__})
            if (redacted := for_the_host(error)) is not error:
                raise redacted from None
            raise
        finally:
            tracing.end(token)

    return run


@contextlib.contextmanager
def message(name: str, **facts: str | int) -> Iterator[None]:
    """Report a message once it is handled or has failed."""
    if _exporter is None:
        yield
        return
    tracing.begin_span()
    began_ns, is_failed = time.time_ns(), True
    try:
        yield
        is_failed = False
    finally:
        if is_wanted(is_notable=is_failed):
            record(Work("message", name, began_ns, time.time_ns(), is_failed, is_failed, facts))
