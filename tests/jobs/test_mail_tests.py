"""A mail that staff send to themselves, on the real catcher."""

from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.mail_context import a_mail_context

from lonja.actions.mail_texts import KINDS, MailTest
from lonja.jobs.mail_tests import send_mail_test
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("kind", ["order_confirmed", KINDS[-1]])
async def test_is_sent_once_with_made_up_facts(
    database: Database, mail: tuple[int, str], kind: str
) -> None:
    context = a_mail_context(database, mail)
    to, test_id = f"{uuid4().hex[:12]}@example.com", uuid4()

    await send_mail_test(context, _asked(test_id, kind, to), currency="EUR")
    await send_mail_test(context, _asked(test_id, kind, to), currency="EUR")

    found = httpx2.get(f"{mail[1]}/api/messages", params={"to": to}).json()["items"]
    assert len(found) == 1


def _asked(test_id: UUID, kind: str, to: str) -> Envelope:
    asked = {"test_id": str(test_id), "kind": kind, "recipient": to, "language": "es"}
    return Envelope(uuid7(), MailTest.type, 1, uuid4().hex, asked)
