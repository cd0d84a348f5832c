"""The shop's look is changed: only to colours that people can read on the theme that it has."""

from collections.abc import Mapping
from datetime import datetime

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.content.api import Edition, Look


async def save(
    db: AsyncConnection,
    look: Look,
    *,
    bright: Mapping[str, str],
    dark: Mapping[str, str],
    version: int,
    actor: str,
    now: datetime,
) -> Edition[Look]:
    """`bright` and `dark`: the theme's custom properties on such screens."""
    content.check_readable(look, bright, dark)
    await content.save(db, look, version=version, actor=actor, now=now)
    return await content.current(db, Look)
