"""The mail with the link into the back office, on the real catcher."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from tests.support.mail_context import Clock, a_mail_context

from lonja.jobs.invitations import send_invitation
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope
from lonja.staff import api as staff
from lonja.staff.api import Invitation, Role

pytestmark = pytest.mark.anyio
SEAL = staff.Seal("s" * 32)


async def an_invitation(database: Database, *, email: str) -> Invitation:
    async with database.transaction() as db:
        return await staff.invite(
            db,
            email=email,
            name="Lola",
            roles=[Role.STOCK],
            language="es",
            seal=SEAL,
            actor="ines@azulejo.example",
            now=Clock().at,
        )


def about(invitation: Invitation) -> Envelope:
    body = {"invitation_id": str(invitation.id), "language": "es"}
    return Envelope(uuid7(), "staff.mail_invitation", 1, uuid4().hex, body)


def mails(inbox: str, email: str) -> list[int]:
    found = httpx2.get(f"{inbox}/api/messages", params={"to": email}).json()
    return [item["id"] for item in found["items"]]


async def test_comes_once_with_a_link_that_opens_the_invitation(
    database: Database, mail: tuple[int, str]
) -> None:
    email = f"lola-{uuid4().hex[:8]}@azulejo.example"
    invitation = await an_invitation(database, email=email)
    context = a_mail_context(database, mail)

    for _ in range(3):
        await send_invitation(context, about(invitation))

    [number] = mails(mail[1], email)
    text = httpx2.get(f"{mail[1]}/api/messages/{number}").json()["text"]
    link = re.search(r"https://desk\.test/invitation#(\S+)", text)
    assert link is not None
    assert staff.opened(context.secret_key, link[1]) == invitation.id
    assert "ines@azulejo.example" in text


async def test_does_not_come_once_it_was_withdrawn(
    database: Database, mail: tuple[int, str]
) -> None:
    email = f"lola-{uuid4().hex[:8]}@azulejo.example"
    invitation = await an_invitation(database, email=email)
    async with database.transaction() as db:
        await staff.withdraw(db, invitation.id, actor="ines", now=Clock().at)

    await send_invitation(a_mail_context(database, mail), about(invitation))

    assert mails(mail[1], email) == []


async def test_does_not_come_after_its_end(database: Database, mail: tuple[int, str]) -> None:
    email = f"lola-{uuid4().hex[:8]}@azulejo.example"
    invitation = await an_invitation(database, email=email)
    clock = Clock()
    clock.at += timedelta(hours=73)

    await send_invitation(a_mail_context(database, mail, now=clock), about(invitation))

    assert mails(mail[1], email) == []
