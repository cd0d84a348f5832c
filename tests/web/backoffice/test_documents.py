"""Staff find, issue and print documents; who may not see orders sees none."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.papers import work_documents
from tests.support.selling import an_order

from lonja.orders import api as orders
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 9})
        yield opened


async def number_of(office: BackOffice, status: str = "confirmed") -> str:
    order_id = await an_order(office.shop.database, {"A": 1}, status=status)
    async with office.shop.database.reading() as db:
        return (await orders.get(db, order_id)).number


async def test_an_invoice_is_issued_listed_and_read(office: BackOffice) -> None:
    number, unpaid = await number_of(office), await number_of(office, "placed")
    buyer = {
        "name": "Obras S.L.",
        "tax_id": "B12345678",
        "line1": "Calle Mayor 2",
        "postal_code": "28001",
        "city": "Madrid",
        "country": "ES",
    }
    async with office.signed_in(Role.ORDERS) as clerk:
        issued = await clerk.post(f"/api/v1/orders/{number}/documents", json={})
        again = await clerk.post(f"/api/v1/orders/{number}/documents", json={})
        refused = await clerk.post(f"/api/v1/orders/{unpaid}/documents", json={})
        nowhere = [
            await clerk.post(f"/api/v1/orders/{number}/documents", json={"buyer": buyer | change})
            for change in ({"country": "es"}, {"country": "ZZ"}, {"postal_code": "2800"})
        ]
        full = await clerk.post(f"/api/v1/orders/{number}/documents", json={"buyer": buyer})
        early = await clerk.get(f"/api/v1/documents/{full.json()['id']}/pdf")
        await work_documents(office.shop)
        listed = await clerk.get("/api/v1/documents", params={"q": "obras"})
        kinds = await clerk.get("/api/v1/documents", params={"kind": "simplified"})
        of_order = await clerk.get(f"/api/v1/orders/{number}/documents")
        pdf = await clerk.get(f"/api/v1/documents/{full.json()['id']}/pdf")

    assert (issued.status_code, issued.json()["kind"]) == (201, "simplified")
    assert (again.status_code, again.json()["reason"]) == (409, "invoiced")
    assert (refused.status_code, refused.json()["reason"]) == (409, "not_paid")
    assert [one.status_code for one in nowhere] == [422, 422, 422]
    assert (early.status_code, early.json()["code"]) == (409, "print_not_ready")
    assert [one["buyer_tax_id"] for one in listed.json()["items"]] == ["ESB12345678"]
    assert [one["code"] for one in kinds.json()["items"]] == [issued.json()["code"]]
    assert [(one["replaced"], one["print_status"]) for one in of_order.json()["items"]] == [
        (True, "ready"),
        (False, "ready"),
    ]
    assert pdf.content.startswith(b"%PDF-")


async def test_orders_are_printed_together_once(office: BackOffice) -> None:
    numbers = [await number_of(office), await number_of(office)]
    path = f"/api/v1/prints/{uuid4()}"
    asked = {"kind": "packing_slip", "orders": [*numbers, numbers[0]]}
    async with office.signed_in(Role.ORDERS) as clerk:
        first = await clerk.put(path, json=asked)
        second = await clerk.put(path, json=asked)
        other = await clerk.put(path, json=asked | {"kind": "pick_list"})
        legal = await clerk.put(f"/api/v1/prints/{uuid4()}", json=asked | {"kind": "document"})
        done = await work_documents(office.shop)
        ready = await clerk.get(path)
        pdf = await clerk.get(f"{path}/pdf")

    assert (first.status_code, first.json()["status"]) == (202, "waiting")
    assert second.status_code == 202
    assert (other.status_code, other.json()["code"]) == (409, "print_id_taken")
    assert legal.status_code == 422
    assert done.count("print.make") == 1
    assert ready.json()["status"] == "ready"
    assert pdf.content.startswith(b"%PDF-")


async def test_the_journal_is_a_file_of_a_period(office: BackOffice) -> None:
    number = await number_of(office)
    today = datetime.now(ZoneInfo("Europe/Madrid")).date().isoformat()
    days = {"since": today, "until": today}
    async with office.signed_in(Role.ORDERS) as clerk:
        await clerk.post(f"/api/v1/orders/{number}/documents", json={})
        refused = await clerk.get("/api/v1/accounting/journal", params=days)
    async with office.signed_in(Role.MANAGER, email="boss@azulejo.example") as boss:
        journal = await boss.get("/api/v1/accounting/journal", params=days)
        taxes = await boss.get("/api/v1/accounting/taxes", params=days)
        wrong = await boss.get(
            "/api/v1/accounting/taxes", params={"since": today, "until": "2020-01-01"}
        )
        last = await boss.get(
            "/api/v1/accounting/journal", params={"since": "9999-12-31", "until": "9999-12-31"}
        )

    rows = list(csv.DictReader(io.StringIO(journal.text.removeprefix("\ufeff"))))
    assert refused.status_code == 403
    assert {row["account"] for row in rows} >= {"receivables", "sales", "tax"}
    assert sum(Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows) == 0
    assert [one["rate_basis_points"] for one in taxes.json()["items"]] == [2100]
    assert (wrong.status_code, last.status_code) == (422, 422)
