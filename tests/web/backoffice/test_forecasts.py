"""Forecasts over HTTP: what an empty warehouse answers, who may ask, and the switch."""

from collections.abc import AsyncIterator

import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.messages import waiting

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio
PATH = "/api/v1/insights/forecasts"


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    # A database without a warehouse's tables is one that no run of the ETL has filled.
    async with back_office(
        fresh_database_url, storage_connection, warehouse_url=fresh_database_url
    ) as opened:
        yield opened


class TestForecasts:
    async def test_are_none_before_the_first_run_and_say_what_they_need(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.ANALYST, email="ana@norte.example") as ana:
            summary = (await ana.get(PATH)).json()
            series = (await ana.get(f"{PATH}/series", params={"level": "category"})).json()
            chart = await ana.get(f"{PATH}/chart", params={"level": "sku", "series": "x"})
            nonsense = await ana.get(f"{PATH}/series", params={"kind": "zebra"})

        assert (summary["is_on"], summary["last"], summary["holds"]) == (True, None, None)
        assert (summary["least_weeks"], summary["horizon_weeks"]) == (36, 8)
        assert series["items"] == []
        assert (chart.status_code, chart.json()["code"]) == (404, "unknown_series")
        assert nonsense.status_code == 422

    async def test_are_asked_for_by_a_message_but_not_while_they_are_off(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.OWNER, email="eva@norte.example") as eva:
            asked = await eva.post(f"{PATH}/runs")
            automatic = (await eva.get("/api/v1/insights/automatic")).json()
            del automatic["answers"]
            off = await eva.put(
                "/api/v1/insights/automatic", json=automatic | {"forecasts_on": False}
            )
            refused = await eva.post(f"{PATH}/runs")
            summary = (await eva.get(PATH)).json()

        assert (asked.status_code, off.status_code) == (202, 200)
        assert (refused.status_code, refused.json()["code"]) == (409, "forecasts_off")
        assert summary["is_on"] is False
        queued = await waiting(office.shop.database, "models")
        assert [one.body for one in queued] == [{"asked_by": "eva@norte.example"}]

    async def test_are_seen_by_who_may_read_reports_and_made_by_who_may_run_the_etl(
        self, office: BackOffice
    ) -> None:
        async with (
            office.signed_in(Role.STOCK, email="leo@norte.example") as leo,
            office.signed_in(Role.MARKETING, email="mar@norte.example") as mar,
        ):
            answers = [await leo.get(PATH), await mar.post(f"{PATH}/runs")]

        assert [(one.status_code, one.json()["permission"]) for one in answers] == [
            (403, "reports.read"), (403, "etl.run"),
        ]  # fmt: skip
