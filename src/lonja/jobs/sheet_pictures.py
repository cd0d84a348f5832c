"""Pictures that a file of products names by their web addresses."""

from collections.abc import Mapping, Sequence
from time import monotonic
from uuid import UUID, uuid5

from lonja.catalog import api as catalog
from lonja.imports import centre
from lonja.imports.api import Import
from lonja.imports.centre import Refusal
from lonja.imports.pictures import PictureUnavailable
from lonja.jobs.imports import PICTURES_WITHIN_S, ImportContext, Patience
from lonja.kernel.errors import Refused
from lonja.sheets.api import Picture


async def add_pictures(
    context: ImportContext, found: Import, wanted: Mapping[str, Sequence[Picture]]
) -> None:
    """For products that have none; each has an id of the import, so that a second try adds no second."""
    if not wanted:
        return
    patience = Patience(context.pictures, monotonic() + PICTURES_WITHIN_S)
    async with context.database.reading() as db:
        written = await catalog.written_products(db, sorted(wanted))
        products = await catalog.products_by_ids(db, [one.id for one in written])
    notes: list[Refusal] = []
    for product in products:
        pictures = {
            uuid5(found.id, f"{product.slug}/{at}"): one
            for at, one in enumerate(wanted[product.slug])
        }
        if all(one.id in pictures for one in product.pictures):
            notes += await _add(context, found, product, pictures, patience)
    if notes:
        async with context.database.transaction() as db:
            await centre.add_notes(db, found.id, notes)


async def _add(
    context: ImportContext,
    found: Import,
    product: catalog.Product,
    pictures: Mapping[UUID, Picture],
    patience: Patience,
) -> list[Refusal]:
    notes = []
    language = str(found.facts["language"])
    name = product.texts.get(language, {}).get("name", product.slug)
    for media_id, picture in pictures.items():
        try:
            async with context.database.reading() as db:
                work = await catalog.picture_work(db, media_id)
            if work is not None and not work.is_awaited:
                continue
            content = await patience.download(picture.address)
            if work is None:
                async with context.database.transaction() as db:
                    work = await catalog.start_picture(
                        db,
                        product_id=product.id,
                        alt={language: picture.alt or name},
                        actor=found.created_by,
                        now=context.now(),
                        media_id=media_id,
                    )
            await context.blobs.write("uploads", work.blob, content, content_type="image/*")
            async with context.database.transaction() as db:
                await catalog.picture_uploaded(db, media_id, now=context.now())
        except (PictureUnavailable, Refused) as error:
            reason = f"{picture.address[:200]}: {error}"
            notes.append(Refusal(picture.row, "picture_unavailable", reason, "image"))
    return notes
