"""A product's attributes and the filters of a list, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.numbers import format_decimal

from lonja.adapters.theme_language import Speech
from lonja.catalog import api as catalog
from lonja.catalog.api import AttributeKind
from lonja.frontoffice.wording import N_

type Attributes = Mapping[str, catalog.Attribute]
"""By key: those of the shop's product types. What is not among them is named by the theme."""

_NAMELESS = frozenset({AttributeKind.YES_NO, AttributeKind.NUMBER, AttributeKind.DATE})
_YES_NO = {"yes": N_("Yes"), "no": N_("No")}


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the product's table."""

    name: str
    value: str


def facts_of(
    product: catalog.Product, variant: catalog.Variant | None, words: Speech
) -> tuple[Fact, ...]:
    """Those of the variant that is shown, as its type orders them; a product without a type has them
    as they were entered.
    """
    values = product.attributes_of(variant)
    if product.type_id is None:
        return tuple(
            Fact(words.option(key), words.value(key, value))
            for key, value in product.attributes.items()
        )
    return tuple(
        Fact(one.name(words.language), in_words(one, values[one.key], words))
        for one in product.typed
        if one.shown and one.key in values
    )


def key_name(key: str, known: Attributes, words: Speech) -> str:
    found = known.get(key)
    return words.option(key) if found is None else found.name(words.language)


def value_name(key: str, value: str, known: Attributes, words: Speech) -> str:
    found = known.get(key)
    return words.value(key, value) if found is None else in_words(found, value, words)


def chosen_name(key: str, value: str, known: Attributes, words: Speech) -> str:
    """A chosen filter away from its group: `Yes`, a number or a date says nothing without its name."""
    found = known.get(key)
    name = value_name(key, value, known, words)
    if found is None or found.kind not in _NAMELESS:
        return name
    return f"{found.name(words.language)}: {name}"


def place_of(attribute: catalog.Attribute, value: str) -> float:
    """Where a value stands among the others: as its choices are declared, numbers by their size."""
    codes = [one.code for one in attribute.choices]
    if value in codes:
        return codes.index(value)
    if attribute.kind is AttributeKind.NUMBER:
        return float(value)
    if attribute.kind is AttributeKind.YES_NO:
        return float(value != "yes")
    return float("inf")


def in_words(attribute: catalog.Attribute, value: str, words: Speech) -> str:
    match attribute.kind:
        case AttributeKind.NUMBER:
            number = format_decimal(value, locale=words.language)
            return f"{number}\N{NO-BREAK SPACE}{attribute.unit}" if attribute.unit else number
        case AttributeKind.YES_NO:
            return words.say(_YES_NO.get(value, value))
        case AttributeKind.DATE:
            return words.whole_day(date.fromisoformat(value))
        case AttributeKind.TEXT:
            return value
        case _:
            return _names(attribute, catalog.attribute_tokens(attribute, value), words.language)


def colour_of(attribute: catalog.Attribute | None, value: str) -> str:
    """`#rrggbb`, empty for what is no colour."""
    if attribute is None or attribute.kind is not AttributeKind.COLOUR:
        return ""
    return next((one.colour for one in attribute.choices if one.code == value), "")


def _names(attribute: catalog.Attribute, codes: Sequence[str], language: str) -> str:
    return ", ".join(attribute.choice_name(code, language) for code in codes)
