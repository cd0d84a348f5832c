"""A product as other modules read it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from lonja.catalog._status import PictureFault, PictureStatus, ProductKind, ProductStatus
from lonja.catalog._types.defining import Attribute
from lonja.catalog._types.valuing import searched, tokens, values_of
from lonja.kernel.languages import field_in

type Texts = Mapping[str, Mapping[str, str]]
"""By language: `{"es": {"name", "description"}}`."""


def address_in(slug: str, texts: Texts, language: str) -> str:
    """The language's own address, else the product's one for all languages."""
    return texts.get(language, {}).get("slug") or slug


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many gave one star, two, … five."""

    counts: tuple[int, ...]

    @classmethod
    def from_json(cls, value: Sequence[int]) -> Self:
        return cls(tuple(value))

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def tenths(self) -> int:
        """The mean in tenths of a star, half up, so that every page rounds alike; 0 without any."""
        if not self.count:
            return 0
        stars = sum(star * count for star, count in enumerate(self.counts, start=1))
        return (20 * stars + self.count) // (2 * self.count)


@dataclass(frozen=True, slots=True)
class Category:
    """`path` are those that it stands in, from the top row down."""

    id: UUID
    parent_id: UUID | None
    slug: str
    texts: Texts
    products: int
    path: tuple[UUID, ...] = ()

    def text(self, language: str, field: str, *, default: str = "") -> str:
        """In `language`, else in `default`, else in any other."""
        fallback = self.slug if field == "name" else ""
        return field_in(self.texts, language, field, default=default, otherwise=fallback)


@dataclass(frozen=True, slots=True)
class OptionValue:
    """`code` is what variants hold; `names` are what buyers read where it is not the code itself."""

    code: str
    names: Mapping[str, str]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(value["code"], value.get("names", {}))


@dataclass(frozen=True, slots=True)
class Option:
    """What variants of a product differ in, and its values in the order in which pages show them."""

    key: str
    names: Mapping[str, str]
    values: Sequence[OptionValue]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        values = tuple(OptionValue.from_json(one) for one in value["values"])
        return cls(value["key"], value.get("names", {}), values)

    def name(self, language: str) -> str | None:
        return self.names.get(language) or None

    def value_name(self, code: str, language: str) -> str | None:
        found = next((value for value in self.values if value.code == code), None)
        return (found.names.get(language) or None) if found else None


def options_in(
    declared: Sequence[Option], chosen: Mapping[str, str], language: str
) -> dict[str, str]:
    """A variant's options as buyers read them; what has no name keeps its code."""
    known = {option.key: option for option in declared}
    ordered = [key for key in known if key in chosen] + [key for key in chosen if key not in known]
    read = {}
    for key in ordered:
        option = known.get(key)
        name = option.name(language) if option else None
        value = option.value_name(chosen[key], language) if option else None
        read[name or key] = value or chosen[key]
    return read


@dataclass(frozen=True, slots=True)
class Sellable:
    """A variant that may be put into a cart now, as a line shows it.

    `category_ids` are its product's category and those that this is in.
    """

    variant_id: UUID
    product_id: UUID
    sku: str
    slug: str
    name: str
    options: Mapping[str, str]
    picture: str | None
    tax_class: str
    weight_g: int
    category_ids: Sequence[UUID] = ()
    declared: Sequence[Option] = ()
    kind: ProductKind = ProductKind.GOODS
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Its own, in place of its product's."""
    own_amounts: Mapping[str, int] = field(default_factory=dict)
    """Of a gift card, by currency: up to this, from its price on, the buyer says the amount."""

    @property
    def is_gift_card(self) -> bool:
        return self.kind is ProductKind.GIFT_CARD


@dataclass(frozen=True, slots=True)
class Traits:
    """What promotions ask of a product: its tags and attributes; `typed` are those of its type."""

    tags: Sequence[str]
    attributes: Mapping[str, str]
    typed: Sequence[Attribute] = ()

    def values(self, own: Mapping[str, str]) -> frozenset[tuple[str, str]]:
        """Each attribute with each of its values, as a variant with its `own` has them."""
        return values_of({**self.attributes, **own}, {one.key: one for one in self.typed})


@dataclass(frozen=True, slots=True)
class Variant:
    id: UUID
    product_id: UUID
    sku: str
    options: Mapping[str, str]
    weight_g: int
    active: bool
    barcode: str | None
    measure_amount: int | None
    measure_unit: str | None
    measure_reference: int | None
    media_id: UUID | None
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Its own, in place of its product's."""
    own_amounts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        media_id = value["media_id"]
        return cls(
            **{
                **value,
                "id": UUID(value["id"]),
                "product_id": UUID(value["product_id"]),
                "media_id": media_id and UUID(media_id),
            }
        )


@dataclass(frozen=True, slots=True)
class Rendition:
    format: str
    width: int
    blob: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(value["format"], value["width"], value["blob"])


@dataclass(frozen=True, slots=True)
class Picture:
    id: UUID
    product_id: UUID
    blob: str
    width: int
    height: int
    alt: Mapping[str, str]
    renditions: Sequence[Rendition]
    status: PictureStatus
    error: PictureFault | None
    version: int

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        error = value["error"]
        return cls(
            **{
                **value,
                "id": UUID(value["id"]),
                "product_id": UUID(value["product_id"]),
                "renditions": [Rendition.from_json(one) for one in value["renditions"]],
                "status": PictureStatus(value["status"]),
                "error": error and PictureFault(error),
            }
        )


@dataclass(frozen=True, slots=True)
class PictureWork:
    """A picture as the queue `media` needs it; while `raw`, `blob` is in `uploads`."""

    id: UUID
    product_id: UUID
    slug: str
    blob: str
    status: PictureStatus
    rendered: bool

    @property
    def raw(self) -> bool:
        return self.status == PictureStatus.PROCESSING

    @property
    def is_awaited(self) -> bool:
        """The upload was requested, and is not reported as done yet."""
        return self.status == "uploading"


@dataclass(frozen=True, slots=True)
class Product:
    id: UUID
    slug: str
    status: ProductStatus
    version: int
    tax_class: str
    category_slug: str | None
    category_id: UUID | None
    category_texts: Texts
    texts: Texts
    attributes: Mapping[str, str]
    featured: int
    created_at: datetime
    ratings: Ratings
    options: Sequence[Option] = ()
    tags: Sequence[str] = ()
    type_id: UUID | None = None
    typed: Sequence[Attribute] = ()
    """The attributes of its type, in their order; `attributes` are plain texts without one."""
    variants: Sequence[Variant] = ()
    pictures: Sequence[Picture] = ()
    updated_at: datetime | None = None
    kind: ProductKind = ProductKind.GOODS
    sold_units: int = 0
    """Of the last 90 days, as they were counted last night."""

    @property
    def is_gift_card(self) -> bool:
        return self.kind is ProductKind.GIFT_CARD

    def facets(self) -> set[tuple[str, str]]:
        """What lists filter by of its attributes: key and value."""
        if self.type_id is None:
            return set(self.attributes.items())
        return {
            (one.key, token)
            for one in self.typed
            if one.filterable
            for value in self._values(one)
            for token in tokens(one, value)
        }

    def facets_of(self, variant: Variant) -> frozenset[tuple[str, str]]:
        """What lists filter by of the attributes in which variants differ, as one has them."""
        own = {one.key: one for one in self.typed if one.on_variants and one.filterable}
        values = self.attributes_of(variant)
        return values_of({key: values[key] for key in own if key in values}, own)

    def attributes_of(self, variant: Variant | None) -> Mapping[str, str]:
        """Those of a variant: what its type lets variants have is its own before its product's."""
        if variant is None or not variant.attributes:
            return self.attributes
        own = {one.key for one in self.typed if one.on_variants}
        mine = {key: value for key, value in variant.attributes.items() if key in own}
        return {**self.attributes, **mine}

    def _values(self, attribute: Attribute) -> list[str]:
        """What its active variants have of an attribute, each value once; without any, the product."""
        key = attribute.key
        active: Sequence[Variant | None] = (None,)
        if attribute.on_variants:
            active = [one for one in self.variants if one.active] or active
        found = [self.attributes_of(one).get(key) for one in active]
        return list(dict.fromkeys(value for value in found if value))

    def attribute_words(self, language: str) -> list[str]:
        """What of its attributes somebody may search for."""
        if self.type_id is None:
            return list(self.attributes.values())
        return [
            word
            for one in self.typed
            for value in self._values(one)
            for word in searched(one, value, language)
        ]

    def text(self, language: str, field: str, *, default: str = "") -> str:
        """In `language`, else in `default`, else in any other."""
        fallback = self.slug if field == "name" else ""
        return field_in(self.texts, language, field, default=default, otherwise=fallback)

    def address(self, language: str) -> str:
        """The last part of its page's address in this language."""
        return address_in(self.slug, self.texts, language)

    @property
    def can_be_seen(self) -> bool:
        """By who has its address; only an active one stands in lists."""
        return self.status in {ProductStatus.ACTIVE, ProductStatus.UNLISTED}


@dataclass(frozen=True, slots=True)
class AtAddress(Product):
    """A product as whoever came to its address reads it: whole, in one statement."""

    related: Sequence[UUID] = ()
    """What stands beside it: what staff chose, in their order, then what is bought together with it."""


@dataclass(frozen=True, slots=True)
class Published:
    slug: str
    texts: Texts
    updated_at: datetime

    def address(self, language: str) -> str:
        return address_in(self.slug, self.texts, language)
