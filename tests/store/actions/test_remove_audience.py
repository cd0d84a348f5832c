"""A group or a segment goes only when nothing would reach other people without it."""

from typing import Any

import pytest
from tests.support.selling import NOW

from lonja.actions import remove_audience
from lonja.actions.remove_audience import AudienceInUse
from lonja.customers import api as customers
from lonja.customers.api import Rule
from lonja.kernel.db import Database
from lonja.promotions import api as promotions
from lonja.promotions.api import Conditions, Draft, Reward, RewardKind
from lonja.promotions.api import Rule as PromotionRule

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

    assert refused.value.facts == {
        "campaigns": [],
        "promotions": [],
        "segments": ["All but press"],
        "price_lists": [],
        "used_by": ["All but press"],
    }
    async with database.reading() as db:
        assert [one.name for one in await customers.groups(db)] == ["Press"]


async def test_a_group_or_segment_of_a_promotion_that_is_not_over_stays(database: Database) -> None:
    async with database.transaction() as db:
        group = await customers.add_group(db, name="Press", description="", **STAFF)
        segment = await customers.add_segment(db, name="Loyal", rule=Rule(orders_min=1), **STAFF)
        for name, conditions in (
            ("For press", Conditions(groups=(group,))),
            ("For friends", Conditions(segments=(segment,))),
        ):
            reward = Reward(RewardKind.ORDER_PERCENT, percent=10)
            draft = Draft({"en": name}, PromotionRule(reward, conditions=conditions))
            await promotions.add_promotion(db, draft, **STAFF)

    for remove, gone, name in (
        (remove_audience.remove_group, group, "For press"),
        (remove_audience.remove_segment, segment, "For friends"),
    ):
        with pytest.raises(AudienceInUse) as refused:
            async with database.transaction() as db:
                await remove(db, gone, version=1, **STAFF)
        assert refused.value.facts["promotions"] == [name]


async def test_a_group_that_nothing_uses_goes(database: Database) -> None:
    async with database.transaction() as db:
        group = await customers.add_group(db, name="Press", description="", **STAFF)

    async with database.transaction() as db:
        await remove_audience.remove_group(db, group, version=1, **STAFF)

    async with database.reading() as db:
        assert await customers.groups(db) == []
