"""Reports by mail and alerts: once a period and once until it recovers, to whoever may see them now."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.mail_context import Clock, a_mail_context
from tests.support.messages import waiting

from lonja.actions import brief_staff
from lonja.actions.brief_staff import AlertMailMessage, NotForThem, ReportMailMessage
from lonja.briefings import api as briefings
from lonja.briefings.api import AlertRule, Cadence, Compare, ReportMail
from lonja.jobs.briefings import send_alert, send_report
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Forbidden, Refused
from lonja.kernel.outbox import Envelope, Message
from lonja.staff.api import Grant, Permission, Role, SignedIn, grant_of, permissions_of
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
ANSWER: Mapping[str, Any] = {
    "currency": "EUR",
    "figures": [["net_sales", 123_456, 100_000], ["orders", 12, None]],
    "metrics": ["net_sales", "orders"],
    "by": ["product"],
    "rows": [[["=1+1 Tile"], [100_000, 9]], [["Border"], [23_456, 3]]],
    "groups": 40,
}


async def somebody(database: Database, *roles: Role) -> SignedIn:
    user_id, email = uuid4(), f"{uuid4().hex[:12]}@shop.example"
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO staff_users (id, email, name, password_hash, totp_sealed, roles, is_active,"
            " created_at) VALUES (%(id)s, %(email)s, 'Ana', '', '', %(roles)s, true, %(now)s)",
            id=user_id,
            email=email,
            roles=[str(role) for role in roles],
            now=MONDAY,
        )
    grants: tuple[Grant, ...] = tuple(grant_of(role) for role in roles)
    return SignedIn(
        user_id=user_id, session_id=uuid4(), email=email, name="Ana", roles=roles, own_roles=(),
        own_role_names=(), grants=grants, permissions=permissions_of(grants), expires_at=MONDAY,
    )  # fmt: skip


def a_mail(*people: UUID, owner: UUID, **changed: Any) -> ReportMail:
    facts: dict[str, Any] = {
        "id": uuid4(), "name": "Monday", "report": "sales_by_product", "search": {"currency": "EUR"},
        "cadence": Cadence.WEEKLY, "hour": 7, "recipients": people, "owner_id": owner,
        "next_at": None, "version": 0,
    }  # fmt: skip
    return ReportMail(**facts | changed)


def an_alert(*people: UUID, owner: UUID, **changed: Any) -> AlertRule:
    facts: dict[str, Any] = {
        "id": uuid4(), "name": "Too many come back", "metric": "return_rate", "search": {},
        "compare": Compare.ABOVE, "bound": 500, "days": 2, "recipients": people, "owner_id": owner,
        "is_on": True, "muted_until": None, "fired_since": None, "last_day": None,
        "last_value": None, "judged_at": None, "version": 0,
    }  # fmt: skip
    return AlertRule(**facts | changed)


async def save(database: Database, asked: ReportMail, me: SignedIn) -> ReportMail:
    async with database.transaction() as db:
        return await brief_staff.save_mail(db, asked, is_on=True, me=me, now=MONDAY)


async def answered(database: Database, content: Mapping[str, Any], of: UUID | None = None) -> int:
    """As the ETL hands it over: the questions are those of the feed."""
    async with database.transaction() as db:
        asked = [one for one in await briefings.questions(db) if of is None or one.id == of]
        for one in asked:
            await briefings.answer(db, one, content, at=datetime.now(UTC))
    return len(asked)


async def told(database: Database, kind: type[Message]) -> list[Mapping[str, Any]]:
    return [
        envelope.body for envelope in await waiting(database, kind.queue) if envelope.type == kind.type
    ]  # fmt: skip


async def look(database: Database, now: datetime) -> None:
    for step in (brief_staff.ask_for_due, brief_staff.send_answered, brief_staff.judge_alerts):
        async with database.transaction() as db:
            await step(db, now=now)


def mails_to(inbox: str, email: str) -> list[dict[str, Any]]:
    found = httpx2.get(f"{inbox}/api/messages", params={"to": email}).json()["items"]
    return [httpx2.get(f"{inbox}/api/messages/{one['id']}").json() for one in found]


def about(message: Mapping[str, Any], kind: type[Message]) -> Envelope:
    return Envelope(uuid4(), kind.type, 1, uuid4().hex, dict(message))


class TestAReportByMail:
    async def test_comes_once_a_period_whatever_dies(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await open_small_shop(database, {"A": 5})
        owner, ana = await somebody(database, Role.OWNER), await somebody(database, Role.ANALYST)
        asked = await save(database, a_mail(ana.user_id, owner=owner.user_id), owner)
        monday = MONDAY + timedelta(days=7)

        for _ in range(3):
            await look(database, monday)
        count = await answered(database, ANSWER)
        for _ in range(3):
            await look(database, monday)
        messages = [
            one for one in await told(database, ReportMailMessage) if one["email"] == ana.email
        ]
        context = a_mail_context(database, mail, now=Clock())
        for _ in range(3):
            await send_report(context, about(messages[0], ReportMailMessage))

        assert (count, len(messages)) == (1, 1)
        (letter,) = mails_to(mail[1], ana.email)
        assert "Monday" in letter["subject"]
        assert "1.234,56" in letter["text"] or "1,234.56" in letter["text"]
        assert "=1+1 Tile" in letter["text"]
        async with database.reading() as db:
            (run_,) = await briefings.mail_runs(db, asked.id)
        assert (run_.period_start, run_.period_end) == (date(2026, 11, 30), date(2026, 12, 7))
        assert (run_.state, run_.told) == ("sent", 1)

    async def test_is_for_nobody_who_may_not_see_it_any_more(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        owner, ana = await somebody(database, Role.OWNER), await somebody(database, Role.ANALYST)
        gone, left = await somebody(database, Role.ANALYST), await somebody(database, Role.ANALYST)
        people = (ana.user_id, gone.user_id, left.user_id)
        asked = await save(database, a_mail(*people, owner=owner.user_id), owner)
        async with database.transaction() as db:
            await run(
                db, "UPDATE staff_users SET roles = '{stock}' WHERE id = %(id)s", id=ana.user_id
            )
            await run(
                db, "UPDATE staff_users SET is_active = false WHERE id = %(id)s", id=gone.user_id
            )
            await briefings.leave_mail(db, asked.id, me=left.user_id)

        await look(database, MONDAY + timedelta(days=8))
        await answered(database, ANSWER)
        await look(database, MONDAY + timedelta(days=8))

        ours = {ana.email, gone.email, left.email}
        assert [m for m in await told(database, ReportMailMessage) if m["email"] in ours] == []
        async with database.reading() as db:
            assert [one.state for one in await briefings.mail_runs(db, asked.id)] == ["skipped"]

    async def test_that_is_asked_for_now_comes_to_who_asks_alone(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        owner, ana = await somebody(database, Role.OWNER), await somebody(database, Role.ANALYST)
        asked = await save(database, a_mail(ana.user_id, owner=owner.user_id), owner)
        run_id = uuid4()

        async with database.transaction() as db:
            for _ in range(2):
                await brief_staff.send_now(db, asked.id, run_id=run_id, me=owner, now=MONDAY)
        await answered(database, ANSWER, of=run_id)
        await look(database, MONDAY)

        ours = [m for m in await told(database, ReportMailMessage) if m["run_id"] == str(run_id)]
        assert [one["email"] for one in ours] == [owner.email]

    async def test_is_refused_for_people_who_may_not_see_it(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        owner, eva = await somebody(database, Role.OWNER), await somebody(database, Role.STOCK)
        ana = await somebody(database, Role.ANALYST)
        top = {"report": "top_customers"}

        refused: Sequence[tuple[ReportMail, SignedIn, type[Refused]]] = [
            (a_mail(eva.user_id, owner=owner.user_id), owner, NotForThem),
            (a_mail(ana.user_id, owner=owner.user_id, **top), owner, NotForThem),
            (a_mail(ana.user_id, owner=ana.user_id, **top), ana, Forbidden),
            (a_mail(owner.user_id, owner=owner.user_id, report="zebra"), owner, Refused),
            (a_mail(uuid4(), owner=owner.user_id), owner, Refused),
        ]
        for asked, me, kind in refused:
            with pytest.raises(kind):
                await save(database, asked, me)


class TestAnAlert:
    async def test_is_told_once_until_the_figure_recovers(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await open_small_shop(database, {"A": 5})
        owner = await somebody(database, Role.OWNER)
        rule = an_alert(owner.user_id, owner=owner.user_id)
        async with database.transaction() as db:
            await brief_staff.save_alert(db, rule, me=owner, now=MONDAY)
        history = [(600, 400), (600, 700), (800, 900), (900, None), (100, 200), (700, 800)]

        fired = []
        for hour, (before, last) in enumerate(history):
            await answered(
                database, {"days": {"2026-11-28": before, "2026-11-29": last}}, of=rule.id
            )
            for _ in range(2):
                await look(database, MONDAY + timedelta(hours=hour))
            async with database.reading() as db:
                fired.append((await briefings.rule(db, rule.id)).fired_since is not None)

        assert fired == [False, True, True, True, False, True]
        async with database.reading() as db:
            events = await briefings.events(db, rule.id)
        assert [(one.kind, one.value, one.told) for one in reversed(events)] == [
            ("fired", 700, 1), ("recovered", 200, 1), ("fired", 800, 1),
        ]  # fmt: skip
        ours = [m for m in await told(database, AlertMailMessage) if m["email"] == owner.email]
        assert len(ours) == 3
        for _ in range(2):
            await send_alert(
                a_mail_context(database, mail, now=Clock()), about(ours[0], AlertMailMessage)
            )
        (letter,) = mails_to(mail[1], owner.email)
        assert letter["subject"] == "Too many come back"

    async def test_that_is_muted_is_written_down_and_told_to_nobody(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        owner = await somebody(database, Role.OWNER)
        rule = an_alert(owner.user_id, owner=owner.user_id, days=1)
        async with database.transaction() as db:
            await brief_staff.save_alert(db, rule, me=owner, now=MONDAY)
            until = MONDAY + timedelta(days=2)
            await brief_staff.mute_alert(db, rule.id, until=until, me=owner, now=MONDAY)

        await answered(database, {"days": {"2026-11-29": 900}}, of=rule.id)
        await look(database, MONDAY)

        async with database.reading() as db:
            assert [(one.kind, one.told) for one in await briefings.events(db, rule.id)] == [
                ("fired", 0)
            ]

    async def test_watches_only_a_figure_of_a_day(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        owner = await somebody(database, Role.OWNER)

        for metric in ("sales_rank", "sales_change", "zebra"):
            with pytest.raises(Refused):
                async with database.transaction() as db:
                    await brief_staff.save_alert(
                        db, an_alert(owner.user_id, owner=owner.user_id, metric=metric),
                        me=owner, now=MONDAY,
                    )  # fmt: skip
        assert Permission.REPORTS_READ in owner.permissions
