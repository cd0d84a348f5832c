"""The test's own hand on the storage account, apart from the host's."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from types import TracebackType
from typing import Self

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient, QueueServiceClient


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


async def until(condition: Callable[[], bool], *, within_s: float = 30) -> None:
    """Let the host work until the condition holds."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - what is waited for is the outside world
            await asyncio.sleep(0.005)


class Storage:
    """One queue and its poison queue, by raw texts."""

    def __init__(self, connection: str, *, queue: str) -> None:
        self.connection = connection
        self.queue = queue
        self.poison = f"{queue}-poison"
        self._service = QueueServiceClient.from_connection_string(connection)

    async def __aenter__(self) -> Self:
        await self.client(self.queue).create_queue()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._service.close()

    def client(self, queue: str) -> QueueClient:
        return self._service.get_queue_client(queue)

    async def put(self, *texts: str) -> None:
        """Put raw texts; what the host should decode must be encoded by the caller."""
        for text in texts:
            await self.client(self.queue).send_message(text)

    async def visible(self, queue: str | None = None) -> list[str]:
        """What anyone could receive now, without receiving it."""
        peeked = await self.client(queue or self.queue).peek_messages(32)
        return [message.content for message in peeked]

    async def count(self, queue: str | None = None) -> int:
        """Messages in the queue, hidden ones included."""
        properties = await self.client(queue or self.queue).get_queue_properties()
        return properties.approximate_message_count or 0

    async def until_empty(self, *, within_s: float = 30) -> None:
        async with asyncio.timeout(within_s):
            while await self.count():  # noqa: ASYNC110 - a queue can only be polled
                await asyncio.sleep(0.05)

    async def exists(self, queue: str) -> bool:
        try:
            await self.client(queue).get_queue_properties()
        except ResourceNotFoundError:
            return False
        return True

    async def receive(self) -> QueueMessage:
        message = await self.client(self.queue).receive_message(visibility_timeout=600)
        assert message is not None
        return message

    async def receive_and_release(self, times: int) -> None:
        """Let the message look as if hosts had died on it so many times."""
        for _ in range(times):
            message = await self.receive()
            await self.client(self.queue).update_message(
                message.id, message.pop_receipt, visibility_timeout=0
            )
