"""What callers say of a product and its variants before they are written. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from lonja.catalog._product import Option, Texts
from lonja.catalog._status import ProductKind, ProductStatus

MAX_VARIANTS: Final = 2_000
"""Of one product, archived ones too. An import of a Shopify file may bring 48 more."""


@dataclass(frozen=True, slots=True)
class ProductFields:
    """A product without its variants, whole: what it does not say is empty afterwards.

    `slug` is its address in every language whose text has no `slug` of its own. `publish_at` is
    when one that is scheduled becomes active; it goes with that status. Its `kind` never changes.
    """

    slug: str
    status: ProductStatus
    texts: Texts
    category_id: UUID | None = None
    tax_class: str = "standard"
    attributes: Mapping[str, str] = field(default_factory=dict)
    featured: int = 0
    type_id: UUID | None = None
    tags: tuple[str, ...] = ()
    publish_at: datetime | None = None
    kind: ProductKind = ProductKind.GOODS


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """`measure_*`: 250 (amount) `g` (unit), compared per 1000 (reference) of the same unit."""

    sku: str
    options: Mapping[str, str]
    weight_g: int = 0
    cost_minor: int | None = None
    active: bool = True
    barcode: str | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    hs_code: str | None = None
    origin_country: str | None = None
    measure_amount: int | None = None
    measure_unit: str | None = None
    measure_reference: int | None = None
    media_id: UUID | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Its own, in place of its product's."""
    own_amounts: Mapping[str, int] = field(default_factory=dict)
    """Of a gift card, by currency in minor units: from its price up to this the buyer says the amount."""


@dataclass(frozen=True, slots=True)
class VariantChange:
    """The fields of `VariantDraft` that change; without an `id` it is a new variant.

    Of `attributes` and `own_amounts` those that are named change; an empty one is taken away.
    """

    id: UUID | None
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class VariantsChange:
    """All that changes of a product's variants at once; `options` None leaves them as declared."""

    changes: Sequence[VariantChange] = ()
    removed: Sequence[UUID] = ()
    options: Sequence[Option] | None = None


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """What is wrong in a row of a request: its place, the field and a stable `code`."""

    row: int
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product from a file. `category` is a slug or a name, and an unknown one leaves it
    without; a path "A > B" makes the categories that are missing.
    """

    slug: str
    status: ProductStatus
    texts: Texts
    attributes: Mapping[str, str]
    category: str
    variants: Sequence[VariantDraft]
    options: Sequence[Option] = ()
    kind: ProductKind = ProductKind.GOODS
    """Of a new product; one that is there keeps its own."""
