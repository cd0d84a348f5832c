"""What every page promises in every theme and language."""

import html
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.support.reviewing import an_order
from tests.web.frontoffice.browsing import words
from tests.web.frontoffice.test_unsubscribe import a_link

from lonja.adapters.theme_language import speech
from lonja.adapters.themes import DEFAULT, Theme, Themes
from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.kernel.ids import sealed
from lonja.orders import api as orders
from lonja.shop import api as facts
from lonja_tools.laptop.generated.catalogs import messages_of
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
THEMES = Themes().names()
SPOKEN = ("es", "en")
"""By the shop of these tests."""
WORDS_OF_LENGTH = 14
"""Shorter ones, such as "Total" or "Material", stand in both languages."""


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 0})
        yield client, opened


async def wear(opened: Shop, theme: str) -> None:
    async with opened.database.transaction() as db:
        now = await facts.current(db)
        changed = facts.changed_by_name(now, {"theme": theme})
        await facts.save(db, changed, version=now.version, actor="t", now=clock.now())


def sentences(theme: Theme, language: str) -> set[str]:
    """What a theme says in one language and in no other."""
    said = {}
    for one in SPOKEN:
        say = speech(theme, one).say
        said[one] = {
            say(message)
            for message in messages_of(theme)
            if isinstance(message, str) and "%" not in message
        }
    others = set().union(*(texts for one, texts in said.items() if one != language))
    return {text for text in said[language] - others if len(text) >= WORDS_OF_LENGTH}


async def an_orders_pages(opened: Shop) -> list[str]:
    paths = []
    for shipped in (False, True):
        order_id = await an_order(opened.database, "A", shipped=shipped)
        async with opened.database.reading() as db:
            number = (await orders.get(db, order_id)).number
        token = sealed(opened.settings.secret_key, "order", str(order_id))
        paths.append(f"orders/{number}?token={token}")
    return [*paths, paths[-1].replace("?", "/review?sku=A&")]


async def all_pages(visit: Visit, language: str) -> dict[str, httpx2.Response]:
    """Each page that a visitor can come upon, by its address."""
    client, opened = visit
    paths = [
        "", "search", "search?q=zzzzqqqq", "c/hidraulicos", "c/hidraulicos?colour=tartan",
        "p/tile-a", "p/tile-b", "cart", "offline", "nowhere", "c/hidraulicos?cursor=garbage",
        *await an_orders_pages(opened),
    ]  # fmt: skip
    link, _ = await a_link(opened, language=language)
    paths.append(link.removeprefix(f"/{language}/"))
    pages = {path: await client.get(f"/{language}/{path}") for path in paths}
    await client.post(f"/{language}/cart/lines", data={"sku": "A", "quantity": "2"})
    for path in ("cart?notice=added", "checkout"):
        pages[path] = await client.get(f"/{language}/{path}")
    pages["wrong form"] = await client.post(f"/{language}/checkout", data={"email": "?"})
    client.cookies.clear()
    return pages


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("theme", THEMES)
async def test_every_page_is_whole_and_speaks_one_language(
    shop: Visit, theme: str, language: str
) -> None:
    await wear(shop[1], theme)
    worn = Themes().get(theme)
    foreign = set().union(*(sentences(worn, one) for one in SPOKEN if one != language))

    spain = {"es": "España", "en": "Spain"}

    pages = await all_pages(shop, language)

    for path, page in pages.items():
        assert page.status_code in {200, 404, 422}, path
        assert f'<html lang="{language}">' in page.text, path
        assert f'href="/static/{theme}/tokens.css?v=' in page.text, path
        assert [mark for mark in ("{{", "{%", "%(") if mark in page.text] == [], path
        text = html.unescape(words(page))
        assert [said for said in foreign if said in text] == [], path
        seller = f"Azulejo de Ejemplo S.L. Calle del Horno 1, 46001 Valencia, {spain[language]}"
        assert f"{seller} hola@azulejo.example" in text, path


@pytest.mark.parametrize("theme", THEMES)
async def test_every_file_that_a_page_names_is_served(shop: Visit, theme: str) -> None:
    client, _ = shop
    worn = Themes().get(theme)

    for name in worn.served:
        answer = await client.get(f"/static/{theme}/{name}?v=1")
        assert (answer.status_code, answer.content) == (200, worn.sent(name))
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    ["nothing/base.css", "default/none.css", "default/../theme.toml", "default/", "base.css"],
)
async def test_nothing_else_is_served(shop: Visit, path: str) -> None:
    client, _ = shop

    assert (await client.get(f"/static/{path}")).status_code == 404


async def test_a_change_of_theme_shows_at_once_though_pages_are_kept(shop: Visit) -> None:
    client, opened = shop
    await client.get("/en/search")
    seen = []
    for theme in ("azulejo", DEFAULT):
        await wear(opened, theme)
        page = await client.get("/en/search")
        seen.append(("All tiles" in page.text, f"/static/{theme}/" in page.text))

    assert seen == [(True, True), (False, True)]


async def test_a_shop_without_goods_and_without_its_facts_has_a_page(
    fresh_database_url: str, storage_connection: str
) -> None:
    async with front_office(fresh_database_url, storage_connection) as (client, _):
        page = await client.get("/es/")

    assert page.status_code == 200
    assert "/static/default/" in page.text
