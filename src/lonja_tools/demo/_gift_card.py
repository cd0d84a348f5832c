"""The picture of the gift card: drawn here, and uploaded by the way that staff take."""

import io
from typing import Final
from uuid import uuid5

from azure.storage.blob.aio import BlobServiceClient
from PIL import ImageDraw, ImageFont

from lonja.catalog import api as catalog
from lonja.catalog.api import PictureStatus
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja_tools.demo import tiles
from lonja_tools.demo.desk.goods import GIFT_CARD
from lonja_tools.demo.tiles import Design, family_of

_FAMILY: Final = "andalusi"
_ALT: Final = {"es": "Tarjeta regalo de Azulejo", "en": "Azulejo gift card"}
_ACTOR: Final = "owner@azulejo.example"
_PAPER: Final = (250, 246, 236)
_INK: Final = (24, 52, 110)


async def ensure_picture(database_url: str, service: BlobServiceClient) -> None:
    """Twice is once; a run that was killed goes on with the upload that it began."""
    database = Database(database_url, pool_size=1, application="lonja-demo")
    try:
        async with database.transaction() as db:
            ids = await catalog.product_ids_by_slug(db, [GIFT_CARD])
            if GIFT_CARD not in ids:
                return  # somebody took it out of the shop
            picture_id = uuid5(ids[GIFT_CARD], "picture")
            work = await catalog.picture_work(db, picture_id)
            if work is None:
                work = await catalog.start_picture(
                    db,
                    product_id=ids[GIFT_CARD],
                    alt=_ALT,
                    actor=_ACTOR,
                    now=clock.now(),
                    media_id=picture_id,
                )
            if work.status is not PictureStatus.UPLOADING:
                return
        async with service.get_blob_client("uploads", work.blob) as blob:
            await blob.upload_blob(drawn(), overwrite=True)
        async with database.transaction() as db:
            await catalog.picture_uploaded(db, work.id, now=clock.now())
    finally:
        await database.close()


def drawn() -> bytes:
    """A card on a tiled wall, as a PNG."""
    palette = family_of(_FAMILY).palettes[0]
    image = tiles.paint(Design(_FAMILY, palette.key, 1912), view="wall").convert("RGB")
    edge = image.width
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = (round(edge * part) for part in (0.14, 0.28, 0.86, 0.72))
    draw.rounded_rectangle((left + 6, top + 10, right + 6, bottom + 10), edge // 40, (92, 78, 52))
    draw.rounded_rectangle((left, top, right, bottom), edge // 40, _PAPER)
    inset = edge // 50
    draw.rounded_rectangle(
        (left + inset, top + inset, right - inset, bottom - inset),
        edge // 60,
        outline=_INK,
        width=3,
    )
    for text, size, height in (
        ("Azulejo", edge // 9, 0.47),
        ("tarjeta regalo · gift card", edge // 28, 0.59),
    ):
        draw.text((edge / 2, edge * height), text, _INK, ImageFont.load_default(size), anchor="mm")
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()
