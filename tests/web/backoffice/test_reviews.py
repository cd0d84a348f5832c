"""What staff can see and do of reviews."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.asking import rows
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office
from tests.support.reviewing import NOW, an_order, words

from lonja.reviews import api as reviews
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 50})
        yield opened


async def written(office: BackOffice, rating: int = 4, **said: str) -> UUID:
    database = office.shop.database
    order = await an_order(database, "A")
    async with database.transaction() as db:
        review, _ = await reviews.write(
            db, order_id=order, sku="A", words=words(rating, **said), now=NOW
        )
    return review.id


async def listed(clerk: httpx2.AsyncClient, status: str, **asked: str) -> list[dict[str, Any]]:
    answer = await clerk.get("/api/v1/reviews", params={"status": status, **asked})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def decide(
    clerk: httpx2.AsyncClient, review: UUID, to: str, *, version: int = 1, **more: str
) -> httpx2.Response:
    return await clerk.put(
        f"/api/v1/reviews/{review}/status", json={"version": version, "to": to, **more}
    )


class TestAReview:
    async def test_waits_is_published_and_stands_in_the_shop(
        self, office: BackOffice, fresh_database_url: str, storage_connection: str
    ) -> None:
        review = await written(office, 4)
        async with office.signed_in(Role.ORDERS) as clerk:
            assert (await clerk.get("/api/v1/overview")).json()["reviews_waiting"] == 1
            (row,) = await listed(clerk, "waiting", language="en")
            answers = [await decide(clerk, review, "published") for _ in range(3)]
            (done,) = await listed(clerk, "published")
            assert (await clerk.get("/api/v1/overview")).json()["reviews_waiting"] == 0

        assert [answer.status_code for answer in answers] == [204, 204, 204]
        assert (row["product_name"], row["product_slug"], row["rating"], row["status"]) == (
            "Tile A", "tile-a", 4, "waiting",
        )  # fmt: skip
        assert (done["id"], done["decided_by"], done["version"]) == (
            str(review), "clerk@azulejo.example", 2,
        )  # fmt: skip
        async with front_office(fresh_database_url, storage_connection) as (shopper, _):
            shown = (await shopper.get("/api/v1/products/tile-a")).json()["rating"]
        assert shown == {"average": 4.0, "count": 1, "stars": [0, 0, 0, 1, 0]}
        async with office.shop.database.reading() as db:
            audited = await rows(
                db, "SELECT actor, action, subject, facts FROM audit_log WHERE action ~ '^review'"
            )
        assert [(row.actor, row.action, row.subject) for row in audited] == [
            ("clerk@azulejo.example", "review_published", f"review:{review}")
        ]

    async def test_is_rejected_with_a_reason_or_not_at_all(self, office: BackOffice) -> None:
        review = await written(office)
        async with office.signed_in(Role.MARKETING) as clerk:
            without = await decide(clerk, review, "rejected")
            needless = await decide(clerk, review, "published", reason="other")
            unheard = await decide(clerk, review, "rejected", reason="too_critical")
            said = await decide(clerk, review, "rejected", reason="personal_data")
            (row,) = await listed(clerk, "rejected")

        assert [(a.status_code, a.json()["code"]) for a in (without, needless, unheard)] == [
            (422, "unknown_reason"),
            (422, "unknown_reason"),
            (422, "invalid_request"),
        ]
        assert said.status_code == 204
        assert (row["id"], row["reason"]) == (str(review), "personal_data")

    async def test_is_not_decided_on_words_that_nobody_read(self, office: BackOffice) -> None:
        review = await written(office)
        async with office.signed_in(Role.ORDERS) as clerk:
            await decide(clerk, review, "published")
            stale = await decide(clerk, review, "rejected", reason="other")
            unknown = await decide(clerk, uuid4(), "published")
            still = await listed(clerk, "published")

        assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_review")
        assert len(still) == 1

    async def test_is_answered_once_it_is_published(self, office: BackOffice) -> None:
        review = await written(office)
        url = f"/api/v1/reviews/{review}/reply"
        async with office.signed_in(Role.ORDERS) as clerk:
            early = await clerk.put(url, json={"text": "Gracias."})
            await decide(clerk, review, "published")
            said = [(await clerk.put(url, json={"text": "Gracias."})).status_code for _ in "12"]
            bad = [
                (await clerk.put(url, json={"text": text})).status_code
                for text in ("x" * 2001, "a\x00b")
            ]
            (row,) = await listed(clerk, "published")

        assert (early.status_code, early.json()["code"]) == (409, "wrong_review_status")
        assert (said, bad, row["reply"]) == ([204, 204], [422, 422], "Gracias.")

    async def test_is_moderated_by_who_may_and_nobody_else(self, office: BackOffice) -> None:
        review = await written(office)
        async with office.signed_in(Role.CATALOG) as reader:
            assert len(await listed(reader, "waiting")) == 1
            assert (await decide(reader, review, "published")).status_code == 403
        async with office.signed_in(Role.STOCK, email="stock@azulejo.example") as keeper:
            assert (await keeper.get("/api/v1/reviews")).status_code == 403
            assert (await keeper.get("/api/v1/overview")).json()["reviews_waiting"] is None
        async with office.visitor() as nobody:
            assert (await nobody.get("/api/v1/reviews")).status_code == 401


async def test_the_list_is_read_to_its_end_a_page_at_a_time(office: BackOffice) -> None:
    waiting = {str(await written(office)) for _ in range(5)}
    seen: list[str] = []
    async with office.signed_in(Role.MANAGER) as clerk:
        cursor = None
        while True:
            asked = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
            page = (await clerk.get("/api/v1/reviews", params=asked)).json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        bad = await clerk.get("/api/v1/reviews", params={"cursor": "nonsense"})

    assert (len(seen), set(seen)) == (5, waiting)
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_cursor")
