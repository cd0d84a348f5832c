"""What the kernel promises about transactions, messages, and the audit chain."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import anyio
import pytest
from psycopg import AsyncConnection
from tests.support.asking import scalar

from lonja.kernel import audit, dead_letters, outbox
from lonja.kernel.db import Database, run
from lonja.kernel.dead_letters import Archived
from lonja.kernel.errors import Invalid
from lonja.kernel.live import Listener
from lonja.kernel.outbox import Envelope, Message, read_envelope
from lonja.kernel.queues import TRIES
from lonja.kernel.transaction import (
    EVERYTHING,
    Change,
    Outgoing,
    announce,
    savepoint,
    touch_products,
)

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
async def others(fresh_database_url: str) -> AsyncIterator[list[Change]]:
    """The changes that another process receives."""
    changes: list[Change] = []
    connected = asyncio.Event()
    listener = Listener(fresh_database_url)
    listener.hear(changes.extend, reconnected=connected.set)
    listener.start()
    await connected.wait()
    yield changes
    await listener.close()


@dataclass(frozen=True, slots=True)
class Said(Message):
    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "word.say"
    subject_field: ClassVar[str] = "word"
    word: str


async def until(others: list[Change], *, count: int) -> None:
    with anyio.fail_after(10):
        while len(others) < count:  # noqa: ASYNC110 - what is waited for is the database
            await anyio.sleep(0.01)


class TestOutbox:
    async def test_hands_a_message_over_after_the_commit_only(
        self, database: Database, handed_over: list[Outgoing]
    ) -> None:
        async with database.transaction() as db:
            message_id = await outbox.put(db, Said("hello"))
            assert handed_over == []

        [(queue, envelope)] = [(one.queue, read_envelope(one.text)) for one in handed_over]
        assert (queue, envelope.id, envelope.body) == ("orders", message_id, {"word": "hello"})

    async def test_forgets_a_message_whose_transaction_rolled_back(
        self, database: Database, handed_over: list[Outgoing]
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            async with database.transaction() as db:
                await outbox.put(db, Said("never"))
                raise ZeroDivisionError

        assert handed_over == []
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM outbox") == 0

    async def test_gives_what_a_crash_left_to_the_next_sweep_and_then_waits_longer(
        self, database: Database
    ) -> None:
        async with database.transaction() as db:
            await outbox.put(db, Said("left"))
        now = datetime.now(UTC)
        async with database.transaction() as db:
            early = await outbox.claim_due(db, now=now)
            due = await outbox.claim_due(db, now=now + timedelta(seconds=11))
            again = await outbox.claim_due(db, now=now + timedelta(seconds=12))

        assert (len(early), len(due), len(again)) == (0, 1, 0)

    async def test_keeps_a_message_for_later_until_then(
        self, database: Database, handed_over: list[Outgoing]
    ) -> None:
        async with database.transaction() as db:
            await outbox.put(db, Said("later"), at=NOW + timedelta(hours=1))
        async with database.transaction() as db:
            assert await outbox.claim_due(db, now=NOW) == []
            assert len(await outbox.claim_due(db, now=NOW + timedelta(hours=2))) == 1
        assert handed_over == []


class TestInbox:
    async def test_takes_a_message_in_once_for_each_consumer(self, database: Database) -> None:
        message = uuid4()
        answers = []
        for consumer in ("a", "a", "b"):
            async with database.transaction() as db:
                answers.append(
                    await outbox.first_time(
                        db, consumer=consumer, message_id=message, subject="s", now=NOW
                    )
                )

        assert answers == [True, False, True]


class TestEnvelope:
    def test_ignores_what_a_newer_sender_added(self) -> None:
        message_id = uuid4()

        envelope = outbox.read_envelope(
            f'{{"id": "{message_id}", "type": "t", "version": 9, "body": {{}}, "new": 1}}'
        )

        assert (envelope.id, envelope.version) == (message_id, 9)

    def test_is_read_as_the_message_that_was_put(self) -> None:
        newer = Envelope(uuid4(), "word.say", 1, "t", {"word": "hello", "new": 1})

        assert Said.read(newer) == Said("hello")

    @pytest.mark.parametrize("body", [{}, {"word": None}, {"word": 1}])
    def test_with_a_missing_or_wrong_field_is_refused_by_its_name(
        self, body: dict[str, object]
    ) -> None:
        with pytest.raises(outbox.UnreadableMessage, match=r"word\.say cannot be read: word: "):
            Said.read(Envelope(uuid4(), "word.say", 1, "t", body))

    @pytest.mark.parametrize("text", ["", "[]", "{}", '"x"', '{"id": 1}', "null", b"\xff"])
    def test_that_is_malformed_is_refused(self, text: str | bytes) -> None:
        with pytest.raises(outbox.MalformedEnvelope):
            outbox.read_envelope(text)


class TestTransaction:
    async def test_refreshes_touched_products_once_before_the_commit(
        self, fresh_database_url: str
    ) -> None:
        seen: list[Sequence[UUID]] = []

        async def refresh(db: AsyncConnection, products: Sequence[UUID]) -> None:
            await run(db, "SELECT 1")
            announce(db, Change("shelf"))
            seen.append(products)

        announced: list[Change] = []
        database = Database(fresh_database_url, refresh=refresh, on_change=announced.extend)
        one, two = sorted((uuid4(), uuid4()))
        async with database.transaction() as db:
            touch_products(db, [two])
            touch_products(db, [one, two])
        await database.close()

        assert seen == [[one, two]]
        assert announced == [Change("shelf")]

    async def test_announces_each_change_to_this_process_once_after_the_commit(
        self, database: Database, announced: list[Change]
    ) -> None:
        async with database.transaction() as db:
            announce(db, Change("product", "a"))
            announce(db, Change("order", "b"))
            announce(db, Change("product", "a"))
            assert announced == []

        assert announced == [Change("product", "a"), Change("order", "b")]

    async def test_announces_nothing_that_was_rolled_back(
        self, database: Database, announced: list[Change], others: list[Change]
    ) -> None:
        for change in (Change("product", "never"), Change("order", "never")):
            with pytest.raises(ZeroDivisionError):
                async with database.transaction() as db:
                    announce(db, change)
                    raise ZeroDivisionError
        async with database.transaction() as db:
            announce(db, Change("order", "last"))

        await until(others, count=1)
        assert announced == others == [Change("order", "last")]

    async def test_announces_any_number_of_changes_to_other_processes(
        self, database: Database, others: list[Change]
    ) -> None:
        orders = [Change("order", f"{number:0100}") for number in range(300)]
        async with database.transaction() as db:
            for change in (*orders, Change("product", "a")):
                announce(db, change)
        await until(others, count=301)
        assert set(others) == {*orders, Change("product", "a")}

        others.clear()
        async with database.transaction() as db:
            for number in range(501):
                announce(db, Change("product", str(number)))
        await until(others, count=1)
        assert others == [EVERYTHING]

    async def test_leaves_nothing_to_the_next_one(
        self, database: Database, announced: list[Change]
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            async with database.transaction() as db:
                announce(db, Change("product", "a"))
                raise ZeroDivisionError
        async with database.transaction():
            pass
        async with database.reading() as db:
            with pytest.raises(AssertionError, match="no open transaction"):
                announce(db, Change("product", "a"))

        assert announced == []

    async def test_does_not_nest(self, database: Database) -> None:
        async with database.transaction():
            with pytest.raises(AssertionError, match="open already"):
                async with database.transaction():
                    pass


class TestAudit:
    async def test_finds_the_first_row_that_somebody_changed(self, database: Database) -> None:
        async with database.transaction() as db:
            for number in range(5):
                await audit.record(
                    db, at=NOW, actor="ana", action="price_set", subject="v", minor=number
                )
        async with database.transaction() as db:
            assert await audit.first_broken(db, batch=2) is None
            await run(db, "UPDATE audit_log SET facts = '{\"minor\": 9}' WHERE seq = 3")
            assert await audit.first_broken(db, batch=2) == 3

    async def test_finds_a_row_that_somebody_took_away(self, database: Database) -> None:
        async with database.transaction() as db:
            for number in range(3):
                await audit.record(db, at=NOW, actor="ana", action="a", subject="v", n=number)
        async with database.transaction() as db:
            await run(db, "DELETE FROM audit_log WHERE seq = 2")
            assert await audit.first_broken(db) == 3

    async def test_holds_many_acts_in_their_order_without_those_that_came_to_nothing(
        self, database: Database
    ) -> None:
        async with database.transaction() as db:
            await audit.record(db, at=NOW, actor="ana", action="a", subject="first")
            with contextlib.suppress(Invalid):
                async with savepoint(db):
                    await audit.record(db, at=NOW, actor="ana", action="a", subject="never")
                    raise Invalid("it came to nothing")
            for number in range(500):
                await audit.record(db, at=NOW, actor="ana", action="a", subject=f"{number}")

        async with database.reading() as db:
            assert await audit.first_broken(db, batch=100) is None
            listed = await audit.list_rows(db, before_seq=None, subject=None, limit=1000)
        assert [row.subject for row in reversed(listed)] == ["first", *map(str, range(500))]

    async def test_keeps_nobody_waiting_whose_act_goes_on(self, database: Database) -> None:
        """Its chain has one lock: held from an act on, it would be held while stock is waited for."""
        async with database.transaction() as db:
            await audit.record(db, at=NOW, actor="ana", action="a", subject="slow")
            async with asyncio.timeout(10):
                await asyncio.create_task(_act(database, "quick"), context=Context())

        async with database.reading() as db:
            listed = await audit.list_rows(db, before_seq=None, subject=None, limit=9)
            assert [row.subject for row in listed] == ["slow", "quick"]
            assert await audit.first_broken(db) is None


async def _act(database: Database, subject: str) -> None:
    async with database.transaction() as db:
        await audit.record(db, at=NOW, actor="eva", action="a", subject=subject)


class TestDeadLetter:
    async def test_is_kept_once_and_replayed_with_its_own_id(self, database: Database) -> None:
        message = uuid4()
        payload = f'{{"id": "{message}", "type": "t", "version": 1, "subject": "o", "body": {{}}}}'
        async with database.transaction() as db:
            await _fail(db, message)
            kept = [
                await dead_letters.archive(
                    db, queue="orders", queue_message_id="q1", payload=payload, now=NOW
                )
                for _ in range(2)
            ]
            [letter] = await dead_letters.list_letters(
                db, status=dead_letters.LetterStatus.OPEN, before=None, limit=9
            )
            await dead_letters.replay(
                db, letter_id=letter.id, payload=payload, actor="ana", now=NOW
            )
            [sent] = await outbox.claim_due(db, now=NOW)
            with pytest.raises(dead_letters.AlreadySettled):
                await dead_letters.discard(
                    db, letter_id=letter.id, reason="x", actor="ana", now=NOW
                )

        assert kept == [Archived.KEPT, Archived.KNOWN]
        assert (letter.subject, sent.queue, sent.id) == ("o", "orders", message)

    async def test_that_was_killed_rather_than_failed_gets_new_tries_twice(
        self, database: Database
    ) -> None:
        """The queue counts deliveries: a host that dies under a message costs it a try."""
        message_id = uuid4()
        payload = (
            f'{{"id": "{message_id}", "type": "t", "version": 1, "subject": "o", "body": {{}}}}'
        )
        became: list[Archived] = []
        sent: list[UUID] = []
        async with database.transaction() as db:
            await _fail(db, message_id, times=TRIES["orders"] - 1)
            for delivery in ("q1", "q1", "q2", "q2", "q3", "q3"):
                became.append(
                    await dead_letters.archive(
                        db, queue="orders", queue_message_id=delivery, payload=payload, now=NOW
                    )
                )
                claimed = await outbox.claim_due(db, now=NOW)
                sent += [message.id for message in claimed]
                await outbox.forget_sent(db, [message.id for message in claimed])

        assert became == [
            *[Archived.HANDED_BACK] * 4,
            Archived.KEPT,
            Archived.KNOWN,
        ]
        assert sent == [message_id, message_id]

    async def test_that_was_replayed_may_be_killed_anew(self, database: Database) -> None:
        message = uuid4()
        payload = f'{{"id": "{message}", "type": "t", "version": 1, "subject": "o", "body": {{}}}}'
        async with database.transaction() as db:
            await _fail(db, message)
            await dead_letters.archive(
                db, queue="orders", queue_message_id="q1", payload=payload, now=NOW
            )
            [letter] = await dead_letters.list_letters(
                db, status=dead_letters.LetterStatus.OPEN, before=None, limit=9
            )
            await dead_letters.replay(
                db, letter_id=letter.id, payload=payload, actor="ana", now=NOW
            )
            again = await dead_letters.archive(
                db, queue="orders", queue_message_id="q2", payload=payload, now=NOW
            )

        assert again is Archived.HANDED_BACK

    async def test_is_not_replayed_with_a_payload_that_is_no_message(
        self, database: Database
    ) -> None:
        async with database.transaction() as db:
            await dead_letters.archive(
                db, queue="orders", queue_message_id="q2", payload="not json", now=NOW
            )
            [letter] = await dead_letters.list_letters(
                db, status=dead_letters.LetterStatus.OPEN, before=None, limit=9
            )
            with pytest.raises(dead_letters.BadPayload):
                await dead_letters.replay(
                    db, letter_id=letter.id, payload="{}", actor="ana", now=NOW
                )


async def _fail(db: AsyncConnection, message_id: UUID, *, times: int = TRIES["orders"]) -> None:
    for attempt in range(1, times + 1):
        await dead_letters.record_failure(
            db, message_id=message_id, attempt=attempt, error="it fails", now=NOW
        )
