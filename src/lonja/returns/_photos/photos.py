"""Pictures of a return on an open transaction; whoever adds one holds the order's lock.

They are in the database and not among the files: so nobody has a link to them, and they go with
their buyer in one transaction.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.kernel.errors import Conflict, NotFound
from lonja.returns._case import ReturnCase
from lonja.returns._moving import ReturnStatus, WrongReturnStatus
from lonja.returns._photos import store
from lonja.returns._photos.store import Photo, Pixels

MOST_PHOTOS: Final = 5
"""Of one return."""
PHOTOS_LIFE: Final = timedelta(days=180)
"""How long they are kept once their return has ended."""
MAY_ADD: Final = frozenset(
    {
        ReturnStatus.REQUESTED,
        ReturnStatus.APPROVED,
        ReturnStatus.IN_TRANSIT,
        ReturnStatus.RECEIVED,
    }
)
_MOST_OF_ORDER: Final = 1_000


class TooManyPhotos(Conflict):
    """`facts["most"]` is how many a return may have."""

    code: ClassVar[str] = "too_many_photos"


class UnknownPhoto(NotFound):
    code: ClassVar[str] = "unknown_photo"


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """Pixels that were decoded and written anew; `source` is what was sent, to know it again."""

    source: bytes
    content_type: str
    width: int
    height: int
    data: bytes


async def photos(db: AsyncConnection, order_id: UUID) -> list[Photo]:
    """Of all returns of an order, oldest first."""
    return await store.of_order(db, order_id, limit=_MOST_OF_ORDER)


async def new_photos(db: AsyncConnection, one: ReturnCase, sources: Sequence[bytes]) -> list[bytes]:
    """Those that are not there yet; refused where the return is over, or has no place for them."""
    if one.status not in MAY_ADD:
        raise WrongReturnStatus("nobody looks at it any more", status=str(one.status))
    there = {each.id for each in await photos(db, one.order_id) if each.case_id == one.id}
    new = {_photo_id(one, source): source for source in sources}
    if len(there | new.keys()) > MOST_PHOTOS:
        raise TooManyPhotos(f"a return has at most {MOST_PHOTOS} pictures", most=MOST_PHOTOS)
    return [source for photo_id, source in new.items() if photo_id not in there]


async def add_photo(
    db: AsyncConnection, one: ReturnCase, photo: NewPhoto, *, now: datetime
) -> UUID:
    """The same file again is the same picture."""
    photo_id = _photo_id(one, photo.source)
    if not await new_photos(db, one, [photo.source]):
        return photo_id
    await store.insert(
        db,
        one.order_id,
        Photo(photo_id, one.id, photo.width, photo.height, now),
        content_type=photo.content_type,
        data=photo.data,
    )
    return photo_id


def _photo_id(one: ReturnCase, source: bytes) -> UUID:
    return uuid5(one.id, hashlib.sha256(source).hexdigest())


async def photo(db: AsyncConnection, *, order_id: UUID, case_id: UUID, photo_id: UUID) -> Pixels:
    found = await store.pixels(db, order_id, case_id, photo_id)
    if found is None:
        raise UnknownPhoto("there is no such picture")
    return found


async def prune_photos(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Delete pictures of returns that ended long ago; how many went."""
    return await store.prune(db, before=now - PHOTOS_LIFE, limit=limit)
