"""Exports requests, messages, failures and warnings to Application Insights in the background.

Two threads send from bounded queues. While ingestion is down, records that do not fit are dropped
and no request waits. This module is slow to import, so only `reporting` imports it.
"""

import atexit
import logging
import os
import threading
import time
import traceback
from typing import Final, override

from azure.monitor.opentelemetry.exporter import AzureMonitorLogExporter, AzureMonitorTraceExporter
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from lonja.kernel import tracing
from lonja.kernel.build import release
from lonja.kernel.telemetry import Work

QUEUE_ITEMS: Final = 2_048
BATCH_ITEMS: Final = 256
SEND_EVERY_MS: Final = 5_000
REQUEST_TIMEOUT_S: Final = 5
CLOSE_WITHIN_S: Final = 2.0
"""The server kills a worker after five seconds, and the relay closes before us."""
FRAMES: Final = 30

_DISABLED_EXTRAS: Final = (
    "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL",  # the exporter's usage statistics for its vendor
    "APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED",  # feature switches controlled by the vendor
    "APPLICATIONINSIGHTS_SDKSTATS_DISABLED",  # the same statistics, billed to us
    "APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)
_KINDS: Final = {
    "request": SpanKind.SERVER,
    # The Functions host already reports the invocation as a request; ours is a span inside it.
    "message": SpanKind.INTERNAL,
}
_SEVERITIES: Final = {
    logging.WARNING: SeverityNumber.WARN,
    logging.ERROR: SeverityNumber.ERROR,
    logging.CRITICAL: SeverityNumber.FATAL,
}
_SAFE_FIELDS: Final = frozenset(
    {"queue", "type", "message_id", "attempt", "status", "lost", "channel"}
)
"""The fields of a log record that we export; others, such as error texts, may quote a customer."""
_SAMPLE_RATE: Final = "_MS.sampleRate"
_SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)


class Insights:
    """One per process. Requests call `record`; `close` blocks, so call it from a thread."""

    def __init__(self, connection: str, *, role: str, percent: int) -> None:
        for name in _DISABLED_EXTRAS:
            os.environ.setdefault(name, "true")
        # The exporter reads its identity from APPLICATIONINSIGHTS_AUTHENTICATION_STRING.
        options = {
            "connection_string": connection,
            "disable_offline_storage": True,
            "timeout": REQUEST_TIMEOUT_S,
            "read_timeout": REQUEST_TIMEOUT_S,
            "retry_total": 1,
        }
        resource = Resource({"service.name": role, "service.version": release()})
        self._percent = percent
        self._spans = TracerProvider(
            sampler=ALWAYS_ON,  # `wants` has sampled already
            resource=resource,
            id_generator=_CurrentIds(),
            shutdown_on_exit=False,
        )
        self._spans.add_span_processor(
            BatchSpanProcessor(
                AzureMonitorTraceExporter(**options),
                max_queue_size=QUEUE_ITEMS,
                schedule_delay_millis=SEND_EVERY_MS,
                max_export_batch_size=BATCH_ITEMS,
            )
        )
        self._tracer = self._spans.get_tracer("lonja")
        self._logs = LoggerProvider(resource=resource, shutdown_on_exit=False)
        self._logs.add_log_record_processor(
            BatchLogRecordProcessor(
                AzureMonitorLogExporter(**options),
                max_queue_size=QUEUE_ITEMS,
                schedule_delay_millis=SEND_EVERY_MS,
                max_export_batch_size=BATCH_ITEMS,
            )
        )
        self._handler = _Handler(self._logs)

    def open(self) -> None:
        """Export the warnings and errors that this process logs, too."""
        # Otherwise each batch that ingestion rejects would log two lines.
        logging.getLogger("azure.monitor.opentelemetry").setLevel(logging.ERROR)
        logging.getLogger("opentelemetry").setLevel(logging.ERROR)
        logging.getLogger().addHandler(self._handler)
        atexit.register(self.close)  # a Functions worker exits without closing its shop

    def wants(self, *, is_notable: bool) -> bool:
        """The same answer in every process, so that a trace is exported whole or not at all."""
        return is_notable or int(tracing.current()[-8:], 16) * 100 < self._percent << 32

    def record(self, work: Work) -> None:
        span = self._tracer.start_span(
            work.name,
            context=_parent(str(work.facts.get("parent", ""))),
            kind=_KINDS[work.kind],
            attributes={
                **{name: fact for name, fact in work.facts.items() if name != "parent"},
                # Azure multiplies the counts of sampled spans by this.
                _SAMPLE_RATE: 100.0 if work.is_notable else float(self._percent),
            },
            start_time=work.began_ns,
        )
        if work.is_failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end(work.ended_ns)

    def close(self) -> None:
        """Flush the queues, for at most a few seconds."""
        atexit.unregister(self.close)
        logging.getLogger().removeHandler(self._handler)
        # Daemon threads: an unresponsive ingestion must not keep the process from exiting.
        threads = [
            threading.Thread(target=provider.shutdown, daemon=True)
            for provider in (self._spans, self._logs)
        ]
        until = time.monotonic() + CLOSE_WITHIN_S
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


class _CurrentIds(IdGenerator):
    """Use the ids that pages, logs and messages already carry."""

    @override
    def generate_trace_id(self) -> int:
        return int(tracing.current(), 16)

    @override
    def generate_span_id(self) -> int:
        return int(tracing.span() or tracing.begin_span(), 16)


def _parent(span: str) -> Context:
    if not span:
        return Context()
    return _within(span)


def _within(span: str) -> Context:
    within = SpanContext(
        int(tracing.current(), 16), int(span, 16), is_remote=True, trace_flags=_SAMPLED
    )
    return set_span_in_context(NonRecordingSpan(within), Context())


class _Handler(logging.Handler):
    """Exports our warnings and errors: the message template without its arguments."""

    def __init__(self, provider: LoggerProvider) -> None:
        super().__init__(logging.WARNING)
        self._logger = provider.get_logger("lonja")

    @override
    def emit(self, record: logging.LogRecord) -> None:
        try:
            if _is_ours(record):
                self._logger.emit(_redacted(record))
        except Exception:  # noqa: BLE001 - as the standard library's handlers do
            self.handleError(record)


def _is_ours(record: logging.LogRecord) -> bool:
    """Only our own logs: others' may hold personal data, and the exporter's would loop.

    The edge's lines repeat the request's telemetry.
    """
    name = record.name
    return name.startswith(("lonja.", "asyncio")) and name != "lonja.hosting.edge"


def _redacted(record: logging.LogRecord) -> LogRecord:
    facts: dict[str, str | int] = {
        name: value if isinstance(value, int) else str(value)
        for name, value in vars(record).items()
        if name in _SAFE_FIELDS
    }
    facts["logger"] = record.name
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        facts["exception.type"] = _type(error)
        facts["exception.stacktrace"] = "\n".join(_stack(error))
    at_ns = int(record.created * 1e9)
    return LogRecord(
        timestamp=at_ns,
        observed_timestamp=at_ns,
        context=_within(tracing.span() or tracing.begin_span()),
        severity_number=_SEVERITIES.get(record.levelno, SeverityNumber.ERROR),
        # asyncio writes the task's arguments into its message.
        body=str(record.msg) if record.name.startswith("lonja.") else "a task failed",
        attributes=facts,
    )


def _type(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _stack(error: BaseException) -> list[str]:
    """The frames of the error and its causes; no messages, which may quote user input."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.StackSummary.extract(
            traceback.walk_tb(current.__traceback__), lookup_lines=False
        )
        lines.append(_type(current))
        lines += [f"  {f.filename}:{f.lineno} in {f.name}" for f in frames[-FRAMES:]]
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return lines
