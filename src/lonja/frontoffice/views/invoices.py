"""The documents of an order as its buyer sees them, and the form for a full invoice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lonja.documents.api import Document, DocumentKind
from lonja.orders import api as orders


@dataclass(frozen=True, slots=True)
class Paper:
    code: str
    kind: DocumentKind


@dataclass(frozen=True, slots=True)
class Papers:
    """`typed`: what the form holds; none where there is nothing to ask for."""

    listed: tuple[Paper, ...]
    typed: Mapping[str, str] | None
    is_open: bool


def papers(
    order: orders.Order, issued: Sequence[Document], *, typed: Mapping[str, str] | None
) -> Papers:
    """A buyer may ask once the order is paid, and has no invoice with their tax number yet."""
    has_full = any(one.kind is DocumentKind.INVOICE for one in issued)
    is_sold = order.confirmed_at is not None and order.status is not orders.OrderStatus.CANCELLED
    replaced = {one.replaces for one in issued}
    return Papers(
        listed=tuple(Paper(one.code, one.kind) for one in issued if one.id not in replaced),
        typed=(typed or _proposed(order)) if is_sold and not has_full else None,
        is_open=typed is not None,
    )


def _proposed(order: orders.Order) -> dict[str, str]:
    address = order.address
    if address is None:
        return {}
    if order.pickup_location is not None:  # where the store is, not who bought
        address = replace(address, line1="", line2="", postal_code="", city="", region="")
    return {
        "name": address.company or address.name,
        "tax_id": address.vat_id,
        "line1": address.line1,
        "line2": address.line2,
        "postal_code": address.postal_code,
        "city": address.city,
        "region": address.region,
    }
