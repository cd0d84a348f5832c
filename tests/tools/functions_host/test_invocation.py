"""A function is called as the worker would call it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from azure import functions as azure_functions
from tests.tools.functions_host.running import on_queue

from lonja_tools.functions_host.invocation import Invoker
from lonja_tools.functions_host.loader import Function

pytestmark = pytest.mark.anyio


@pytest.fixture
def invoker() -> Iterator[Invoker]:
    invoker = Invoker(threads=2)
    yield invoker
    invoker.close()


def a_function(call: Callable[..., Any], *, wants_context: bool = False) -> Function:
    return on_queue("q", call, name="confirm", wants_context=wants_context)


class TestAFunction:
    async def test_that_is_async_runs_on_the_loop(self, invoker: Invoker) -> None:
        seen: list[object] = []

        async def call(message: object) -> None:
            seen.extend((message, asyncio.get_running_loop(), threading.current_thread()))

        ran = await invoker.run(a_function(call), "hello")

        assert ran.succeeded
        assert seen == ["hello", asyncio.get_running_loop(), threading.current_thread()]

    async def test_that_is_not_runs_in_a_thread_and_blocks_nobody(self, invoker: Invoker) -> None:
        release = threading.Event()

        def call(message: object) -> None:
            assert release.wait(10)

        async def let_go(message: object) -> None:
            release.set()

        blocked = asyncio.create_task(invoker.run(a_function(call), "slow"))
        quick = await invoker.run(a_function(let_go), "quick")

        assert quick.succeeded
        assert (await blocked).succeeded

    async def test_gets_a_context_when_it_asks_for_one(self, invoker: Invoker) -> None:
        contexts: list[azure_functions.Context] = []

        async def call(message: object, context: azure_functions.Context) -> None:
            contexts.append(context)

        ran = await invoker.run(a_function(call, wants_context=True), "hello")

        context = contexts[0]
        assert isinstance(context, azure_functions.Context)
        assert context.invocation_id == ran.invocation_id
        assert context.function_name == "confirm"
        assert vars(context.thread_local_storage)["invocation_id"] == ran.invocation_id
        version, trace_id, span_id, _ = context.trace_context.trace_parent.split("-")
        assert (version, len(trace_id), len(span_id)) == ("00", 32, 16)
        assert context.retry_context.retry_count == 0
        assert context.retry_context.max_retry_count == 0

    async def test_that_raises_has_failed_and_says_why(self, invoker: Invoker) -> None:
        async def call(message: object) -> None:
            raise LookupError("no such order")

        ran = await invoker.run(a_function(call), "hello")

        assert ran.error == "LookupError: no such order"
        assert ran.stack is not None
        assert 'raise LookupError("no such order")' in ran.stack

    async def test_that_returns_a_value_without_a_binding_has_failed(
        self, invoker: Invoker
    ) -> None:
        async def call(message: object) -> str:
            return "a value"

        ran = await invoker.run(a_function(call), "hello")

        assert ran.error == (
            "RuntimeError: function confirm without a $return binding returned a non-None value"
        )

    async def test_that_outlasts_the_timeout_of_host_json_has_failed(self) -> None:
        invoker = Invoker(timeout_s=0.01)

        async def call(message: object) -> None:
            await asyncio.Event().wait()

        ran = await invoker.run(a_function(call), "hello")

        assert ran.error is not None
        assert ran.error.startswith("TimeoutError")

    async def test_that_cancels_itself_has_failed_and_the_host_lives(
        self, invoker: Invoker
    ) -> None:
        async def call(message: object) -> None:
            raise asyncio.CancelledError

        ran = await invoker.run(a_function(call), "hello")

        assert not ran.succeeded
