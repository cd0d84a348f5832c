"""What the storefront's API promises about carts, checkout and orders."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.front_office import ADDRESS, fill_cart, front_office, pay
from tests.support.messages import waiting
from tests.support.sales import lose_messages, mails, work

from lonja.bootstrap import Shop
from lonja.inventory import api as inventory
from lonja.jobs.orders import confirm_order, expire_holds, reconcile
from lonja.kernel import limits
from lonja.kernel.db import run
from lonja_tools.proofs.small_shop import add_code, open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 1})
        yield client, opened


async def order_of(client: httpx2.AsyncClient, placed: httpx2.Response) -> dict[str, Any]:
    body = placed.json()
    found = await client.get(f"/api/v1/orders/{body['number']}", params={"token": body["token"]})
    assert found.status_code == 200, found.text
    body_found: dict[str, Any] = found.json()
    return body_found


class TestCheckout:
    async def test_places_an_order_that_ends_confirmed_and_paid_once(self, shop: Visit) -> None:
        client, opened = shop
        cart_id = await fill_cart(client, {"A": 2, "B": 1})

        placed = await pay(client, cart_id, seen_total_minor=35_00)
        assert placed.status_code == 202, placed.text
        assert (await order_of(client, placed))["status"] == "placed"
        await work(opened)

        order = await order_of(client, placed)
        assert order["status"] == "confirmed"
        assert order["totals"]["total"] == {"amount_minor": 35_00, "currency": "EUR"}
        assert order["totals"]["tax_included"] == {"amount_minor": 6_08, "currency": "EUR"}
        assert [event["kind"] for event in order["events"]] == [
            "placed",
            "authorised",
            "confirmed",
            "paid",
        ]
        async with opened.database.reading() as db:
            assert await inventory.imbalances(db) == []
            assert await scalar(db, "SELECT sum(on_hand) FROM stock_levels") == 3
            assert await scalar(db, "SELECT state FROM test_gateway.payments") == "captured"
            assert (
                await scalar(db, "SELECT count(*) FROM payment_attempts WHERE token IS NOT NULL")
                == 0
            )

    async def test_a_declined_card_can_be_followed_by_a_good_one(self, shop: Visit) -> None:
        client, opened = shop
        placed = await pay(client, await fill_cart(client, {"A": 1}), card="declined")
        await work(opened)
        order = await order_of(client, placed)
        assert (order["status"], order["refusal"]) == ("payment_failed", "card_declined")

        body = placed.json()
        again = await client.post(
            f"/api/v1/orders/{body['number']}/payment",
            params={"token": body["token"]},
            json={"method": "test", "token": "approved"},
        )
        assert again.status_code == 202, again.text
        await work(opened)

        assert (await order_of(client, placed))["status"] == "confirmed"

    async def test_only_so_many_cards_are_tried_for_one_order(self, shop: Visit) -> None:
        client, opened = shop
        placed = await pay(client, await fill_cart(client, {"A": 1}), card="declined")
        body = placed.json()
        answers = []
        for _ in range(limits.ORDER_CARDS):
            await work(opened)
            again = await client.post(
                f"/api/v1/orders/{body['number']}/payment",
                params={"token": body["token"]},
                json={"method": "test", "token": "declined"},
            )
            answers.append(again.status_code)

        assert answers == [202] * (limits.ORDER_CARDS - 1) + [409]

    @pytest.mark.parametrize("card", ["timeout", "late"])
    async def test_a_lost_answer_is_looked_up_and_never_paid_twice(
        self, shop: Visit, card: str
    ) -> None:
        client, opened = shop
        placed = await pay(client, await fill_cart(client, {"A": 1}), card=card)
        await work(opened)

        assert (await order_of(client, placed))["status"] == "confirmed"
        async with opened.database.reading() as db:
            captures = await scalar(
                db, "SELECT count(*) FROM test_gateway.calls WHERE operation = 'capture' AND effect"
            )
        assert captures == 1

    async def test_a_message_delivered_five_times_leaves_one_clean_run(self, shop: Visit) -> None:
        client, opened = shop
        placed = await pay(client, await fill_cart(client, {"A": 1}))
        [message] = await waiting(opened.database, "orders")
        for _ in range(5):
            await confirm_order(opened, message)

        assert (await order_of(client, placed))["status"] == "confirmed"
        async with opened.database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM payment_moves") == 2
            assert await scalar(db, "SELECT count(*) FROM stock_movements WHERE kind = 'sale'") == 1
        assert await mails(opened.database) == ["order_confirmed"]

    async def test_a_hold_that_is_over_frees_stock_code_and_money(self, shop: Visit) -> None:
        client, opened = shop
        await add_code(opened.database, "UNO", max_uses=1)
        cart_id = await fill_cart(client, {"B": 1})
        assert (await client.put(f"/api/v1/carts/{cart_id}/codes/uno")).status_code == 200
        placed = await pay(client, cart_id, card="needs_action")
        await work(opened)
        order = await order_of(client, placed)
        assert order["status"] == "payment_action_required"
        assert order["next"]["kind"] == "redirect"
        async with opened.database.transaction() as db:
            await run(db, "UPDATE holds SET expires_at = now() - interval '1 second'")

        assert await expire_holds(opened) == 1
        await work(opened)

        assert (await order_of(client, placed))["status"] == "cancelled"
        async with opened.database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM holds") == 0
            assert await scalar(db, "SELECT sum(held) FROM stock_levels") == 0
            assert await scalar(db, "SELECT used FROM promotion_codes WHERE code = 'UNO'") == 0
            assert await scalar(db, "SELECT state FROM test_gateway.payments") == "closed"
        assert await expire_holds(opened) == 0

    async def test_an_order_that_waits_too_long_is_queued_again(self, shop: Visit) -> None:
        client, opened = shop
        placed = await pay(client, await fill_cart(client, {"A": 1}))
        await lose_messages(opened)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE payment_attempts SET look_at = now() - interval '1 second'")

        assert await reconcile(opened) == 1
        assert await reconcile(opened) == 0
        await work(opened)

        assert (await order_of(client, placed))["status"] == "confirmed"

    async def test_says_which_line_is_sold_out_and_changes_nothing(self, shop: Visit) -> None:
        client, opened = shop
        first, second = await fill_cart(client, {"B": 1}), await fill_cart(client, {"A": 1, "B": 1})
        assert (await pay(client, first)).status_code == 202

        refused = await pay(client, second)

        assert refused.status_code == 409
        assert refused.json()["code"] == "sold_out"
        assert [line["available"] for line in refused.json()["lines"]] == [0]
        async with opened.database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM orders") == 1
            assert await scalar(db, "SELECT sum(held) FROM stock_levels") == 1
        assert (await client.get(f"/api/v1/carts/{second}")).status_code == 200

    async def test_a_repeat_with_the_same_key_is_the_same_order(self, shop: Visit) -> None:
        client, _ = shop
        cart_id = await fill_cart(client, {"A": 1})
        first = await pay(client, cart_id, key="k1")

        repeat = await pay(client, cart_id, key="k1")
        other = await pay(client, cart_id, key="k1", card="declined")
        without = await client.post(
            f"/api/v1/carts/{cart_id}/checkout",
            json={"email": "a@example.com", "payment": {"method": "test", "token": "approved"}},
        )
        late = await pay(client, cart_id, key="k2")

        assert repeat.json() == first.json()
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_required")
        assert (late.status_code, late.json()["code"]) == (409, "cart_ordered")

    async def test_a_total_that_changed_since_it_was_seen_is_told(self, shop: Visit) -> None:
        client, _ = shop
        cart_id = await fill_cart(client, {"A": 1})

        refused = await pay(client, cart_id, seen_total_minor=1)

        assert (refused.status_code, refused.json()["code"]) == (409, "price_changed")
        assert refused.json()["total_minor"] == 15_00


class TestACart:
    async def test_answers_a_change_as_it_answers_the_next_look(self, shop: Visit) -> None:
        client, _ = shop
        cart = f"/api/v1/carts/{(await client.post('/api/v1/carts', json={})).json()['id']}"
        line, way = {"sku": "A", "quantity": 2}, {"code": "standard"}

        for method, path, body in (
            ("PUT", "/address", ADDRESS),
            ("PUT", "/shipping-method", way),  # of nothing yet: its own price and tax
            ("POST", "/lines", line),
            ("POST", "/lines", line),
            ("POST", "/lines", {"sku": "B"}),
            ("PATCH", "/lines/A", {"quantity": 3}),
            ("PUT", "/shipping-method", way),
            ("DELETE", "/lines/A", None),
            ("PUT", "/address", {**ADDRESS, "country": "FR"}),
        ):
            changed = await client.request(method, f"{cart}{path}", json=body)
            assert changed.status_code == 200, changed.text
            assert changed.json() == (await client.get(cart)).json(), (method, path)

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"postal_code": "ABC"}, "address_field_malformed", "postal_code"),
            ({"postal_code": ""}, "address_field_missing", "postal_code"),
            ({"phone": "abc"}, "address_field_malformed", "phone"),
            ({"country": "US", "postal_code": "94107"}, "address_field_missing", "region"),
        ],
    )
    async def test_takes_no_address_that_nothing_reaches(
        self, shop: Visit, changes: dict[str, str], code: str, field: str
    ) -> None:
        client, _ = shop
        cart_id = await fill_cart(client, {"A": 1})

        refused = await client.put(f"/api/v1/carts/{cart_id}/address", json={**ADDRESS, **changes})

        assert refused.status_code == 422
        assert (refused.json()["code"], refused.json()["field"]) == (code, field)
        kept = (await client.get(f"/api/v1/carts/{cart_id}")).json()["address"]
        assert kept["postal_code"] == ADDRESS["postal_code"]

    async def test_needs_no_postal_code_where_a_country_has_none(self, shop: Visit) -> None:
        client, _ = shop
        cart_id = await fill_cart(client, {"A": 1})
        kowloon = {**ADDRESS, "country": "HK", "city": "Kowloon"}
        del kowloon["postal_code"]

        taken = await client.put(f"/api/v1/carts/{cart_id}/address", json=kowloon)

        assert taken.status_code == 200
        assert taken.json()["address"]["postal_code"] == ""


class TestBadInput:
    @pytest.mark.parametrize(
        ("quantity", "status", "code"),
        [
            (0, 422, "bad_quantity"),
            (-1, 422, "bad_quantity"),
            (10**9, 422, "bad_quantity"),
            (10**13, 422, "invalid_request"),
            ("two", 422, "invalid_request"),
            (1.5, 422, "invalid_request"),
        ],
    )
    async def test_a_quantity_that_is_none_is_refused(
        self, shop: Visit, quantity: object, status: int, code: str
    ) -> None:
        client, _ = shop
        cart_id = (await client.post("/api/v1/carts", json={})).json()["id"]

        refused = await client.post(
            f"/api/v1/carts/{cart_id}/lines", json={"sku": "A", "quantity": quantity}
        )

        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert refused.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize(
        ("method", "path", "content", "status", "code"),
        [
            ("POST", "/api/v1/carts", b"{", 400, "malformed_json"),
            ("POST", "/api/v1/carts", b'{"currency": "EUR", "x": 1}', 422, "invalid_request"),
            ("POST", "/api/v1/carts", b'{"currency": "\xff"}', 400, "bad_request"),
            ("POST", "/api/v1/carts", b" " * 300_000, 413, "body_too_large"),
            ("GET", "/api/v1/carts/none", None, 422, "invalid_request"),
            (
                "GET",
                "/api/v1/carts/0b6a6d5e-7c1f-4c55-9d53-1f8a6a1d9a42",
                None,
                404,
                "unknown_cart",
            ),
            ("GET", "/api/v1/products/none", None, 404, "unknown_product"),
            ("GET", "/api/v1/products/a%00b", None, 400, "bad_text"),
            ("GET", "/api/v1/products/%ff", None, 400, "bad_text"),
            ("GET", "/api/v1/products?cursor=zzz", None, 422, "bad_cursor"),
            ("GET", "/api/v1/products?limit=0", None, 422, "invalid_request"),
            ("GET", "/api/v1/products?language=xx", None, 422, "invalid"),
            ("GET", "/api/v1/orders/NONE-SUCH?token=x", None, 404, "unknown_order"),
            ("DELETE", "/api/v1/products", None, 405, "method_not_allowed"),
            ("GET", "/api/v1/nothing", None, 404, "not_found"),
        ],
    )
    async def test_gets_a_problem_with_a_stable_code(
        self, shop: Visit, method: str, path: str, content: bytes | None, status: int, code: str
    ) -> None:
        client, _ = shop

        answer = await client.request(
            method, path, content=content, headers={"content-type": "application/json"}
        )

        assert (answer.status_code, answer.json()["code"]) == (status, code)

    async def test_a_nul_in_a_body_is_refused(self, shop: Visit) -> None:
        client, _ = shop
        cart_id = (await client.post("/api/v1/carts", json={})).json()["id"]

        for sku in ("a\0b", "\ud800"):
            refused = await client.post(
                f"/api/v1/carts/{cart_id}/lines",
                content=b'{"sku": "'
                + sku.encode("unicode_escape").replace(b"\\x00", b"\\u0000")
                + b'"}',
                headers={"content-type": "application/json"},
            )
            assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), (
                refused.text
            )

    async def test_an_order_opens_with_its_own_token_only(self, shop: Visit) -> None:
        client, _ = shop
        placed = (await pay(client, await fill_cart(client, {"A": 1}))).json()

        for token in ("", "0" * 32, "é"):
            answer = await client.get(f"/api/v1/orders/{placed['number']}", params={"token": token})
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_order")


class TestTheListOfProducts:
    async def test_keeps_to_a_price_range_with_its_facets(self, shop: Visit) -> None:
        client, _ = shop
        every = (await client.get("/api/v1/products", params={"sort": "price"})).json()["items"]
        prices = [item["price_from"]["amount_minor"] for item in every]
        assert len(prices) > 1

        async def within(low: int, high: int) -> list[int]:
            asked: dict[str, int | str] = {"price_from_minor": low, "price_to_minor": high}
            asked["sort"] = "price"
            body = (await client.get("/api/v1/products", params=asked)).json()
            return [item["price_from"]["amount_minor"] for item in body["items"]]

        assert await within(prices[0], prices[-1]) == prices
        assert await within(prices[-1] + 1, 10**12) == []
        assert await within(0, prices[0]) == [price for price in prices if price == prices[0]]

    async def test_refuses_a_price_that_is_none(self, shop: Visit) -> None:
        client, _ = shop
        for wrong in ("-1", "cheap", "1" * 30):
            answer = await client.get("/api/v1/products", params={"price_to_minor": wrong})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_what_is_said_of_a_cart_or_an_order_is_kept_by_nobody_on_the_way(shop: Visit) -> None:
    client, _ = shop
    cart_id = await fill_cart(client, {"A": 1})
    cart = await client.get(f"/api/v1/carts/{cart_id}")
    placed = (await pay(client, cart_id)).json()
    order = await client.get(f"/api/v1/orders/{placed['number']}?token={placed['token']}")

    assert (cart.status_code, cart.headers.get("cache-control")) == (200, "no-store")
    assert (order.status_code, order.headers.get("cache-control")) == (200, "no-store")
