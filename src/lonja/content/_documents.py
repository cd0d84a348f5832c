"""Menus, front page and announcement: versions that are only added to, on the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.content import _store
from lonja.content._files.files import check_files
from lonja.content._kinds.look import Look
from lonja.content._kinds.notices import Notices
from lonja.content._kinds.stock_mails import StockMails
from lonja.content._kinds.tags import Tags
from lonja.content._layout import (
    NAME_OF,
    Announcement,
    Document,
    DocumentName,
    Footer,
    Header,
    faults,
    from_json,
    named_files,
    targets,
    tidy,
    to_json,
)
from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.transaction import EVERYTHING, announce


class ContentChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "content_changed"


class UnknownTarget(Invalid):
    """`facts["field"]` names a category, page or product that there is not."""

    code: ClassVar[str] = "unknown_target"


@dataclass(frozen=True, slots=True)
class Edition[D]:
    """A document as it stands; version 0 is what a shop has before anybody wrote one."""

    document: D
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around every page."""

    header: Header
    footer: Footer
    announcement: Announcement
    look: Look
    tags: Tags
    notices: Notices
    stock_mails: StockMails


async def current[D: Document](db: AsyncConnection, kind: type[D]) -> Edition[D]:
    row = await _store.newest(db, NAME_OF[kind])
    return Edition(kind()) if row is None else _edition(kind, row)


async def surroundings(db: AsyncConnection) -> Surroundings:
    found = {row.name: row.body for row in await _store.newest_of_all(db)}
    return Surroundings(
        _of(Header, found),
        _of(Footer, found),
        _of(Announcement, found),
        _of(Look, found),
        _of(Tags, found),
        _of(Notices, found),
        _of(StockMails, found),
    )


async def save(
    db: AsyncConnection,
    document: Document,
    *,
    version: int | None = None,
    actor: str,
    now: datetime,
) -> Outcome:
    """Make it the one that shows: a new version, unless nothing differs.

    Refused for the first fault, and where the current version is not `version`; without one it
    replaces whatever is there.
    """
    document = tidy(document)
    for fault in faults(document):
        raise fault
    await _check_targets(db, document)
    await check_files(db, named_files(document))
    before = await current(db, type(document))
    if version is not None and version != before.version:
        raise ContentChanged("somebody changed this meanwhile", version=before.version)
    if before.version and before.document == document:
        return "unchanged"
    name, following = NAME_OF[type(document)], before.version + 1
    if not await _store.add_version(
        db, name, version=following, body=to_json(document), actor=actor, now=now
    ):
        raise ContentChanged("somebody changed this meanwhile", version=following)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="content_changed",
        subject=f"content:{name}",
        version=following,
    )
    announce(db, EVERYTHING)
    return "updated" if before.version else "created"


async def history[D: Document](
    db: AsyncConnection, kind: type[D], *, before: int | None = None, limit: int = 20
) -> list[Edition[D]]:
    """Newest first."""
    found = await _store.history(db, NAME_OF[kind], before=before, limit=limit)
    return [_edition(kind, row) for row in found]


def _edition[D: Document](kind: type[D], row: _store.StoredVersion) -> Edition[D]:
    return Edition(from_json(kind, row.body), row.version, row.changed_at, row.changed_by)


def _of[D: Document](kind: type[D], found: Mapping[str, Mapping[str, Any]]) -> D:
    name: DocumentName = NAME_OF[kind]
    return from_json(kind, found[name]) if name in found else kind()


async def _check_targets(db: AsyncConnection, document: Document) -> None:
    named = [(field, one) for field, one in targets(document) if one.kind != "address"]
    ids = {
        kind: [UUID(one.value) for _, one in named if one.kind == kind]
        for kind in ("category", "page", "product")
    }
    known = {
        "category": {one.id for one in await catalog.categories(db)} if ids["category"] else set(),
        "page": await _store.known_pages(db, ids["page"]),
        "product": {one.id for one in await catalog.products_by_ids(db, ids["product"])},
    }
    for field, one in named:
        if UUID(one.value) not in known[one.kind]:
            raise UnknownTarget(f"there is no such {one.kind}", field=field)
