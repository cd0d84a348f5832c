"""What staff write shows at once, in each language, from its time until its time; what moved leads on."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypedDict
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office, until_it_hears
from tests.web.frontoffice.browsing import form, words

from lonja.actions.preview_page import preview_url
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.content.api import (
    Announcement,
    BannerBlock,
    BlockPicture,
    Checkout,
    File,
    FileUse,
    Footer,
    Header,
    HeroBlock,
    Home,
    LinkTarget,
    Look,
    MenuItem,
    MenuSubItem,
    NewsletterBlock,
    Notice,
    Notices,
    PageDraft,
    PageRole,
    PageStatus,
    PageText,
    TextBlock,
)
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


class Who(TypedDict):
    actor: str
    now: datetime


def who() -> Who:
    return Who(actor="ana", now=clock.now())


CARE = PageDraft(
    {
        "es": PageText("cuidado", "Cuidado", "<h2>Lavar</h2><p>A mano.</p>"),
        "en": PageText("care", "Care", "<h2>Wash</h2><p>By hand.</p>", "Washing", "How to wash."),
    },
    status=PageStatus.PUBLISHED,
)
BUYER = {
    "email": "ana@example.com",
    "name": "Ana Prueba",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28001",
    "country": "ES",
    "phone": "+34 600 000 000",
    "card": "approved",
}
SEARCH = LinkTarget("address", "/search")


@pytest.fixture
async def shop(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 5})
        await until_it_hears(opened)
        yield client, opened


type Open = tuple[httpx2.AsyncClient, Shop]


async def _write(opened: Shop, document: content.Document) -> None:
    async with opened.database.transaction() as db:
        await content.save(db, document, **who())


async def _upload(opened: Shop, file: File) -> None:
    async with opened.database.transaction() as db:
        await content.add_file(db, file, **who())


async def _add(opened: Shop, page: PageDraft) -> Any:
    async with opened.database.transaction() as db:
        return await content.add_page(db, page, **who())


class TestAPage:
    async def test_shows_in_each_language_under_its_own_address(self, shop: Open) -> None:
        client, opened = shop
        await _add(opened, CARE)

        english = (await client.get("/en/pages/care")).text
        moved = await client.get("/en/pages/cuidado")
        bare = await client.get("/pages/care", headers={"accept-language": "en"})
        sitemap = (await client.get("/sitemap.xml")).text

        assert "<h2>Wash</h2><p>By hand.</p>" in english
        assert "<title>Washing · " in english
        assert '<meta name="description" content="How to wash.">' in english
        assert 'hreflang="es" href="http://shop.example/es/pages/cuidado"' in english
        assert (moved.status_code, moved.headers["location"]) == (301, "/en/pages/care")
        assert bare.headers["location"] == "/en/pages/care"
        for path in ("/en/pages/care", "/es/pages/cuidado"):
            assert f"<loc>http://shop.example{path}</loc>" in sitemap

    async def test_is_shown_only_once_it_is_published(self, shop: Open) -> None:
        client, opened = shop
        page_id = await _add(opened, replace(CARE, status=PageStatus.DRAFT))
        before = await client.get("/en/pages/care")
        async with opened.database.transaction() as db:
            await content.change_page(db, page_id, CARE, version=1, **who())

        after = await client.get("/en/pages/care")

        assert (before.status_code, after.status_code) == (404, 200)

    async def test_changes_at_once_though_it_was_kept(self, shop: Open) -> None:
        client, opened = shop
        page_id = await _add(opened, CARE)
        assert "By hand" in (await client.get("/en/pages/care")).text
        texts = {**CARE.texts, "en": replace(CARE.texts["en"], body="<p>Not at all.</p>")}

        async with opened.database.transaction() as db:
            await content.change_page(db, page_id, replace(CARE, texts=texts), version=1, **who())

        assert "Not at all" in (await client.get("/en/pages/care")).text

    async def test_leaves_the_memory_when_its_time_is_over(self, shop: Open) -> None:
        client, opened = shop
        ends = clock.now() + timedelta(seconds=2)
        await _add(opened, replace(CARE, visible_until=ends, role=PageRole.TERMS))
        shown = await client.get("/en/pages/care")
        linked = (await client.get("/en/search")).text

        async with asyncio.timeout(20):
            while (await client.get("/en/pages/care")).status_code != 404:
                pass

        assert shown.status_code == 200
        assert "/en/pages/care" in linked
        assert "/en/pages/care" not in (await client.get("/en/search")).text

    async def test_leads_from_the_address_that_it_had(self, shop: Open) -> None:
        client, opened = shop
        page_id = await _add(opened, CARE)
        texts = {**CARE.texts, "en": replace(CARE.texts["en"], slug="washing")}
        async with opened.database.transaction() as db:
            await content.change_page(db, page_id, replace(CARE, texts=texts), version=1, **who())

        old = await client.get("/en/pages/care")

        assert (old.status_code, old.headers["location"]) == (301, "/en/pages/washing")


class TestAPreview:
    async def test_shows_a_draft_to_whoever_has_the_link(self, shop: Open) -> None:
        client, opened = shop
        page_id = await _add(opened, replace(CARE, status=PageStatus.DRAFT))
        until = clock.now() + timedelta(hours=1)
        url = preview_url(opened.settings, page_id, "en", until=until)
        over = preview_url(opened.settings, page_id, "en", until=clock.now() - timedelta(hours=1))

        shown = await client.get(url)
        refused = [
            await client.get(other)
            for other in (over, url[:-1] + ("0" if url[-1] != "0" else "1"), url.split("?")[0])
        ]

        assert "<h2>Wash</h2>" in shown.text
        assert '<meta name="robots" content="noindex">' in shown.text
        assert shown.headers["cache-control"] == "no-store"
        assert [answer.status_code for answer in refused] == [404, 404, 404]


class TestLegalPages:
    async def test_are_linked_at_the_foot_and_above_the_button_that_orders(
        self, shop: Open
    ) -> None:
        client, opened = shop
        await _add(opened, replace(CARE, role=PageRole.TERMS))
        await fill_cart_of_pages(client)

        listing = (await client.get("/en/search")).text
        checkout = (await client.get("/en/checkout")).text

        link = '<a href="/en/pages/care">Care</a>'
        assert link in listing[listing.index("foot-legal") :]
        assert link in checkout[checkout.index('class="sum"') : checkout.index("data-once")]


class TestMenus:
    async def test_show_entries_with_what_is_below_them(self, shop: Open) -> None:
        client, opened = shop
        page_id = await _add(opened, CARE)
        page = LinkTarget("page", str(page_id))
        help_ = MenuItem(labels={"en": "Help", "es": "Ayuda"}, children=(MenuSubItem(page),))
        await _write(opened, Header((MenuItem(SEARCH, {"en": "Everything"}), help_)))
        await _write(opened, Footer((help_,), {"en": "Since 1990."}, {"en": "No tax."}))

        shown = (await client.get("/en/search")).text

        top, foot = shown[: shown.index("<main")], shown[shown.index("<footer") :]
        assert '<a href="/en/search" aria-current="page">Everything</a>' in top
        assert "<summary>Help</summary>" in top
        assert '<a href="/en/pages/care">Care</a>' in top
        assert "Since 1990." in foot
        assert "No tax." in foot
        assert '<li><a href="/en/pages/care">Care</a></li>' in foot

    async def test_leave_out_what_is_not_there_any_more(self, shop: Open) -> None:
        client, opened = shop
        page_id = await _add(opened, CARE)
        await _write(opened, Header((MenuItem(LinkTarget("page", str(page_id))),)))
        async with opened.database.transaction() as db:
            draft = replace(CARE, status=PageStatus.DRAFT)
            await content.change_page(db, page_id, draft, version=1, **who())

        assert "/en/pages/care" not in (await client.get("/en/search")).text


class TestTheFrontPage:
    async def test_shows_its_blocks_in_their_order(self, shop: Open) -> None:
        client, opened = shop
        home = Home(
            seo_title={"en": "Good things"},
            blocks=(
                TextBlock(title={"en": "First"}, body={"en": "<p>One <em>text</em>.</p>"}),
                HeroBlock(title={"en": "Second"}, picture="none"),
            ),
        )
        await _write(opened, home)

        shown = (await client.get("/en/")).text

        assert shown.index("<p>One <em>text</em>.</p>") < shown.index("<h2>Second</h2>")
        assert "<title>Good things · " in shown
        assert shown.count("<h1") == 1

    async def test_is_whole_before_anybody_wrote_it(self, shop: Open) -> None:
        client, _ = shop

        shown = (await client.get("/en/")).text

        assert shown.count("<h1") == 1
        assert 'class="card"' in shown


class TestBlocks:
    async def test_show_the_pictures_that_staff_uploaded_cut_around_their_focus(
        self, shop: Open
    ) -> None:
        client, opened = shop
        blob = f"blocks/{UUID(int=8)}.webp"
        await _upload(opened, File(blob, FileUse.BLOCK, "image/webp", 1000, 500))
        image = BlockPicture(blob, {"en": "A hall"}, focus_x=75, focus_y=0)
        banner = BannerBlock(title={"en": "By hand"}, text={"en": "Since 1902."}, image=image)

        await _write(opened, Home(blocks=(HeroBlock(picture="own", image=image), banner)))
        page = (await client.get("/en/")).text

        url = opened.blobs.public_url
        assert page.count('alt="A hall" class="focus-x-75 focus-y-0"') == 2
        assert f"{url(blob.replace('.webp', '-480.webp'))} 480w" in page
        assert f"{url(blob)} 1000w" in page
        assert f'property="og:image" content="{url(blob)}"' in page

    async def test_stand_there_from_their_time_until_their_time(self, shop: Open) -> None:
        client, opened = shop
        now = clock.now()
        over = TextBlock(body={"en": "<p>Over</p>"}, ends_at=now - timedelta(hours=1))
        later = TextBlock(body={"en": "<p>Later</p>"}, starts_at=now + timedelta(hours=1))
        here = TextBlock(body={"en": "<p>Here</p>"}, starts_at=now - timedelta(hours=1))

        await _write(opened, Home(blocks=(over, later, here)))
        page = (await client.get("/en/")).text

        shown = [word for word in ("Over", "Later", "Here") if f"<p>{word}</p>" in page]
        assert shown == ["Here"]

    async def test_ask_for_an_address_only_where_there_are_news(self, shop: Open) -> None:
        client, opened = shop
        block = NewsletterBlock(title={"en": "Write to me"})

        await _write(opened, Home(blocks=(block,)))
        without = (await client.get("/en/")).text
        await _write(opened, Footer(has_newsletter=True))
        page = (await client.get("/en/")).text

        assert ("Write to me" in without, "Write to me" in page) == (False, True)


class TestTheGuaranteeNotice:
    async def test_is_shown_where_the_law_wants_it_in_the_language_that_it_is_in(
        self, shop: Open
    ) -> None:
        client, opened = shop
        blob = f"notices/{UUID(int=9)}.svg"
        none = await client.get("/en/guarantee")
        await _upload(opened, File(blob, FileUse.NOTICE, "image/svg+xml"))

        await _write(opened, Notices({"en": Notice(blob, "Three years.")}))
        notice, product = await client.get("/en/guarantee"), await client.get("/en/p/tile-a")
        spanish = await client.get("/es/p/tile-a")

        assert none.status_code == 404
        assert f'src="{opened.blobs.public_url(blob)}"' in notice.text
        assert "Three years." in words(notice)
        assert product.text.count('href="/en/guarantee"') == 2
        assert "/es/guarantee" not in spanish.text


class TestTheLook:
    async def test_stands_over_the_theme_on_every_page_at_once(self, shop: Open) -> None:
        client, opened = shop
        before = await client.get("/en/")
        logo = f"look/{UUID(int=7)}.webp"

        with pytest.raises(content.UnknownFile):
            await _write(opened, Look(logo=logo))
        await _upload(opened, File(logo, FileUse.LOGO, "image/webp", 640, 200))
        await _write(opened, Look("#0b5d4e", "#7fd6c2", "round", logo=logo, logo_has_name=True))
        page = await client.get("/en/")
        address = re.search(r'href="(/look.css[?]v=[0-9a-f]{10})"', page.text)
        sheet = await client.get(address[1] if address else "")

        assert "/look.css" not in before.text
        assert f'src="{opened.blobs.public_url(logo)}"' in page.text
        assert "--corner: 18px;" in sheet.text
        assert "immutable" in sheet.headers["cache-control"]
        assert "style-src 'self'" in page.headers["content-security-policy"]


class TestTheCheckout:
    async def test_asks_and_says_what_the_shop_chose(self, shop: Open) -> None:
        client, opened = shop
        rules = Checkout("required", "off", "obligation", {"EUR": 1_000_00})

        await client.post("/es/cart/lines", data={"sku": "A", "quantity": "1"})
        before = await client.get("/es/checkout")
        await _write(opened, rules)
        page, cart = await client.get("/es/checkout"), await client.get("/es/cart")
        refused = await client.post(
            "/es/checkout", data={**form(page, "/es/checkout"), **BUYER, "phone": ""}
        )
        below = await client.post("/es/checkout", data={**form(page, "/es/checkout"), **BUYER})

        assert 'name="company"' in before.text
        assert "Pedido con obligación de pago" in page.text
        assert 'name="company"' not in page.text
        assert "Enviamos pedidos desde 1" in words(cart)
        assert 'href="/es/checkout"' not in cart.text
        assert (refused.status_code, "Escriba su número de teléfono." in refused.text) == (
            422,
            True,
        )
        assert (below.status_code, "no llega al mínimo" in below.text) == (409, True)


class TestTheAnnouncement:
    async def test_begins_and_ends_at_its_times(self, shop: Open) -> None:
        client, opened = shop
        begins = clock.now() + timedelta(seconds=2)
        await _write(opened, Announcement({"en": "Open on Sunday"}, SEARCH, begins))
        before = (await client.get("/en/")).text

        async with asyncio.timeout(20):
            while "Open on Sunday" not in (await client.get("/en/")).text:
                pass

        assert "Open on Sunday" not in before
        assert clock.now() >= begins


class TestRedirects:
    async def test_lead_on_from_what_is_not_there(self, shop: Open) -> None:
        client, opened = shop
        async with opened.database.transaction() as db:
            await content.add_redirect(db, "/collections/old", "/search?q=tile", **who())
            await content.add_redirect(db, "/p/gone", "https://old.example/x", **who())
            await content.add_redirect(db, "/search", "/cart", **who())

        old = await client.get("/collections/old?utm=1")
        gone = await client.get("/es/p/gone?a=1")
        there = await client.get("/es/search")
        posted = await client.post("/collections/old")

        assert (old.status_code, old.headers["location"]) == (301, "/search?q=tile")
        assert gone.headers["location"] == "https://old.example/x?a=1"
        assert there.status_code == 200
        assert posted.status_code == 404


async def fill_cart_of_pages(client: httpx2.AsyncClient) -> None:
    added = await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
    assert added.status_code == 303
