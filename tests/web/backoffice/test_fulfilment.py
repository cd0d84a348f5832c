"""A clerk's morning over HTTP: the board, a wave, the pick list, and a list of tracking numbers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office
from tests.support.sales import sell

from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
BOARD = "/api/v1/fulfilment"


@dataclass(slots=True)
class Floor:
    office: BackOffice
    buyer: httpx2.AsyncClient
    clerk: httpx2.AsyncClient

    async def queue(self, name: str) -> list[dict[str, Any]]:
        answer = await self.clerk.get(f"{BOARD}/tasks", params={"queue": name})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])


@pytest.fixture
async def floor(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Floor]:
    async with (
        back_office(fresh_database_url, storage_connection) as office,
        front_office(fresh_database_url, storage_connection, secret_key="k" * 32) as (
            buyer,
            _opened,
        ),
        office.signed_in(Role.ORDERS) as clerk,
    ):
        await open_small_shop(office.shop.database, {"A": 20, "B": 20})
        yield Floor(office, buyer, clerk)


async def test_orders_go_from_queue_to_queue_until_a_list_ships_them(floor: Floor) -> None:
    numbers = [
        await sell(floor.buyer, floor.office.shop, {"A": 2, "B": 1}),
        await sell(floor.buyer, floor.office.shop, {"A": 1}),
    ]
    ready = await floor.queue("to_pick")
    wave = f"{BOARD}/waves/{uuid4()}"
    asked = {"location": "VLC", "orders": numbers}

    begun = [(await floor.clerk.put(wave, json=asked)).json()["parcels"] for _ in range(2)]
    picked = (await floor.clerk.get(f"{BOARD}/pick-list", params={"location": "VLC"})).json()
    parcels = [
        {"number": task["number"], "shipment_id": task["shipment_id"]}
        for task in await floor.queue("to_pick")
    ]
    for status in ("picked", "packed"):
        move = {"status": status, "parcels": parcels}
        answer = await floor.clerk.put(f"{BOARD}/parcels/status", json=move)
        assert answer.status_code == 204, answer.text
    counts = (await floor.clerk.get(f"{BOARD}/counts")).json()
    rows = [{"number": number, "tracking": f"T-{number}"} for number in numbers]
    rows.append({"number": "NONE-0000", "tracking": "T"})
    sent = [
        (await floor.clerk.put(f"{BOARD}/shipments", json={"carrier": "MRW", "rows": rows})).json()
        for _ in range(2)
    ]

    assert sorted(task["number"] for task in ready) == sorted(numbers)
    assert begun == [2, 2]
    assert [(row["sku"], row["quantity"]) for row in picked["items"]] == [("A", 3), ("B", 1)]
    assert len(parcels) == 2
    assert counts == {
        "to_pick": 0,
        "to_pack": 0,
        "to_ship": 2,
        "to_hand_over": 0,
        "waiting": 0,
        "overdue": 0,
    }
    assert [row["outcome"] for row in sent[0]["items"]] == ["shipped", "shipped", "refused"]
    assert [row["outcome"] for row in sent[1]["items"]] == ["already", "already", "refused"]
    assert sent[0]["items"][2]["code"] == "unknown_order"
