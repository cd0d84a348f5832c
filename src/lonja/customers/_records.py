"""Customers as staff see them: found, sorted, tagged, with notes and the proof of their consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import _record_store
from lonja.customers._merging import store as merge_store
from lonja.customers._record_store import (
    CustomerRecord,
    CustomerRow,
    Note,
    Spending,
    StoredChoice,
    Suppression,
)
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import sealed
from lonja.kernel.paging import BY_TIME, Page, SortKey

MAX_TAGS: Final = 50
TAG_CHARACTERS: Final = 40
NOTE_CHARACTERS: Final = 4_000
SHOWN: Final = 200
"""Notes and choices of one record."""
_ANYBODY: Final[Mapping[str, Any]] = {}
_BY_COUNT: Final = SortKey(int, UUID)
_KEYS: Final[dict[str, SortKey[Any]]] = {
    "newest": BY_TIME,
    "last_order": BY_TIME,
    "orders": _BY_COUNT,
    "spent": _BY_COUNT,
}
SORTS: Final = tuple(_KEYS)


class UnknownCustomer(NotFound):
    code: ClassVar[str] = "unknown_customer"


class CustomerChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "customer_changed"


@dataclass(frozen=True, slots=True)
class Person:
    """One customer, whole; `choices` are what they said about marketing mail, the newest first."""

    record: CustomerRecord
    spending: Sequence[Spending]
    notes: Sequence[Note]
    choices: Sequence[StoredChoice]
    suppression: Suppression | None


async def list_customers(
    db: AsyncConnection,
    *,
    sort: str,
    currency: str,
    query: str = "",
    asked: Mapping[str, Any] = _ANYBODY,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CustomerRow]:
    """Who can be written to; `query`: words in any order, parts of name, e-mail or telephone.

    `asked` narrows it to a group or a segment.
    """
    key = _KEYS[sort]
    found = await _record_store.list_customers(
        db,
        sort=sort,
        currency=currency,
        query=query.replace("\0", "").strip(),
        asked=asked,
        after=key.after(cursor),
        limit=limit + 1,
    )
    column = _record_store.SORT_KEYS[sort]
    return key.page(found, limit, lambda row: (getattr(row, column), row.id))


async def person(db: AsyncConnection, customer_id: UUID) -> Person:
    record = await _found(db, customer_id)
    email = record.email.lower()
    return Person(
        record,
        await _record_store.spending(db, customer_id),
        await _record_store.notes(db, customer_id, SHOWN),
        await _record_store.choices(db, await merge_store.emails(db, customer_id), SHOWN),
        await _record_store.suppression(db, email) if email else None,
    )


async def lock_record(db: AsyncConnection, customer_id: UUID) -> CustomerRecord:
    """The row is this transaction's until it ends: counts are made again one after the other."""
    return await _found(db, customer_id, lock=True)


async def save_counts(
    db: AsyncConnection,
    customer_id: UUID,
    *,
    orders: int,
    last_order_at: datetime | None,
    spent: Sequence[Spending],
) -> None:
    """What their orders and payments add up to now; lock the record first."""
    await _record_store.save_counts(
        db, customer_id, orders=orders, last_order_at=last_order_at, spent=spent
    )


async def save_purchases(
    db: AsyncConnection, customer_id: UUID, product_ids: Sequence[UUID]
) -> None:
    """The products of their orders that count as sales; lock the record first."""
    await _record_store.save_products(db, customer_id, product_ids)


async def set_tags(
    db: AsyncConnection,
    customer_id: UUID,
    tags: Sequence[str],
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Replace the tags; each once, in the order of the alphabet."""
    cleaned = sorted({" ".join(tag.split()) for tag in tags} - {""}, key=str.casefold)
    if len(cleaned) > MAX_TAGS or any(len(tag) > TAG_CHARACTERS for tag in cleaned):
        raise Invalid(f"at most {MAX_TAGS} tags of {TAG_CHARACTERS} characters", field="tags")
    record = await _found(db, customer_id, lock=True)
    if record.version != version:
        raise CustomerChanged("somebody changed this customer meanwhile", version=record.version)
    if list(record.tags) == cleaned:
        return
    await _record_store.update_tags(db, customer_id, cleaned)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="customer_tagged",
        subject=f"customer:{customer_id}",
        before=list(record.tags),
        after=cleaned,
    )


async def add_note(
    db: AsyncConnection, customer_id: UUID, note_id: UUID, *, text: str, actor: str, now: datetime
) -> None:
    """Under the caller's id: the same note twice is one."""
    text = text.strip()
    if not 0 < len(text) <= NOTE_CHARACTERS:
        raise Invalid(f"a note has 1 to {NOTE_CHARACTERS} characters", field="text")
    await _found(db, customer_id)
    if await _record_store.insert_note(db, customer_id, note_id, text=text, actor=actor, now=now):
        await audit.record(
            db, at=now, actor=actor, action="customer_note_added", subject=f"customer:{customer_id}"
        )


async def remove_note(
    db: AsyncConnection, customer_id: UUID, note_id: UUID, *, actor: str, now: datetime
) -> None:
    """Twice is harmless."""
    if await _record_store.delete_note(db, customer_id, note_id):
        await audit.record(
            db,
            at=now,
            actor=actor,
            action="customer_note_removed",
            subject=f"customer:{customer_id}",
        )


async def erase(
    db: AsyncConnection, customer_id: UUID, *, email: str, secret: str, now: datetime
) -> None:
    """Take the person out of this noun; the proof of consent stays under a keyed digest."""
    await _record_store.erase(db, customer_id, now=now)
    for address in {email.lower(), *await merge_store.emails(db, customer_id)}:
        pseudonym = f"erased:{sealed(secret, 'erased customer', address)}"
        await _record_store.forget_address(db, address, pseudonym=pseudonym)


async def traces(db: AsyncConnection, email: str) -> int:
    """Rows of this noun that still name the address."""
    return await _record_store.traces(db, email.lower())


async def _found(db: AsyncConnection, customer_id: UUID, *, lock: bool = False) -> CustomerRecord:
    record = await _record_store.record(db, customer_id, lock=lock)
    if record is None:
        raise UnknownCustomer("there is no such customer")
    return record
