"""Mails with a document of an order: what they say of it, and its PDF."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from psycopg import AsyncConnection

from lonja.documents import api as documents
from lonja.kernel.blobs import Blobs, Container
from lonja.notifications.api import Attachment, OrderFacts, OrderMail

KIND: Final = "order_document"
PDF_BYTES: Final = 8 * 1024 * 1024
"""Mailboxes take ten, and a mail is a third larger than its files."""

type Attach = Callable[[], Awaitable[Sequence[Attachment]]]


async def about_document(db: AsyncConnection, message: OrderMail, facts: OrderFacts) -> OrderFacts:
    assert message.item_id is not None, "a mail with a document names it"
    document = await documents.document(db, message.item_id)
    return replace(facts, document=document.code)


async def attach(db: AsyncConnection, blobs: Blobs | None, message: OrderMail) -> Attach | None:
    """What reads the files of a mail, once no transaction is open; None for a mail without."""
    if message.kind != KIND or message.item_id is None or blobs is None:
        return None
    document = await documents.document(db, message.item_id)
    container, blob = documents.blob_of(await documents.print_of(db, document.id))
    return partial(_pdf, blobs, container, blob, document.code)


async def _pdf(blobs: Blobs, container: Container, blob: str, code: str) -> Sequence[Attachment]:
    data = await blobs.read(container, blob, max_bytes=PDF_BYTES)
    name = "".join(char if char.isascii() and char.isalnum() else "-" for char in code)
    return (Attachment(f"{name}.pdf", "application/pdf", data),)
