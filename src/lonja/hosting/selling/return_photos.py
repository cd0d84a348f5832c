"""Pictures of returns: taken in, and the links by which their buyer sees them, which end."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote
from uuid import UUID

from lonja.actions import add_return_photos
from lonja.adapters import pictures
from lonja.adapters.pictures import PictureRefused
from lonja.bootstrap import Shop
from lonja.catalog.api import PictureFault
from lonja.credit import api as credit
from lonja.identity.api import TooManyAttempts
from lonja.kernel import clock
from lonja.kernel.ids import is_sealed, sealed
from lonja.kernel.settings import Settings
from lonja.returns import api as returns

LINK_LIFE: Final = timedelta(hours=1)
PHOTO_BYTES: Final = 12 * 1024 * 1024
AT_ONCE: Final = max(1, (os.cpu_count() or 2) // 2)
_turns = asyncio.Semaphore(AT_ONCE)
"""Pictures decoded at the same time in one process."""


MOST_FILES: Final = 4 * returns.MOST_PHOTOS
"""Of one form: more than may be kept, so that who chose too many is told which ones were not."""


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """What somebody chose, by the name that it has with them."""

    name: str
    data: bytes


async def add(shop: Shop, *, order_id: UUID, case_id: UUID, data: bytes, actor: str) -> None:
    """Decoded first, and kept as pixels alone. `TooManyPhotos` where the return has all it may."""
    made = await _new(shop, [data], order_id=order_id, case_id=case_id)
    if made is None:
        return
    async with shop.database.transaction() as db:
        left = await add_return_photos.add(
            db, order_id=order_id, case_id=case_id, photos=[made], actor=actor, now=clock.now()
        )
        if left:
            raise returns.TooManyPhotos("it has all it may", most=returns.MOST_PHOTOS)


async def keep_good(
    shop: Shop, *, order_id: UUID, case_id: UUID, files: Sequence[PhotoFile], actor: str
) -> list[tuple[str, str]]:
    """Keep those that are pictures while there is room; (name, code of why not) of the others."""
    refused: list[tuple[str, str]] = []
    made: list[returns.NewPhoto] = []
    names: list[str] = []
    for file in files:
        before = [one.source for one in made]
        try:
            one = await _new(shop, [*before, file.data], order_id=order_id, case_id=case_id)
        except PictureRefused as reason:
            refused.append((file.name, reason.fault))
        except (returns.TooManyPhotos, TooManyAttempts) as reason:
            refused.append((file.name, reason.code))
        else:
            made += [one] if one else []
            names += [file.name] if one else []
    if made:
        async with shop.database.transaction() as db:
            left = await add_return_photos.add(
                db, order_id=order_id, case_id=case_id, photos=made, actor=actor, now=clock.now()
            )
        refused += [(names[place], returns.TooManyPhotos.code) for place in left]
    return refused


async def _new(
    shop: Shop, files: Sequence[bytes], *, order_id: UUID, case_id: UUID
) -> returns.NewPhoto | None:
    """The last of these, as pixels; None where it is there already.

    Decoding costs far more than sending: so it is asked before whether the return has room for all of
    them, and those of one order are counted, for all processes, as codes that a visitor types are.
    """
    data = files[-1]
    if len(data) > PHOTO_BYTES:
        raise PictureRefused(f"at most {PHOTO_BYTES} bytes", PictureFault.TOO_MANY_BYTES)
    async with shop.database.reading() as db:
        one = await returns.case(db, order_id=order_id, case_id=case_id)
        if data in files[:-1] or data not in await returns.new_photos(db, one, files):
            return None
    whose = f"photos {order_id}"
    async with shop.database.transaction() as db:
        await credit.count_lookup(db, visitor=whose, address=whose, now=clock.now())
    async with _turns:
        made = await asyncio.to_thread(
            lambda: pictures.photo(pictures.read_picture(data, pictures.OF_BUYERS))
        )
    return returns.NewPhoto(data, made.content_type, made.width, made.height, made.data)


def photo_path(
    settings: Settings, language: str, number: str, photo: returns.Photo, *, now: datetime
) -> str:
    """Where its buyer sees it; the link ends, so that one that is passed on is soon worth nothing."""
    # Whole hours, so that a page that is looked at again shows what the browser has.
    life = int(LINK_LIFE.total_seconds())
    until = (int(now.timestamp()) // life + 2) * life
    seal = sealed(settings.secret_key, "return photo", f"{photo.id}:{until}")
    return (
        f"/{language}/orders/{quote(number, safe='')}/returns/{photo.case_id}/photos/{photo.id}"
        f"?until={until}&seal={seal}"
    )


def opens(settings: Settings, photo_id: UUID, *, until: str, seal: str, now: datetime) -> bool:
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        return False
    is_in_time = int(until) > now.timestamp()
    return is_in_time and is_sealed(
        seal, settings.secret_key, "return photo", f"{photo_id}:{until}"
    )
