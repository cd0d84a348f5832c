"""A group or a segment of customers goes; refused while something would lose its audience."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.kernel.errors import Conflict
from lonja.notifications import api as notifications
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions


class AudienceInUse(Conflict):
    """`facts` name the `campaigns` and `promotions` that are not over, and the `segments` and `price_lists` that use it.

    `used_by` are the names of all of them.
    """

    code: ClassVar[str] = "audience_in_use"


async def remove_group(
    db: AsyncConnection, group_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    segments = [
        one.name
        for one in await customers.segments(db)
        if group_id in (*one.rule.groups, *one.rule.not_groups)
    ]
    _check(
        await notifications.campaigns_for(db, group_id=group_id),
        await promotions.names_for_audience(db, group_id),
        segments,
        await pricing.names_for_group(db, group_id),
    )
    await customers.remove_group(db, group_id, version=version, actor=actor, now=now)


async def remove_segment(
    db: AsyncConnection, segment_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    _check(
        await notifications.campaigns_for(db, segment_id=segment_id),
        await promotions.names_for_audience(db, segment_id),
    )
    await customers.remove_segment(db, segment_id, version=version, actor=actor, now=now)


def _check(
    campaigns: list[str],
    offers: list[str],
    segments: Sequence[str] = (),
    price_lists: Sequence[str] = (),
) -> None:
    if campaigns or offers or segments or price_lists:
        raise AudienceInUse(
            "campaigns or promotions that are not over or segments use it",
            campaigns=campaigns,
            promotions=offers,
            segments=segments,
            price_lists=price_lists,
            used_by=[*campaigns, *offers, *segments, *price_lists],
        )
