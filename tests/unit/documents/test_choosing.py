import pytest

from lonja.documents.api import DocumentKind, invoice_kind

INVOICE, SIMPLIFIED = DocumentKind.INVOICE, DocumentKind.SIMPLIFIED


@pytest.mark.parametrize(
    ("minor", "facts", "kind"),
    [
        (3_000_00, {}, SIMPLIFIED),
        (3_000_01, {}, INVOICE),
        (100, {"buyer_tax_id": "ESB12345678"}, INVOICE),
        (100, {"treatment": "intra_community"}, INVOICE),
        (100, {"treatment": "export"}, INVOICE),
        (100, {"treatment": "origin"}, INVOICE),
        (100, {"treatment": "oss"}, SIMPLIFIED),
        (100_00, {"home": "FR"}, SIMPLIFIED),
        (100_01, {"home": "FR"}, INVOICE),
        (100, {"currency": "USD"}, INVOICE),
    ],
)
def test_a_sale_gets_the_invoice_that_the_law_wants(
    minor: int, facts: dict[str, str], kind: DocumentKind
) -> None:
    given = {"currency": "EUR", "home": "ES", "buyer_tax_id": "", "treatment": "domestic"}

    assert invoice_kind(minor, **(given | facts)) is kind
