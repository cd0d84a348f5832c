"""Pictures of products: a signed upload to Blob Storage, then the queue `media`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.hosting.deps import Db, In, OptionalLine, Out, TheShop
from lonja.kernel import limits
from lonja.kernel.blobs import UploadTicket
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.languages import Language

router = APIRouter(tags=["pictures"])


class PictureAsked(In):
    content_type: Literal["image/jpeg", "image/png", "image/webp", "image/avif"]
    size_bytes: Annotated[int, Field(ge=1, le=limits.UPLOAD_BYTES)]
    alt_es: OptionalLine = ""
    alt_en: OptionalLine = ""


class Upload(Out):
    """PUT the file there, once, with these headers, before the moment given."""

    url: str
    headers: dict[str, str]
    expires_at: datetime

    @classmethod
    def of(cls, ticket: UploadTicket) -> "Upload":
        return cls(url=ticket.url, headers=ticket.headers, expires_at=ticket.expires_at)


class PictureStarted(Out):
    id: UUID
    upload: Upload


class PictureDescribed(In):
    alt: dict[Language, OptionalLine]


class PictureOrder(In):
    """Those that are not named come after."""

    ids: Annotated[list[UUID], Field(max_length=100)]


class NotUploaded(Conflict):
    code = "not_uploaded"


@router.post("/products/{product_id}/pictures", status_code=201, operation_id="addPicture")
async def add_picture(
    product_id: UUID, asked: PictureAsked, shop: TheShop, me: Me, now: Now
) -> PictureStarted:
    async with shop.database.transaction() as db:
        work = await catalog.start_picture(
            db,
            product_id=product_id,
            alt={"es": asked.alt_es, "en": asked.alt_en},
            actor=me.email,
            now=now,
        )
    ticket = await shop.blobs.upload_ticket("uploads", work.blob, content_type=asked.content_type)
    return PictureStarted(id=work.id, upload=Upload.of(ticket))


@router.put("/pictures/{picture_id}/uploaded", status_code=202, operation_id="pictureUploaded")
async def picture_uploaded(picture_id: UUID, shop: TheShop, now: Now) -> None:
    """The upload is there; its sizes are made in the background. A repeat changes nothing."""
    async with shop.database.reading() as db:
        work = await catalog.picture_work(db, picture_id)
    if work is None:
        raise catalog.UnknownPicture("there is no such picture")
    if work.status == catalog.PictureStatus.UPLOADING:
        facts = await shop.blobs.facts("uploads", work.blob)
        if facts is None:
            raise NotUploaded("nothing has been uploaded yet")
        if facts.size > limits.UPLOAD_BYTES:
            await shop.blobs.delete("uploads", work.blob)
            raise Invalid(f"a picture has at most {limits.UPLOAD_BYTES} bytes", field="size_bytes")
    async with shop.database.transaction() as db:
        await catalog.picture_uploaded(db, picture_id, now=now)


@router.patch("/pictures/{picture_id}", status_code=204, operation_id="describePicture")
async def describe_picture(
    picture_id: UUID, asked: PictureDescribed, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    """What it shows, by language, for who does not see it."""
    alt = {str(language): text for language, text in asked.alt.items()}
    await catalog.describe_picture(
        db, picture_id, alt=alt, version=version, actor=me.email, now=now
    )


@router.put("/products/{product_id}/pictures/order", status_code=204, operation_id="orderPictures")
async def order_pictures(product_id: UUID, asked: PictureOrder, db: Db, me: Me, now: Now) -> None:
    """The first one stands for the product in lists."""
    await catalog.order_pictures(db, product_id, asked.ids, actor=me.email, now=now)


@router.delete("/pictures/{picture_id}", status_code=204, operation_id="removePicture")
async def remove_picture(picture_id: UUID, db: Db, me: Me, now: Now) -> None:
    await catalog.remove_picture(db, picture_id, actor=me.email, now=now)
