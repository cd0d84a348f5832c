"""The list of orders, narrowed: each filter by itself, together, and page by page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.selling import NOW, an_order

from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
ANA = "ana@shop.example"
CLERK = uuid7()


@pytest.fixture
async def found(database: Database) -> dict[str, UUID]:
    """A plain order, one that staff have marked in every way, one that is archived."""
    await open_small_shop(database, {"A": 50})
    ids = {
        "plain": await an_order(database, {"A": 1}, status="confirmed"),
        "marked": await an_order(database, {"A": 3}, status="confirmed"),
        "over": await an_order(database, {"A": 1}, status="delivered"),
    }
    async with database.transaction() as db:
        one = ids["marked"]
        await orders.hold(db, one, reason=orders.HoldReason.STOCK, actor=ANA, now=NOW)
        await orders.set_tags(db, one, ["gift", "wholesale"], actor=ANA, now=NOW)
        await orders.assign(db, one, CLERK, name="Ana", actor=ANA, now=NOW)
        await orders.add_note(db, one, uuid7(), text="ring", actor=ANA, now=NOW)
        await orders.archive(db, ids["over"], is_archived=True, actor=ANA, now=NOW)
    return ids


async def listed(database: Database, **narrowed: Any) -> set[UUID]:
    async with database.reading() as db:
        rows = await orders.list_orders(db, narrowed=orders.OrderFilter(**narrowed))
    return {row.id for row in rows}


class TestTheListOfOrders:
    @pytest.mark.parametrize(
        ("narrowed", "names"),
        [
            ({}, "plain marked over"),
            ({"is_held": True}, "marked"),
            ({"is_held": False}, "plain over"),
            ({"is_noted": True}, "marked"),
            ({"is_archived": False}, "plain marked"),
            ({"is_archived": True}, "over"),
            ({"tag": "gift"}, "marked"),
            ({"tag": "gif"}, ""),
            ({"assignee_id": CLERK}, "marked"),
            ({"country": "ES", "shipping_code": "standard"}, "plain marked over"),
            ({"country": "FR"}, ""),
            ({"channel": "phone"}, ""),
            ({"least_minor": 35_00}, "marked"),
            ({"most_minor": 34_99}, "plain over"),
            (
                {"placed_from": NOW, "placed_before": NOW + timedelta(seconds=1)},
                "plain marked over",
            ),
            ({"placed_before": NOW}, ""),
            ({"tag": "gift", "is_held": True, "country": "ES", "least_minor": 1}, "marked"),
        ],
    )
    async def test_holds_what_every_filter_lets_through(
        self, database: Database, found: dict[str, UUID], narrowed: dict[str, Any], names: str
    ) -> None:
        assert await listed(database, **narrowed) == {found[name] for name in names.split()}

    async def test_says_of_each_what_staff_have_marked(
        self, database: Database, found: dict[str, UUID]
    ) -> None:
        async with database.reading() as db:
            rows = {row.id: row for row in await orders.list_orders(db)}

        marked, plain = rows[found["marked"]], rows[found["plain"]]
        assert (marked.is_held, marked.is_noted, list(marked.tags)) == (
            True,
            True,
            ["gift", "wholesale"],
        )
        assert (plain.is_held, plain.is_noted, list(plain.tags)) == (False, False, [])

    async def test_goes_on_page_by_page_within_its_filters(
        self, database: Database, found: dict[str, UUID]
    ) -> None:
        narrowed = orders.OrderFilter(is_archived=False)
        async with database.reading() as db:
            first = await orders.list_orders(db, narrowed=narrowed, limit=1)
            after = (first[0].placed_at, first[0].id)
            second = await orders.list_orders(db, narrowed=narrowed, after=after, limit=5)

        assert {row.id for row in [*first, *second]} == {found["plain"], found["marked"]}
        assert len(second) == 1
