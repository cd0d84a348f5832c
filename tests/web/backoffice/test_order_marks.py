"""What staff add to an order that its buyer does not see: hold, tags, assignee, archive, notes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.selling import an_order

from lonja.orders import api as orders
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@dataclass(slots=True)
class Desk:
    office: BackOffice
    clerk: httpx2.AsyncClient

    async def order(self, status: str = "confirmed") -> str:
        order_id = await an_order(self.office.shop.database, {"A": 1}, status=status)
        async with self.office.shop.database.reading() as db:
            return (await orders.get(db, order_id)).number

    async def read(self, number: str) -> dict[str, Any]:
        return dict((await self.clerk.get(f"/api/v1/orders/{number}")).json())

    async def ship(self, number: str) -> httpx2.Response:
        return await self.clerk.put(
            f"/api/v1/orders/{number}/shipments/{uuid4()}",
            json={"carrier": "Correos", "tracking": ""},
        )


@pytest.fixture
async def desk(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Desk]:
    async with (
        back_office(fresh_database_url, storage_connection) as office,
        office.signed_in(Role.ORDERS) as clerk,
    ):
        await open_small_shop(office.shop.database, {"A": 50})
        yield Desk(office, clerk)


class TestAnOrderOnHold:
    async def test_is_not_shipped_until_it_is_released(self, desk: Desk) -> None:
        number = await desk.order()
        path = f"/api/v1/orders/{number}/hold"

        held = [
            await desk.clerk.put(path, json={"reason": "address", "note": "no street"})
            for _ in range(2)
        ]
        refused = await desk.ship(number)
        shown = await desk.read(number)
        released = [await desk.clerk.delete(path) for _ in range(2)]
        shipped = await desk.ship(number)

        assert [one.status_code for one in [*held, *released, shipped]] == [204] * 5
        assert (refused.status_code, refused.json()["reason"]) == (409, "on_hold")
        assert shown["marks"]["hold_reason"] == "address"
        assert shown["verbs"]["ship"] == {"allowed": False, "why_not": "on_hold"}
        after = await desk.read(number)
        assert [one["kind"] for one in after["events"]][-3:] == ["held", "released", "shipped"]
        assert after["events"][-3]["facts"] == {"reason": "address", "note": "no street"}
        assert after["marks"]["held_at"] is None

    async def test_was_not_shipped_yet(self, desk: Desk) -> None:
        number = await desk.order("shipped")

        answer = await desk.clerk.put(f"/api/v1/orders/{number}/hold", json={"reason": "other"})

        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_order_status")


class TestNotes:
    async def test_are_written_once_with_who_and_when_and_can_be_deleted(self, desk: Desk) -> None:
        number, note_id = await desk.order(), uuid4()
        path = f"/api/v1/orders/{number}/notes/{note_id}"

        for _ in range(2):
            await desk.clerk.put(path, json={"text": "  Ring the bell twice  "})
        notes = (await desk.read(number))["marks"]["notes"]
        gone = [(await desk.clerk.delete(path)).status_code for _ in range(2)]

        assert [(one["text"], one["actor"]) for one in notes] == [
            ("Ring the bell twice", "clerk@azulejo.example")
        ]
        assert gone == [204, 204]
        assert (await desk.read(number))["marks"]["notes"] == []

    async def test_go_with_their_buyer(self, desk: Desk) -> None:
        number = await desk.order("delivered")
        await desk.clerk.put(
            f"/api/v1/orders/{number}/notes/{uuid4()}", json={"text": "Ana is on holiday"}
        )

        async with desk.office.shop.database.transaction() as db:
            order = await orders.get(db, await orders.find(db, number))
            await orders.forget_buyer(db, [order.id], now=order.placed_at)

        assert (await desk.read(number))["marks"]["notes"] == []


class TestTagsAndAssignees:
    async def test_are_given_to_many_orders_in_one_act(self, desk: Desk) -> None:
        numbers = [await desk.order(), await desk.order("delivered")]
        people = (await desk.clerk.get("/api/v1/orders/colleagues")).json()["items"]
        await desk.clerk.put(f"/api/v1/orders/{numbers[0]}/tags", json={"tags": ["gift", "old"]})

        answer = await desk.clerk.post(
            "/api/v1/orders/marks",
            json={
                "numbers": numbers,
                "add_tags": ["Wholesale"],
                "remove_tags": ["old"],
                "assignee_id": people[0]["id"],
            },
        )

        marks = [(await desk.read(number))["marks"] for number in numbers]
        assert answer.status_code == 204, answer.text
        assert [one["tags"] for one in marks] == [["gift", "Wholesale"], ["Wholesale"]]
        found = [
            len((await desk.clerk.get("/api/v1/orders", params={"q": q})).json()["items"])
            for q in ("wholes", "GIFT", "gift wrap")
        ]
        assert found == [2, 1, 0]
        assert [one["assignee"]["name"] for one in marks] == ["Marcos Vidal"] * 2
        assert (await desk.clerk.get("/api/v1/orders/tags")).json()["items"] == [
            "Wholesale",
            "gift",
            "old",
        ]

    async def test_are_all_given_or_none(self, desk: Desk) -> None:
        number = await desk.order()

        unknown = await desk.clerk.post(
            "/api/v1/orders/marks", json={"numbers": [number, "NONE-0000"], "add_tags": ["x"]}
        )
        nobody = await desk.clerk.put(
            f"/api/v1/orders/{number}/assignee", json={"assignee_id": str(UUID(int=7))}
        )

        assert (unknown.status_code, nobody.status_code) == (404, 404)
        assert (await desk.read(number))["marks"]["tags"] == []


class TestTheArchive:
    async def test_takes_what_is_over_and_gives_it_back(self, desk: Desk) -> None:
        open_one, over = await desk.order(), await desk.order("delivered")

        refused = await desk.clerk.put(f"/api/v1/orders/{open_one}/archive")
        archived = await desk.clerk.put(f"/api/v1/orders/{over}/archive")
        shown = (await desk.read(over))["marks"]["archived_at"]
        back = await desk.clerk.delete(f"/api/v1/orders/{over}/archive")

        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_order_status")
        assert (archived.status_code, back.status_code) == (204, 204)
        assert shown is not None
        assert (await desk.read(over))["marks"]["archived_at"] is None
