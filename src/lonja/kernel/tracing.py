"""One trace id from the page to the outbox, the queue, the function and the mail.

The id is the 32 hexadecimal digits of a W3C `traceparent`; logs are one JSON object a line.
"""

import contextvars
import json
import logging
import random
import re
import secrets
import sys
from datetime import UTC, datetime
from typing import Any

_trace: contextvars.ContextVar[str] = contextvars.ContextVar("lonja_trace", default="")
# The current span of this process; only where telemetry is exported.
_span: contextvars.ContextVar[str] = contextvars.ContextVar("lonja_span", default="")
_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def new_trace() -> str:
    return secrets.token_hex(16)


def current() -> str:
    """The trace of what is being done now; a new one where nothing began it."""
    trace = _trace.get()
    if not trace:
        trace = new_trace()
        _trace.set(trace)
    return trace


def begin(trace: str | None = None) -> contextvars.Token[str]:
    return _trace.set(trace or new_trace())


def end(token: contextvars.Token[str]) -> None:
    _trace.reset(token)


def begin_span() -> str:
    span = f"{random.getrandbits(64) or 1:016x}"  # distinguishes spans, and is no secret
    _span.set(span)
    return span


def span() -> str:
    """The 16 hexadecimal digits of the current span; empty where no telemetry is exported."""
    return _span.get()


def from_traceparent(header: str | None) -> str | None:
    """The trace id in a `traceparent` header, or None where it is absent or malformed."""
    match = _TRACEPARENT.match(header or "")
    return match[1] if match and match[1] != "0" * 32 else None


def parent_of(header: str | None) -> str:
    """The sender's span in a `traceparent` header; empty where it has none."""
    match = _TRACEPARENT.match(header or "")
    return match[2] if match and match[2] != "0" * 16 else ""


def traceparent() -> str:
    return f"00-{current()}-{span() or secrets.token_hex(8)}-01"


class JsonFormatter(logging.Formatter):
    """One JSON object a line; whatever a call gives in `extra` becomes a field."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self.service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace := _trace.get():
            line["trace"] = trace
        line |= {k: v for k, v in vars(record).items() if k not in _RESERVED}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def configure_logging(service: str, *, level: str = "INFO") -> None:
    """Send every log of this process to stderr as JSON lines; call once, at its start."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("azure", "aiohttp.access", "httpx", "httpx2", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
