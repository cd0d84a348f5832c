"""Who may send which file, and what is said to one that cannot be taken."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.kernel import limits
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

PRODUCTS = {"kind": "products", "file_name": "products.csv", "size_bytes": 10}
STOCK = {"kind": "stock", "file_name": "stock.csv", "size_bytes": 10}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 50})
        yield opened


async def started(client: httpx2.AsyncClient, asked: dict[str, Any]) -> httpx2.Response:
    return await client.post("/api/v1/imports", json=asked)


class TestAProductFile:
    async def test_is_asked_for_tried_and_told_of(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            answer = await started(clerk, PRODUCTS | {"dry_run": True})
            one = (await clerk.get(f"/api/v1/imports/{answer.json()['id']}")).json()
            early = await clerk.put(f"/api/v1/imports/{one['id']}/uploaded")

        assert answer.status_code == 201
        assert (one["kind"], one["status"], one["dry_run"]) == ("products", "uploading", True)
        assert early.json()["code"] == "not_uploaded"

    @pytest.mark.parametrize(
        ("asked", "code", "field"),
        [
            (PRODUCTS | {"kind": "orders"}, "invalid_request", "kind"),
            (PRODUCTS | {"size_bytes": limits.UPLOAD_BYTES + 1}, "invalid_request", "size_bytes"),
            (PRODUCTS | {"currency": "JPY"}, "import_currency_unknown", "currency"),
            (PRODUCTS | {"language": "xx"}, "import_language_unknown", "language"),
            (STOCK | {"currency": "EUR"}, "invalid", "currency"),
        ],
    )
    async def test_that_makes_no_sense_is_refused_by_field(
        self, office: BackOffice, asked: dict[str, Any], code: str, field: str
    ) -> None:
        async with office.signed_in(Role.MANAGER) as clerk:
            answer = await started(clerk, asked)

        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert field in answer.text

    @pytest.mark.parametrize(
        ("role", "asked", "status"),
        [
            (Role.CATALOG, PRODUCTS, 201),
            (Role.CATALOG, STOCK, 403),
            (Role.STOCK, STOCK, 201),
            (Role.STOCK, PRODUCTS, 403),
            (Role.ORDERS, PRODUCTS, 403),
        ],
    )
    async def test_changes_nothing_that_its_sender_could_not(
        self, office: BackOffice, role: Role, asked: dict[str, Any], status: int
    ) -> None:
        async with office.signed_in(role) as clerk:
            answer = await started(clerk, asked)

        assert answer.status_code == status
