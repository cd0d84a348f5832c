"""What the storefront says to search engines, networks, browsers and phones."""

import io
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from PIL import Image
from tests.support.front_office import front_office, until_heard

from lonja.adapters.themes import Themes
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.kernel import clock
from lonja.kernel.db import run
from lonja.pricing import api as pricing
from lonja_tools.proofs.small_shop import ACTOR, open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
BASE = "http://shop.example"
LONG = " ".join(["Barro cocido y esmaltado a mano en Manises"] * 6)


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 0})
        yield client, opened


async def add_pair(shop: Shop) -> None:
    """A product in two colours, one of them dearer."""
    async with shop.database.transaction() as db:
        put = await catalog.put_product(
            db,
            catalog.ProductDraft(
                slug="pair",
                status=catalog.ProductStatus.ACTIVE,
                texts={"es": {"name": "Pareja", "description": LONG}, "en": {"name": "Pair"}},
                attributes={"brand": "Alfar"},
                category="hidraulicos",
                variants=[
                    catalog.VariantDraft(sku, {"colour": colour, "size": "20x20"}, 0, None)
                    for sku, colour in (("P 1", "Azul"), ("P2", "Verde"))
                ],
            ),
            actor=ACTOR,
            now=clock.now(),
        )
        for sku, minor in (("P 1", 10_00), ("P2", 12_00)):
            await pricing.set_price(
                db,
                variant_id=put.variants[sku],
                currency="EUR",
                amount_minor=minor,
                actor=ACTOR,
                now=clock.now(),
            )


async def linked(client: httpx2.AsyncClient, path: str) -> dict[str, Any]:
    """Type → what the page says of it as JSON-LD."""
    text = (await client.get(path)).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return {data["@type"]: data for data in map(json.loads, found)}


class TestASearchEngine:
    async def test_reads_a_products_offer_and_what_its_delivery_costs(self, shop: Visit) -> None:
        client, _ = shop

        product = (await linked(client, "/es/p/tile-a"))["Product"]

        offer = product["offers"]
        assert (product["sku"], offer["price"], offer["priceCurrency"]) == ("A", "10.00", "EUR")
        assert offer["url"] == f"{BASE}/es/p/tile-a?sku=A"
        sent = offer["shippingDetails"]
        assert sent["shippingRate"] == {
            "@type": "MonetaryAmount",
            "value": "5.00",
            "currency": "EUR",
        }
        assert sent["shippingDestination"]["addressCountry"] == "ES"
        assert sent["deliveryTime"]["transitTime"]["maxValue"] == 4

    async def test_reads_each_variant_with_its_own_address_and_price(self, shop: Visit) -> None:
        client, opened = shop
        await add_pair(opened)

        group = (await linked(client, "/es/p/pair"))["ProductGroup"]

        assert group["brand"] == {"@type": "Brand", "name": "Alfar"}
        assert set(group["variesBy"]) == {"https://schema.org/color", "https://schema.org/size"}
        variants = group["hasVariant"]
        assert [(v["sku"], v["color"], v["offers"]["price"]) for v in variants] == [
            ("P 1", "Azul", "10.00"),
            ("P2", "Verde", "12.00"),
        ]
        assert [v["url"] for v in variants] == [v["offers"]["url"] for v in variants]
        for variant in variants:
            page = await client.get(variant["url"].removeprefix(BASE))
            assert variant["sku"] in page.text
        assert ["shippingDetails" in v["offers"] for v in variants].count(True) == 1

    async def test_reads_no_word_that_is_cut(self, shop: Visit) -> None:
        client, opened = shop
        await add_pair(opened)

        page = await client.get("/es/p/pair")

        [said] = re.findall(r'<meta name="description" content="([^"]+)">', page.text)
        assert len(said) <= 155
        assert said.endswith("…")
        assert set(said.removesuffix("…").split()) <= set(LONG.split())

    async def test_reads_the_way_from_the_front_page(self, shop: Visit) -> None:
        client, _ = shop

        way = (await linked(client, "/es/p/tile-a"))["BreadcrumbList"]["itemListElement"]
        shorter = (await linked(client, "/es/c/hidraulicos"))["BreadcrumbList"]["itemListElement"]

        assert [step["item"] for step in way] == [
            f"{BASE}/es/",
            f"{BASE}/es/c/hidraulicos",
            f"{BASE}/es/p/tile-a",
        ]
        assert [step["name"] for step in shorter] == ["Azulejo", "Hidráulicos"]

    async def test_reads_who_sells_and_where_to_search(self, shop: Visit) -> None:
        client, _ = shop

        found = await linked(client, "/es/")

        seller = found["Organization"]
        assert (seller["name"], seller["legalName"]) == ("Azulejo", "Azulejo de Ejemplo S.L.")
        assert seller["address"]["postalCode"] == "46001"
        assert "vatID" not in seller
        logo = await client.get(seller["logo"].removeprefix(BASE))
        assert logo.headers["content-type"] == "image/png"
        target = found["WebSite"]["potentialAction"]["target"]["urlTemplate"]
        assert target == f"{BASE}/es/search?q={{search_term_string}}"

    async def test_reads_what_may_come_back_once_the_shop_has_such_a_page(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        before = (await linked(client, "/es/p/tile-a"))["Product"]["offers"]
        text = content.PageText("devoluciones", "Devoluciones", "<p>En treinta días.</p>")
        draft = content.PageDraft(
            {"es": text}, role=content.PageRole.RETURNS, status=content.PageStatus.PUBLISHED
        )
        async with until_heard(opened), opened.database.transaction() as db:
            await content.add_page(db, draft, actor=ACTOR, now=clock.now())

        offer = (await linked(client, "/es/p/tile-a"))["Product"]["offers"]
        seller = (await linked(client, "/es/"))["Organization"]

        assert "hasMerchantReturnPolicy" not in before
        policy = offer["hasMerchantReturnPolicy"]
        assert policy["merchantReturnLink"] == f"{BASE}/es/pages/devoluciones"
        assert policy == seller["hasMerchantReturnPolicy"]


class TestAPageThatIsShared:
    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/es/", "website"),
            ("/es/c/hidraulicos", "website"),
            ("/es/search?q=azulejo", "website"),
            ("/es/p/tile-a?sku=A", "product"),
        ],
    )
    async def test_says_what_it_is(self, shop: Visit, path: str, kind: str) -> None:
        client, _ = shop

        text = (await client.get(path)).text

        said = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]+)">', text))
        assert said.keys() >= {
            *("site_name", "title", "description", "url", "locale", "type"),
            *("image", "image:type", "image:width", "image:height"),
        }
        assert (said["type"], said["locale"]) == (kind, "es_ES")
        assert said["url"] == f"{BASE}{path.partition('?')[0]}"
        assert said["image"].startswith("http")
        assert '<meta name="twitter:card" content="summary' in text

    async def test_shows_its_picture_in_a_form_that_all_networks_know(self, shop: Visit) -> None:
        client, opened = shop
        async with opened.database.transaction() as db:
            await run(
                db,
                "INSERT INTO media (id, product_id, blob, width, height, alt, renditions, status,"
                " created_at)"
                " SELECT gen_random_uuid(), id, 'a/1.avif', 1200, 900, '{}', %(made)s, 'ready',"
                " now()"
                " FROM products WHERE slug = 'tile-a'",
                made='[{"format": "webp", "width": 640, "blob": "a/1-640.webp"},'
                ' {"format": "avif", "width": 960, "blob": "a/1-960.avif"}]',
            )

        text = (await client.get("/en/p/tile-a")).text

        said = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]+)">', text))
        assert said["image"].endswith("/a/1-640.webp")
        assert (said["image:type"], said["image:width"], said["image:height"]) == (
            "image/webp",
            "640",
            "480",
        )
        assert '<meta name="twitter:card" content="summary_large_image">' in text


class TestTheSitemap:
    async def test_names_every_product_in_every_language_and_its_last_change(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE products SET updated_at = %(at)s", at=at)

        answer = await client.get("/sitemap.xml")

        places = re.findall(r"<loc>([^<]+)</loc>", answer.text)
        assert f"{BASE}/en/p/tile-b" in places
        assert len(places) == 2 * 4
        assert re.findall(r"<lastmod>([^<]+)</lastmod>", answer.text) == [at.isoformat()] * 4

    async def test_of_many_products_is_an_index_of_parts(self, shop: Visit) -> None:
        client, opened = shop
        async with opened.database.transaction() as db:
            await run(
                db,
                "INSERT INTO products (id, slug, status, texts, attributes, created_at, updated_at)"
                " SELECT gen_random_uuid(), 'many-' || n, 'active', '{}', '{}', now(), now()"
                " FROM generate_series(1, 5001) AS n",
            )

        index = await client.get("/sitemap.xml")
        parts = re.findall(r"<loc>([^<]+)</loc>", index.text)
        places: list[str] = []
        for part in parts:
            answer = await client.get(part.removeprefix(BASE))
            found = re.findall(r"<loc>([^<]+)</loc>", answer.text)
            assert len(found) <= 10_000 + 4
            places += found

        assert "<sitemapindex" in index.text
        assert parts == [f"{BASE}/sitemap-1.xml", f"{BASE}/sitemap-2.xml"]
        assert len(places) == len(set(places)) == 2 * (5003 + 2)
        for none in ("/sitemap-0.xml", "/sitemap-3.xml"):
            assert (await client.get(none)).status_code == 404

    async def test_is_named_by_robots_txt_which_keeps_them_out_of_carts(self, shop: Visit) -> None:
        client, _ = shop

        answer = await client.get("/robots.txt")

        assert "Disallow: /es/cart\n" in answer.text
        assert f"Sitemap: {BASE}/sitemap.xml" in answer.text


class TestFiles:
    async def test_a_phone_finds_icons_in_the_sizes_that_it_wants(self, shop: Visit) -> None:
        client, _ = shop

        manifest = (await client.get("/manifest.webmanifest")).json()
        touch = await client.get("/apple-touch-icon.png")
        page = await client.get("/es/")

        icons = {
            (icon["sizes"], icon.get("purpose", "")): icon["src"] for icon in manifest["icons"]
        }
        assert icons.keys() == {
            ("any", ""),
            ("192x192", "any"),
            ("512x512", "any"),
            ("512x512", "maskable"),
        }
        for (sizes, _), src in icons.items():
            answer = await client.get(src)
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            if sizes != "any":
                drawn = Image.open(io.BytesIO(answer.content))
                assert f"{drawn.width}x{drawn.height}" == sizes
        assert Image.open(io.BytesIO(touch.content)).size == (180, 180)
        assert re.search(r'rel="apple-touch-icon" href="[^"]+\?v=', page.text)

    async def test_what_a_page_or_a_stylesheet_names_is_kept_for_a_year(self, shop: Visit) -> None:
        client, _ = shop
        page = await client.get("/es/")

        named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
        for sheet in [name for name in named if ".css" in name]:
            text = (await client.get(sheet)).text
            folder = sheet.partition("?")[0].rpartition("/")[0]
            named |= {f"{folder}/{link}" for link in re.findall(r'url\("(?!data:)([^"]+)"\)', text)}

        assert any(".woff2" in name for name in named)
        for name in named:
            answer = await client.get(name)
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable", name

    async def test_no_answer_names_the_program_that_serves_it(self, shop: Visit) -> None:
        client, _ = shop

        for path in ("/es/", "/es/", "/healthz", "/static/default/shop.js", "/none"):
            assert (await client.get(path)).headers["server"] == "lonja"


class TestTheServiceWorker:
    async def test_sees_all_pages_and_keeps_only_what_says_that_there_is_no_connection(
        self, shop: Visit
    ) -> None:
        client, _ = shop

        worker = await client.get("/worker.js")
        page = await client.get("/es/")

        assert worker.headers["content-type"].startswith("text/javascript")
        assert "worker-src 'self'" in page.headers["content-security-policy"]
        kept = json.loads(worker.text.partition("const SHOP = ")[2].partition(";\n")[0])
        assert kept["pages"] == ["/es/offline", "/en/offline"]
        offline = await client.get("/es/offline")
        named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', offline.text))
        assert {name for name in named if "apple-touch" not in name} <= set(kept["files"])
        for path in (*kept["pages"], *kept["files"]):
            assert (await client.get(path)).status_code == 200

    def test_and_the_script_of_all_pages_are_small(self) -> None:
        theme = Themes().get("default")

        scripts = [name for name in theme.served if name.endswith(".js")]

        assert sorted(scripts) == ["consent.js", "shop.js", "worker.js"]
        assert sum(len(theme.sent(name)) for name in scripts) <= 15_000
