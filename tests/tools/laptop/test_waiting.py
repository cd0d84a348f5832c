"""A service that is started for its queue: whether messages wait, asked of a real Azurite."""

import pytest
from azure.storage.queue import QueueServiceClient

from lonja.kernel.ids import uuid7
from lonja_tools.laptop.waiting import waits

pytestmark = pytest.mark.anyio


class TestWaits:
    async def test_counts_what_is_there_and_what_is_hidden(self, storage_connection: str) -> None:
        name = f"waits-{uuid7()}"
        with QueueServiceClient.from_connection_string(storage_connection) as service:
            service.create_queue(name)
            queue = service.get_queue_client(name)
            empty = await waits(storage_connection, name)
            queue.send_message("one")
            there = await waits(storage_connection, name)
            next(iter(queue.receive_messages(visibility_timeout=60)))
            hidden = await waits(storage_connection, name)
            queue.delete_queue()

        assert (empty, there, hidden) == (False, True, True)

    async def test_finds_nothing_where_there_is_no_queue_or_no_storage(
        self, storage_connection: str
    ) -> None:
        gone = "AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:9/a"

        assert not await waits(storage_connection, "there-is-none")
        assert not await waits(gone, "models")
