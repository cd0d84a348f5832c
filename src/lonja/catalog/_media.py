"""Pictures of products: from an upload to what the product's page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _media_store
from lonja.catalog._product import PictureWork
from lonja.catalog._status import PictureFault, PictureStatus
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.languages import is_language
from lonja.kernel.transaction import Change, announce, touch_products

PICTURES_OF_A_PRODUCT: Final = 24
MAX_ALT: Final = 300
UPLOAD_LIFE: Final = timedelta(days=1)
"""After it, an upload that never arrived or was never processed is deleted from the storage."""
PICTURE_OVERDUE: Final = timedelta(hours=1)
"""Many are uploaded at once, so a picture may wait long for its turn."""


@dataclass(frozen=True, slots=True)
class MakeRenditions(outbox.Message):
    """Make the smaller pictures of one."""

    queue: ClassVar[str] = "media"
    type: ClassVar[str] = "picture.render"
    subject_field: ClassVar[str] = "media_id"
    media_id: UUID


@dataclass(frozen=True, slots=True)
class DeleteBlobs(outbox.Message):
    """Delete a removed picture's files."""

    queue: ClassVar[str] = "media"
    type: ClassVar[str] = "picture.delete"
    subject_field: ClassVar[str] = "media_id"
    media_id: UUID
    upload: str
    blobs: Sequence[str]


class UnknownPicture(NotFound):
    code: ClassVar[str] = "unknown_picture"


class PictureChanged(Conflict):
    """Somebody described it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "picture_changed"


class TooManyPictures(Conflict):
    code: ClassVar[str] = "too_many_pictures"


async def start_picture(
    db: AsyncConnection,
    *,
    product_id: UUID,
    alt: Mapping[str, str],
    actor: str,
    now: datetime,
    media_id: UUID | None = None,
) -> PictureWork:
    """Make room for a picture; the browser then uploads it to `blob` in `uploads`.

    Who may be killed half-way and begins again gives it a `media_id`, to know it by.
    """
    slug = await _media_store.lock_slug(db, product_id)
    if slug is None:
        raise NotFound("there is no such product")
    media_id = media_id or uuid7()
    blob = f"pictures/{media_id}"
    if not await _media_store.insert_media(
        db,
        media_id=media_id,
        product_id=product_id,
        blob=blob,
        alt=dict(alt),
        most=PICTURES_OF_A_PRODUCT,
        now=now,
        look_at=now + UPLOAD_LIFE,
    ):
        raise TooManyPictures(f"a product has {PICTURES_OF_A_PRODUCT} pictures at most")
    await audit.record(
        db, at=now, actor=actor, action="picture_added", subject=f"product:{product_id}",
        media=media_id,
    )  # fmt: skip
    return PictureWork(media_id, product_id, slug, blob, PictureStatus.UPLOADING, rendered=False)


async def picture_uploaded(db: AsyncConnection, media_id: UUID, *, now: datetime) -> None:
    """The upload is there: check it and make its sizes. Saying it twice queues it once."""
    if await _media_store.begin_processing(db, media_id, look_at=now + PICTURE_OVERDUE):
        await outbox.put(db, MakeRenditions(media_id))
    elif await _media_store.picture(db, media_id) is None:
        raise UnknownPicture("there is no such picture")


async def picture_work(db: AsyncConnection, media_id: UUID) -> PictureWork | None:
    """None once the picture was removed."""
    return await _media_store.picture(db, media_id)


async def picture_ready(
    db: AsyncConnection,
    work: PictureWork,
    *,
    blob: str,
    width: int,
    height: int,
    renditions: Sequence[tuple[str, int, str]],
) -> None:
    """Show it: `renditions` are (format, width, blob in `media`)."""
    made = [{"format": kind, "width": wide, "blob": name} for kind, wide, name in renditions]
    await _media_store.finish_media(
        db, work.id, blob=blob, width=width, height=height, renditions=made
    )
    _changed(db, work)


async def picture_failed(db: AsyncConnection, work: PictureWork, *, error: PictureFault) -> None:
    """It was no picture: the product's editor shows `error`, the shop shows nothing of it."""
    await _media_store.fail_media(db, work.id, error=error)
    announce(db, Change("product", str(work.product_id)))


async def wake_pictures(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Request missing pictures again, and fail those that never arrived; returns how many."""
    waiting = await _media_store.take_waiting_media(
        db, now=now, next_at=now + PICTURE_OVERDUE, limit=limit
    )
    for one in waiting:
        if now - one.created_at >= UPLOAD_LIFE:
            await _end(db, one.id, error=_fault_of(one.status))
        else:
            await outbox.put(db, MakeRenditions(one.id))
    return len(waiting)


def _fault_of(status: PictureStatus) -> PictureFault:
    never_came = status is PictureStatus.UPLOADING
    return PictureFault.NEVER_CAME if never_came else PictureFault.GAVE_UP


async def give_up_picture(db: AsyncConnection, media_id: UUID) -> None:
    """Its message failed for good: the product's editor shows that."""
    await _end(db, media_id, error=PictureFault.GAVE_UP)


async def wait_for_picture_again(db: AsyncConnection, media_id: UUID, *, now: datetime) -> None:
    """The message that had failed is sent again."""
    await _media_store.process_again(
        db, media_id, error=PictureFault.GAVE_UP, look_at=now + PICTURE_OVERDUE
    )


async def _end(db: AsyncConnection, media_id: UUID, *, error: PictureFault) -> None:
    work = await picture_work(db, media_id)
    waiting = (PictureStatus.UPLOADING, PictureStatus.PROCESSING)
    if work is not None and await _media_store.end_processing(
        db, media_id, was=waiting, error=error
    ):
        announce(db, Change("product", str(work.product_id)))


async def unused_blobs(db: AsyncConnection, blobs: Sequence[str]) -> list[str]:
    """Those that no picture shows: one file may stand for several products."""
    used = await _media_store.used_blobs(db, blobs)
    return [blob for blob in blobs if blob not in used]


async def remove_picture(db: AsyncConnection, media_id: UUID, *, actor: str, now: datetime) -> None:
    work = await picture_work(db, media_id)
    if work is None:
        raise UnknownPicture("there is no such picture")
    blobs = await _media_store.delete_media(db, media_id)
    await outbox.put(db, DeleteBlobs(media_id, upload=f"pictures/{media_id}", blobs=blobs))
    await audit.record(
        db, at=now, actor=actor, action="picture_removed", subject=f"product:{work.product_id}",
        media=media_id,
    )  # fmt: skip
    _changed(db, work)


async def remove_pictures(db: AsyncConnection, product_id: UUID) -> None:
    """All of a product that is removed, with their files."""
    for media_id in await _media_store.ids_of(db, product_id):
        blobs = await _media_store.delete_media(db, media_id)
        await outbox.put(db, DeleteBlobs(media_id, upload=f"pictures/{media_id}", blobs=blobs))


async def describe_picture(
    db: AsyncConnection,
    media_id: UUID,
    *,
    alt: Mapping[str, str],
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """What it shows, by language, for who does not see it."""
    there = await _media_store.lock_version(db, media_id)
    work = await picture_work(db, media_id)
    if there is None or work is None:
        raise UnknownPicture("there is no such picture")
    if there != version:
        raise PictureChanged("somebody described this picture meanwhile", version=there)
    for language, text in alt.items():
        if not is_language(language) or len(text) > MAX_ALT:
            raise Invalid(f"at most {MAX_ALT} characters", field=f"alt.{language}")
    await _media_store.describe(db, media_id, {code: text for code, text in alt.items() if text})
    await audit.record(
        db, at=now, actor=actor, action="picture_described", subject=f"product:{work.product_id}",
        media=media_id, alt=dict(alt),
    )  # fmt: skip
    _changed(db, work)


async def order_pictures(
    db: AsyncConnection,
    product_id: UUID,
    media_ids: Sequence[UUID],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Show them in this order; one that is not named comes after those that are."""
    if await _media_store.lock_slug(db, product_id) is None:
        raise NotFound("there is no such product")
    there = await _media_store.ids_of(db, product_id)
    if len(set(media_ids)) < len(media_ids) or not set(media_ids) <= set(there):
        raise UnknownPicture("a picture is not of this product, or was removed meanwhile")
    order = [*media_ids, *(one for one in there if one not in set(media_ids))]
    if order == there:
        return
    await _media_store.place(db, order)
    await audit.record(
        db, at=now, actor=actor, action="pictures_ordered", subject=f"product:{product_id}",
        media=order,
    )  # fmt: skip
    touch_products(db, [product_id])
    announce(db, Change("product", str(product_id)))


async def copy_pictures(
    db: AsyncConnection, media_ids: Sequence[UUID], *, to: UUID, now: datetime
) -> dict[UUID, UUID]:
    """Show these pictures, which are ready, on another product too; the id of each copy."""
    copies = {media_id: uuid7() for media_id in media_ids}
    await _media_store.copy(db, to, copies, now=now)
    return copies


def _changed(db: AsyncConnection, work: PictureWork) -> None:
    touch_products(db, [work.product_id])
    announce(db, Change("product", str(work.product_id)))
