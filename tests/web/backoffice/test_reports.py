"""Reports over HTTP: who may see which, and what an empty warehouse answers."""

from collections.abc import AsyncIterator

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio
DAYS = {"start": "2026-03-01", "end": "2026-04-01", "currency": "EUR"}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    # A database without a warehouse's tables is one that no run of the ETL has filled.
    async with back_office(
        fresh_database_url, storage_connection, warehouse_url=fresh_database_url
    ) as opened:
        yield opened


class TestReports:
    async def test_are_listed_and_empty_before_the_first_run_of_the_etl(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.ANALYST, email="ana@norte.example") as ana:
            index = (await ana.get("/api/v1/reports")).json()
            report = await ana.get("/api/v1/reports/sales", params=DAYS)
            explored = await ana.get(
                "/api/v1/reports/explore", params=DAYS | {"metrics": ["orders"], "by": ["month"]}
            )
            file = await ana.get("/api/v1/reports/sales/file", params=DAYS | {"language": "en"})

        codes = [one["code"] for one in index["reports"]]
        assert "sales_by_product" in codes
        assert "top_customers" not in codes
        assert (report.status_code, report.json()["figures"], report.json()["as_of"]) == (
            200, [], None,
        )  # fmt: skip
        assert (explored.status_code, explored.json()["table"]["by"]) == (200, ["month"])
        assert file.text.startswith("\ufeffDay,Orders,Gross sales (EUR)")

    async def test_refuse_what_can_never_be_answered(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ANALYST, email="ana@norte.example") as ana:
            answers = [
                await ana.get("/api/v1/reports/zebra", params=DAYS),
                await ana.get("/api/v1/reports/sales", params=DAYS | {"end": "2026-03-01"}),
                await ana.get("/api/v1/reports/explore", params=DAYS | {"metrics": ["zebra"]}),
            ]

        assert [(one.status_code, one.json()["code"]) for one in answers] == [
            (404, "unknown_report"), (422, "bad_period"), (422, "unknown_figure"),
        ]  # fmt: skip

    async def test_of_customers_and_money_need_permissions_of_their_own(
        self, office: BackOffice
    ) -> None:
        counts = DAYS | {"metrics": ["orders"], "by": ["customer"]}
        async with (
            office.signed_in(Role.ANALYST, email="ana@norte.example") as ana,
            office.signed_in(Role.STOCK, email="eva@norte.example") as eva,
        ):
            answers = [
                await ana.get("/api/v1/reports/top_customers", params=DAYS),
                await ana.get("/api/v1/reports/explore", params=counts),
                await ana.get(
                    "/api/v1/reports/orders",
                    params=DAYS | {"metric": "orders", "where": "customer:x"},
                ),
                await eva.get("/api/v1/reports/sales", params=DAYS),
            ]

        assert [(one.status_code, one.json()["permission"]) for one in answers] == [
            (403, "customers.read"), (403, "customers.read"), (403, "customers.read"),
            (403, "reports.read"),
        ]  # fmt: skip
