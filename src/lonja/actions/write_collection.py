"""A collection written by staff: its picture has to be one that was uploaded here."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.collections import api as collections
from lonja.collections.api import CollectionDraft
from lonja.content import api as content


async def add_collection(
    db: AsyncConnection, draft: CollectionDraft, *, actor: str, now: datetime
) -> UUID:
    """By rule, its products are found in the background."""
    await _check_picture(db, draft)
    return await collections.add_collection(db, draft, actor=actor, now=now)


async def change_collection(
    db: AsyncConnection,
    collection_id: UUID,
    draft: CollectionDraft,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    await _check_picture(db, draft)
    await collections.change_collection(
        db, collection_id, draft, version=version, actor=actor, now=now
    )


async def _check_picture(db: AsyncConnection, draft: CollectionDraft) -> None:
    if draft.picture is not None:
        asked = ("picture.file", draft.picture.file, content.FileUse.BLOCK)
        await content.check_files(db, [asked])
