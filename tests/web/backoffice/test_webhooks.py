"""Webhooks as staff and programs set them up."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

PATH = "/api/v1/webhooks"
ERP: dict[str, Any] = {"url": "https://erp.example/in", "events": ["order.confirmed"]}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def test_a_webhook_is_added_tried_rotated_and_removed(office: BackOffice) -> None:
    async with office.signed_in(Role.OWNER) as owner:
        made = (await owner.post(PATH, json=ERP)).json()
        path = f"{PATH}/{made['webhook']['id']}"
        test = await owner.post(f"{path}/test")
        event = test.json()["event_id"]
        (logged,) = (await owner.get(f"{path}/deliveries")).json()["items"]
        replayed = await owner.post(f"{path}/deliveries/{event}/replay")
        rotated = (await owner.post(f"{path}/rotate", json={})).json()
        changed = await owner.put(path, json=ERP | {"is_on": False}, headers={"if-match": "2"})
        late = await owner.put(path, json=ERP, headers={"if-match": "2"})
        listed = (await owner.get(PATH)).json()["items"]
        removed = await owner.delete(path, headers={"if-match": "3"})
        gone = await owner.get(path)

    assert made["secret"].startswith("whsec_")
    assert rotated["secret"] not in (made["secret"], "")
    assert "whsec_" not in str(listed)
    assert (logged["event_id"], logged["status"], logged["tries"]) == (event, "waiting", 0)
    assert '"type":"webhook.test"' in logged["payload"]
    assert [test.status_code, replayed.status_code, changed.status_code] == [202, 204, 200]
    assert (late.status_code, late.json()["code"]) == (409, "webhook_changed")
    assert (removed.status_code, gone.json()["code"]) == (204, "unknown_webhook")


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"url": "https://10.0.0.1/"}, "webhook_url_refused"),
        ({"url": "ftp://erp.example/"}, "webhook_url_refused"),
        ({"events": ["webhook.test"]}, "invalid"),
        ({"events": []}, "invalid_request"),
        ({"events": ["order.eaten"]}, "invalid_request"),
    ],
)
async def test_what_could_never_be_delivered_is_refused(
    office: BackOffice, part: dict[str, Any], code: str
) -> None:
    async with office.signed_in(Role.OWNER) as owner:
        answer = await owner.post(PATH, json=ERP | part)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
