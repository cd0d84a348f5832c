"""What the storefront's pages promise to whoever looks around."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from tests.support.front_office import front_office, until_it_hears
from tests.support.statements import overheard
from tests.web.frontoffice.browsing import read, words

from lonja.actions.schedule_prices import schedule_prices
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.kernel import clock
from lonja.kernel.db import run
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 0})
        yield client, opened


class TestLanguages:
    @pytest.mark.parametrize(
        ("accepted", "language"),
        [
            ("es-MX,es;q=0.9", "es"),
            ("en-GB", "en"),
            ("de, en;q=0.5", "en"),
            ("ja", "es"),
            ("", "es"),
        ],
    )
    async def test_the_bare_address_leads_to_the_browsers_language(
        self, shop: Visit, accepted: str, language: str
    ) -> None:
        client, _ = shop

        answer = await client.get("/", headers={"Accept-Language": accepted})

        assert (answer.status_code, answer.headers["location"]) == (307, f"/{language}/")

    async def test_a_page_names_itself_in_every_language(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/en/p/tile-a")

        assert '<html lang="en">' in page.text
        assert (
            '<link rel="alternate" hreflang="es" href="http://shop.example/es/p/tile-a">'
            in page.text
        )

    @pytest.mark.parametrize(
        ("typed", "page"),
        [
            ("/es", "/es/"),
            ("/en/cart/", "/en/cart"),
            ("/es/p/tile-a/?sku=A", "/es/p/tile-a?sku=A"),
            ("/es//evil.example//", "/es/evil.example"),
        ],
    )
    async def test_an_address_with_a_slash_too_many_leads_to_the_page_whatever_host_was_named(
        self, shop: Visit, typed: str, page: str
    ) -> None:
        client, _ = shop

        answer = await client.get(typed, headers={"Host": "evil.example"})

        assert (answer.status_code, answer.headers["location"]) == (307, page)

    async def test_an_unknown_language_is_a_page_that_is_not_there(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/xx/cart")

        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


class TestProductPage:
    async def test_shows_price_availability_and_structured_data(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/p/tile-a")

        assert page.status_code == 200
        assert "10,00 €" in page.text.replace("\xa0", " ")
        assert "En existencias" in words(page) or "Últimas unidades" in words(page)
        found = re.search(
            r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL
        )
        assert found is not None
        data = json.loads(found.group(1))
        assert (data["@type"], data["offers"]["price"]) == ("Product", "10.00")

    async def test_what_is_sold_out_cannot_be_added(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/p/tile-b")

        assert "Agotado" in words(page)
        assert "/es/cart/lines" not in page.text

    async def test_a_new_price_is_on_the_page_at_once(self, shop: Visit) -> None:
        client, opened = shop
        assert "10,00" in (await client.get("/es/p/tile-a")).text
        async with opened.database.transaction() as db:
            variant = (await catalog.variants_by_sku(db, ["A"]))["A"]
            await pricing.set_price(
                db,
                variant_id=variant,
                currency="EUR",
                amount_minor=12_34,
                actor="test",
                now=clock.now(),
            )

        assert "12,34" in (await client.get("/es/p/tile-a")).text

    async def test_no_script_or_style_stands_in_the_page_itself(self, shop: Visit) -> None:
        client, _ = shop

        for path in ("/es/", "/es/p/tile-a", "/es/c/hidraulicos", "/es/cart"):
            page = await client.get(path)
            policy = page.headers["content-security-policy"]
            assert "script-src 'self';" in policy
            assert "unsafe" not in policy
            assert (
                re.findall(
                    r"<script(?![^>]*(?:src=|/json|ld\+json))|<style|\sstyle=|\son\w+=", page.text
                )
                == []
            )


class TestLists:
    async def test_a_category_shows_what_it_has(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/c/hidraulicos")

        assert "/es/p/tile-a" in read(page).links

    @pytest.mark.parametrize("path", ["/es/c/hidraulicos", "/es/search"])
    async def test_a_tag_that_an_advertiser_hung_on_the_link_hides_nothing(
        self, shop: Visit, path: str
    ) -> None:
        client, _ = shop

        page = await client.get(path, params={"utm_source": "boletin", "fbclid": "IwAR0"})

        assert "/es/p/tile-a" in read(page).links
        assert "boletin" not in words(page)

    @pytest.mark.parametrize("path", ["/es/", "/es/c/hidraulicos", "/es/search", "/es/p/tile-a"])
    async def test_an_unknown_parameter_is_the_same_page_and_costs_no_statement(
        self, shop: Visit, path: str
    ) -> None:
        client, opened = shop
        await until_it_hears(opened)
        plain = await client.get(path)
        await client.get(path, params={"x": "0"})  # which facets there are is read once

        with overheard() as heard:
            pages = [
                (await client.get(path, params={tag: "boletin"})).text
                for tag in ("utm_source", "gclid", "x", "utm_campaign")
            ]

        assert pages == [plain.text] * 4
        assert [sql for sql, _ in heard if "shelf" in sql or "products" in sql] == []

    @pytest.mark.parametrize("typed", ["A", "a"])
    async def test_a_sku_in_any_case_opens_its_variant(self, shop: Visit, typed: str) -> None:
        client, _ = shop

        answer = await client.get("/es/search", params={"q": typed})

        assert (answer.status_code, answer.headers["location"]) == (303, "/es/p/tile-a?sku=A")

    async def test_a_filtered_list_leads_to_the_variant_that_it_shows(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/c/hidraulicos", params={"size": "20x20", "x": "1"})

        assert "/es/p/tile-a?size=20x20" in read(page).links
        assert (await client.get("/es/p/tile-a?size=20x20")).status_code == 200

    async def test_a_search_is_counted_and_sorted(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/search", params={"q": "azulejo", "sort": "-price"})

        assert "2 productos" in words(page)
        assert "Lo más parecido" in words(page)

    async def test_words_that_nothing_has_find_nothing(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/search", params={"q": "floor tile"})

        assert "No hemos encontrado nada" in words(page)
        assert "/es/p/tile-a" not in read(page).links

    async def test_search_forgives_a_typing_error(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/search", params={"q": "asulejo"})

        assert "/es/p/tile-a" in read(page).links

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({"price_to": "9"}, False),
            ({"price_to": "10"}, True),
            ({"price_from": "10", "price_to": "11"}, True),
            ({"price_from": "11"}, False),
            ({"price_from": "-5", "price_to": "a lot"}, True),
            ({"price_from": "9" * 19}, False),
        ],
    )
    async def test_a_price_narrows_the_list(
        self, shop: Visit, asked: dict[str, str], shown: bool
    ) -> None:
        client, _ = shop

        page = await client.get("/es/c/hidraulicos", params=asked)

        assert page.status_code == 200
        assert ("/es/p/tile-a" in read(page).links) is shown

    async def test_nothing_found_says_what_to_do(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/c/hidraulicos", params={"colour": "tartan"})

        assert page.status_code == 200
        assert "Quitar los filtros" in words(page)


class TestBadAddresses:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/es/p/no-such-tile", 404),
            ("/es/c/no-such-family", 404),
            ("/es/nowhere", 404),
            ("/es/orders/AAAA-BBBB?token=guess", 404),
            ("/es/c/hidraulicos?cursor=garbage", 422),
            ("/es/search?q=azulejo&cursor=WzFd", 200),
            ("/es/c/hidraulicos?" + "&".join(f"colour=c{n}" for n in range(30)), 400),
            ("/es/p/tile-a?sku=NOT-OURS", 200),
            ("/es/search?q=" + "%F0%9F%A7%B1" * 60, 200),
            ("/es/search?q=%27%3B--%3Cscript%3E", 200),
            ("/es/p/%ED%A0%80", 400),
            ("/es/p/a%00b", 400),
        ],
    )
    async def test_get_a_page_that_says_what_to_do_and_never_a_500(
        self, shop: Visit, path: str, status: int
    ) -> None:
        client, _ = shop

        page = await client.get(path)

        assert page.status_code == status
        assert "Traceback" not in page.text
        assert "<script>" not in page.text

    async def test_the_api_keeps_its_problem_documents(self, shop: Visit) -> None:
        client, _ = shop

        answer = await client.get("/api/v1/nowhere")

        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "not_found"

    async def test_the_api_sends_nobody_to_the_host_that_they_named(self, shop: Visit) -> None:
        client, _ = shop

        answer = await client.post("/api/v1/carts/", json={}, headers={"Host": "evil.example"})

        assert (answer.status_code, answer.headers.get("location")) == (404, None)


class TestWithoutDatabase:
    async def test_pages_say_to_come_back_in_a_moment(
        self, shop: Visit, postgres: Postgres, fresh_database_url: str
    ) -> None:
        client, _ = shop
        name = fresh_database_url.partition("?")[0].rpartition("/")[2]
        postgres.ask(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        postgres.ask(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )

        page = await client.get("/es/c/hidraulicos")

        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert "Volvemos en un momento" in words(page)


class TestSuggestions:
    async def test_are_links_to_categories_products_and_all_results(self, shop: Visit) -> None:
        client, _ = shop

        tiles = await client.get("/en/suggest", params={"q": "til"})
        nothing = await client.get("/en/suggest", params={"q": "qqqq"})

        assert read(tiles).links == [
            "/en/c/hidraulicos",
            "/en/p/tile-a",
            "/en/p/tile-b",
            "/en/search?q=til",
        ]
        assert "€10.00" in tiles.text
        assert "from" not in words(tiles)
        assert read(nothing).links == []
        assert "<html" not in tiles.text

    async def test_are_looked_up_once_and_hold_nothing_of_a_cart(self, shop: Visit) -> None:
        client, opened = shop
        await until_it_hears(opened)
        first = await client.get("/en/suggest?q=tile")
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "2"})

        with overheard() as heard:
            again = await client.get("/en/suggest?q=tile")

        assert again.text == first.text
        assert heard == []

    async def test_are_an_operation_of_the_api(self, shop: Visit) -> None:
        client, _ = shop

        found = (await client.get("/api/v1/suggestions?q=azu&language=es")).json()

        assert [one["slug"] for one in found["products"]] == ["tile-a", "tile-b"]
        assert found["products"][0]["price_to"] == found["products"][0]["price_from"]


async def test_one_price_is_no_price_from(shop: Visit) -> None:
    client, _ = shop

    page = await client.get("/en/c/hidraulicos")

    assert "€10.00" in words(page)
    assert "from €10.00" not in words(page)


class TestTaxes:
    async def test_are_named_only_where_there_are_some(self, shop: Visit) -> None:
        client, _ = shop
        said: dict[str, list[bool]] = {}

        for currency in ("EUR", "USD"):
            client.cookies.set("currency", currency)
            product = await client.get("/en/p/tile-a")
            await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
            cart = await client.get("/en/cart")
            said[currency] = ["Taxes included" in words(product), "of VAT" in words(cart)]
            client.cookies.clear()

        assert said == {"EUR": [True, True], "USD": [False, False]}


async def test_a_lower_price_is_written_as_the_language_writes_it(shop: Visit) -> None:
    client, opened = shop
    async with opened.database.transaction() as db:
        await run(
            db,
            "UPDATE prices SET compare_at_minor = 1600, lowest_minor = 1250 WHERE currency = 'EUR'",
        )

    flags = [
        re.findall(r'class="flag[^"]*">([^<]+)<', (await client.get(f"/{code}/p/tile-a")).text)
        for code in ("es", "en")
    ]

    assert flags == [["\u221220\xa0%"], ["\u221220%"]]
    page = words(await client.get("/en/p/tile-a"))
    assert "Lowest price of the 30 days before: €12.50" in page
    assert "16.00" not in page


async def test_a_sale_begins_on_pages_and_in_lists_in_the_second_that_it_should(
    shop: Visit,
) -> None:
    client, opened = shop
    before = words(await client.get("/en/p/tile-a")), words(await client.get("/en/search"))
    async with opened.database.transaction() as db:
        variant = (await catalog.variants_by_sku(db, ["A"]))["A"]
        now = clock.now()
        await schedule_prices(
            db,
            uuid7(),
            [pricing.PlannedPrice(variant, "EUR", 7_00)],
            starts_at=now + timedelta(seconds=1),
            ends_at=now + timedelta(days=1),
            actor="ana",
            now=now,
        )

    async def shown() -> bool:
        pages = [words(await client.get(path)) for path in ("/en/p/tile-a", "/en/search")]
        return all("€7.00" in page for page in pages)

    woken = asyncio.Event()
    opened.listener.hear(lambda *_: woken.set())
    async with asyncio.timeout(10):
        while not await shown():
            await woken.wait()
            woken.clear()
    assert all("€7.00" not in page for page in before)


class TestTheTreeOfCategories:
    @pytest.fixture
    async def nested(self, shop: Visit) -> httpx2.AsyncClient:
        """`hidraulicos`, which has the products, stands in `suelos`."""
        client, opened = shop
        async with opened.database.transaction() as db:
            floors = await catalog.add_category(
                db,
                catalog.CategoryDraft("suelos", {"es": {"name": "Suelos", "description": ""}}),
                actor="test",
                now=clock.now(),
            )
            (known,) = [
                one for one in await catalog.list_categories(db) if one.draft.slug == "hidraulicos"
            ]
            await catalog.order_categories(
                db, [known.id], parent_id=floors, actor="test", now=clock.now()
            )
        return client

    async def test_lists_what_stands_below_and_leads_there(
        self, nested: httpx2.AsyncClient
    ) -> None:
        page = await nested.get("/es/c/suelos")

        assert page.status_code == 200
        assert {"/es/p/tile-a", "/es/c/hidraulicos"} <= set(read(page).links)

    async def test_is_the_way_back_from_a_list_and_a_product(
        self, nested: httpx2.AsyncClient
    ) -> None:
        for path in ("/es/c/hidraulicos", "/es/p/tile-a"):
            page = await nested.get(path)

            crumbs = page.text.partition('class="crumbs"')[2].partition("</nav>")[0]
            assert '<a href="/es/c/suelos">Suelos</a>' in crumbs
            assert '"name":"Suelos"' in page.text.replace('": "', '":"')

    async def test_is_the_menu_and_the_sitemap(self, nested: httpx2.AsyncClient) -> None:
        menu = (await nested.get("/es/")).text.partition("departments")[2].partition("</nav>")[0]
        sitemap = (await nested.get("/sitemap.xml")).text

        assert "<summary>Suelos</summary>" in menu
        assert 'href="/es/c/hidraulicos"' in menu
        assert {"/es/c/suelos<" in sitemap, "/es/c/hidraulicos<" in sitemap} == {True}

    async def test_is_followed_by_the_api(self, nested: httpx2.AsyncClient) -> None:
        found = await nested.get("/api/v1/products", params={"category": "suelos"})

        assert found.json()["total"] == 2
