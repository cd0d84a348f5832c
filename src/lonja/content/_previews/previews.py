"""A draft that one person looks at before it is saved, on the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.content._files.files import check_files
from lonja.content._kinds.home import Home
from lonja.content._kinds.look import Look
from lonja.content._layout import faults, from_json, named_files, tidy, to_json
from lonja.content._previews import store
from lonja.kernel.errors import NotFound
from lonja.kernel.ids import uuid7


class UnknownPreview(NotFound):
    """There is none, or its time is over."""

    code = "unknown_preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """`origin` may show it in a frame; None: what is saved stands there."""

    look: Look | None
    home: Home | None
    origin: str


async def keep_preview(
    db: AsyncConnection,
    *,
    look: Look | None,
    home: Home | None,
    origin: str,
    actor: str,
    ends_at: datetime,
) -> UUID:
    """Refused as saving it would be; each person has one, and nothing of it is public."""
    look, home = look and tidy(look), home and tidy(home)
    for document in (look, home):
        if document is not None:
            for fault in faults(document):
                raise fault
            await check_files(db, named_files(document))
    preview_id = uuid7()
    await store.put(
        db,
        actor=actor,
        preview_id=preview_id,
        look=to_json(look) if look else None,
        home=to_json(home) if home else None,
        origin=origin,
        ends_at=ends_at,
    )
    return preview_id


async def preview(db: AsyncConnection, preview_id: UUID, *, now: datetime) -> Preview:
    found = await store.get(db, preview_id, now=now)
    if found is None:
        raise UnknownPreview("there is no such preview, or its time is over")
    return Preview(
        from_json(Look, found.look) if found.look is not None else None,
        from_json(Home, found.home) if found.home is not None else None,
        found.origin,
    )
