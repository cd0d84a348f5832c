"""Nothing of others is loaded before a reader agrees, and only what they agreed to after it."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office, until_heard
from tests.web.frontoffice.browsing import words

from lonja.actions import save_tags
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
COUNTING = content.Tag(
    key="counting",
    category="statistics",
    vendor="Counters Ltd",
    purpose={"en": "How many look at a page"},
    script="https://cdn.counters.example/c.js",
    config="start();",
    cookies=("_ct*",),
)
ADS = content.Tag(
    key="ads",
    category="marketing",
    vendor="Ads Inc",
    purpose={"en": "Offers elsewhere"},
    script="https://ads.example/a.js",
)


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


async def add(opened: Shop, *tags: content.Tag) -> None:
    async with until_heard(opened), opened.database.transaction() as db:
        before = await content.current(db, content.Tags)
        await save_tags.save(
            db, content.Tags(tags), version=before.version, actor="ana", now=clock.now()
        )


async def policy(client: httpx2.AsyncClient, path: str = "/en/", **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    return str(answer.headers["content-security-policy"])


class TestAShopWithoutTags:
    async def test_asks_nobody_and_says_what_it_needs(self, shop: Visit) -> None:
        client, _ = shop

        home, cookies = await client.get("/en/"), await client.get("/en/cookies")

        assert 'id="consent"' not in home.text
        assert "no scripts of others" in words(cookies)
        assert "shop_pass" in words(cookies)


class TestATag:
    async def test_is_asked_about_and_not_allowed_before_the_answer(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING, ADS)

        home, again = await client.get("/en/"), await client.get("/en/")
        cart = await client.get("/en/cart")

        assert 'id="consent"' in home.text
        assert home.text == again.text
        for answer in (home, again, cart):
            assert "counters.example" not in answer.headers["content-security-policy"]
        assert 'id="consent"' not in cart.text

    async def test_is_allowed_by_the_policy_of_who_agreed_to_its_kind(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING, ADS)
        unasked = await client.get("/en/")

        await client.post("/en/cookies", data={"statistics": "1", "back": "/en/"})
        agreed = await client.get("/en/")
        said = agreed.headers["content-security-policy"]
        client.cookies.clear()

        assert "script-src 'self' https://cdn.counters.example;" in said
        assert "ads.example" not in said
        assert agreed.text == unasked.text
        assert "counters.example" not in await policy(client)

    async def test_stays_out_of_where_people_pay(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING)
        await client.post("/en/cookies", data={"choice": "all"})

        for path in ("/en/cart", "/en/orders", "/en/gift-card"):
            assert "counters.example" not in await policy(client, path)

    async def test_asks_again_when_another_comes(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING)
        await client.post("/en/cookies", data={"choice": "all"})
        before = await policy(client)

        await add(opened, COUNTING, ADS)

        assert "counters.example" in before
        assert "counters.example" not in await policy(client)

    async def test_says_its_own_lines_as_a_file(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING, ADS)

        lines = await client.get(f"/tags/counting.js?v={COUNTING.mark}")
        none = await client.get("/tags/ads.js")

        assert (lines.text, lines.headers["content-type"].partition(";")[0]) == (
            "start();",
            "text/javascript",
        )
        assert "immutable" in lines.headers["cache-control"]
        assert none.status_code == 404


class TestAReader:
    async def test_takes_the_consent_back_and_what_it_stored_goes(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING)
        await client.post("/en/cookies", data={"choice": "all"})
        client.cookies.set("_ct_1", "x")

        answer = await client.post("/en/cookies", data={"choice": "none"})
        page = await client.get("/en/cookies?saved=1")

        cookies = answer.headers.get_list("set-cookie")
        assert any(one.startswith("consent=1.;") and "HttpOnly" not in one for one in cookies)
        assert any(one.startswith("_ct_1=") and "Max-Age=0" in one for one in cookies)
        assert "Your choice is saved" in words(page)
        assert "counters.example" not in await policy(client)

    async def test_whose_browser_says_no_gets_no_advertising(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING, ADS)
        signal = {"sec-gpc": "1"}

        page = await client.get("/en/cookies", headers=signal)
        await client.post("/en/cookies", data={"choice": "all"}, headers=signal)
        said = await policy(client, **signal)

        assert "asks shops not to share" in words(page)
        assert "counters.example" in said
        assert "ads.example" not in said
        assert "ads.example" not in await policy(client)

    async def test_is_counted_and_not_known(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING, ADS)
        for choice in ("all", "none", "all"):
            await client.post("/en/cookies", data={"choice": choice})

        async with opened.database.reading() as db:
            counts = await content.consent_counts(db, since=clock.now().date().replace(day=1))

        assert [(one.edition, one.choice, one.count) for one in counts] == [
            (1, "", 1),
            (1, "sm", 2),
        ]

    async def test_is_led_to_no_other_host(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, COUNTING)

        away = await client.post("/en/cookies", data={"choice": "all", "back": "//evil.example"})

        assert away.headers["location"] == "/en/cookies?saved=1"
