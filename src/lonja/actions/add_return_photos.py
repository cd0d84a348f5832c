"""A buyer shows what is wrong with goods that a return is asked for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.return_goods import happened, locked
from lonja.returns import api as returns


async def add(
    db: AsyncConnection,
    *,
    order_id: UUID,
    case_id: UUID,
    photos: Sequence[returns.NewPhoto],
    actor: str,
    now: datetime,
) -> None:
    """Pictures of what is wrong; one that is there already is not added again."""
    order, one = await locked(db, order_id, case_id)
    for photo in photos:
        await returns.add_photo(db, one, photo, now=now)
    await happened(
        db, order, one, "return_photos_added", mail=None, actor=actor, now=now, count=len(photos)
    )
