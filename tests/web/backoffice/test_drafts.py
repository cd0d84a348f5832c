"""An order that staff write for a buyer, over HTTP: from nothing to what the buyer pays."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.selling import an_order

from lonja.inventory import api as inventory
from lonja.orders import api as orders
from lonja.shipping import api as shipping
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

ADDRESS = {
    "name": "Eva Roca",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28001",
    "country": "ES",
}


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
        hours=tuple(inventory.OpenHours(day, "10:00", "20:00") for day in range(7)),
        can_pick_up=True,
    ),
)
PICKUP = shipping.MethodDraft(
    "pickup",
    {"es": "Recogida en tienda", "en": "Pick-up in store"},
    0,
    1,
    position=9,
    kind=shipping.MethodKind.PICKUP,
)


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 5, "B": 5})
        yield opened


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def change(clerk: httpx2.AsyncClient, path: str, what: dict[str, Any]) -> httpx2.Response:
    """As somebody who has just read it."""
    seen = {"If-Match": str((await clerk.get(path)).json()["version"])}
    return await clerk.patch(path, json=what, headers=seen)


async def a_draft(clerk: httpx2.AsyncClient, **lines: int) -> dict[str, Any]:
    draft = (await clerk.post("/api/v1/drafts", json={})).json()
    path = f"/api/v1/drafts/{draft['id']}"
    for sku, quantity in lines.items():
        await clerk.put(f"{path}/lines/{sku}", json={"quantity": quantity})
    buyer = {"email": "eva@example.com", "note": "rang", "address": ADDRESS}
    await change(clerk, path, buyer)
    answer = await change(clerk, path, {"shipping_code": "standard"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


class TestADraft:
    async def test_is_written_priced_and_ordered_by_a_clerk(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ORDERS) as clerk:
            draft = await a_draft(clerk, A=2, B=1)
            path = f"/api/v1/drafts/{draft['id']}"
            priced = await clerk.put(
                f"{path}/lines/A/price", json={"unit_minor": 8_00, "reason": "scratched"}
            )
            over = await clerk.put(
                f"{path}/lines/A/price", json={"unit_minor": 0, "reason": "for a friend"}
            )
            methods = (await clerk.get(f"{path}/methods")).json()["items"]
            asked = {"method": methods[0]["code"], "pay_by": in_days(2)}
            placed = [await clerk.post(f"{path}/order", json=asked) for _ in range(2)]
            order = (await clerk.get(f"/api/v1/orders/{placed[0].json()['number']}")).json()
            later = await clerk.put(f"{path}/lines/A", json={"quantity": 1})

        assert draft["totals"]["total"]["amount_minor"] == 35_00
        assert priced.json()["totals"]["total"]["amount_minor"] == 31_00
        assert over.status_code == 200  # 20.00 is within what a clerk may take off
        assert [one.status_code for one in placed] == [201, 201]
        assert placed[0].json() == placed[1].json()
        assert placed[0].json()["pay_url"].startswith("http://shop.example/es/orders/")
        assert (order["channel"], order["email"]) == ("phone", "eva@example.com")
        assert order["totals"]["total"]["amount_minor"] == 15_00
        assert [one["text"] for one in order["marks"]["notes"]] == ["rang"]
        assert (later.status_code, later.json()["code"]) == (409, "draft_not_open")

    async def test_is_picked_up_by_who_has_no_address(self, office: BackOffice) -> None:
        async with office.shop.database.transaction() as db:
            await inventory.add_location(db, STORE, actor="ana", now=datetime.now(UTC))
            await shipping.add_method(db, PICKUP, actor="ana", now=datetime.now(UTC))
        async with office.signed_in(Role.ORDERS) as clerk:
            buyer = {"email": "eva@example.com", "name": "Eva Roca"}
            draft = (await clerk.post("/api/v1/drafts", json=buyer)).json()
            path = f"/api/v1/drafts/{draft['id']}"
            offered = (await clerk.put(f"{path}/lines/A", json={"quantity": 1})).json()["ways"]
            await change(clerk, path, {"shipping_code": "pickup@GRAN"})
            methods = (await clerk.get(f"{path}/methods")).json()["items"]
            asked = {"method": methods[0]["code"], "pay_by": in_days(2)}
            placed = await clerk.post(f"{path}/order", json=asked)
            order = (await clerk.get(f"/api/v1/orders/{placed.json()['number']}")).json()

        assert [(one["code"], one["is_pickup"]) for one in offered] == [("pickup@GRAN", True)]
        assert placed.status_code == 201, placed.text
        assert order["address"][:2] == ["Eva Roca", "Gran Via 1"]

    async def test_is_not_overwritten_unseen(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ORDERS) as clerk:
            draft = await a_draft(clerk, A=1)
            path, seen = f"/api/v1/drafts/{draft['id']}", {"If-Match": str(draft["version"])}
            unread = await clerk.patch(path, json={"note": "mine"})
            await clerk.put(f"{path}/lines/A", json={"quantity": 2})
            late = await clerk.patch(path, json={"note": "mine"}, headers=seen)
            after = (await clerk.get(path)).json()

        assert (unread.status_code, unread.json()["code"]) == (428, "if_match_required")
        assert (late.status_code, late.json()["code"]) == (409, "draft_changed")
        assert (late.json()["version"], after["version"]) == (draft["version"] + 1,) * 2
        assert after["note"] == "rang"

    async def test_takes_no_more_off_than_its_clerk_may(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ORDERS) as clerk:
            draft = await a_draft(clerk, A=3, B=3)
            path = f"/api/v1/drafts/{draft['id']}"
            for sku in ("A", "B"):
                answer = await clerk.put(
                    f"{path}/lines/{sku}/price", json={"unit_minor": 0, "reason": "gift"}
                )

        facts = answer.json()
        assert (answer.status_code, facts["code"]) == (403, "discount_over_limit")
        assert (facts["limit_minor"], facts["currency"]) == (50_00, "EUR")

    async def test_repeats_an_order_at_todays_prices(self, office: BackOffice) -> None:
        order_id = await an_order(office.shop.database, {"A": 2}, status="delivered")
        async with office.shop.database.reading() as db:
            number = (await orders.get(db, order_id)).number

        async with office.signed_in(Role.ORDERS) as clerk:
            answer = await clerk.post(f"/api/v1/orders/{number}/duplicate")
            listed = (await clerk.get("/api/v1/drafts", params={"status": "open"})).json()["items"]

        draft = answer.json()
        assert (answer.status_code, draft["copied_from"]) == (201, number)
        assert [(line["sku"], line["quantity"]) for line in draft["lines"]] == [("A", 2)]
        assert [one["id"] for one in listed] == [draft["id"]]

    async def test_is_closed_twice_without_harm(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ORDERS) as clerk:
            draft = await a_draft(clerk, A=1)
            path = f"/api/v1/drafts/{draft['id']}"
            held = await clerk.put(f"{path}/hold", json={"until": in_days(2)})
            closed = [(await clerk.delete(path)).status_code for _ in range(2)]
            after = (await clerk.get(path)).json()

        assert held.json()["held_until"] is not None
        assert closed == [204, 204]
        assert (after["status"], after["held_until"]) == ("closed", None)


class TestACustomerWhomStaffAdd:
    async def test_has_one_record_however_often_they_are_added(self, office: BackOffice) -> None:
        asked = {"email": "Eva@example.com", "name": "Eva Roca", "phone": "600 000 000"}

        async with office.signed_in(Role.ORDERS) as clerk:
            added = [await clerk.post("/api/v1/customers", json=asked) for _ in range(2)]
            record = (await clerk.get(f"/api/v1/customers/{added[0].json()['id']}")).json()

        assert [one.status_code for one in added] == [201, 201]
        assert added[0].json() == added[1].json()
        assert (record["name"], record["phone"], record["country"]) == (
            "Eva Roca",
            "600 000 000",
            "ES",
        )


class TestADraftThatIsQuoted:
    async def test_is_sent_revised_and_sent_again_under_the_same_number(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.ORDERS) as clerk:
            draft = await a_draft(clerk, A=2)
            path = f"/api/v1/drafts/{draft['id']}"

            async def send(**more: Any) -> httpx2.Response:
                now = (await clerk.get(path)).json()
                return await clerk.post(
                    f"{path}/quotes",
                    json={"valid_until": in_days(7), "message": "as we said", **more},
                    headers={"If-Match": str(now["version"])},
                )

            wrong = [
                await send(valid_until=in_days(40)),
                await send(valid_until=in_days(-1)),
                await send(seen_total_minor=1),
            ]
            first = await send(seen_total_minor=25_00)
            again = await send()
            frozen = await clerk.put(f"{path}/lines/A", json={"quantity": 3})
            closed = await clerk.delete(path)
            placed = await clerk.post(
                f"{path}/order", json={"method": "test", "pay_by": in_days(2)}
            )
            revised = [await clerk.put(f"{path}/quotes/revision") for _ in "ab"]
            open_again = (await clerk.get(path)).json()
            changed = await clerk.put(f"{path}/lines/A", json={"quantity": 3})
            second = await send()
            versions = (await clerk.get(f"{path}/quotes")).json()["items"]
            listed = (await clerk.get("/api/v1/quotes", params={"status": "sent"})).json()["items"]

        assert [one.status_code for one in wrong] == [422, 422, 422]
        assert first.status_code == second.status_code == 201
        assert [one.status_code for one in (again, frozen, closed, placed)] == [409] * 4
        assert frozen.json()["status"] == 409
        assert [one.status_code for one in revised] == [204, 204]
        assert (open_again["status"], open_again["lines"][0]["is_own"]) == ("open", False)
        assert changed.status_code == 200
        assert [(one["version"], one["status"]) for one in versions] == [
            (2, "sent"),
            (1, "revised"),
        ]
        assert versions[0]["number"] == versions[1]["number"] == listed[0]["number"]
        assert len(listed) == 1

    async def test_is_sent_by_nobody_who_may_only_read(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ANALYST) as reader:
            answer = await reader.post(
                f"/api/v1/drafts/{uuid4()}/quotes",
                json={"valid_until": in_days(7)},
                headers={"If-Match": "1"},
            )
        assert answer.status_code == 403
