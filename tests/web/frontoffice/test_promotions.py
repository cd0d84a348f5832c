"""What pages say of promotions, with every script switched off."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.web.frontoffice.browsing import words
from tests.web.frontoffice.test_buying_pages import add, checkout_form

from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.promotions import api as promotions
from lonja.promotions.api import Conditions, Draft, Level, PromotionStatus, Reward, RewardKind, Rule
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
K = RewardKind


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 9, "B": 9})
        yield client, opened


async def run_promotion(
    opened: Shop,
    es: str,
    reward: Reward,
    *,
    minimum: int = 0,
    code: str | None = None,
    max_per_buyer: int | None = None,
    combines: bool = True,
    country: str | None = None,
) -> None:
    conditions = Conditions(
        minimum={"EUR": minimum} if minimum else {},
        countries=(country,) if country else (),
    )
    draft = Draft(
        {"es": es, "en": f"{es} (en)"},
        Rule(reward, conditions=conditions),
        status=PromotionStatus.ACTIVE,
        needs_code=code is not None,
        max_per_buyer=max_per_buyer,
        combines_with=frozenset(Level) if combines else frozenset(),
    )
    async with opened.database.transaction() as db:
        promotion_id = await promotions.add_promotion(db, draft, actor="test", now=clock.now())
        if code is not None:
            await promotions.add_code(db, promotion_id, code, actor="test", now=clock.now())


def plain(page: httpx2.Response) -> str:
    return words(page).replace("\xa0", " ")


class TestTheCart:
    async def test_names_a_promotion_at_the_line_with_the_price_before(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(opened, "Rebajas", Reward(K.PERCENT_OFF, percent=50))
        await add(client, "A", "2")

        page = await client.get("/es/cart")

        assert "<s>" in page.text
        assert page.text.count("Rebajas") == 2
        assert "Rebajas −10,00 €" in plain(page)
        assert "10,00 €" in plain(page)

    async def test_says_what_is_missing_for_the_next_one(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(opened, "Envío gratis", Reward(K.FREE_SHIPPING), minimum=23_20)
        await add(client, "A", "2")

        near = plain(await client.get("/es/cart"))
        await add(client, "A", "1")
        there = plain(await client.get("/es/cart"))

        assert "Añada 3,20 € más para: Envío gratis" in near
        assert "Añada" not in there
        assert "Envío gratis" in there

    async def test_does_not_sell_more_for_shipping_that_is_free_already(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(opened, "Desde 50", Reward(K.FREE_SHIPPING), minimum=50_00)
        await run_promotion(opened, "Ya", Reward(K.FREE_SHIPPING), code="YA")
        await add(client, "A")

        before = plain(await client.get("/es/cart"))
        await client.post("/es/cart/code", data={"code": "ya"})
        after = plain(await client.get("/es/cart"))

        assert "Añada 40,00 € más para: Desde 50" in before
        assert "Añada" not in after

    async def test_says_what_became_of_a_code(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(opened, "Diez", Reward(K.ORDER_PERCENT, percent=10), code="DIEZ")
        await run_promotion(
            opened, "Solo", Reward(K.ORDER_PERCENT, percent=30), code="SOLO", combines=False
        )
        await add(client, "A")

        notices = []
        for code in ("diez", "solo"):
            answer = await client.post("/es/cart/code", data={"code": code})
            notices.append(plain(await client.get(answer.headers["location"])))

        assert "Su cesta Código aplicado." in notices[0]
        assert "Código aplicado. Sustituye a otro que no se puede combinar con él." in notices[1]
        assert "Quitar DIEZ" not in notices[1]

    async def test_keeps_its_codes_in_another_currency(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(opened, "Diez", Reward(K.ORDER_PERCENT, percent=10), code="DIEZ")
        await run_promotion(
            opened, "Uno", Reward(K.ORDER_AMOUNT, amounts={"EUR": 1_00}), code="UNO"
        )
        await add(client, "A")
        for code in ("diez", "uno"):
            await client.post("/es/cart/code", data={"code": code})

        await client.post("/es/currency", data={"currency": "USD"})
        cart = plain(await client.get("/es/cart"))

        assert "Quitar DIEZ" in cart
        assert "Quitar UNO" not in cart

    async def test_says_at_the_field_why_a_code_does_not_apply(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(
            opened, "Diez", Reward(K.ORDER_PERCENT, percent=10), minimum=50_00, code="DIEZ"
        )
        await add(client, "A", "2")

        below = await client.post("/es/cart/code", data={"code": "diez"})
        unknown = await client.post("/es/cart/code", data={"code": "otro"})

        assert (below.status_code, unknown.status_code) == (422, 422)
        assert "Añada 30,00 € más a su cesta para usar este código." in plain(below)
        assert 'aria-describedby="code-refused"' in below.text
        assert "No conocemos este código." in plain(unknown)


class TestTheCheckout:
    async def test_shows_each_way_with_its_price_before_and_the_order_names_them_all(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        await run_promotion(opened, "Envío gratis", Reward(K.FREE_SHIPPING))
        await run_promotion(opened, "Diez", Reward(K.ORDER_PERCENT, percent=10), code="DIEZ")
        await add(client, "A", "2")
        await client.post("/es/cart/code", data={"code": "diez"})

        form = await checkout_form(client)
        page = plain(await client.get("/es/checkout"))
        bought = await client.post("/es/checkout", data=form)
        order = plain(await client.get(bought.headers["location"]))

        assert "5,00 € Gratis" in page
        assert "Diez −2,00 €" in page
        assert bought.status_code == 303, plain(bought)
        assert "Diez −2,00 €" in order
        assert "Envío Envío gratis Gratis" in order
        assert "Total 18,00 €" in order

    async def test_of_a_first_order_tells_who_ordered_before_their_total(self, shop: Visit) -> None:
        client, opened = shop
        draft = Draft(
            {"es": "Bienvenida", "en": "Welcome"},
            Rule(Reward(K.ORDER_PERCENT, percent=10), conditions=Conditions(is_first_order=True)),
            status=PromotionStatus.ACTIVE,
        )
        async with opened.database.transaction() as db:
            await promotions.add_promotion(db, draft, actor="test", now=clock.now())
        await add(client, "A")
        assert (
            await client.post("/es/checkout", data=await checkout_form(client))
        ).status_code == 303
        await add(client, "B")

        first = await client.post("/es/checkout", data=await checkout_form(client))
        assert first.status_code == 409
        assert "El total ha cambiado" in plain(first)
        assert "Total 15,00 €" in plain(first)

    async def test_takes_a_code_for_another_country(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(
            opened, "Portugal", Reward(K.ORDER_PERCENT, percent=10), code="PT", country="PT"
        )
        await add(client, "A")

        kept = await client.post("/es/cart/code", data={"code": "pt"})
        at_home = await client.post("/es/checkout", data=await checkout_form(client))
        abroad = await checkout_form(client, country="PT", postal_code="1100-053")
        shown = await client.post("/es/checkout", data=abroad | {"update": "1"})

        assert kept.headers["location"] == "/es/cart?notice=code-waits"
        assert at_home.status_code == 409
        assert "PT: Este código no es para pedidos a este país." in plain(at_home)
        assert "Portugal −1,00 €" in plain(shown)

    async def test_goes_on_without_a_code_that_is_not_for_this_buyer(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(
            opened, "Hola", Reward(K.ORDER_PERCENT, percent=10), code="HOLA", max_per_buyer=1
        )
        for sku in ("A", "B"):
            await add(client, sku)
            await client.post("/es/cart/code", data={"code": "hola"})
            form = await checkout_form(client)
            answer = await client.post("/es/checkout", data=form)

        without = await client.post("/es/checkout", data=form | {"drop_code": "HOLA"})
        bought = await client.post("/es/checkout", data=await checkout_form(client))

        assert answer.status_code == 409
        assert "HOLA: Usted ya ha usado este código. Seguir sin este código" in plain(answer)
        assert 'form="checkout" name="drop_code" value="HOLA"' in answer.text
        assert without.status_code == 200
        assert form["email"] in without.text
        assert "HOLA" not in plain(without)
        assert bought.status_code == 303, plain(bought)


class TestWhoeverTriesCodes:
    async def test_is_stopped_as_with_gift_cards(self, shop: Visit) -> None:
        client, opened = shop
        await run_promotion(opened, "Verano", Reward(K.ORDER_PERCENT, percent=10), code="VERANO")
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})

        answers = [
            (await client.post("/en/cart/code", data={"code": f"NO{at}"})).status_code
            for at in range(11)
        ]
        late = await client.post("/en/cart/code", data={"code": "VERANO"})

        assert answers == [422] * 10 + [429]
        assert late.status_code == 429
        assert "You tried too many codes" in words(late)
