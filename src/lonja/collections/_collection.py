"""A collection as staff write it and buyers read it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from lonja.catalog import api as catalog
from lonja.collections._matching import Condition, check_conditions
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import field_in, is_language

type Texts = Mapping[str, Mapping[str, str]]
"""By language: `{"es": {"name", "slug", "description", "seo_title", "seo_description"}}`.

Without a `slug` of its own a language has the collection's.
"""

BY_HAND: Final = "by_hand"
SORTS: Final = (BY_HAND, "featured", "best_seller", "newest", "price", "-price", "name")
MAX_COLLECTIONS: Final = 300
MAX_CHOSEN: Final = 2_000
FOCUS: Final = (0, 25, 50, 75, 100)
_MAX_ALT: Final = 300
_LONGEST: Final = {
    "name": 200,
    "slug": 80,
    "description": 20_000,
    "seo_title": 200,
    "seo_description": 500,
}
EVERY_LANGUAGE: Final = ""
"""Of the address where a language has none of its own."""


class UnknownCollection(NotFound):
    code: ClassVar[str] = "unknown_collection"


class CollectionTaken(Conflict):
    """Another collection has this address; `facts["field"]` says which."""

    code: ClassVar[str] = "collection_taken"


class CollectionChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "collection_changed"


class CollectionFull(Conflict):
    """No more products fit into one that is put together by hand."""

    code: ClassVar[str] = "collection_full"


class CollectionByRule(Conflict):
    """A rule says what is in it, and nobody else."""

    code: ClassVar[str] = "collection_by_rule"


@dataclass(frozen=True, slots=True)
class CollectionPicture:
    """`file` is a blob; the focus, in percent from left and top, stays in sight where it is cut."""

    file: str
    alt: Mapping[str, str] = field(default_factory=dict)
    focus_x: int = 50
    focus_y: int = 50

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)


@dataclass(frozen=True, slots=True)
class CollectionDraft:
    """By hand `products` are its products, in their order; by rule `conditions` find them."""

    slug: str
    texts: Texts
    by_rule: bool = False
    matches_any: bool = False
    conditions: Sequence[Condition] = ()
    products: Sequence[UUID] = ()
    sort: str = BY_HAND
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    picture: CollectionPicture | None = None

    def address(self, language: str) -> str:
        return address_in(self.slug, self.texts, language)


@dataclass(frozen=True, slots=True)
class Collection:
    """`filling_since`: its rule is new, and not all products were asked yet."""

    id: UUID
    slug: str
    texts: Texts
    by_rule: bool
    matches_any: bool
    conditions: list[Condition]
    sort: str
    starts_at: datetime | None
    ends_at: datetime | None
    version: int
    filling_since: datetime | None
    products: int
    picture: CollectionPicture | None = None

    def text(self, language: str, field: str, *, default: str = "") -> str:
        fallback = self.slug if field == "name" else ""
        return field_in(self.texts, language, field, default=default, otherwise=fallback)

    def address(self, language: str) -> str:
        return address_in(self.slug, self.texts, language)

    def is_shown(self, now: datetime) -> bool:
        has_begun = self.starts_at is None or self.starts_at <= now
        return has_begun and (self.ends_at is None or now < self.ends_at)


def address_in(slug: str, texts: Texts, language: str) -> str:
    """Where it stands in this language."""
    return texts.get(language, {}).get("slug") or slug


def addresses(one: CollectionDraft | Collection) -> dict[str, str]:
    """Language → its address there; `EVERY_LANGUAGE` is where the others find it."""
    own = {language: text["slug"] for language, text in one.texts.items() if text.get("slug")}
    return {EVERY_LANGUAGE: one.slug, **own}


def taken_address(
    draft: CollectionDraft, others: Sequence[Collection]
) -> tuple[str, str, Collection] | None:
    """The field of an address that another collection has in the same language, and which."""
    for other in others:
        for language in sorted({*addresses(draft), *addresses(other)}):
            if draft.address(language) == other.address(language):
                own = bool(draft.texts.get(language, {}).get("slug"))
                field = f"texts.{language}.slug" if own else "slug"
                return field, draft.address(language), other
    return None


def moved_addresses(before: Collection, draft: CollectionDraft) -> dict[str, str]:
    """Language → the address that it leaves."""
    now = addresses(draft)
    return {
        language: slug for language, slug in addresses(before).items() if now.get(language) != slug
    }


def check_draft(draft: CollectionDraft) -> None:
    """Raise `Invalid` with the field that cannot be."""
    if not 1 <= len(draft.slug) <= 80 or draft.slug != catalog.slug_of(draft.slug):
        raise Invalid("an address has small letters, digits and single dashes", field="slug")
    if not draft.texts:
        raise Invalid("a collection has a name in at least one language", field="texts")
    for language, text in draft.texts.items():
        if not is_language(language):
            raise Invalid(f"there is no language {language!r}", field=f"texts.{language}")
        if not text.get("name", "").strip():
            raise Invalid("a collection needs a name", field=f"texts.{language}.name")
        own = text.get("slug", "")
        if own and own != catalog.slug_of(own):
            raise Invalid(
                "an address has small letters, digits and single dashes",
                field=f"texts.{language}.slug",
            )
        for name, value in text.items():
            if len(value) > _LONGEST.get(name, 0):
                raise Invalid(
                    f"at most {_LONGEST.get(name, 0)} characters", field=f"texts.{language}.{name}"
                )
    if draft.sort not in SORTS or (draft.by_rule and draft.sort == BY_HAND):
        raise Invalid("a rule's products are sorted by what they are", field="sort")
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        raise Invalid("it ends before it begins", field="ends_at")
    _check_picture(draft.picture)
    if draft.by_rule:
        check_conditions(draft.conditions)
    elif len(draft.products) > MAX_CHOSEN or len(set(draft.products)) < len(draft.products):
        raise Invalid(f"at most {MAX_CHOSEN} products, each once", field="products")


def _check_picture(picture: CollectionPicture | None) -> None:
    if picture is None:
        return
    for language, text in picture.alt.items():
        if not is_language(language) or len(text) > _MAX_ALT:
            raise Invalid(f"at most {_MAX_ALT} characters", field=f"picture.alt.{language}")
    for side in ("focus_x", "focus_y"):
        if getattr(picture, side) not in FOCUS:
            raise Invalid("0, 25, 50, 75 or 100 percent", field=f"picture.{side}")
