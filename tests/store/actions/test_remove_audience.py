"""A group or a segment goes only when nothing would reach other people without it."""

from typing import Any

import pytest
from tests.support.selling import NOW

from lonja.actions import remove_audience
from lonja.actions.remove_audience import AudienceInUse
from lonja.customers import api as customers
from lonja.customers.api import Rule
from lonja.kernel.db import Database

pytestmark = pytest.mark.anyio

STAFF: dict[str, Any] = {"actor": "owner@norte.example", "now": NOW}


async def test_a_group_that_a_segment_leaves_out_stays(database: Database) -> None:
    async with database.transaction() as db:
        group = await customers.add_group(db, name="Press", description="", **STAFF)
        await customers.add_segment(
            db, name="All but press", rule=Rule(orders_min=1, not_groups=(group,)), **STAFF
        )

    with pytest.raises(AudienceInUse) as refused:
        async with database.transaction() as db:
            await remove_audience.remove_group(db, group, version=1, **STAFF)

    assert refused.value.facts == {"campaigns": [], "segments": ["All but press"]}
    async with database.reading() as db:
        assert [one.name for one in await customers.groups(db)] == ["Press"]


async def test_a_group_that_nothing_uses_goes(database: Database) -> None:
    async with database.transaction() as db:
        group = await customers.add_group(db, name="Press", description="", **STAFF)

    async with database.transaction() as db:
        await remove_audience.remove_group(db, group, version=1, **STAFF)

    async with database.reading() as db:
        assert await customers.groups(db) == []
