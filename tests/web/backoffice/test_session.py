"""Signing in over HTTP."""

from collections.abc import AsyncIterator

import pytest
from tests.support.back_office import PASSWORD, BackOffice, back_office, permissions, sign_in

from lonja.kernel import clock
from lonja.staff import api as staff
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

WRONG = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


class TestSigningIn:
    async def test_tells_who_one_is_and_what_one_may(self, office: BackOffice) -> None:
        secret = await office.add(Role.STOCK)

        async with office.visitor() as client:
            answer = await sign_in(client, secret)

        assert answer.json()["user"]["name"] == "Marcos Vidal"
        assert answer.json()["permissions"] == permissions([Role.STOCK])

    async def test_leaves_a_cookie_that_no_script_and_no_other_site_can_use(
        self, office: BackOffice
    ) -> None:
        secret = await office.add(Role.STOCK)

        async with office.visitor() as client:
            cookie = (await sign_in(client, secret)).headers["set-cookie"]

        name, rest = cookie.split("=", 1)
        assert name == "lonja_staff"
        assert "; HttpOnly;" in rest
        assert "; Path=/;" in rest
        assert "; SameSite=strict" in rest

    async def test_with_a_wrong_code_says_no_more_than_with_a_wrong_name(
        self, office: BackOffice
    ) -> None:
        await office.add(Role.STOCK)
        async with office.visitor() as client:
            answers = [
                await client.post(
                    "/api/v1/session",
                    json={"email": email, "password": PASSWORD, "code": "000000"},
                )
                for email in ("clerk@azulejo.example", "nobody@azulejo.example")
            ]

        assert [answer.status_code for answer in answers] == [401, 401]
        told = [{**answer.json(), "trace": ""} for answer in answers]
        assert told[0] == told[1]
        assert told[0]["code"] == "sign_in_refused"

    async def test_too_often_is_told_to_wait(self, office: BackOffice) -> None:
        async with office.visitor() as client:
            for _ in range(8):
                await sign_in(client, WRONG)
            answer = await sign_in(client, WRONG)

        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
        assert 0 < int(answer.headers["retry-after"]) <= 15 * 60

    async def test_counts_by_the_address_that_our_own_proxy_saw(self, office: BackOffice) -> None:
        """What a browser itself writes into X-Forwarded-For stands before it and counts nothing."""
        async with office.visitor() as client:
            for guess in range(8):
                client.headers["x-forwarded-for"] = f"198.51.100.{guess}, 192.0.2.7"
                await sign_in(client, WRONG)
            client.headers["x-forwarded-for"] = "203.0.113.9, 192.0.2.7"
            same = await sign_in(client, WRONG)
            client.headers["x-forwarded-for"] = "192.0.2.8"
            other = await sign_in(client, WRONG)

        assert (same.status_code, other.status_code) == (429, 401)


class TestSessions:
    async def test_are_listed_and_can_be_ended_one_by_one(self, office: BackOffice) -> None:
        secret = await office.add(Role.STOCK)
        async with office.visitor() as first, office.visitor() as second:
            await sign_in(first, secret)
            await sign_in(second, secret, steps_ahead=1)
            mine = (await first.get("/api/v1/me")).json()["session_id"]
            listed = (await first.get("/api/v1/me/sessions")).json()["items"]
            (other,) = [row["id"] for row in listed if row["id"] != mine]

            assert (await first.delete(f"/api/v1/me/sessions/{other}")).status_code == 204

            assert (await second.get("/api/v1/me")).status_code == 401
            assert (await first.get("/api/v1/me")).status_code == 200


class TestTheDemosCodes:
    async def test_are_shown_in_development(self, office: BackOffice) -> None:
        async with office.shop.database.transaction() as db:
            await staff.install_demo(db, seal=office.shop.staff_seal, now=clock.now())

        async with office.visitor() as client:
            (owner, *_) = (await client.get("/api/v1/demo/accounts")).json()["items"]
            answer = await client.post(
                "/api/v1/session",
                json={key: owner[key] for key in ("email", "password", "code")},
            )

        assert answer.json()["user"]["roles"] == ["owner"]

    async def test_do_not_exist_in_production(
        self, fresh_database_url: str, storage_connection: str
    ) -> None:
        async with (
            back_office(fresh_database_url, storage_connection, environment="production") as office,
            office.visitor() as client,
        ):
            answer = await client.get("/api/v1/demo/accounts")

        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
