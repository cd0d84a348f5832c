"""Application Insights: requests, messages, failures and warnings leave in the background.

Two threads send from bounded queues; when ingestion is down, what does not fit is lost and nothing
waits for it. Importing this costs time and memory, so only `reporting` does.
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
ANSWER_WITHIN_S: Final = 5
CLOSE_WITHIN_S: Final = 2.0
"""The server kills a worker that takes five, and the relay closes before."""
FRAMES: Final = 30

_CALLS_NOBODY_ELSE: Final = (
    "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL",  # figures of the exporter for its vendor
    "APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED",  # and switches from there
    "APPLICATIONINSIGHTS_SDKSTATS_DISABLED",  # the same figures once more, at our expense
    "APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)
_KINDS: Final = {
    "request": SpanKind.SERVER,
    # The Functions host counts each invocation as a request, so ours is what was done within.
    "message": SpanKind.INTERNAL,
}
_SEVERITIES: Final = {
    logging.WARNING: SeverityNumber.WARN,
    logging.ERROR: SeverityNumber.ERROR,
    logging.CRITICAL: SeverityNumber.FATAL,
}
_HARMLESS: Final = frozenset(
    {"queue", "type", "message_id", "attempt", "status", "lost", "channel"}
)
"""What a log call tells beside its words and may leave; texts of errors may quote a customer."""
_SAMPLE_RATE: Final = "_MS.sampleRate"
_SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)


class Insights:
    """One per process. `hear` is called by requests, `close` by a thread that may wait."""

    def __init__(self, connection: str, *, role: str, percent: int) -> None:
        for name in _CALLS_NOBODY_ELSE:
            os.environ.setdefault(name, "true")
        # Its identity the exporter reads from APPLICATIONINSIGHTS_AUTHENTICATION_STRING itself.
        told = {
            "connection_string": connection,
            "disable_offline_storage": True,
            "timeout": ANSWER_WITHIN_S,
            "read_timeout": ANSWER_WITHIN_S,
            "retry_total": 1,
        }
        resource = Resource({"service.name": role, "service.version": release()})
        self._percent = percent
        self._spans = TracerProvider(
            sampler=ALWAYS_ON,  # `wants` has chosen already
            resource=resource,
            id_generator=_OurIds(),
            shutdown_on_exit=False,
        )
        self._spans.add_span_processor(
            BatchSpanProcessor(
                AzureMonitorTraceExporter(**told),
                max_queue_size=QUEUE_ITEMS,
                schedule_delay_millis=SEND_EVERY_MS,
                max_export_batch_size=BATCH_ITEMS,
            )
        )
        self._tracer = self._spans.get_tracer("lonja")
        self._logs = LoggerProvider(resource=resource, shutdown_on_exit=False)
        self._logs.add_log_record_processor(
            BatchLogRecordProcessor(
                AzureMonitorLogExporter(**told),
                max_queue_size=QUEUE_ITEMS,
                schedule_delay_millis=SEND_EVERY_MS,
                max_export_batch_size=BATCH_ITEMS,
            )
        )
        self._handler = _Handler(self._logs)

    def open(self) -> None:
        """Hear the warnings of this process, too."""
        # Each batch that ingestion does not take would be two lines.
        logging.getLogger("azure.monitor.opentelemetry").setLevel(logging.ERROR)
        logging.getLogger("opentelemetry").setLevel(logging.ERROR)
        logging.getLogger().addHandler(self._handler)
        atexit.register(self.close)  # a functions worker ends without closing its shop

    def wants(self, *, is_notable: bool) -> bool:
        """The same answer in every process, so that a trace is told whole or not at all."""
        return is_notable or int(tracing.current()[-8:], 16) * 100 < self._percent << 32

    def hear(self, work: Work) -> None:
        span = self._tracer.start_span(
            work.name,
            context=_parent(str(work.facts.get("parent", ""))),
            kind=_KINDS[work.kind],
            attributes={
                **{name: fact for name, fact in work.facts.items() if name != "parent"},
                # One that stands for others like it is counted as so many.
                _SAMPLE_RATE: 100.0 if work.is_notable else float(self._percent),
            },
            start_time=work.began_ns,
        )
        if work.is_failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end(work.ended_ns)

    def close(self) -> None:
        """Send what waits, for at most a few seconds."""
        atexit.unregister(self.close)
        logging.getLogger().removeHandler(self._handler)
        # Daemons: an ingestion that does not answer must not keep the process from ending.
        threads = [
            threading.Thread(target=provider.shutdown, daemon=True)
            for provider in (self._spans, self._logs)
        ]
        until = time.monotonic() + CLOSE_WITHIN_S
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


class _OurIds(IdGenerator):
    """The ids that pages, logs and messages know already."""

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
    """Warnings and errors of ours, with the words of the call but none of its arguments."""

    def __init__(self, provider: LoggerProvider) -> None:
        super().__init__(logging.WARNING)
        self._logger = provider.get_logger("lonja")

    @override
    def emit(self, record: logging.LogRecord) -> None:
        try:
            if _is_ours(record):
                self._logger.emit(_told(record))
        except Exception:  # noqa: BLE001 - as the standard library's handlers do
            self.handleError(record)


def _is_ours(record: logging.LogRecord) -> bool:
    """Only our own logs: others' may hold personal data, and the exporter's would loop.

    The edge's lines repeat the request's telemetry.
    """
    name = record.name
    return name.startswith(("lonja.", "asyncio")) and name != "lonja.hosting.edge"


def _told(record: logging.LogRecord) -> LogRecord:
    facts: dict[str, str | int] = {
        name: value if isinstance(value, int) else str(value)
        for name, value in vars(record).items()
        if name in _HARMLESS
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
    """Where it happened, and what had led to it; no message, because it may quote what was typed."""
    lines: list[str] = []
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        frames = traceback.StackSummary.extract(
            traceback.walk_tb(found.__traceback__), lookup_lines=False
        )
        lines.append(_type(found))
        lines += [f"  {f.filename}:{f.lineno} in {f.name}" for f in frames[-FRAMES:]]
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return lines
