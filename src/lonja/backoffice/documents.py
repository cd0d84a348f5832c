"""Invoices, credit notes and what is printed for the packers."""

from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from lonja.actions import issue_document
from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.rules import Me
from lonja.documents import api as documents
from lonja.documents.api import Document, DocumentKind, PrintKind, PrintStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    ListReading,
    MoneyOut,
    OptionalLine,
    Out,
    PageLimit,
    PathText,
    Reading,
    TheShop,
)
from lonja.kernel import audit
from lonja.kernel.address import Address, address_faults
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Invalid
from lonja.kernel.paging import BY_TIME
from lonja.orders import api as orders
from lonja.taxes import api as taxes

router = APIRouter(tags=["documents"])

PDF_BYTES: Final = 20 * 1024 * 1024
PDF: Final[dict[str, Any]] = {"content": {"application/pdf": {}}}


class DocumentRow(Out):
    id: UUID
    code: str
    kind: DocumentKind
    order_number: str
    issued_at: datetime
    issued_on: date
    buyer: str
    buyer_tax_id: str
    country: str
    base: MoneyOut
    tax: MoneyOut
    total: MoneyOut


class OrderDocument(Out):
    """`replaced`: another stands in its place. `print_status` is of its PDF."""

    id: UUID
    code: str
    kind: DocumentKind
    issued_at: datetime
    total: MoneyOut
    corrects: str
    replaced: bool
    print_status: PrintStatus


class BuyerAsked(In):
    """Whom the invoice is made out to, where it is not the order's own address."""

    name: Line
    tax_id: Line
    line1: Line
    line2: OptionalLine = ""
    postal_code: OptionalLine = ""
    city: Line
    region: OptionalLine = ""
    country: Annotated[str, Field(min_length=2, max_length=2)]


class InvoiceAsked(In):
    """With a buyer: a full invoice with their facts, in place of a simplified one."""

    buyer: BuyerAsked | None = None


class PrintAsked(In):
    kind: PrintKind
    orders: Annotated[list[Line], Field(min_length=1, max_length=documents.MOST_ORDERS)]


class PrintOut(Out):
    id: UUID
    kind: PrintKind
    status: PrintStatus
    error: str
    size: int


@router.get("/documents", operation_id="listDocuments")
async def list_documents(
    db: ListReading,
    q: Search = "",
    kind: Annotated[list[DocumentKind] | None, Query(max_length=4)] = None,
    since: date | None = None,
    until: date | None = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[DocumentRow]:
    """Newest first; `q` is a part of its number, of the order's, or of the buyer's name or tax id."""
    found = await documents.list_documents(
        db,
        kinds=kind or (),
        query=q,
        since=since,
        until=until,
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    page = BY_TIME.page(found, limit, lambda one: (one.issued_at, one.id))
    return ListOut(items=[_row(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/orders/{number}/documents", operation_id="listOrderDocuments")
async def list_order_documents(number: PathText, db: Reading) -> ListOut[OrderDocument]:
    """All of one order, in the order in which they were issued."""
    found = await documents.documents_of(db, await orders.find(db, number))
    codes = {one.id: one.code for one in found}
    replaced = {one.replaces for one in found}
    return ListOut(
        items=[
            OrderDocument(
                id=one.id,
                code=one.code,
                kind=one.kind,
                issued_at=one.issued_at,
                total=MoneyOut.of(one.total_minor, one.currency),
                corrects=codes.get(one.corrects, "") if one.corrects else "",
                replaced=one.id in replaced,
                print_status=(await documents.print_of(db, one.id)).status,
            )
            for one in found
        ],
        next_cursor=None,
    )


@router.post("/orders/{number}/documents", status_code=201, operation_id="issueInvoice")
async def issue_invoice(
    number: PathText, asked: InvoiceAsked, db: Db, me: Me, now: Now
) -> DocumentRow:
    """Issue the order's invoice today, whatever the shop's rule says; twice is refused."""
    order_id = await orders.find(db, number)
    if asked.buyer is None:
        made = await issue_document.issue_now(db, order_id=order_id, actor=me.email, now=now)
    else:
        order = await orders.get(db, order_id)
        made = await issue_document.exchange(
            db,
            order_id=order_id,
            buyer=documents.party_of(_address(asked.buyer), order.language),
            actor=me.email,
            now=now,
        )
    return _issued(made)


@router.get("/documents/{document_id}/pdf", operation_id="getDocumentPdf", responses={200: PDF})
async def get_document_pdf(document_id: UUID, shop: TheShop) -> Response:
    async with shop.database.reading() as db:
        document = await documents.document(db, document_id)
        one = await documents.print_of(db, document_id)
    return await _pdf(shop, one, document.code)


@router.post("/documents/{document_id}/print", status_code=204, operation_id="printDocumentAgain")
async def print_document_again(document_id: UUID, db: Db, now: Now) -> None:
    """Try a PDF once more that failed."""
    await documents.print_again(db, (await documents.print_of(db, document_id)).id, now=now)


@router.put("/prints/{print_id}", status_code=202, operation_id="printOrders")
async def print_orders(
    print_id: UUID, asked: PrintAsked, db: Db, me: Me, now: Now, language: Language
) -> PrintOut:
    """One PDF of these orders, made in the background; the same id again changes nothing."""
    numbers = list(dict.fromkeys(asked.orders))
    ids = [await orders.find(db, number) for number in numbers]
    await documents.ask_for_print(
        db,
        print_id=print_id,
        kind=asked.kind,
        order_ids=ids,
        language=language,
        actor=me.email,
        now=now,
    )
    await audit.record(
        db,
        at=now,
        actor=me.email,
        action="orders_printed",
        subject=f"print:{print_id}",
        kind=asked.kind,
        orders=numbers,
    )
    return _print(await documents.a_print(db, print_id))


@router.get("/prints/{print_id}", operation_id="getPrint")
async def get_print(print_id: UUID, db: Reading) -> PrintOut:
    return _print(await documents.a_print(db, print_id))


@router.get("/prints/{print_id}/pdf", operation_id="getPrintPdf", responses={200: PDF})
async def get_print_pdf(print_id: UUID, shop: TheShop) -> Response:
    async with shop.database.reading() as db:
        one = await documents.a_print(db, print_id)
    return await _pdf(shop, one, str(one.kind).replace("_", "-"))


async def _pdf(shop: TheShop, one: documents.Print, name: str) -> Response:
    container, blob = documents.blob_of(one)
    data = await shop.blobs.read(container, blob, max_bytes=PDF_BYTES)
    return Response(
        data,
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{name}.pdf"',
            "cache-control": "private, no-store",
        },
    )


def _address(asked: BuyerAsked) -> Address:
    """As a country writes it: what an invoice says once it says for ever."""
    if asked.country not in COUNTRIES:
        raise Invalid(f"{asked.country!r} is no country", field="country")
    vat_id = taxes.read_vat_id(asked.tax_id, asked.country)
    address = Address(
        name=asked.name,
        line1=asked.line1,
        line2=asked.line2,
        postal_code=asked.postal_code,
        city=asked.city,
        region=asked.region,
        country=asked.country,
        vat_id=vat_id,
    )
    for fault in address_faults(address):
        raise fault
    return address


def _row(one: documents.DocumentRow) -> DocumentRow:
    return DocumentRow(
        id=one.id,
        code=one.code,
        kind=one.kind,
        order_number=one.order_number,
        issued_at=one.issued_at,
        issued_on=one.issued_on,
        buyer=one.buyer,
        buyer_tax_id=one.buyer_tax_id,
        country=one.country,
        base=MoneyOut.of(one.base_minor, one.currency),
        tax=MoneyOut.of(one.tax_minor, one.currency),
        total=MoneyOut.of(one.total_minor, one.currency),
    )


def _issued(made: Document) -> DocumentRow:
    return DocumentRow(
        id=made.id,
        code=made.code,
        kind=made.kind,
        order_number=made.order_number,
        issued_at=made.issued_at,
        issued_on=made.issued_on,
        buyer=made.facts.buyer.name,
        buyer_tax_id=made.facts.buyer.tax_id,
        country=made.facts.place,
        base=MoneyOut.of(made.base_minor, made.currency),
        tax=MoneyOut.of(made.tax_minor, made.currency),
        total=MoneyOut.of(made.total_minor, made.currency),
    )


def _print(one: documents.Print) -> PrintOut:
    return PrintOut(
        id=one.id, kind=one.kind, status=one.status, error=one.error or "", size=one.size or 0
    )
