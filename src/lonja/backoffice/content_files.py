"""Files of pages: uploaded here, and shown once a look, a block or a notice that names them is saved."""

import asyncio
from collections.abc import Iterator
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from lonja.adapters.notice_files import SUFFIXES, check_notice
from lonja.adapters.pictures import (
    Encoded,
    PictureRefused,
    block_pictures,
    look_picture,
    read_picture,
)
from lonja.backoffice.deps import Now
from lonja.backoffice.pictures import NotUploaded, Upload
from lonja.backoffice.rules import Me, need
from lonja.catalog.api import PictureFault
from lonja.content import api as content
from lonja.content.api import File, FileUse
from lonja.hosting.deps import In, Out, TheShop
from lonja.kernel.blobs import Blobs
from lonja.kernel.ids import uuid7
from lonja.staff.api import Permission, SignedIn

router = APIRouter(prefix="/content/files", tags=["content"])

MOST_BYTES: Final = 8 * 1024 * 1024
_KEPT: Final = "public, max-age=31536000, immutable"

FileType = Literal[
    "image/jpeg", "image/png", "image/webp", "image/avif", "image/svg+xml", "application/pdf"
]


class ContentFileAsked(In):
    content_type: FileType
    size_bytes: Annotated[int, Field(ge=1, le=MOST_BYTES)]


class ContentFileStarted(Out):
    id: UUID
    upload: Upload


class ContentFileTaken(In):
    """A notice is kept as it is, a PDF, PNG or SVG file; all else is a picture that is made smaller."""

    use: FileUse
    content_type: FileType


class ContentFile(Out):
    blob: str
    url: str
    width: int
    height: int


@router.post("", status_code=201, operation_id="addContentFile")
async def add_file(asked: ContentFileAsked, shop: TheShop, me: Me) -> ContentFileStarted:
    """Where to send the file; nothing shows it before something that names it is saved."""
    _check(me)
    file_id = uuid7()
    ticket = await shop.blobs.upload_ticket(
        "uploads", _upload(file_id), content_type=asked.content_type
    )
    return ContentFileStarted(id=file_id, upload=Upload.of(ticket))


@router.put("/{file_id}/uploaded", operation_id="contentFileUploaded")
async def file_uploaded(
    file_id: UUID, asked: ContentFileTaken, shop: TheShop, me: Me, now: Now
) -> ContentFile:
    """Read what was uploaded and make of it what pages show. A repeat makes the same."""
    _check(me, asked.use)
    if await shop.blobs.facts("uploads", _upload(file_id)) is None:
        raise NotUploaded("nothing has been uploaded yet")
    data = await shop.blobs.read("uploads", _upload(file_id), max_bytes=MOST_BYTES)
    if asked.use is FileUse.NOTICE:
        file = await _notice(shop.blobs, file_id, data, asked.content_type)
    else:
        file = await _picture(shop.blobs, file_id, data, asked.use)
    async with shop.database.transaction() as db:
        await content.add_file(db, file, actor=me.email, now=now)
    return ContentFile(
        blob=file.blob,
        url=shop.blobs.public_url(file.blob),
        width=file.width,
        height=file.height,
    )


def _check(me: SignedIn, use: FileUse = FileUse.BLOCK) -> None:
    """Who writes products may upload the picture of a collection, all else who writes pages."""
    if use is not FileUse.BLOCK or Permission.PRODUCTS_WRITE not in me.permissions:
        need(me, Permission.CONTENT_WRITE)


async def _picture(blobs: Blobs, file_id: UUID, data: bytes, use: FileUse) -> File:
    made = await asyncio.to_thread(lambda: list(_made(data, use)))
    whole = made[-1]
    file = File(
        f"{use.folder}/{file_id}.{whole.format}", use, whole.content_type, whole.width, whole.height
    )
    names = file.narrower if use is FileUse.BLOCK else {whole.width: file.blob}
    for one in made:
        await _write(blobs, names[one.width], one.data, one.content_type)
    return file


async def _notice(blobs: Blobs, file_id: UUID, data: bytes, content_type: str) -> File:
    if content_type not in SUFFIXES:
        raise PictureRefused(
            "a notice is the official PDF, PNG or SVG file", PictureFault.UNREADABLE
        )
    await asyncio.to_thread(lambda: check_notice(data, content_type))
    use = FileUse.NOTICE
    file = File(f"{use.folder}/{file_id}.{SUFFIXES[content_type]}", use, content_type)
    await _write(blobs, file.blob, data, content_type)
    return file


def _made(data: bytes, use: FileUse) -> Iterator[Encoded]:
    picture = read_picture(data)
    if use is FileUse.BLOCK:
        yield from block_pictures(picture)
    else:
        yield look_picture(picture, use)


async def _write(blobs: Blobs, name: str, data: bytes, content_type: str) -> None:
    await blobs.write("media", name, data, content_type=content_type, cache_control=_KEPT)


def _upload(file_id: UUID) -> str:
    return f"pictures/content/{file_id}"
