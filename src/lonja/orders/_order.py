"""An order as it is written and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lonja.kernel.address import Address
from lonja.kernel.totals import Totals
from lonja.orders._moving import OrderStatus


@dataclass(frozen=True, slots=True)
class OrderLine:
    """Tax included; `total_minor` is before the discount. Its fields are the table's columns."""

    line: int
    variant_id: UUID | None
    product_id: UUID | None
    sku: str
    name: str
    options: Mapping[str, str]
    picture: str | None
    quantity: int
    unit_milli: int
    total_minor: int
    discount_minor: int
    tax_minor: int
    tax_basis_points: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Its fields, but the lines, are columns of the table."""

    id: UUID
    channel: str
    currency: str
    language: str
    email: str
    address: Address
    country: str
    shipping_code: str
    codes: Sequence[str]
    lines: Sequence[OrderLine]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class OrderEvent:
    id: UUID
    kind: str
    at: datetime
    actor: str
    facts: Mapping[str, Any]
    trace: str


@dataclass(frozen=True, slots=True)
class Order:
    id: UUID
    number: str
    channel: str
    status: OrderStatus
    currency: str
    language: str
    email: str
    customer_id: UUID | None
    address: Address | None
    country: str
    shipping_code: str | None
    codes: Sequence[str]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    refusal: str | None
    placed_at: datetime
    confirmed_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    trace: str
    lines: Sequence[OrderLine] = ()
    events: Sequence[OrderEvent] = ()

    @property
    def totals(self) -> Totals:
        return Totals(
            self.currency,
            self.items_minor,
            self.discount_minor,
            self.shipping_minor,
            self.tax_minor,
        )


@dataclass(frozen=True, slots=True)
class OrderRow:
    id: UUID
    number: str
    channel: str
    status: OrderStatus
    currency: str
    email: str
    name: str
    country: str
    total_minor: int
    units: int
    placed_at: datetime
