"""Reviews as a buyer writes them and a shopper meets them, with every script switched off."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.front_office import front_office
from tests.support.reviewing import NOW, an_order, words
from tests.web.frontoffice.browsing import form, read
from tests.web.frontoffice.browsing import words as seen

from lonja.bootstrap import Shop
from lonja.kernel.ids import sealed
from lonja.orders import api as orders
from lonja.reviews import api as reviews
from lonja.reviews.api import Review
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]

SAID = {
    "rating": "4",
    "title": "Bonito",
    "body": "Se corta sin astillarse.\r\n\r\nVolvería a comprarlo.",
    "name": "Ana P.",
    "language": "es",
}
ASKED: dict[str, Any] = {
    "sku": "A",
    "rating": 4,
    "title": "Bonito",
    "text": "Se corta sin astillarse.",
    "name": "Ana P.",
    "language": "es",
}


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 50, "B": 50})
        yield client, opened


async def link(shop: Shop, order_id: UUID) -> tuple[str, str]:
    """An order's number and token."""
    async with shop.database.reading() as db:
        order = await orders.get(db, order_id)
    return order.number, sealed(shop.settings.secret_key, "order", str(order_id))


async def count(shop: Shop) -> int:
    async with shop.database.reading() as db:
        return int(str(await scalar(db, "SELECT count(*) FROM reviews")))


async def publish(shop: Shop, *ratings: int, **said: str) -> None:
    for rating in ratings:
        order = await an_order(shop.database, "A")
        async with shop.database.transaction() as db:
            review, _ = await reviews.write(
                db, order_id=order, sku="A", words=words(rating, **said), now=NOW
            )
        await decide(shop, review)


async def decide(
    shop: Shop,
    review: Review,
    to: reviews.ReviewStatus = reviews.ReviewStatus.PUBLISHED,
    reason: str | None = None,
) -> None:
    async with shop.database.transaction() as db:
        await reviews.decide(
            db,
            review_id=review.id,
            version=review.version,
            to=to,
            reason=reason,
            actor="clerk@azulejo.example",
            now=NOW,
        )


class TestABuyer:
    async def test_writes_from_the_page_of_an_order_that_was_shipped(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))
        order_page = await client.get(f"/es/orders/{number}?token={token}")
        assert "Escribir una opinión" in seen(order_page)
        (url,) = [found for found in read(order_page).links if "/review?" in found]

        page = await client.get(url)
        fields = form(page, f"/es/orders/{number}/review")
        assert fields == {"title": "", "name": "Ana P.", "language": "es"}
        sent = await client.post(url, data={**fields, **SAID})
        assert sent.status_code == 303
        after = await client.get(sent.headers["location"])

        assert "Leeremos su opinión antes de publicarla" in seen(after)
        assert "Estamos leyendo su opinión" in seen(after)
        again = await client.get(url)
        assert form(again, f"/es/orders/{number}/review")["rating"] == "4"
        assert "Se corta sin astillarse.\nVolvería a comprarlo." in again.text

    async def test_presses_the_button_twice_and_has_written_once(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))
        url = f"/es/orders/{number}/review?token={token}&sku=A"

        answers = [(await client.post(url, data=SAID)).status_code for _ in range(2)]

        assert (answers, await count(opened)) == ([303, 303], 1)

    async def test_gets_back_what_was_typed_and_what_is_wrong_with_it(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))
        url = f"/es/orders/{number}/review?token={token}&sku=A"
        typed = {"title": 'Un "título"', "body": "x" * 3001, "name": "ana@example.com"}

        page = await client.post(url, data=typed)

        assert page.status_code == 422
        for words_of_it in (
            "Hay que corregir 4 cosas",
            "Elija de una a cinco estrellas.",
            "Son más de 3.000 caracteres",
            "no ponga su correo electrónico",
            "Elija el idioma",
        ):
            assert words_of_it in seen(page)
        fields = form(page, f"/es/orders/{number}/review")
        assert (fields["title"], fields["name"]) == ('Un "título"', "ana@example.com")
        assert "x" * 3001 in page.text
        assert await count(opened) == 0

    @pytest.mark.parametrize("status", ["confirmed", "cancelled"])
    async def test_finds_no_form_for_what_has_not_left(self, shop: Visit, status: str) -> None:
        client, opened = shop
        order = await an_order(opened.database, "A", shipped=False)
        async with opened.database.transaction() as db:
            if status == "cancelled":
                locked = await orders.lock(db, order)
                await orders.move(db, order=locked, to=status, at=NOW, actor="shop")
        number, token = await link(opened, order)

        order_page = await client.get(f"/es/orders/{number}?token={token}")
        url = f"/es/orders/{number}/review?token={token}&sku=A"

        assert "opinión" not in seen(order_page)
        assert (await client.get(url)).status_code == 404
        assert (await client.post(url, data=SAID)).status_code == 404
        assert await count(opened) == 0

    async def test_is_refused_with_another_orders_token_or_product(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))
        _, other = await link(opened, await an_order(opened.database, "A", "B"))

        for wrong in (f"token={other}&sku=A", f"token={token}&sku=B", "sku=A", f"token={token}"):
            url = f"/es/orders/{number}/review?{wrong}"
            assert (await client.get(url)).status_code == 404
            assert (await client.post(url, data=SAID)).status_code == 404
        assert await count(opened) == 0

    async def test_is_not_made_to_write_by_another_site(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))

        page = await client.post(
            f"/es/orders/{number}/review?token={token}&sku=A",
            data=SAID,
            headers={"Sec-Fetch-Site": "cross-site"},
        )

        assert (page.status_code, await count(opened)) == (403, 0)

    async def test_is_told_why_it_was_not_published(self, shop: Visit) -> None:
        client, opened = shop
        order = await an_order(opened.database, "A")
        async with opened.database.transaction() as db:
            review, _ = await reviews.write(db, order_id=order, sku="A", words=words(), now=NOW)
        await decide(opened, review, reviews.ReviewStatus.REJECTED, "personal_data")
        number, token = await link(opened, order)

        page = await client.get(f"/en/orders/{number}?token={token}")

        assert "Your review was not published. It holds personal data" in seen(page)

    @pytest.mark.parametrize(
        "body",
        [b"rating=4&title=\xff&body=x", b"rating=%00&title=%00", b"rating=4&body=%ED%A0%80", b""],
    )
    async def test_sends_bytes_that_are_no_text_and_breaks_nothing(
        self, shop: Visit, body: bytes
    ) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))

        page = await client.post(
            f"/es/orders/{number}/review?token={token}&sku=A",
            content=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

        assert page.status_code == 422
        assert await count(opened) == 0


class TestTheApi:
    async def test_takes_a_review_once(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A", "B"))
        url = f"/api/v1/orders/{number}/reviews?token={token}"

        first = await client.post(url, json=ASKED)
        again = await client.post(url, json=ASKED)
        changed = await client.post(url, json={**ASKED, "rating": 2})

        assert [one.status_code for one in (first, again, changed)] == [201, 200, 200]
        assert first.json() == again.json()
        assert first.json() == {
            **ASKED,
            "status": "waiting",
            "reason": None,
            "written_at": first.json()["written_at"],
        }
        own = (await client.get(url)).json()
        assert (own["items"], own["next_cursor"]) == ([changed.json()], None)
        assert await count(opened) == 1

    async def test_takes_the_same_review_five_times_at_once(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))
        url = f"/api/v1/orders/{number}/reviews?token={token}"

        answers = await asyncio.gather(*(client.post(url, json=ASKED) for _ in range(5)))

        assert sorted(one.status_code for one in answers) == [200, 200, 200, 200, 201]
        assert await count(opened) == 1

    async def test_refuses_who_may_not_speak(self, shop: Visit) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))
        _, other = await link(opened, await an_order(opened.database, "A"))
        early, early_token = await link(opened, await an_order(opened.database, "A", shipped=False))

        async def refused(number: str, token: str, **changed: object) -> tuple[int, str]:
            answer = await client.post(
                f"/api/v1/orders/{number}/reviews?token={token}", json={**ASKED, **changed}
            )
            assert answer.headers["content-type"] == "application/problem+json"
            return answer.status_code, answer.json()["code"]

        assert await refused(number, other) == (404, "unknown_order")
        assert await refused(number, "") == (404, "unknown_order")
        assert await refused("NONE-SUCH", token) == (404, "unknown_order")
        assert await refused(early, early_token) == (409, "wrong_order_status")
        assert await refused(number, token, sku="B") == (404, "not_in_order")
        stolen = await client.get(f"/api/v1/orders/{number}/reviews?token={other}")
        assert stolen.status_code == 404
        assert await count(opened) == 0

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"rating": 0}, "invalid_request"),
            ({"rating": 6}, "invalid_request"),
            ({"rating": 4.5}, "invalid_request"),
            ({"title": ""}, "invalid_request"),
            ({"title": "x" * 121}, "invalid_request"),
            ({"text": "x" * 3001}, "invalid_request"),
            ({"text": "a\x00 long enough text"}, "invalid_request"),
            ({"name": "\ud800na"}, "invalid_request"),
            ({"language": "d e"}, "invalid_request"),
            ({"stars": 5}, "invalid_request"),
            ({"title": " \u200b "}, "review_refused"),
            ({"text": "x         \n        "}, "review_refused"),
            ({"name": "ana@example.com"}, "review_refused"),
        ],
    )
    async def test_refuses_what_is_no_review(
        self, shop: Visit, changed: dict[str, object], code: str
    ) -> None:
        client, opened = shop
        number, token = await link(opened, await an_order(opened.database, "A"))

        answer = await client.post(
            f"/api/v1/orders/{number}/reviews?token={token}",
            content=json.dumps({**ASKED, **changed}),
            headers={"Content-Type": "application/json"},
        )

        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert await count(opened) == 0

    async def test_tells_the_rating_in_lists_and_of_one_product(self, shop: Visit) -> None:
        client, opened = shop
        await publish(opened, 5, 4)

        items = (await client.get("/api/v1/products")).json()["items"]
        one = (await client.get("/api/v1/products/tile-a")).json()

        assert {item["slug"]: item["rating"] for item in items} == {
            "tile-a": {"average": 4.5, "count": 2},
            "tile-b": None,
        }
        assert one["rating"] == {"average": 4.5, "count": 2, "stars": [0, 0, 0, 1, 1]}
        assert (await client.get("/api/v1/products/tile-b")).json()["rating"] is None

    async def test_lists_what_is_published_page_by_page(self, shop: Visit) -> None:
        client, opened = shop
        await publish(opened, 5, 1, 3)
        url = "/api/v1/products/tile-a/reviews?sort=lowest&limit=2"

        first = (await client.get(url)).json()
        rest = (await client.get(f"{url}&cursor={first['next_cursor']}")).json()

        assert [one["rating"] for one in first["items"] + rest["items"]] == [1, 3, 5]
        assert rest["next_cursor"] is None
        assert set(first["items"][0]) == {
            "id", "rating", "title", "text", "name", "language", "written_at", "reply",
        }  # fmt: skip
        bad = await client.get(f"{url}&cursor=nonsense")
        assert (bad.status_code, bad.json()["code"]) == (422, "bad_cursor")
        assert (await client.get("/api/v1/products/none/reviews")).status_code == 404


class TestAShopper:
    async def test_sees_nothing_of_reviews_where_there_are_none(self, shop: Visit) -> None:
        client, opened = shop
        order = await an_order(opened.database, "A")
        async with opened.database.transaction() as db:
            await reviews.write(
                db, order_id=order, sku="A", words=words(title="Noch nicht"), now=NOW
            )

        page = await client.get("/es/p/tile-a")

        assert "reviews" not in read(page).ids
        assert "Noch nicht" not in page.text
        assert "aggregateRating" not in page.text

    async def test_sees_stars_words_and_answers(self, shop: Visit) -> None:
        client, opened = shop
        await publish(opened, 5, 4, 4)
        await publish(opened, 2, title="<script>x</script>", language="en", name="Sam O.")
        async with opened.database.transaction() as db:
            (worst, *_) = (
                await reviews.list_by_status(db, reviews.ReviewStatus.PUBLISHED, limit=9)
            ).items
            low = next(
                one
                for one in (
                    await reviews.list_by_status(db, reviews.ReviewStatus.PUBLISHED, limit=9)
                ).items
                if one.words.rating == 2
            )
            await reviews.reply(db, review_id=low.id, text="Lo sentimos.", actor="clerk", now=NOW)
        assert worst is not None

        page = await client.get("/es/p/tile-a")

        assert "#reviews" in read(page).links
        assert "reviews" in read(page).ids
        for said in (
            "3,8",
            "4 opiniones",
            "Compra verificada",
            "Escrita en inglés",
            "Lo sentimos.",
        ):
            assert said in seen(page)
        assert 'lang="en">&lt;script&gt;' in page.text
        assert "<script>x" not in page.text
        found = re.search(
            r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL
        )
        assert found is not None
        data = json.loads(found.group(1))
        assert data["aggregateRating"] == {
            "@type": "AggregateRating",
            "ratingValue": 3.8,
            "reviewCount": 4,
            "bestRating": 5,
            "worstRating": 1,
        }
        assert sorted(one["reviewRating"]["ratingValue"] for one in data["review"]) == [2, 4, 4, 5]

    async def test_sees_stars_in_lists(self, shop: Visit) -> None:
        client, opened = shop
        await publish(opened, 5, 4)

        page = await client.get("/en/c/hidraulicos")

        assert page.text.count("4.5 of 5 stars") == 1

    async def test_turns_the_pages_by_links(self, shop: Visit) -> None:
        client, opened = shop
        await publish(opened, 5, 4, 3, 2, 1, 1, 1, 1)

        first = await client.get("/es/p/tile-a?reviews=lowest&sku=A")
        (more,) = [found for found in read(first).links if "after=" in found]
        second = await client.get(more)

        assert stars(first) == [1, 1, 1, 1, 2, 3]
        assert stars(second) == [4, 5]
        assert "sku=A" in urlsplit(more).query
        assert '<link rel="canonical" href="http://shop.example/es/p/tile-a">' in second.text
        assert (await client.get("/es/p/tile-a?reviews=nonsense")).status_code == 200
        assert (await client.get("/es/p/tile-a?after=nonsense")).status_code == 422

    async def test_sees_a_published_review_at_once_and_one_taken_back_no_more(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        for path in ("/es/p/tile-a", "/es/c/hidraulicos"):
            assert "stars is-" not in (await client.get(path)).text

        await publish(opened, 3)

        for path in ("/es/p/tile-a", "/es/c/hidraulicos"):
            assert "3,0" in seen(await client.get(path))
        async with opened.database.reading() as db:
            (review,) = (
                await reviews.list_by_status(db, reviews.ReviewStatus.PUBLISHED, limit=5)
            ).items
        await decide(opened, review, reviews.ReviewStatus.REJECTED, "other")
        for path in ("/es/p/tile-a", "/es/c/hidraulicos"):
            assert "stars is-" not in (await client.get(path)).text


def stars(page: httpx2.Response) -> Sequence[int]:
    return [
        int(found) // 2
        for found in re.findall(r'<p class="review-stars"><span class="stars is-(\d+)"', page.text)
    ]
