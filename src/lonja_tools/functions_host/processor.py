"""Processes one message: runs it under a lease, then deletes, releases or poisons it.

As the storage extension does it: the lease is renewed at its half; success deletes with the
latest pop receipt; a failure below maxDequeueCount shows again after visibilityTimeout; at
maxDequeueCount its text, and nothing else, is copied to the poison queue; what arrives with a
higher count was killed while it ran, and goes there without another run. A queue without a
poison queue leaves a failed message hidden until its lease ends.
"""

import asyncio
import base64
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from azure.functions.queue import QueueMessage

from lonja_tools.functions_host.clock import Clock
from lonja_tools.functions_host.host_json import QueueOptions
from lonja_tools.functions_host.invocation import Invoker
from lonja_tools.functions_host.loader import QueueFunction
from lonja_tools.functions_host.log import log_event
from lonja_tools.functions_host.queues import Lost, Queue, Received, Unavailable
from lonja_tools.functions_host.status import FunctionStatus


@dataclass
class _Lease:
    """The latest pop receipt of a message, which is needed to delete it."""

    message_id: str
    pop_receipt: str
    # Held while a renewal is on its way, so that its new receipt is never missed.
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Processor:
    function: QueueFunction
    queue: Queue
    poison: Queue | None
    options: QueueOptions
    invoker: Invoker
    clock: Clock
    lease_s: int
    status: FunctionStatus
    wake: Callable[[str], bool]

    async def process(self, message: Received) -> None:
        """Process the message; errors are logged, never raised."""
        try:
            if message.dequeue_count > self.options.max_dequeue_count:
                await self._without_a_run(message, "dequeued more than maxDequeueCount times")
                return
            try:
                body = self._decoded(message.text)
            except ValueError:
                await self._without_a_run(message, "not base64")
                return
            await self._run(message, body)
        except Unavailable as error:
            # Its lease expires, and the message is delivered again.
            self.status.last_error = str(error)
            log_event(
                "message left to its lease",
                level=logging.WARNING,
                function=self.function.name,
                queue=self.queue.name,
                message_id=message.id,
                error=str(error),
            )

    async def _run(self, message: Received, body: bytes) -> None:
        facts = envelope_facts(body)
        since_queued_s = self._seconds_since(message.inserted_on)
        lease = _Lease(message.id, message.pop_receipt)
        renewal = asyncio.create_task(self._renew(lease))
        try:
            ran = await self.invoker.run(self.function, _argument(message, body), facts=facts)
        finally:
            async with lease.renewing:
                renewal.cancel()
        outcome = await self._complete(message, lease, succeeded=ran.succeeded)
        self.status.finished(succeeded=ran.succeeded, error=ran.error)
        ran.log(
            self.function,
            "queue",
            queue=self.queue.name,
            message_id=message.id,
            dequeue_count=message.dequeue_count,
            since_queued_s=since_queued_s,
            outcome=outcome,
            **facts,
        )

    async def _complete(self, message: Received, lease: _Lease, *, succeeded: bool) -> str:
        if succeeded:
            return await self._delete(lease, "deleted")
        if self.poison is None:
            return "hidden until its lease ends"
        if message.dequeue_count >= self.options.max_dequeue_count:
            await self._copy_to_poison(message.text)
            return await self._delete(lease, "poisoned")
        try:
            await self.queue.hide(
                lease.message_id, lease.pop_receipt, seconds=self.options.visibility_timeout_s
            )
        except Lost:
            return "lost"
        return "released"

    async def _without_a_run(self, message: Received, why: str) -> None:
        outcome = "never run again"
        if self.poison is not None:
            await self._copy_to_poison(message.text)
            outcome = await self._delete(_Lease(message.id, message.pop_receipt), "poisoned")
        log_event(
            "message not run",
            level=logging.ERROR,
            function=self.function.name,
            queue=self.queue.name,
            message_id=message.id,
            dequeue_count=message.dequeue_count,
            reason=why,
            outcome=outcome,
        )

    async def _copy_to_poison(self, text: str) -> None:
        assert self.poison is not None
        await self.poison.put_creating(text)
        self.status.poisoned += 1
        self.wake(self.poison.name)

    async def _delete(self, lease: _Lease, outcome: str) -> str:
        try:
            await self.queue.delete(lease.message_id, lease.pop_receipt)
        except Lost:
            return "lost"  # another host has taken it over, and will delete it
        return outcome

    async def _renew(self, lease: _Lease) -> None:
        pause_s = self.lease_s / 2
        while True:
            await self.clock.sleep(pause_s)
            async with lease.renewing:
                try:
                    lease.pop_receipt = await self.queue.hide(
                        lease.message_id, lease.pop_receipt, seconds=self.lease_s
                    )
                    pause_s = self.lease_s / 2
                except Lost:
                    return
                except Unavailable:
                    # Sooner each time, down to one minute of Azure's ten.
                    pause_s = max(pause_s / 2, self.lease_s / 10)

    def _seconds_since(self, moment: datetime | None) -> float | None:
        return None if moment is None else round((self.clock.now() - moment).total_seconds(), 1)

    def _decoded(self, text: str) -> bytes:
        if not self.options.is_base64:
            return text.encode()
        return base64.b64decode("".join(text.split()), validate=True)


def _argument(message: Received, body: bytes) -> QueueMessage:
    return QueueMessage(  # type: ignore[no-untyped-call]
        id=message.id,
        body=body,
        dequeue_count=message.dequeue_count,
        expiration_time=message.expires_on,
        insertion_time=message.inserted_on,
        time_next_visible=message.next_visible_on,
        pop_receipt=message.pop_receipt,
    )


def envelope_facts(body: bytes) -> dict[str, str]:
    """Log fields from the shop's envelope `{id, type, version, trace, body}`, if it is one."""
    try:
        envelope: Any = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(envelope, dict):
        return {}
    names = {"id": "envelope_id", "type": "message_type", "trace": "trace_id"}
    return {
        name: value
        for key, name in names.items()
        if isinstance(value := envelope.get(key), str) and len(value) <= 200
    }
