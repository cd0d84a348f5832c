"""What the pages promise to whoever buys, with every script switched off."""

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.front_office import fill_cart, front_office, pay
from tests.support.messages import waiting
from tests.support.sales import work
from tests.web.frontoffice.browsing import form, read, words

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.jobs.orders import expire_holds
from lonja.kernel import clock
from lonja.kernel.db import run
from lonja.pricing import api as pricing
from lonja_tools.proofs.small_shop import add_code, open_small_shop

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


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 1})
        yield client, opened


async def add(client: httpx2.AsyncClient, sku: str, quantity: str = "1") -> httpx2.Response:
    return await client.post("/es/cart/lines", data={"sku": sku, "quantity": quantity})


async def checkout_form(client: httpx2.AsyncClient, **typed: str) -> dict[str, str]:
    return {**form(await client.get("/es/checkout"), "/es/checkout"), **TYPED, **typed}


async def order_count(shop: Shop) -> int:
    async with shop.database.reading() as db:
        return int(str(await scalar(db, "SELECT count(*) FROM orders")))


class TestCart:
    async def test_takes_in_changes_and_gives_back(self, shop: Visit) -> None:
        client, _ = shop
        added = await add(client, "A", "2")
        assert (added.status_code, added.headers["location"]) == (303, "/es/cart?notice=added")

        page = await client.get("/es/cart?notice=added")
        assert "20,00 €" in words(page).replace("\xa0", " ")
        assert '<b class="cart-count">2</b>' in (await client.get("/es/")).text

        await client.post("/es/cart/quantity", data={"sku": "A", "remove": "1"})
        assert "Aquí no hay nada todavía" in words(await client.get("/es/cart"))

    @pytest.mark.parametrize("quantity", ["-1", "1000000000", "1e3", "", "٣", "9" * 40])
    async def test_refuses_a_quantity_that_is_none_and_says_so(
        self, shop: Visit, quantity: str
    ) -> None:
        client, _ = shop

        page = await add(client, "A", quantity)

        assert page.status_code == 422
        assert "entre 1 y 999" in words(page)

    @pytest.mark.parametrize("cookie", ["not-a-uuid", "0192f0c1-2d3e-7a4b-8c5d-6e7f8a9b0c1d"])
    async def test_a_foreign_cart_is_an_empty_one(self, shop: Visit, cookie: str) -> None:
        client, _ = shop
        client.cookies.set("cart", cookie)

        assert (await client.get("/es/cart")).status_code == 200
        added = await add(client, "A")
        assert added.status_code == 303
        assert "10,00" in words(await client.get("/es/cart"))

    async def test_a_form_of_another_site_changes_nothing(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.post(
            "/es/cart/lines",
            data={"sku": "A", "quantity": "1"},
            headers={"Sec-Fetch-Site": "cross-site"},
        )

        assert page.status_code == 403
        assert "cart" not in client.cookies

    async def test_more_than_there_is_is_said_and_what_is_left_is_one_button_away(
        self, shop: Visit
    ) -> None:
        client, _ = shop
        await add(client, "A", "999")

        page = await client.get("/es/cart?notice=changed")
        offered = re.search(r'name="quantity" value="(\d+)">\s*Llevar 5', page.text)

        assert "Solo quedan 5." in words(page)
        assert "Su cesta está al día" not in words(page)
        assert offered is not None
        taken = {"sku": "A", "quantity": offered.group(1)}
        await client.post("/es/cart/quantity", data=taken)
        assert "Tramitar el pedido" in words(await client.get("/es/cart"))

    async def test_the_shop_and_not_the_browser_says_what_is_wrong_with_a_quantity(
        self, shop: Visit
    ) -> None:
        client, _ = shop
        await add(client, "A")

        for path in ("/es/cart", "/es/p/tile-a"):
            forms = re.findall(
                r"<form[^>]*>(?:(?!</form>).)*type=\"number\"",
                (await client.get(path)).text,
                re.DOTALL,
            )
            assert forms
            assert all("novalidate" in form.partition(">")[0] for form in forms)

    async def test_a_price_that_changed_is_told(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "A")
        async with opened.database.transaction() as db:
            variant = (await catalog.variants_by_sku(db, ["A"]))["A"]
            await pricing.set_price(
                db,
                variant_id=variant,
                currency="EUR",
                amount_minor=11_00,
                actor="t",
                now=clock.now(),
            )

        page = await client.get("/es/cart")

        assert "El precio ha cambiado de 10,00 € a 11,00 €" in words(page).replace("\xa0", " ")

    async def test_a_code_that_nobody_knows_is_explained_and_kept_in_its_field(
        self, shop: Visit
    ) -> None:
        client, _ = shop
        await add(client, "A")

        page = await client.post("/es/cart/code", data={"code": "NADA"})

        assert page.status_code == 422
        assert "No conocemos este código" in words(page)
        assert 'value="NADA"' in page.text

    async def test_a_refused_form_can_be_left_for_another_language_and_currency(
        self, shop: Visit
    ) -> None:
        client, _ = shop
        await add(client, "A")
        page = await client.post("/es/cart/code", data={"code": "NOPE"})
        assert page.status_code == 422
        other = next(link for link in read(page).links if link.startswith("/en/cart"))

        english = await client.get(other, follow_redirects=True)
        asked = {**form(page, "/es/currency"), "currency": "USD"}
        dollars = await client.post("/es/currency", data=asked, follow_redirects=True)

        assert (english.status_code, english.url.path) == (200, "/en/cart")
        assert (dollars.status_code, dollars.url.path) == (200, "/es/cart")

    async def test_another_currency_keeps_what_is_in_the_cart(self, shop: Visit) -> None:
        client, _ = shop
        await add(client, "A", "3")

        await client.post("/es/currency", data={"currency": "USD", "back": "/es/cart"})

        assert "30,00 US$" in words(await client.get("/es/cart")).replace("\xa0", " ")


class TestCheckout:
    async def test_a_declined_card_says_so_and_another_one_pays(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "A", "2")
        placed = await client.post(
            "/es/checkout", data=await checkout_form(client, card="declined")
        )
        assert placed.status_code == 303
        where = placed.headers["location"]
        waiting = await client.get(where)
        assert "Estamos confirmando su pedido" in words(waiting)
        assert '<meta http-equiv="refresh"' in waiting.text

        await work(opened)
        failed = await client.get(where)
        assert "El banco ha rechazado la tarjeta" in words(failed)
        again = next(
            action
            for action, _ in read(failed).forms
            if action.endswith("payment") or "/payment?" in action
        )
        assert (await client.post(again, data={"card": "approved"})).status_code == 303

        await work(opened)
        confirmed = await client.get(where)
        assert "Su pedido está confirmado" in words(confirmed)
        assert "refresh" not in confirmed.text

    async def test_enter_in_a_field_places_the_order(self, shop: Visit) -> None:
        """A browser presses the first button of the form."""
        client, _ = shop
        await add(client, "A")

        text = (await client.get("/es/checkout")).text.partition('class="checkout"')[2]
        first = re.search(r"<button[^>]*>", text)

        assert first is not None
        assert "name=" not in first.group(0)
        assert "formaction" not in first.group(0)

    async def test_errors_keep_what_was_typed_and_lead_to_their_fields(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "A")

        page = await client.post(
            "/es/checkout", data=await checkout_form(client, email="ana@", city="")
        )

        assert page.status_code == 422
        assert {"#f-email", "#f-city"} <= set(read(page).links)
        assert {"f-email", "e-email", "f-city", "e-city"} <= set(read(page).ids)
        assert 'value="Calle Mayor 1"' in page.text
        assert await order_count(opened) == 0

    @pytest.mark.parametrize(
        ("field", "longest"),
        [
            ("name", "9" * 200),
            ("region", "9" * 200),
            ("postal_code", "28 001".ljust(20, "-")),
            ("phone", "+34 600 000 000".ljust(40, "-")),
        ],
    )
    async def test_refuses_what_is_too_long_and_cuts_nothing(
        self, shop: Visit, field: str, longest: str
    ) -> None:
        client, opened = shop
        await add(client, "A")
        long = longest + longest[-1]

        page = await client.post("/es/checkout", data=await checkout_form(client, **{field: long}))

        assert page.status_code == 422
        assert f"e-{field}" in read(page).ids
        assert f'value="{long}"' in page.text
        assert await order_count(opened) == 0

        whole = await checkout_form(client, **{field: longest})
        assert (await client.post("/es/checkout", data=whole)).status_code == 303

    @pytest.mark.parametrize(
        ("field", "typed", "says"),
        [
            ("postal_code", {"postal_code": "ABC"}, "Este no es un código postal de ese país."),
            ("postal_code", {"postal_code": ""}, "Escriba el código postal."),
            ("phone", {"phone": "abc"}, "Esto no es un número de teléfono."),
            (
                "region",
                {"country": "US", "postal_code": "94107"},
                "Escriba la provincia o el estado.",
            ),
        ],
    )
    async def test_refuses_an_address_that_nothing_reaches_and_keeps_the_form(
        self, shop: Visit, field: str, typed: dict[str, str], says: str
    ) -> None:
        client, opened = shop
        await add(client, "A")

        page = await client.post("/es/checkout", data=await checkout_form(client, **typed))

        assert page.status_code == 422
        assert [link for link in read(page).links if link.startswith("#f-")] == [f"#f-{field}"]
        assert f"e-{field}" in read(page).ids
        assert says in words(page)
        assert 'value="Calle Mayor 1"' in page.text
        assert await order_count(opened) == 0

    async def test_says_that_the_state_is_needed_once_a_country_needs_it(self, shop: Visit) -> None:
        client, _ = shop
        await add(client, "A")
        filled = await checkout_form(client, region="", update="1")

        spain = await client.post("/en/checkout", data=filled)
        states = await client.post("/en/checkout", data=filled | {"country": "US"})

        assert "Province or state (optional)" in words(spain)
        assert "Needed in this country." not in words(spain)
        assert "Province or state (optional)" not in words(states)
        assert "Needed in this country." in words(states)

    async def test_leads_to_the_state_before_what_it_changes(self, shop: Visit) -> None:
        client, _ = shop
        await add(client, "A")
        filled = await checkout_form(client, region="", update="1")

        spain = await client.post("/en/checkout", data=filled)
        asks = await client.post("/en/checkout", data=filled | {"country": "US"})
        told = await client.post("/en/checkout", data=filled | {"country": "US", "region": "CA"})

        for page in (spain, asks, told):
            assert 'formaction="/en/checkout#next"' in page.text
            assert page.text.count('id="next"') == 1
        assert re.search(r'<p id="next"[^>]*>\s*<label for="f-region">', asks.text)
        for page in (spain, told):
            assert page.text.index('id="next"') > page.text.index('id="f-shipping"')

    async def test_says_the_sum_at_the_top_and_at_the_end_for_each_way(self, shop: Visit) -> None:
        client, _ = shop
        await add(client, "A", "2")

        page = (await client.get("/en/checkout")).text

        brief = page[page.index('<details class="sum-brief">') : page.index("</summary>")]
        whole = page[page.index('class="sum"') : page.index("data-once")]
        sums = re.findall(r'is-way-\d+">(€[\d.,]+)<', brief)
        assert sums
        assert all(one in whole for one in sums)
        assert page.index("</details>") < page.index('id="f-email"')

    async def test_the_same_form_sent_many_times_at_once_is_one_order(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "A")
        filled = await checkout_form(client)

        answers = await asyncio.gather(
            *(client.post("/es/checkout", data=filled) for _ in range(4))
        )

        assert await order_count(opened) == 1
        assert {urlsplit(answer.headers["location"]).path for answer in answers} == {
            urlsplit(answers[0].headers["location"]).path
        }
        assert "/orders/" in answers[0].headers["location"]

    async def test_a_total_that_moved_is_shown_before_it_is_paid(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "A")
        filled = await checkout_form(client)
        async with opened.database.transaction() as db:
            variant = (await catalog.variants_by_sku(db, ["A"]))["A"]
            await pricing.set_price(
                db,
                variant_id=variant,
                currency="EUR",
                amount_minor=99_00,
                actor="t",
                now=clock.now(),
            )

        page = await client.post("/es/checkout", data=filled)

        assert page.status_code == 409
        assert "El total ha cambiado" in words(page)
        assert await order_count(opened) == 0

    async def test_what_was_sold_out_meanwhile_is_named(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "B", "2")

        page = await client.post("/es/checkout", data=await checkout_form(client))

        assert page.status_code == 409
        assert "Azulejo B" in words(page)
        assert await order_count(opened) == 0

    async def test_a_bank_that_asks_back_is_one_link_away(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "A")
        filled = await checkout_form(client, card="needs_action")
        where = (await client.post("/es/checkout", data=filled)).headers["location"]
        await work(opened)
        asking = await client.get(where)
        assert "Le guardamos los artículos hasta el" in words(asking)
        leave = next(link for link in read(asking).links if "/pay?" in link)
        bank = (await client.get(leave)).headers["location"]
        assert urlsplit(bank).path.startswith("/test-bank/")

        page = await client.get(bank)
        decided = await client.post(urlsplit(bank).path, data={**form(page, ""), "approve": "1"})
        assert "15,00" in words(page)
        again = await client.get(bank)
        assert "Este pago ya está decidido" in words(again)
        assert "approve" not in again.text
        returned = await client.get(decided.headers["location"])
        await work(opened)

        assert "Su pedido está confirmado" in words(await client.get(returned.headers["location"]))

    async def test_the_address_of_another_cards_form_reads_as_the_order(self, shop: Visit) -> None:
        client, _ = shop

        answer = await client.get("/en/orders/AAAA-BBBB/payment?token=x")

        assert answer.status_code == 303
        assert answer.headers["location"] == "/en/orders/AAAA-BBBB?token=x"

    async def test_an_order_opens_for_its_token_only(self, shop: Visit) -> None:
        client, _ = shop
        await add(client, "A")
        placed = await client.post("/es/checkout", data=await checkout_form(client))
        path = urlsplit(placed.headers["location"]).path

        assert (await client.get(path)).status_code == 404
        assert (await client.get(f"{path}?token={'0' * 32}")).status_code == 404


class TestACartThatAnotherTabChanged:
    """The products cost the same, so the total alone would not show it."""

    async def test_is_shown_before_it_is_bought(self, shop: Visit) -> None:
        client, opened = shop
        await add(client, "A")
        filled = await checkout_form(client)
        await add(client, "B")
        await client.post("/es/cart/quantity", data={"sku": "A", "remove": "1"})

        page = await client.post("/es/checkout", data=filled)

        assert page.status_code == 409
        assert "Su cesta ha cambiado desde que la vio" in words(page)
        assert "Azulejo B" in words(page)
        assert await order_count(opened) == 0
        again = {**form(page, "/es/checkout"), **TYPED}
        assert (await client.post("/es/checkout", data=again)).status_code == 303

    async def test_is_refused_by_the_api_where_the_lines_are_said(self, shop: Visit) -> None:
        client, opened = shop
        cart = await fill_cart(client, {"B": 1})

        refused = await pay(client, cart, seen_lines=[{"sku": "A", "quantity": 1}])
        taken = await pay(client, cart, seen_lines=[{"sku": "B", "quantity": 1}])

        assert (refused.status_code, refused.json()["code"]) == (409, "cart_changed")
        assert taken.status_code == 202
        assert await order_count(opened) == 1


class TestNothingToPay:
    @pytest.fixture
    async def free(self, shop: Visit) -> httpx2.AsyncClient:
        client, opened = shop
        await add_code(opened.database, "WHOLE", percent=100)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE shipping_rates SET free_from_minor = 1")
        await add(client, "A")
        await client.post("/es/cart/code", data={"code": "WHOLE"})
        return client

    async def test_asks_for_no_card_and_no_gateway_and_is_confirmed(
        self, shop: Visit, free: httpx2.AsyncClient
    ) -> None:
        _, opened = shop
        page = await free.get("/es/checkout")
        assert "No hay nada que pagar." in words(page)
        assert "y pagar" not in words(page)
        filled = {**form(page, "/es/checkout"), **TYPED}
        del filled["card"]

        placed = await free.post("/es/checkout", data=filled)
        await work(opened)

        assert "Su pedido está confirmado" in words(await free.get(placed.headers["location"]))
        async with opened.database.reading() as db:
            asked = await scalar(db, "SELECT count(*) FROM test_gateway.payments")
            attempts = await scalar(db, "SELECT count(*) FROM payment_attempts")
            sold = await scalar(db, "SELECT sum(quantity) FROM stock_movements WHERE kind = 'sale'")
            mails = await waiting(opened.database, "notifications")
        assert (asked, attempts, sold) == (0, 0, -1)
        assert [mail.body["kind"] for mail in mails] == ["order_confirmed"]

    async def test_is_confirmed_when_its_hold_ends_though_the_message_was_lost(
        self, shop: Visit, free: httpx2.AsyncClient
    ) -> None:
        _, opened = shop
        placed = await free.post("/es/checkout", data=await checkout_form(free))
        async with opened.database.transaction() as db:
            await run(db, "DELETE FROM outbox")
            await run(db, "UPDATE holds SET expires_at = now() - interval '1 minute'")

        await expire_holds(opened)

        assert "Su pedido está confirmado" in words(await free.get(placed.headers["location"]))

    async def test_needs_a_way_to_pay_once_there_is_something_to_pay(
        self, shop: Visit, free: httpx2.AsyncClient
    ) -> None:
        _, opened = shop
        filled = {**await checkout_form(free), "card": "", "method": ""}
        await free.post("/es/cart/code", data={"code": "WHOLE", "remove": "1"})

        page = await free.post("/es/checkout", data=filled)

        assert page.status_code == 409
        assert await order_count(opened) == 0
