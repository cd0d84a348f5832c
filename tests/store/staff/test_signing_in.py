"""Who gets in, on the real database."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import anyio
import pyotp
import pytest
from tests.support.asking import scalar

from lonja.kernel import audit
from lonja.kernel.db import Database
from lonja.kernel.errors import NotFound
from lonja.staff import api as staff
from lonja.staff.api import Role, SignedIn

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SEAL = staff.Seal("k" * 32)
PASSWORD = "correct horse"


@pytest.fixture
async def secret(database: Database) -> str:
    async with database.transaction() as db:
        return await staff.add_user(
            db,
            email="Ines@Azulejo.example",
            name="Inés",
            roles=[Role.STOCK],
            password=PASSWORD,
            seal=SEAL,
            actor="test",
            now=NOW,
        )


def code(secret: str, now: datetime = NOW) -> str:
    return pyotp.TOTP(secret).at(now)


async def sign_in(
    database: Database,
    typed_code: str,
    *,
    email: str = "ines@azulejo.example",
    password: str = PASSWORD,
    address: str = "192.0.2.1",
    now: datetime = NOW,
) -> tuple[str, SignedIn]:
    async with database.transaction() as db:
        candidate = await staff.begin_sign_in(db, email=email, address=address, now=now)
    is_right = await staff.is_right(candidate, password)
    async with database.transaction() as db:
        return await staff.finish_sign_in(
            db,
            candidate,
            password_is_right=is_right,
            code=typed_code,
            seal=SEAL,
            device="Firefox",
            now=now,
        )


async def who(database: Database, token: str, now: datetime) -> SignedIn | None:
    async with database.transaction() as db:
        return await staff.who_is(db, token, now=now)


class TestSigningIn:
    async def test_opens_a_session_for_the_right_three(
        self, database: Database, secret: str
    ) -> None:
        token, me = await sign_in(database, code(secret))

        assert me.email == "ines@azulejo.example"
        assert me.permissions == staff.GRANTS[Role.STOCK]
        assert await who(database, token, NOW) == me

    async def test_says_the_same_to_every_wrong_one(self, database: Database, secret: str) -> None:
        details = set()
        for email, password, typed in [
            ("nobody@azulejo.example", PASSWORD, code(secret)),
            ("ines@azulejo.example", "wrong", code(secret)),
            ("ines@azulejo.example", PASSWORD, "000000"),
        ]:
            with pytest.raises(staff.SignInRefused) as refused:
                await sign_in(database, typed, email=email, password=password)
            details.add(refused.value.detail)

        assert len(details) == 1

    async def test_is_open_to_the_right_three_whatever_strangers_tried_elsewhere(
        self, database: Database, secret: str
    ) -> None:
        for guess in range(100):
            with pytest.raises((staff.SignInRefused, staff.TooManyAttempts)):
                await sign_in(
                    database, "000000", password="wrong", address=f"198.51.100.{guess % 12}"
                )

        _, me = await sign_in(database, code(secret), address="203.0.113.9")

        assert me.email == "ines@azulejo.example"

    async def test_leaves_a_guesser_with_many_machines_few_tries_at_each(
        self, database: Database, secret: str
    ) -> None:
        refused = 0
        for machine in range(40):
            for _ in range(4):
                try:
                    await sign_in(database, "000000", address=f"198.51.100.{machine}")
                except staff.TooManyAttempts:
                    refused += 1
                except staff.SignInRefused:
                    continue

        assert secret
        assert refused == 40 - 60 // 4

    async def test_takes_a_code_once(self, database: Database, secret: str) -> None:
        await sign_in(database, code(secret))

        with pytest.raises(staff.SignInRefused):
            await sign_in(database, code(secret))

    async def test_takes_a_code_once_when_it_is_sent_five_times_at_once(
        self, database: Database, secret: str
    ) -> None:
        opened: list[str] = []

        async def attempt() -> None:
            try:
                opened.append((await sign_in(database, code(secret)))[0])
            except staff.SignInRefused:
                return

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(attempt)

        assert len(opened) == 1

    async def test_takes_no_code_older_than_one_it_took(
        self, database: Database, secret: str
    ) -> None:
        await sign_in(database, code(secret, NOW + timedelta(seconds=30)))

        with pytest.raises(staff.SignInRefused):
            await sign_in(database, code(secret, NOW))

    async def test_keeps_no_token_and_no_secret_that_can_be_read(
        self, database: Database, secret: str
    ) -> None:
        token, _ = await sign_in(database, code(secret))

        async with database.reading() as db:
            dump = await scalar(
                db,
                "SELECT (SELECT jsonb_agg(to_jsonb(s)) FROM staff_sessions s)::text"
                " || (SELECT jsonb_agg(to_jsonb(u)) FROM staff_users u)::text",
            )
        assert token not in dump
        assert secret not in dump
        assert token.encode().hex() not in dump
        assert secret.encode().hex() not in dump
        assert PASSWORD not in dump

    async def test_leaves_a_row_in_the_chain(self, database: Database, secret: str) -> None:
        await sign_in(database, code(secret))

        async with database.reading() as db:
            rows = await audit.list_rows(db, before_seq=None, subject=None, limit=10)
            assert await audit.first_broken(db) is None
        assert [(row.actor, row.action) for row in rows] == [
            ("ines@azulejo.example", "staff.signed_in"),
            ("test", "staff.added"),
        ]


class TestTooManyAttempts:
    async def test_stop_one_address_on_one_account_and_say_for_how_long(
        self, database: Database, secret: str
    ) -> None:
        await fail(8, lambda: sign_in(database, "000000"))

        with pytest.raises(staff.TooManyAttempts) as refused:
            await sign_in(database, code(secret), now=NOW + timedelta(minutes=1))
        assert refused.value.retry_after_s == 14 * 60

    async def test_leave_a_colleague_at_another_address_in(
        self, database: Database, secret: str
    ) -> None:
        await fail(8, lambda: sign_in(database, "000000"))

        _, me = await sign_in(database, code(secret), address="192.0.2.2")
        assert me.name == "Inés"

    async def test_are_forgotten_with_the_window(self, database: Database, secret: str) -> None:
        await fail(8, lambda: sign_in(database, "000000"))
        later = NOW + timedelta(minutes=15)

        _, me = await sign_in(database, code(secret, later), now=later)
        assert me.name == "Inés"

    async def test_are_forgotten_once_somebody_gets_in(
        self, database: Database, secret: str
    ) -> None:
        await fail(7, lambda: sign_in(database, "000000"))
        await sign_in(database, code(secret))

        await fail(7, lambda: sign_in(database, "000000"))
        later = NOW + timedelta(seconds=60)
        _, me = await sign_in(database, code(secret, later), now=later)
        assert me.name == "Inés"


async def fail(times: int, attempt: Callable[[], Awaitable[object]]) -> None:
    for _ in range(times):
        with pytest.raises(staff.SignInRefused):
            await attempt()


class TestASession:
    async def test_ends_an_hour_after_it_was_last_used(
        self, database: Database, secret: str
    ) -> None:
        token, _ = await sign_in(database, code(secret))

        assert await who(database, token, NOW + timedelta(minutes=59)) is not None
        assert await who(database, token, NOW + timedelta(minutes=118)) is not None
        assert await who(database, token, NOW + timedelta(minutes=178)) is None

    async def test_ends_after_twelve_hours_however_busy(
        self, database: Database, secret: str
    ) -> None:
        token, _ = await sign_in(database, code(secret))
        for half_hours in range(1, 24):
            assert await who(database, token, NOW + timedelta(minutes=30 * half_hours)) is not None

        assert await who(database, token, NOW + timedelta(hours=12)) is None

    async def test_ends_when_it_is_revoked_and_only_by_its_owner(
        self, database: Database, secret: str
    ) -> None:
        token, me = await sign_in(database, code(secret))
        async with database.transaction() as db:
            with pytest.raises(NotFound):
                await staff.revoke_session(
                    db, user_id=me.session_id, session_id=me.session_id, actor="x", now=NOW
                )
        assert await who(database, token, NOW) is not None

        async with database.transaction() as db:
            await staff.revoke_session(
                db, user_id=me.user_id, session_id=me.session_id, actor=me.email, now=NOW
            )
        assert await who(database, token, NOW) is None

    async def test_is_nobodys_for_a_token_of_another(self, database: Database, secret: str) -> None:
        await sign_in(database, code(secret))

        assert await who(database, "A" * 43, NOW) is None


async def test_the_demos_people_can_sign_in_with_the_code_that_is_shown(database: Database) -> None:
    for _ in range(2):
        async with database.transaction() as db:
            await staff.install_demo(db, seal=SEAL, now=NOW)
    async with database.reading() as db:
        accounts = await staff.demo_accounts(db, seal=SEAL, now=NOW)

    assert [account.roles for account in accounts] == [
        (Role.OWNER,),
        (Role.MANAGER,),
        (Role.ANALYST,),
        (Role.STOCK,),
    ]
    _, me = await sign_in(
        database, accounts[0].code, email=accounts[0].email, password=accounts[0].password
    )
    assert me.roles == (Role.OWNER,)
