"""Issues what a sale, a refund or a cancellation wants: an invoice, or a note that corrects it.

Whoever changes an order asks for the document in the same transaction (`documents.request`); this
runs after the commit, in one of its own, so that no buyer waits for the number of an invoice.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import keep_tax_record, spend_credit
from lonja.documents import api as documents
from lonja.documents.api import Document, DocumentCause, DocumentKind
from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.payments.api import RefundStatus
from lonja.shop import api as shops
from lonja.taxes.api import TaxGroup


class NothingToInvoice(Conflict):
    """`facts["reason"]`: not_paid, cancelled, or invoiced already."""

    code: ClassVar[str] = "nothing_to_invoice"


async def issue(
    db: AsyncConnection, *, order_id: UUID, cause: DocumentCause, item_id: UUID, now: datetime
) -> Document | None:
    """Issue what was asked for, once; None where there is nothing to issue, or not yet."""
    await orders.lock(db, order_id)
    order = await orders.get(db, order_id)
    shop = await shops.current(db)
    issued = await documents.documents_of(db, order_id)
    await documents.settle_request(db, order_id=order_id, cause=cause, item_id=item_id)
    if any((one.cause, one.item_id) == (cause, item_id) for one in issued):
        return None
    match cause:
        case DocumentCause.SALE:
            is_due = shop.documents.issue_on == "confirmation" or (
                shop.documents.issue_on == "shipping" and order.shipped_at is not None
            )
            if not is_due or _why_no_invoice(order, issued):
                return None
            return await _sale(db, order, shop, now=now)
        case DocumentCause.REFUND | DocumentCause.CANCELLATION:
            return await _credit(db, order, shop, issued, cause=cause, item_id=item_id, now=now)
        case DocumentCause.REFUND_UNDONE:
            return await _undo(db, order, shop, issued, item_id=item_id, now=now)
        case DocumentCause.EDIT:
            return await _edit(db, order, shop, issued, item_id=item_id, now=now)
        case DocumentCause.EXCHANGE:
            return None  # issued at once, with what the buyer typed


async def issue_now(db: AsyncConnection, *, order_id: UUID, actor: str, now: datetime) -> Document:
    """A member of staff wants the invoice today, whatever the shop's rule says."""
    await orders.lock(db, order_id)
    order = await orders.get(db, order_id)
    issued = await documents.documents_of(db, order_id)
    reason = _why_no_invoice(order, issued)
    if reason is not None:
        raise NothingToInvoice("there is no invoice to issue", reason=reason)
    made = await _sale(db, order, await shops.current(db), now=now)
    await _audit(db, made, actor=actor, now=now)
    return made


async def exchange(
    db: AsyncConnection, *, order_id: UUID, buyer: documents.Party, actor: str, now: datetime
) -> Document:
    """A full invoice with the buyer's facts in place of the simplified one; twice is once.

    Where nothing was issued yet, the sale's own invoice is the full one.
    """
    await orders.lock(db, order_id)
    order = await orders.get(db, order_id)
    shop = await shops.current(db)
    issued = await documents.documents_of(db, order_id)
    current = _sale_of(issued)
    if current is not None and current.kind is DocumentKind.INVOICE:
        raise NothingToInvoice("this order has its full invoice", reason="invoiced")
    if current is None and (reason := _why_no_invoice(order, issued)):
        raise NothingToInvoice("there is no invoice to issue", reason=reason)
    if order.status is OrderStatus.CANCELLED:
        raise NothingToInvoice("a cancelled order has no invoice", reason="cancelled")
    made = await _sale(db, order, shop, buyer=buyer, replaces=current, now=now)
    if actor != "buyer":
        await _audit(db, made, actor=actor, now=now)
    return made


def _why_no_invoice(order: orders.Order, issued: Sequence[Document]) -> str | None:
    if _sale_of(issued) is not None:
        return "invoiced"
    if order.status is OrderStatus.CANCELLED:
        return "cancelled"
    return None if order.confirmed_at is not None else "not_paid"


def _sale_of(issued: Sequence[Document]) -> Document | None:
    """The invoice that counts: the one that no other replaces."""
    replaced = {one.replaces for one in issued}
    return next((one for one in issued if one.kind.is_sale and one.id not in replaced), None)


async def _sale(
    db: AsyncConnection,
    order: orders.Order,
    shop: shops.Shop,
    *,
    buyer: documents.Party | None = None,
    replaces: Document | None = None,
    now: datetime,
) -> Document:
    facts = documents.invoice_facts(
        order,
        shop,
        paid=await _paid(db, order),
        supplied_on=_supplied_on(order, shop),
        buyer=buyer,
        footer=shop.documents.footer.get(order.language, ""),
        replaces=replaces.reference if replaces else None,
    )
    kind = (
        DocumentKind.INVOICE
        if buyer is not None
        else documents.invoice_kind(
            order.total_minor,
            currency=order.currency,
            home=shop.home_country,
            buyer_tax_id=facts.buyer.tax_id,
            treatment=order.tax_treatment,
        )
    )
    is_full = kind is DocumentKind.INVOICE
    cause = DocumentCause.EXCHANGE if replaces else DocumentCause.SALE
    rules = shop.documents
    # What went back before there was an invoice corrects it now.
    for one in await payments.refunds(db, order.id) if replaces is None else []:
        if one.status is RefundStatus.SUCCEEDED and one.source not in payments.UNINVOICED:
            await documents.request(
                db, order_id=order.id, cause=DocumentCause.REFUND, item_id=one.id, now=now
            )
    return await _issued(
        db,
        order,
        shop,
        series=rules.invoice_series if is_full else rules.simplified_series,
        kind=kind,
        cause=cause,
        item_id=order.id,
        facts=facts,
        replaces=replaces,
        now=now,
    )


async def _credit(
    db: AsyncConnection,
    order: orders.Order,
    shop: shops.Shop,
    issued: Sequence[Document],
    *,
    cause: DocumentCause,
    item_id: UUID,
    now: datetime,
) -> Document | None:
    invoice = _sale_of(issued)
    if invoice is None:
        return None
    notes = [one for one in issued if not one.kind.is_sale]
    before = [one.facts for one in notes if one.cause is not DocumentCause.EDIT]
    billed = documents.billed_facts(
        invoice.facts, [one.facts for one in notes if one.cause is DocumentCause.EDIT]
    )
    given = await payments.refunds(db, order.id)
    if cause is DocumentCause.REFUND:
        one = next(refund for refund in given if refund.id == item_id)
        if one.status is not RefundStatus.SUCCEEDED:
            return None  # it came back meanwhile
        amount, reason, lines = one.amount.minor, str(one.reason), _given_back(order, one.lines)
    else:
        noted = {one.item_id for one in issued if one.cause is DocumentCause.REFUND}
        to_come = sum(
            one.amount.minor
            for one in given
            if one.id not in noted and one.source not in payments.UNINVOICED
            and one.status not in {RefundStatus.FAILED, RefundStatus.CANCELLED}
        )  # fmt: skip
        amount = max(0, documents.left_minor(billed, before) - to_come)
        reason, lines = "cancelled", []
    facts = documents.credit_facts(
        billed,
        before,
        corrects=invoice.reference,
        amount_minor=amount,
        lines=lines,
        reason=reason,
    )
    if facts is None:
        return None
    return await _issued(
        db,
        order,
        shop,
        series=shop.documents.credit_series,
        kind=DocumentKind.CREDIT_NOTE,
        cause=cause,
        item_id=item_id,
        facts=facts,
        corrects=invoice,
        now=now,
    )


async def _edit(
    db: AsyncConnection,
    order: orders.Order,
    shop: shops.Shop,
    issued: Sequence[Document],
    *,
    item_id: UUID,
    now: datetime,
) -> Document | None:
    """The invoice stays; a note beside it says what the edit made more or less of it."""
    invoice = _sale_of(issued)
    edit = next((one for one in await orders.edits(db, order.id) if one.id == item_id), None)
    if invoice is None or edit is None:
        return None
    facts = documents.edit_facts(
        invoice.facts,
        _edited(edit.before.lines, edit.after.lines),
        [TaxGroup(**one) for one in edit.before.tax_groups],
        [TaxGroup(**one) for one in edit.after.tax_groups],
        corrects=invoice.reference,
    )
    if facts is None:
        return None
    return await _issued(
        db,
        order,
        shop,
        series=shop.documents.credit_series,
        kind=DocumentKind.CREDIT_NOTE if facts.total_minor < 0 else DocumentKind.DEBIT_NOTE,
        cause=DocumentCause.EDIT,
        item_id=item_id,
        facts=facts,
        corrects=invoice,
        now=now,
    )


def _edited(
    before: Sequence[orders.OrderLine], after: Sequence[orders.OrderLine]
) -> list[documents.Edited]:
    """By how much each line grew, and what of it is tax."""
    found = []
    was, now = ({one.line: one for one in lines} for lines in (before, after))
    for number in sorted(was.keys() | now.keys()):
        old, new = was.get(number), now.get(number)
        line = new or old
        assert line is not None, "its number was found"
        gross, tax, units = (_sums(new)[at] - _sums(old)[at] for at in range(3))
        if gross or units:
            found.append(
                documents.Edited(line.sku, line.name, line.tax_basis_points, units, gross, tax)
            )
    return found


def _sums(line: orders.OrderLine | None) -> tuple[int, int, int]:
    """Price, tax and units."""
    if line is None:
        return 0, 0, 0
    return line.total_minor - line.discount_minor, line.tax_minor, line.quantity


async def _undo(
    db: AsyncConnection,
    order: orders.Order,
    shop: shops.Shop,
    issued: Sequence[Document],
    *,
    item_id: UUID,
    now: datetime,
) -> Document | None:
    note = next(
        (one for one in issued if (one.cause, one.item_id) == (DocumentCause.REFUND, item_id)), None
    )
    if note is None:
        return None
    return await _issued(
        db,
        order,
        shop,
        series=shop.documents.credit_series,
        kind=DocumentKind.DEBIT_NOTE,
        cause=DocumentCause.REFUND_UNDONE,
        item_id=item_id,
        facts=documents.undone_facts(note.facts, corrects=note.reference),
        corrects=note,
        now=now,
    )


async def _issued(
    db: AsyncConnection,
    order: orders.Order,
    shop: shops.Shop,
    *,
    series: str,
    kind: DocumentKind,
    cause: DocumentCause,
    item_id: UUID,
    facts: documents.Facts,
    corrects: Document | None = None,
    replaces: Document | None = None,
    now: datetime,
) -> Document:
    orders.touched(db, order)
    made = await documents.issue(
        db,
        series=series,
        kind=kind,
        cause=cause,
        item_id=item_id,
        order_id=order.id,
        facts=facts,
        corrects=corrects.id if corrects else None,
        replaces=replaces.id if replaces else None,
        time_zone=shop.time_zone,
        now=now,
    )
    await documents.print_document(db, made, now=now)
    await keep_tax_record.keep(db, made, shop, other=corrects or replaces, now=now)
    return made


async def _paid(db: AsyncConnection, order: orders.Order) -> list[documents.Paid]:
    balances = [
        documents.Paid(str(one.kind), one.amount.minor, one.last_four)
        for one in await spend_credit.paid_parts(db, order.id)
    ]
    rest = order.total_minor - sum(one.amount_minor for one in balances)
    attempt = await payments.live_attempt(db, order.id)
    if not rest or attempt is None:
        return balances
    return [*balances, documents.Paid(attempt.method, rest)]


def _supplied_on(order: orders.Order, shop: shops.Shop) -> date | None:
    return shop.day_of(order.shipped_at) if order.shipped_at else None


def _given_back(
    order: orders.Order, lines: Sequence[payments.RefundLine]
) -> list[documents.GivenBack]:
    sold = {line.line: line for line in order.lines}
    return [
        documents.GivenBack(
            sold[one.line].sku,
            sold[one.line].name,
            sold[one.line].tax_basis_points,
            one.quantity,
            one.amount_minor,
        )
        for one in lines
    ]


async def _audit(db: AsyncConnection, made: Document, *, actor: str, now: datetime) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="document_issued",
        subject=f"order:{made.order_number}",
        document=made.code,
        kind=made.kind,
    )
