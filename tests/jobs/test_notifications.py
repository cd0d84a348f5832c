from datetime import timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection
from tests.support import mail_service
from tests.support.asking import scalar
from tests.support.mail import Inbox
from tests.support.mail_context import Away, Clock, a_mail_context, with_mailer
from tests.support.mail_service import Identity
from tests.support.messages import Crash, Killed, envelope_of, waiting
from tests.support.shop import NOON

from lonja.adapters.azure_mail import CommunicationMailer
from lonja.jobs.notifications import BuyerOrder, MailContext, ReadOrder, send_order_mail
from lonja.kernel.address import Address
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.kernel.outbox import UnreadableMessage
from lonja.kernel.totals import Totals
from lonja.kernel.transaction import Change
from lonja.notifications import api as notifications
from lonja.notifications.api import MailLine, MailUnavailable, OrderFacts, OrderMail

pytestmark = pytest.mark.anyio


def an_order(recipient: str) -> ReadOrder:
    async def read(context: MailContext, db: AsyncConnection, message: OrderMail) -> BuyerOrder:
        facts = OrderFacts(
            number="K7QF-93MD",
            link=f"https://shop.test/es/orders/K7QF-93MD?token={message.order_id.hex}",
            lines=[MailLine("Sevilla", {"size": "20x20"}, 2, Money("EUR", 24_68))],
            totals=Totals("EUR", 24_68, 0, 4_95, 5_14),
            address=Address("Ana Pérez", "Calle Mayor 1", "Madrid", "28001", "ES"),
        )
        return BuyerOrder(recipient, "es", facts)

    return read


class TestAnOrderMail:
    async def test_reaches_the_buyer_with_the_link_to_the_order(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = uuid7()
        await send_order_mail(
            a_mail_context(database, mail),
            an_order("ana@one.test"),
            envelope_of(OrderMail(order_id, "order_confirmed")),
        )

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("ana@one.test")
        async with database.reading() as db:
            (delivery,) = await notifications.deliveries_of(db, order_id)
        assert summary["subject"] == "Su pedido K7QF-93MD está confirmado"
        assert summary["message_id"] == f"<{delivery.id}@shop.test>"
        assert (delivery.status, delivery.attempts, delivery.sent_at) == ("sent", 1, NOON)
        read = await inbox.open(summary["id"])
        assert f"https://shop.test/es/orders/K7QF-93MD?token={order_id.hex}" in read["text"]
        assert dict(read["headers"])["X-Lonja-Trace"] == "a" * 32

    async def test_is_announced_to_live_pages_once_it_is_settled(
        self, database: Database, mail: tuple[int, str], announced: list[Change]
    ) -> None:
        sent, refused = uuid7(), uuid7()
        context = a_mail_context(database, mail)

        for order_id, recipient in ((sent, "ana@told.test"), (refused, "no mailbox")):
            message = envelope_of(OrderMail(order_id, "order_confirmed"))
            for _ in range(2):
                await send_order_mail(context, an_order(recipient), message)

        assert announced == [Change("order", str(one)) for one in (sent, refused)]

    async def test_leaves_once_when_its_message_comes_five_times_and_under_other_ids(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        message = OrderMail(uuid7(), "order_confirmed")
        same = envelope_of(message)
        for envelope in (same, same, same, same, same, envelope_of(message), envelope_of(message)):
            await send_order_mail(
                a_mail_context(database, mail), an_order("ana@five.test"), envelope
            )

        assert len(await Inbox(mail[1]).received("ana@five.test")) == 1

    async def test_of_each_kind_leaves_once_for_an_order(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = uuid7()
        for kind in notifications.ORDER_MAIL_KINDS:
            await send_order_mail(
                a_mail_context(database, mail),
                an_order("ana@kinds.test"),
                envelope_of(OrderMail(order_id, kind), future="field"),
            )

        assert len(await Inbox(mail[1]).received("ana@kinds.test")) == len(
            notifications.ORDER_MAIL_KINDS
        )

    @pytest.mark.parametrize("step", range(1, 9))
    async def test_is_never_lost_and_has_one_message_id_wherever_the_worker_dies(
        self, database: Database, mail: tuple[int, str], step: int
    ) -> None:
        recipient = f"ana@step{step}.test"
        now = Clock()
        context = a_mail_context(database, mail, now=now)
        crash = Crash(step)
        dying = a_mail_context(crash.database(database), mail, now=now)
        envelope = envelope_of(OrderMail(uuid7(), "order_confirmed"))

        with pytest.raises(Killed):
            await send_order_mail(
                with_mailer(dying, crash.part(context.mailer)), an_order(recipient), envelope
            )
        await send_order_mail(context, an_order(recipient), envelope)
        now.at += timedelta(seconds=61)
        for follow_up in await waiting(database, "notifications"):
            await send_order_mail(context, an_order(recipient), follow_up)

        raw = await Inbox(mail[1]).received(recipient)
        assert len({item["message_id"] for item in raw}) == 1
        assert len(raw) <= 2  # twice only where the worker died between "taken" and the commit

    async def test_comes_back_to_the_queue_when_the_mail_server_is_away(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        context = a_mail_context(database, mail)
        envelope = envelope_of(OrderMail(uuid7(), "order_confirmed"))

        for _ in range(3):
            with pytest.raises(MailUnavailable):
                await send_order_mail(
                    with_mailer(context, Away()), an_order("ana@away.test"), envelope
                )
        await send_order_mail(context, an_order("ana@away.test"), envelope)

        assert len(await Inbox(mail[1]).received("ana@away.test")) == 1

    async def test_waits_as_long_as_the_mail_service_says_and_leaves_once(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = uuid7()
        envelope = envelope_of(OrderMail(order_id, "order_confirmed"))
        identity = Identity()
        with mail_service.running() as service:
            mailer = CommunicationMailer(
                endpoint=service.url, sender="hola@shop.test", credential=identity, look_after_s=0
            )
            context = with_mailer(a_mail_context(database, mail), mailer)
            service.refusals = [(429, {}, {"Retry-After": "1200"})]
            for _ in range(2):  # the second delivery of the message comes back at once
                await send_order_mail(context, an_order("ana@quota.test"), envelope)
                service.refusals = [(429, {}, {"Retry-After": "1200"})]
            service.refusals = []
            async with database.reading() as db:
                due = await scalar(
                    db,
                    "SELECT array_agg(due_at) FROM outbox WHERE envelope->'body'->>'order_id' = %(id)s",
                    id=str(order_id),
                )
            (again,) = [
                one
                for one in await waiting(database, "notifications")
                if one.body["order_id"] == str(order_id)
            ]
            for _ in range(3):
                await send_order_mail(context, an_order("ana@quota.test"), again)
            await mailer.close()

        assert due == [NOON + timedelta(minutes=20)]
        assert len(service.taken) == 1

    async def test_to_an_address_that_holds_no_mail_fails_in_words(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = uuid7()
        envelope = envelope_of(OrderMail(order_id, "order_confirmed"))
        await send_order_mail(a_mail_context(database, mail), an_order("not an address"), envelope)

        async with database.transaction() as db:
            (delivery,) = await notifications.deliveries_of(db, order_id)

        assert delivery.status == "failed"
        assert str(delivery.error).startswith("not an address")

    @pytest.mark.parametrize(
        "body", [{"order_id": "x"}, {"kind": "order_eaten"}, {"kind": None}, {"order_id": 7}]
    )
    async def test_is_refused_when_its_message_makes_no_sense(
        self, database: Database, mail: tuple[int, str], body: dict[str, Any]
    ) -> None:
        envelope = envelope_of(OrderMail(uuid7(), "order_confirmed"), **body)

        with pytest.raises(UnreadableMessage):
            await send_order_mail(
                a_mail_context(database, mail), an_order("ana@bad.test"), envelope
            )

        assert await Inbox(mail[1]).received("ana@bad.test") == []
