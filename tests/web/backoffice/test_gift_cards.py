"""Staff issue gift cards and give store credit: within their limit, once, with a reason, on the record."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.asking import rows
from tests.support.back_office import BackOffice, back_office
from tests.support.shop import readers

from lonja.kernel.ids import uuid7
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
API = "/api/v1"


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, stock={})
        yield opened


@pytest.fixture
async def manager(office: BackOffice) -> AsyncIterator[httpx2.AsyncClient]:
    async with office.signed_in(Role.MANAGER) as client:
        yield client


async def issue(client: httpx2.AsyncClient, minor: int = 50_00, **more: Any) -> dict[str, Any]:
    asked = {"amount_minor": minor, "currency": "EUR", "reason": "Late parcel"} | more
    answer = await client.put(f"{API}/gift-cards/{uuid7()}", json=asked)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


class TestAGiftCard:
    async def test_shows_its_code_to_whoever_issues_it_and_to_nobody_else(
        self, manager: httpx2.AsyncClient
    ) -> None:
        made = await issue(manager, name="Lola")

        read = (await manager.get(f"{API}/gift-cards/{made['card']['id']}")).json()

        assert len(made["code"]) == 19
        assert read == made["card"]
        assert read["last_four"] == made["code"][-4:]
        assert made["code"] not in str(read)
        assert read["balance"] == {"amount_minor": 50_00, "currency": "EUR"}
        assert [entry["kind"] for entry in read["entries"]] == ["issued"]

    async def test_is_in_a_currency_of_this_shop(self, manager: httpx2.AsyncClient) -> None:
        answers = [
            await manager.put(
                f"/api/v1/gift-cards/{uuid7()}",
                json={"amount_minor": 100, "currency": currency, "reason": "a wish"},
            )
            for currency in ("KWD", "AAA")
        ]

        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")

    async def test_is_found_by_its_last_four_and_by_its_recipient(
        self, manager: httpx2.AsyncClient
    ) -> None:
        made = await issue(manager, email="lola@example.com", language="es")
        await issue(manager)

        for q in (made["card"]["last_four"].lower(), "LOLA@"):
            found = (await manager.get(f"{API}/gift-cards", params={"q": q})).json()["items"]
            assert [one["id"] for one in found] == [made["card"]["id"]]

    async def test_is_disabled_with_a_reason_and_comes_back(
        self, office: BackOffice, manager: httpx2.AsyncClient
    ) -> None:
        card = (await issue(manager))["card"]
        path = f"{API}/gift-cards/{card['id']}"
        edit = {"status": "disabled", "reason": "Lost"}

        disabled = await manager.patch(path, json=edit, headers={"If-Match": "1"})
        late = await manager.patch(path, json=edit, headers={"If-Match": "1"})
        back = await manager.patch(
            path, json={"status": "active", "reason": "Found"}, headers={"If-Match": "2"}
        )

        assert disabled.json()["status"] == "disabled"
        assert late.json()["code"] == "gift_card_changed"
        assert back.json()["status"] == "active"
        async with office.shop.database.reading() as db:
            logged = await rows(
                db,
                "SELECT action, facts ->> 'reason' FROM audit_log"
                " WHERE subject = %(s)s ORDER BY seq",
                s=f"gift_card:{card['id']}",
            )
        assert [tuple(row) for row in logged] == [
            ("gift_card_issued", "Late parcel"),
            ("gift_card_changed", "Lost"),
            ("gift_card_changed", "Found"),
        ]

    async def test_is_adjusted_once_and_never_below_zero(self, manager: httpx2.AsyncClient) -> None:
        card = (await issue(manager))["card"]
        path = f"{API}/gift-cards/{card['id']}/adjustments"
        entry, less = uuid7(), {"amount_minor": -20_00, "reason": "Typed wrong"}

        twice = [(await manager.put(f"{path}/{entry}", json=less)).json() for _ in range(2)]
        too_much = await manager.put(
            f"{path}/{uuid7()}", json={"amount_minor": -30_01, "reason": "All"}
        )

        assert [one["balance"]["amount_minor"] for one in twice] == [30_00, 30_00]
        assert too_much.status_code == 409
        assert too_much.json()["balance_minor"] == 30_00


class TestWhatTheShopOwes:
    async def test_is_what_was_issued_less_what_was_taken_away(
        self, manager: httpx2.AsyncClient
    ) -> None:
        card = (await issue(manager, 50_00))["card"]
        await issue(manager, 20_00)
        await manager.put(
            f"{API}/gift-cards/{card['id']}/adjustments/{uuid7()}",
            json={"amount_minor": -5_00, "reason": "Typed wrong"},
        )

        [euros] = (await manager.get(f"{API}/gift-cards/owed")).json()["items"]

        assert {name: money["amount_minor"] for name, money in euros.items()} == {
            "issued": 70_00,
            "sold": 0,
            "taken_back": 0,
            "adjusted": -5_00,
            "spent": 0,
            "released": 0,
            "refunded": 0,
            "owed": 65_00,
        }


class TestAClerk:
    async def test_gives_up_to_their_limit_of_a_day_in_cards_and_credit_together(
        self, office: BackOffice
    ) -> None:
        [customer] = await readers(office.shop.database, 1, domain="credit.test")
        async with office.signed_in(Role.ORDERS) as clerk:
            await issue(clerk, 60_00)
            credit = f"{API}/customers/{customer}/store-credit/{uuid7()}"
            asked = {"amount_minor": 40_00, "currency": "EUR", "reason": "Goodwill"}
            given = await clerk.put(credit, json=asked)
            again = await clerk.put(credit, json=asked)
            more = await clerk.put(
                f"{API}/gift-cards/{uuid7()}",
                json={"amount_minor": 1, "currency": "EUR", "reason": "More"},
            )
            limits = (await clerk.get(f"{API}/gift-cards/limits")).json()["items"]

        assert given.json()["items"][0]["balance"]["amount_minor"] == 40_00
        assert again.json() == given.json()
        assert more.status_code == 403
        assert more.json()["code"] == "credit_over_limit"
        assert limits[0] == {
            "currency": "EUR",
            "limit": {"amount_minor": 100_00, "currency": "EUR"},
        }

    async def test_of_another_trade_sees_none(self, office: BackOffice) -> None:
        async with office.signed_in(Role.STOCK) as clerk:
            assert (await clerk.get(f"{API}/gift-cards")).status_code == 403
