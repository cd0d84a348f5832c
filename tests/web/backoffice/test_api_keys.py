"""Keys of programs: what they open, for how long, and whose rights they have."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.kernel import audit
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

ERP: dict[str, Any] = {
    "name": "ERP",
    "scopes": ["products.read", "products.write"],
    "expires_at": None,
}
PATH = "/api/v1/api-keys"
CATEGORY = {"slug": "tiles", "texts": {"es": {"name": "Azulejos"}, "en": {"name": "Tiles"}}}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def add(person: httpx2.AsyncClient, **part: Any) -> dict[str, Any]:
    answer = await person.post(PATH, json=ERP | part)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def program(office: BackOffice, secret: str) -> httpx2.AsyncClient:
    """Not a browser: it says nothing of where it comes from."""
    client = office.visitor(origin=None)
    client.headers["authorization"] = f"Bearer {secret}"
    return client


async def code_of(client: httpx2.AsyncClient, path: str = "/api/v1/products") -> tuple[int, str]:
    answer = await client.get(path)
    return answer.status_code, answer.json().get("code", "")


class TestAKey:
    async def test_opens_what_it_names_and_nothing_else(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            made = await add(owner)
            shown = (await owner.get(PATH)).json()["items"]
            async with program(office, made["secret"]) as erp:
                read = await code_of(erp)
                added = await erp.post(
                    "/api/v1/categories",
                    json=CATEGORY,
                )
                orders = await code_of(erp, "/api/v1/orders")
                sessions = await code_of(erp, "/api/v1/me/sessions")
                used = (await owner.get(PATH)).json()["items"][0]["used_at"]

        assert made["secret"].startswith(made["key"]["hint"])
        assert (shown[0]["hint"], shown[0]["used_at"]) == (made["key"]["hint"], None)
        assert made["secret"] not in str(shown)
        assert read == (200, "")
        assert added.status_code == 201, added.text
        assert orders == (403, "forbidden")
        assert sessions == (403, "only_for_people")
        assert used is not None

    async def test_is_named_by_the_audit_log(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            made = await add(owner)
            async with program(office, made["secret"]) as erp:
                await erp.post(
                    "/api/v1/categories",
                    json=CATEGORY,
                )
        async with office.shop.database.reading() as db:
            newest = (await audit.list_rows(db, before_seq=None, subject=None, limit=1))[0]

        assert newest.actor == "clerk@azulejo.example (API key ERP)"
        assert newest.action == "category_added"

    async def test_may_never_do_more_than_its_maker_may_now(self, office: BackOffice) -> None:
        async with (
            office.signed_in(Role.OWNER, email="owner@norte.example") as owner,
            office.signed_in(Role.MANAGER, email="eva@norte.example") as eva,
        ):
            wider = await eva.post(PATH, json=ERP | {"scopes": ["staff.read"]})
            made = await add(eva)
            people = (await owner.get("/api/v1/staff")).json()["items"]
            her = next(one["id"] for one in people if one["email"] == "eva@norte.example")
            async with program(office, made["secret"]) as erp:
                before = await code_of(erp)
                await owner.patch(
                    f"/api/v1/staff/{her}", json={"roles": ["orders"]}, headers={"If-Match": "1"}
                )
                narrowed = (await owner.get(PATH)).json()["items"][0]["permissions"]
                categories = await erp.post("/api/v1/categories", json=CATEGORY)
                await owner.patch(
                    f"/api/v1/staff/{her}", json={"is_active": False}, headers={"If-Match": "2"}
                )
                after = await code_of(erp)

        assert (wider.status_code, wider.json()["code"]) == (403, "beyond_own_permissions")
        assert before == (200, "")
        assert narrowed == ["products.read"]
        assert (categories.status_code, categories.json()["code"]) == (403, "forbidden")
        assert after == (401, "wrong_api_key")

    async def test_opens_nothing_once_revoked_or_over(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            made = await add(owner)
            over = await add(owner, name="Over", expires_at="2199-01-01T00:00:00Z")
            async with office.shop.database.transaction() as db:
                await db.execute(
                    "UPDATE api_keys SET expires_at = now() - interval '1 second'"
                    " WHERE expires_at IS NOT NULL"
                )
            past = await owner.post(PATH, json=ERP | {"expires_at": "2020-01-01T00:00:00Z"})
            path = f"{PATH}/{made['key']['id']}"
            async with (
                program(office, made["secret"]) as erp,
                program(office, over["secret"]) as old,
            ):
                expired = await code_of(old)
                revoked = [(await owner.delete(path)).status_code for _ in range(2)]
                after = await code_of(erp)
                again = await owner.post(f"{path}/rotate", json={})

        assert (past.status_code, past.json()["code"]) == (422, "invalid")
        assert expired == (401, "wrong_api_key")
        assert revoked == [204, 204]
        assert after == (401, "wrong_api_key")
        assert (again.status_code, again.json()["code"]) == (409, "api_key_over")

    async def test_is_rotated_with_an_overlap(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            first = await add(owner)
            path = f"{PATH}/{first['key']['id']}/rotate"
            second = (await owner.post(path, json={"overlap_hours": 24})).json()
            async with (
                program(office, first["secret"]) as old,
                program(office, second["secret"]) as new,
            ):
                both = [await code_of(old), await code_of(new)]
                third = (await owner.post(path, json={"overlap_hours": 0})).json()
                neither = [await code_of(old), await code_of(new)]
            async with program(office, third["secret"]) as newest:
                now = await code_of(newest)

        assert both == [(200, ""), (200, "")]
        assert neither == [(401, "wrong_api_key"), (401, "wrong_api_key")]
        assert now == (200, "")

    async def test_makes_no_keys_and_invites_nobody(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            refused = [
                (await owner.post(PATH, json=ERP | {"scopes": [scope]})).json()["code"]
                for scope in ("staff.write", "integrations.write")
            ]
            made = await add(owner, scopes=["integrations.read", "staff.read"])
            twice = await owner.post(PATH, json=ERP | {"name": " erp "})
            async with program(office, made["secret"]) as erp:
                listed = await erp.get(PATH)
                key = await erp.post(PATH, json=ERP)

        assert refused == ["invalid", "invalid"]
        assert (twice.status_code, twice.json()["code"]) == (409, "api_key_taken")
        assert listed.status_code == 200
        assert (key.status_code, key.json()["code"]) == (403, "only_for_people")

    @pytest.mark.parametrize("secret", ["", "x", "lonja_sk_" + "0" * 38, "lonja_sk_ñ" + "0" * 37])
    async def test_that_is_none_opens_nothing_beside_a_session_either(
        self, office: BackOffice, secret: str
    ) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            answer = await owner.get(
                "/api/v1/products",
                headers=[(b"authorization", b"Bearer " + secret.encode("latin-1"))],
            )

        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_api_key")
