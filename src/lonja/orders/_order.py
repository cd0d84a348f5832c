"""An order as it is written and read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lonja.kernel.address import Address
from lonja.kernel.totals import Totals
from lonja.orders._listing.standing import (
    FulfilmentStanding,
    PaymentStanding,
    fulfilment_standing,
    payment_standing,
)
from lonja.orders._moving import OrderStatus
from lonja.taxes import api as taxes


@dataclass(frozen=True, slots=True)
class OrderLine:
    """Tax included; `total_minor` is before the discount. Its fields are the table's columns.

    `price_list` is the name of the list that its price was of, as it was called that day.
    """

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
    price_list: str
    is_gift_card: bool = False
    """Sent by e-mail: it has no stock, no parcel and no tax."""


@dataclass(frozen=True, slots=True)
class OrderDiscount:
    """What one promotion took off a line, in its words of that day; off the shipping for line 0.

    Frozen: what is changed about the promotion later changes nothing here.
    """

    line: int
    position: int
    promotion_id: UUID
    name: str
    code: str | None
    level: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Saving:
    """What one promotion took off in all."""

    name: str
    code: str | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Its fields, but the lines and discounts, are columns of the table.

    `tax_groups` are `basis_points`, `base_minor` and `tax_minor` of each rate; `vat_check` is what
    the register said of the buyer's VAT id.
    """

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
    discounts: Sequence[OrderDiscount]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    tax_treatment: str = ""
    tax_place: str = ""
    tax_groups: Sequence[Mapping[str, int]] = ()
    vat_check: Mapping[str, str] | None = None
    pickup_location: str | None = None


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
    tax_treatment: str = ""
    tax_place: str = ""
    tax_groups: Sequence[Mapping[str, int]] = ()
    vat_check: Mapping[str, str] | None = None
    held_at: datetime | None = None
    hold_reason: str | None = None
    tags: Sequence[str] = ()
    assignee_id: UUID | None = None
    archived_at: datetime | None = None
    is_imported: bool = False
    authorised_minor: int = 0
    captured_minor: int = 0
    refunded_minor: int = 0
    pickup_location: str | None = None
    lines: Sequence[OrderLine] = ()
    discounts: Sequence[OrderDiscount] = ()
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

    @property
    def payment(self) -> PaymentStanding:
        return _payment(self)

    @property
    def fulfilment(self) -> FulfilmentStanding:
        return fulfilment_standing(self.status, held_at=self.held_at)

    @property
    def savings(self) -> tuple[Saving, ...]:
        """What each promotion took off the goods, in the order in which they were applied."""
        return _savings(one for one in self.discounts if one.line)

    @property
    def shipping_savings(self) -> tuple[Saving, ...]:
        return _savings(one for one in self.discounts if not one.line)

    @property
    def tax(self) -> taxes.Statement:
        """Empty of an order whose taxes were counted elsewhere."""
        return taxes.Statement(
            treatment=self.tax_treatment,
            place=self.tax_place,
            groups=[taxes.TaxGroup(**group) for group in self.tax_groups],
            vat_id=self.address.vat_id if self.address else "",
            vat_status=self.vat_check["status"] if self.vat_check else "",
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
    tags: Sequence[str] = ()
    assignee_id: UUID | None = None
    held_at: datetime | None = None
    is_noted: bool = False
    is_imported: bool = False
    authorised_minor: int = 0
    captured_minor: int = 0
    refunded_minor: int = 0

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def payment(self) -> PaymentStanding:
        return _payment(self)

    @property
    def fulfilment(self) -> FulfilmentStanding:
        return fulfilment_standing(self.status, held_at=self.held_at)


def _payment(order: Order | OrderRow) -> PaymentStanding:
    return payment_standing(
        order.status,
        total_minor=order.total_minor,
        authorised_minor=order.authorised_minor,
        captured_minor=order.captured_minor,
        refunded_minor=order.refunded_minor,
        is_imported=order.is_imported,
    )


def _savings(discounts: Iterable[OrderDiscount]) -> tuple[Saving, ...]:
    by_promotion: dict[UUID, Saving] = {}
    for one in discounts:
        before = by_promotion.get(one.promotion_id)
        amount = one.amount_minor + (before.amount_minor if before else 0)
        by_promotion[one.promotion_id] = Saving(one.name, one.code, amount)
    return tuple(by_promotion.values())
