from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.mail import Inbox
from tests.support.mail_context import Clock, a_mail_context
from tests.support.messages import envelope_of, waiting
from tests.support.shop import NOON

from lonja.actions.withdraw_order import Withdrawal, withdraw
from lonja.jobs.notifications import read_order, send_order_mail
from lonja.kernel import limits
from lonja.kernel.address import Address
from lonja.kernel.db import Database, run
from lonja.kernel.ids import sealed, uuid7
from lonja.kernel.money import Money
from lonja.notifications import api as notifications
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import NewOrder, OrderLine
from lonja.payments import api as payments
from lonja.shipping import api as shipping

pytestmark = pytest.mark.anyio


async def an_order(database: Database, *, email: str, moves: dict[str, dict[str, Any]]) -> UUID:
    """An order of one line, moved along as the keys of `moves` say."""
    line = OrderLine(
        line=1, variant_id=uuid7(), product_id=uuid7(), sku="S-1", name="Sevilla <b>20</b>",
        options={"colour": "navy"}, picture=None, quantity=2, unit_milli=1_234_000,
        total_minor=24_68, discount_minor=4_68, tax_minor=4_33, tax_basis_points=2100, price_list="",
    )  # fmt: skip
    address = Address("Ana\nPérez", "Calle Mayor 1", "Getafe", "28901", "ES", region="Madrid")
    new = NewOrder(
        id=uuid7(), channel="web", currency="EUR", language="es", email=email, address=address,
        country="ES", shipping_code="standard", codes=[], lines=[line], discounts=[], items_minor=24_68,
        discount_minor=4_68, shipping_minor=4_95, tax_minor=4_33, total_minor=24_95,
    )  # fmt: skip
    async with database.transaction() as db:
        await orders.create(db, new, now=NOON)
    for to, facts in moves.items():
        async with database.transaction() as db:
            order = await orders.lock(db, new.id)
            await orders.move(db, order=order, to=to, at=NOON, actor="shop", **facts)
    return new.id


async def with_a_bank_page(database: Database, order_id: UUID) -> None:
    """A payment that waits for its buyer, and goods that wait half an hour for it."""
    async with database.transaction() as db:
        attempt_id = await payments.open_attempt(
            db,
            order_id=order_id,
            method="test",
            sealed_token=None,
            amount=Money("EUR", 24_95),
            language="es",
            return_url="https://shop.test/",
            now=NOON,
        )
        attempt = await payments.attempt(db, order_id=order_id, attempt_id=attempt_id)
        assert attempt is not None
        step = payments.Redirect("https://bank.test/pay")
        await payments.record(db, attempt, payments.NeedsAction({}, step), now=NOON)
        await run(
            db,
            "INSERT INTO holds (order_id, variant_id, quantity, expires_at)"
            " VALUES (%(order)s, gen_random_uuid(), 1, %(until)s)",
            order=order_id,
            until=NOON + timedelta(minutes=30),
        )


class TestTheMailOfAnOrder:
    async def test_says_what_the_order_says(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = await an_order(
            database, email="ana@facts.test", moves={"paying": {}, "confirmed": {}}
        )

        await send_order_mail(
            a_mail_context(database, mail),
            read_order,
            envelope_of(OrderMail(order_id, "order_confirmed")),
        )

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("ana@facts.test")
        read = await inbox.open(summary["id"])
        async with database.reading() as db:
            number = (await orders.get(db, order_id)).number
        token = sealed("s" * 32, "order", str(order_id))
        assert f"https://shop.test/es/orders/{number}?token={token}" in read["text"]
        assert "2 × Sevilla <b>20</b> · Azul marino  24,68\xa0€" in read["text"]
        assert "Descuento: \N{MINUS SIGN}4,68\xa0€" in read["text"]
        assert "Total: 24,95\xa0€" in read["text"]
        assert "Ana Pérez\nCalle Mayor 1\n28901 Getafe\nMadrid\nEspaña" in read["text"].replace(
            "\r\n", "\n"
        )
        assert "<b>20</b>" not in read["html"]

    async def test_paid_at_the_door_says_what_is_to_pay_and_that_nothing_was_paid(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = await an_order(
            database, email="ana@door.test", moves={"paying": {}, "confirmed": {}}
        )
        async with database.transaction() as db:
            attempt_id = await payments.open_attempt(
                db,
                order_id=order_id,
                method="cash_on_delivery",
                sealed_token=None,
                amount=Money("EUR", 24_95),
                language="es",
                return_url="https://shop.test/",
                now=NOON,
            )
            attempt = await payments.attempt(db, order_id=order_id, attempt_id=attempt_id)
            assert attempt is not None
            step = payments.Instructions("Tenga preparados 24,95.\nBillete exacto.")
            answer = payments.Pending({}, step, NOON, is_promise=True)
            await payments.record(db, attempt, answer, now=NOON)

        async with database.reading() as db:
            message = OrderMail(order_id, "order_confirmed")
            read = await read_order(a_mail_context(database, mail), db, message)

        assert read is not None
        assert read.facts.instructions == ["Tenga preparados 24,95.", "Billete exacto."]
        assert not read.facts.is_paid

    async def test_withdrawn_before_it_left_names_no_parcel_to_send(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = await an_order(
            database, email="ana@half.test", moves={"paying": {}, "confirmed": {}}
        )
        said = uuid7()
        async with database.transaction() as db:
            number = (await orders.get(db, order_id)).number
            units = {1: 1}
            await withdraw(
                db, Withdrawal(said, number, "ana@half.test", "Ana", "", "es", units), now=NOON
            )

        async with database.reading() as db:
            message = OrderMail(order_id, "withdrawal_received", said)
            read = await read_order(a_mail_context(database, mail), db, message)

        assert read is not None
        assert read.facts.returned is not None
        assert read.facts.returned.number == ""
        assert [line.quantity for line in read.facts.lines] == [1]

    async def test_that_nobody_paid_carries_nothing_that_was_typed(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        order_id = await an_order(
            database, email="victim@facts.test", moves={"paying": {}, "payment_failed": {}}
        )

        await send_order_mail(
            a_mail_context(database, mail),
            read_order,
            envelope_of(OrderMail(order_id, "payment_failed")),
        )

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("victim@facts.test")
        read = await inbox.open(summary["id"])
        for typed in ("Pérez", "Calle Mayor", "Getafe"):
            assert typed not in read["text"] + read["html"]

    async def test_that_nobody_paid_is_one_of_few_in_an_hour_and_comes_in_the_next(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        failed: list[UUID] = []
        clock = Clock()
        context = a_mail_context(database, mail, now=clock)
        for _ in range(limits.STRANGER_MAILS_PER_HOUR + 2):
            moves: dict[str, dict[str, Any]] = {"paying": {}, "payment_failed": {}}
            order_id = await an_order(database, email="victim@many.test", moves=moves)
            failed.append(order_id)
            message = envelope_of(OrderMail(order_id, "payment_failed"))
            await send_order_mail(context, read_order, message)

        inbox = Inbox(mail[1])
        received = await inbox.received("victim@many.test")
        async with database.reading() as db:
            (last,) = await notifications.deliveries_of(db, failed[-1])
        assert len(received) == limits.STRANGER_MAILS_PER_HOUR
        assert (last.status, last.error) == ("queued", "too_many_mails")

        later = [
            one for one in await waiting(database, "notifications") if one.type == OrderMail.type
        ]
        clock.at += timedelta(minutes=59)
        for one in later:
            await send_order_mail(context, read_order, one)
        too_soon = len(await inbox.received("victim@many.test"))
        clock.at += timedelta(minutes=2)
        for order_id in failed:
            message = envelope_of(OrderMail(order_id, "payment_failed"))
            await send_order_mail(context, read_order, message)

        assert {OrderMail.read(one).order_id for one in later} >= set(failed[-2:])
        assert too_soon == limits.STRANGER_MAILS_PER_HOUR
        assert len(await inbox.received("victim@many.test")) == len(failed)

    async def test_that_waited_for_its_turn_counts_in_the_hour_in_which_it_left(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        clock, most = Clock(), limits.STRANGER_MAILS_PER_HOUR
        context = a_mail_context(database, mail, now=clock)
        moves: dict[str, dict[str, Any]] = {"paying": {}, "payment_failed": {}}
        made = [
            await an_order(database, email="victim@later.test", moves=moves)
            for _ in range(most * 2 + 1)
        ]

        counts = []
        for _ in range(3):
            for order_id in made:
                message = envelope_of(OrderMail(order_id, "payment_failed"))
                await send_order_mail(context, read_order, message)
            counts.append(len(await Inbox(mail[1]).received("victim@later.test")))
            clock.at += timedelta(minutes=61)

        assert counts == [most, most * 2, most * 2 + 1]

    async def test_says_what_is_left_to_do_until_it_is_paid(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        waiting: dict[str, dict[str, Any]] = {"paying": {}, "payment_action_required": {}}
        order_id = await an_order(database, email="ana@waiting.test", moves=waiting)
        paid = await an_order(database, email="ana@done.test", moves={**waiting, "confirmed": {}})
        for one in (order_id, paid):
            await with_a_bank_page(database, one)

        for one in (order_id, paid):
            await send_order_mail(
                a_mail_context(database, mail),
                read_order,
                envelope_of(OrderMail(one, "payment_needed")),
            )

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("ana@waiting.test")
        read = await inbox.open(summary["id"])
        assert summary["subject"].endswith("está pendiente de pago")
        assert "Terminar de pagar: https://shop.test/es/orders/" in read["text"]
        assert "Le guardamos los artículos hasta el 4 may, 14:30." in read["text"]
        assert await inbox.received("ana@done.test") == []

    async def test_says_when_it_arrives_and_is_answered_to_the_shop(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        async with database.transaction() as db:
            draft = shipping.MethodDraft("standard", {"es": "Estándar"}, 2, 4)
            await shipping.put_method(db, draft, actor="test", now=NOON)
        order_id = await an_order(
            database, email="ana@arrives.test", moves={"paying": {}, "confirmed": {}}
        )

        await send_order_mail(
            a_mail_context(database, mail),
            read_order,
            envelope_of(OrderMail(order_id, "order_confirmed")),
        )

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("ana@arrives.test")
        read = await inbox.open(summary["id"])
        assert "Debería llegarle entre el mié 6 may y el vie 8 may." in read["text"]
        assert dict(read["headers"])["Reply-To"] == "ayuda@shop.test"

    async def test_names_the_parcel(self, database: Database, mail: tuple[int, str]) -> None:
        order_id = await an_order(
            database,
            email="ana@parcel.test",
            moves={"paying": {}, "confirmed": {}, "shipped": {"carrier": "MRW", "tracking": "T7"}},
        )

        await send_order_mail(
            a_mail_context(database, mail),
            read_order,
            envelope_of(OrderMail(order_id, "order_shipped")),
        )

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("ana@parcel.test")
        text = (await inbox.open(summary["id"]))["text"]
        assert "con MRW. Número de seguimiento: T7." in text
        assert "Seguir el paquete: https://www.mrw.es/" in text

    async def test_about_a_declined_card_is_dropped_once_another_card_paid(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        declined = {"paying": {}, "payment_failed": {"refusal": "declined"}}
        failed = await an_order(database, email="ana@failed.test", moves=declined)
        paid = await an_order(database, email="ana@paid.test", moves=declined)
        async with database.transaction() as db:
            order = await orders.lock(db, paid)
            await orders.move(db, order=order, to="placed", at=NOON, actor="buyer")

        for order_id in (failed, paid):
            message = envelope_of(OrderMail(order_id, "payment_failed"))
            await send_order_mail(a_mail_context(database, mail), read_order, message)

        assert len(await Inbox(mail[1]).received("ana@failed.test")) == 1
        assert await Inbox(mail[1]).received("ana@paid.test") == []

    async def test_of_an_unknown_order_fails_for_a_person_to_see(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        with pytest.raises(orders.UnknownOrder):
            await send_order_mail(
                a_mail_context(database, mail),
                read_order,
                envelope_of(OrderMail(uuid7(), "order_confirmed")),
            )
