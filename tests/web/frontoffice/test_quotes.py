"""A buyer reads a quote by its link, and says yes or no without an account or a script."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office, open_or_close, until_heard
from tests.support.mail import Inbox
from tests.support.mail_context import a_mail_context, with_mailer
from tests.support.messages import envelope_of
from tests.support.sales import handle, lose_messages, work
from tests.web.frontoffice.browsing import words

from lonja.actions import send_quote, write_draft
from lonja.bootstrap import Shop
from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.drafts import api as drafts
from lonja.drafts.api import DraftStatus, QuoteStatus
from lonja.hosting.selling.order_links import quote_path
from lonja.inventory import api as inventory
from lonja.jobs import quotes as jobs
from lonja.kernel import clock
from lonja.kernel.address import Address
from lonja.kernel.db import run
from lonja.notifications.api import Mail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.promotions import api as promotions
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
HOME = Address("Eva Roca", "Calle Mayor 1", "Madrid", "28001", "ES")


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 5})
        yield client, opened


async def quoted(opened: Shop, email: str = "eva@example.com") -> drafts.Quote:
    """Two of A, at the list's 10.00 each, sent for 5.00, to a buyer who reads English."""
    async with opened.database.transaction() as db:
        draft_id = await write_draft.begin(
            db, language="en", email=email, name="Eva Roca", actor="ana", now=clock.now()
        )
        await write_draft.set_line(db, draft_id, sku="A", quantity=2, now=clock.now())
        await carts.set_address(db, cart_id=draft_id, address=HOME, now=clock.now())
        await carts.set_shipping(db, cart_id=draft_id, code="standard", now=clock.now())
    return await send(opened, draft_id)


async def send(opened: Shop, draft_id: UUID) -> drafts.Quote:
    async with opened.database.transaction() as db:
        draft = await drafts.get(db, draft_id)
        return await send_quote.send(
            db,
            draft_id,
            send_quote.Offer(clock.now() + timedelta(days=7), "As we said on the phone."),
            version=draft.version,
            limit_minor=None,
            actor="ana",
            now=clock.now(),
        )


async def give_with_every_order(opened: Shop, sku: str) -> None:
    """One of it, by a promotion that needs no code."""
    async with opened.database.transaction() as db:
        variant = (await catalog.variants_by_sku(db, [sku]))[sku]
        reward = promotions.Reward(promotions.RewardKind.GIFT, variant_id=variant, get=1)
        await promotions.add_promotion(
            db,
            promotions.Draft(
                {"en": "For you"}, promotions.Rule(reward), status=promotions.PromotionStatus.ACTIVE
            ),
            actor="ana",
            now=clock.now(),
        )


async def take_back(opened: Shop, quote: drafts.Quote, to: QuoteStatus) -> None:
    async with opened.database.transaction() as db:
        await send_quote.take_back(db, quote.draft_id, to, actor="ana", now=clock.now())


def link(opened: Shop, quote: drafts.Quote) -> str:
    return quote_path(opened.settings, "en", quote.draft_id, quote.number, quote.version)


async def now_is(opened: Shop, quote: drafts.Quote) -> tuple[DraftStatus, QuoteStatus]:
    async with opened.database.reading() as db:
        draft = await drafts.get(db, quote.draft_id)
        return draft.status, (await drafts.quote_of(db, quote.draft_id, quote.version)).status


async def accepting(client: httpx2.AsyncClient, url: str) -> dict[str, str]:
    """The form as the page offers it, with its first way to pay."""
    page = await client.get(url)
    assert 'name="method"' in page.text
    method = page.text.split('name="method" value="')[1].split('"')[0]
    return {"answer": "accept", "method": method}


class TestAQuote:
    async def test_becomes_an_order_at_its_prices_whatever_they_are_by_then(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        quote = await quoted(opened)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE prices SET amount_minor = 9900")
        url = link(opened, quote)

        shown = await client.get(url)
        form = await accepting(client, url)
        answers = [await client.post(url, data=form) for _ in "ab"]
        waits = await client.get(url)
        await work(opened)
        done = await client.get(url)

        assert shown.status_code == 200
        assert "As we said on the phone." in words(shown)
        assert "€25.00" in words(shown)
        assert [one.status_code for one in answers] == [303, 303]
        assert "We are making your order" in words(waits)
        assert 'http-equiv="refresh"' in waits.text
        assert "See and pay your order" in words(done)
        assert await now_is(opened, quote) == (DraftStatus.ORDERED, QuoteStatus.ORDERED)
        async with opened.database.reading() as db:
            order = await orders.get(db, quote.draft_id)
        assert (order.total_minor, order.email) == (25_00, "eva@example.com")
        assert [event.kind for event in order.events].count("quote_accepted") == 1

    async def test_holds_no_stock_until_it_is_accepted(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        async with opened.database.reading() as db:
            before = await inventory.held_for(db, quote.draft_id)

        url = link(opened, quote)
        await client.post(url, data=await accepting(client, url))
        await work(opened)

        async with opened.database.reading() as db:
            after = await inventory.held_for(db, quote.draft_id)
        assert (sum(before.values()), sum(after.values())) == (0, 2)

    async def test_whose_goods_are_gone_is_open_again_and_says_why(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE stock_levels SET on_hand = 0")
        url = link(opened, quote)

        await client.post(url, data=await accepting(client, url))
        await work(opened)
        page = await client.get(url)

        assert await now_is(opened, quote) == (DraftStatus.QUOTED, QuoteStatus.SENT)
        assert "sold out at the moment" in words(page)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE stock_levels SET on_hand = 5")
        await client.post(url, data=await accepting(client, url))
        await work(opened)
        assert await now_is(opened, quote) == (DraftStatus.ORDERED, QuoteStatus.ORDERED)

    async def test_whose_product_is_no_longer_sold_makes_no_order(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        url = link(opened, quote)
        form = await accepting(client, url)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE variants SET active = false WHERE sku = 'A'")

        await client.post(url, data=form)
        await work(opened)

        assert await now_is(opened, quote) == (DraftStatus.QUOTED, QuoteStatus.SENT)
        assert (await client.get(url)).status_code == 200

    async def test_is_declined_once_with_a_reason_and_its_draft_is_open_again(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        quote = await quoted(opened)
        url = link(opened, quote)

        form = await accepting(client, url)
        said = {"answer": "decline", "reason": "Too dear."}
        answers = [await client.post(url, data=said) for _ in "ab"]
        late = await client.post(url, data=form)
        await work(opened)

        assert [one.status_code for one in answers] == [303, 303]
        assert late.status_code == 409
        assert "You declined this quote" in words(await client.get(url))
        assert await now_is(opened, quote) == (DraftStatus.OPEN, QuoteStatus.DECLINED)
        async with opened.database.reading() as db:
            kept = await drafts.quote_of(db, quote.draft_id, 1)
            cart = await carts.look_at(db, quote.draft_id, now=clock.now())
        assert kept.reason == "Too dear."
        assert not cart.has_own_prices

    @pytest.mark.parametrize("said", [{}, {"answer": ""}, {"answer": "ACCEPT"}, {"reason": "Why"}])
    async def test_is_declined_by_no_other_word(self, shop: Visit, said: dict[str, str]) -> None:
        client, opened = shop
        quote = await quoted(opened)

        answer = await client.post(link(opened, quote), data=said)
        await work(opened)

        assert (answer.status_code, "Accept this quote or decline it" in words(answer)) == (
            422,
            True,
        )
        assert said.get("reason", "") in answer.text
        assert await now_is(opened, quote) == (DraftStatus.QUOTED, QuoteStatus.SENT)

    async def test_is_read_and_accepted_while_the_shop_is_closed(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        async with until_heard(opened):
            await open_or_close(opened, is_open=False)
        url = link(opened, quote)

        shown = await client.get(url)
        said = await client.post(url, data=await accepting(client, url))
        await work(opened)
        order = await client.get(f"{url}&done=1", follow_redirects=True)

        assert "Opening soon" not in words(shown)
        assert (said.status_code, order.status_code) == (303, 200)
        assert "Opening soon" not in words(order)
        assert await now_is(opened, quote) == (DraftStatus.ORDERED, QuoteStatus.ORDERED)

    async def test_is_shown_to_nobody_with_another_token(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        url = link(opened, quote)

        wrong = url[:-1] + ("0" if url[-1] != "0" else "1")
        seen = [(await client.get(one)).status_code for one in (wrong, url.split("?")[0])]
        sent = await client.post(wrong, data={"answer": "decline"})

        assert seen == [404, 404]
        assert sent.status_code == 404
        assert await now_is(opened, quote) == (DraftStatus.QUOTED, QuoteStatus.SENT)

    async def test_that_was_revised_says_so_at_its_old_link(self, shop: Visit) -> None:
        client, opened = shop
        first = await quoted(opened)
        old = link(opened, first)
        form = await accepting(client, old)
        await take_back(opened, first, QuoteStatus.REVISED)
        between = await client.get(old)
        async with opened.database.transaction() as db:
            await write_draft.set_line(db, first.draft_id, sku="A", quantity=1, now=clock.now())
        second = await send(opened, first.draft_id)

        refused = await client.post(old, data=form)
        shown = await client.get(old)
        newest = await client.get(link(opened, second))

        assert "new version of this quote" in words(between)
        assert (second.number, second.version) == (first.number, 2)
        assert refused.status_code == 409
        assert "There is a newer version of this quote" in words(shown)
        assert "€15.00" in words(newest)

    async def test_that_is_withdrawn_is_accepted_by_nobody(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        form = await accepting(client, link(opened, quote))
        for _ in "ab":
            await take_back(opened, quote, QuoteStatus.WITHDRAWN)

        refused = await client.post(link(opened, quote), data=form)

        assert refused.status_code == 409
        assert "taken this quote back" in words(refused)
        assert await now_is(opened, quote) == (DraftStatus.OPEN, QuoteStatus.WITHDRAWN)


class TestAQuoteWithAGift:
    @pytest.mark.parametrize(
        ("sku", "offered", "before"),
        [
            ("B", {"A": (2, 20_00), "B": (1, 0)}, {("A", 2, False), ("B", 1, True)}),
            ("A", {"A": (3, 19_98)}, {("A", 2, False), ("A", 1, True)}),
        ],
    )
    async def test_has_it_as_a_line_and_so_has_its_order(
        self,
        shop: Visit,
        sku: str,
        offered: dict[str, tuple[int, int]],
        before: set[tuple[str, int, bool]],
    ) -> None:
        client, opened = shop
        await give_with_every_order(opened, sku)
        first = await quoted(opened)
        await take_back(opened, first, QuoteStatus.REVISED)
        async with opened.database.reading() as db:
            between = await carts.get(db, first.draft_id, now=clock.now())
        second = await send(opened, first.draft_id)
        url = link(opened, second)

        await client.post(url, data=await accepting(client, url))
        await work(opened)

        for quote in (first, second):
            lines = {one.sku: (one.quantity, one.total_minor) for one in quote.offered.lines}
            assert lines == offered
        assert {(one.sku, one.quantity, one.is_gift) for one in between.lines} == before
        assert not between.has_own_prices
        async with opened.database.reading() as db:
            order = await orders.get(db, second.draft_id)
        assert {one.sku: (one.quantity, one.total_minor) for one in order.lines} == offered
        assert order.total_minor == second.total_minor

    async def test_is_of_a_draft_that_takes_what_is_given_as_a_line_too(self, shop: Visit) -> None:
        _, opened = shop
        await give_with_every_order(opened, "B")
        quote = await quoted(opened)
        await take_back(opened, quote, QuoteStatus.REVISED)

        for quantity in (1, 2):
            async with opened.database.transaction() as db:
                await write_draft.set_line(
                    db, quote.draft_id, sku="B", quantity=quantity, now=clock.now()
                )
        again = await send(opened, quote.draft_id)

        lines = {one.sku: (one.quantity, one.total_minor) for one in again.offered.lines}
        assert lines == {"A": (2, 20_00), "B": (3, 19_98)}


class TestAQuoteAndItsClock:
    async def test_expires_with_its_last_day_and_before_the_clock_has_looked(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        quote = await quoted(opened)
        form = await accepting(client, link(opened, quote))
        async with opened.database.transaction() as db:
            await run(db, "UPDATE quotes SET valid_until = now() - interval '1 minute'")

        refused = await client.post(link(opened, quote), data=form)
        looked = [await jobs.look(opened) for _ in "ab"]

        assert refused.status_code == 409
        assert "This quote was good until" in words(refused)
        assert looked == [1, 0]
        assert await now_is(opened, quote) == (DraftStatus.OPEN, QuoteStatus.EXPIRED)

    async def test_is_ordered_by_its_clock_where_the_message_was_lost(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        url = link(opened, quote)
        await client.post(url, data=await accepting(client, url))
        await lose_messages(opened)
        early = await jobs.look(opened)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE quotes SET answered_at = answered_at - interval '3 minutes'")

        assert (early, await jobs.look(opened)) == (0, 1)
        await work(opened)

        assert await now_is(opened, quote) == (DraftStatus.ORDERED, QuoteStatus.ORDERED)

    async def test_is_ordered_once_however_often_its_message_comes(self, shop: Visit) -> None:
        client, opened = shop
        quote = await quoted(opened)
        url = link(opened, quote)
        await client.post(url, data=await accepting(client, url))
        for _ in range(3):
            await handle(opened, envelope_of(drafts.SettleQuote(quote.draft_id, quote.version)))
        await work(opened)

        async with opened.database.reading() as db:
            order = await orders.get(db, quote.draft_id)
        assert order.status is not OrderStatus.CANCELLED
        assert [event.kind for event in order.events].count("placed") == 1


class Kept:
    """A mail server that keeps what it is given."""

    def __init__(self, sent: list[Mail]) -> None:
        self._sent = sent

    async def send(self, mail: Mail) -> None:
        self._sent.append(mail)


class TestTheMailOfAQuote:
    async def test_comes_once_in_its_buyers_language_with_its_pdf(
        self, shop: Visit, mail: tuple[int, str]
    ) -> None:
        _, opened = shop
        quote = await quoted(opened, "eva@quotes.test")
        context = a_mail_context(opened.database, mail, now=clock.now)
        envelope = envelope_of(drafts.QuoteMail(quote.draft_id, quote.version))

        for _ in "ab":
            await jobs.send_quote(context, opened, envelope)

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("eva@quotes.test")
        letter = await inbox.open(summary["id"])
        assert f"Quote {quote.number} from Azulejo" in letter["subject"]
        assert "2 × " in letter["text"]
        assert "€25.00" in letter["text"]
        assert link(opened, quote) in letter["text"]

    async def test_has_the_quote_as_a_pdf(self, shop: Visit, mail: tuple[int, str]) -> None:
        _, opened = shop
        quote = await quoted(opened, "eva@paper.test")
        sent: list[Mail] = []
        context = with_mailer(a_mail_context(opened.database, mail, now=clock.now), Kept(sent))

        await jobs.send_quote(
            context, opened, envelope_of(drafts.QuoteMail(quote.draft_id, quote.version))
        )

        (file,) = sent[0].attachments
        assert (file.name, file.data[:5]) == (f"{quote.number}-1.pdf", b"%PDF-")

    async def test_is_not_sent_of_a_quote_that_was_withdrawn(
        self, shop: Visit, mail: tuple[int, str]
    ) -> None:
        _, opened = shop
        quote = await quoted(opened, "eva@withdrawn.test")
        await take_back(opened, quote, QuoteStatus.WITHDRAWN)
        context = a_mail_context(opened.database, mail, now=clock.now)

        await jobs.send_quote(
            context, opened, envelope_of(drafts.QuoteMail(quote.draft_id, quote.version))
        )

        assert await Inbox(mail[1]).received("eva@withdrawn.test") == []
