"""A language that is only a catalog of the theme: nothing of the code knows it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from babel.messages.pofile import read_po, write_po
from tests.support.front_office import front_office
from tests.support.messages import envelope_of

from lonja.actions import mail_texts
from lonja.adapters.themes import Themes, shipped
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.jobs.languages import list_in_languages
from lonja.kernel import clock
from lonja.shop import api as shops
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
LANGUAGE = "eo"


def a_catalog(theme: Path) -> None:
    """Every message of the default theme, marked: `Cart` is `⟦Cart⟧`."""
    source = shipped() / "default/locale/en/LC_MESSAGES/messages.po"
    with source.open("rb") as opened:
        messages = read_po(opened, locale=LANGUAGE)
    for message in messages:
        if isinstance(message.id, str) and message.id:
            message.string = f"⟦{message.string}⟧"
    place = theme / f"locale/{LANGUAGE}/LC_MESSAGES/messages.po"
    place.parent.mkdir(parents=True)
    with place.open("wb") as written:
        write_po(written, messages)


@pytest.fixture
async def shop(
    fresh_database_url: str, storage_connection: str, tmp_path: Path
) -> AsyncIterator[Visit]:
    theme = tmp_path / "default"
    shutil.copytree(shipped() / "default", theme)
    a_catalog(theme)
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        opened.themes = Themes(tmp_path)
        yield client, opened


async def speak(shop: Shop) -> None:
    async with shop.database.transaction() as db:
        now = await shops.current(db)
        after = shops.changed_by_name(now, {"languages": ["es", LANGUAGE]})
        offered = shop.theme_of(after).languages
        await shops.save(
            db, after, version=now.version, offered=offered, actor="t", now=clock.now()
        )
    await list_in_languages(shop, envelope_of(shops.ListInLanguages(now.version + 1)))


async def test_is_refused_where_the_theme_has_no_words(shop: Visit) -> None:
    opened = shop[1]
    async with opened.database.transaction() as db:
        now = await shops.current(db)
        after = shops.changed_by_name(now, {"languages": ["es", "fi"]})
        offered = opened.theme_of(after).languages
        assert LANGUAGE in offered
        with pytest.raises(shops.FactUnknown):
            await shops.save(
                db, after, version=now.version, offered=offered, actor="t", now=clock.now()
            )


async def test_walks_through_the_whole_storefront(shop: Visit) -> None:
    client, opened = shop
    assert (await client.get(f"/{LANGUAGE}/cart")).status_code == 303

    await speak(opened)

    pages = {
        path: await client.get(f"/{LANGUAGE}/{path}")
        for path in ("", "search", "p/tile-a", "cart", "orders", "cookies", "nowhere")
    }
    pages["filled"] = await client.post(
        f"/{LANGUAGE}/cart/lines", data={"sku": "A", "quantity": "1"}, follow_redirects=True
    )
    pages["checkout"] = await client.get(f"/{LANGUAGE}/checkout")
    for path, page in pages.items():
        assert page.status_code == (404 if path == "nowhere" else 200), path
        assert f'<html lang="{LANGUAGE}">' in page.text, path
        assert "⟦" in page.text, path
    assert f'hreflang="{LANGUAGE}"' in pages["p/tile-a"].text
    assert "<h1>" in pages["p/tile-a"].text, "its name is in the shop's first language"
    assert f"/{LANGUAGE}/p/" in (await client.get("/sitemap.xml")).text
    assert f"Disallow: /{LANGUAGE}/cart" in (await client.get("/robots.txt")).text
    assert (await client.get("/fi/cart")).status_code == 404
    assert (await client.get("/en/cart")).status_code == 303
    home = await client.get("/", headers={"accept-language": f"{LANGUAGE}-XX"})
    assert home.headers["location"] == f"/{LANGUAGE}/"


async def test_has_mails_and_the_coverage_of_what_it_lacks(shop: Visit) -> None:
    _, opened = shop
    await speak(opened)

    words = (await opened.mails()).own_words(
        "order_confirmed", mail_texts.named("order_confirmed"), language=LANGUAGE, shop="S"
    )
    async with opened.database.reading() as db:
        lacking = await catalog.translations.coverage_of_products(db, LANGUAGE)

    assert "⟦" in words.headline
    assert lacking.lacking == lacking.total > 0


async def test_gives_a_product_an_address_of_its_own(shop: Visit) -> None:
    client, opened = shop
    await speak(opened)
    async with opened.database.transaction() as db:
        found = await catalog.product_by_slug(db, "tile-a", language="es")
        _, version = await catalog.product_fields(db, found.id)
        await catalog.edit_product(
            db,
            found.id,
            {"texts": {LANGUAGE: {"name": "Kahelo", "slug": "kahelo"}}},
            version=version,
            actor="t",
            now=clock.now(),
        )

    own = await client.get(f"/{LANGUAGE}/p/kahelo")
    led = await client.get(f"/{LANGUAGE}/p/tile-a")

    assert "Kahelo" in own.text
    assert led.headers["location"].endswith(f"/{LANGUAGE}/p/kahelo")
    async with opened.database.transaction() as db:
        other = catalog.ProductFields(
            slug="kahelo", status=catalog.ProductStatus.ACTIVE, texts={"es": {"name": "Otro"}}
        )
        with pytest.raises(catalog.AddressTaken):
            await catalog.add_product(db, other, actor="t", now=clock.now())


async def test_shows_the_currency_of_the_country_that_was_chosen(shop: Visit) -> None:
    client, opened = shop
    async with opened.database.transaction() as db:
        now = await shops.current(db)
        other = now.currencies[1]
        currencies = [
            {
                "code": one.code,
                "country": one.country,
                "first_in": [other.country] if one == other else [],
            }
            for one in now.currencies
        ]
        after = shops.changed_by_name(now, {"currencies": currencies, "sells_to": ["ES", "US"]})
        await shops.save(db, after, version=now.version, actor="t", now=clock.now())

    before = await client.get("/es/")
    await client.post("/es/country", data={"country": "US", "back": "/es/"})
    chosen = await client.get("/es/")
    await client.post("/es/currency", data={"currency": now.currency, "back": "/es/"})
    await client.post("/es/country", data={"country": "US", "back": "/es/"})
    kept = await client.get("/es/")

    pressed = 'value="{}" aria-pressed="true"'
    assert pressed.format(now.currency) in before.text
    assert pressed.format(other.code) in chosen.text
    assert pressed.format(now.currency) in kept.text
