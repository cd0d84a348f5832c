"""A document as it was issued: everything on it, copied on that day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from lonja.documents._kind import DocumentCause, DocumentKind
from lonja.taxes.api import TaxGroup

type LineKind = Literal["goods", "shipping", "adjustment"]
"""An adjustment is a sum of a credit note that belongs to no line: a gesture, shipping, a fee kept."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells or buys, as it is printed; `lines` is the address."""

    name: str
    lines: tuple[str, ...] = ()
    tax_id: str = ""
    country: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**{**value, "lines": tuple(value["lines"])})


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Amounts without tax but for `tax_minor`; `unit_milli` in thousandths of a minor unit."""

    kind: LineKind
    name: str
    basis_points: int
    base_minor: int
    tax_minor: int
    sku: str = ""
    options: Mapping[str, str] | None = None
    quantity: int = 1
    unit_milli: int = 0
    discount_minor: int = 0

    @property
    def total_minor(self) -> int:
        return self.base_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Paid:
    """`method` is a gift card, store credit, or a way to pay; a payment is never a discount."""

    method: str
    amount_minor: int
    last_four: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document that this one corrects or replaces."""

    id: str
    code: str
    issued_on: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything on a document but its number and day.

    Days are ISO 8601; `mention` is the code of a sentence that the law wants, `reason` of a credit
    note's.
    """

    seller: Party
    buyer: Party
    deliver_to: tuple[str, ...]
    order_number: str
    ordered_on: str
    supplied_on: str
    currency: str
    language: str
    treatment: str
    place: str
    lines: tuple[DocumentLine, ...]
    groups: tuple[TaxGroup, ...]
    paid: tuple[Paid, ...] = ()
    mention: str = ""
    reason: str = ""
    footer: str = ""
    corrects: Reference | None = None
    replaces: Reference | None = None

    @property
    def base_minor(self) -> int:
        return sum(group.base_minor for group in self.groups)

    @property
    def tax_minor(self) -> int:
        return sum(group.tax_minor for group in self.groups)

    @property
    def total_minor(self) -> int:
        return self.base_minor + self.tax_minor

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **value,
                "seller": Party.from_json(value["seller"]),
                "buyer": Party.from_json(value["buyer"]),
                "deliver_to": tuple(value["deliver_to"]),
                "lines": tuple(DocumentLine(**one) for one in value["lines"]),
                "groups": tuple(TaxGroup(**one) for one in value["groups"]),
                "paid": tuple(Paid(**one) for one in value["paid"]),
                "corrects": _reference(value["corrects"]),
                "replaces": _reference(value["replaces"]),
            }
        )


def _reference(value: Mapping[str, Any] | None) -> Reference | None:
    return None if value is None else Reference(**value)


@dataclass(frozen=True, slots=True)
class Document:
    """One row: its number is `code`, without a gap in its series and year."""

    id: UUID
    series: str
    year: int
    number: int
    code: str
    kind: DocumentKind
    cause: DocumentCause
    item_id: UUID
    order_id: UUID
    order_number: str
    issued_at: datetime
    issued_on: date
    currency: str
    base_minor: int
    tax_minor: int
    total_minor: int
    corrects: UUID | None
    replaces: UUID | None
    facts: Facts
    previous_hash: str
    hash: str

    @property
    def reference(self) -> Reference:
        return Reference(str(self.id), self.code, self.issued_on.isoformat())


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a list shows of one."""

    id: UUID
    code: str
    kind: DocumentKind
    order_number: str
    issued_at: datetime
    issued_on: date
    buyer: str
    buyer_tax_id: str
    country: str
    currency: str
    base_minor: int
    tax_minor: int
    total_minor: int


def sums(documents: Sequence[Facts]) -> dict[int, TaxGroup]:
    """What documents come to together, by rate."""
    found: dict[int, TaxGroup] = {}
    for one in documents:
        for group in one.groups:
            so_far = found.get(group.basis_points, TaxGroup(group.basis_points, 0, 0))
            found[group.basis_points] = TaxGroup(
                group.basis_points,
                so_far.base_minor + group.base_minor,
                so_far.tax_minor + group.tax_minor,
            )
    return found
