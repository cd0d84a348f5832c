"""Promotions in the back office: written, started, tried out; codes by the thousand and their file."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.kernel import clock
from lonja.promotions import api as promotions
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
API = "/api/v1/promotions"
UNKNOWN = {"product_id": "019728c9-c000-7000-8000-000000000801"}
TEN: dict[str, Any] = {
    "names": {"en": "Hello", "es": "Hola"},
    "rule": {"reward": {"kind": "order_percent", "percent": 10}},
    "status": "active",
    "needs_code": True,
}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 5})
        yield opened


@pytest.fixture
async def client(office: BackOffice) -> AsyncIterator[httpx2.AsyncClient]:
    async with office.signed_in(Role.MANAGER) as signed_in:
        yield signed_in


async def made(client: httpx2.AsyncClient, **facts: Any) -> dict[str, Any]:
    answer = await client.post(API, json=TEN | facts)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestAPromotion:
    async def test_is_written_with_its_code_read_changed_and_found(
        self, client: httpx2.AsyncClient
    ) -> None:
        one = await made(client, code="hello10")
        await made(client, names={"en": "Other"})

        found = (await client.get(API, params={"q": "HELLO10"})).json()["items"]
        by_name = (await client.get(API, params={"q": "hol"})).json()["items"]
        paused = await client.patch(
            f"{API}/{one['id']}", json={"status": "paused"}, headers={"If-Match": "1"}
        )

        assert [row["id"] for row in found] == [row["id"] for row in by_name] == [one["id"]]
        assert (one["code"], one["codes"], one["level"], one["saved"]) == (
            "HELLO10",
            1,
            "order",
            [],
        )
        assert (paused.status_code, paused.json()["version"]) == (200, 2)
        assert paused.json()["rule"] == one["rule"]

    async def test_is_not_overwritten_unseen(self, client: httpx2.AsyncClient) -> None:
        one = await made(client)
        for status in (200, 409):
            answer = await client.patch(
                f"{API}/{one['id']}", json={"priority": 3}, headers={"If-Match": "1"}
            )
            assert answer.status_code == status
        assert answer.json()["code"] == "promotion_changed"

    @pytest.mark.parametrize(
        ("rule", "field"),
        [
            ({"reward": {"kind": "order_percent"}}, "rule.reward.percent"),
            ({"reward": {"kind": "order_amount"}}, "rule.reward.amounts"),
            ({"reward": {"kind": "amount_off", "amounts": {"JPY": 5}}}, "rule.reward.amounts"),
            ({"reward": {"kind": "tiers"}}, "rule.reward.tiers"),
            ({"reward": {"kind": "cheapest_free", "buy": 2, "get": 2}}, "rule.reward.get"),
            ({"reward": {"kind": "bundle", "percent": 10}}, "rule.reward.parts"),
            (
                {"reward": {"kind": "bundle", "percent": 10, "parts": [UNKNOWN]}},
                "rule.reward.parts",
            ),
            (
                {"reward": {"kind": "bundle", "percent": 10, "parts": [UNKNOWN, UNKNOWN]}},
                "rule.reward.parts",
            ),
            ({"reward": {"kind": "bundle", "parts": [UNKNOWN, UNKNOWN]}}, "rule.reward.percent"),
            (
                {
                    "reward": {
                        "kind": "bundle",
                        "percent": 10,
                        "amounts": {"EUR": 1},
                        "parts": [UNKNOWN, UNKNOWN],
                    }
                },
                "rule.reward.percent",
            ),
            ({"reward": {"kind": "gift", "get": 1}}, "rule.reward.variant_id"),
            (
                {"reward": {"kind": "free_shipping"}, "conditions": {"countries": ["XX"]}},
                "rule.conditions.countries",
            ),
        ],
    )
    async def test_that_can_never_be_right_names_its_field(
        self, client: httpx2.AsyncClient, rule: dict[str, Any], field: str
    ) -> None:
        refused = await client.post(API, json=TEN | {"rule": rule})

        assert (refused.status_code, refused.json()["field"]) == (422, field)

    async def test_is_removed_with_its_codes(self, client: httpx2.AsyncClient) -> None:
        one = await made(client, code="GONE")

        removed = await client.delete(f"{API}/{one['id']}", headers={"If-Match": "1"})

        assert removed.status_code == 204
        assert (await client.get(f"{API}/{one['id']}")).json()["code"] == "unknown_promotion"
        assert (await made(client, code="GONE"))["code"] == "GONE"

    async def test_leaves_its_story_in_the_audit_log(self, client: httpx2.AsyncClient) -> None:
        one = await made(client, code="STORY", status="draft")
        await client.patch(
            f"{API}/{one['id']}", json={"status": "active"}, headers={"If-Match": "1"}
        )

        log = await client.get("/api/v1/audit", params={"subject": f"promotion:{one['id']}"})

        assert [row["action"] for row in log.json()["items"]] == [
            "promotion_started",
            "promotion_code_added",
            "promotion_added",
        ]


class TestCodes:
    async def test_are_taken_once(self, client: httpx2.AsyncClient) -> None:
        one = await made(client, code="ONCE")

        again = await client.post(f"{API}/{one['id']}/codes", json={"code": "once"})
        here, seen = f"{API}/codes/once", {"If-Match": str(1)}
        unread = await client.patch(here, json={"max_uses": 2})
        limited = await client.patch(here, json={"max_uses": 3}, headers=seen)
        late = await client.patch(here, json={"max_uses": 2}, headers=seen)
        removed = await client.delete(f"{API}/codes/ONCE")

        assert (again.status_code, again.json()["code"]) == (409, "code_taken")
        assert (limited.json()["max_uses"], limited.json()["version"]) == (3, 2)
        assert unread.status_code == 428
        assert (late.json()["code"], late.json()["version"]) == ("promotion_code_changed", 2)
        assert removed.status_code == 204

    async def test_by_the_thousand_are_made_and_taken_out_as_a_file(
        self, office: BackOffice, client: httpx2.AsyncClient
    ) -> None:
        one = await made(client)
        ordered = await client.post(
            f"{API}/{one['id']}/batches", json={"prefix": "win", "wanted": 6_000}
        )
        batch = ordered.json()
        assert (ordered.status_code, batch["status"], batch["made"]) == (202, "making", 0)

        for _ in range(2):
            async with office.shop.database.transaction() as db:
                await promotions.make_codes(db, promotions.MakeCodes(batch["id"]), now=clock.now())

        [listed] = (await client.get(f"{API}/{one['id']}/batches")).json()["items"]
        file = await client.get(f"{API}/batches/{batch['id']}/codes.csv")
        codes = [line.split(",")[0] for line in file.text.splitlines()[1:]]
        assert (listed["status"], listed["made"]) == ("done", 6_000)
        assert file.headers["content-disposition"] == 'attachment; filename="codes-win.csv"'
        assert (len(set(codes)), codes == sorted(codes)) == (6_000, True)

    async def test_are_not_for_a_promotion_that_applies_by_itself(
        self, client: httpx2.AsyncClient
    ) -> None:
        one = await made(client, needs_code=False)

        refused = await client.post(f"{API}/{one['id']}/codes", json={"code": "NEVER"})

        assert (refused.status_code, refused.json()["field"]) == (422, "needs_code")


class TestTheSimulator:
    async def test_says_what_a_cart_gets_and_why_not_the_rest(
        self, client: httpx2.AsyncClient
    ) -> None:
        await made(client, code="TEN")
        await made(
            client,
            names={"en": "Free shipping"},
            needs_code=False,
            rule={
                "reward": {"kind": "free_shipping"},
                "conditions": {"minimum": {"EUR": 30_00}},
            },
        )

        answer = await client.post(
            f"{API}/simulations",
            json={
                "lines": [{"sku": "A", "quantity": 2}],
                "currency": "EUR",
                "country": "ES",
                "language": "en",
                "codes": ["ten", "whose"],
                "shipping_minor": 500,
            },
        )

        found = answer.json()
        assert answer.status_code == 200, answer.text
        assert found["total"]["amount_minor"] == 23_00
        assert [(one["name"], one["why_not"], one["missing"]) for one in found["promotions"]] == [
            ("Hello", None, None),
            ("Free shipping", "minimum", 10_00),
            ("WHOSE", "unknown", None),
        ]

    async def test_knows_no_such_product(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post(
            f"{API}/simulations",
            json={
                "lines": [{"sku": "NOPE", "quantity": 1}],
                "currency": "EUR",
                "country": "ES",
                "language": "en",
            },
        )

        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_sku")


async def test_a_clerk_of_the_warehouse_writes_none(office: BackOffice) -> None:
    async with office.signed_in(Role.STOCK) as signed_in:
        assert (await signed_in.post(API, json=TEN)).status_code == 403
