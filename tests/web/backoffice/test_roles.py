"""A shop's own roles in the back office."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

PACKER = {"name": "Packer", "permissions": ["orders.read", "orders.ship"]}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def id_of(owner: httpx2.AsyncClient, email: str) -> str:
    found = (await owner.get("/api/v1/staff")).json()["items"]
    return str(next(one["id"] for one in found if one["email"] == email))


async def add(owner: httpx2.AsyncClient, **part: Any) -> dict[str, Any]:
    answer = await owner.post("/api/v1/roles", json=PACKER | part)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


class TestAnOwnRole:
    async def test_gives_what_it_names_from_the_next_click(self, office: BackOffice) -> None:
        async with (
            office.signed_in(Role.OWNER, email="owner@norte.example") as owner,
            office.signed_in(Role.ANALYST, email="eva@norte.example") as eva,
        ):
            role = await add(owner)
            path = f"/api/v1/roles/{role['id']}"
            before = await eva.get("/api/v1/orders")
            changed = await owner.patch(
                f"/api/v1/staff/{await id_of(owner, 'eva@norte.example')}",
                json={"roles": [], "own_roles": [role["id"]]},
                headers={"If-Match": "1"},
            )
            given = await eva.get("/api/v1/orders")
            me = (await eva.get("/api/v1/me")).json()
            narrowed = await owner.put(
                path,
                json={"name": "Packer", "permissions": ["products.read"]},
                headers={"if-match": "1"},
            )
            after = await eva.get("/api/v1/orders")
            in_use = await owner.delete(path, headers={"if-match": "2"})

        assert (before.status_code, changed.status_code, given.status_code) == (403, 204, 200)
        assert me["permissions"] == ["orders.read", "orders.ship"]
        assert (narrowed.status_code, after.status_code) == (200, 403)
        assert (in_use.status_code, in_use.json()["code"]) == (409, "role_in_use")

    async def test_is_not_made_nor_given_by_who_may_do_less(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER, email="owner@norte.example") as owner:
            hiring = await add(owner, name="Hiring", permissions=["staff.read", "staff.write"])
            packer = await add(owner)
            async with office.signed_in(Role.ANALYST, email="eva@norte.example") as eva:
                await owner.patch(
                    f"/api/v1/staff/{await id_of(owner, 'eva@norte.example')}",
                    json={"roles": [], "own_roles": [hiring["id"]]},
                    headers={"If-Match": "1"},
                )
                wide = await eva.post("/api/v1/roles", json=PACKER | {"name": "Mine"})
                taken = await eva.delete(f"/api/v1/roles/{packer['id']}", headers={"if-match": "1"})
                invited = await eva.post(
                    "/api/v1/staff/invitations",
                    json={"email": "new@norte.example", "name": "New", "roles": ["owner"]},
                )
                shut_out = await eva.patch(
                    f"/api/v1/staff/{await id_of(eva, 'owner@norte.example')}",
                    json={"is_active": False},
                    headers={"If-Match": "1"},
                )

        for answer in (wide, taken, invited, shut_out):
            assert (answer.status_code, answer.json()["code"]) == (403, "beyond_own_permissions")

    async def test_leaves_no_link_of_who_may_do_less_now(self, office: BackOffice) -> None:
        deputy: dict[str, Any] = {
            "name": "Deputy",
            "permissions": ["staff.read", "staff.write", "orders.read"],
        }
        packer = {"email": "new@norte.example", "name": "New", "roles": []}
        async with office.signed_in(Role.OWNER, email="owner@norte.example") as owner:
            role = await add(owner, **deputy)
            async with office.signed_in(Role.ANALYST, email="eva@norte.example") as eva:
                await owner.patch(
                    f"/api/v1/staff/{await id_of(owner, 'eva@norte.example')}",
                    json={"roles": [], "own_roles": [role["id"]]},
                    headers={"If-Match": "1"},
                )
                reader = await add(eva, name="Reader", permissions=["orders.read"])
                sent = await eva.post(
                    "/api/v1/staff/invitations", json=packer | {"own_roles": [reader["id"]]}
                )
            path = f"/api/v1/roles/{role['id']}"
            wider = deputy | {"permissions": [*deputy["permissions"], "orders.ship"]}
            await owner.put(path, json=wider, headers={"if-match": "1"})
            kept = (await owner.get("/api/v1/staff/invitations")).json()["items"]
            narrower = deputy | {"permissions": ["staff.read"]}
            await owner.put(path, json=narrower, headers={"if-match": "2"})
            gone = (await owner.get("/api/v1/staff/invitations")).json()["items"]

        assert sent.status_code == 201
        assert [one["email"] for one in kept] == ["new@norte.example"]
        assert gone == []

    async def test_withdraws_no_invitation_to_more_than_it_gives(self, office: BackOffice) -> None:
        manager = {"email": "new@norte.example", "name": "New", "roles": ["manager"]}
        async with office.signed_in(Role.OWNER, email="owner@norte.example") as owner:
            hiring = await add(owner, name="Hiring", permissions=["staff.read", "staff.write"])
            sent = await owner.post("/api/v1/staff/invitations", json=manager)
            path = f"/api/v1/staff/invitations/{sent.json()['invitation']['id']}"
            async with office.signed_in(Role.ANALYST, email="eva@norte.example") as eva:
                await owner.patch(
                    f"/api/v1/staff/{await id_of(owner, 'eva@norte.example')}",
                    json={"roles": [], "own_roles": [hiring["id"]]},
                    headers={"If-Match": "1"},
                )
                withdrawn = await eva.delete(path)
                replaced = await eva.post(
                    "/api/v1/staff/invitations",
                    json=manager | {"roles": [], "own_roles": [hiring["id"]]},
                )
            left = (await owner.get("/api/v1/staff/invitations")).json()["items"]

        for answer in (withdrawn, replaced):
            assert (answer.status_code, answer.json()["code"]) == (403, "beyond_own_permissions")
        assert [one["roles"] for one in left] == [["manager"]]

    async def test_is_one_of_its_name_and_holds_something_that_there_is(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.OWNER, email="owner@norte.example") as owner:
            role = await add(
                owner, permissions=["orders.refund"], limits={"orders.refund": {"EUR": 5000}}
            )
            again = await owner.post("/api/v1/roles", json=PACKER | {"name": "PACKER"})
            empty = await owner.post("/api/v1/roles", json=PACKER | {"permissions": []})
            stale = await owner.put(
                f"/api/v1/roles/{role['id']}", json=PACKER, headers={"if-match": "9"}
            )
            unknown = await owner.post(
                "/api/v1/staff/invitations",
                json={
                    "email": "new@norte.example",
                    "name": "New",
                    "roles": [],
                    "own_roles": [str(uuid4())],
                },
            )
            removed = await owner.delete(f"/api/v1/roles/{role['id']}", headers={"if-match": "1"})
            listed = (await owner.get("/api/v1/roles")).json()

        assert role["limits"] == {"orders.refund": {"EUR": 5000}}
        assert (again.status_code, again.json()["code"]) == (409, "role_taken")
        assert empty.status_code == 422
        assert (stale.status_code, stale.json()["code"]) == (409, "role_changed")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_role")
        assert removed.status_code == 204
        assert (listed["own"], len(listed["given"])) == ([], len(Role))
