"""Queue Storage: sends envelopes; the functions host receives them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.core.pipeline.transport import AioHttpTransport
from azure.storage.queue import TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from lonja.adapters.own_identity import own_identity
from lonja.kernel.db import outside_call
from lonja.kernel.errors import Unavailable

NEVER = -1
"""Messages never expire: after seven days, the default, they would be deleted silently."""


@dataclass(frozen=True, slots=True)
class Received:
    id: str
    pop_receipt: str
    text: str
    dequeue_count: int


class AzureQueues:
    """One account's queues, by connection string (the laptop) or managed identity (Azure)."""

    def __init__(self, *, connection: str = "", account: str = "") -> None:
        # Without it every call asks two threads for proxies and a .netrc, for half its CPU.
        transport = AioHttpTransport(use_env_settings=False)
        if connection:
            self._service = QueueServiceClient.from_connection_string(
                connection,
                retry_total=1,
                connection_timeout=5,
                read_timeout=10,
                transport=transport,
            )
        else:
            self._service = QueueServiceClient(
                f"https://{account}.queue.core.windows.net",
                credential=own_identity(),
                transport=transport,
            )
        self._clients: dict[str, QueueClient] = {}

    async def send(self, queue: str, text: str) -> None:
        """Put one message; makes the queue where it is missing. Raises `Unavailable`."""
        outside_call(f"queue {queue}")
        client = self._client(queue)
        try:
            await client.send_message(text, time_to_live=NEVER)
        except ResourceNotFoundError:
            await self._create(client)
            await self.send(queue, text)
        except AzureError as error:
            raise Unavailable(f"queue {queue} does not take messages: {error}") from error

    async def receive(self, queue: str, *, limit: int, hidden_s: int) -> Sequence[Received]:
        """Up to 32 messages, hidden from others for `hidden_s`; none where there is no queue."""
        outside_call(f"queue {queue}")
        try:
            pages = self._client(queue).receive_messages(
                max_messages=limit, messages_per_page=limit, visibility_timeout=hidden_s
            )
            return [
                Received(
                    message.id,
                    message.pop_receipt or "",
                    _text(str(message.content)),
                    message.dequeue_count or 0,
                )
                async for message in pages
            ]
        except ResourceNotFoundError:
            return []
        except AzureError as error:
            raise Unavailable(f"queue {queue} gives no messages: {error}") from error

    async def delete(self, queue: str, message: Received) -> None:
        outside_call(f"queue {queue}")
        try:
            await self._client(queue).delete_message(message.id, message.pop_receipt)
        except ResourceNotFoundError:
            return
        except AzureError as error:
            raise Unavailable(f"queue {queue} does not delete: {error}") from error

    async def length(self, queue: str) -> int:
        """About how many messages wait; 0 where there is no queue."""
        outside_call(f"queue {queue}")
        try:
            properties = await self._client(queue).get_queue_properties()
        except ResourceNotFoundError:
            return 0
        except AzureError as error:
            raise Unavailable(f"queue {queue} does not answer: {error}") from error
        return properties.approximate_message_count or 0

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()
        await self._service.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    def _client(self, queue: str) -> QueueClient:
        if queue not in self._clients:
            self._clients[queue] = self._service.get_queue_client(
                queue,
                message_encode_policy=TextBase64EncodePolicy(),
            )
        return self._clients[queue]

    async def _create(self, client: QueueClient) -> None:
        try:
            await client.create_queue()
        except AzureError as error:
            if getattr(error, "status_code", None) != 409:
                raise Unavailable(f"queue {client.queue_name} cannot be made: {error}") from error


def _text(content: str) -> str:
    """The message's text. A foreign message is kept as it is: one that cannot be decoded must not
    hide the others of its queue.
    """
    try:
        return base64.b64decode(content, validate=True).decode()
    except ValueError:
        return content
