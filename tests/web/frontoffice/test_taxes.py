"""Which tax a buyer pays, that it is named, and that it is said why there is none."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.front_office import ADDRESS, fill_cart, front_office, pay
from tests.web.frontoffice.browsing import form, words

from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.shop import api as shops
from lonja.taxes import api as taxes
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


class Register:
    """Knows one company, or is away; remembers what it was asked."""

    def __init__(self, *, is_away: bool = False) -> None:
        self.is_away = is_away
        self.asked: list[tuple[str, str]] = []

    async def ask(self, vat_id: str, *, requester: str) -> taxes.VatAnswer:
        self.asked.append((vat_id, requester))
        if self.is_away:
            return taxes.VatAnswer(taxes.VatStatus.UNAVAILABLE)
        if vat_id != "FRXX123456789":
            return taxes.VatAnswer(taxes.VatStatus.INVALID)
        return taxes.VatAnswer(taxes.VatStatus.VALID, "Carreaux SAS", "WAPI-1")


type Visit = tuple[httpx2.AsyncClient, Shop]

TYPED = {
    "email": "ana@example.com",
    "name": "Ana Prueba",
    "line1": "Calle Mayor 1",
    "city": "Las Palmas",
    "postal_code": "35001",
    "country": "ES",
    "card": "approved",
}


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 50})
        yield client, opened


async def cart_to(client: httpx2.AsyncClient, **where: str) -> dict[str, Any]:
    cart_id = await fill_cart(client, {"A": 1})
    put = await client.put(f"/api/v1/carts/{cart_id}/address", json={**ADDRESS, **where})
    assert put.status_code == 200, put.text
    cart: dict[str, Any] = put.json()
    return cart


class TestPartsOfSpain:
    @pytest.mark.parametrize(
        ("postal_code", "city", "taxed"),
        [
            ("28013", "Madrid", True),
            ("07001", "Palma", True),
            ("35001", "Las Palmas", False),
            ("38001", "Santa Cruz de Tenerife", False),
            ("51001", "Ceuta", False),
            ("52001", "Melilla", False),
            (" 35 001 ", "Las Palmas", False),
            ("E-38001", "La Laguna", False),
        ],
    )
    async def test_outside_its_vat_pay_none(
        self, shop: Visit, postal_code: str, city: str, *, taxed: bool
    ) -> None:
        client, _ = shop

        cart = await cart_to(client, postal_code=postal_code, city=city)

        assert (cart["totals"]["tax_included"]["amount_minor"] > 0) == taxed
        assert cart["tax"]["treatment"] == ("domestic" if taxed else "export")
        assert cart["totals"]["total"]["amount_minor"] == (15_00 if taxed else 8_26 + 4_13)

    async def test_are_told_of_customs_before_they_pay(self, shop: Visit) -> None:
        client, opened = shop
        await client.post("/es/cart/lines", data={"sku": "A", "quantity": "1"})
        typed = {**form(await client.get("/es/checkout"), "/es/checkout"), **TYPED}

        seen = await client.post("/es/checkout", data={**typed, "update": "1"})
        again = {**form(seen, "/es/checkout"), **TYPED}
        placed = await client.post("/es/checkout", data=again)

        said = words(seen).replace("\xa0", " ")
        assert "No se cobra IVA en una entrega en Canarias." in said
        assert "aduana (DUA)" in said
        assert "12,39 €" in said
        assert placed.status_code == 303
        page = words(await client.get(placed.headers["location"]))
        assert "No se cobra IVA en una entrega en Canarias." in page
        async with opened.database.reading() as db:
            assert await scalar(db, "SELECT tax_place FROM orders") == "ES-CN"
            assert await scalar(db, "SELECT tax_treatment FROM orders") == "export"

    async def test_see_the_new_total_before_it_is_taken(self, shop: Visit) -> None:
        client, opened = shop
        await client.post("/es/cart/lines", data={"sku": "A", "quantity": "1"})
        typed = {**form(await client.get("/es/checkout"), "/es/checkout"), **TYPED}

        refused = await client.post("/es/checkout", data=typed)
        placed = await client.post("/es/checkout", data={**form(refused, "/es/checkout"), **TYPED})

        assert refused.status_code == 409
        assert "No se cobra IVA" in words(refused)
        assert placed.status_code == 303
        async with opened.database.reading() as db:
            assert await scalar(db, "SELECT total_minor FROM orders") == 12_39


class TestATax:
    async def test_is_named_with_its_rate(self, shop: Visit) -> None:
        client, _ = shop
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})

        said = words(await client.get("/en/cart"))

        assert "Includes €1.74 of VAT (21%)." in said

    async def test_is_kept_with_the_order_by_rate(self, shop: Visit) -> None:
        client, opened = shop
        await pay(client, await fill_cart(client, {"A": 1}))

        async with opened.database.reading() as db:
            groups = await scalar(db, "SELECT tax_groups FROM orders")

        assert groups == [{"basis_points": 2100, "base_minor": 12_39, "tax_minor": 2_61}]

    async def test_that_begins_tomorrow_is_not_charged_today(self, shop: Visit) -> None:
        client, opened = shop
        today = shops.Shop().day_of(clock.now())
        async with opened.database.transaction() as db:
            for day, points in ((today.replace(year=today.year + 1), 2500), (today, 1000)):
                key = taxes.RateKey("ES", "standard", day)
                await taxes.add_tax_rate(db, key, points, actor="ana", now=clock.now())

        cart = await cart_to(client)

        assert [one["basis_points"] for one in cart["tax"]["groups"]] == [1000]

    async def test_that_is_missing_refuses_the_order_and_says_so(self, shop: Visit) -> None:
        client, _ = shop
        cart = await cart_to(client, country="DE", postal_code="10115", city="Berlin")

        placed = await pay(client, cart["id"])

        assert cart["tax"]["treatment"] == "missing"
        assert (placed.status_code, placed.json()["code"]) == (409, "taxes_missing")

    async def test_is_added_where_prices_are_written_without_it(self, shop: Visit) -> None:
        client, opened = shop
        async with opened.database.transaction() as db:
            facts = await shops.current(db)
            euro = replace(facts.currencies[0], includes_tax=False)
            await shops.save(
                db,
                replace(facts, currencies=(euro, *facts.currencies[1:])),
                actor="ana",
                now=clock.now(),
            )

        cart = await cart_to(client)
        product = words(await client.get("/en/p/tile-a"))

        assert cart["totals"]["total"]["amount_minor"] == 12_10 + 6_05
        assert cart["totals"]["tax_included"]["amount_minor"] == 2_10 + 1_05
        assert re.search("Taxes are added at the checkout", product)


PARIS = {
    "country": "FR",
    "postal_code": "75001",
    "city": "Paris",
    "company": "Carreaux SAS",
}


class TestACompany:
    async def test_of_another_member_state_pays_the_net_price_once_its_vat_id_is_confirmed(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        opened.vat_register = register = Register()

        cart = await cart_to(client, **PARIS, vat_id="fr xx 123456789")
        placed = await pay(client, cart["id"])

        assert cart["address"]["vat_id"] == "FRXX123456789"
        assert cart["tax"]["treatment"] == "intra_community"
        assert cart["totals"]["total"]["amount_minor"] == 8_26 + 7_44
        assert [one for one, _ in register.asked] == ["FRXX123456789"]
        assert placed.status_code == 202
        async with opened.database.reading() as db:
            check = await scalar(db, "SELECT vat_check FROM orders")
            assert await scalar(db, "SELECT tax_minor FROM orders") == 0
        assert (check["status"], check["consultation"]) == ("valid", "WAPI-1")

    @pytest.mark.parametrize(
        ("vat_id", "is_away", "status"),
        [("FRYY123456789", False, "invalid"), ("FRXX123456789", True, "unavailable")],
    )
    async def test_pays_tax_while_its_vat_id_is_not_confirmed(
        self, shop: Visit, vat_id: str, status: str, *, is_away: bool
    ) -> None:
        client, opened = shop
        opened.vat_register = Register(is_away=is_away)

        cart = await cart_to(client, **PARIS, vat_id=vat_id)
        await pay(client, cart["id"])

        assert cart["tax"]["treatment"] == "oss"
        assert cart["totals"]["tax_included"]["amount_minor"] == 1_67 + 1_50
        async with opened.database.reading() as db:
            check = await scalar(db, "SELECT vat_check FROM orders")
        assert check["status"] == status

    async def test_asks_the_register_once_a_day(self, shop: Visit) -> None:
        client, opened = shop
        opened.vat_register = register = Register()

        for _ in range(2):
            await cart_to(client, **PARIS, vat_id="FRXX123456789")

        assert len(register.asked) == 1

    async def test_is_told_by_the_page_why_it_pays_tax(self, shop: Visit) -> None:
        client, opened = shop
        opened.vat_register = Register(is_away=True)
        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})
        typed = {**form(await client.get("/en/checkout"), "/en/checkout"), **TYPED, **PARIS}

        seen = await client.post(
            "/en/checkout", data={**typed, "vat_id": "FRXX123456789", "update": "1"}
        )
        wrong = await client.post("/en/checkout", data={**typed, "vat_id": "FR1"})

        assert "could not be confirmed, so VAT is charged as for a private buyer" in words(seen)
        assert wrong.status_code == 422
        assert "This is not a VAT number of this country." in words(wrong)

    async def test_with_what_is_no_vat_id_is_refused_with_the_field(self, shop: Visit) -> None:
        client, _ = shop
        cart_id = await fill_cart(client, {"A": 1})

        refused = await client.put(
            f"/api/v1/carts/{cart_id}/address", json={**ADDRESS, **PARIS, "vat_id": "FR1"}
        )

        assert (refused.status_code, refused.json()["code"]) == (422, "vat_id_malformed")
