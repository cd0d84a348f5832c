"""Quotes as the shop's theme draws them: `documents/quote.typ`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lonja.adapters.theme_documents import ThemeDocuments, detail
from lonja.adapters.theme_language import Speech, speech
from lonja.adapters.themes import Theme
from lonja.drafts.api import Content
from lonja.shop.api import Seller


@dataclass(frozen=True, slots=True)
class QuotePaper:
    """One version of a quote; `seller` is None before the shop is set up."""

    number: str
    version: int
    language: str
    currency: str
    sent_on: date
    valid_until: date
    seller: Seller | None
    name: str
    message: str
    offered: Content
    link: str


async def quote_pdf(theme: Theme, paper: QuotePaper, *, shop: str, at: datetime) -> bytes:
    """The same bytes each time."""
    language = theme.language_of(paper.language)
    said = speech(theme, language)
    data = _data(paper, said) | {"shop": shop, "language": language}
    return await ThemeDocuments(lambda: theme).drawn("quote", data, said, at)


def _data(paper: QuotePaper, said: Speech) -> dict[str, Any]:
    offered, seller = paper.offered, paper.seller

    def money(minor: int) -> str:
        return said.money(minor, paper.currency)

    name = seller.legal_name if seller else ""
    return {
        "paper": "a4",
        "code": paper.number,
        "version": str(paper.version) if paper.version > 1 else "",
        "sent_on": said.whole_day(paper.sent_on),
        "valid_until": said.whole_day(paper.valid_until),
        "seller": {
            "name": name,
            "lines": [*seller.lines, seller.email, seller.phone] if seller else [],
            "tax_id": ", ".join(seller.vat_ids) if seller else "",
        },
        "buyer": paper.name,
        "message": paper.message.splitlines(),
        "lines": [
            {
                "name": one.name,
                "detail": detail(one.sku, one.options, said),
                "quantity": str(one.quantity),
                "unit": money(one.unit_minor),
                "total": money(one.total_minor),
            }
            for one in offered.lines
        ],
        "shipping_name": offered.shipping_name,
        "shipping": money(offered.shipping_minor),
        "tax": money(offered.tax_minor),
        "total": money(offered.total_minor),
        "link": paper.link,
        "foot": name,
    }
