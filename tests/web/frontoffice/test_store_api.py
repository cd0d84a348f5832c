"""What a front of one's own needs beside products and carts, by the JSON API alone."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.support.messages import waiting
from tests.support.sales import order_of
from tests.web.frontoffice.test_returns import delivered

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.content import api as content
from lonja.hosting.selling.order_links import order_token
from lonja.kernel import clock
from lonja.kernel.ids import uuid7
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
type Visit = tuple[httpx2.AsyncClient, Shop]
API = "/api/v1"


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 9, "B": 9})
        yield client, opened


async def collect(opened: Shop, *slugs: str, starts_in_days: int = 0) -> None:
    now = clock.now()
    async with opened.database.transaction() as db:
        ids = [(await catalog.product_by_slug(db, slug)).id for slug in slugs]
        draft = collections.CollectionDraft(
            "gifts",
            {"es": {"name": "Regalos"}, "en": {"name": "Gifts", "description": "To give."}},
            products=ids,
            starts_at=now + timedelta(days=starts_in_days),
        )
        await collections.add_collection(db, draft, actor="test", now=now)


async def order_api(client: httpx2.AsyncClient, opened: Shop) -> tuple[str, dict[str, str]]:
    """A delivered order's address in the API, and the parameter that opens it."""
    number = await delivered(client, opened)
    order = await order_of(opened.database, number)
    return f"{API}/orders/{number}", {"token": order_token(opened.settings, order.id)}


class TestTheStore:
    async def test_says_what_it_speaks_sells_in_and_sells_to(self, shop: Visit) -> None:
        client, opened = shop
        store = await client.get(f"{API}/store")
        countries = await client.get(f"{API}/countries?language=en")
        facts = await opened.facts.get()

        assert store.headers["cache-control"] == "public, max-age=60"
        assert store.json()["languages"] == list(facts.languages)
        assert store.json()["currencies"][0] == {"code": "EUR", "exponent": 2}
        assert store.json()["picture_base"] == opened.blobs.public_url("")
        found = {one["code"]: one for one in countries.json()["items"]}
        assert set(found) == set(facts.sells_to)
        assert found["ES"] == {
            "code": "ES",
            "name": "Spain",
            "needs_region": False,
            "needs_postal_code": True,
        }

    async def test_checks_an_address_whole(self, shop: Visit) -> None:
        client, _ = shop
        good = {
            "name": "Ana",
            "line1": "Calle Mayor 1",
            "city": "Madrid",
            "postal_code": "28001",
            "country": "ES",
        }
        right = await client.post(f"{API}/addresses/check", json=good)
        wrong = await client.post(
            f"{API}/addresses/check", json=good | {"postal_code": "1", "phone": "x"}
        )

        assert right.json() == {"faults": []}
        assert [(one["field"], one["code"]) for one in wrong.json()["faults"]] == [
            ("postal_code", "address_field_malformed"),
            ("phone", "address_field_malformed"),
        ]


class TestCategoriesAndCollections:
    async def test_are_listed_with_how_many_products_they_have(self, shop: Visit) -> None:
        client, opened = shop
        await collect(opened, "tile-b", "tile-a")
        categories = (await client.get(f"{API}/categories?language=en")).json()["items"]
        listed = (await client.get(f"{API}/collections?language=en")).json()["items"]
        one = (await client.get(f"{API}/collections/gifts?language=es")).json()

        async with opened.database.reading() as db:
            known = await catalog.categories(db)
        assert [one["slug"] for one in categories] == [one.slug for one in known]
        assert [one["products"] for one in categories] == [one.products for one in known]
        assert listed == [
            {
                "slug": "gifts",
                "name": "Gifts",
                "description": "To give.",
                "products": 2,
                "picture": None,
            }
        ]
        assert one["name"] == "Regalos"

    async def test_list_their_products_in_their_own_order(self, shop: Visit) -> None:
        client, opened = shop
        await collect(opened, "tile-b", "tile-a")
        found = (await client.get(f"{API}/products?collection=gifts")).json()
        first = (await client.get(f"{API}/products?collection=gifts&limit=1")).json()
        rest = (
            await client.get(
                f"{API}/products?collection=gifts&limit=1&cursor={first['next_cursor']}"
            )
        ).json()

        assert [one["slug"] for one in found["items"]] == ["tile-b", "tile-a"]
        assert found["total"] == 2
        assert [one["slug"] for one in (*first["items"], *rest["items"])] == ["tile-b", "tile-a"]

    async def test_that_are_not_shown_yet_are_not_there(self, shop: Visit) -> None:
        client, opened = shop
        await collect(opened, "tile-b", starts_in_days=1)

        assert (await client.get(f"{API}/collections")).json()["items"] == []
        for path in ("collections/gifts", "products?collection=gifts"):
            answer = await client.get(f"{API}/{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_collection")


class TestContent:
    async def test_is_what_staff_published(self, shop: Visit) -> None:
        client, opened = shop
        text = content.PageText("care", "How to care", "<p>Gently.</p>")
        async with opened.database.transaction() as db:
            await content.add_page(
                db,
                content.PageDraft({"en": text}, status=content.PageStatus.PUBLISHED),
                actor="test",
                now=clock.now(),
            )
        pages = (await client.get(f"{API}/pages?language=en")).json()["items"]
        page = (await client.get(f"{API}/pages/care?language=en")).json()
        none = await client.get(f"{API}/pages/nothing")
        around = await client.get(f"{API}/layout?language=en")

        assert ("care", "How to care") in [(one["slug"], one["title"]) for one in pages]
        assert page["body"] == "<p>Gently.</p>"
        assert (none.status_code, none.json()["code"]) == (404, "unknown_page")
        assert around.status_code == 200
        assert around.headers["cache-control"] == "public, max-age=60"
        assert all(one["url"].startswith("/en/") for one in around.json()["menu"])


class TestAReturn:
    async def test_is_asked_for_once_sent_and_called_off(self, shop: Visit) -> None:
        client, opened = shop
        path, token = await order_api(client, opened)
        before = (await client.get(f"{path}/returns", params=token)).json()
        case = str(uuid7())
        line = {"line": 1, "units": 1, "reason": before["reasons"][0]["code"]}
        asked = {"id": case, "lines": [line]}
        made = [await client.post(f"{path}/returns", params=token, json=asked) for _ in range(2)]
        too_many = await client.post(
            f"{path}/returns",
            params=token,
            json={"id": str(uuid7()), "lines": [line | {"units": 2}]},
        )
        off = await client.delete(f"{path}/returns/{case}", params=token)
        after = (await client.get(f"{path}/returns", params=token)).json()

        assert (before["may_return"], before["lines"][0]["units"]) == (True, 2)
        assert [one.status_code for one in made] == [201, 201]
        assert made[0].json()["lines"] == [
            {"line": 1, "units": 1, "exchange_sku": "", "exchange_name": ""}
        ]
        assert (too_many.status_code, too_many.json()["code"]) == (409, "return_exceeds_line")
        assert off.status_code == 204
        assert [one["status"] for one in after["returns"]] == ["cancelled"]

    async def test_is_for_who_has_the_orders_link(self, shop: Visit) -> None:
        client, opened = shop
        path, _ = await order_api(client, opened)
        asked = {"id": str(uuid7()), "lines": [{"line": 1, "units": 1}]}
        answers = [
            await client.get(f"{path}/returns"),
            await client.post(f"{path}/returns?token=wrong", json=asked),
            await client.delete(f"{path}/returns/{uuid7()}?token=wrong"),
        ]

        assert [one.status_code for one in answers] == [404, 404, 404]


class TestAWithdrawal:
    async def test_answers_the_same_for_every_order(self, shop: Visit) -> None:
        client, opened = shop
        path, token = await order_api(client, opened)
        number = path.rpartition("/")[2]
        order = await order_of(opened.database, number)
        said = {"id": str(uuid7()), "number": number, "email": order.email, "name": "Ana"}
        own = await client.post(f"{API}/withdrawals", json=said)
        nobodys = await client.post(
            f"{API}/withdrawals", json=said | {"id": str(uuid7()), "number": "NONE-0000"}
        )
        found = (await client.get(f"{path}/returns", params=token)).json()["returns"]

        assert (own.status_code, own.text) == (nobodys.status_code, nobodys.text) == (202, "null")
        assert [(one["kind"], one["status"]) for one in found] == [("withdrawal", "approved")]


class TestTheNews:
    async def test_are_asked_for_by_a_mail_and_not_too_often(self, shop: Visit) -> None:
        client, opened = shop
        answers = [
            await client.post(f"{API}/newsletter", json={"email": "ana@example.com"})
            for _ in range(12)
        ]
        mails = await waiting(opened.database, "notifications")

        assert answers[0].status_code == 202
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) > 0
        assert "newsletter.mail" in {one.type for one in mails}


class TestTheFrontPage:
    async def test_is_what_a_shop_has_that_wrote_none(self, shop: Visit) -> None:
        client, _ = shop
        answer = await client.get(f"{API}/home?language=en")
        kinds = [one["kind"] for one in answer.json()["blocks"]]
        rows = [one for one in answer.json()["blocks"] if one["kind"] == "products"]

        assert answer.headers["cache-control"] == "public, max-age=60"
        assert kinds == ["hero", "categories", "products", "products"]
        assert [one["products_url"] for one in rows] == [
            "/products?sort=featured&limit=8",
            "/products?sort=newest&limit=8",
        ]
        for row in rows:
            assert (await client.get(f"{API}{row['products_url']}")).json()["total"] == 2

    async def test_has_the_blocks_that_are_shown_now_with_what_they_lead_to(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        await collect(opened, "tile-b")
        now = clock.now()
        async with opened.database.transaction() as db:
            gifts = (await collections.collections(db))[0]
            category = next(one for one in await catalog.categories(db) if one.products)
            chosen = [(await catalog.product_by_slug(db, one)).id for one in ("tile-b", "tile-a")]
            shelved = uuid7()
            to_category = content.LinkTarget("category", str(category.id))
            home = content.Home(
                seo_title={"en": "A fine shop"},
                blocks=(
                    content.HeroBlock(
                        title={"en": "Welcome", "es": "Bienvenidos"},
                        picture="products",
                        products=tuple(chosen),
                        buttons=(content.HeroButton(to_category, {"en": "Look"}),),
                    ),
                    content.ProductBlock(source="collection", collection=gifts.id, count=4),
                    content.ProductBlock(source="category", category=category.id),
                    content.ProductBlock(source="chosen", products=(chosen[0],)),
                    content.ProductBlock(source="collection", collection=shelved),
                    content.TextBlock(body={"en": "Late"}, starts_at=now + timedelta(days=1)),
                    content.ColumnsBlock(
                        columns=(
                            content.TextColumn({"en": "Fast"}, {"en": "Two days"}),
                            content.TextColumn({"en": "Safe"}, {"en": "30 days to return"}),
                        )
                    ),
                    content.NewsletterBlock(title={"en": "No news, no form"}),
                ),
            )
            await content.save(db, home, actor="test", now=now)

        english = (await client.get(f"{API}/home?language=en")).json()
        spanish = (await client.get(f"{API}/home?language=es")).json()
        hero, *rows, columns = english["blocks"]

        assert english["seo_title"] == "A fine shop"
        assert hero["title"] == "Welcome"
        assert hero["buttons"] == [{"label": "Look", "url": f"/en/c/{category.slug}"}]
        assert [one["slug"] for one in hero["products"]] == ["tile-b", "tile-a"]
        assert [one["products_url"] for one in rows] == [
            "/products?collection=gifts&limit=4",
            f"/products?category={category.slug}&limit=8",
            None,
        ]
        assert [one["slug"] for one in rows[2]["products"]] == ["tile-b"]
        assert columns["columns"][0] == {"title": "Fast", "text": "Two days"}
        assert spanish["blocks"][0]["title"] == "Bienvenidos"

    async def test_in_a_language_or_currency_that_the_shop_has_not(self, shop: Visit) -> None:
        client, _ = shop
        for asked in ("language=fr", "currency=JPY"):
            answer = await client.get(f"{API}/home?{asked}")
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
