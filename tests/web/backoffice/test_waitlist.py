"""What is wanted and not there, who waits for it, and whether buyers may ask."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.actions.erase_customer import erase_customer
from lonja.actions.export_customer import export_customer
from lonja.customers import api as customers
from lonja.kernel import clock
from lonja.staff.api import Role
from lonja.waitlist import api as waitlist
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def let_wait(office: BackOffice, variant: UUID, *emails: str) -> None:
    now = clock.now()
    async with office.shop.database.transaction() as db:
        for email in emails:
            await waitlist.wish(
                db, variant_id=variant, email=email, language="es",
                ends_at=now + timedelta(days=180), now=now,
            )  # fmt: skip


class TestDemand:
    async def test_shows_the_most_wanted_first_page_by_page(self, office: BackOffice) -> None:
        variants = await open_small_shop(office.shop.database, {"A": 0, "B": 0, "C": 0})
        await let_wait(office, variants["A"], "ana@x.example")
        await let_wait(office, variants["B"], "ana@x.example", "bo@x.example", "eva@x.example")
        await let_wait(office, variants["C"], "ana@x.example", "bo@x.example")

        async with office.signed_in(Role.STOCK) as stock:
            found: list[dict[str, Any]] = []
            cursor = ""
            for _ in range(3):
                params = {"limit": "1", "language": "en"} | ({"cursor": cursor} if cursor else {})
                page = (await stock.get("/api/v1/waitlist", params=params)).json()
                found += page["items"]
                cursor = page["next_cursor"]

        assert [(one["sku"], one["name"], one["waiting"]) for one in found] == [
            ("B", "Tile B", 3), ("C", "Tile C", 2), ("A", "Tile A", 1),
        ]  # fmt: skip
        assert cursor is None

    async def test_tells_addresses_only_to_who_sees_customers(self, office: BackOffice) -> None:
        variants = await open_small_shop(office.shop.database, {"A": 0})
        await let_wait(office, variants["A"], "ana@x.example")
        path = f"/api/v1/waitlist/{variants['A']}/people"

        async with (
            office.signed_in(Role.STOCK, email="eva@norte.example") as stock,
            office.signed_in(Role.OWNER, email="owner@norte.example") as owner,
        ):
            unseen = await stock.get(path)
            (one,) = (await owner.get(path)).json()["items"]
            refused = await stock.delete(f"{path}/{one['id']}")
            elsewhere = await owner.delete(f"/api/v1/waitlist/{UUID(int=7)}/people/{one['id']}")
            done = await owner.delete(f"{path}/{one['id']}")
            again = await owner.delete(f"{path}/{one['id']}")
            log = (await owner.get("/api/v1/audit")).json()["items"]

        assert (unseen.status_code, unseen.json()["permission"]) == (403, "customers.read")
        assert one["email"] == "ana@x.example"
        assert refused.status_code == 403
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "unknown_wish")
        assert (done.status_code, again.status_code) == (204, 404)
        assert [one["action"] for one in log].count("wish_removed") == 1

    async def test_may_be_switched_off_by_who_runs_the_shop(self, office: BackOffice) -> None:
        path = "/api/v1/waitlist/settings"
        async with (
            office.signed_in(Role.STOCK, email="eva@norte.example") as stock,
            office.signed_in(Role.OWNER, email="owner@norte.example") as owner,
        ):
            before = (await owner.get(path)).json()
            asked = {"is_on": False, "months": 3}
            refused = await stock.put(path, json=asked, headers={"if-match": '"0"'})
            wrong = await owner.put(path, json=asked | {"months": 0}, headers={"if-match": '"0"'})
            saved = await owner.put(path, json=asked, headers={"if-match": '"0"'})
            late = await owner.put(path, json=asked | {"months": 9}, headers={"if-match": '"0"'})

        assert before["document"] == {"is_on": True, "months": 6}
        assert (refused.status_code, wrong.status_code) == (403, 422)
        assert (saved.json()["document"], saved.json()["version"]) == (asked, 1)
        assert late.status_code == 409


async def test_somebody_who_asks_is_told_and_forgotten_with_what_they_wait_for(
    office: BackOffice,
) -> None:
    variants = await open_small_shop(office.shop.database, {"A": 0})
    await let_wait(office, variants["A"], "ana@x.example", "bo@x.example")
    now = clock.now()
    async with office.shop.database.transaction() as db:
        ana = await customers.remember(
            db, email="ana@x.example", name="Ana", language="es", country="ES", now=now
        )
        told = await export_customer(db, ana, actor="eva", now=now)
        await erase_customer(db, ana, secret="s" * 32, actor="eva", now=now)
        left = [await waitlist.traces(db, email) for email in ("ana@x.example", "bo@x.example")]

    assert [one["variant_id"] for one in told["waiting_for"]] == [variants["A"]]
    assert left == [0, 1]
