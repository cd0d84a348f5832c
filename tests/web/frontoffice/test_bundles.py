"""Bundles as buyers meet them, with every script switched off."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.web.frontoffice.browsing import words

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.kernel import clock
from lonja.promotions import api as promotions
from lonja.promotions.api import Conditions, Draft, Part, PromotionStatus, Reward, RewardKind, Rule
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 9, "B": 9})
        yield client, opened


async def products(opened: Shop) -> dict[str, catalog.Product]:
    """By the SKU of their one variant."""
    async with opened.database.reading() as db:
        variants = await catalog.variants_by_sku(db, ["A", "B"])
        sold = await catalog.sellables(db, list(variants.values()), "es")
        whole = await catalog.products_by_ids(db, [one.product_id for one in sold.values()])
    return {one.variants[0].sku: one for one in whole}


async def run_bundle(
    opened: Shop,
    *,
    price: int = 15_00,
    quantity: int = 1,
    conditions: Conditions | None = None,
    **said: object,
) -> UUID:
    of = await products(opened)
    reward = Reward(
        RewardKind.BUNDLE,
        amounts={"EUR": price},
        parts=(Part(of["A"].id, quantity), Part(of["B"].id)),
    )
    draft = Draft(
        {"es": "Juego de baño", "en": "Bath set"},
        Rule(reward, conditions=conditions or Conditions()),
        status=PromotionStatus.ACTIVE,
    )
    async with opened.database.transaction() as db:
        return await promotions.add_promotion(
            db, promotions.changed(draft, **said), actor="test", now=clock.now()
        )


async def page_of(client: httpx2.AsyncClient, opened: Shop, sku: str = "A") -> str:
    slug = (await products(opened))[sku].address("es")
    answer = await client.get(f"/es/p/{slug}")
    assert answer.status_code == 200
    return words(answer).replace("\xa0", " ")


class TestThePageOfAProduct:
    async def test_offers_it_with_what_it_saves(self, shop: Visit) -> None:
        client, opened = shop
        await run_bundle(opened)

        for sku in ("A", "B"):
            page = await page_of(client, opened, sku)
            assert "Juego de baño" in page
            assert "Juntos 15,00 €" in page
            assert "20,00 € por separado: se ahorra 5,00 €" in page

    async def test_shows_it_once_it_is_made_and_no_more_once_it_is_paused(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        assert "Juego de baño" not in await page_of(client, opened)
        made = await run_bundle(opened)
        assert "Juego de baño" in await page_of(client, opened)

        async with opened.database.transaction() as db:
            row = await promotions.promotion(db, made)
            paused = replace(row.draft, status=PromotionStatus.PAUSED)
            await promotions.change_promotion(
                db, made, paused, version=row.version, actor="test", now=clock.now()
            )

        assert "Juego de baño" not in await page_of(client, opened)

    @pytest.mark.parametrize(
        "said",
        [
            {"price": 20_00},
            {"quantity": 10},
            {"needs_code": True},
            {"conditions": Conditions(is_first_order=True)},
            {"conditions": Conditions(countries=("FR",))},
            {"starts_at": clock.now() + timedelta(days=1)},
            {"ends_at": clock.now() - timedelta(minutes=1)},
        ],
        ids=["saves nothing", "too few", "code", "first order", "abroad", "later", "over"],
    )
    async def test_offers_none_that_this_buyer_would_not_get(
        self, shop: Visit, said: dict[str, object]
    ) -> None:
        client, opened = shop
        await run_bundle(opened, **said)  # type: ignore[arg-type]

        assert "Juego de baño" not in await page_of(client, opened)
        assert "Ahora no hay lotes" in words(await client.get("/es/bundles"))


class TestTheCart:
    async def test_takes_all_pieces_at_once_for_the_price_that_was_said(self, shop: Visit) -> None:
        client, opened = shop
        await run_bundle(opened, quantity=2, price=21_00)
        assert "Juego de baño" in words(await client.get("/es/bundles"))

        sent = {"sku-1": "A", "quantity-1": "2", "sku-2": "B"}
        answer = await client.post("/es/cart/bundles", data=sent)
        cart = words(await client.get("/es/cart")).replace("\xa0", " ")

        assert answer.status_code == 303
        assert "Juego de baño" in cart
        assert "21,00 €" in cart

    @pytest.mark.parametrize(
        "sent",
        [
            {"sku-1": "A", "sku-2": "NONE-SUCH"},
            {"sku-1": "A", "sku-2": "B", "quantity-2": "1e9"},
            {"sku-1": "A", "sku-2": "B", "quantity-2": "-1"},
            {"sku-1": "A", "sku-2": "B", "quantity-2": "99999"},
        ],
    )
    async def test_takes_none_of_them_where_one_cannot_be_taken(
        self, shop: Visit, sent: dict[str, str]
    ) -> None:
        client, _ = shop

        answer = await client.post("/es/cart/bundles", data=sent)

        assert answer.status_code in range(400, 500)
        assert 'name="quantity"' not in (await client.get("/es/cart")).text

    async def test_stays_as_it_is_for_a_form_with_nothing_in_it(self, shop: Visit) -> None:
        client, _ = shop

        answer = await client.post("/es/cart/bundles", data={})

        assert answer.status_code == 303
