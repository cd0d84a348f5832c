"""What a document is, why it was issued, and how far its print is. Pure."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """`debit_note`: a credit note's money came back, or an order came to cost more than its invoice."""

    INVOICE = "invoice"
    SIMPLIFIED = "simplified"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"

    @property
    def is_sale(self) -> bool:
        return self in {DocumentKind.INVOICE, DocumentKind.SIMPLIFIED}


class DocumentCause(StrEnum):
    """`exchange`: a full invoice in place of a simplified one, for a buyer who asks.

    `edit`: staff changed the order after its invoice.
    """

    SALE = "sale"
    EXCHANGE = "exchange"
    REFUND = "refund"
    REFUND_UNDONE = "refund_undone"
    CANCELLATION = "cancellation"
    EDIT = "edit"


class PrintKind(StrEnum):
    """`document` is a legal one; the others carry no number and are thrown away after a while."""

    DOCUMENT = "document"
    PACKING_SLIP = "packing_slip"
    PICK_LIST = "pick_list"
    RETURN_LABEL = "return_label"
    GIFT_RECEIPT = "gift_receipt"


class PrintStatus(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
