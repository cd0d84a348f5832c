"""What pages and API promise to buyers who come to a store."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.asking import first, scalar
from tests.support.front_office import ADDRESS, fill_cart, front_office, until_it_hears
from tests.support.sales import work
from tests.web.frontoffice.browsing import form, words

from lonja.bootstrap import Shop
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.shipping import api as shipping
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]

STORE = inventory.LocationDraft(
    "GRAN",
    "Gran Via",
    "ES",
    position=9,
    site=inventory.Site(
        kind=inventory.LocationKind.STORE,
        line1="Gran Via 1",
        postal_code="28013",
        city="Madrid",
        phone="+34 910 000 000",
        hours=tuple(inventory.OpenHours(day, "10:00", "20:00") for day in range(7)),
        can_pick_up=True,
        words={"es": "Llame a la puerta lateral", "en": "Ring at the side door"},
    ),
)
PICKUP = shipping.MethodDraft(
    "pickup",
    {"es": "Recogida en tienda", "en": "Pick-up in store"},
    2,
    3,
    position=9,
    kind=shipping.MethodKind.PICKUP,
)


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 1})
        async with opened.database.transaction() as db:
            await inventory.add_location(db, STORE, actor="ana", now=clock.now())
            await shipping.add_method(db, PICKUP, actor="ana", now=clock.now())
        await until_it_hears(opened)
        yield client, opened


async def test_the_form_needs_no_address_and_the_order_names_the_store(shop: Visit) -> None:
    client, opened = shop
    await client.post("/es/cart/lines", data={"sku": "A", "quantity": "2"})
    page = await client.get("/es/checkout")
    assert "Recogida en tienda: Gran Via" in words(page)
    assert "Llevamos a esta tienda lo que falta" in words(page)

    typed = form(page, "/es/checkout") | {
        "email": "ana@example.com",
        "name": "Ana Prueba",
        "shipping": "pickup@GRAN",
        "card": "approved",
    }
    again = await client.post("/es/checkout", data=typed | {"name": ""})
    assert again.status_code == 422
    assert "Escriba la calle" not in words(again)
    placed = await client.post("/es/checkout", data=typed)
    assert placed.status_code == 303, words(placed)
    await work(opened)

    order = await client.get(placed.headers["location"])
    assert "Dónde lo recoge" in words(order)
    assert "Listo para recoger Recogido" in " ".join(words(order).split())
    assert "Gran Via 1" in words(order)
    assert "Llame a la puerta lateral" in words(order)
    async with opened.database.reading() as db:
        row = await first(
            db,
            "SELECT shipping_code, pickup_location, country, address ->> 'name' AS name,"
            " address ->> 'city' AS city, shipping_minor FROM orders",
        )
        assert row is not None
        assert (row.shipping_code, row.pickup_location, row.country) == ("pickup", "GRAN", "ES")
        assert (row.name, row.city, row.shipping_minor) == ("Ana Prueba", "Madrid", 0)
        assert await inventory.imbalances(db) == []


async def test_the_api_shows_the_store_and_takes_only_a_name(shop: Visit) -> None:
    client, opened = shop
    cart_id = await fill_cart(client, {"A": 1})
    ways = (await client.get(f"/api/v1/carts/{cart_id}/shipping-methods")).json()["items"]
    way = next(one for one in ways if one["code"] == "pickup@GRAN")
    assert way["pickup"]["address"]["line1"] == "Gran Via 1"
    assert way["pickup"]["all_in_stock"] is False
    assert len(way["pickup"]["week"]) == 7
    assert way["arrives_first"] is None

    chosen = await client.put(
        f"/api/v1/carts/{cart_id}/shipping-method", json={"code": "pickup@GRAN"}
    )
    assert chosen.status_code == 200, chosen.text
    placed = await client.post(
        f"/api/v1/carts/{cart_id}/checkout",
        json={
            "email": "ana@example.com",
            "picked_up_by": {"name": "Ana"},
            "payment": {"method": "test", "token": "approved"},
        },
        headers={"Idempotency-Key": "once"},
    )
    assert placed.status_code == 202, placed.text
    async with opened.database.reading() as db:
        assert await scalar(db, "SELECT pickup_location FROM orders") == "GRAN"


async def test_who_was_going_to_pick_it_up_says_where_it_is_sent(shop: Visit) -> None:
    client, _ = shop
    opened = await client.post("/api/v1/carts", json={"currency": "EUR"})
    cart = f"/api/v1/carts/{opened.json()['id']}"
    await client.post(f"{cart}/lines", json={"sku": "A"})
    await client.put(f"{cart}/shipping-method", json={"code": "pickup@GRAN"})
    pay = {"email": "ana@example.com", "payment": {"method": "test", "token": "approved"}}

    nameless = await client.post(f"{cart}/checkout", json=pay, headers={"Idempotency-Key": "1"})
    await client.put(f"{cart}/shipping-method", json={"code": "standard"})
    nowhere = await client.post(
        f"{cart}/checkout",
        json=pay | {"picked_up_by": {"name": "Ana"}},
        headers={"Idempotency-Key": "2"},
    )
    await client.put(f"{cart}/address", json=ADDRESS)
    sent = await client.post(f"{cart}/checkout", json=pay, headers={"Idempotency-Key": "3"})

    assert (nameless.status_code, nameless.json()["code"]) == (422, "checkout_incomplete")
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "checkout_incomplete")
    assert sent.status_code == 202, sent.text
