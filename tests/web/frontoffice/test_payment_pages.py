"""What the shop promises of payments on a provider's own page, whatever reaches it and in which order."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.support.asking import first, scalar
from tests.support.front_office import fill_cart, front_office, pay
from tests.support.sales import mails, work
from tests.web.frontoffice.browsing import form, read
from tests.web.frontoffice.test_checkout_api import order_of

from lonja.adapters.hosted_test_gateway import SIGNATURE, Event, HostedTestGateway
from lonja.bootstrap import Shop
from lonja.inventory import api as inventory
from lonja.jobs.orders import expire_holds, reconcile
from lonja.kernel.db import run
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
EVENTS = "/api/v1/payments/test_redirect/events"


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


def provider(shop: Shop) -> HostedTestGateway:
    found = shop.gateways["test_redirect"]
    assert isinstance(found, HostedTestGateway)
    return found


async def at_the_page(client: httpx2.AsyncClient, shop: Shop) -> tuple[httpx2.Response, str]:
    """An order whose buyer stands before the payment page; the session's id."""
    cart_id = await fill_cart(client, {"A": 1})
    payment = {"method": "test_redirect"}
    placed = await pay(client, cart_id, payment=payment)
    assert placed.status_code == 202, placed.text
    await work(shop)
    order = await order_of(client, placed)
    assert order["status"] == "payment_action_required"
    leave = await client.get(order["next"]["url"])
    assert leave.status_code == 303
    return placed, urlsplit(leave.headers["location"]).path.rpartition("/")[2]


async def post(client: httpx2.AsyncClient, event: Event) -> httpx2.Response:
    return await client.post(EVENTS, content=event.body, headers=dict(event.headers))


async def clocks_are_over(shop: Shop, *, holds: bool = False) -> None:
    async with shop.database.transaction() as db:
        await run(db, "UPDATE payment_attempts SET look_at = now() WHERE look_at IS NOT NULL")
        if holds:
            await run(db, "UPDATE holds SET expires_at = now() - interval '1 second'")


async def effects(shop: Shop) -> dict[str, Any]:
    async with shop.database.reading() as db:
        found = await first(
            db,
            "SELECT (SELECT count(*) FROM payment_moves WHERE kind = 'captured') AS captured,"
            " (SELECT count(*) FROM stock_movements WHERE kind = 'sale') AS sold,"
            " (SELECT count(*) FROM order_events WHERE kind = 'confirmed') AS confirmed,"
            " (SELECT count(*) FROM order_events WHERE kind = 'paid') AS paid",
        )
        assert await inventory.imbalances(db) == []
    assert found is not None
    return dict(found._asdict())


ONCE = {"captured": 1, "sold": 1, "confirmed": 1, "paid": 1}


class TestABuyerWhoClosesTheTab:
    @pytest.mark.parametrize("outcome", ["approve", "pay_at_once"])
    async def test_gets_the_order_by_the_events_alone(self, shop: Visit, outcome: str) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        await provider(opened).act(session, outcome)

        for event in await provider(opened).events(session):
            assert (await post(client, event)).status_code == 200
        await work(opened)

        assert (await order_of(client, placed))["status"] == "confirmed"
        assert await effects(opened) == ONCE

    async def test_gets_the_order_by_the_clock_alone(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        await provider(opened).act(session, "approve")
        await clocks_are_over(opened)

        assert await reconcile(opened) == 1
        await work(opened)

        assert (await order_of(client, placed))["status"] == "confirmed"
        assert await effects(opened) == ONCE

    async def test_gets_the_order_though_its_hold_ended_first(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        await provider(opened).act(session, "approve")
        await clocks_are_over(opened, holds=True)

        assert await expire_holds(opened) == 1

        assert (await order_of(client, placed))["status"] == "confirmed"
        assert await effects(opened) == ONCE


class TestSignals:
    async def test_all_at_once_confirm_and_capture_once(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        body = placed.json()
        await provider(opened).act(session, "approve")
        events = await provider(opened).events(session)
        back = f"/es/orders/{body['number']}/return?token={body['token']}"
        await clocks_are_over(opened)

        await asyncio.gather(
            *(post(client, event) for event in events * 3),
            *(client.get(back) for _ in range(3)),
            *(reconcile(opened) for _ in range(2)),
        )
        await asyncio.gather(*(work(opened) for _ in range(3)))
        await work(opened)

        assert (await order_of(client, placed))["status"] == "confirmed"
        assert await effects(opened) == ONCE

    async def test_before_the_money_change_nothing(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)

        for event in await provider(opened).events(session):
            await post(client, event)
        await work(opened)

        assert (await order_of(client, placed))["status"] == "payment_action_required"

    async def test_that_nobody_signed_are_refused_and_leave_nothing(self, shop: Visit) -> None:
        client, opened = shop
        _, session = await at_the_page(client, opened)
        [event] = await provider(opened).events(session)
        old = event.headers[SIGNATURE].replace("t=", "t=1")[:12]
        async with opened.database.reading() as db:
            before = await scalar(db, "SELECT count(*) FROM inbox")

        for signature in ("", "t=1,v1=00", old, event.headers[SIGNATURE] + "0"):
            answer = await client.post(EVENTS, content=event.body, headers={SIGNATURE: signature})
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")
        longer = await client.post(EVENTS, content=b"x" * 257 * 1024, headers=dict(event.headers))
        stranger = await client.post(EVENTS.replace("test_redirect", "none"), content=b"{}")

        assert (longer.status_code, stranger.status_code) == (413, 404)
        async with opened.database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM inbox") == before


class TestMoney:
    @pytest.mark.parametrize("outcome", ["pay_wrong_amount", "reserve_wrong_amount"])
    async def test_of_another_sum_never_confirms(self, shop: Visit, outcome: str) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        await provider(opened).act(session, outcome)
        await clocks_are_over(opened)

        await reconcile(opened)
        await work(opened)

        order = await order_of(client, placed)
        assert (order["status"], order["refusal"]) == ("payment_failed", "amount_differs")
        async with opened.database.reading() as db:
            differs = "SELECT count(*) FROM order_events WHERE kind = 'payment_differs'"
            assert await scalar(db, differs) == 1

    async def test_that_comes_after_the_cancellation_is_booked_and_goes_back(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        await clocks_are_over(opened, holds=True)
        assert await expire_holds(opened) == 1
        assert (await order_of(client, placed))["status"] == "cancelled"

        assert await provider(opened).act(session, "pay_late")
        for event in await provider(opened).events(session):
            await post(client, event)
        await work(opened)

        assert (await order_of(client, placed))["status"] == "cancelled"
        async with opened.database.reading() as db:
            kinds = "SELECT string_agg(kind, ' ' ORDER BY at, id) FROM payment_moves"
            late = "SELECT source FROM refunds"
            assert await scalar(db, kinds) == "late_captured refunded"
            assert await scalar(db, late) == "late_payment"
        assert await mails(opened.database) == [
            "payment_needed",
            "order_cancelled",
            "order_refunded",
        ]

    async def test_that_takes_days_keeps_the_stock_and_fails_or_arrives(self, shop: Visit) -> None:
        client, opened = shop
        for outcome, status in (("debit_arrives", "confirmed"), ("debit_fails", "payment_failed")):
            placed, session = await at_the_page(client, opened)
            await provider(opened).act(session, "debit")
            await clocks_are_over(opened)
            await reconcile(opened)
            await work(opened)
            assert (await order_of(client, placed))["status"] == "payment_pending"
            await provider(opened).act(session, outcome)
            await clocks_are_over(opened)
            await reconcile(opened)
            await work(opened)

            assert (await order_of(client, placed))["status"] == status
        sent = await mails(opened.database)
        assert sorted(sent) == ["order_confirmed", "payment_failed", *["payment_needed"] * 2]


class TestThePaymentPage:
    async def test_offers_what_may_happen_and_sends_the_buyer_back(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        page = f"/test-payment-page/{session}"
        same_site = {"Sec-Fetch-Site": "same-origin"}

        shown = await client.get(page)
        chosen = await client.post(page, data={"outcome": "decline"}, headers=same_site)
        back = await client.get(chosen.headers["location"])
        await work(opened)

        assert 'value="approve"' in shown.text
        assert (chosen.status_code, back.status_code) == (303, 303)
        order = await order_of(client, placed)
        assert (order["status"], order["refusal"]) == ("payment_failed", "card_declined")
        assert (await client.get("/test-payment-page/none")).status_code == 404

    async def test_that_expired_declined_nothing(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        await provider(opened).act(session, "expire")
        await clocks_are_over(opened)
        await reconcile(opened)
        await work(opened)

        body = placed.json()
        page = await client.get(f"/en/orders/{body['number']}", params={"token": body["token"]})

        assert "One more step to pay" in page.text
        assert "Payment not completed" in page.text
        assert "Payment declined" not in page.text


class TestABuyerAtTheBankStep:
    async def test_may_pay_another_way_and_read_until_when_the_goods_wait(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        body = placed.json()
        asked = {"token": body["token"]}
        path = f"/en/orders/{body['number']}"
        at_the_bank = await client.get(path, params=asked)

        left = await client.post(f"{path}/payment/leave", params=asked)
        await work(opened)

        assert "We keep your goods until" in at_the_bank.text
        assert f"{path}/payment/leave" in [
            action.partition("?")[0] for action, _ in read(at_the_bank).forms
        ]
        assert left.status_code == 303
        choice = await client.get(path, params=asked)
        assert "Your order is not paid yet" in choice.text
        assert not await provider(opened).act(session, "approve")
        fields = form(choice, f"{path}/payment") | {"method": "test", "test_card": "approved"}
        await client.post(f"{path}/payment", params=asked, data=fields)
        await work(opened)
        assert (await order_of(client, placed))["status"] == "confirmed"
        assert await effects(opened) == ONCE

    async def test_of_an_api_client_leaves_it_by_one_call(self, shop: Visit) -> None:
        client, opened = shop
        placed, _ = await at_the_page(client, opened)
        body = placed.json()
        url = f"/api/v1/orders/{body['number']}/payment/leave"
        before = await order_of(client, placed)

        left = await client.post(url, params={"token": body["token"]})
        await work(opened)
        again = await client.post(url, params={"token": body["token"]})

        assert (before["may_leave_payment"], left.status_code, again.status_code) == (
            True,
            202,
            409,
        )
        after = await order_of(client, placed)
        assert (after["status"], after["may_leave_payment"]) == ("payment_failed", False)
        assert after["kept_until"] is not None

    async def test_cannot_call_back_a_debit_that_is_on_its_way(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        body = placed.json()
        await provider(opened).act(session, "debit")
        await clocks_are_over(opened)
        await reconcile(opened)
        await work(opened)

        answer = await client.post(
            f"/en/orders/{body['number']}/payment/leave", params={"token": body["token"]}
        )

        assert answer.status_code == 409
        assert "Another way to pay cannot be chosen" in answer.text
        assert (await order_of(client, placed))["status"] == "payment_pending"


class TestTheWayBack:
    async def test_is_a_page_in_both_languages_and_nobody_elses(self, shop: Visit) -> None:
        client, opened = shop
        placed, _ = await at_the_page(client, opened)
        body = placed.json()

        for language in ("es", "en"):
            for page in ("return", "pay"):
                path = f"/{language}/orders/{body['number']}/{page}"
                for _ in range(2):
                    answer = await client.get(path, params={"token": body["token"]})
                    assert answer.status_code == 303
                assert (await client.get(path)).status_code == 404
                assert (await client.get(path, params={"token": "0" * 32})).status_code == 404

    async def test_of_an_api_client_is_one_call(self, shop: Visit) -> None:
        client, opened = shop
        placed, session = await at_the_page(client, opened)
        body = placed.json()
        await provider(opened).act(session, "approve")

        told = await client.post(
            f"/api/v1/orders/{body['number']}/return", params={"token": body["token"]}
        )
        await work(opened)

        assert told.status_code == 202
        assert (await order_of(client, placed))["status"] == "confirmed"


async def test_each_way_to_pay_describes_itself(shop: Visit) -> None:
    client, _ = shop
    cart_id = await fill_cart(client, {"A": 1}, language="en")

    methods = (await client.get(f"/api/v1/carts/{cart_id}/payment-methods")).json()["items"]

    assert methods == [
        {"code": "test", "title": "Test card", "kind": "token"},
        {"code": "test_redirect", "title": "Test payment page", "kind": "redirect"},
    ]
