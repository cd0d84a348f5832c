"""Reports of some rows only: asked as the wrong person at each door that shows a figure."""

import csv
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import psycopg
import pytest
from tests.support import databases, powerbi_test_server
from tests.support.back_office import BackOffice, back_office, sign_in
from tests.support.powerbi_test_server import Kept

from lonja.adapters.powerbi import PowerBi
from lonja.etl.briefings import answer_all
from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja.kernel.db import Database
from lonja.kernel.settings import Settings as ShopSettings
from lonja.staff.api import Role
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.proofs.shop_rows import ShopRows

pytestmark = pytest.mark.anyio
DAYS = {"start": "2026-03-01", "end": "2026-04-01", "currency": "EUR"}
OWNER, WEB, MADRID = "ines@norte.example", "ana@norte.example", "leo@norte.example"
SEES = ["reports.read", "reports.money", "integrations.read", "integrations.write"]


MAIL = {
    "name": "Monday", "report": "sales_by_channel", "search": {"currency": "EUR"},
    "cadence": "monthly", "hour": 7,
}  # fmt: skip
ALERT = {
    "name": "Sales", "metric": "net_sales", "search": {"currency": "EUR"}, "compare": "above",
    "bound": 1, "days": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def built(postgres: Postgres) -> Iterator[Settings]:
    """A shop that sold 20.00 on the web and 50.00 by phone, and has stock at two places."""
    postgres.ask('CREATE DATABASE "scopes"')
    with databases.copied(postgres) as shop_url:
        settings = Settings(shop_url, postgres.url("scopes"))
        with psycopg.connect(shop_url, autocommit=True) as db:
            shop = ShopRows(db)
            tile = shop.variant("T-1", price_minor=1000)
            web = shop.order(tile, quantities=(2,), unit_minor=1000, country="ES")
            shop.order(tile, quantities=(5,), unit_minor=1000, country="PT")
            db.execute("UPDATE orders SET channel = 'phone' WHERE id <> %s", (web,))
            shop.move_stock(tile, 7, location="main")
            shop.move_stock(tile, 40, location="store")
        assert run(settings).state == "done"
        yield settings
    postgres.ask('DROP DATABASE "scopes" WITH (FORCE)')


@dataclass(frozen=True, slots=True)
class Office:
    office: BackOffice
    settings: Settings
    owner: httpx2.AsyncClient
    web: httpx2.AsyncClient
    """Who sees the channel `web` only."""
    madrid: httpx2.AsyncClient
    """Who sees the location `main` only."""


@pytest.fixture
async def desk(
    built: Settings, postgres: Postgres, storage_connection: str
) -> AsyncIterator[Office]:
    name = databases.name_of(built.shop_url)
    with databases.copied(postgres, template=name) as shop_url:
        async with (
            back_office(shop_url, storage_connection, warehouse_url=built.warehouse_url) as office,
            office.signed_in(Role.OWNER, email=OWNER) as owner,
            AsyncExitStack() as others,
        ):
            bound = []
            for email, scope in ((WEB, {"channel": ["web"]}), (MADRID, {"location": ["main"]})):
                secret = await office.add(Role.ANALYST, email=email)
                role = await owner.post(
                    "/api/v1/roles", json={"name": email, "permissions": SEES, "scope": scope}
                )
                assert role.status_code == 201, role.text
                assert role.json()["scope"] == scope
                people = (await owner.get("/api/v1/staff")).json()["items"]
                (who,) = [one for one in people if one["email"] == email]
                changed = await owner.patch(
                    f"/api/v1/staff/{who['id']}",
                    json={"roles": [], "own_roles": [role.json()["id"]]},
                    headers={"if-match": f'"{who["version"]}"'},
                )
                assert changed.status_code == 204, changed.text
                client = await others.enter_async_context(office.visitor())
                assert (await sign_in(client, secret, email=email)).status_code == 200
                bound.append(client)
            yield Office(office, Settings(shop_url, built.warehouse_url), owner, *bound)


def figures(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return {one["metric"]: one["value"] for one in answer.json()["figures"]}


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestWhoSeesOneChannel:
    async def test_sees_its_rows_in_reports_files_values_and_drill_downs(
        self, desk: Office
    ) -> None:
        explore = DAYS | {"metrics": ["net_sales", "orders"], "by": ["channel"]}
        seen = {}
        for name, client in (("owner", desk.owner), ("web", desk.web)):
            sales = await client.get("/api/v1/reports/sales", params=DAYS)
            explored = await client.get("/api/v1/reports/explore", params=explore)
            orders = await client.get(
                "/api/v1/reports/orders", params=DAYS | {"metric": "net_sales"}
            )
            values = await client.get(
                "/api/v1/reports/values",
                params=DAYS | {"dimension": "channel", "metric": "net_sales"},
            )
            pulse = await client.get("/api/v1/reports/pulse", params=DAYS)
            choices = await client.get("/api/v1/reports/choices")
            file = await client.get(
                "/api/v1/reports/explore/file", params=explore | {"language": "en"}
            )
            seen[name] = (
                figures(sales)["net_sales"],
                [(row["labels"], row["values"]) for row in explored.json()["table"]["rows"]],
                len(orders.json()["items"]),
                values.json()["items"],
                {one["metric"]: one["value"] for one in pulse.json()["items"]}["net_sales"],
                [one["channel"] for one in choices.json()["items"]],
                list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))[1:],
            )

        assert seen == {
            "owner": (
                7000, [(["phone"], [5000, 1]), (["web"], [2000, 1])], 2, ["phone", "web"], 7000,
                ["phone", "web"], [["By phone", "50.00", "1"], ["Online store", "20.00", "1"]],
            ),
            "web": (
                2000, [(["web"], [2000, 1])], 1, ["web"], 2000,
                ["web"], [["Online store", "20.00", "1"]],
            ),
        }  # fmt: skip

    async def test_cannot_ask_for_others_by_a_filter(self, desk: Office) -> None:
        asked = DAYS | {"where": "channel:phone"}

        assert figures(await desk.web.get("/api/v1/reports/sales", params=asked))["orders"] == 0
        behind = await desk.web.get(
            "/api/v1/reports/orders", params=asked | {"metric": "net_sales"}
        )
        assert behind.json()["items"] == []

    async def test_is_told_which_figures_cannot_be_split(self, desk: Office) -> None:
        index = (await desk.web.get("/api/v1/reports")).json()
        every = (await desk.owner.get("/api/v1/reports")).json()
        sales = (await desk.web.get("/api/v1/reports/sales", params=DAYS)).json()
        refused = [
            await desk.web.get("/api/v1/reports/stock_value", params=DAYS),
            await desk.web.get("/api/v1/reports/stock_value/file", params=DAYS),
            await desk.web.get(
                "/api/v1/reports/explore", params=DAYS | {"metrics": ["stock_value"]}
            ),
            await desk.web.get("/api/v1/reports/orders", params=DAYS | {"metric": "moved_units"}),
            await desk.web.get(
                "/api/v1/reports/values",
                params=DAYS | {"dimension": "location", "metric": "stock_units"},
            ),
            await desk.web.get("/api/v1/insights/cohorts"),
            await desk.web.get("/api/v1/insights/pairs"),
            await desk.web.get(
                "/api/v1/accounting/taxes", params={"since": "2026-03-01", "until": "2026-03-31"}
            ),
            await desk.web.get(
                "/api/v1/accounting/journal", params={"since": "2026-03-01", "until": "2026-03-31"}
            ),
        ]

        assert "stock_value" not in {one["code"] for one in index["reports"]}
        # A customer's report needs a permission that this role lacks.
        assert len(index["reports"]) + index["hidden"] < len(every["reports"])
        assert sales["within"] == [{"channel": ["web"]}]
        assert [refusal(one) for one in refused] == [(403, "not_split")] * len(refused)
        assert every["hidden"] == 0

    async def test_makes_keys_that_show_no_more(self, desk: Office) -> None:
        made = await desk.web.post(
            "/api/v1/api-keys",
            json={"name": "Till", "scopes": ["reports.read", "reports.money"], "expires_at": None},
        )
        assert made.status_code == 201, made.text
        async with desk.office.visitor(origin=None) as program:
            program.headers["authorization"] = f"Bearer {made.json()['secret']}"
            sales = await program.get("/api/v1/reports/sales", params=DAYS)

        assert figures(sales)["net_sales"] == 2000


class TestWhoSeesOneLocation:
    async def test_sees_its_stock_and_no_sales(self, desk: Office) -> None:
        stock = await desk.madrid.get("/api/v1/reports/stock_value", params=DAYS)
        every = await desk.owner.get("/api/v1/reports/stock_value", params=DAYS)
        sales = await desk.madrid.get("/api/v1/reports/sales", params=DAYS)
        pulse = await desk.madrid.get("/api/v1/reports/pulse", params=DAYS)
        choices = (await desk.madrid.get("/api/v1/reports/choices")).json()["items"]

        assert figures(stock)["stock_units"] == 7
        assert figures(every)["stock_units"] == 47
        assert refusal(sales) == (403, "not_split")
        assert pulse.json()["items"] == []
        assert [(one["currency"], one["channel"], one["orders"]) for one in choices] == [
            ("EUR", "", 0)
        ]


class TestAMailAndAnAlert:
    async def test_go_to_who_may_see_their_rows(self, desk: Office) -> None:
        people = (await desk.owner.get("/api/v1/report-mails/people")).json()["items"]
        ids = {one["email"]: one["id"] for one in people}
        to_web = [ids[WEB]]
        filtered = {"currency": "EUR", "where": "channel:web"}
        own, of_all, of_web = (f"/api/v1/report-mails/{uuid4()}" for _ in range(3))
        refused = [
            await desk.owner.put(of_all, json=MAIL | {"recipients": to_web}),
            await desk.owner.put(f"/api/v1/alerts/{uuid4()}", json=ALERT | {"recipients": to_web}),
            await desk.madrid.put(
                f"/api/v1/report-mails/{uuid4()}", json=MAIL | {"recipients": [ids[MADRID]]}
            ),
        ]
        saved = [
            await desk.owner.put(of_all, json=MAIL | {"recipients": [ids[OWNER]]}),
            await desk.owner.put(of_web, json=MAIL | {"recipients": to_web, "search": filtered}),
            await desk.web.put(own, json=MAIL | {"recipients": to_web}),
        ]
        alert = f"/api/v1/alerts/{uuid4()}"
        await desk.owner.put(alert, json=ALERT | {"recipients": [ids[OWNER]]})
        seen = [one["id"] for one in (await desk.web.get("/api/v1/report-mails")).json()["items"]]
        wrong_person = [
            await desk.web.get(f"{of_all}/runs"),
            await desk.web.post(f"{of_all}/runs", json={"run_id": str(uuid4())}),
            await desk.web.get(f"{alert}/events"),
        ]

        assert [refusal(one) for one in refused] == [
            (403, "not_for_them"), (403, "not_for_them"), (403, "not_split"),
        ]  # fmt: skip
        assert [one.status_code for one in saved] == [200, 200, 200]
        assert sorted(seen) == sorted(one.rpartition("/")[2] for one in (own, of_web))
        assert (await desk.web.get("/api/v1/alerts")).json()["items"] == []
        assert [refusal(one) for one in wrong_person] == [(403, "not_your_rows")] * 3

    async def test_are_answered_for_the_rows_of_who_saved_them(self, desk: Office) -> None:
        people = (await desk.owner.get("/api/v1/report-mails/people")).json()["items"]
        to_web = [one["id"] for one in people if one["email"] == WEB]
        mail = f"/api/v1/report-mails/{uuid4()}"
        await desk.web.put(mail, json=MAIL | {"recipients": to_web})
        with psycopg.connect(desk.settings.shop_url, autocommit=True) as db:
            db.execute(
                "INSERT INTO report_mail_runs (id, mail_id, period_start, period_end, state, due_at)"
                " VALUES (gen_random_uuid(), %s, '2026-03-01', '2026-04-01', 'asked', '2026-04-01')",
                (mail.rpartition("/")[2],),
            )
            shop, warehouse = (
                Database(url, pool_size=1)
                for url in (desk.settings.shop_url, desk.settings.warehouse_url)
            )
            count = await answer_all(warehouse, shop)
            await shop.close()
            await warehouse.close()
            row = db.execute("SELECT answer FROM report_mail_runs").fetchone()

        assert count == 1
        assert row is not None
        assert [labels for labels, _ in row[0]["rows"]] == [["web"]]
        assert row[0]["scopes"] == [{"channel": ["web"]}]

    async def test_are_looked_at_before_they_come(self, desk: Office) -> None:
        people = (await desk.owner.get("/api/v1/report-mails/people")).json()["items"]
        ids = {one["email"]: one["id"] for one in people}
        of_all, own = (f"/api/v1/report-mails/{uuid4()}" for _ in range(2))
        await desk.owner.put(of_all, json=MAIL | {"recipients": [ids[OWNER]]})
        await desk.web.put(own, json=MAIL | {"recipients": [ids[WEB]]})
        seen = await desk.web.get(f"{own}/preview")
        refused = await desk.web.get(f"{of_all}/preview")

        assert seen.status_code == 200, seen.text
        assert seen.json()["file"].startswith("sales_by_channel-")
        assert "Online store" in seen.json()["html"] or "Tienda en línea" in seen.json()["html"]
        assert refusal(refused) == (403, "not_your_rows")


class TestPowerBi:
    @pytest.fixture
    def server(self) -> Iterator[Kept]:
        with powerbi_test_server.running() as kept:
            yield kept

    async def test_gets_the_rows_as_an_identity(self, desk: Office, server: Kept) -> None:
        plain = {name.removeprefix("LONJA_").lower(): v for name, v in server.settings().items()}
        host = PowerBi(ShopSettings(**plain))  # type: ignore[arg-type]
        desk.office.shop.report_host = host
        try:
            seen = [await one.get("/api/v1/reports/embed") for one in (desk.owner, desk.web)]
            server.has_roles = False
            old_model = [await one.get("/api/v1/reports/embed") for one in (desk.owner, desk.web)]
        finally:
            desk.office.shop.report_host = None
            await host.close()

        assert [one.status_code for one in seen] == [200, 200]
        assert [one["identities"] for one in server.embed_tokens[:2]] == [
            [{"username": OWNER, "roles": ["Whole"], "datasets": ["test-dataset"]}],
            [{
                "username": "channel:web|country:*|location:*", "roles": ["Bound"],
                "datasets": ["test-dataset"],
            }],
        ]  # fmt: skip
        assert old_model[0].status_code == 200
        assert "identities" not in server.embed_tokens[2]
        assert refusal(old_model[1]) == (403, "not_embedded")


class TestACurrency:
    async def test_that_the_shop_never_sold_in_is_refused(self, desk: Office) -> None:
        wrong = DAYS | {"currency": "ZZZ"}
        answers = [
            await desk.owner.get("/api/v1/reports/sales", params=wrong),
            await desk.owner.get("/api/v1/reports/sales/file", params=wrong),
            await desk.owner.get("/api/v1/reports/pulse", params=wrong),
            await desk.owner.get("/api/v1/reports/explore", params=wrong | {"metrics": ["orders"]}),
            await desk.owner.get("/api/v1/reports/orders", params=wrong | {"metric": "orders"}),
            await desk.owner.put(
                f"/api/v1/report-mails/{uuid4()}",
                json=MAIL | {"recipients": [str(uuid4())], "search": {"currency": "ZZZ"}},
            ),
        ]

        assert [refusal(one) for one in answers] == [(422, "unknown_currency")] * len(answers)
