"""A buyer pays with gift cards: by the pages without a script, and by the API."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import fill_cart, front_office, pay
from tests.support.giving import a_gift_card, a_gift_card_product, balance, store_credit
from tests.support.sales import work
from tests.web.frontoffice.browsing import form, words

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.credit import api as credit
from lonja.identity import api as identity
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]

TYPED = {
    "email": "ana@example.com",
    "name": "Ana Prueba",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28001",
    "country": "ES",
    "card": "approved",
}
WRONG = "7K2M-Q9XT-04WD-HN5R"


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 50})
        yield client, opened


async def card(opened: Shop, minor: int) -> tuple[UUID, str]:
    secret = opened.settings.secret_key
    card_id = await a_gift_card(opened.database, minor, secret=secret)
    return card_id, credit.code_of(secret, card_id)


async def change_balance(opened: Shop, card_id: UUID, minor: int) -> None:
    async with opened.database.transaction() as db:
        await credit.adjust(
            db,
            card_id,
            entry_id=UUID(int=7),
            amount_minor=minor,
            reason="spent elsewhere",
            actor="ana",
            limit_minor=None,
            now=(await credit.account(db, card_id)).issued_at,
        )


async def checkout_form(client: httpx2.AsyncClient, **typed: str) -> dict[str, str]:
    return {**form(await client.get("/en/checkout"), "/en/checkout"), **TYPED, **typed}


class TestTheCheckoutPage:
    async def test_takes_a_card_and_leaves_the_rest_to_pay(self, shop: Visit) -> None:
        client, opened = shop
        card_id, code = await card(opened, 6_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        asked = await checkout_form(client, gift_card=code.lower())

        applied = await client.post("/en/checkout", data=asked | {"use_card": "1"})
        again = form(applied, "/en/checkout") | TYPED
        placed = await client.post("/en/checkout", data=again)
        await work(opened)
        order = await client.get(placed.headers["location"])

        assert "Left to pay €9.00" in words(applied)
        assert again["email"] == "ana@example.com"
        assert placed.status_code == 303
        assert f"Gift card •••• {code[-4:]} −€6.00 Paid €9.00" in words(order)
        assert "Paid with a gift card" in words(order)
        assert await balance(opened.database, card_id) == 0

    async def test_asks_for_no_other_way_to_pay_where_the_card_pays_all(self, shop: Visit) -> None:
        client, opened = shop
        card_id, code = await card(opened, 50_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        asked = await checkout_form(client, gift_card=code)

        applied = await client.post("/en/checkout", data=asked | {"use_card": "1"})
        again = form(applied, "/en/checkout") | {**TYPED, "card": "", "method": ""}
        placed = await client.post("/en/checkout", data=again)
        await work(opened)

        assert "There is nothing to pay." in words(applied)
        assert "Order confirmed" in words(await client.get(placed.headers["location"]))
        assert await balance(opened.database, card_id) == 35_00

    async def test_takes_a_card_off_again(self, shop: Visit) -> None:
        client, opened = shop
        card_id, code = await card(opened, 6_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        asked = await checkout_form(client)
        applied = await client.post(
            "/en/checkout", data=asked | {"gift_card": code, "use_card": "1"}
        )

        dropped = await client.post("/en/checkout", data=asked | {"drop_card": str(card_id)})

        assert "Left to pay" in words(applied)
        assert "Left to pay" not in words(dropped)

    async def test_says_what_is_wrong_with_a_code_and_keeps_what_was_typed(
        self, shop: Visit
    ) -> None:
        client, _ = shop
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        asked = await checkout_form(client, gift_card=WRONG)

        refused = await client.post("/en/checkout", data=asked | {"use_card": "1"})

        assert refused.status_code == 422
        assert "We do not know this gift card." in words(refused)
        assert form(refused, "/en/checkout")["gift_card"] == WRONG
        assert form(refused, "/en/checkout")["name"] == "Ana Prueba"

    async def test_charges_nothing_but_what_was_seen(self, shop: Visit) -> None:
        client, opened = shop
        card_id, code = await card(opened, 6_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        asked = await checkout_form(client, gift_card=code)
        applied = await client.post("/en/checkout", data=asked | {"use_card": "1"})
        await change_balance(opened, card_id, -5_00)

        refused = await client.post("/en/checkout", data=form(applied, "/en/checkout") | TYPED)

        assert refused.status_code == 409
        assert "What your gift cards and your credit pay" in words(refused)
        assert "Left to pay €14.00" in words(refused)

    async def test_takes_off_a_card_that_was_emptied_elsewhere(self, shop: Visit) -> None:
        client, opened = shop
        card_id, code = await card(opened, 6_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        await client.post("/en/cart/code", data={"code": code})
        await change_balance(opened, card_id, -6_00)
        asked = await checkout_form(client)

        refused = await client.post("/en/checkout", data=asked)
        cart = await client.get("/en/cart")
        dropped = await client.post("/en/checkout", data=asked | {"drop_card": str(card_id)})
        bought = await client.post("/en/checkout", data=await checkout_form(client))

        assert refused.status_code == 409
        there = f"•••• {code[-4:]} Remove •••• {code[-4:]} There is nothing left on this gift card."
        assert there in words(refused)
        assert there in words(cart)
        assert code[-4:] not in words(dropped)
        assert bought.status_code == 303

    async def test_stops_whoever_guesses(self, shop: Visit) -> None:
        client, opened = shop
        _, code = await card(opened, 6_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        asked = await checkout_form(client, gift_card=WRONG) | {"use_card": "1"}

        answers = [(await client.post("/en/checkout", data=asked)).status_code for _ in range(11)]
        late = await client.post("/en/checkout", data=asked | {"gift_card": code})

        assert answers == [422] * 10 + [429]
        assert late.status_code == 429
        assert "You tried too many codes." in words(late)


class TestTheCart:
    async def test_takes_a_gift_card_where_a_discount_code_is_written(self, shop: Visit) -> None:
        client, opened = shop
        card_id, code = await card(opened, 6_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})

        await client.post("/en/cart/code", data={"code": code})
        taken = words(await client.get("/en/cart"))
        await client.post("/en/cart/gift-card", data={"card": str(card_id)})
        dropped = words(await client.get("/en/cart"))

        assert f"•••• {code[-4:]} €6.00" in taken
        assert "Left to pay €4.00" in taken
        assert code[-4:] not in dropped


class TestTheBalancePage:
    async def test_shows_what_is_left_to_who_has_the_code(self, shop: Visit) -> None:
        client, opened = shop
        _, code = await card(opened, 6_00)

        shown = await client.post("/en/gift-card", data={"code": code})
        wrong = await client.post("/en/gift-card", data={"code": WRONG})
        empty = await client.post("/en/gift-card", data={})

        assert f"•••• {code[-4:]}: €6.00" in words(shown)
        assert (wrong.status_code, empty.status_code) == (422, 422)
        assert "We do not know this gift card." in words(wrong)

    async def test_in_spanish_says_until_when(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/es/gift-card")

        assert page.status_code == 200
        assert "Saldo de una tarjeta regalo" in words(page)


class TestTheApi:
    async def test_pays_with_two_cards_and_a_token(self, shop: Visit) -> None:
        client, opened = shop
        cards = [await card(opened, minor) for minor in (4_00, 5_00)]
        cart_id = await fill_cart(client, {"A": 1})
        path = f"/api/v1/carts/{cart_id}"

        for _, code in cards:
            cart = (await client.post(f"{path}/gift-cards", json={"code": code})).json()
        placed = (await pay(client, cart_id)).json()
        await work(opened)
        order = (
            await client.get(
                f"/api/v1/orders/{placed['number']}", params={"token": placed["token"]}
            )
        ).json()

        assert [one["pays"]["amount_minor"] for one in cart["gift_cards"]] == [4_00, 5_00]
        assert cart["totals"]["due"]["amount_minor"] == 6_00
        assert order["status"] == "confirmed"
        assert [one["amount"]["amount_minor"] for one in order["gift_cards"]] == [4_00, 5_00]

    async def test_tells_a_balance_and_no_more(self, shop: Visit) -> None:
        client, opened = shop
        _, code = await card(opened, 6_00)

        answer = await client.post("/api/v1/gift-cards/balance", json={"code": code})

        assert answer.json() == {
            "last_four": code[-4:],
            "status": "active",
            "balance": {"amount_minor": 6_00, "currency": "EUR"},
            "expires_at": None,
        }

    async def test_drops_a_card(self, shop: Visit) -> None:
        client, opened = shop
        card_id, code = await card(opened, 6_00)
        cart_id = await fill_cart(client, {"A": 1})
        path = f"/api/v1/carts/{cart_id}/gift-cards"
        await client.post(path, json={"code": code})

        cart = (await client.delete(f"{path}/{card_id}")).json()

        assert cart["gift_cards"] == []


class TestAGiftCardForSale:
    async def test_is_bought_for_somebody_without_a_script(self, shop: Visit) -> None:
        client, opened = shop
        await a_gift_card_product(opened.database, G25=25_00)
        page = await client.get("/en/p/gift-card")
        asked = form(page, "/en/cart/lines")
        whom = {"gift_name": "Luis", "gift_email": "luis@example.com", "gift_language": "es"}

        refused = await client.post("/en/cart/lines", data=asked | whom | {"gift_on": "tomorrow"})
        await client.post("/en/cart/lines", data=asked | whom)
        cart = await client.get("/en/cart")
        placed = await client.post("/en/checkout", data=await checkout_form(client))
        await work(opened)
        order = await client.get(placed.headers["location"])

        assert "choose a day within a year" in words(refused)
        assert "For Luis, to luis@example.com" in words(cart)
        assert "Delivered" in words(order)
        assert "to luis@example.com" in words(order)

    async def test_is_put_into_a_cart_by_the_api(self, shop: Visit) -> None:
        client, opened = shop
        await a_gift_card_product(opened.database, G25=25_00)
        cart = (await client.post("/api/v1/carts", json={})).json()
        whom = {"name": "Luis", "email": "luis@example.com", "send_on": None}

        lines = f"/api/v1/carts/{cart['id']}/lines"
        put = await client.post(lines, json={"sku": "G25", "quantity": 2, "recipient": whom})
        refused = await client.post(lines, json={"sku": "G25", "recipient": {"email": "luis"}})

        [line] = put.json()["lines"]
        assert (line["is_gift_card"], line["availability"]) == (True, "in_stock")
        assert [(one["email"], one["units"]) for one in line["recipients"]] == [
            ("luis@example.com", 2)
        ]
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_recipient")


class TestAnAmountOfOnesOwn:
    OWN: ClassVar[dict[str, Any]] = {"up_to": {"OWN": 200_00}, "OWN": 10_00}

    async def test_is_typed_bought_and_mailed_without_a_script(self, shop: Visit) -> None:
        client, opened = shop
        await a_gift_card_product(opened.database, **self.OWN)
        page = await client.get("/en/p/gift-card")
        asked = form(page, "/en/cart/lines")
        await client.post("/en/cart/lines", data=asked | {"amount": "37.50", "quantity": "2"})
        await client.post("/en/cart/lines", data=asked | {"amount": "50"})
        cart = await client.get("/en/cart")
        placed = await client.post("/en/checkout", data=await checkout_form(client))
        await work(opened)
        order = await client.get(placed.headers["location"])
        async with opened.database.reading() as db:
            cards = await credit.list_gift_cards(db, limit=10)

        assert "€10.00 to €200.00" in words(page)
        assert "€75.00 €37.50 each" in words(cart)
        assert "€50.00" in words(cart)
        assert "Total €125.00" in words(cart)
        assert "Delivered" in words(order)
        assert sorted(one.balance_minor for one in cards) == [37_50, 37_50, 50_00]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("9.99", "choose an amount between €10.00 and €200.00"),
            ("200.01", "choose an amount between €10.00 and €200.00"),
            ("", "choose an amount between €10.00 and €200.00"),
            ("twenty", "choose an amount between €10.00 and €200.00"),
            ("20.005", "choose an amount between €10.00 and €200.00"),
            ("-20", "choose an amount between €10.00 and €200.00"),
        ],
    )
    async def test_that_cannot_be_is_refused_in_words(
        self, shop: Visit, typed: str, said: str
    ) -> None:
        client, opened = shop
        await a_gift_card_product(opened.database, **self.OWN)
        asked = form(await client.get("/en/p/gift-card"), "/en/cart/lines")

        refused = await client.post("/en/cart/lines", data=asked | {"amount": typed})

        assert refused.status_code == 422
        assert said in words(refused)
        assert "Nothing here yet" in words(await client.get("/en/cart"))

    async def test_is_a_line_that_is_changed_by_itself(self, shop: Visit) -> None:
        client, opened = shop
        await a_gift_card_product(opened.database, **self.OWN)
        cart = (await client.post("/api/v1/carts", json={})).json()
        lines = f"/api/v1/carts/{cart['id']}/lines"
        for minor in (20_00, 30_00, 20_00):
            put = await client.post(lines, json={"sku": "OWN", "amount_minor": minor})
        more = await client.patch(f"{lines}/OWN?amount_minor=3000", json={"quantity": 3})
        fewer = await client.delete(f"{lines}/OWN?amount_minor=2000")
        none = await client.delete(f"{lines}/OWN?amount_minor=3000")

        def units(answer: httpx2.Response) -> list[tuple[int, int]]:
            return [
                (one["unit_price"]["amount_minor"], one["quantity"])
                for one in answer.json()["lines"]
            ]

        assert units(put) == [(20_00, 2), (30_00, 1)]
        assert units(more) == [(20_00, 2), (30_00, 3)]
        assert units(fewer) == [(30_00, 3)]
        assert units(none) == []

    async def test_is_refused_by_the_api_with_what_there_is(self, shop: Visit) -> None:
        client, opened = shop
        await a_gift_card_product(opened.database, **self.OWN, G25=25_00)
        found = (await client.get("/api/v1/products/gift-card")).json()["variants"]
        cart = (await client.post("/api/v1/carts", json={})).json()
        lines = f"/api/v1/carts/{cart['id']}/lines"
        missing = await client.post(lines, json={"sku": "OWN"})
        fixed = await client.post(lines, json={"sku": "G25", "amount_minor": 25_00})

        ranges = {one["sku"]: one["own_amount"] for one in found}
        assert ranges["G25"] is None
        assert ranges["OWN"]["most"] == {"amount_minor": 200_00, "currency": "EUR"}
        assert (missing.status_code, missing.json()["code"]) == (422, "bad_amount")
        assert (missing.json()["least_minor"], missing.json()["most_minor"]) == (10_00, 200_00)
        assert (fixed.status_code, fixed.json()["code"]) == (422, "bad_amount")

    async def test_is_not_sold_once_the_shop_takes_it_away(self, shop: Visit) -> None:
        client, opened = shop
        await a_gift_card_product(opened.database, **self.OWN)
        asked = form(await client.get("/en/p/gift-card"), "/en/cart/lines")
        await client.post("/en/cart/lines", data=asked | {"amount": "80"})
        async with opened.database.transaction() as db:
            product = await catalog.product_by_slug(db, "gift-card")
            rows = [catalog.VariantChange(product.variants[0].id, {"own_amounts": {"EUR": 50_00}})]
            change = catalog.VariantsChange(rows)
            await catalog.save_variants(
                db, product.id, change, version=product.version, now=clock.now()
            )

        cart = await client.get("/en/cart")

        assert "This is not for sale any more" in words(cart)


class TestStoreCredit:
    async def test_is_offered_to_its_proven_owner_and_pays_beside_a_card(self, shop: Visit) -> None:
        client, opened = shop
        account = await store_credit(opened.database, "ana@example.com", 6_00)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        stranger = words(await client.get("/en/cart"))
        today = clock.now().date()
        token = identity.proof_link(opened.settings.secret_key, "ana@example.com", today=today)
        opening = await client.get(f"/en/known?token={token}")
        known = words(await client.get(opening.headers["location"]))
        offered = words(await client.get("/en/cart"))
        asked = await checkout_form(client)

        used = await client.post("/en/checkout", data=asked | {"use_credit": "1"})
        placed = await client.post("/en/checkout", data=form(used, "/en/checkout") | TYPED)
        await work(opened)
        order = words(await client.get(placed.headers["location"]))

        assert "Do you have store credit? Confirm your e-mail address." in stranger
        assert "€6.00" not in stranger
        assert "You have €6.00 of store credit." in known
        assert "You have €6.00 of store credit. Use it" in offered
        assert "Left to pay €9.00" in words(used)
        assert "Store credit −€6.00 Paid €9.00" in order
        assert await balance(opened.database, account) == 0

    async def test_is_refused_to_a_cart_that_is_nobodys(self, shop: Visit) -> None:
        client, opened = shop
        await store_credit(opened.database, "ana@example.com", 6_00)
        cart_id = await fill_cart(client, {"A": 1})

        refused = await client.put(f"/api/v1/carts/{cart_id}/store-credit")

        assert refused.status_code == 409
        assert refused.json()["code"] == "no_store_credit"
        assert refused.json()["reason"] == "proof"
