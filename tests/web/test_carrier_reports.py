"""What a carrier says of a parcel moves the order: signed, once, in whatever order it comes."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office
from tests.support.sales import sell

from lonja.kernel import clock
from lonja.staff.api import Role
from lonja.webhooks import api as webhooks
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
POLICY = "/api/v1/fulfilment/policy"
ONLY_READ = {"version", "known_carriers"}
SECRET = "/api/v1/fulfilment/carriers/MRW/secret"
DOOR = "/api/v1/carriers/mrw/reports"


@dataclass(slots=True)
class Desk:
    office: BackOffice
    buyer: httpx2.AsyncClient
    owner: httpx2.AsyncClient
    number: str = ""
    secret: str = ""

    async def secret_made(self) -> str:
        made = await self.owner.post(SECRET)
        assert made.status_code == 200, made.text
        assert made.json()["url"].endswith("/api/v1/carriers/MRW/reports")
        return str(made.json()["secret"])

    async def report(
        self,
        kind: str,
        *,
        secret: str | None = None,
        event_id: str = "",
        tracking: str = "T-1",
        sent_at: float | None = None,
    ) -> httpx2.Response:
        body = json.dumps(
            {"type": kind, "timestamp": "2026-11-30T09:00:00Z", "data": {"tracking": tracking}}
        )
        at = int(time.time() if sent_at is None else sent_at)
        event_id = event_id or uuid4().hex
        signature = webhooks.signature_of(
            secret or self.secret, event_id=event_id, timestamp=at, body=body
        )
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,bm90IG91cnM= {signature}",
        }
        return await self.buyer.post(DOOR, content=body, headers=headers)

    async def order(self) -> tuple[str, list[str]]:
        """Its status, and what its timeline says of parcels."""
        found = (await self.owner.get(f"/api/v1/orders/{self.number}")).json()
        kinds = [event["kind"] for event in found["events"]]
        return found["status"], [kind for kind in kinds if kind.startswith("parcel_")]


@pytest.fixture
async def desk(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Desk]:
    """An order that MRW has under the number T-1."""
    async with (
        back_office(fresh_database_url, storage_connection) as office,
        front_office(fresh_database_url, storage_connection, secret_key="k" * 32) as (buyer, _),
        office.signed_in(Role.OWNER) as owner,
    ):
        await open_small_shop(office.shop.database, {"A": 5})
        there = (await owner.get(POLICY)).json()
        asked = {**there, "carriers": [{"name": "MRW"}]}
        saved = await owner.put(
            POLICY,
            json={name: asked[name] for name in asked if name not in ONLY_READ},
            headers={"If-Match": f'"{there["version"]}"'},
        )
        assert saved.status_code == 200, saved.text
        number = await sell(buyer, office.shop, {"A": 2})
        rows = [{"number": number, "tracking": "T-1"}]
        await owner.put("/api/v1/fulfilment/shipments", json={"carrier": "MRW", "rows": rows})
        found = Desk(office, buyer, owner, number)
        found.secret = await found.secret_made()
        yield found


async def test_an_order_follows_its_parcel_to_the_door(desk: Desk) -> None:
    for kind in ("in_transit", "not_delivered", "out_for_delivery", "delivered"):
        answer = await desk.report(f"parcel.{kind}")
        assert (answer.status_code, answer.json()) == (200, {"is_news": True})

    status, said = await desk.order()
    assert status == "delivered"
    assert said == ["parcel_in_transit", "parcel_not_delivered", "parcel_out_for_delivery"]


async def test_what_comes_twice_or_late_changes_nothing(desk: Desk) -> None:
    first = await desk.report("parcel.in_transit", event_id="1")
    again = await desk.report("parcel.in_transit", event_id="1")
    await desk.report("parcel.returned", event_id="2")
    late = [await desk.report(f"parcel.{kind}") for kind in ("delivered", "in_transit")]

    assert [one.json()["is_news"] for one in (first, again, *late)] == [True, False, False, False]
    assert await desk.order() == ("confirmed", ["parcel_in_transit", "parcel_returned"])


async def test_only_a_carrier_that_may_report_is_believed(desk: Desk) -> None:
    stranger = await desk.report("parcel.delivered", secret="whsec_c3RyYW5nZXI=")
    old = await desk.report("parcel.delivered", sent_at=time.time() - 400)
    await desk.owner.delete(SECRET)
    stopped = await desk.report("parcel.delivered")

    for refused in (stranger, old, stopped):
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_signature")
    assert (await desk.order())[0] == "shipped"


async def test_an_old_secret_counts_for_a_day_and_saving_the_rules_keeps_both(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = desk.secret
    desk.secret = await desk.secret_made()
    there = (await desk.owner.get(POLICY)).json()
    assert there["carriers"] == [{"name": "MRW", "link": "", "reports": True}]
    kept = {name: there[name] for name in there if name not in ONLY_READ | {"carriers"}}
    await desk.owner.put(
        POLICY,
        json={**kept, "carriers": [{"name": "mrw"}]},
        headers={"If-Match": f'"{there["version"]}"'},
    )

    both = [(await desk.report("parcel.in_transit", secret=one)).status_code for one in (old, "")]
    tomorrow = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    after = [
        (
            await desk.report("parcel.in_transit", secret=one, sent_at=tomorrow.timestamp())
        ).status_code
        for one in (old, "")
    ]

    assert (both, after) == ([200, 200], [400, 200])


async def test_a_report_that_says_nothing_to_us_is_taken_and_one_that_is_none_is_refused(
    desk: Desk,
) -> None:
    unknown = [
        await desk.report("parcel.weighed"),
        await desk.report("parcel.delivered", tracking="T-2"),
    ]
    broken = await desk.report("parcel.delivered", tracking="")

    assert [one.json() for one in unknown] == [{"is_news": False}] * 2
    assert (broken.status_code, broken.json()["field"]) == (422, "data.tracking")


async def test_a_carriers_name_may_have_a_slash(desk: Desk) -> None:
    there = (await desk.owner.get(POLICY)).json()
    kept = {name: there[name] for name in there if name not in ONLY_READ | {"carriers"}}
    await desk.owner.put(
        POLICY,
        json={**kept, "carriers": [{"name": "DHL / Post"}]},
        headers={"If-Match": f'"{there["version"]}"'},
    )

    made = await desk.owner.post("/api/v1/fulfilment/carriers/DHL%20%2F%20Post/secret")
    refused = await desk.buyer.post("/api/v1/carriers/DHL%20%2F%20Post/reports", content="{}")

    assert made.status_code == 200, made.text
    assert refused.json()["code"] == "bad_signature"


async def test_a_clerk_may_not_make_secrets(desk: Desk) -> None:
    async with desk.office.signed_in(Role.ORDERS, email="packer@azulejo.example") as clerk:
        answer = await clerk.post(SECRET)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
