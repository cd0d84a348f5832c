"""Reports by mail, alerts and notes over HTTP: whose they are, and who may not see them."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio
MAIL = {
    "name": "Monday", "report": "sales", "search": {"currency": "EUR"}, "cadence": "weekly", "hour": 7,
}  # fmt: skip
ALERT = {
    "name": "Returns", "metric": "return_rate", "search": {}, "compare": "above", "bound": 500,
    "days": 3,
}  # fmt: skip


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def people(client: Any) -> dict[str, str]:
    found = (await client.get("/api/v1/report-mails/people")).json()["items"]
    return {one["email"]: one["id"] for one in found}


class TestBriefings:
    async def test_are_their_owners_and_seen_by_who_may_see_the_report(
        self, office: BackOffice
    ) -> None:
        mail, top, alert = (uuid4() for _ in range(3))
        async with (
            office.signed_in(Role.OWNER, email="ines@norte.example") as ines,
            office.signed_in(Role.ANALYST, email="ana@norte.example") as ana,
            office.signed_in(Role.STOCK, email="eva@norte.example") as eva,
        ):
            known = await people(ines)
            to_ines = [known["ines@norte.example"]]
            saved = [
                await ines.put(f"/api/v1/report-mails/{mail}", json=MAIL | {"recipients": to_ines})
                for _ in range(2)
            ]
            await ines.put(
                f"/api/v1/report-mails/{top}",
                json=MAIL | {"report": "top_customers", "recipients": to_ines},
            )
            await ines.put(f"/api/v1/alerts/{alert}", json=ALERT | {"recipients": to_ines})
            seen = (await ana.get("/api/v1/report-mails")).json()["items"]
            alerts = (await ana.get("/api/v1/alerts")).json()["items"]
            refused = [
                await ana.delete(f"/api/v1/report-mails/{mail}"),
                await ana.put(
                    f"/api/v1/alerts/{alert}",
                    json=ALERT | {"recipients": [known["ana@norte.example"]]},
                ),
                await ana.get(f"/api/v1/report-mails/{top}/runs"),
                await ana.post(f"/api/v1/report-mails/{top}/runs", json={"run_id": str(uuid4())}),
                await eva.get("/api/v1/report-mails"),
                await eva.get("/api/v1/alerts"),
                await eva.get("/api/v1/report-notes?start=2026-01-01&end=2026-02-01"),
            ]
            wrong = [
                await ines.put(
                    f"/api/v1/report-mails/{mail}",
                    json=MAIL | {"recipients": to_ines, "version": 7},
                ),
                await ines.put(
                    f"/api/v1/report-mails/{uuid4()}",
                    json=MAIL | {"report": "zebra", "recipients": to_ines},
                ),
                await ines.put(
                    f"/api/v1/alerts/{uuid4()}",
                    json=ALERT | {"metric": "sales_rank", "recipients": to_ines},
                ),
                await ines.get(f"/api/v1/alerts/{uuid4()}/events"),
            ]

        assert set(known) == {"ines@norte.example", "ana@norte.example"}
        assert [(one.status_code, one.json()["version"]) for one in saved] == [(200, 1)] * 2
        assert [(one["name"], one["report"], one["is_own"]) for one in seen] == [
            ("Monday", "sales", False)
        ]
        assert [(one["metric"], one["is_own"]) for one in alerts] == [("return_rate", False)]
        assert [(one.status_code, one.json()["code"]) for one in refused] == [
            (403, "not_your_briefing"), (403, "not_your_briefing"), (403, "forbidden"),
            (403, "forbidden"), (403, "forbidden"), (403, "forbidden"), (403, "forbidden"),
        ]  # fmt: skip
        assert [(one.status_code, one.json()["code"]) for one in wrong] == [
            (409, "report_mail_changed"), (404, "unknown_report"), (422, "invalid"),
            (404, "unknown_alert"),
        ]  # fmt: skip


class TestANote:
    async def test_stands_on_its_day_with_who_wrote_it(self, office: BackOffice) -> None:
        path, days = f"/api/v1/report-notes/{uuid4()}", {"start": "2026-11-01", "end": "2026-12-01"}
        async with (
            office.signed_in(Role.ANALYST, email="ana@norte.example") as ana,
            office.signed_in(Role.MARKETING, email="bo@norte.example") as bo,
        ):
            for _ in range(2):
                await ana.put(path, json={"day": "2026-11-27", "text": " The  sale began "})
            found = (await bo.get("/api/v1/report-notes", params=days)).json()["items"]
            refused = await bo.delete(path)
            empty = await ana.put(path, json={"day": "2026-11-27", "text": " "})
            outside = await bo.get(
                "/api/v1/report-notes", params={"start": "2026-12-01", "end": "2026-12-31"}
            )
            gone = await ana.delete(path)

        assert [(one["day"], one["texts"], one["author"], one["is_own"]) for one in found] == [
            ("2026-11-27", {"": "The sale began"}, "ana@norte.example", False)
        ]
        assert (refused.status_code, refused.json()["code"]) == (403, "not_your_briefing")
        assert empty.status_code == 422
        assert (outside.json()["items"], gone.status_code) == ([], 204)
