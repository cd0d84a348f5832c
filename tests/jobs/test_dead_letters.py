import json
from collections.abc import AsyncIterator, Sequence
from typing import cast

import pytest
from azure.storage.queue import QueueClient
from tests.support.asking import rows
from tests.support.messages import Crash, Killed, envelope_of, waiting
from tests.support.shop import NOON

from lonja.adapters.azure_queues import AzureQueues, Received
from lonja.jobs.dead_letters import archive
from lonja.kernel import dead_letters
from lonja.kernel.db import Database
from lonja.kernel.dead_letters import DeadLetter
from lonja.kernel.errors import Invalid, Unavailable
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope
from lonja.kernel.queues import QUEUES, TRIES
from lonja.notifications.api import OrderMail, OrderMailKind

pytestmark = pytest.mark.anyio

EATEN, NO_KIND = (cast("OrderMailKind", kind) for kind in ("order_eaten", "x"))
"""What a mend may do to a message: kinds that no sender of ours writes."""

NOBODY = uuid7()


@pytest.fixture
async def queues(storage_connection: str) -> AsyncIterator[AzureQueues]:
    opened = AzureQueues(connection=storage_connection)
    yield opened
    for name in QUEUES:  # leave nothing to the next test
        while found := await opened.receive(f"{name}-poison", limit=32, hidden_s=30):
            for message in found:
                await opened.delete(f"{name}-poison", message)
    await opened.close()


def now() -> object:
    return NOON


async def letters(database: Database) -> list[DeadLetter]:
    async with database.reading() as db:
        found = await dead_letters.list_letters(
            db, status=dead_letters.LetterStatus.OPEN, before=None, limit=50
        )
        return [await dead_letters.get(db, letter.id) for letter in found]


async def fail(database: Database, envelope: Envelope) -> None:
    """Every try that the host gives a message ended with an error."""
    async with database.transaction() as db:
        for attempt in range(1, TRIES["notifications"] + 1):
            await dead_letters.record_failure(
                db, message_id=envelope.id, attempt=attempt, error="no such mail", now=NOON
            )


class TestAPoisonedMessage:
    async def test_is_kept_with_all_that_a_person_needs(
        self, database: Database, queues: AzureQueues
    ) -> None:
        order_id = uuid7()
        envelope = envelope_of(OrderMail(order_id, EATEN))
        await queues.send("notifications-poison", envelope.to_json())
        await fail(database, envelope)

        assert await archive(database, queues) == 1

        (letter,) = await letters(database)
        assert (letter.queue, letter.type, letter.subject, letter.message_id) == (
            "notifications", "order.mail", str(order_id), envelope.id,
        )  # fmt: skip
        assert [(one.attempt, one.error) for one in letter.failures] == [
            (attempt, "no such mail") for attempt in range(1, TRIES["notifications"] + 1)
        ]
        assert await queues.length("notifications-poison") == 0

    async def test_can_be_mended_and_replayed_under_its_own_id(
        self, database: Database, queues: AzureQueues
    ) -> None:
        envelope = envelope_of(OrderMail(uuid7(), EATEN))
        await queues.send("notifications-poison", envelope.to_json())
        await fail(database, envelope)
        await archive(database, queues)
        (letter,) = await letters(database)
        payload = json.loads(letter.payload)
        payload["body"]["kind"] = "order_confirmed"

        async with database.transaction() as db:
            await dead_letters.replay(
                db, letter_id=letter.id, payload=json.dumps(payload), actor="op", now=NOON
            )

        (again,) = await waiting(database, "notifications")
        assert (again.id, again.body["kind"]) == (envelope.id, "order_confirmed")
        assert await letters(database) == []

    async def test_is_not_replayed_when_no_queue_would_take_it(
        self, database: Database, queues: AzureQueues
    ) -> None:
        """It travels as ASCII: a letter with an accent is six bytes, whatever was typed."""
        envelope = envelope_of(OrderMail(uuid7(), "order_confirmed"))
        await queues.send("notifications-poison", envelope.to_json())
        await fail(database, envelope)
        await archive(database, queues)
        (letter,) = await letters(database)
        payload = letter.payload.replace("order_confirmed", "é" * 20_000)

        async with database.transaction() as db:
            with pytest.raises(Invalid):
                await dead_letters.replay(
                    db, letter_id=letter.id, payload=payload, actor="op", now=NOON
                )

        assert len(await letters(database)) == 1

    async def test_is_not_replayed_as_another_message(
        self, database: Database, queues: AzureQueues
    ) -> None:
        """What was taken in is known by its id: under a new one it would be done again."""
        envelope = envelope_of(OrderMail(uuid7(), "order_confirmed"))
        await queues.send("notifications-poison", envelope.to_json())
        await fail(database, envelope)
        await archive(database, queues)
        (letter,) = await letters(database)
        payload = letter.payload.replace(str(envelope.id), str(uuid7()))

        async with database.transaction() as db:
            with pytest.raises(Invalid) as refused:
                await dead_letters.replay(
                    db, letter_id=letter.id, payload=payload, actor="op", now=NOON
                )

        assert refused.value.code == "payload_of_another"
        assert await waiting(database, "notifications") == []
        assert len(await letters(database)) == 1

    @pytest.mark.parametrize(
        "payload", ["", "{", "[]", '{"id": "x"}', '{"body": {}}', "[" * 20_000]
    )
    async def test_is_not_replayed_while_it_is_no_message(
        self, database: Database, queues: AzureQueues, payload: str
    ) -> None:
        await queues.send("orders-poison", "not a message of ours")
        await archive(database, queues)
        (letter,) = await letters(database)

        async with database.transaction() as db:
            with pytest.raises(Invalid):
                await dead_letters.replay(
                    db, letter_id=letter.id, payload=payload, actor="op", now=NOON
                )

        assert len(await letters(database)) == 1

    async def test_may_be_anything_that_somebody_put_into_the_queue(
        self, database: Database, queues: AzureQueues, storage_connection: str
    ) -> None:
        with QueueClient.from_connection_string(storage_connection, "media-poison") as raw:
            for content in ("plain words, not base64", "/////w==", "e30=", "=", "null"):
                raw.send_message(content)

        assert await archive(database, queues) == 5

        payloads = {letter.payload for letter in await letters(database)}
        assert payloads == {"plain words, not base64", "/////w==", "{}", "=", "null"}
        assert {letter.message_id for letter in await letters(database)} == {None}

    @pytest.mark.parametrize(
        "payload",
        [
            "[" * 20_000,
            envelope_of(OrderMail(NOBODY, NO_KIND))
            .to_json()
            .replace('"version": 1', '"version": 1e999'),
            envelope_of(OrderMail(NOBODY, NO_KIND)).to_json().replace(str(NOBODY), "\\u0000"),
            envelope_of(OrderMail(NOBODY, NO_KIND)).to_json().replace(str(NOBODY), "\\ud800"),
            envelope_of(OrderMail(NOBODY, NO_KIND)).to_json().replace("order.mail", "\\ud800"),
        ],
        ids=["too deep", "endless number", "NUL", "half a pair", "half a pair as its type"],
    )
    async def test_that_no_reader_bears_keeps_nothing_else_from_being_seen(
        self, database: Database, queues: AzureQueues, payload: str
    ) -> None:
        await queues.send("orders-poison", payload)
        await queues.send("orders-poison", "the next one")

        assert await archive(database, queues, names=["orders"]) == 2

        found = await letters(database)
        assert {letter.payload for letter in found} == {payload, "the next one"}
        for letter in found:
            line = f"{letter.type} {letter.subject}"
            assert "\0" not in line
            assert line.encode()

    @pytest.mark.parametrize("step", range(1, 8))
    async def test_that_lost_its_tries_with_a_host_is_sent_again_once_wherever_the_worker_dies(
        self, database: Database, queues: AzureQueues, step: int
    ) -> None:
        envelope = envelope_of(OrderMail(uuid7(), "order_confirmed"))
        await queues.send("orders-poison", envelope.to_json())
        crash = Crash(step)
        with pytest.raises(Killed):
            await archive(crash.database(database), crash.part(Impatient(queues)), names=["orders"])

        await archive(database, Impatient(queues), names=["orders"])

        assert [one.id for one in await waiting(database, "orders")] == [envelope.id]
        assert await letters(database) == []
        assert await queues.length("orders-poison") == 0

    @pytest.mark.parametrize("step", range(1, 8))
    async def test_is_kept_once_wherever_the_worker_dies(
        self, database: Database, queues: AzureQueues, step: int
    ) -> None:
        envelope = envelope_of(OrderMail(uuid7(), NO_KIND))
        await queues.send("orders-poison", envelope.to_json())
        await fail(database, envelope)
        crash = Crash(step)
        with pytest.raises(Killed):
            await archive(crash.database(database), crash.part(Impatient(queues)), names=["orders"])

        await archive(database, Impatient(queues), names=["orders"])

        async with database.reading() as db:
            assert len(await rows(db, "SELECT id FROM dead_letters")) == 1
        assert await queues.length("orders-poison") == 0

    async def test_of_another_queue_is_kept_when_one_queue_does_not_answer(
        self, database: Database, queues: AzureQueues
    ) -> None:
        await queues.send("media-poison", "x")

        assert await archive(database, OrdersAway(queues)) == 1


class Impatient:
    """Messages are hidden for a second only, as if a minute had passed."""

    def __init__(self, queues: AzureQueues) -> None:
        self._queues = queues

    async def receive(self, queue: str, *, limit: int, hidden_s: int) -> Sequence[Received]:
        while await self._queues.length(queue) > 0:
            if found := await self._queues.receive(queue, limit=limit, hidden_s=1):
                return found
        return []

    async def delete(self, queue: str, message: Received) -> None:
        await self._queues.delete(queue, message)


class OrdersAway(Impatient):
    async def receive(self, queue: str, *, limit: int, hidden_s: int) -> Sequence[Received]:
        if queue == "orders-poison":
            raise Unavailable("the queue does not answer")
        return await super().receive(queue, limit=limit, hidden_s=hidden_s)
