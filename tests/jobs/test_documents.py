"""A document is issued and drawn by messages that come twice, and by hosts that die."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email.headerregistry import Address
from hashlib import sha256
from uuid import UUID

import pytest
from tests.support.mail_context import a_mail_context, with_mailer
from tests.support.messages import envelope_of, waiting
from tests.support.selling import NOW, an_order

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.adapters.mail import compose
from lonja.adapters.theme_documents import ThemeDocuments
from lonja.adapters.themes import Themes
from lonja.documents import api as documents
from lonja.documents.api import (
    Document,
    DocumentCause,
    IssueDocument,
    MakePrint,
    PrintKind,
    PrintRefused,
    PrintStatus,
    Sheets,
    TaxMark,
)
from lonja.jobs.documents import PrintContext, draw, issue_one
from lonja.jobs.notifications import read_order, send_order_mail
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.notifications.api import Mail
from lonja.shop import api as shops
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

THEME = Themes().get("default")


@pytest.fixture
async def blobs(storage_connection: str) -> AsyncIterator[AzureBlobs]:
    opened = AzureBlobs(connection=storage_connection)
    yield opened
    await opened.close()


async def context(database: Database, blobs: AzureBlobs) -> PrintContext:
    async with database.reading() as db:
        facts = await shops.current(db)
    return PrintContext(database, blobs, ThemeDocuments(lambda: THEME), facts, lambda: NOW)


async def issued(database: Database) -> Document:
    await open_small_shop(database, {"A": 5})
    order_id = await an_order(database, {"A": 2}, status="confirmed")
    message = envelope_of(IssueDocument(order_id, DocumentCause.SALE, order_id))
    await issue_one(database, message, now=lambda: NOW)
    await issue_one(database, message, now=lambda: NOW)
    async with database.reading() as db:
        (document,) = await documents.documents_of(db, order_id)
    return document


async def test_an_invoice_is_drawn_once_and_kept_with_its_hash(
    database: Database, blobs: AzureBlobs
) -> None:
    document = await issued(database)
    async with database.reading() as db:
        waiting = await documents.print_of(db, document.id)
    message = envelope_of(MakePrint(waiting.id))

    await draw(await context(database, blobs), message)
    await draw(await context(database, blobs), message)

    async with database.reading() as db:
        drawn = await documents.print_of(db, document.id)
    assert drawn.status is PrintStatus.READY
    assert drawn.blob == f"{document.id}.pdf"
    data = await blobs.read("documents", drawn.blob, max_bytes=1_000_000)
    assert data.startswith(b"%PDF-")
    assert b"pdfuaid" in data  # accessible: PDF/UA
    assert (drawn.size, drawn.sha256) == (len(data), sha256(data).hexdigest())


class Recorder:
    """A way out that keeps what left."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    async def send(self, mail: Mail) -> None:
        self.mails.append(mail)


async def test_a_document_is_mailed_as_a_pdf_once_where_the_shop_wants_that(
    database: Database, blobs: AzureBlobs, mail: tuple[int, str]
) -> None:
    document = await issued(database)
    whole = await context(database, blobs)
    rules = replace(whole.shop.documents, mails_pdf=True)
    wanting = replace(whole, shop=replace(whole.shop, documents=rules))
    async with database.reading() as db:
        one = await documents.print_of(db, document.id)
    out = Recorder()
    mails = replace(with_mailer(a_mail_context(database, mail), out), blobs=blobs)

    for _ in range(2):
        await draw(wanting, envelope_of(MakePrint(one.id)))
    messages = [
        each
        for each in await waiting(database, "notifications")
        if each.body["kind"] == "order_document"
    ]
    for _ in range(2):
        await send_order_mail(mails, read_order, messages[0])

    assert len(messages) == 1
    (sent,) = out.mails
    (file,) = sent.attachments
    assert sent.subject.startswith(document.code)
    assert (file.content_type, file.data[:5]) == ("application/pdf", b"%PDF-")
    written = compose(sent, sender=Address("Azulejo", addr_spec="hola@shop.test"))
    assert [part.get_filename() for part in written.iter_attachments()] == [file.name]


@pytest.mark.parametrize(
    "kind", [kind for kind in PrintKind if kind is not PrintKind.DOCUMENT], ids=str
)
async def test_orders_are_printed_for_the_packer(
    database: Database, blobs: AzureBlobs, kind: PrintKind
) -> None:
    await open_small_shop(database, {"A": 5})
    order_id = await an_order(database, {"A": 2}, status="confirmed")
    print_id = uuid7()
    async with database.transaction() as db:
        await documents.ask_for_print(
            db,
            print_id=print_id,
            kind=kind,
            order_ids=[order_id, UUID(int=0)],  # the second was erased meanwhile
            language="es",
            actor="ana",
            now=NOW,
        )

    await draw(await context(database, blobs), envelope_of(MakePrint(print_id)))

    async with database.reading() as db:
        drawn = await documents.a_print(db, print_id)
    assert drawn.status is PrintStatus.READY
    assert drawn.blob is not None
    assert (await blobs.read("exports", drawn.blob, max_bytes=1_000_000)).startswith(b"%PDF-")


class Broken:
    """A theme whose templates have a fault."""

    async def document(
        self, document: Document, *, shop: str, mark: TaxMark | None = None
    ) -> bytes:
        raise PrintRefused("unknown variable: datta")

    async def sheets(self, sheets: Sheets, *, shop: str) -> bytes:
        raise PrintRefused("unknown variable: datta")


async def test_what_cannot_be_drawn_says_why_and_is_tried_again_on_request(
    database: Database, blobs: AzureBlobs
) -> None:
    document = await issued(database)
    async with database.reading() as db:
        waiting = await documents.print_of(db, document.id)
    whole = await context(database, blobs)
    broken = PrintContext(database, blobs, Broken(), whole.shop, lambda: NOW)

    await draw(broken, envelope_of(MakePrint(waiting.id)))
    async with database.transaction() as db:
        failed = await documents.print_of(db, document.id)
        await documents.print_again(db, failed.id, now=NOW)
    await draw(whole, envelope_of(MakePrint(waiting.id)))

    assert (failed.status, failed.error) == (PrintStatus.FAILED, "unknown variable: datta")
    async with database.reading() as db:
        assert (await documents.print_of(db, document.id)).status is PrintStatus.READY


async def test_no_name_is_a_program(database: Database) -> None:
    document = await issued(database)
    facts = document.facts
    nasty = '#panic("x") \\ $ ] #import "/etc/passwd" <b>'

    named = replace(document, facts=replace(facts, buyer=replace(facts.buyer, name=nasty)))

    drawn = await ThemeDocuments(lambda: THEME).document(named, shop=nasty)

    assert drawn.startswith(b"%PDF-")
