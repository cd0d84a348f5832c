"""A mail about an order is sent once more when staff ask, each time that they ask."""

from uuid import UUID, uuid4

import pytest
from tests.support.mail import Inbox
from tests.support.mail_context import a_mail_context
from tests.support.messages import envelope_of, waiting
from tests.support.selling import NOW, an_order

from lonja.actions.resend_mail import MailOutOfDate, resend_mail
from lonja.jobs.notifications import read_order, send_order_mail
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.notifications import api as notifications
from lonja.notifications.api import MailOnItsWay, OrderMail, OrderMailKind, UnknownMail
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = [pytest.mark.anyio, pytest.mark.enable_socket]


class Desk:
    """One order, its mails, and who looks after it."""

    def __init__(self, database: Database, mail: tuple[int, str], order_id: UUID) -> None:
        self.database, self.order_id = database, order_id
        self.context = a_mail_context(database, mail)

    async def send(self, kind: OrderMailKind) -> UUID:
        """The mail of the order's life itself; its id."""
        message = envelope_of(OrderMail(self.order_id, kind))
        await send_order_mail(self.context, read_order, message)
        return (await self.mails())[-1].id

    async def mails(self) -> list[notifications.Delivery]:
        async with self.database.reading() as db:
            return await notifications.deliveries_of(db, self.order_id)

    async def ask(self, mail_id: UUID, again_id: UUID | None = None) -> None:
        async with self.database.transaction() as db:
            await resend_mail(
                db,
                order_id=self.order_id,
                mail_id=mail_id,
                again_id=again_id or uuid4(),
                actor="clerk@azulejo.example",
                now=NOW,
            )

    async def work(self) -> None:
        """Do what the functions would with the mails that were asked for, twice each."""
        for envelope in await waiting(self.database, "notifications"):
            if envelope.type == OrderMail.type and '"again_id": null' not in envelope.to_json():
                for _ in range(2):
                    await send_order_mail(self.context, read_order, envelope)


@pytest.fixture
async def desk(database: Database, mail: tuple[int, str]) -> Desk:
    await open_small_shop(database, {"A": 5})
    return Desk(database, mail, await an_order(database, {"A": 1}, status="confirmed"))


class TestAMail:
    async def test_is_sent_again_as_a_mail_of_its_own(
        self, desk: Desk, mail: tuple[int, str]
    ) -> None:
        first = await desk.send("order_confirmed")
        again_id = uuid4()

        for _ in range(2):
            await desk.ask(first, again_id)
        await desk.work()
        await desk.ask(first)
        await desk.work()

        mails = await desk.mails()
        assert [(one.kind, one.status) for one in mails] == [("order_confirmed", "sent")] * 3
        received = await Inbox(mail[1]).received(mails[0].recipient)
        sent = {f"<{one.id}@shop.test>" for one in mails}
        assert sent <= {one["message_id"] for one in received}

    async def test_that_has_not_left_is_not_asked_for_again(self, desk: Desk) -> None:
        first = await desk.send("order_confirmed")
        await desk.ask(first)
        waiting_one = (await desk.mails())[-1].id

        with pytest.raises(MailOnItsWay):
            await desk.ask(waiting_one)

    async def test_of_another_order_is_unknown(self, desk: Desk) -> None:
        with pytest.raises(UnknownMail):
            await desk.ask(uuid7())

    async def test_that_would_be_wrong_now_is_not_sent_again(self, desk: Desk) -> None:
        async with desk.database.transaction() as db:
            mail_id = await notifications.claim(
                db,
                kind="payment_failed",
                subject_id=desk.order_id,
                recipient="ana@example.com",
                language="es",
                quota=desk.context.quota,
                now=NOW,
            )
            await notifications.mark_sent(db, mail_id.delivery_id, now=NOW)

        with pytest.raises(MailOutOfDate):
            await desk.ask(mail_id.delivery_id)
        assert len(await desk.mails()) == 1
