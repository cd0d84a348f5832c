"""Which kind of invoice a sale gets. Pure.

Directive 2006/112/EC, articles 220, 220a, 226 and 238; for Spain RD 1619/2012, articles 2 and 4: a
retailer's simplified invoice goes up to 3,000 €. Elsewhere in the EU the least that each member
state allows is 100 €. A full invoice is never wrong, so it is what everything unclear gets.
"""

from typing import Final

from lonja.documents._kind import DocumentKind
from lonja.taxes.api import Treatment

_SIMPLIFIED_UP_TO: Final = {"ES": 3_000_00}
_ELSEWHERE: Final = 100_00
_ALWAYS_FULL: Final = frozenset({Treatment.INTRA_COMMUNITY, Treatment.EXPORT, Treatment.ORIGIN})
"""The last is a distance sale without the one-stop shop (article 220(1)(2))."""


def invoice_kind(
    total_minor: int, *, currency: str, home: str, buyer_tax_id: str, treatment: str
) -> DocumentKind:
    """`home` is the seller's country; the total includes the tax."""
    limit = _SIMPLIFIED_UP_TO.get(home, _ELSEWHERE)
    needs_full = (
        bool(buyer_tax_id) or treatment in _ALWAYS_FULL or currency != "EUR" or total_minor > limit
    )
    return DocumentKind.INVOICE if needs_full else DocumentKind.SIMPLIFIED
