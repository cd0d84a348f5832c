"""Prints: asked for, made in the background, kept for ever where they are legal documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.documents._document import Document
from lonja.documents._kind import PrintKind, PrintStatus
from lonja.documents._printing import store
from lonja.documents._printing.store import Print
from lonja.kernel import outbox
from lonja.kernel.blobs import Container
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Message

MOST_ORDERS: Final = 200
"""Of one print: a clerk's morning, and what one PDF holds without trouble."""
GIVEN_UP: Final = timedelta(days=1)


class UnknownPrint(NotFound):
    code: ClassVar[str] = "unknown_print"


class PrintNotReady(Conflict):
    """`facts["status"]`: waiting, or failed."""

    code: ClassVar[str] = "print_not_ready"


class PrintIdTaken(Conflict):
    """The id was used for another print: a repeat must ask for the same."""

    code: ClassVar[str] = "print_id_taken"


@dataclass(frozen=True, slots=True)
class MakePrint(Message):
    queue: ClassVar[str] = "documents"
    type: ClassVar[str] = "print.make"
    subject_field: ClassVar[str] = "print_id"
    print_id: UUID


async def ask_for_print(
    db: AsyncConnection,
    *,
    print_id: UUID,
    kind: PrintKind,
    order_ids: Sequence[UUID],
    language: str,
    actor: str,
    now: datetime,
) -> None:
    """One PDF of these orders, in their order; the same id again changes nothing."""
    if kind is PrintKind.DOCUMENT:
        raise Invalid("a legal document is printed when it is issued", field="kind")
    if not 0 < len(order_ids) <= MOST_ORDERS:
        raise Invalid(f"choose 1 to {MOST_ORDERS} orders", field="orders")
    if await store.insert(
        db,
        print_id=print_id,
        kind=kind,
        subjects=order_ids,
        language=language,
        actor=actor,
        now=now,
    ):
        await outbox.put(db, MakePrint(print_id))
        return
    there = await a_print(db, print_id)
    if (there.kind, list(there.subjects)) != (kind, list(order_ids)):
        raise PrintIdTaken("this id belongs to another print")


async def print_document(db: AsyncConnection, document: Document, *, now: datetime) -> None:
    """Have its PDF made, once."""
    print_id = uuid7()
    if await store.insert(
        db,
        print_id=print_id,
        kind=PrintKind.DOCUMENT,
        subjects=[document.id],
        language=document.facts.language,
        actor="shop",
        now=now,
    ):
        await outbox.put(db, MakePrint(print_id))


async def a_print(db: AsyncConnection, print_id: UUID) -> Print:
    found = await store.get(db, print_id)
    if found is None:
        raise UnknownPrint(f"there is no print {print_id}")
    return found


async def print_of(db: AsyncConnection, document_id: UUID) -> Print:
    found = await store.of_document(db, document_id)
    if found is None:
        raise UnknownPrint(f"document {document_id} has no print")
    return found


def place_of(one: Print) -> tuple[Container, str]:
    """Where its PDF is, or will be."""
    if one.kind is PrintKind.DOCUMENT:
        return "documents", f"{one.subjects[0]}.pdf"
    return "exports", f"prints/{one.id}.pdf"


def blob_of(one: Print) -> tuple[Container, str]:
    """Where its PDF is; refused while there is none."""
    if one.status is not PrintStatus.READY:
        raise PrintNotReady("the PDF is not ready", status=str(one.status))
    return place_of(one)


async def print_again(db: AsyncConnection, print_id: UUID, *, now: datetime) -> None:
    """One that failed is tried once more; any other is left alone."""
    if await store.again(db, print_id, now=now):
        await outbox.put(db, MakePrint(print_id))


async def print_ready(
    db: AsyncConnection, print_id: UUID, *, blob: str, sha256: str, size: int, now: datetime
) -> None:
    await store.mark_ready(db, print_id, blob=blob, sha256=sha256, size=size, now=now)


async def print_failed(db: AsyncConnection, print_id: UUID, *, error: str) -> None:
    await store.mark_failed(db, print_id, error=error)


async def wake_prints(db: AsyncConnection, *, before: datetime, now: datetime, limit: int) -> int:
    """Put the messages of prints again that wait since `before`; after a day they have failed."""
    failed = await store.fail_older(db, before=now - GIVEN_UP, limit=limit)
    stale = await store.take_stale(db, before=before, now=now, limit=limit)
    await outbox.put_all(db, [MakePrint(one) for one in stale])
    return failed + len(stale)


async def take_old_prints(db: AsyncConnection, *, before: datetime, limit: int) -> list[str]:
    """Forget prints of that age that are no legal documents; the blobs they leave behind."""
    return await store.take_old(db, before=before, limit=limit)
