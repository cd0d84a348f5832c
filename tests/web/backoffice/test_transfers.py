"""Transfers as a clerk makes them: by SKU or barcode, sent, received in parts, by the right people."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
DAY = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 10, "B": 4})
        yield opened


async def drafted(clerk: httpx2.AsyncClient, *lines: tuple[str, int]) -> str:
    path = f"/api/v1/transfers/{uuid4()}"
    begun = await clerk.put(path, json={"origin": "VLC", "destination": "SVQ", "note": "fair"})
    assert begun.status_code == 200, begun.text
    written = await clerk.put(
        f"{path}/lines",
        json={"lines": [{"code": code, "quantity": units} for code, units in lines]},
        headers={"If-Match": str(begun.json()["version"])},
    )
    assert written.status_code == 200, written.text
    return path


async def test_a_transfer_is_written_sent_received_and_read_as_a_file(office: BackOffice) -> None:
    async with office.signed_in(Role.STOCK) as clerk:
        path = await drafted(clerk, ("a", 6), ("B", 2))
        for _ in range(2):
            sent = await clerk.post(
                f"{path}/sending", json={"expected_on": DAY}, headers={"If-Match": "2"}
            )
        row = (await clerk.get("/api/v1/stock/A")).json()
        coming = (await clerk.get("/api/v1/incoming?sku=A")).json()["items"]
        receipt = f"{path}/receipts/{uuid4()}"
        asked = {
            "lines": [
                {"code": "A", "received": 5, "lost": 1, "reason": "damaged"},
                {"code": "B", "received": 2},
            ]
        }
        for _ in range(2):
            received = await clerk.put(receipt, json=asked)
        listed = (await clerk.get("/api/v1/transfers?status=closed&location=SVQ&q=fair")).json()
        none = (await clerk.get("/api/v1/transfers?is_late=true")).json()
        file = await clerk.get("/api/v1/exports/transfers?status=closed&location=SVQ")

    assert sent.json()["status"] == "sent"
    assert (row["on_hand"], row["free"], row["incoming"]) == (4, 4, 6)
    assert [(one["quantity"], one["expected_on"], one["stock_order_kind"]) for one in coming] == [
        (6, DAY, "transfer")
    ]
    assert received.status_code == 200, received.text
    transfer = received.json()
    assert (transfer["status"], transfer["received"], transfer["lost"]) == ("closed", 7, 1)
    assert [len(one["lines"]) for one in transfer["receipts"]] == [2]
    assert [one["number"] for one in listed["items"]] == [transfer["number"]]
    assert none["items"] == []
    first, *_ = file.text.splitlines()[1:]
    assert first.split(",")[:4] == [transfer["number"], "closed", "VLC", "SVQ"]


async def test_goods_of_a_transfer_are_not_received_beside_it(office: BackOffice) -> None:
    async with office.signed_in(Role.STOCK) as clerk:
        path = await drafted(clerk, ("A", 6))
        await clerk.post(f"{path}/sending", json={"expected_on": DAY}, headers={"If-Match": "2"})
        incoming = path.rsplit("/", 1)[1]
        refused = [
            await clerk.post(f"/api/v1/incoming/{incoming}/receipt", json={"units": 6}),
            await clerk.delete(f"/api/v1/incoming/{incoming}"),
        ]

    assert {(one.status_code, one.json()["code"]) for one in refused} == {
        (409, "incoming_of_stock_order")
    }


async def test_what_cannot_be_is_said_and_changes_nothing(office: BackOffice) -> None:
    async with office.signed_in(Role.STOCK) as clerk:
        path = await drafted(clerk, ("A", 11))
        unknown = await clerk.put(
            f"{path}/lines",
            json={"lines": [{"code": "A", "quantity": 1}, {"code": "ZZ", "quantity": 1}]},
            headers={"If-Match": "2"},
        )
        short = await clerk.post(
            f"{path}/sending", json={"expected_on": DAY}, headers={"If-Match": "2"}
        )
        nowhere = await clerk.put(
            f"/api/v1/transfers/{uuid4()}", json={"origin": "VLC", "destination": "MOON"}
        )
        absent = await clerk.get(f"/api/v1/transfers/{uuid4()}")
        stands = (await clerk.get(path)).json()

    assert (unknown.status_code, unknown.json()["code"], unknown.json()["codes"]) == (
        422, "unknown_codes", ["ZZ"],
    )  # fmt: skip
    assert (short.status_code, short.json()["skus"]) == (409, ["A (10)"])
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown_location")
    assert (absent.status_code, absent.json()["code"]) == (404, "unknown_stock_order")
    assert (stands["status"], stands["lines"][0]["quantity"]) == ("draft", 11)


async def test_who_may_only_look_sends_and_receives_nothing(office: BackOffice) -> None:
    async with office.signed_in(Role.STOCK) as clerk:
        path = await drafted(clerk, ("A", 1))
    async with office.signed_in(Role.CATALOG, email="look@azulejo.example") as reader:
        seen = await reader.get(path)
        refused = [
            await reader.post(
                f"{path}/sending", json={"expected_on": DAY}, headers={"If-Match": "2"}
            ),
            await reader.put(f"{path}/receipts/{uuid4()}", json={"lines": []}),
            await reader.post(f"{path}/calling-off", json={}),
        ]
    async with office.signed_in(Role.MARKETING, email="mark@azulejo.example") as outsider:
        unseen = await outsider.get("/api/v1/transfers")

    assert seen.status_code == 200
    assert {one.status_code for one in refused} == {403}
    assert unseen.status_code == 403
