"""A buyer who changes their mind, by the API and by a page without scripts."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.support.sales import mails, order_of, sell, stock_of, work
from tests.web.frontoffice.browsing import read, words

from lonja.actions import refund_order, ship_order
from lonja.bootstrap import Shop
from lonja.frontoffice import wording
from lonja.frontoffice.api.orders import INTERNAL_EVENTS, public_status
from lonja.kernel import clock
from lonja.kernel.ids import sealed
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        variants = await open_small_shop(opened.database, {"A": 5})
        assert len(variants) == 1
        yield client, opened


async def token_of(shop: Shop, number: str) -> str:
    order = await order_of(shop.database, number)
    return sealed(shop.settings.secret_key, "order", str(order.id))


async def ship(shop: Shop, number: str) -> None:
    order = await order_of(shop.database, number)
    async with shop.database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=order.id,
            shipment_id=uuid4(),
            carrier="Correos",
            tracking="CX1",
            actor="clerk@azulejo.example",
            now=clock.now(),
        )


async def refund(shop: Shop, number: str, minor: int) -> None:
    order = await order_of(shop.database, number)
    async with shop.database.transaction() as db:
        await refund_order.refund(
            db,
            order_id=order.id,
            refund_id=uuid4(),
            asked=payments.RefundRequested(payments.RefundReason.GOODWILL, minor),
            actor="clerk@azulejo.example",
            limit_minor=None,
            now=clock.now(),
        )


class TestTheApi:
    async def test_cancels_once_and_shows_what_went_back(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 2})
        url = f"/api/v1/orders/{number}"
        asked = {"token": await token_of(opened, number)}
        before = (await client.get(url, params=asked)).json()

        answers = await asyncio.gather(
            *(client.post(f"{url}/cancel", params=asked) for _ in range(4))
        )
        waiting = (await client.get(url, params=asked)).json()
        await work(opened)

        after = (await client.get(url, params=asked)).json()
        assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
        assert (before["may_cancel"], after["may_cancel"]) == (True, False)
        assert (after["status"], after["refusal"]) == ("cancelled", "buyer_request")
        assert waiting["refund_on_its_way"]["amount_minor"] == 25_00
        assert after["refund_on_its_way"]["amount_minor"] == 0
        assert after["refunded"]["amount_minor"] == 25_00
        assert [event["kind"] for event in after["events"]][-2:] == ["cancelled", "refunded"]
        order = await order_of(opened.database, number)
        assert order.lines[0].variant_id is not None
        assert await stock_of(opened.database, order.lines[0].variant_id) == (5, 0)
        assert (await mails(opened.database))[-1] == "order_cancelled"

    async def test_needs_the_orders_token(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})

        answer = await client.post(f"/api/v1/orders/{number}/cancel?token=wrong")

        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_order")
        assert (await order_of(opened.database, number)).status == "confirmed"

    async def test_is_too_late_once_it_has_left(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        await ship(opened, number)

        answer = await client.post(
            f"/api/v1/orders/{number}/cancel", params={"token": await token_of(opened, number)}
        )

        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_order_status")
        assert answer.json()["reason"] == "already_shipped"


class TestThePage:
    async def test_cancels_by_a_form_and_says_what_happened(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        url = f"/es/orders/{number}?token={await token_of(opened, number)}"
        page = await client.get(url)
        action = next(where for where, _ in read(page).forms if "/cancel" in where)

        sent = await client.post(action, data={})
        await work(opened)
        shown = await client.get(sent.headers["location"])

        assert sent.status_code == 303
        text = words(shown).replace("\xa0", " ")
        assert "Este pedido se canceló" in text or "cancelado" in text.lower()
        assert "Devuelto −15,00 €" in text
        assert "Dinero devuelto : 15,00 €" in text or "Dinero devuelto: 15,00 €" in text
        assert not [where for where, _ in read(shown).forms if "/cancel" in where]
        assert "is-called-off" in shown.text
        assert 'class="wrong"' not in shown.text

    @pytest.mark.parametrize("query", ["", "?token=wrong"])
    async def test_says_where_the_link_is_and_nothing_of_the_order(
        self, shop: Visit, query: str
    ) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})

        page = await client.get(f"/en/orders/{number}{query}")
        unknown = await client.get(f"/en/orders/NONE-SUCH{query}")

        assert (page.status_code, unknown.status_code) == (404, 404)
        assert "Open the order from the link in your e-mail." in words(page)
        assert words(page) == words(unknown)

    async def test_offers_nothing_and_refuses_once_it_has_left(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        url = f"/en/orders/{number}?token={await token_of(opened, number)}"
        action = next(where for where, _ in read(await client.get(url)).forms if "/cancel" in where)
        await ship(opened, number)

        refused = await client.post(action, data={})

        assert refused.status_code == 409
        assert "This order has left already" in words(refused)
        assert not [where for where, _ in read(refused).forms if "/cancel" in where]

    async def test_shows_a_refund_and_keeps_what_failed_to_itself(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1}, card="refund_fails")
        await refund(opened, number, 5_00)
        before = await client.get(f"/en/orders/{number}?token={await token_of(opened, number)}")
        await work(opened)

        after = await client.get(f"/en/orders/{number}?token={await token_of(opened, number)}")
        seen = await client.get(
            f"/api/v1/orders/{number}", params={"token": await token_of(opened, number)}
        )

        assert "Refund on its way −€5.00" in words(before)
        assert "Refund on its way" not in words(after)
        assert not {event["kind"] for event in seen.json()["events"]} & INTERNAL_EVENTS


class TestTheWords:
    def test_name_every_status_that_a_buyer_sees(self) -> None:
        shown = {str(public_status(status)) for status in OrderStatus} | {"payment_closed"}

        assert set(wording.ORDER_TITLES) == shown
        assert set(wording.ORDER_TEXTS) == shown

    def test_name_every_event_of_a_status(self) -> None:
        assert {str(public_status(status)) for status in OrderStatus} <= set(wording.EVENTS)


class TestAShippedOrder:
    async def test_shows_its_parcel_where_it_is_followed_and_when_it_comes(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        await ship(opened, number)

        page = await client.get(f"/en/orders/{number}?token={await token_of(opened, number)}")

        assert "Sent with Correos, tracking number CX1" in words(page)
        assert "At your door between" in words(page)
        assert "tracking-number=CX1" in page.text
