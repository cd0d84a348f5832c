"""Calls one function as the worker would, and logs the result.

Async functions share the host's event loop, so a blocking call in one stalls all of them; sync
functions run in a pool of threads. A value returned where nothing takes it is an error, there as
here. A timed-out async function is cancelled; a thread cannot be, and is left to finish alone
(Azure restarts the whole worker instead).
"""

import asyncio
import contextvars
import logging
import secrets
import threading
import time
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from azure import functions as azure_functions
from azure.functions import _abc

from lonja_tools.functions_host.loader import Function, HttpFunction
from lonja_tools.functions_host.log import current_invocation, log_event

THREADS_SETTING = "PYTHON_THREADPOOL_THREAD_COUNT"
_thread_storage = threading.local()


class TraceContext(_abc.TraceContext):
    """The host's own trace context; the job reads the trace in our envelope itself."""

    def __init__(self) -> None:
        self._parent = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"

    @property
    def trace_parent(self) -> str:
        return self._parent

    @property
    def trace_state(self) -> str:
        return ""

    @property
    def attributes(self) -> dict[str, str]:
        return {}

    # The worker's own context still offers these older spellings.
    Traceparent = trace_parent
    Tracestate = trace_state
    Attributes = attributes


class RetryContext(_abc.RetryContext):
    """Retry policies do nothing for queue triggers, and we run none for timers: all zero."""

    @property
    def retry_count(self) -> int:
        return 0

    @property
    def max_retry_count(self) -> int:
        return 0

    @property
    def exception(self) -> None:  # type: ignore[override]
        return None


class Context(azure_functions.Context):
    def __init__(self, function: Function, invocation_id: str) -> None:
        self._function = function
        self._invocation_id = invocation_id
        self._trace, self._retry = TraceContext(), RetryContext()

    @property
    def invocation_id(self) -> str:
        return self._invocation_id

    @property
    def thread_local_storage(self) -> threading.local:  # type: ignore[override]
        return _thread_storage

    @property
    def function_name(self) -> str:
        return self._function.name

    @property
    def function_directory(self) -> str:
        return str(self._function.folder)

    @property
    def trace_context(self) -> TraceContext:
        return self._trace

    @property
    def retry_context(self) -> RetryContext:
        return self._retry


@dataclass(frozen=True)
class Ran:
    invocation_id: str
    duration_ms: float
    value: Any = None
    error: str | None = None
    stack: str | None = None

    @property
    def succeeded(self) -> bool:
        return self.error is None

    def log(self, function: Function, trigger: str, **facts: object) -> None:
        """Log the result of an invocation, in one line."""
        log_event(
            "invocation",
            level=logging.INFO if self.succeeded else logging.ERROR,
            function=function.name,
            trigger=trigger,
            invocation_id=self.invocation_id,
            duration_ms=self.duration_ms,
            result="succeeded" if self.succeeded else "failed",
            **facts,
            **({} if self.error is None else {"error": self.error, "stack": self.stack}),
        )


@dataclass
class Invoker:
    timeout_s: float | None = None
    threads: int | None = None
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="function")

    async def run(
        self, function: Function, argument: Any, *, facts: Mapping[str, object] | None = None
    ) -> Ran:
        """Run it once; an error is returned, never raised."""
        invocation_id = str(uuid4())
        arguments = {function.argument: argument}
        if function.wants_context:
            arguments["context"] = Context(function, invocation_id)
        began = time.perf_counter()
        fields = {"function": function.name, "invocation_id": invocation_id, **(facts or {})}
        token = current_invocation.set(fields)
        value, error, stack = None, None, None
        try:
            async with asyncio.timeout(self.timeout_s):
                value = await self._call(function, invocation_id, arguments)
            if value is not None and not isinstance(function, HttpFunction):
                error = f"RuntimeError: function {function.name} without a $return binding"
                error += " returned a non-None value"
        except (Exception, asyncio.CancelledError) as problem:
            if isinstance(problem, asyncio.CancelledError) and _is_cancelled():
                raise
            error, stack = f"{type(problem).__name__}: {problem}", traceback.format_exc()
        finally:
            current_invocation.reset(token)
        duration_ms = round((time.perf_counter() - began) * 1000, 1)
        return Ran(invocation_id, duration_ms, value=value, error=error, stack=stack)

    async def _call(self, function: Function, invocation_id: str, arguments: dict[str, Any]) -> Any:
        if function.is_async:
            _thread_storage.invocation_id = invocation_id
            return await function.call(**arguments)

        def in_thread() -> Any:
            _thread_storage.invocation_id = invocation_id
            return function.call(**arguments)

        here = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, here.run, in_thread)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
