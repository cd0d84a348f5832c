"""Webhooks: seen in the transaction of the change, delivered once, tried again, given up."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.support.documents import blocks
from tests.support.messages import waiting
from tests.support.selling import NOW, an_order

from lonja.adapters.webhook_sender import WebhookSender
from lonja.kernel import outbox
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope
from lonja.webhooks import api as webhooks
from lonja.webhooks.api import Delivery, EventType, WebhookDraft, WebhookStatus
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

KEY = "k" * 32
DOCUMENT = Path(__file__).parents[2] / "docs" / "webhooks.md"
LATER = NOW + timedelta(days=1)


def documented_check() -> Callable[[str, dict[str, str], bytes], bool]:
    """The receiver's check, as the page for developers has it."""
    (code,) = blocks(DOCUMENT, "python")
    names: dict[str, Any] = {}
    exec(code.text, names)
    check: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    return check


@dataclass(slots=True)
class Receiver:
    """A server of somebody else's that answers with `status`."""

    url: str = ""
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        self.got.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(
            f"HTTP/1.1 {self.status} X\r\nlocation: http://127.0.0.1:1/\r\n"
            "content-length: 6\r\nconnection: close\r\n\r\nthanks".encode()
        )
        await writer.drain()
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    async with await asyncio.start_server(found.serve, "127.0.0.1", 0) as server:
        found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/in?shop=1"
        yield found


@contextlib.asynccontextmanager
async def sender(*, allows_local: bool = True) -> AsyncIterator[WebhookSender]:
    opened = WebhookSender(allows_local=allows_local, timeout_s=5)
    yield opened
    await opened.close()


async def added(database: Database, url: str, *events: EventType) -> tuple[UUID, str]:
    async with database.transaction() as db:
        endpoint, secret = await webhooks.add(
            db,
            WebhookDraft(url, events, is_on=True),
            secret_key=KEY,
            allows_local=True,
            actor="test",
            now=NOW,
        )
    return endpoint.id, secret


async def spread(database: Database) -> list[Envelope]:
    """What the triggers put, each handled twice; the messages that came of it."""
    for envelope in await waiting(database, "webhooks"):
        if envelope.type != webhooks.ShopEvent.type:
            continue
        for _ in range(2):
            async with database.transaction() as db:
                message = webhooks.ShopEvent.read(envelope)
                await webhooks.spread(db, envelope.id, message, now=NOW)
        async with database.transaction() as db:
            await outbox.forget_sent(db, [envelope.id])
    return [
        one
        for one in await waiting(database, "webhooks")
        if one.type == webhooks.DeliverWebhook.type
    ]


async def deliver(database: Database, envelope: Envelope, *, at: datetime) -> bool:
    """One try; False where there was nothing to do."""
    message = webhooks.DeliverWebhook.read(envelope)
    async with database.transaction() as db:
        ask = await webhooks.begin(db, message, secret_key=KEY, now=at)
    if ask is None:
        return False
    async with sender() as opened:
        answer = await opened.send(ask)
    async with database.transaction() as db:
        await webhooks.settle(db, ask, answer, now=at)
    return True


async def log_of(database: Database, endpoint_id: UUID) -> list[Delivery]:
    async with database.reading() as db:
        page = await webhooks.deliveries(db, endpoint_id, status=None, cursor=None, limit=100)
    return page.items


async def wake(database: Database, *, at: datetime) -> int:
    async with database.transaction() as db:
        return await webhooks.wake(db, now=at)


class TestWhatHappens:
    async def test_is_told_to_nobody_while_nobody_listens(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        await an_order(database, {"A": 2}, status="confirmed")

        assert await waiting(database, "webhooks") == []

    async def test_is_told_to_who_asked_for_it(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        orders, _ = await added(database, "https://a.example/", EventType.ORDER_CONFIRMED)
        stock, _ = await added(database, "https://b.example/", EventType.STOCK_CHANGED)
        await an_order(database, {"A": 2}, status="confirmed")
        await spread(database)

        told = await log_of(database, orders)
        assert [(one.type, one.data["status"]) for one in told] == [
            ("order.confirmed", "confirmed")
        ]
        assert {one.type for one in await log_of(database, stock)} == {"stock.changed"}
        assert [one.data["sku"] for one in await log_of(database, stock)][:1] == ["A"]
        assert "email" not in str([one.data for one in told])


class TestADelivery:
    async def test_is_signed_as_the_document_says_and_done_once(
        self, database: Database, receiver: Receiver
    ) -> None:
        await open_small_shop(database, {"A": 5})
        endpoint, secret = await added(database, receiver.url, EventType.ORDER_CONFIRMED)
        await an_order(database, {"A": 2}, status="confirmed")
        (message,) = await spread(database)
        now = datetime.now(NOW.tzinfo)
        done = [await deliver(database, message, at=now) for _ in range(2)]
        ((headers, body),) = receiver.got
        (logged,) = await log_of(database, endpoint)

        assert done == [True, False]
        check = documented_check()
        assert check(secret, headers, body)
        assert not check(secret, headers, body + b" ")
        assert not check(secret, headers | {"webhook-id": "another"}, body)
        assert headers["webhook-id"] == str(logged.event_id)
        assert body.decode() == webhooks.payload(logged)
        assert (logged.status, logged.answer, logged.excerpt) == ("delivered", 200, "thanks")

    async def test_carries_both_signatures_while_secrets_overlap(
        self, database: Database, receiver: Receiver
    ) -> None:
        await open_small_shop(database, {"A": 5})
        endpoint, old = await added(database, receiver.url, EventType.ORDER_CONFIRMED)
        now = datetime.now(NOW.tzinfo)
        async with database.transaction() as db:
            _, new = await webhooks.rotate(
                db, endpoint, overlap=timedelta(hours=1), secret_key=KEY, actor="test", now=now
            )
        for at in (now, now + timedelta(hours=2)):
            async with database.transaction() as db:
                event = await webhooks.test(db, endpoint, now=at)
                message = webhooks.DeliverWebhook(endpoint, event)
            (sent,) = [
                one
                for one in await waiting(database, "webhooks")
                if one.body["event_id"] == str(message.event_id)
            ]
            assert await deliver(database, sent, at=at)
        during, after = (headers for headers, _ in receiver.got)

        assert new != old
        assert len(during["webhook-signature"].split(" ")) == 2
        assert len(after["webhook-signature"].split(" ")) == 1
        assert documented_check()(old, during, receiver.got[0][1])
        assert documented_check()(new, during, receiver.got[0][1])

    async def test_of_a_worker_that_died_is_taken_up_by_the_next(
        self, database: Database, receiver: Receiver
    ) -> None:
        await open_small_shop(database, {"A": 5})
        endpoint, _ = await added(database, receiver.url, EventType.ORDER_CONFIRMED)
        await an_order(database, {"A": 2}, status="confirmed")
        (message,) = await spread(database)
        async with database.transaction() as db:
            died = await webhooks.begin(
                db, webhooks.DeliverWebhook.read(message), secret_key=KEY, now=NOW
            )
        early = await deliver(database, message, at=NOW + timedelta(seconds=30))
        woken = [await wake(database, at=NOW + webhooks.LEASE) for _ in range(2)]
        taken = await deliver(database, message, at=NOW + webhooks.LEASE)
        (logged,) = await log_of(database, endpoint)

        assert died is not None
        assert not early
        assert woken == [1, 0]
        assert taken
        assert (logged.status, logged.tries) == ("delivered", 2)

    async def test_that_never_arrives_has_failed_in_the_end_and_is_replayed(
        self, database: Database, receiver: Receiver
    ) -> None:
        await open_small_shop(database, {"A": 5})
        endpoint, _ = await added(database, receiver.url, EventType.ORDER_CONFIRMED)
        await an_order(database, {"A": 2}, status="confirmed")
        (message,) = await spread(database)
        receiver.status, at, tries = 302, NOW, 0
        while await deliver(database, message, at=at):
            tries += 1
            (logged,) = await log_of(database, endpoint)
            at = logged.due_at
        receiver.status = 200
        async with database.transaction() as db:
            await webhooks.replay(db, endpoint, logged.event_id, now=at)
            again = await webhooks.replay_since(
                db, endpoint, since=NOW - timedelta(days=99), now=at
            )
        assert await deliver(database, message, at=at)
        (replayed,) = await log_of(database, endpoint)

        assert tries == 10
        assert at - NOW >= timedelta(days=3)
        assert (logged.status, logged.answer) == (WebhookStatus.FAILED, 302)
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert again == 1
        assert replayed.status == WebhookStatus.DELIVERED

    async def test_to_an_endpoint_that_is_gone_pauses_it(
        self, database: Database, receiver: Receiver
    ) -> None:
        await open_small_shop(database, {"A": 5})
        endpoint, _ = await added(database, receiver.url, EventType.ORDER_CONFIRMED)
        await an_order(database, {"A": 2}, status="confirmed")
        (message,) = await spread(database)
        receiver.status = 410
        await deliver(database, message, at=NOW)
        await an_order(database, {"A": 1}, status="confirmed")
        more = [one for one in await spread(database) if one.id != message.id]
        async with database.reading() as db:
            found = await webhooks.endpoint(db, endpoint)

        assert (found.is_on, found.paused_at) == (False, NOW)
        assert more == []

    async def test_goes_nowhere_in_our_own_network(
        self, database: Database, receiver: Receiver
    ) -> None:
        await open_small_shop(database, {"A": 5})
        url = receiver.url.replace("127.0.0.1", "localhost")
        endpoint, _ = await added(database, url, EventType.ORDER_CONFIRMED)
        async with database.transaction() as db:
            event = await webhooks.test(db, endpoint, now=NOW)
            message = webhooks.DeliverWebhook(endpoint, event)
        async with database.transaction() as db:
            ask = await webhooks.begin(db, message, secret_key=KEY, now=NOW)
        assert ask is not None
        async with sender(allows_local=False) as opened:
            answer = await opened.send(ask)

        assert answer.status is None
        assert answer.excerpt == "the name leads to an address where no delivery goes"
        assert receiver.got == []
