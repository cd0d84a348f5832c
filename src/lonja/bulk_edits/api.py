"""The door to bulk edits: their progress; the editing itself is `lonja.actions.edit_products`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.bulk_edits import _store
from lonja.bulk_edits._changing import (
    Changes,
    CompareAt,
    Ending,
    PriceStep,
    ProductsChange,
    Values,
    check_change,
    new_price,
    new_tags,
    taken_back,
)
from lonja.bulk_edits._messages import BulkEditStep
from lonja.bulk_edits._status import BulkEditStatus
from lonja.bulk_edits._store import BulkEdit, Item
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.transaction import Change, announce

__all__ = [
    "MAX_PRODUCTS",
    "STALLED_AFTER",
    "BulkEdit",
    "BulkEditReused",
    "BulkEditStatus",
    "BulkEditStep",
    "Changes",
    "CompareAt",
    "Ending",
    "Item",
    "PriceStep",
    "ProductsChange",
    "UnknownBulkEdit",
    "Values",
    "WrongBulkEditStatus",
    "begin",
    "bulk_edit",
    "check_change",
    "finish",
    "give_up",
    "latest",
    "lock",
    "new_price",
    "new_tags",
    "next_products",
    "next_undone",
    "note_done",
    "note_undone",
    "noted",
    "taken_back",
    "undo",
    "wait_again",
    "wake",
]

MAX_PRODUCTS: Final = 50_000
STALLED_AFTER: Final = timedelta(minutes=10)
_ACTIVE: Final = (BulkEditStatus.RUNNING, BulkEditStatus.UNDOING)


class UnknownBulkEdit(NotFound):
    code: ClassVar[str] = "unknown_bulk_edit"


class WrongBulkEditStatus(Conflict):
    code: ClassVar[str] = "wrong_bulk_edit_status"


class BulkEditReused(Conflict):
    """The id stands for another edit."""

    code: ClassVar[str] = "bulk_edit_reused"


async def begin(
    db: AsyncConnection,
    edit_id: UUID,
    product_ids: Sequence[UUID],
    change: ProductsChange,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Put it to work; the id is the caller's, so that a repeat begins nothing."""
    check_change(change)
    ids = list(dict.fromkeys(product_ids))
    if not 1 <= len(ids) <= MAX_PRODUCTS:
        raise Invalid(f"between 1 and {MAX_PRODUCTS:,} products at once", field="selection")
    made = change.to_json()
    if not await _store.insert(
        db, edit_id, ids, made, actor=actor, now=now, look_at=now + STALLED_AFTER
    ):
        if (await bulk_edit(db, edit_id)).change != made:
            raise BulkEditReused("this id stands for another edit")
        return
    await audit.record(
        db, at=now, actor=actor, action="bulk_edit_begun", subject=f"bulk_edit:{edit_id}",
        products=len(ids), change=made,
    )  # fmt: skip
    await _go_on(db, edit_id)


async def undo(db: AsyncConnection, edit_id: UUID, *, actor: str, now: datetime) -> None:
    """Take back all of it, as one act; asked for twice it is taken back once."""
    found = await lock(db, edit_id)
    if found.status in {BulkEditStatus.UNDOING, BulkEditStatus.UNDONE}:
        return
    if not await _store.set_status(
        db,
        edit_id,
        BulkEditStatus.UNDOING,
        among=(BulkEditStatus.DONE, BulkEditStatus.FAILED),
        now=now,
        look_at=now + STALLED_AFTER,
        undone_by=actor,
    ):
        raise WrongBulkEditStatus("it is still running", status=found.status)
    await audit.record(
        db, at=now, actor=actor, action="bulk_edit_undone", subject=f"bulk_edit:{edit_id}",
        products=found.changed,
    )  # fmt: skip
    await _go_on(db, edit_id)


async def bulk_edit(db: AsyncConnection, edit_id: UUID) -> BulkEdit:
    found = await _store.get(db, edit_id)
    if found is None:
        raise UnknownBulkEdit("there is no such edit")
    return found


async def lock(db: AsyncConnection, edit_id: UUID) -> BulkEdit:
    """One step at a time."""
    found = await _store.lock(db, edit_id)
    if found is None:
        raise UnknownBulkEdit("there is no such edit")
    return found


async def latest(db: AsyncConnection, *, limit: int) -> list[BulkEdit]:
    return await _store.latest(db, limit=limit)


async def noted(db: AsyncConnection, edit_id: UUID, *, limit: int) -> list[Item]:
    """Products that were refused, or that an undo left as somebody else made them."""
    return await _store.noted(db, edit_id, limit=limit)


async def next_products(db: AsyncConnection, edit_id: UUID, *, limit: int) -> list[UUID]:
    return await _store.next_items(db, edit_id, limit=limit)


async def next_undone(db: AsyncConnection, edit_id: UUID, *, limit: int) -> list[Item]:
    return await _store.next_undone(db, edit_id, limit=limit)


async def note_done(
    db: AsyncConnection,
    edit_id: UUID,
    found: Sequence[tuple[UUID, Changes, str | None]],
    *,
    now: datetime,
) -> None:
    """What became of these products; the next step is asked for in this transaction."""
    await _store.mark_done(db, edit_id, found, now=now, look_at=now + STALLED_AFTER)
    await _go_on(db, edit_id)


async def note_undone(
    db: AsyncConnection,
    edit_id: UUID,
    found: Sequence[tuple[UUID, Sequence[str]]],
    *,
    now: datetime,
) -> None:
    await _store.mark_undone(db, edit_id, found, now=now, look_at=now + STALLED_AFTER)
    await _go_on(db, edit_id)


async def finish(db: AsyncConnection, found: BulkEdit, *, now: datetime) -> None:
    """Nothing is left to do of it."""
    ends = BulkEditStatus.DONE if found.status == "running" else BulkEditStatus.UNDONE
    await _store.set_status(db, found.id, ends, among=(found.status,), now=now, look_at=None)
    announce(db, Change("bulk_edit", str(found.id)))


async def give_up(db: AsyncConnection, edit_id: UUID, *, now: datetime) -> None:
    """A step failed for good: what is done stays, and can be taken back."""
    await _store.set_status(
        db, edit_id, BulkEditStatus.FAILED, among=_ACTIVE, now=now, look_at=None
    )
    announce(db, Change("bulk_edit", str(edit_id)))


async def wait_again(db: AsyncConnection, edit_id: UUID, *, now: datetime) -> None:
    """The step that had failed is sent again: it goes on where it was, forwards or back."""
    found = await lock(db, edit_id)
    goes = BulkEditStatus.UNDOING if found.undone_by else BulkEditStatus.RUNNING
    await _store.set_status(
        db, edit_id, goes, among=(BulkEditStatus.FAILED,), now=now, look_at=now + STALLED_AFTER
    )
    announce(db, Change("bulk_edit", str(edit_id)))


async def wake(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Put the step that stalled edits wait for; how many."""
    stalled = await _store.take_stalled(db, now=now, next_at=now + STALLED_AFTER, limit=limit)
    await outbox.put_all(db, [BulkEditStep(edit_id) for edit_id in stalled])
    return len(stalled)


async def _go_on(db: AsyncConnection, edit_id: UUID) -> None:
    await outbox.put(db, BulkEditStep(edit_id))
    announce(db, Change("bulk_edit", str(edit_id)))
