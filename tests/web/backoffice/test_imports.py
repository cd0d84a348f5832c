"""Who may send which file, and what is said to one that cannot be taken."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.sheets import work_off

from lonja.jobs.imports import ImportContext
from lonja.kernel import limits
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 50})
        yield opened


async def started(client: httpx2.AsyncClient, asked: dict[str, Any]) -> httpx2.Response:
    return await client.post("/api/v1/imports", json=asked)


FILE = {"file_name": "file.csv", "size_bytes": 10}


class TestAFile:
    async def test_that_makes_no_sense_is_refused_by_field(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            first = await started(clerk, FILE)
            early = await clerk.put(f"/api/v1/imports/{first.json()['id']}/uploaded")
            large = await started(clerk, FILE | {"size_bytes": limits.UPLOAD_BYTES + 1})
            older = await started(clerk, FILE | {"kind": "products"})

        assert (first.status_code, early.json()["code"]) == (201, "not_uploaded")
        assert (large.status_code, large.json()["code"]) == (422, "invalid_request")
        assert (older.status_code, older.json()["code"]) == (422, "invalid_request")

    async def test_is_not_taken_from_who_may_not_import(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ORDERS) as clerk:
            answer = await started(clerk, FILE)

        assert answer.status_code == 403


class TestAFileOfAnyKind:
    """Its headings say what it is; who may not write such things by hand may not by file either."""

    async def test_is_matched_tried_and_imported(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            import_id = await sent(office, clerk, "SKU,Price\r\nA,12.00\r\nNONE,1.00\r\n")
            matching = (await clerk.get(f"/api/v1/imports/{import_id}/matching")).json()
            prices = next(one for one in matching["kinds"] if one["code"] == "prices")
            asked = {"kind": "prices", "columns": prices["proposed"]}
            await clerk.put(f"/api/v1/imports/{import_id}/matching", json=asked)
            await worked_off(office)
            checked = (await clerk.get(f"/api/v1/imports/{import_id}")).json()
            changes = (await clerk.get(f"/api/v1/imports/{import_id}/changes")).json()["items"]
            await clerk.put(f"/api/v1/imports/{import_id}/confirmation")
            await worked_off(office)
            done = (await clerk.get(f"/api/v1/imports/{import_id}")).json()
            again = await clerk.put(f"/api/v1/imports/{import_id}/confirmation")
            refused = await clerk.get(
                f"/api/v1/imports/{import_id}/errors.csv", params={"language": "es"}
            )

        assert (matching["kind"], matching["headings"]) == ("prices", ["SKU", "Price"])
        assert (checked["status"], checked["things_changed"], checked["rows_failed"]) == (
            "checked", 1, 1,
        )  # fmt: skip
        assert changes[0]["key"] == "A EUR"
        assert changes[0]["changes"][0]["after"] == "12.00"
        assert (done["status"], done["things_changed"]) == ("done", 1)
        assert again.json()["code"] == "wrong_import_status"
        assert refused.text == (
            "\ufeffSKU,Price,Motivo (Lonja)\r\nNONE,1.00,La tienda no tiene este SKU.\r\n"
        )

    async def test_has_neither_columns_nor_refused_rows_before_it_is_read(
        self, office: BackOffice
    ) -> None:
        asked = {"file_name": "prices.csv", "size_bytes": 10}
        async with office.signed_in(Role.OWNER) as owner:
            path = f"/api/v1/imports/{(await started(owner, asked)).json()['id']}"
            matched = await owner.put(f"{path}/matching", json={"kind": "prices", "columns": []})
            refused = await owner.get(f"{path}/errors.csv", params={"language": "en"})

        assert (matched.status_code, matched.json()["code"]) == (409, "wrong_import_status")
        assert (refused.status_code, refused.text) == (200, "\ufeffReason (Lonja)\r\n")

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"kind": "prices", "columns": ["sku"]}, "columns"),
            ({"kind": "prices", "columns": ["sku", "sku"]}, "columns"),
            ({"kind": "prices", "columns": ["sku", "weight"]}, "columns"),
            ({"kind": "prices", "columns": ["sku", "price"], "currency": "JPY"}, "currency"),
            ({"kind": "orders", "columns": []}, "kind"),
        ],
    )
    async def test_is_not_matched_with_what_is_not_there(
        self, office: BackOffice, asked: dict[str, Any], field: str
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            import_id = await sent(office, clerk, "SKU,Price\r\nA,12.00\r\n")
            answer = await clerk.put(f"/api/v1/imports/{import_id}/matching", json=asked)

        assert (answer.status_code, answer.json().get("field")) == (422, field)

    async def test_of_customers_is_for_who_may_see_and_write_customers(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.MANAGER) as manager:
            import_id = await sent(office, manager, "Email,Name\r\na@b.example,Ana\r\n")
        async with office.signed_in(Role.STOCK, email="stock@shop.example") as clerk:
            seen = await clerk.get(f"/api/v1/imports/{import_id}/matching")
            rows = await clerk.get(f"/api/v1/imports/{import_id}/changes")
            asked = {"kind": "customers", "columns": ["email", "name"]}
            written = await clerk.put(f"/api/v1/imports/{import_id}/matching", json=asked)

        assert [seen.status_code, rows.status_code, written.status_code] == [403, 403, 403]


async def sent(office: BackOffice, clerk: httpx2.AsyncClient, content: str) -> str:
    asked = {"file_name": "file.csv", "size_bytes": len(content)}
    import_id = str((await started(clerk, asked)).json()["id"])
    blob = f"imports/{import_id}/file"
    await office.shop.blobs.write("uploads", blob, content.encode(), content_type="text/csv")
    await clerk.put(f"/api/v1/imports/{import_id}/uploaded")
    await worked_off(office)
    return import_id


async def worked_off(office: BackOffice) -> None:
    await work_off(ImportContext(office.shop.database, office.shop.blobs))
