"""Records what was issued for the tax office, where the law binds the shop (Verifactu, Spain)."""

from datetime import datetime
from typing import Final

from psycopg import AsyncConnection

from lonja.documents.api import Document, DocumentKind, TaxMark
from lonja.fiscal import api as fiscal
from lonja.shop import api as shops
from lonja.taxes.api import Treatment

COUNTRY: Final = "ES"
CURRENCY: Final = "EUR"
CAPTION: Final = "VERI*FACTU"
_EXEMPT: Final = {Treatment.INTRA_COMMUNITY: "E5", Treatment.EXPORT: "E2"}
_REGIMES: Final = {Treatment.EXPORT: "02", Treatment.OSS: "17"}
"""Keys of Orden HAC/1177/2024, list L8A: exports, the one-stop shop; all else is the general one."""


async def keep(
    db: AsyncConnection,
    made: Document,
    shop: shops.Shop,
    *,
    other: Document | None,
    now: datetime,
) -> None:
    """Add the document to the chain; `other` is what it corrects or replaces.

    The record knows euros alone: a document in another currency goes into the event log, where a
    person finds it.
    """
    if shop.documents.tax_record == "none":
        return
    if made.currency != CURRENCY:
        await fiscal.log_event(
            db,
            kind="not_in_euros",
            actor="shop",
            facts={"document": made.code, "currency": made.currency},
            now=now,
        )
        return
    await fiscal.record(
        db,
        invoice_of(made, shop, other),
        document_id=made.id,
        time_zone=shop.time_zone,
        now=now,
    )


async def mark_of(db: AsyncConnection, document: Document, shop: shops.Shop) -> TaxMark | None:
    """The QR code for a document that is in the record."""
    mode = shop.documents.tax_record
    record = await fiscal.record_of(db, document.id)
    if record is None or mode == "none":
        return None
    return TaxMark(fiscal.check_address(record.invoice, mode), CAPTION)


def invoice_of(made: Document, shop: shops.Shop, other: Document | None) -> fiscal.Invoice:
    facts = made.facts
    treatment = Treatment(facts.treatment) if facts.treatment in set(Treatment) else None
    return fiscal.Invoice(
        issuer=issuer_of(shop),
        issuer_name=facts.seller.name,
        code=made.code,
        day=fiscal.day_of(made.issued_on),
        type=_type(made, other),
        tax_minor=made.tax_minor,
        total_minor=made.total_minor,
        rates=tuple(
            fiscal.Rate(
                one.basis_points,
                one.base_minor,
                one.tax_minor,
                exempt=_EXEMPT.get(treatment, "") if treatment else "",
            )
            for one in facts.groups
        ),
        regime=_REGIMES.get(treatment, "01") if treatment else "01",
        buyer_name=facts.buyer.name if made.kind is not DocumentKind.SIMPLIFIED else "",
        buyer_tax_id=facts.buyer.tax_id.removeprefix(COUNTRY),
        others=((other.code, fiscal.day_of(other.issued_on)),) if other else (),
    )


def issuer_of(shop: shops.Shop) -> str:
    """The NIF: the Spanish VAT id without its country."""
    found = next((one for one in shop.vat_ids if one.startswith(COUNTRY)), "")
    return found.removeprefix(COUNTRY)


def _type(made: Document, other: Document | None) -> str:
    """F1 to F3 for sales; R5 corrects a simplified invoice, R1 any other (list L2)."""
    if made.kind is DocumentKind.SIMPLIFIED:
        return "F2"
    if made.kind is DocumentKind.INVOICE:
        return "F3" if other else "F1"
    is_simplified = other is not None and other.kind is DocumentKind.SIMPLIFIED
    return "R5" if is_simplified else "R1"
