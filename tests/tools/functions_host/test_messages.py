"""What becomes of a message, on a real storage queue."""

import asyncio
import json
from base64 import b64encode
from typing import Any

import pytest
from tests.tools.functions_host.conftest import HostLog
from tests.tools.functions_host.running import Calls, Gate, a_host, on_queue, running
from tests.tools.functions_host.storage import Storage, encoded, until

pytestmark = pytest.mark.anyio


class TestAMessage:
    async def test_that_succeeds_is_deleted(self, storage: Storage) -> None:
        calls = Calls()
        await storage.put(encoded("one"), encoded("dos ¡olé!"))

        async with running(a_host(storage.connection, on_queue(storage.queue, calls.function))):
            await until(lambda: len(calls.bodies) == 2)

        assert sorted(calls.bodies) == ["dos ¡olé!", "one"]
        assert await storage.count() == 0

    async def test_that_fails_five_times_is_in_the_poison_queue_its_body_unchanged(
        self, storage: Storage
    ) -> None:
        calls = Calls(failures=99)
        host = a_host(storage.connection, on_queue(storage.queue, calls.function))
        text = encoded('{"id": "0197", "body": {"ñ": 1}}')
        await storage.put(text)
        assert not await storage.exists(storage.poison)

        async with running(host):
            await until(lambda: host.statuses[0].poisoned == 1)

        assert calls.dequeue_counts == [1, 2, 3, 4, 5]
        assert await storage.visible(storage.poison) == [text]
        assert await storage.count() == 0

    async def test_that_fails_twice_and_then_succeeds_is_deleted(self, storage: Storage) -> None:
        calls = Calls(failures=2)
        await storage.put(encoded("third time lucky"))

        async with running(a_host(storage.connection, on_queue(storage.queue, calls.function))):
            await until(lambda: len(calls.bodies) == 3)

        assert calls.dequeue_counts == [1, 2, 3]
        assert await storage.count() == 0
        assert not await storage.exists(storage.poison)

    async def test_whose_hosts_died_five_times_is_poisoned_without_another_run(
        self, storage: Storage
    ) -> None:
        calls = Calls()
        host = a_host(storage.connection, on_queue(storage.queue, calls.function))
        await storage.put(encoded("kills its host"))
        await storage.receive_and_release(times=5)

        async with running(host):
            await until(lambda: host.statuses[0].poisoned == 1)

        assert calls.bodies == []
        assert await storage.visible(storage.poison) == [encoded("kills its host")]
        assert await storage.count() == 0

    async def test_that_is_not_base64_is_poisoned_as_it_is_without_a_run(
        self, storage: Storage
    ) -> None:
        calls = Calls()
        host = a_host(storage.connection, on_queue(storage.queue, calls.function))
        await storage.put("{not base64}")

        async with running(host):
            await until(lambda: host.statuses[0].poisoned == 1)

        assert calls.bodies == []
        assert await storage.visible(storage.poison) == ["{not base64}"]

    async def test_is_taken_as_it_is_where_host_json_says_none(self, storage: Storage) -> None:
        calls = Calls(failures=1)
        function = on_queue(storage.queue, calls.function)
        await storage.put("plain text")

        async with running(
            a_host(storage.connection, function, is_base64=False, max_dequeue_count=1)
        ) as host:
            await until(lambda: host.statuses[0].poisoned == 1)

        assert calls.bodies == ["plain text"]
        assert await storage.visible(storage.poison) == ["plain text"]

    async def test_that_failed_stays_hidden_for_the_visibility_timeout(
        self, storage: Storage
    ) -> None:
        calls = Calls(failures=1)
        function = on_queue(storage.queue, calls.function)
        await storage.put(encoded("later"))

        async with running(a_host(storage.connection, function, visibility_timeout_s=3600)) as host:
            await until(lambda: host.statuses[0].failed == 1)

        assert await storage.visible() == []
        assert await storage.count() == 1

    async def test_in_a_poison_queue_gets_no_poison_queue_of_its_own(
        self, storage: Storage
    ) -> None:
        calls = Calls(failures=1)
        await storage.client(storage.poison).create_queue()
        await storage.client(storage.poison).send_message(encoded("twice dead"))

        function = on_queue(storage.poison, calls.function)
        async with running(a_host(storage.connection, function, max_dequeue_count=1)) as host:
            await until(lambda: host.statuses[0].failed == 1)

        assert not await storage.exists(f"{storage.poison}-poison")
        assert await storage.visible(storage.poison) == []
        assert await storage.count(storage.poison) == 1

    async def test_that_was_taken_over_meanwhile_is_left_to_its_new_owner(
        self, storage: Storage
    ) -> None:
        """A stale pop receipt is no error: whoever holds the newest deletes the message."""
        results: list[str] = []

        async def taken_over(message: Any) -> None:
            await storage.client(storage.queue).update_message(
                message.id, message.pop_receipt, visibility_timeout=3600
            )
            results.append(message.id)

        async with running(a_host(storage.connection, on_queue(storage.queue, taken_over))) as host:
            await storage.put(encoded("mine"))
            await until(lambda: host.statuses[0].succeeded == 1)

        assert len(results) == 1
        assert await storage.count() == 1
        assert host.statuses[0].failed == 0

    async def test_reaches_the_function_with_all_that_the_queue_knows(
        self, storage: Storage
    ) -> None:
        seen: list[Any] = []

        async def look(message: Any) -> None:
            seen.append(message)

        await storage.put(encoded('{"a": 1}'))
        async with running(a_host(storage.connection, on_queue(storage.queue, look))):
            await until(lambda: len(seen) == 1)

        message = seen[0]
        assert message.get_json() == {"a": 1}
        assert message.dequeue_count == 1
        assert len(message.id) == 36
        assert message.pop_receipt
        assert message.insertion_time < message.time_next_visible < message.expiration_time
        assert (message.expiration_time - message.insertion_time).days == 7


class TestManyMessages:
    async def test_run_at_most_batch_plus_threshold_at_once(self, storage: Storage) -> None:
        gate = Gate()
        function = on_queue(storage.queue, gate.function)
        await storage.put(*[encoded(str(number)) for number in range(10)])

        async with running(
            a_host(storage.connection, function, batch_size=2, new_batch_threshold=1)
        ):
            await until(lambda: gate.begun == 2)
            gate.let_end()
            await until(lambda: gate.begun == 4)
            # One ended, three run, and the other six were not even fetched.
            assert gate.running == 3
            assert len(await storage.visible()) == 6
            gate.let_end(9)
            await until(lambda: gate.ended == 10)

        assert gate.most_running == 3
        assert await storage.count() == 0

    async def test_are_fetched_again_at_once_while_there_are_any(self, storage: Storage) -> None:
        """With a back-off of an hour, only the absence of any wait explains twenty runs."""
        calls = Calls()
        await storage.put(*[encoded(str(number)) for number in range(20)])

        function = on_queue(storage.queue, calls.function)
        async with running(
            a_host(storage.connection, function, batch_size=1, new_batch_threshold=0)
        ):
            await until(lambda: len(calls.bodies) == 20)

        assert sorted(calls.bodies, key=int) == [str(number) for number in range(20)]

    async def test_run_once_each_though_two_hosts_read_the_queue(self, storage: Storage) -> None:
        """Each host looks again several times while all messages are held by a lease."""
        gate = Gate()
        await storage.put(*[encoded(str(number)) for number in range(20)])
        first, second = (
            a_host(
                storage.connection,
                on_queue(storage.queue, gate.function),
                batch_size=4,
                new_batch_threshold=40,
            )
            for _ in range(2)
        )

        async with running(first), running(second):
            await until(lambda: gate.begun == 20)
            seen = [each.statuses[0].last_poll_at for each in (first, second)]
            await until(
                lambda: all(
                    each.statuses[0].last_poll_at != at
                    for each, at in zip((first, second), seen, strict=True)
                )
            )
            assert gate.begun == 20
            gate.let_end(20)
            await until(lambda: gate.ended == 20)

        assert gate.begun == 20
        assert await storage.count() == 0


class TestALease:
    async def test_of_three_seconds_is_renewed_on_a_real_queue_for_as_long_as_the_function_runs(
        self, storage: Storage
    ) -> None:
        """The other host polls ten times a second and would see the message if it showed."""
        gate, other = Gate(), Calls()
        first = a_host(storage.connection, on_queue(storage.queue, gate.function), lease_s=3)
        second = a_host(storage.connection, on_queue(storage.queue, other.function), lease_s=3)
        await storage.put(encoded("long work"))

        async with running(first):
            await until(lambda: gate.begun == 1)
            async with running(second):
                began = asyncio.get_running_loop().time()
                await until(lambda: asyncio.get_running_loop().time() > began + 3.5)
                gate.let_end()
                await until(lambda: gate.ended == 1)

        assert gate.begun == 1
        assert other.bodies == []
        assert await storage.count() == 0


class TestALogLine:
    async def test_has_the_whole_story_of_a_message(
        self, storage: Storage, host_log: HostLog
    ) -> None:
        envelope = {"id": "0197", "type": "OrderPlaced", "version": 1, "trace": "4bf92f", "body": 1}
        await storage.put(b64encode(json.dumps(envelope).encode()).decode())
        calls = Calls(failures=1)
        async with running(
            a_host(storage.connection, on_queue(storage.queue, calls.function, name="confirm"))
        ) as host:
            await until(lambda: host.statuses[0].succeeded == 1)

        failed, succeeded = host_log.facts("invocation")
        both = {
            "function": "confirm",
            "trigger": "queue",
            "queue": storage.queue,
            "trace_id": "4bf92f",
            "envelope_id": "0197",
            "message_type": "OrderPlaced",
        }
        assert both.items() <= failed.items()
        assert both.items() <= succeeded.items()
        assert (failed["result"], failed["outcome"]) == ("failed", "released")
        assert (failed["dequeue_count"], failed["error"]) == (1, "ValueError: failure 1")
        assert (succeeded["result"], succeeded["outcome"]) == ("succeeded", "deleted")
        assert failed["message_id"] == succeeded["message_id"]
        assert failed["invocation_id"] != succeeded["invocation_id"]
