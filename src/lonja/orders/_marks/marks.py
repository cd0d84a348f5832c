"""Hold, tags, assignee, archive and notes on an open transaction; each change has its audit row."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Invalid
from lonja.orders import _changes, _lookups
from lonja.orders._marks import store
from lonja.orders._marks.holding import HoldReason
from lonja.orders._marks.store import OrderNote
from lonja.orders._moving import TO_SHIP, WAITING, WrongStatus
from lonja.orders._order import Order

MAX_TAGS: Final = 20
TAG_CHARACTERS: Final = 40
NOTE_CHARACTERS: Final = 4_000
SHOWN: Final = 200


async def hold(
    db: AsyncConnection,
    order_id: UUID,
    *,
    reason: HoldReason,
    note: str = "",
    because: Sequence[str] = (),
    actor: str,
    now: datetime,
) -> None:
    """Nobody ships it until it is released; one that is held already gets the new reason.

    `because` are the codes of what the shop itself found.
    """
    order = await _lookups.lock(db, order_id)
    if order.held_at is not None and order.hold_reason == reason:
        return
    if order.status not in WAITING | TO_SHIP:
        raise WrongStatus("only an order that has not left is held", status=str(order.status))
    await store.set_hold(db, order_id, since=order.held_at or now, reason=reason, now=now)
    await _note_down(
        db,
        order,
        "held",
        actor=actor,
        now=now,
        reason=str(reason),
        note=note,
        because=", ".join(because),
    )


async def release_hold(db: AsyncConnection, order_id: UUID, *, actor: str, now: datetime) -> None:
    """It may be shipped again; twice is harmless."""
    order = await _lookups.lock(db, order_id)
    if order.held_at is None:
        return
    await store.set_hold(db, order_id, since=None, reason=None, now=now)
    await _note_down(db, order, "released", actor=actor, now=now)


async def set_tags(
    db: AsyncConnection, order_id: UUID, tags: Iterable[str], *, actor: str, now: datetime
) -> None:
    """Replace the tags; each once, in the order of the alphabet."""
    cleaned = clean_tags(tags)
    order = await _lookups.lock(db, order_id)
    if list(order.tags) == cleaned:
        return
    await store.set_tags(db, order_id, cleaned, now=now)
    await _note_down(db, order, "tagged", actor=actor, now=now, tags=", ".join(cleaned))


def clean_tags(tags: Iterable[str]) -> list[str]:
    cleaned = sorted({" ".join(tag.split()) for tag in tags} - {""}, key=str.casefold)
    if len(cleaned) > MAX_TAGS or any(len(tag) > TAG_CHARACTERS for tag in cleaned):
        raise Invalid(f"at most {MAX_TAGS} tags of {TAG_CHARACTERS} characters", field="tags")
    return cleaned


async def tag_names(db: AsyncConnection) -> list[str]:
    """All that were ever given, by name."""
    return await store.tag_names(db, SHOWN)


async def assign(
    db: AsyncConnection,
    order_id: UUID,
    assignee_id: UUID | None,
    *,
    name: str,
    actor: str,
    now: datetime,
) -> None:
    """Somebody sees to it, called `name`; nobody in particular where the id is None."""
    order = await _lookups.lock(db, order_id)
    if order.assignee_id == assignee_id:
        return
    await store.set_assignee(db, order_id, assignee_id, now=now)
    await _note_down(db, order, "assigned", actor=actor, now=now, assignee=name)


async def archive(
    db: AsyncConnection, order_id: UUID, *, is_archived: bool, actor: str, now: datetime
) -> None:
    """Out of the lists of work, or back into them; nothing else about it changes."""
    order = await _lookups.lock(db, order_id)
    if (order.archived_at is not None) == is_archived:
        return
    if is_archived and order.status in WAITING | TO_SHIP:
        raise WrongStatus("an order that is under way is not archived", status=str(order.status))
    await store.set_archived(db, order_id, since=now if is_archived else None, now=now)
    kind = "archived" if is_archived else "unarchived"
    await _note_down(db, order, kind, actor=actor, now=now)


async def add_note(
    db: AsyncConnection, order_id: UUID, note_id: UUID, *, text: str, actor: str, now: datetime
) -> None:
    """Under the caller's id: the same note twice is one."""
    text = text.strip()
    if not 0 < len(text) <= NOTE_CHARACTERS:
        raise Invalid(f"a note has 1 to {NOTE_CHARACTERS} characters", field="text")
    order = await _lookups.lock(db, order_id)
    if await store.insert_note(db, order_id, note_id, text=text, actor=actor, now=now):
        await _audit(db, order, "order_note_added", actor=actor, now=now)


async def remove_note(
    db: AsyncConnection, order_id: UUID, note_id: UUID, *, actor: str, now: datetime
) -> None:
    """Twice is harmless."""
    order = await _lookups.lock(db, order_id)
    if await store.delete_note(db, order_id, note_id):
        await _audit(db, order, "order_note_removed", actor=actor, now=now)


async def notes(db: AsyncConnection, order_id: UUID) -> Sequence[OrderNote]:
    """Newest first."""
    return await store.notes(db, order_id, SHOWN)


async def _note_down(
    db: AsyncConnection, order: Order, kind: str, *, actor: str, now: datetime, **facts: Any
) -> None:
    known = {name: value for name, value in facts.items() if value}
    await _changes.add_event(db, order_id=order.id, kind=kind, at=now, actor=actor, **known)
    await _audit(db, order, f"order_{kind}", actor=actor, now=now, **known)


async def _audit(
    db: AsyncConnection, order: Order, action: str, *, actor: str, now: datetime, **facts: Any
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"order:{order.number}", **facts
    )
    _changes.touched(db, order)
