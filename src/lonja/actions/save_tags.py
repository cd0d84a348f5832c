"""The shop's tags are changed: readers are asked again where they could not have agreed to one."""

from datetime import datetime

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.content.api import Edition, Tags


async def save(
    db: AsyncConnection, tags: Tags, *, version: int, actor: str, now: datetime
) -> Edition[Tags]:
    before = (await content.current(db, Tags)).document
    await content.save(db, tags.following(before), version=version, actor=actor, now=now)
    return await content.current(db, Tags)
