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
) -> list[int]:
    """Pictures of what is wrong, while there is room; the places of those that there was none for.

    One that is there already is not added again.
    """
    order, one = await locked(db, order_id, case_id)
    left = []
    for place, photo in enumerate(photos):
        try:
            await returns.add_photo(db, one, photo, now=now)
        except returns.TooManyPhotos:
            left.append(place)
    if kept := len(photos) - len(left):
        await happened(
            db, order, one, "return_photos_added", mail=None, actor=actor, now=now, count=kept
        )
    return left
