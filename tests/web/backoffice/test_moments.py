"""Times that no calendar has, once they are moved to another time zone."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

BEFORE_THE_FIRST = "0001-01-01T00:00:00+14:00"
AFTER_THE_LAST = "9999-12-31T23:59:59-14:00"
PROMOTION = {"names": {"en": "Tenth"}, "rule": {"reward": {"kind": "percent_off", "percent": 10}}}
GIFT_CARD = {"amount_minor": 100, "currency": "EUR", "reason": "a wish"}

WRITTEN: list[tuple[str, str, dict[str, Any], str]] = [
    ("PUT", f"/gift-cards/{uuid4()}", GIFT_CARD, "expires_at"),
    ("POST", "/promotions", PROMOTION, "ends_at"),
    ("PATCH", f"/products/{uuid4()}", {}, "publish_at"),
]


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def test_a_time_that_could_not_be_read_again_is_not_taken(office: BackOffice) -> None:
    async with office.signed_in(Role.OWNER) as owner:
        answers = [
            await owner.request(
                method,
                f"/api/v1{path}",
                json=body | {field: moment},
                headers={"if-match": "1"},
            )
            for moment in (BEFORE_THE_FIRST, AFTER_THE_LAST)
            for method, path, body, field in WRITTEN
        ]
        asked = await owner.get(
            f"/api/v1/products/{uuid4()}/prior-prices", params={"at": BEFORE_THE_FIRST}
        )

    for answer in (*answers, asked):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
