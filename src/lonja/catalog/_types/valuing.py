"""Values of a product's attributes: each is written in one way only. Pure.

A value is text, as a file or a form has it: `12.5`, `yes`, `2026-05-04`, the code of a choice, and
several codes with a bar between them: `wool|linen`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from lonja.catalog._types.defining import CHOSEN, Attribute, AttributeKind
from lonja.kernel.errors import Invalid

BAR: Final = "|"
BRAND: Final = "brand"
"""Every product may have one, whatever its type says: files call it the vendor."""
YES, NO = "yes", "no"
_WORDS: Final = {
    "yes": YES, "true": YES, "1": YES, "sí": YES, "si": YES, "no": NO, "false": NO, "0": NO,
}  # fmt: skip
_NUMBER: Final = re.compile(r"-?\d{1,12}([.,]\d{1,6})?")
MAX_TEXT: Final = 500


def checked(
    attributes: Sequence[Attribute],
    values: Mapping[str, str],
    before: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The values in the order of the type, each in its one way of being written.

    What did not change since `before` is not judged again: a choice that the type no longer has
    keeps nobody from mending a product's name.
    """
    before = before or {}
    known = {one.key for one in attributes} | {BRAND}
    for key, value in values.items():
        if key not in known and before.get(key) != value:
            raise Invalid("its type has no such attribute", field=f"attributes.{key}")
    found: dict[str, str] = {}
    for one in attributes:
        value = values.get(one.key, "").strip()
        if value and before.get(one.key) == value:
            found[one.key] = value
        elif value:
            found[one.key] = canonical(one, value)
        elif one.required and not one.on_variants and (not before or one.key in before):
            raise Invalid("this attribute is needed", field=f"attributes.{one.key}")
    if BRAND in values and BRAND not in found:
        found[BRAND] = values[BRAND].strip()[:MAX_TEXT]
    return found


def checked_of_variant(
    attributes: Sequence[Attribute],
    values: Mapping[str, str],
    before: Mapping[str, str],
    shared: Mapping[str, str],
) -> dict[str, str]:
    """A variant's own values, as `checked` has those of a product; `shared` are its product's.

    What is needed of variants may be its own or shared. An empty value is none.
    """
    own = {one.key: one for one in attributes if one.on_variants}
    for key, value in values.items():
        if key not in own and value.strip() and before.get(key) != value:
            raise Invalid("its type has no such attribute of variants", field=f"attributes.{key}")
    found: dict[str, str] = {}
    for key, one in own.items():
        value = values.get(key, "").strip()
        if value:
            found[key] = value if before.get(key) == value else canonical(one, value)
        elif one.required and not shared.get(key) and (not before or key in before):
            raise Invalid("this attribute is needed", field=f"attributes.{key}")
    return found


def canonical(attribute: Attribute, value: str) -> str:
    """As it is stored, or `Invalid`."""
    place = f"attributes.{attribute.key}"
    match attribute.kind:
        case AttributeKind.TEXT:
            if len(value) > MAX_TEXT:
                raise Invalid(f"at most {MAX_TEXT} characters", field=place)
            return value
        case AttributeKind.NUMBER:
            if not _NUMBER.fullmatch(value):
                raise Invalid("a number, such as 12.5", field=place)
            return _number(value)
        case AttributeKind.YES_NO:
            if (word := _WORDS.get(value.lower())) is None:
                raise Invalid("yes or no", field=place)
            return word
        case AttributeKind.DATE:
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError as error:
                raise Invalid("a date, such as 2026-05-04", field=place) from error
        case _:
            return _chosen(attribute, value, place)


def tokens(attribute: Attribute, value: str) -> list[str]:
    """What a list is filtered by: each choice by itself."""
    return value.split(BAR) if attribute.kind is AttributeKind.CHOICES else [value]


def values_of(
    attributes: Mapping[str, str], typed: Mapping[str, Attribute]
) -> frozenset[tuple[str, str]]:
    """Each attribute with each of its values; `typed` are those of the product's type, if it has one."""
    return frozenset(
        (key, token)
        for key, value in attributes.items()
        for token in (tokens(typed[key], value) if key in typed else [value])
    )


def searched(attribute: Attribute, value: str, language: str) -> list[str]:
    """The words of a value that somebody may search for."""
    if attribute.kind in CHOSEN:
        return [attribute.choice_name(code, language) for code in tokens(attribute, value)]
    return [value] if attribute.kind is AttributeKind.TEXT else []


def _chosen(attribute: Attribute, value: str, place: str) -> str:
    many = attribute.kind is AttributeKind.CHOICES
    wanted = [part.strip() for part in value.split(BAR)] if many else [value]
    codes = {name.casefold(): one.code for one in attribute.choices for name in one.names.values()}
    codes |= {one.code.casefold(): one.code for one in attribute.choices}
    found = {codes.get(one.casefold()) for one in wanted if one}
    if None in found:
        raise Invalid("not among the choices of this attribute", field=place)
    return BAR.join(one.code for one in attribute.choices if one.code in found)


def _number(value: str) -> str:
    text = f"{Decimal(value.replace(',', '.')):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
