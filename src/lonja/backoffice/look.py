"""How the shop looks: theme, colours, corners, letters, logo and icon."""

import asyncio
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import save_look
from lonja.adapters.pictures import look_picture, read_picture
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.pictures import NotUploaded, Upload
from lonja.backoffice.rules import Me
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.content.api import Look
from lonja.hosting.deps import Db, In, OptionalLine, Out, Reading, TheShop
from lonja.kernel.ids import uuid7

router = APIRouter(prefix="/look", tags=["content"])

MOST_BYTES: Final = 4 * 1024 * 1024
_KEPT: Final = "public, max-age=31536000, immutable"

Colour = Annotated[str, StringConstraints(pattern=r"^(#[0-9a-f]{6})?$")]


class LookAsked(In):
    accent: Colour = ""
    accent_dark: Colour = ""
    corners: content.Corners = "theme"
    letters: content.Letters = "theme"
    logo: OptionalLine = ""
    icon: OptionalLine = ""
    logo_has_name: bool = False


class LookOut(Out):
    """`theme` is the one that the shop's settings name, of `themes`; `theirs` are its own colours."""

    document: Look
    version: int
    changed_at: datetime | None
    changed_by: str
    theme: str
    themes: list[str]
    theirs: dict[str, str]
    logo_url: str
    icon_url: str


class LookPictureAsked(In):
    content_type: Literal["image/jpeg", "image/png", "image/webp", "image/avif"]
    size_bytes: Annotated[int, Field(ge=1, le=MOST_BYTES)]


class LookPictureStarted(Out):
    id: UUID
    upload: Upload


class LookPictureTaken(In):
    use: content.PictureUse


class LookPicture(Out):
    blob: str
    url: str


async def _out(shop: Shop, found: content.Edition[Look]) -> LookOut:
    facts = await shop.facts.get()
    theme, look = shop.theme_of(facts), found.document
    names = ("accent", "on-accent", "ground", "surface", "ink", "quiet", "line", "corner")
    return LookOut(
        document=look,
        version=found.version,
        changed_at=found.changed_at,
        changed_by=found.changed_by,
        theme=facts.theme,
        themes=list(shop.themes.names()),
        theirs={
            **{name: theme.tokens.get(name, "") for name in names},
            "accent_dark": theme.dark_tokens.get("accent", ""),
        },
        logo_url=shop.blobs.public_url(look.logo) if look.logo else "",
        icon_url=shop.blobs.public_url(look.icon) if look.icon else "",
    )


@router.get("", operation_id="getLook")
async def get_look(db: Reading, shop: TheShop) -> LookOut:
    return await _out(shop, await content.current(db, Look))


@router.put("", operation_id="saveLook")
async def save(
    asked: LookAsked, version: IfMatch, db: Db, shop: TheShop, me: Me, now: Now
) -> LookOut:
    """Every page shows it within a second. A colour that is hard to read is refused with its ratio."""
    theme = await shop.theme()
    saved = await save_look.save(
        db,
        Look(**asked.model_dump()),
        bright=theme.tokens,
        dark=theme.dark_tokens,
        version=version,
        actor=me.email,
        now=now,
    )
    return await _out(shop, saved)


@router.post("/pictures", status_code=201, operation_id="addLookPicture")
async def add_picture(asked: LookPictureAsked, shop: TheShop) -> LookPictureStarted:
    """Where to send the file of a logo or an icon; nothing shows it before the look is saved with it."""
    picture_id = uuid7()
    ticket = await shop.blobs.upload_ticket(
        "uploads", _upload(picture_id), content_type=asked.content_type
    )
    return LookPictureStarted(id=picture_id, upload=Upload.of(ticket))


@router.put("/pictures/{picture_id}/uploaded", operation_id="lookPictureUploaded")
async def picture_uploaded(picture_id: UUID, asked: LookPictureTaken, shop: TheShop) -> LookPicture:
    """Read what was uploaded and make the picture of it that pages show. A repeat makes the same."""
    if await shop.blobs.facts("uploads", _upload(picture_id)) is None:
        raise NotUploaded("nothing has been uploaded yet")
    data = await shop.blobs.read("uploads", _upload(picture_id), max_bytes=MOST_BYTES)
    made = await asyncio.to_thread(lambda: look_picture(read_picture(data), asked.use))
    blob = f"look/{picture_id}.{made.format}"
    await shop.blobs.write(
        "media", blob, made.data, content_type=made.content_type, cache_control=_KEPT
    )
    return LookPicture(blob=blob, url=shop.blobs.public_url(blob))


def _upload(picture_id: UUID) -> str:
    return f"pictures/look/{picture_id}"
