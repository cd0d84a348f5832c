"""Signing in with the company's own provider: who is believed, and who is not."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pyotp
import pytest
from tests.support.back_office import PASSWORD, BackOffice, back_office, sign_in
from tests.support.sign_in_issuer import CLIENT_ID, ISSUER, SECRET, Issuer, query_of, returning

from lonja.adapters.sign_in_provider import OpenIdProvider
from lonja.backoffice import connections
from lonja.kernel import clock
from lonja.staff import api as staff
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

START = "/api/v1/session/provider"


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
async def office(
    fresh_database_url: str, storage_connection: str, issuer: Issuer
) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        provider = OpenIdProvider(
            issuer=ISSUER, client_id=CLIENT_ID, secret=SECRET, client=issuer.client
        )
        opened.shop.sign_in_provider = provider
        yield opened
        opened.shop.sign_in_provider = None
        await provider.close()


async def leave(client: httpx2.AsyncClient, path: str = START, **body: str) -> str:
    answer = await client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["address"])


async def connect(client: httpx2.AsyncClient, issuer: Issuer) -> httpx2.Response:
    address = await leave(client, "/api/v1/me/connection", password=PASSWORD)
    return await client.get(returning(issuer.come_back(address)))


async def enter(client: httpx2.AsyncClient, issuer: Issuer, **body: str) -> httpx2.Response:
    return await client.get(returning(issuer.come_back(await leave(client, **body))))


async def connected(office: BackOffice, issuer: Issuer) -> None:
    """The clerk, who has a password, too."""
    secret = await office.add(Role.STOCK)
    async with office.visitor() as client:
        await sign_in(client, secret)
        assert (await connect(client, issuer)).headers["location"] == "/account"


class TestAConnectedPerson:
    async def test_signs_in_without_a_password(self, office: BackOffice, issuer: Issuer) -> None:
        await connected(office, issuer)

        async with office.visitor() as client:
            answer = await enter(client, issuer, next="/orders?status=paid")
            me = await client.get("/api/v1/me")

        assert (answer.status_code, answer.headers["location"]) == (303, "/orders?status=paid")
        assert me.json()["user"]["email"] == "clerk@azulejo.example"

    async def test_is_known_by_the_provider_s_name_for_them_not_by_an_address(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        await connected(office, issuer)
        issuer.subject, issuer.email = "person-2", "clerk@azulejo.example"
        issuer.claims = {"email": "clerk@azulejo.example", "email_verified": True}

        async with office.visitor() as client:
            answer = await enter(client, issuer)
            me = await client.get("/api/v1/me")

        assert answer.headers["location"] == "/sign-in?refused=not_connected"
        assert me.status_code == 401

    async def test_does_not_come_in_when_they_no_longer_work_here(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        await connected(office, issuer)
        async with office.shop.database.transaction() as db:
            await db.execute("UPDATE staff_users SET is_active = false")

        async with office.visitor() as client:
            answer = await enter(client, issuer)

        assert answer.headers["location"] == "/sign-in?refused=not_connected"

    async def test_sees_and_ends_the_connection(self, office: BackOffice, issuer: Issuer) -> None:
        secret = await office.add(Role.STOCK)
        async with office.visitor() as client:
            await sign_in(client, secret)
            before = (await client.get("/api/v1/me/connection")).json()
            await connect(client, issuer)
            between = (await client.get("/api/v1/me/connection")).json()
            ended = [await client.delete("/api/v1/me/connection") for _ in range(2)]
        async with office.visitor() as client:
            answer = await enter(client, issuer)

        assert before == {"provider": "Microsoft", "email": None, "connected_at": None}
        assert between["email"] == "elena@company.example"
        assert [one.status_code for one in ended] == [204, 204]
        assert answer.headers["location"] == "/sign-in?refused=not_connected"

    async def test_says_the_password_once_more_to_connect(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        secret = await office.add(Role.STOCK)
        async with office.visitor() as client:
            await sign_in(client, secret)
            answers = [
                await client.post("/api/v1/me/connection", json=body)
                for body in ({}, {"password": "not this one"})
            ]

        assert [one.status_code for one in answers] == [422, 401]

    async def test_is_still_signed_in_when_the_account_is_connected(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        secret = await office.add(Role.STOCK)
        async with office.visitor() as client:
            await sign_in(client, secret)
            address = await leave(client, "/api/v1/me/connection", password=PASSWORD)
            await client.delete("/api/v1/session")
            answer = await client.get(returning(issuer.come_back(address)))
        async with office.visitor() as client:
            entered = await enter(client, issuer)

        assert answer.headers["location"] == "/account?refused=provider_refused"
        assert entered.headers["location"] == "/sign-in?refused=not_connected"

    async def test_is_not_connected_any_more_after_a_new_start(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        await connected(office, issuer)
        seal, now = office.shop.staff_seal, clock.now()
        async with office.shop.database.transaction() as db:
            found = await staff.find(db, "clerk@azulejo.example")
            assert found is not None
            sent = await staff.renew(
                db, found, language="es", seal=seal, actor="owner@azulejo.example", now=now
            )
            enrolment = await staff.enrolment(db, sent.id, shop="Shop", seal=seal, now=now)
            await staff.accept(
                db,
                sent.id,
                password_hash=await staff.new_hash("another four words here"),
                code=pyotp.TOTP(enrolment.secret).now(),
                seal=seal,
                now=now,
            )
        async with office.visitor() as client:
            answer = await enter(client, issuer)

        assert answer.headers["location"] == "/sign-in?refused=not_connected"

    async def test_is_one_account(self, office: BackOffice, issuer: Issuer) -> None:
        await connected(office, issuer)
        secret = await office.add(Role.OWNER, email="owner@azulejo.example")
        async with office.visitor() as client:
            await sign_in(client, secret, email="owner@azulejo.example")
            answer = await connect(client, issuer)

        assert answer.headers["location"] == "/account?refused=connected_already"

    async def test_connects_twice_and_nothing_changes(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        secret = await office.add(Role.STOCK)
        async with office.visitor() as client:
            await sign_in(client, secret)
            answers = [await connect(client, issuer) for _ in range(2)]
        async with office.shop.database.transaction() as db:
            written = await (
                await db.execute("SELECT count(*) FROM audit_log WHERE action = 'staff.connected'")
            ).fetchone()

        assert [one.headers["location"] for one in answers] == ["/account", "/account"]
        assert written == (1,)


class TestAnInvitation:
    async def invite(self, office: BackOffice) -> str:
        async with office.shop.database.transaction() as db:
            sent = await staff.invite(
                db,
                email="nuevo@azulejo.example",
                name="Ana Nueva",
                roles=[Role.STOCK],
                language="es",
                seal=office.shop.staff_seal,
                actor="owner@azulejo.example",
                now=clock.now(),
            )
        return staff.link_token(office.shop.settings.secret_key, sent.id)

    async def join(self, client: httpx2.AsyncClient, issuer: Issuer, token: str) -> httpx2.Response:
        address = await leave(client, "/api/v1/invitation/provider", token=token)
        return await client.get(returning(issuer.come_back(address)))

    async def test_opens_an_account_without_a_password(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        token = await self.invite(office)
        async with office.visitor() as client:
            joined = await self.join(client, issuer, token)
            me = await client.get("/api/v1/me")
            ended = await client.delete("/api/v1/me/connection")
        async with office.visitor() as client:
            again = await client.post("/api/v1/invitation/provider", json={"token": token})
            entered = await enter(client, issuer)

        assert joined.headers["location"] == "/"
        assert me.json()["user"]["email"] == "nuevo@azulejo.example"
        assert (ended.status_code, ended.json()["code"]) == (409, "only_way_in")
        assert (again.status_code, again.json()["code"]) == (404, "invitation_over")
        assert entered.headers["location"] == "/"

    @pytest.mark.parametrize("password", ["", "x", "no-password-at-all"])
    async def test_leaves_no_password_to_guess(
        self, office: BackOffice, issuer: Issuer, password: str
    ) -> None:
        async with office.visitor() as client:
            await self.join(client, issuer, await self.invite(office))
        async with office.visitor() as client:
            answer = await client.post(
                "/api/v1/session",
                json={"email": "nuevo@azulejo.example", "password": password, "code": "123456"},
            )

        assert answer.status_code in ({422} if not password else {401})

    async def test_is_nobody_s_who_is_connected_already(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        await connected(office, issuer)
        async with office.visitor() as client:
            answer = await self.join(client, issuer, await self.invite(office))
        async with office.shop.database.reading() as db:
            people = [one.email for one in await staff.list_staff(db)]

        assert answer.headers["location"] == "/sign-in?refused=connected_already"
        assert people == ["clerk@azulejo.example"]


class TestAnAnswer:
    async def test_is_taken_once(self, office: BackOffice, issuer: Issuer) -> None:
        await connected(office, issuer)
        async with office.visitor() as client:
            address = returning(issuer.come_back(await leave(client)))
            first, second = [await client.get(address) for _ in range(2)]

        assert first.headers["location"] == "/"
        assert second.headers["location"] == "/sign-in?refused=provider_refused"

    async def test_is_taken_from_the_browser_that_asked(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        """An attacker who has signed in there cannot make somebody else continue as them."""
        await connected(office, issuer)
        async with office.visitor() as attacker:
            brought = issuer.come_back(await leave(attacker))
        async with office.visitor() as victim:
            without = await victim.get(returning(brought))
            await leave(victim)
            with_another = await victim.get(returning(brought))

        assert without.headers["location"] == "/sign-in?refused=provider_refused"
        assert with_another.headers["location"] == "/sign-in?refused=provider_refused"

    async def test_comes_in_time(
        self, office: BackOffice, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await connected(office, issuer)
        monkeypatch.setattr(connections, "UNTIL", timedelta(seconds=-1))
        async with office.visitor() as client:
            answer = await enter(client, issuer)

        assert answer.headers["location"] == "/sign-in?refused=provider_refused"

    @pytest.mark.parametrize(
        "claims",
        [
            {"aud": "another-app"},
            {"iss": "https://login.example/other/v2.0"},
            {"exp": 1_700_000_000},
            {"nonce": "of another question"},
            {"aud": [CLIENT_ID, "another-app"], "azp": "another-app"},
            {"sub": None},
        ],
    )
    async def test_that_is_not_for_us_is_not_believed(
        self, office: BackOffice, issuer: Issuer, claims: dict[str, object]
    ) -> None:
        await connected(office, issuer)
        issuer.claims = claims

        async with office.visitor() as client:
            answer = await enter(client, issuer)

        assert answer.headers["location"] == "/sign-in?refused=provider_refused"

    async def test_without_a_code_ends_where_it_began(self, office: BackOffice) -> None:
        async with office.visitor() as client:
            state = query_of(await leave(client))["state"]
            answer = await client.get(
                "/api/v1/session/provider", params={"error": "access_denied", "state": state}
            )

        assert answer.headers["location"] == "/sign-in?refused=provider_refused"

    @pytest.mark.parametrize("cookie", ["", "x", "AAAA", "é", "=" * 100])
    async def test_with_a_nonsense_cookie_is_refused(self, office: BackOffice, cookie: str) -> None:
        async with office.visitor() as client:
            answer = await client.get(
                "/api/v1/session/provider?code=x&state=y",
                headers=[(b"cookie", b"lonja_asked=" + cookie.encode())],
            )

        assert answer.headers["location"] == "/sign-in?refused=provider_refused"


class TestTheProvider:
    async def test_may_change_its_keys(self, office: BackOffice, issuer: Issuer) -> None:
        await connected(office, issuer)
        issuer.change_key()
        provider = office.shop.sign_in_provider
        assert isinstance(provider, OpenIdProvider)

        async with office.visitor() as client:
            too_soon = await enter(client, issuer)
            provider.look_for_keys_again()
            answer = await enter(client, issuer)

        assert too_soon.headers["location"] == "/sign-in?refused=provider_refused"
        assert answer.headers["location"] == "/"

    async def test_may_have_keys_of_a_kind_that_nobody_here_knows(
        self, office: BackOffice, issuer: Issuer
    ) -> None:
        issuer.other_keys = [{"kty": "AKP", "alg": "ML-DSA-65", "kid": "new"}, "nonsense"]
        await connected(office, issuer)

    async def test_may_be_away(self, office: BackOffice, issuer: Issuer) -> None:
        issuer.is_away = True
        async with office.visitor() as client:
            answer = await client.post(START, json={})

        assert answer.status_code == 503
        assert "Retry-After" in answer.headers

    async def test_is_named_on_the_button(self, office: BackOffice) -> None:
        async with office.visitor() as client:
            ways = (await client.get("/api/v1/sign-in-ways")).json()
            office.shop.sign_in_provider = None
            without = (await client.get("/api/v1/sign-in-ways")).json()
            refused = await client.post(START, json={})

        assert (ways, without) == ({"provider": "Microsoft"}, {"provider": None})
        assert refused.status_code == 404

    @pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/\\evil", "x"])
    async def test_leads_nobody_to_another_site(self, office: BackOffice, page: str) -> None:
        async with office.visitor() as client:
            answer = await client.post(START, json={"next": page})

        assert answer.status_code == 422


async def test_an_account_is_connected_by_who_is_signed_in(office: BackOffice) -> None:
    async with office.visitor() as client:
        answer = await client.post("/api/v1/me/connection")

    assert answer.status_code == 401
