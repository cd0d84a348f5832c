"""Who waits for goods gets one mail when they are there: in turn, in their language, and never too late."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.jobs.test_order_mail_facts import an_order
from tests.support.mail_context import Clock, a_mail_context
from tests.support.messages import envelope_of, waiting
from tests.support.selling import NOW

from lonja.actions import wait_for_goods
from lonja.actions.wait_for_goods import BackInStock, WishMail
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.content.api import StockMails
from lonja.inventory import api as inventory
from lonja.jobs import email_proofs, stock_mails
from lonja.jobs.notifications import MailContext, read_order, send_order_mail
from lonja.kernel import clock, limits
from lonja.kernel.db import Database
from lonja.notifications.api import EmailProof, OrderMail
from lonja.waitlist import api as waitlist
from lonja.waitlist._taking_turns import PEOPLE_PER_UNIT, TURN
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
async def variant(database: Database) -> UUID:
    return (await open_small_shop(database, {"A": 0}))["A"]


async def wish(database: Database, variant: UUID, *emails: str, language: str = "es") -> None:
    for at, email in enumerate(emails):
        async with database.transaction() as db:
            await waitlist.wish(
                db, variant_id=variant, email=email, language=language,
                ends_at=NOW + 180 * DAY, now=NOW + at * timedelta(seconds=1),
            )  # fmt: skip


async def stock(database: Database, variant: UUID, units: int) -> None:
    async with database.transaction() as db:
        change = inventory.Change(variant, "VLC", units)
        await inventory.adjust(db, [change], kind="adjustment", actor="ana", now=NOW)


async def tell(database: Database, variant: UUID, *, later: timedelta = HOUR) -> int:
    async with database.transaction() as db:
        return await wait_for_goods.tell_next(db, variant, now=NOW + later)


async def queued(database: Database) -> list[BackInStock]:
    found = await waiting(database, "notifications")
    return [BackInStock.read(one) for one in found if one.type == BackInStock.type]


async def send(context: MailContext, messages: Sequence[BackInStock]) -> None:
    for one in messages:
        await stock_mails.send_back_in_stock(context, envelope_of(one))


async def who_waits(database: Database, variant: UUID) -> list[str]:
    async with database.reading() as db:
        found = await waitlist.people(db, variant, now=NOW + HOUR, limit=100)
    return [one.email for one in found if one.told_at is None]


def inbox_of(inbox: str, email: str) -> list[dict[str, Any]]:
    found = httpx2.get(f"{inbox}/api/messages", params={"to": email}).json()["items"]
    return [httpx2.get(f"{inbox}/api/messages/{one['id']}").json() for one in found]


def an_address() -> str:
    return f"{uuid4().hex[:12]}@example.com"


class TestWhoWaits:
    async def test_is_told_once_in_their_language_with_the_way_out(
        self, database: Database, variant: UUID, mail: tuple[int, str]
    ) -> None:
        ana, context = an_address(), a_mail_context(database, mail, now=Clock())
        await wish(database, variant, ana, language="en")
        await stock(database, variant, 5)

        told = [await tell(database, variant), await tell(database, variant, later=2 * HOUR)]
        for _ in range(3):  # the queue delivers it more than once
            await send(context, await queued(database))

        (sent,) = inbox_of(mail[1], ana)
        assert told == [1, 0]
        assert sent["subject"] == "Tile A is back"
        assert "https://shop.test/en/p/tile-a?sku=A" in sent["text"]
        assert "/en/stock-mails/" in sent["text"]

    async def test_is_told_in_turn_and_the_next_ones_once_those_had_time(
        self, database: Database, variant: UUID
    ) -> None:
        people = [f"{number}@example.com" for number in range(10)]
        await wish(database, variant, *people)
        await stock(database, variant, 2)
        turn = 2 * PEOPLE_PER_UNIT

        first = await tell(database, variant)
        meanwhile = await tell(database, variant, later=HOUR + TURN / 2)
        left = await who_waits(database, variant)
        second = await tell(database, variant, later=HOUR + TURN + HOUR)

        assert (first, meanwhile, second) == (turn, 0, 10 - turn)
        assert left == people[turn:]

    async def test_waits_on_at_their_place_where_it_went_again_before_the_mail(
        self, database: Database, variant: UUID, mail: tuple[int, str]
    ) -> None:
        ana, bo = an_address(), an_address()
        context = a_mail_context(database, mail, now=Clock())
        await wish(database, variant, ana, bo)
        await stock(database, variant, 1)
        await tell(database, variant)
        await stock(database, variant, -1)

        await send(context, await queued(database))

        assert inbox_of(mail[1], ana) == []
        assert await who_waits(database, variant) == [ana, bo]

    async def test_is_not_told_of_what_was_taken_off_sale_meanwhile(
        self, database: Database, variant: UUID, mail: tuple[int, str]
    ) -> None:
        ana, context = an_address(), a_mail_context(database, mail, now=Clock())
        await wish(database, variant, ana)
        await stock(database, variant, 1)
        await tell(database, variant)
        async with database.transaction() as db:
            product = (await catalog.products_of(db, [variant]))[variant]
            edits = {"status": catalog.ProductStatus.ARCHIVED}
            await catalog.edit_product(db, product, edits, version=1, actor="ana", now=NOW)

        await send(context, await queued(database))

        assert inbox_of(mail[1], ana) == []
        assert await who_waits(database, variant) == [ana]
        assert await tell(database, variant, later=2 * TURN) == 0

    async def test_is_told_nothing_after_they_said_so(
        self, database: Database, variant: UUID, mail: tuple[int, str]
    ) -> None:
        ana, context = an_address(), a_mail_context(database, mail, now=Clock())
        await wish(database, variant, ana)
        await stock(database, variant, 1)
        await tell(database, variant)
        (message,) = await queued(database)
        async with database.transaction() as db:
            await waitlist.forget(db, ana)

        await send(context, [message])

        assert inbox_of(mail[1], ana) == []

    async def test_is_told_once_by_two_workers_at_the_same_time(
        self, database: Database, variant: UUID
    ) -> None:
        await wish(database, variant, *(f"{number}@example.com" for number in range(20)))
        await stock(database, variant, 2)

        told = await asyncio.gather(*(tell(database, variant) for _ in range(4)))

        assert sum(told) == 2 * PEOPLE_PER_UNIT
        assert len({one.wish_id for one in await queued(database)}) == 2 * PEOPLE_PER_UNIT

    async def test_is_found_by_the_clock(
        self, database: Database, variant: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + HOUR)
        await wish(database, variant, "ana@example.com")
        shop = cast("Any", SimpleNamespace(database=database))

        before = await stock_mails.look(shop)
        await stock(database, variant, 1)
        found = [await stock_mails.look(shop) for _ in range(2)]

        assert (before, found) == (0, [1, 0])


class TestAWish:
    async def test_twice_is_once_at_the_first_place(
        self, database: Database, variant: UUID
    ) -> None:
        await wish(database, variant, "ana@example.com", "bo@example.com")

        await wish(database, variant, "Ana@Example.com")

        assert await who_waits(database, variant) == ["ana@example.com", "bo@example.com"]

    async def test_ends_by_its_clock(self, database: Database, variant: UUID) -> None:
        await wish(database, variant, "ana@example.com")
        async with database.transaction() as db:
            too_soon = await waitlist.prune(db, now=NOW + 179 * DAY, limit=10)
            gone = await waitlist.prune(db, now=NOW + 181 * DAY, limit=10)

        assert (too_soon, gone) == (0, 1)

    async def test_is_forgotten_a_month_after_it_was_told(
        self, database: Database, variant: UUID
    ) -> None:
        await wish(database, variant, "ana@example.com")
        await stock(database, variant, 1)
        await tell(database, variant)
        async with database.transaction() as db:
            gone = await waitlist.prune(db, now=NOW + 31 * DAY, limit=10)

        assert gone == 1

    async def test_is_one_of_fifty_at_most(self, database: Database, variant: UUID) -> None:
        for _ in range(waitlist.MOST_WISHES):
            await wish(database, uuid4(), "ana@example.com")

        with pytest.raises(waitlist.TooManyWishes):
            await wish(database, variant, "ana@example.com")

    async def test_is_renewed_as_the_fiftieth(self, database: Database, variant: UUID) -> None:
        for _ in range(waitlist.MOST_WISHES - 1):
            await wish(database, uuid4(), "ana@example.com")

        for language in ("es", "en"):
            await wish(database, variant, "ana@example.com", language=language)

        async with database.reading() as db:
            (one,) = await waitlist.people(db, variant, now=NOW, limit=10)
        assert one.language == "en"


class TestTheMailThatAsks:
    async def test_names_the_goods_and_its_link_says_what_was_asked(
        self, database: Database, variant: UUID, mail: tuple[int, str]
    ) -> None:
        ana, context = an_address(), a_mail_context(database, mail, now=Clock())
        message = WishMail(uuid4(), ana, "en", variant, NOW)

        for _ in range(2):
            await stock_mails.send_wish_mail(context, envelope_of(message))

        (sent,) = inbox_of(mail[1], ana)
        token = wait_for_goods.link_token(context.secret_key, message)
        asked = wait_for_goods.open_link(context.secret_key, token, now=NOW)
        assert "Tile A · 20x20" in sent["text"]
        assert "https://shop.test/en/stock-mails/confirm?token=" in sent["text"]
        assert (asked.email, asked.variant_id) == (ana, str(variant))
        with pytest.raises(wait_for_goods.WishLinkOver):
            wait_for_goods.open_link(context.secret_key, token, now=NOW + 3 * DAY)

    async def test_has_an_allowance_of_its_own(
        self, database: Database, variant: UUID, mail: tuple[int, str]
    ) -> None:
        ana, context = an_address(), a_mail_context(database, mail, now=Clock())
        for _ in range(limits.STRANGER_MAILS_PER_HOUR + 1):
            message = WishMail(uuid4(), ana, "en", variant, NOW)
            await stock_mails.send_wish_mail(context, envelope_of(message))
        wishes = len(inbox_of(mail[1], ana))
        proof = EmailProof(uuid4(), ana, "en", uuid4())
        await email_proofs.send_proof(context, envelope_of(proof))
        moves: dict[str, dict[str, Any]] = {"paying": {}, "payment_failed": {}}
        order_id = await an_order(database, email=ana, moves=moves)
        failed = OrderMail(order_id, "payment_failed")
        await send_order_mail(context, read_order, envelope_of(failed))

        assert wishes == limits.STRANGER_MAILS_PER_HOUR
        assert len(inbox_of(mail[1], ana)) == wishes + 2

    async def test_is_not_asked_for_where_the_shop_sends_none(
        self, database: Database, variant: UUID
    ) -> None:
        async with database.transaction() as db:
            await content.save(db, StockMails(is_on=False), actor="ana", now=NOW)

        with pytest.raises(wait_for_goods.NothingToWaitFor):
            async with database.transaction() as db:
                await wait_for_goods.ask(
                    db, sku="A", email="ana@example.com", language="es", now=NOW
                )
