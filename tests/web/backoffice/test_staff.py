"""How people come in, what an owner changes, and who is refused."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pyotp
import pytest
from tests.support.asking import rows, scalar
from tests.support.back_office import ORIGIN, PASSWORD, BackOffice, back_office, sign_in

from lonja.kernel import clock
from lonja.kernel.db import run
from lonja.staff import api as staff
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

OWNER = "ines@azulejo.example"
NEW = {"email": "Lola@Azulejo.example", "name": "Lola Núñez", "roles": ["orders", "stock"]}
GOOD = "barro, agua y fuego"


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


@pytest.fixture
async def owner(office: BackOffice) -> AsyncIterator[httpx2.AsyncClient]:
    async with office.signed_in(Role.OWNER, email=OWNER) as client:
        yield client


async def invited(owner: httpx2.AsyncClient) -> str:
    """The token of the link."""
    answer = await owner.post("/api/v1/staff/invitations", json=NEW)
    assert answer.status_code == 201, answer.text
    link = urlsplit(answer.json()["link"])
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"{ORIGIN}/invitation"
    return str(link.fragment)


async def enrolled(client: httpx2.AsyncClient, token: str) -> dict[str, Any]:
    answer = await client.post("/api/v1/invitation", json={"token": token})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def accept(
    client: httpx2.AsyncClient, token: str, secret: str, password: str = GOOD
) -> httpx2.Response:
    code = pyotp.TOTP(secret).now()
    body = {"token": token, "password": password, "code": code}
    return await client.post("/api/v1/invitation/acceptance", json=body)


async def id_of(owner: httpx2.AsyncClient, email: str) -> str:
    items = (await owner.get("/api/v1/staff")).json()["items"]
    return str(next(item["id"] for item in items if item["email"] == email))


class TestAnInvitation:
    async def test_lets_a_person_in_with_a_password_and_an_authenticator_of_their_own(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        token = await invited(owner)
        async with office.visitor() as lola:
            shown = await enrolled(lola, token)
            joined = await accept(lola, token, shown["secret"])
            me = (await lola.get("/api/v1/me")).json()

        assert shown["email"] == "lola@azulejo.example"
        assert parse_qs(urlsplit(shown["uri"]).query)["secret"] == [shown["secret"]]
        assert joined.status_code == 200
        assert me["user"]["roles"] == ["orders", "stock"]
        assert me["user"]["name"] == "Lola Núñez"

    async def test_is_good_for_one_person_even_if_two_use_it_at_once(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        token = await invited(owner)
        async with office.visitor() as one, office.visitor() as other:
            secret = (await enrolled(one, token))["secret"]
            answers = await asyncio.gather(*(accept(who, token, secret) for who in (one, other)))
            again = await accept(one, token, secret)

        assert sorted(answer.status_code for answer in answers) == [200, 404]
        assert again.json()["code"] == "invitation_over"

    async def test_is_void_once_a_newer_one_was_sent_to_the_address(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        first, second = await invited(owner), await invited(owner)
        async with office.visitor() as lola:
            refused = await lola.post("/api/v1/invitation", json={"token": first})
            assert (await enrolled(lola, second))["email"] == "lola@azulejo.example"

        assert (refused.status_code, refused.json()["code"]) == (404, "invitation_over")
        items = (await owner.get("/api/v1/staff/invitations")).json()["items"]
        assert [item["email"] for item in items] == ["lola@azulejo.example"]

    async def test_can_be_withdrawn_twice(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        token = await invited(owner)
        path = f"/api/v1/staff/invitations/{token.partition('.')[0]}"

        assert [(await owner.delete(path)).status_code for _ in range(2)] == [204, 204]
        async with office.visitor() as lola:
            answer = await lola.post("/api/v1/invitation", json={"token": token})
        assert answer.json()["code"] == "invitation_over"

    async def test_ends_after_three_days(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        token = await invited(owner)
        async with office.shop.database.transaction() as db:
            await run(
                db,
                "UPDATE staff_invitations SET expires_at = %(then)s",
                then=clock.now() - timedelta(seconds=1),
            )

        async with office.visitor() as lola:
            answer = await lola.post("/api/v1/invitation", json={"token": token})

        assert answer.json()["code"] == "invitation_over"

    @pytest.mark.parametrize(
        "token",
        ["nonsense", "0199-.x", "01990000-0000-7000-8000-000000000000.00", "a" * 100, "é.é"],
    )
    async def test_that_nobody_sent_opens_nothing(self, office: BackOffice, token: str) -> None:
        async with office.visitor() as stranger:
            answer = await stranger.post("/api/v1/invitation", json={"token": token})

        assert (answer.status_code, answer.json()["code"]) == (404, "invitation_over")

    @pytest.mark.parametrize(
        "password", ["short", "aaaaaaaaaaaaaaaa", "lola-is-my-name", "my azulejo is nice"]
    )
    async def test_takes_no_password_that_is_tried_first(
        self, office: BackOffice, owner: httpx2.AsyncClient, password: str
    ) -> None:
        token = await invited(owner)
        async with office.visitor() as lola:
            secret = (await enrolled(lola, token))["secret"]
            answer = await accept(lola, token, secret, password)

        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")

    async def test_with_a_wrong_code_stays_open(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        token = await invited(owner)
        async with office.visitor() as lola:
            secret = (await enrolled(lola, token))["secret"]
            wrong = await accept(lola, token, pyotp.random_base32())
            right = await accept(lola, token, secret)

        assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
        assert right.status_code == 200

    async def test_is_not_sent_to_who_works_here(self, owner: httpx2.AsyncClient) -> None:
        answer = await owner.post("/api/v1/staff/invitations", json={**NEW, "email": OWNER})

        assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")

    async def test_keeps_no_token_in_database_or_queue(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        token = await invited(owner)
        seal = token.partition(".")[2]

        async with office.shop.database.reading() as db:
            kept = await rows(
                db,
                "SELECT row_to_json(i)::text AS line FROM staff_invitations i"
                " UNION ALL SELECT row_to_json(o)::text FROM outbox o"
                " UNION ALL SELECT row_to_json(a)::text FROM audit_log a",
            )

        assert len(kept) > 2
        assert [row.line for row in kept if seal in row.line] == []


class TestANewStart:
    async def test_replaces_password_and_second_factor_and_ends_old_sessions(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        async with office.signed_in(Role.STOCK) as before, office.visitor() as after:
            path = f"/api/v1/staff/{await id_of(owner, 'clerk@azulejo.example')}/renewal"
            sent = (await owner.post(path)).json()
            token = staff.link_token(
                office.shop.settings.secret_key, UUID(sent["invitation"]["id"])
            )
            assert sent["link"] is None
            assert (await before.get("/api/v1/me")).status_code == 200
            secret = (await enrolled(after, token))["secret"]

            assert (await accept(after, token, secret)).status_code == 200

            assert (await before.get("/api/v1/me")).status_code == 401
            assert (await after.get("/api/v1/me")).json()["user"]["roles"] == ["stock"]


class TestALink:
    @pytest.mark.parametrize("change", [{"is_active": False}, {"roles": ["stock"]}])
    async def test_does_not_outlive_the_rights_of_who_made_it(
        self, office: BackOffice, owner: httpx2.AsyncClient, change: dict[str, Any]
    ) -> None:
        async with (
            office.signed_in(Role.OWNER, email="leaver@azulejo.example") as leaver,
            office.visitor() as lola,
        ):
            token = await invited(leaver)
            secret = (await enrolled(lola, token))["secret"]
            path = f"/api/v1/staff/{await id_of(owner, 'leaver@azulejo.example')}"

            assert (
                await owner.patch(path, json=change, headers={"If-Match": "1"})
            ).status_code == 204

            answer = await accept(lola, token, secret)
            assert (answer.status_code, answer.json()["code"]) == (404, "invitation_over")
            left = (await owner.get("/api/v1/staff/invitations")).json()["items"]
            assert left == []


class TestAnOwner:
    async def test_gives_other_roles_that_hold_at_the_next_click(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        async with office.signed_in(Role.STOCK) as clerk:
            path = f"/api/v1/staff/{await id_of(owner, 'clerk@azulejo.example')}"
            assert (await clerk.get("/api/v1/orders")).status_code == 403

            twice = {"roles": ["orders", "orders"]}
            assert (
                await owner.patch(path, json=twice, headers={"If-Match": "1"})
            ).status_code == 204

            assert (await clerk.get("/api/v1/orders")).status_code == 200
            assert (await clerk.get("/api/v1/me")).json()["user"]["roles"] == ["orders"]

    async def test_overwrites_no_change_that_they_have_not_seen(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        async with office.signed_in(Role.STOCK):
            path = f"/api/v1/staff/{await id_of(owner, 'clerk@azulejo.example')}"
            seen = {"If-Match": "1"}

            unread = await owner.patch(path, json={"name": "Ana"})
            first = await owner.patch(path, json={"name": "Ana"}, headers=seen)
            late = await owner.patch(path, json={"roles": ["orders"]}, headers=seen)
            people = (await owner.get("/api/v1/staff")).json()["items"]

        (clerk,) = [one for one in people if one["email"] == "clerk@azulejo.example"]
        assert (unread.status_code, unread.json()["code"]) == (428, "if_match_required")
        assert first.status_code == 204
        assert (late.status_code, late.json()["code"]) == (409, "staff_changed")
        assert (late.json()["version"], clerk["version"]) == (2, 2)
        assert (clerk["name"], clerk["roles"]) == ("Ana", ["stock"])

    async def test_shuts_somebody_out_at_once_and_lets_them_in_again(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        async with office.signed_in(Role.STOCK) as clerk:
            path = f"/api/v1/staff/{await id_of(owner, 'clerk@azulejo.example')}"

            assert (
                await owner.patch(path, json={"is_active": False}, headers={"If-Match": "1"})
            ).status_code == 204
            assert (await clerk.get("/api/v1/me")).status_code == 401
            assert (
                await owner.patch(path, json={"is_active": True}, headers={"If-Match": "2"})
            ).status_code == 204
            assert (await clerk.get("/api/v1/me")).status_code == 401

    async def test_cannot_change_their_own_roles(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        path = f"/api/v1/staff/{await id_of(owner, OWNER)}"

        answers = [
            await owner.patch(path, json=change, headers={"If-Match": "1"})
            for change in ({"roles": ["stock"]}, {"is_active": False})
        ]

        assert [answer.json()["code"] for answer in answers] == ["own_account"] * 2

    async def test_and_another_cannot_shut_each_other_out_at_the_same_moment(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        async with office.signed_in(Role.OWNER, email="eva@azulejo.example") as other:
            mine = f"/api/v1/staff/{await id_of(owner, OWNER)}"
            theirs = f"/api/v1/staff/{await id_of(owner, 'eva@azulejo.example')}"

            await asyncio.gather(
                owner.patch(theirs, json={"is_active": False}, headers={"If-Match": "1"}),
                other.patch(mine, json={"is_active": False}, headers={"If-Match": "1"}),
            )

        async with office.shop.database.reading() as db:
            left = await scalar(
                db, "SELECT count(*) FROM staff_users WHERE is_active AND 'owner' = ANY(roles)"
            )
        assert left == 1

    async def test_alone_may_do_any_of_it(self, office: BackOffice) -> None:
        async with office.signed_in(Role.MANAGER) as manager:
            answers = [
                await manager.get("/api/v1/staff/invitations"),
                await manager.post("/api/v1/staff/invitations", json=NEW),
            ]

        assert [answer.status_code for answer in answers] == [403, 403]


class TestMyPassword:
    async def test_changes_with_the_old_one_and_ends_my_other_sessions(
        self, office: BackOffice
    ) -> None:
        secret = await office.add(Role.STOCK)
        async with office.visitor() as here, office.visitor() as there:
            await sign_in(there, secret, steps_ahead=-1)
            await sign_in(here, secret)

            wrong = await here.put(
                "/api/v1/me/password", json={"current": "not it", "password": GOOD}
            )
            right = await here.put(
                "/api/v1/me/password", json={"current": PASSWORD, "password": GOOD}
            )

            assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_refused")
            assert right.status_code == 204
            assert (await here.get("/api/v1/me")).status_code == 200
            assert (await there.get("/api/v1/me")).status_code == 401


class TestTheFirstOwner:
    async def _token(self, office: BackOffice) -> str:
        async with office.shop.database.transaction() as db:
            found = await staff.invite_first_owner(
                db, seal=office.shop.staff_seal, actor="command line", now=clock.now()
            )
        assert found is not None
        return staff.link_token(office.shop.settings.secret_key, found.id)

    async def test_comes_in_by_a_link_and_says_who_they_are(self, office: BackOffice) -> None:
        token, again = await self._token(office), await self._token(office)
        async with office.visitor() as client:
            found = await enrolled(client, token)
            body = {"token": token, "password": GOOD, "code": pyotp.TOTP(found["secret"]).now()}
            nobody = await client.post("/api/v1/invitation/acceptance", json=body)
            answer = await client.post(
                "/api/v1/invitation/acceptance",
                json=body | {"email": "Lola@Norte.example", "name": "Lola Núñez"},
            )
            me = (await client.get("/api/v1/me")).json()
            twice = await client.post(
                "/api/v1/invitation/acceptance",
                json=body | {"email": "eve@evil.example", "name": "Eve"},
            )

        assert again == token
        assert (found["asks_who"], found["email"], found["roles"]) == (True, "", ["owner"])
        assert (nobody.status_code, nobody.json()["field"]) == (422, "email")
        assert answer.status_code == 200, answer.text
        assert (me["user"]["email"], me["user"]["roles"]) == ("lola@norte.example", ["owner"])
        assert (twice.status_code, twice.json()["code"]) == (404, "invitation_over")

    async def test_signs_in_again_with_the_same_authenticator(self, office: BackOffice) -> None:
        token = await self._token(office)
        async with office.visitor() as client:
            secret = (await enrolled(client, token))["secret"]
            body = {"token": token, "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
            await client.post(
                "/api/v1/invitation/acceptance",
                json=body | {"email": "lola@norte.example", "name": "Lola"},
            )
        async with office.visitor() as client:
            answer = await sign_in(client, secret, email="lola@norte.example", steps_ahead=1)

        assert answer.status_code == 200, answer.text

    async def test_is_not_invited_where_somebody_works(self, office: BackOffice) -> None:
        token = await self._token(office)
        await office.add(Role.CATALOG, email="early@norte.example")
        async with office.visitor() as client:
            secret = (await enrolled(client, token))["secret"]
            answer = await client.post(
                "/api/v1/invitation/acceptance",
                json={
                    "token": token, "password": GOOD, "code": pyotp.TOTP(secret).now(),
                    "email": "eve@evil.example", "name": "Eve",
                },
            )  # fmt: skip
        async with office.shop.database.transaction() as db:
            invited_now = await staff.invite_first_owner(
                db, seal=office.shop.staff_seal, actor="command line", now=clock.now()
            )

        assert (answer.status_code, invited_now) == (404, None)

    async def test_of_an_invited_colleague_is_nobody_else(
        self, office: BackOffice, owner: httpx2.AsyncClient
    ) -> None:
        token = await invited(owner)
        async with office.visitor() as client:
            secret = (await enrolled(client, token))["secret"]
            answer = await client.post(
                "/api/v1/invitation/acceptance",
                json={
                    "token": token, "password": GOOD, "code": pyotp.TOTP(secret).now(),
                    "email": "eve@evil.example", "name": "Eve",
                },
            )  # fmt: skip

        assert (answer.status_code, answer.json()["field"]) == (422, "email")
