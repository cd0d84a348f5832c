"""How a process shuts down, tested with a real signal."""

import asyncio
import os
import signal

import pytest

from lonja.hosting.shutdown import on_shutdown_signal

pytestmark = pytest.mark.anyio


class TestASignal:
    async def test_reaches_the_streams_and_the_servers_own_handler(self) -> None:
        loop, seen = asyncio.get_running_loop(), asyncio.Queue[str]()
        loop.add_signal_handler(signal.SIGTERM, seen.put_nowait, "server")
        try:
            with on_shutdown_signal(lambda: seen.put_nowait("streams")):
                os.kill(os.getpid(), signal.SIGTERM)
                async with asyncio.timeout(2):
                    first_two = {await seen.get(), await seen.get()}
        finally:
            loop.remove_signal_handler(signal.SIGTERM)

        assert first_two == {"server", "streams"}

    async def test_keeps_the_handler_that_was_there_before(self) -> None:
        calls: list[int] = []
        before = signal.signal(signal.SIGINT, lambda number, _: calls.append(number))
        ours = signal.getsignal(signal.SIGINT)
        try:
            with on_shutdown_signal(lambda: None):
                signal.raise_signal(signal.SIGINT)
            assert signal.getsignal(signal.SIGINT) is ours
        finally:
            signal.signal(signal.SIGINT, before)

        assert calls == [signal.SIGINT]

    async def test_that_nobody_handles_keeps_its_default_effect(self) -> None:
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL

        with on_shutdown_signal(lambda: None):
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
