"""An order's documents behind its sealed link: the PDF, and the form for an invoice with tax facts."""

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from lonja.actions import issue_document
from lonja.documents import api as documents
from lonja.frontoffice.api.orders import opened
from lonja.frontoffice.pages.order import order_response
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.wording import N_
from lonja.hosting.selling.order_links import order_path
from lonja.kernel import clock
from lonja.kernel.address import Address, address_faults
from lonja.kernel.errors import Invalid, Refused
from lonja.orders import api as orders
from lonja.taxes import api as taxes

PDF_BYTES: Final = 20 * 1024 * 1024
_FIELDS: Final = ("name", "tax_id", "line1", "line2", "postal_code", "city", "region")
_NEEDED: Final = ("name", "tax_id", "line1", "city")
_PROBLEMS: Final = {
    "vat_id_malformed": N_("This is not how your country writes a tax number."),
    "address_field_missing": N_("Something of the address is missing."),
    "address_field_malformed": N_("Something of the address is not written as in its country."),
    "nothing_to_invoice": N_("There is no invoice to issue for this order any more."),
}
_MISSING: Final = N_("An invoice needs your name, your tax number and your address.")
_NOT_READY: Final = N_("This document is being made. Try again in a moment.")


@page
async def download(visit: Visit) -> Response:
    token = visit.query("token", 100)
    async with visit.shop.database.reading() as db:
        order_id = await opened(db, visit.shop, visit.part("number"), token)
        document = await documents.document_called(db, visit.part("code"))
        if document.order_id != order_id:
            raise documents.UnknownDocument("this order has no such document")
        one = await documents.print_of(db, document.id)
    try:
        container, blob = documents.blob_of(one)
    except documents.PrintNotReady:
        return await order_response(visit, token, problem=_NOT_READY, status=409)
    data = await visit.shop.blobs.read(container, blob, max_bytes=PDF_BYTES)
    return Response(
        data,
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{document.code}.pdf"',
            "cache-control": "private, no-store",
            "x-robots-tag": "noindex",
            "referrer-policy": "no-referrer",
        },
    )


@page
async def send(visit: Visit) -> Response:
    """The buyer's tax facts, for a full invoice in place of a simplified one."""
    form = await visit.form()
    token = visit.query("token", 100)
    typed = {name: form.get(name, "")[:200] for name in _FIELDS}
    if any(not typed[name] for name in _NEEDED):
        return await order_response(visit, token, problem=_MISSING, status=422, typed=typed)
    try:
        async with visit.shop.database.transaction() as db:
            order_id = await opened(db, visit.shop, visit.part("number"), token)
            order = await orders.get(db, order_id)
            await issue_document.exchange(
                db,
                order_id=order_id,
                buyer=_buyer(typed, order),
                actor="buyer",
                now=clock.now(),
            )
    except orders.UnknownOrder:
        raise
    except Refused as refused:
        words = _PROBLEMS.get(refused.code)
        if words is None:
            raise
        status = 422 if isinstance(refused, Invalid) else 409
        return await order_response(visit, token, problem=words, status=status, typed=typed)
    return visit.go(f"{order_path(visit.language, visit.part('number'), token)}&notice=invoiced")


def _buyer(typed: Mapping[str, str], order: orders.Order) -> documents.Party:
    """Of the country that the order went to: its law says what an invoice is."""
    address = Address(
        name=typed["name"],
        line1=typed["line1"],
        line2=typed["line2"],
        postal_code=typed["postal_code"],
        city=typed["city"],
        region=typed["region"],
        country=order.country,
        vat_id=taxes.read_vat_id(typed["tax_id"], order.country),
    )
    for fault in address_faults(address):
        raise fault
    return documents.party_of(address, order.language)
