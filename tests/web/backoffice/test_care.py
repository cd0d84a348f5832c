"""Dead letters and the audit log, as staff work with them."""

import json
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.back_office import BackOffice, back_office

from lonja.kernel import clock, dead_letters
from lonja.kernel.db import run
from lonja.kernel.ids import uuid7
from lonja.kernel.queues import TRIES
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


def message(**changed: object) -> str:
    body = {"order_id": "nonsense", "kind": "order_confirmed"}
    whole = {"id": str(uuid7()), "type": "order.mail", "version": 1, "trace": "t", "body": body}
    return json.dumps(whole | changed)


async def archive(office: BackOffice, payload: str) -> str:
    """The message failed as often as it may, if it is one."""
    async with office.shop.database.transaction() as db:
        if payload.startswith("{"):
            for attempt in range(1, TRIES["notifications"] + 1):
                await dead_letters.record_failure(
                    db,
                    message_id=UUID(json.loads(payload)["id"]),
                    attempt=attempt,
                    error="it fails",
                    now=clock.now(),
                )
        await dead_letters.archive(
            db,
            queue="notifications",
            queue_message_id=str(uuid7()),
            payload=payload,
            now=clock.now(),
        )
        return str(await scalar(db, "SELECT id FROM dead_letters ORDER BY at DESC LIMIT 1"))


class TestADeadLetter:
    async def test_is_mended_replayed_under_its_own_id_and_written_down(
        self, office: BackOffice
    ) -> None:
        payload = message()
        letter = await archive(office, payload)
        async with office.signed_in(Role.MANAGER) as clerk:
            mended = payload.replace("nonsense", str(uuid7()))
            first = await clerk.put(
                f"/api/v1/dead-letters/{letter}/replay", json={"payload": mended}
            )
            second = await clerk.put(
                f"/api/v1/dead-letters/{letter}/replay", json={"payload": mended}
            )
            shown = (await clerk.get(f"/api/v1/dead-letters/{letter}")).json()

        assert (first.status_code, second.status_code) == (204, 409)
        assert (shown["status"], shown["settled_by"]) == ("replayed", "clerk@azulejo.example")
        async with office.shop.database.reading() as db:
            subject = await scalar(
                db, "SELECT subject FROM audit_log WHERE action = 'dead_letter_replayed'"
            )
        assert subject == f"dead_letter:{letter}"

    @pytest.mark.parametrize(
        "payload", ["{", "[]", "null", '"text"', '{"id": "x"}', message(body=[]), message(id="1")]
    )
    async def test_is_not_sent_back_as_something_nobody_can_read(
        self, office: BackOffice, payload: str
    ) -> None:
        letter = await archive(office, "broken")
        async with office.signed_in(Role.MANAGER) as clerk:
            answer = await clerk.put(
                f"/api/v1/dead-letters/{letter}/replay", json={"payload": payload}
            )
            shown = (await clerk.get(f"/api/v1/dead-letters/{letter}")).json()

        assert (answer.status_code, answer.json()["code"]) in {
            (422, "bad_payload"),
            (422, "invalid_request"),
        }
        assert (shown["status"], shown["type"]) == ("open", None)

    async def test_is_thrown_away_only_with_a_reason(self, office: BackOffice) -> None:
        letter = await archive(office, message())
        path = f"/api/v1/dead-letters/{letter}/discard"
        async with office.signed_in(Role.MANAGER) as clerk:
            without = await clerk.put(path, json={"reason": "   "})
            done = await clerk.put(path, json={"reason": "a test of ours"})
            shown = (await clerk.get(f"/api/v1/dead-letters/{letter}")).json()

        assert (without.status_code, done.status_code) == (422, 204)
        assert (shown["status"], shown["reason"]) == ("discarded", "a test of ours")


class TestTheAuditLog:
    async def test_shows_the_newest_first_and_is_whole(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            listed = (await owner.get("/api/v1/audit")).json()["items"]
            verdict = (await owner.get("/api/v1/audit/verdict")).json()

        assert [row["action"] for row in listed] == ["staff.signed_in", "staff.added"]
        assert verdict == {"is_whole": True, "first_broken": None, "tax_records": []}

    async def test_says_where_somebody_rewrote_it(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            async with office.shop.database.transaction() as db:
                await run(db, "UPDATE audit_log SET actor = 'nobody' WHERE action = 'staff.added'")
            verdict = (await owner.get("/api/v1/audit/verdict")).json()
            rows = (await owner.get("/api/v1/audit")).json()["items"]

        assert (verdict["is_whole"], verdict["first_broken"]) == (False, rows[-1]["seq"])
