"""What reviews promise to those who write, decide and read them."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.reviewing import NOW, an_order, ship, words

from lonja.catalog import api as catalog
from lonja.catalog.api import Ratings
from lonja.kernel import audit
from lonja.kernel.db import Database
from lonja.kernel.errors import Conflict
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.pricing import api as pricing
from lonja.reviews import api as reviews
from lonja.reviews.api import Review, ReviewStatus, Words
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

CLERK = "clerk@azulejo.example"


@pytest.fixture
async def shop(database: Database) -> Database:
    await open_small_shop(database, {"A": 50, "B": 50})
    return database


async def write(
    shop: Database, order: UUID, words: Words, *, sku: str = "A", after_h: int = 0
) -> tuple[Review, bool]:
    async with shop.transaction() as db:
        return await reviews.write(
            db, order_id=order, sku=sku, words=words, now=NOW + timedelta(hours=after_h)
        )


async def decide(
    shop: Database,
    review: Review,
    to: ReviewStatus = ReviewStatus.PUBLISHED,
    reason: str | None = None,
) -> None:
    async with shop.transaction() as db:
        await reviews.decide(
            db,
            review_id=review.id,
            version=review.version,
            to=to,
            reason=reason,
            actor=CLERK,
            now=NOW,
        )


async def published(shop: Database, rating: int, *, after_h: int = 0) -> Review:
    review, _ = await write(shop, await an_order(shop, "A"), words(rating), after_h=after_h)
    await decide(shop, review)
    return review


async def ratings(shop: Database, slug: str = "tile-a") -> Ratings:
    async with shop.reading() as db:
        return (await catalog.product_by_slug(db, slug)).ratings


async def on_the_shelf(shop: Database, name: str = "tile-a") -> set[tuple[int, int]]:
    """(reviews, tenths) of every row of a product's."""
    async with shop.reading() as db:
        found = set()
        for language, currency in (("es", "EUR"), ("en", "EUR"), ("es", "USD"), ("en", "USD")):
            page = await shelf.list_cards(db, language=language, currency=currency)
            found |= {(c.review_count, c.rating_tenths) for c in page.items if c.slug == name}
        return found


async def audited(shop: Database) -> list[str]:
    async with shop.reading() as db:
        return [
            row.action
            for row in await audit.list_rows(db, before_seq=None, subject=None, limit=50)
            if row.action.startswith("review")
        ]


class TestABuyer:
    async def test_writes_once_for_each_product_of_an_order(self, shop: Database) -> None:
        order = await an_order(shop, "A", "B")

        first, was_first = await write(shop, order, words(4))
        again, is_first = await write(shop, order, words(4), after_h=1)
        other, other_first = await write(shop, order, words(2), sku="B")

        assert (was_first, is_first, other_first) == (True, False, True)
        assert again == first
        assert (first.status, first.version, first.written_at) == ("waiting", 1, NOW)
        async with shop.reading() as db:
            assert set((await reviews.of_order(db, order)).values()) == {first, other}

    async def test_is_counted_once_in_five_requests_at_a_time(self, shop: Database) -> None:
        order = await an_order(shop, "A")

        done = await asyncio.gather(*(write(shop, order, words()) for _ in range(5)))

        assert sorted(is_first for _, is_first in done) == [False] * 4 + [True]
        assert len({review.id for review, _ in done}) == 1

    async def test_cannot_speak_of_what_has_not_left(self, shop: Database) -> None:
        order = await an_order(shop, "A", shipped=False)

        with pytest.raises(orders.WrongStatus) as refused:
            await write(shop, order, words())

        assert refused.value.facts == {"status": "confirmed"}
        await ship(shop, order)
        assert (await write(shop, order, words()))[1] is True

    async def test_cannot_speak_of_what_is_not_in_the_order(self, shop: Database) -> None:
        order = await an_order(shop, "A")

        for sku in ("B", "NO-SUCH", ""):
            with pytest.raises(reviews.NotInOrder):
                await write(shop, order, words(), sku=sku)

    async def test_is_refused_words_that_say_nothing(self, shop: Database) -> None:
        order = await an_order(shop, "A")

        with pytest.raises(reviews.ReviewRefused):
            await write(shop, order, words(body=" \u200b\n \u200b x"))

        async with shop.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM reviews") == 0

    async def test_takes_a_published_review_off_the_page_by_changing_it(
        self, shop: Database
    ) -> None:
        order = await an_order(shop, "A")
        review, _ = await write(shop, order, words(5))
        await decide(shop, review)
        assert await on_the_shelf(shop) == {(1, 50)}

        changed, is_first = await write(shop, order, words(2, title="Se raya"), after_h=3)

        assert (changed.id, is_first, changed.status) == (review.id, False, "waiting")
        assert (await ratings(shop)).count == 0
        assert await on_the_shelf(shop) == {(0, 0)}
        await decide(shop, changed)
        assert (await ratings(shop)).counts == (0, 1, 0, 0, 0)

    async def test_answers_a_rejection_with_other_words(self, shop: Database) -> None:
        order = await an_order(shop, "A")
        review, _ = await write(shop, order, words())
        await decide(shop, review, ReviewStatus.REJECTED, "off_topic")

        changed, _ = await write(shop, order, words(3, title="Sobre la baldosa"))

        assert (changed.status, changed.reason, changed.decided_by) == ("waiting", None, None)


class TestAClerk:
    async def test_publishes_once_however_often_requested(self, shop: Database) -> None:
        review, _ = await write(shop, await an_order(shop, "A"), words(4))

        await decide(shop, review)
        await decide(shop, review)

        assert (await ratings(shop)).counts == (0, 0, 0, 1, 0)
        assert await on_the_shelf(shop) == {(1, 40)}
        assert await audited(shop) == ["review_published"]

    async def test_does_not_publish_words_that_were_changed_meanwhile(self, shop: Database) -> None:
        order = await an_order(shop, "A")
        read, _ = await write(shop, order, words(5))
        await write(shop, order, words(1, title="Otra cosa"))

        with pytest.raises(Conflict):
            await decide(shop, read)

        assert (await ratings(shop)).count == 0
        assert await audited(shop) == []

    async def test_takes_back_what_was_published(self, shop: Database) -> None:
        review = await published(shop, 5)
        async with shop.reading() as db:
            (now,) = (await reviews.list_by_status(db, ReviewStatus.PUBLISHED, limit=5)).items

        await decide(shop, now, ReviewStatus.REJECTED, "advertising")

        assert (now.id, (await ratings(shop)).count) == (review.id, 0)
        assert await audited(shop) == ["review_rejected", "review_published"]

    async def test_answers_what_is_published_and_nothing_else(self, shop: Database) -> None:
        review, _ = await write(shop, await an_order(shop, "A"), words(2))
        answer = {"review_id": review.id, "actor": CLERK, "now": NOW}
        async with shop.transaction() as db:
            with pytest.raises(reviews.WrongReviewStatus):
                await reviews.reply(db, text="Lo sentimos.", **answer)  # type: ignore[arg-type]
        await decide(shop, review)

        for _ in range(2):
            async with shop.transaction() as db:
                await reviews.reply(db, text=" Lo\x07 sentimos. ", **answer)  # type: ignore[arg-type]

        async with shop.reading() as db:
            (shown,) = (await reviews.shown(db, review.product_id, limit=5)).items
        assert (shown.reply, shown.replied_at) == ("Lo sentimos.", NOW)
        assert await audited(shop) == ["review_answered", "review_published"]
        async with shop.transaction() as db:
            await reviews.reply(db, text="", **answer)  # type: ignore[arg-type]
        async with shop.reading() as db:
            assert (await reviews.shown(db, review.product_id, limit=5)).items[0].reply is None

    async def test_sees_the_longest_waiting_review_first(self, shop: Database) -> None:
        written = [
            (await write(shop, await an_order(shop, "A"), words(), after_h=hours))[0]
            for hours in (2, 0, 1)
        ]
        async with shop.reading() as db:
            first = await reviews.list_by_status(db, ReviewStatus.WAITING, limit=2)
            rest = await reviews.list_by_status(
                db, ReviewStatus.WAITING, cursor=first.next_cursor, limit=2
            )
            assert await reviews.count_waiting(db) == 3

        assert [one.id for one in first.items + rest.items] == [
            written[place].id for place in (1, 2, 0)
        ]
        assert rest.next_cursor is None

    async def test_gets_not_found_for_an_unknown_review(self, shop: Database) -> None:
        async with shop.transaction() as db:
            with pytest.raises(reviews.UnknownReview):
                await reviews.decide(
                    db, review_id=uuid7(), version=1, to=ReviewStatus.PUBLISHED, reason=None, actor=CLERK,
                    now=NOW,
                )  # fmt: skip


class TestAShopper:
    @pytest.mark.parametrize(
        ("sort", "stars"),
        [
            ("newest", [3, 5, 1, 5, 2, 3]),
            ("highest", [5, 5, 3, 3, 2, 1]),
            ("lowest", [1, 2, 3, 3, 5, 5]),
        ],
    )
    async def test_turns_page_after_page_without_gap_or_repeat(
        self, shop: Database, sort: str, stars: list[int]
    ) -> None:
        for hours, rating in enumerate([3, 2, 5, 1, 5, 3]):
            review = await published(shop, rating, after_h=hours)
        await write(shop, await an_order(shop, "A"), words(4))  # not published yet

        read: list[Review] = []
        cursor = None
        async with shop.reading() as db:
            while True:
                page = await reviews.shown(db, review.product_id, sort=sort, cursor=cursor, limit=2)
                read += page.items
                cursor = page.next_cursor
                if cursor is None:
                    break

        assert [one.words.rating for one in read] == stars
        assert len({one.id for one in read}) == 6
        newest = [one.written_at for one in read if one.words.rating == 5]
        assert newest == sorted(newest, reverse=True)

    async def test_sees_the_sum_of_what_is_published(self, shop: Database) -> None:
        for rating in (5, 4, 4):
            await published(shop, rating)

        found = await ratings(shop)

        assert (found.counts, found.tenths) == ((0, 0, 0, 2, 1), 43)
        assert await on_the_shelf(shop) == {(3, 43)}
        assert await on_the_shelf(shop, "tile-b") == {(0, 0)}

    async def test_sees_every_star_of_many_decisions_at_once(self, shop: Database) -> None:
        waiting = [
            (await write(shop, await an_order(shop, "A"), words(rating)))[0]
            for rating in (5, 5, 4, 3)
        ]
        variant = await a_variant(shop, "A")

        async def reprice() -> None:
            async with shop.transaction() as db:
                await pricing.set_price(
                    db, variant_id=variant, currency="EUR", amount_minor=77_00, actor=CLERK, now=NOW
                )

        await asyncio.gather(*(decide(shop, review) for review in waiting), reprice())

        assert (await ratings(shop)).counts == (0, 0, 1, 1, 2)
        assert await on_the_shelf(shop) == {(4, 43)}
        async with shop.reading() as db:
            page = await shelf.list_cards(db, language="es", currency="EUR")
        assert {card.from_minor for card in page.items if card.slug == "tile-a"} == {77_00}


async def a_variant(shop: Database, sku: str) -> UUID:
    async with shop.reading() as db:
        return (await catalog.variants_by_sku(db, [sku]))[sku]
