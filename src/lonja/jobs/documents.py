"""Documents in the background: issued after what wants them was committed, then drawn as PDF."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from psycopg import AsyncConnection

from lonja.actions import issue_document, keep_tax_record, print_orders
from lonja.adapters.theme_documents import AT_ONCE as DRAWN_AT_ONCE
from lonja.adapters.theme_documents import ThemeDocuments
from lonja.bootstrap import Shop
from lonja.documents import api as documents
from lonja.documents.api import DocumentRenderer, Print, PrintKind, PrintRefused, PrintStatus
from lonja.kernel import clock, outbox
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope
from lonja.kernel.transaction import Change, announce
from lonja.notifications.api import OrderMail
from lonja.shop import api as shops

AT_ONCE: Final = 200
SLOW: Final = timedelta(minutes=10)
"""What waits for longer lost its message."""
PRINTS_LIFE: Final = timedelta(days=2)
"""Of what is no legal document: it can be printed again, and names buyers."""

_turns = asyncio.Semaphore(DRAWN_AT_ONCE)


@dataclass(frozen=True, slots=True)
class PrintContext:
    """The dependencies of drawing."""

    database: Database
    blobs: Blobs
    renderer: DocumentRenderer
    shop: shops.Shop
    now: Callable[[], datetime] = clock.now


async def issue(shop: Shop, envelope: Envelope) -> None:
    await issue_one(shop.database, envelope)


async def issue_one(
    database: Database, envelope: Envelope, *, now: Callable[[], datetime] = clock.now
) -> None:
    """Twice is once: the document names what it was issued for."""
    message = documents.IssueDocument.read(envelope)
    async with database.transaction() as db:
        await issue_document.issue(
            db,
            order_id=message.order_id,
            cause=message.cause,
            item_id=message.item_id,
            now=now(),
        )


async def make_print(shop: Shop, envelope: Envelope) -> None:
    facts = await shop.facts.get()
    theme = shop.theme_of(facts)
    renderer = ThemeDocuments(lambda: theme, turns=_turns)
    await draw(PrintContext(shop.database, shop.blobs, renderer, facts), envelope)


async def draw(context: PrintContext, envelope: Envelope) -> None:
    """Draw, store, and only then say that it is there. What cannot be drawn has failed, in words."""
    message = documents.MakePrint.read(envelope)
    async with context.database.reading() as db:
        one = await documents.a_print(db, message.print_id)
        if one.status is PrintStatus.READY:
            return
        ask = await _reading(context, db, one)
    try:
        data = await ask()
    except PrintRefused as error:
        async with context.database.transaction() as db:
            await documents.print_failed(db, one.id, error=str(error))
            announce(db, Change("print", str(one.id)))
        return
    container, blob = documents.place_of(one)
    await context.blobs.write(container, blob, data, content_type="application/pdf")
    async with context.database.transaction() as db:
        await documents.print_ready(
            db,
            one.id,
            blob=blob,
            sha256=sha256(data).hexdigest(),
            size=len(data),
            now=context.now(),
        )
        if one.kind is PrintKind.DOCUMENT and context.shop.documents.mails_pdf:
            document = await documents.document(db, one.subjects[0])
            await outbox.put(db, OrderMail(document.order_id, "order_document", document.id))
        announce(db, Change("print", str(one.id)))


async def _reading(
    context: PrintContext, db: AsyncConnection, one: Print
) -> Callable[[], Awaitable[bytes]]:
    """Everything that is drawn is read before; nothing is drawn while a connection is held."""
    called = context.shop.called
    if one.kind is PrintKind.DOCUMENT:
        document = await documents.document(db, one.subjects[0])
        mark = await keep_tax_record.mark_of(db, document, context.shop)
        return partial(context.renderer.document, document, shop=called, mark=mark)
    sheets = await print_orders.sheets(db, one, context.shop)
    return partial(context.renderer.sheets, sheets, shop=called)


async def look(shop: Shop) -> int:
    """Put the messages again of what waits too long; how many."""
    now = clock.now()
    async with shop.database.transaction() as db:
        late = await documents.take_stale_requests(db, before=now - SLOW, now=now, limit=AT_ONCE)
        await outbox.put_all(
            db,
            [documents.IssueDocument(one.order_id, one.cause, one.item_id) for one in late],
        )
        drawn = await documents.wake_prints(db, before=now - SLOW, now=now, limit=AT_ONCE)
    return len(late) + drawn


async def forget_prints(database: Database, blobs: Blobs, *, now: datetime) -> int:
    """Remove what was printed for a day's work; legal documents stay."""
    async with database.transaction() as db:
        names = await documents.take_old_prints(db, before=now - PRINTS_LIFE, limit=AT_ONCE)
    for name in names:
        await blobs.delete("exports", name)
    return len(names)
