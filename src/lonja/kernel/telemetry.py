"""Reports the requests and messages of this process to an exporter, if it has one.

In Azure the exporter is `lonja.adapters.insights`; on a laptop there is none. Reports name routes
and message types, never a full URL, a key or personal data.
"""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from lonja.kernel import tracing


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


class Failed(Exception):
    """A redacted error for the Functions host, which logs messages verbatim."""


class Telemetry:
    """The exporter that a process reports to; without one nothing is recorded."""

    def __init__(self, exporter: Exporter | None = None) -> None:
        self._exporter = exporter

    @property
    def is_enabled(self) -> bool:
        return self._exporter is not None

    def is_wanted(self, *, is_notable: bool) -> bool:
        """Check this before building a `Work`."""
        return self._exporter is not None and self._exporter.wants(is_notable=is_notable)

    def record(self, work: Work) -> None:
        if self._exporter is not None:
            self._exporter.record(work)

    def for_the_host(self, error: Exception) -> Exception:
        """The error a function may raise: with an exporter, redacted to its type and trace."""
        if self._exporter is None or isinstance(error, Failed):
            return error
        return Failed(f"{type(error).__name__} in operation {tracing.current()}")

    @contextlib.contextmanager
    def message(self, name: str, **facts: str | int) -> Iterator[None]:
        """Report a message once it is handled or has failed."""
        if self._exporter is None:
            yield
            return
        tracing.begin_span()
        began_ns, is_failed = time.time_ns(), True
        try:
            yield
            is_failed = False
        finally:
            if self.is_wanted(is_notable=is_failed):
                ended_ns = time.time_ns()
                self.record(Work("message", name, began_ns, ended_ns, is_failed, is_failed, facts))
