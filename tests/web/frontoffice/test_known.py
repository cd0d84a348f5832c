"""A buyer is known by the link that was mailed to their address, and by nothing that is typed."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.web.frontoffice.browsing import words

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.customers import api as customers
from lonja.identity import api as identity
from lonja.kernel import clock
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.promotions.api import Conditions, Draft, PromotionStatus, Reward, RewardKind, Rule
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
ANA = "ana@example.com"


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    """Whose trade customers pay half, and Ana is one."""
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        now = clock.now()
        async with opened.database.transaction() as db:
            known = await customers.remember(
                db, email=ANA, name="Ana", language="en", country="ES", now=now
            )
            trade = await customers.add_group(db, name="Trade", description="", actor="x", now=now)
            await customers.change_members(db, trade, join=[known], version=1, actor="x", now=now)
            rule = Rule(
                Reward(RewardKind.ORDER_PERCENT, percent=50), conditions=Conditions(groups=(trade,))
            )
            draft = Draft({"en": "Trade half"}, rule, status=PromotionStatus.ACTIVE)
            await promotions.add_promotion(db, draft, actor="x", now=now)
        yield client, opened


def token_for(opened: Shop, email: str) -> str:
    return identity.proof_link(opened.settings.secret_key, email, today=clock.now().date())


async def test_the_mailed_link_opens_the_prices_in_this_cart_and_the_next(shop: Visit) -> None:
    client, opened = shop
    await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
    before = words(await client.get("/en/cart"))

    asked = await client.post("/en/known", data={"email": ANA.upper()})
    opening = await client.get(f"/en/known?token={token_for(opened, ANA)}")
    known = await client.get(opening.headers["location"])
    after = words(await client.get("/en/cart"))
    client.cookies.delete("cart")
    await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
    another = words(await client.get("/en/cart"))
    await client.post("/en/known/forget")
    forgotten = words(await client.get("/en/cart"))

    assert "Are there prices for you?" in before
    assert "A link is on its way" in words(asked)
    assert ANA in words(known)
    assert ["Trade half" in page for page in (before, after, another, forgotten)] == [
        False,
        True,
        True,
        False,
    ]


async def test_a_cart_of_the_api_is_known_by_the_token_of_the_link(shop: Visit) -> None:
    client, opened = shop
    cart = (await client.post("/api/v1/carts", json={"language": "en"})).json()["id"]
    await client.post(f"/api/v1/carts/{cart}/lines", json={"sku": "A"})

    asked = await client.post(f"/api/v1/carts/{cart}/proofs", json={"email": ANA})
    wrong = await client.put(f"/api/v1/carts/{cart}/proof", json={"token": "x.y"})
    right = await client.put(f"/api/v1/carts/{cart}/proof", json={"token": token_for(opened, ANA)})

    assert (asked.status_code, wrong.status_code, right.status_code) == (202, 422, 200)
    assert [one["name"] for one in right.json()["promotions"]] == ["Trade half"]


async def test_who_asks_again_and_again_is_told_to_wait(shop: Visit) -> None:
    client, _opened = shop

    pages = [await client.post("/en/known", data={"email": ANA}) for _ in range(11)]

    assert [page.status_code for page in pages] == [200] * 10 + [429]
    assert "Too many tries" in words(pages[-1])


async def test_a_product_shows_tiers_to_all_and_prices_of_a_group_to_its_members_alone(
    shop: Visit,
) -> None:
    client, opened = shop
    without = words(await client.get("/en/p/tile-a"))
    async with opened.database.transaction() as db:
        [group] = await customers.groups(db)
        variant = (await catalog.variants_by_sku(db, ["A"]))["A"]
        for name, of, from_quantity, minor in (
            ("Many", None, 10, 8_00),
            ("Trade 2026", group.id, 1, 6_50),
        ):
            list_id = await pricing.add_price_list(
                db, name=name, group_id=of, is_active=True, actor="x", now=clock.now()
            )
            price = pricing.NewListPrice(variant, "EUR", from_quantity, minor)
            await pricing.set_list_prices(
                db, list_id, [price], version=1, actor="x", now=clock.now()
            )

    before = words(await client.get("/en/p/tile-a"))
    await client.get(f"/en/known?token={token_for(opened, ANA)}")
    known = words(await client.get("/en/p/tile-a"))
    await client.post("/en/known/forget")
    after = words(await client.get("/en/p/tile-a"))

    assert "pieces" not in without  # and that there is no list is not kept once there is one
    assert "from 10 pieces €8.00 each" in before
    assert ("Your price: Trade 2026" in known, "€6.50" in known) == (True, True)
    assert "Trade 2026" not in before + after


async def test_an_address_that_is_typed_or_a_link_that_is_not_ours_opens_nothing(
    shop: Visit,
) -> None:
    client, opened = shop
    await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
    forged = token_for(opened, ANA)[:-1] + "x"

    pages = [
        await client.post("/en/known", data={"email": ANA}),
        await client.post("/en/known", data={"email": "nobody"}),
        await client.get(f"/en/known?token={forged}"),
    ]

    assert [page.status_code for page in pages] == [200, 422, 422]
    assert "Trade half" not in words(await client.get("/en/cart"))
    assert "too old" in words(pages[2])
