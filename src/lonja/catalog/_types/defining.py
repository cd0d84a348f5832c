"""What an attribute of a product type is. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final, Self

from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import is_language

MAX_TYPES: Final = 200
MAX_TYPE_ATTRIBUTES: Final = 40
MAX_CHOICES: Final = 200
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CHOICE: Final = re.compile(r"[^|:,\x00-\x1f]{1,60}")
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
RESERVED_KEYS: Final = frozenset(
    {"q", "sort", "cursor", "category", "limit", "language", "currency", "price_from", "price_to",
     "sku", "notice", "reviews", "after", "price_from_minor", "price_to_minor"}
)  # fmt: skip
"""What an address of a list says already."""


class AttributeKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    COLOUR = "colour"


CHOSEN: Final = frozenset({AttributeKind.CHOICE, AttributeKind.CHOICES, AttributeKind.COLOUR})
"""Kinds whose values are among the choices of the attribute."""


class UnknownProductType(NotFound):
    code: ClassVar[str] = "unknown_product_type"


class ProductTypeTaken(Conflict):
    """Another type has this code."""

    code: ClassVar[str] = "product_type_taken"


class ProductTypeChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "product_type_changed"


class ProductTypeInUse(Conflict):
    """`facts["products"]`: how many have it."""

    code: ClassVar[str] = "product_type_in_use"


@dataclass(frozen=True, slots=True)
class Choice:
    """`colour` is `#rrggbb`, of a colour's choice only."""

    code: str
    names: Mapping[str, str]
    colour: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(value["code"], value.get("names", {}), value.get("colour", ""))


@dataclass(frozen=True, slots=True)
class Attribute:
    """`unit` is of a number; `filterable`: lists have it as a filter; `shown`: on the product's page;
    `on_variants`: a variant may have a value of its own in place of its product's.
    """

    key: str
    kind: AttributeKind
    names: Mapping[str, str]
    unit: str = ""
    choices: Sequence[Choice] = ()
    filterable: bool = True
    shown: bool = True
    required: bool = False
    on_variants: bool = False

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            value["key"],
            AttributeKind(value["kind"]),
            value.get("names", {}),
            value.get("unit", ""),
            tuple(Choice.from_json(one) for one in value.get("choices", ())),
            value.get("filterable", True),
            value.get("shown", True),
            value.get("required", False),
            value.get("on_variants", False),
        )

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()), self.key)

    def choice_name(self, code: str, language: str) -> str:
        found = next((one for one in self.choices if one.code == code), None)
        if found is None:
            return code
        return found.names.get(language) or next(iter(found.names.values()), code)


@dataclass(frozen=True, slots=True)
class TypeDraft:
    """`code` is how files name it; `names` are by language."""

    code: str
    names: Mapping[str, str]
    attributes: Sequence[Attribute] = ()


def check_type(draft: TypeDraft) -> None:
    """Raise `Invalid` with the field that cannot be."""
    if not _KEY.fullmatch(draft.code.replace("-", "_")):
        raise Invalid("a code has small letters, digits, dashes and underscores", field="code")
    _check_names(draft.names, "names")
    if len(draft.attributes) > MAX_TYPE_ATTRIBUTES:
        raise Invalid(f"a type has at most {MAX_TYPE_ATTRIBUTES} attributes", field="attributes")
    seen: set[str] = set()
    for at, one in enumerate(draft.attributes):
        place = f"attributes.{at}"
        if not _KEY.fullmatch(one.key) or one.key in RESERVED_KEYS:
            raise Invalid(
                "a key begins with a letter, has small letters, digits and underscores, and is"
                " no word that addresses of lists use",
                field=f"{place}.key",
            )
        if one.key in seen:
            raise Invalid("another attribute has this key", field=f"{place}.key")
        seen.add(one.key)
        _check_names(one.names, f"{place}.names")
        if len(one.unit) > 20 or (one.unit and one.kind is not AttributeKind.NUMBER):
            raise Invalid("only a number has a unit, of 20 characters", field=f"{place}.unit")
        _check_choices(one, place)


def _check_choices(attribute: Attribute, place: str) -> None:
    field = f"{place}.choices"
    if bool(attribute.choices) != (attribute.kind in CHOSEN):
        raise Invalid("a choice has choices, and nothing else has", field=field)
    if len(attribute.choices) > MAX_CHOICES:
        raise Invalid(f"at most {MAX_CHOICES} choices", field=field)
    codes = [one.code for one in attribute.choices]
    if len(set(codes)) < len(codes):
        raise Invalid("two choices have one code", field=field)
    for choice in attribute.choices:
        if not _CHOICE.fullmatch(choice.code) or choice.code != choice.code.strip():
            raise Invalid("a choice's code has 1 to 60 characters, none of | : ,", field=field)
        if bool(choice.colour) and not _COLOUR.fullmatch(choice.colour):
            raise Invalid("a colour is written as #1f3f9e", field=field)
        if not all(map(is_language, choice.names)):
            raise Invalid("a name is in a language of the shop", field=field)
        if any(len(name) > 60 for name in choice.names.values()):
            raise Invalid("a choice's name has at most 60 characters", field=field)


def _check_names(names: Mapping[str, str], field: str) -> None:
    if not names:
        raise Invalid("a name in at least one language", field=field)
    for language, name in names.items():
        if not is_language(language):
            raise Invalid(f"there is no language {language!r}", field=f"{field}.{language}")
        if not 1 <= len(name.strip()) <= 60:
            raise Invalid("a name has 1 to 60 characters", field=f"{field}.{language}")
