"""A group or a segment of customers goes; refused while something would lose its audience."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.kernel.errors import Conflict
from lonja.notifications import api as notifications


class AudienceInUse(Conflict):
    """Campaigns that are not over go to it: `facts["campaigns"]` are their names."""

    code: ClassVar[str] = "audience_in_use"


async def remove_group(
    db: AsyncConnection, group_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    _check(await notifications.campaigns_for(db, group_id=group_id))
    await customers.remove_group(db, group_id, version=version, actor=actor, now=now)


async def remove_segment(
    db: AsyncConnection, segment_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    _check(await notifications.campaigns_for(db, segment_id=segment_id))
    await customers.remove_segment(db, segment_id, version=version, actor=actor, now=now)


def _check(campaigns: list[str]) -> None:
    if campaigns:
        raise AudienceInUse("campaigns that are not over go to it", campaigns=campaigns)
