"""Setting a shop up in the back office: proposals, the guide, opening."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.kernel import clock
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

SHOP: dict[str, Any] = {
    "name": "Norte", "legal_name": "Norte S.L.", "email": "hola@norte.example",
    "mail_name": "Norte", "mail_address": "hola@norte.example",
    "address": {"line1": "Muelle 3", "postal_code": "48001", "city": "Bilbao", "country": "ES"},
    "home_country": "ES", "time_zone": "Europe/Madrid", "languages": ["es"],
}  # fmt: skip


@pytest.fixture
async def desk(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def _states(owner: httpx2.AsyncClient) -> dict[str, str]:
    guide = (await owner.get("/api/v1/setup/guide")).json()
    return {step["code"]: step["state"] for step in guide["steps"]}


async def _set_up(owner: httpx2.AsyncClient, *, reach: str = "home") -> None:
    proposal = (await owner.get(f"/api/v1/setup/proposals/ES?reach={reach}")).json()
    document = {
        "shop": {
            **SHOP, "sells_to": proposal["sells_to"], "currencies": [{"code": proposal["currency"]}],
        },
        **{
            name: proposal[name]
            for name in ("tax_classes", "tax_rates", "locations", "shipping_methods")
        },
    }  # fmt: skip
    answer = await owner.post("/api/v1/setup", json=document)
    assert answer.status_code == 200, answer.text


class TestTheGuide:
    async def test_of_an_empty_shop_has_everything_before_it(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            guide = (await owner.get("/api/v1/setup/guide")).json()

        assert (guide["is_done"], guide["is_set_up"]) == (False, False)
        assert {step["code"]: step["state"] for step in guide["steps"]} == {
            "shop": "open", "location": "open", "taxes": "open", "shipping": "open",
            "payment": "done", "product": "open", "look": "open", "pages": "open",
            "staff": "open", "test_order": "open", "open": "open",
        }  # fmt: skip

    async def test_moves_on_with_the_proposal_of_the_country(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            await _set_up(owner, reach="eu")
            states = await _states(owner)
            rates = (await owner.get("/api/v1/tax-rates?limit=100")).json()["items"]

        done = {code for code, state in states.items() if state == "done"}
        assert done == {"shop", "location", "taxes", "shipping", "payment"}
        assert {"place": "ES", "tax_class": "reduced", "basis_points": 1000}.items() <= next(
            rate for rate in rates if (rate["place"], rate["tax_class"]) == ("ES", "reduced")
        ).items()

    async def test_opens_a_step_again_when_its_fact_is_gone(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            await _set_up(owner)
            settings = (await owner.get("/api/v1/settings")).json()
            await owner.patch(
                "/api/v1/settings",
                json={"sells_to": ["ES", "FR"]},
                headers={"if-match": str(settings["version"])},
            )
            guide = (await owner.get("/api/v1/setup/guide")).json()

        steps = {step["code"]: step for step in guide["steps"]}
        assert (steps["taxes"]["state"], steps["taxes"]["missing"]) == ("open", ["FR"])
        assert (steps["shipping"]["state"], steps["shipping"]["missing"]) == ("open", ["FR"])

    async def test_leaves_out_what_may_be_left_out_and_remembers_it(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            skipped = await owner.put("/api/v1/setup/guide/look/skip")
            twice = await owner.put("/api/v1/setup/guide/look/skip")
            needed = await owner.put("/api/v1/setup/guide/taxes/skip")
            after = await _states(owner)
            await owner.delete("/api/v1/setup/guide/look/skip")
            resumed = await _states(owner)
            audit = (await owner.get("/api/v1/audit")).json()["items"]

        assert (skipped.status_code, twice.status_code) == (204, 204)
        assert (needed.status_code, needed.json()["code"]) == (409, "step_needed")
        assert (after["look"], after["taxes"], resumed["look"]) == ("skipped", "open", "open")
        actions = [row["action"] for row in audit]
        assert actions.count("guide_step_skipped") == 1
        assert actions.count("guide_step_resumed") == 1

    async def test_is_done_when_nothing_is_left(self, desk: BackOffice) -> None:
        await open_small_shop(desk.shop.database, {"A": 5})
        async with desk.signed_in(Role.OWNER) as owner:
            for step in ("look", "pages", "staff", "test_order"):
                await owner.put(f"/api/v1/setup/guide/{step}/skip")
            states = await _states(owner)
            before = (await owner.get("/api/v1/setup/guide")).json()["is_done"]

        assert states["product"] == "done"
        assert states["open"] == "done"
        assert (states["taxes"], before) == ("open", False)


class TestTheExampleCatalogue:
    async def test_needs_a_shop_that_is_set_up(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            answer = await owner.put("/api/v1/setup/examples")

        assert (answer.status_code, answer.json()["code"]) == (409, "no_place_for_stock")

    async def test_comes_on_sale_and_goes_again_as_one_act(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            await _set_up(owner)
            for _ in range(2):
                added = await owner.put("/api/v1/setup/examples")
            guide = (await owner.get("/api/v1/setup/guide")).json()
            opened = await owner.put("/api/v1/opening/open")
            stock = (await owner.get("/api/v1/stock")).json()["items"]
            removed = await owner.delete("/api/v1/setup/examples")
            after = (await owner.get("/api/v1/setup/guide")).json()
            left = (await owner.get("/api/v1/stock")).json()["items"]
            audit = (await owner.get("/api/v1/audit")).json()["items"]

        assert (added.status_code, removed.status_code) == (204, 204), added.text
        assert (guide["has_examples"], after["has_examples"]) == (True, False)
        assert {step["code"]: step["state"] for step in guide["steps"]}["product"] == "done"
        assert {step["code"]: step["state"] for step in after["steps"]}["product"] == "open"
        assert opened.status_code == 204, opened.text
        assert {row["on_hand"] for row in stock} == {20}
        assert {row["on_hand"] for row in left} == {0}
        actions = [row["action"] for row in audit]
        assert "example_catalogue_removed" in actions


class TestAProposal:
    async def test_of_an_unknown_country_is_refused(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            answer = await owner.get("/api/v1/setup/proposals/JP")
            countries = (await owner.get("/api/v1/setup/proposals")).json()["items"]

        assert (answer.status_code, answer.json()["code"]) == (404, "no_proposal")
        assert len(countries) == 50


class TestOpening:
    async def test_is_refused_while_nobody_could_buy(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            await _set_up(owner)
            answer = await owner.put("/api/v1/opening/open")
            found = (await owner.get("/api/v1/opening")).json()

        assert (answer.status_code, answer.json()["code"]) == (409, "shop_not_ready")
        assert answer.json()["missing"] == ["product"]
        assert (found["is_open"], found["changed_at"]) == (False, None)

    async def test_lets_everyone_in_and_is_written_down(self, desk: BackOffice) -> None:
        await open_small_shop(desk.shop.database, {"A": 5})
        async with desk.signed_in(Role.MANAGER) as manager:
            await manager.put("/api/v1/opening/closed")
            closed = (await manager.get("/api/v1/opening")).json()
            for country in ("PT", "DE", "IT"):
                await manager.post(
                    "/api/v1/tax-rates",
                    json={"place": country, "tax_class": "standard", "basis_points": 2000},
                )
            opened = await manager.put("/api/v1/opening/open")
            found = (await manager.get("/api/v1/opening")).json()
            audit = (await manager.get("/api/v1/audit")).json()["items"]

        assert closed["is_open"] is False
        assert opened.status_code == 204, opened.text
        assert (found["is_open"], found["changed_by"]) == (True, "clerk@azulejo.example")
        assert [row["action"] for row in audit if row["subject"] == "shop"][:2] == [
            "shop_opened", "shop_closed",
        ]  # fmt: skip

    async def test_is_for_whoever_has_the_permission(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.CATALOG) as clerk:
            answers = [
                await clerk.put("/api/v1/opening/open"),
                await clerk.put("/api/v1/opening/password", json={"password": "first light"}),
                await clerk.get("/api/v1/setup/guide"),
            ]

        assert {answer.status_code for answer in answers} == {403}

    async def test_keeps_the_password_as_a_hash(self, desk: BackOffice) -> None:
        async with desk.signed_in(Role.OWNER) as owner:
            short = await owner.put("/api/v1/opening/password", json={"password": "abc"})
            set_ = await owner.put("/api/v1/opening/password", json={"password": "first light"})
            found = (await owner.get("/api/v1/opening")).json()
            preview = (await owner.post("/api/v1/opening/preview")).json()
            removed = await owner.delete("/api/v1/opening/password")
            after = (await owner.get("/api/v1/opening")).json()
            audit = (await owner.get("/api/v1/audit")).text

        assert (short.status_code, short.json()["code"]) == (422, "shop_password_length")
        assert (set_.status_code, removed.status_code) == (204, 204)
        assert (found["has_password"], after["has_password"]) == (True, False)
        assert preview["link"].startswith("http://shop.example/preview?token=")
        assert preview["expires_at"] > clock.now().isoformat()
        assert "first light" not in audit
