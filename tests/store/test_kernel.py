"""What the kernel promises about transactions, messages, and the audit chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from psycopg import AsyncConnection

from lonja.kernel import audit, dead_letters, outbox
from lonja.kernel.db import Database, announce_change, run, scalar, touch_products
from lonja.kernel.dead_letters import Archived
from lonja.kernel.outbox import Envelope, Message
from lonja.kernel.queues import TRIES

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said(Message):
    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "word.say"
    subject_field: ClassVar[str] = "word"
    word: str


class RecordingRelay:
    def __init__(self) -> None:
        self.taken: list[tuple[str, Envelope]] = []

    def hand_over(self, queue: str, envelope: Envelope) -> None:
        self.taken.append((queue, envelope))


class TestOutbox:
    async def test_hands_a_message_over_after_the_commit_only(self, database: Database) -> None:
        relay = RecordingRelay()
        outbox.set_relay(relay)
        try:
            async with database.transaction() as db:
                message_id = await outbox.put(db, Said("hello"))
                assert relay.taken == []
            [(queue, envelope)] = relay.taken
        finally:
            outbox.set_relay(None)

        assert (queue, envelope.id, envelope.body) == ("orders", message_id, {"word": "hello"})

    async def test_forgets_a_message_whose_transaction_rolled_back(
        self, database: Database
    ) -> None:
        relay = RecordingRelay()
        outbox.set_relay(relay)
        try:
            with pytest.raises(ZeroDivisionError):
                async with database.transaction() as db:
                    await outbox.put(db, Said("never"))
                    raise ZeroDivisionError
        finally:
            outbox.set_relay(None)

        assert relay.taken == []
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

    async def test_keeps_a_message_for_later_until_then(self, database: Database) -> None:
        relay = RecordingRelay()
        outbox.set_relay(relay)
        try:
            async with database.transaction() as db:
                await outbox.put(db, Said("later"), at=NOW + timedelta(hours=1))
        finally:
            outbox.set_relay(None)
        async with database.transaction() as db:
            assert await outbox.claim_due(db, now=NOW) == []
            assert len(await outbox.claim_due(db, now=NOW + timedelta(hours=2))) == 1
        assert relay.taken == []


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
    def test_refuses_what_is_none_of_ours(self, text: str | bytes) -> None:
        with pytest.raises(outbox.MalformedEnvelope):
            outbox.read_envelope(text)


class TestTransaction:
    async def test_refreshes_touched_products_once_before_the_commit(
        self, database: Database
    ) -> None:
        seen: list[Sequence[UUID]] = []

        async def refresh(db: AsyncConnection, products: Sequence[UUID]) -> None:
            await run(db, "SELECT 1")
            seen.append(products)

        database.refresh_products = refresh
        one, two = sorted((uuid4(), uuid4()))
        async with database.transaction():
            touch_products([two])
            touch_products([one, two])

        assert seen == [[one, two]]

    async def test_tells_this_process_of_changes_after_the_commit(self, database: Database) -> None:
        heard: list[list[dict[str, str]]] = []
        database.on_change = heard.append

        async with database.transaction():
            announce_change("product", "a")
            announce_change("product", "a")
            assert heard == []

        assert heard == [[{"kind": "product", "key": "a"}]]

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
            await run(db, "DELETE FROM audit_log WHERE seq = 2")
            assert await audit.first_broken(db) == 3


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
            [(queue, envelope)] = await outbox.claim_due(db, now=NOW)
            with pytest.raises(dead_letters.AlreadySettled):
                await dead_letters.discard(
                    db, letter_id=letter.id, reason="x", actor="ana", now=NOW
                )

        assert kept == [Archived.KEPT, Archived.KNOWN]
        assert (letter.subject, queue, envelope.id) == ("o", "orders", message)

    async def test_that_was_killed_rather_than_failed_gets_new_tries_twice(
        self, database: Database
    ) -> None:
        """The queue counts deliveries: a host that dies under a message costs it a try."""
        message = uuid4()
        payload = f'{{"id": "{message}", "type": "t", "version": 1, "subject": "o", "body": {{}}}}'
        became: list[Archived] = []
        sent: list[UUID] = []
        async with database.transaction() as db:
            await _fail(db, message, times=TRIES["orders"] - 1)
            for delivery in ("q1", "q1", "q2", "q2", "q3", "q3"):
                became.append(
                    await dead_letters.archive(
                        db, queue="orders", queue_message_id=delivery, payload=payload, now=NOW
                    )
                )
                claimed = await outbox.claim_due(db, now=NOW)
                sent += [envelope.id for _, envelope in claimed]
                await outbox.forget_sent(db, [envelope.id for _, envelope in claimed])

        assert became == [
            *[Archived.HANDED_BACK] * 4,
            Archived.KEPT,
            Archived.KNOWN,
        ]
        assert sent == [message, message]

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
