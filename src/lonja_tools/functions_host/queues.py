"""A storage queue as the host uses it, with two kinds of failure: lost and unavailable."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from azure.core.exceptions import AzureError, HttpResponseError, ResourceExistsError
from azure.storage.queue.aio import QueueClient

POISON_SUFFIX = "-poison"
MAX_QUEUE_NAME = 63
_GONE_CODES = {"PopReceiptMismatch", "QueueBeingDeleted", "QueueDisabled"}


class Lost(Exception):
    """The message, its lease or its queue has gone: nothing is left to do."""


class Unavailable(Exception):
    """The storage account did not respond, or denied access."""


@dataclass(frozen=True)
class Received:
    id: str
    text: str
    dequeue_count: int
    pop_receipt: str
    inserted_on: datetime | None = None
    expires_on: datetime | None = None
    next_visible_on: datetime | None = None


class Queue(Protocol):
    @property
    def name(self) -> str: ...

    async def exists(self) -> bool: ...

    async def receive(self, count: int, *, hidden_s: int) -> list[Received]: ...

    async def hide(self, message_id: str, pop_receipt: str, *, seconds: int) -> str:
        """Hide it for so long from now; return the new pop receipt."""

    async def delete(self, message_id: str, pop_receipt: str) -> None: ...

    async def put_creating(self, text: str) -> None:
        """Put a message, creating the queue where it is missing."""


def poison_name(queue: str) -> str | None:
    """Its poison queue; None for a poison queue itself, or if the name would be too long."""
    if queue.endswith(POISON_SUFFIX) or len(queue) + len(POISON_SUFFIX) > MAX_QUEUE_NAME:
        return None
    return queue + POISON_SUFFIX


class StorageQueue:
    """Raw texts; the processor decodes them, so that a poison copy is byte for byte."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client

    @property
    def name(self) -> str:
        return self._client.queue_name

    @property
    def url(self) -> str:
        return str(self._client.url)

    async def exists(self) -> bool:
        try:
            with _in_our_words(self.name):
                await self._client.get_queue_properties(retry_total=0)
        except Lost:
            return False
        return True

    async def receive(self, count: int, *, hidden_s: int) -> list[Received]:
        with _in_our_words(self.name):
            pages = self._client.receive_messages(
                messages_per_page=count, visibility_timeout=hidden_s, retry_total=0
            ).by_page()
            async for page in pages:
                return [
                    Received(
                        id=message.id,
                        text=message.content or "",
                        dequeue_count=message.dequeue_count or 1,
                        pop_receipt=message.pop_receipt or "",
                        inserted_on=message.inserted_on,
                        expires_on=message.expires_on,
                        next_visible_on=message.next_visible_on,
                    )
                    async for message in page
                ]
        return []

    async def hide(self, message_id: str, pop_receipt: str, *, seconds: int) -> str:
        with _in_our_words(self.name):
            updated = await self._client.update_message(
                message_id, pop_receipt, visibility_timeout=seconds
            )
        return updated.pop_receipt or pop_receipt

    async def delete(self, message_id: str, pop_receipt: str) -> None:
        with _in_our_words(self.name):
            await self._client.delete_message(message_id, pop_receipt)

    async def put_creating(self, text: str) -> None:
        try:
            with _in_our_words(self.name):
                await self._client.send_message(text)
        except Lost:
            with _in_our_words(self.name):
                # Another host may have been quicker.
                with suppress(ResourceExistsError):
                    await self._client.create_queue()
                await self._client.send_message(text)


@contextmanager
def _in_our_words(queue: str) -> Iterator[None]:
    try:
        yield
    except HttpResponseError as error:
        code = getattr(error, "error_code", None)
        code = str(getattr(code, "value", code))
        if error.status_code == 404 or code in _GONE_CODES:
            raise Lost(f"{queue}: {error.status_code} {code}") from error
        raise Unavailable(f"{queue}: {error.status_code} {code}") from error
    except AzureError as error:
        raise Unavailable(f"{queue}: {error.message}") from error
