"""Who asks to be known by an address gets a link there, once an hour however often they ask."""

from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from tests.support.mail_context import Clock, a_mail_context
from tests.support.messages import waiting
from tests.support.selling import NOW

from lonja.actions.ask_for_proof import ask_for_proof
from lonja.identity import api as identity
from lonja.jobs.email_proofs import send_proof
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid

pytestmark = pytest.mark.anyio


def texts(inbox: str, email: str) -> list[str]:
    found = httpx2.get(f"{inbox}/api/messages", params={"to": email}).json()["items"]
    return [httpx2.get(f"{inbox}/api/messages/{one['id']}").json()["text"] for one in found]


async def test_a_link_is_mailed_once_an_hour_and_proves_the_address(
    database: Database, mail: tuple[int, str]
) -> None:
    clock = Clock()
    context = a_mail_context(database, mail, now=clock)
    email = f"{uuid4().hex[:12]}@example.com"
    for minutes in (0, 1, 61):
        async with database.transaction() as db:
            await ask_for_proof(
                db,
                email=email.upper(),
                language="en",
                now=NOW + timedelta(minutes=minutes),
            )

    for envelope in await waiting(database, "notifications"):
        await send_proof(context, envelope)

    first, _second = texts(mail[1], email)
    token = first.partition("/en/known?token=")[2].split()[0]
    today = clock.at.date()
    assert identity.email_of_link(context.secret_key, token, today=today) == email


async def test_what_is_no_address_gets_no_mail(database: Database) -> None:
    with pytest.raises(Invalid):
        async with database.transaction() as db:
            await ask_for_proof(db, email="ana", language="en", now=NOW)

    assert await waiting(database, "notifications") == []
