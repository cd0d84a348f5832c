"""Who may turn a receiver on again hears by mail that the shop has stopped calling it."""

from uuid import uuid4

import httpx2
import pytest
from tests.support.mail_context import Clock, a_mail_context
from tests.support.messages import waiting
from tests.support.selling import NOW

from lonja.jobs.webhooks import send_paused, tell_owners
from lonja.kernel.db import Database, run
from lonja.webhooks import api as webhooks
from lonja.webhooks.api import Answer, Ask, EventType, WebhookDraft
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
KEY = "k" * 32


async def test_each_owner_gets_one_mail_about_a_receiver_that_is_gone(
    database: Database, mail: tuple[int, str]
) -> None:
    await open_small_shop(database, {"A": 5})
    owner, clerk = (f"{uuid4().hex[:12]}@shop.example" for _ in range(2))
    url = f"https://{uuid4().hex[:12]}.example/in?key=secret"
    async with database.transaction() as db:
        for email, role in ((owner, "owner"), (clerk, "viewer")):
            await run(
                db,
                "INSERT INTO staff_users (id, email, name, password_hash, totp_sealed, roles,"
                " is_active, created_at) VALUES (%(id)s, %(email)s, '', '', '', %(roles)s, true,"
                " %(now)s)",
                id=uuid4(),
                email=email,
                roles=[role],
                now=NOW,
            )
        draft = WebhookDraft(url, (EventType.ORDER_CONFIRMED,), is_on=True)
        endpoint, _ = await webhooks.add(
            db, draft, secret_key=KEY, allows_local=False, actor="test", now=NOW
        )

    async with database.transaction() as db:
        event = await webhooks.test(db, endpoint.id, now=NOW)
        message = webhooks.DeliverWebhook(endpoint.id, event)
        ask = await webhooks.begin(db, message, secret_key=KEY, now=NOW)
        assert isinstance(ask, Ask)
        assert await webhooks.settle(db, ask, Answer(410, "", 1), now=NOW)
        await tell_owners(db, endpoint.id, now=NOW)
    context = a_mail_context(database, mail, now=Clock())
    for _ in range(2):
        for envelope in await waiting(database, "notifications"):
            await send_paused(context, envelope)

    found = httpx2.get(f"{mail[1]}/api/messages", params={"to": owner}).json()["items"]
    others = httpx2.get(f"{mail[1]}/api/messages", params={"to": clerk}).json()["items"]
    text = httpx2.get(f"{mail[1]}/api/messages/{found[0]['id']}").json()["text"]
    assert (len(found), others) == (1, [])
    assert f"/settings/webhooks/{endpoint.id}" in text
    assert "secret" not in text
