r"""A condition of a collection's rule as the text of a cell, and back. Pure.

`category = shoes | boots`, `tag = summer`, `attribute colour = red | blue`, `price EUR = 10.00 - 50.00`,
`new = 30`, `best_seller = 5`, `on_sale`, `in_stock`. A `|` or `\` in a value has a `\` before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from lonja.collections.api import Condition, ConditionKind
from lonja.kernel.money import EXPONENTS
from lonja.sheets import _values
from lonja.sheets._values import CellProblem

_FLAGS: Final = {ConditionKind.ON_SALE, ConditionKind.IN_STOCK}
_KEYED: Final = {ConditionKind.ATTRIBUTE, ConditionKind.PRICE}
_SPLIT: Final = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_IS_ID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Of a category that is gone: the rule goes on without it."""
_ESCAPED: Final = re.compile(r"\\(.)")


def text_of(condition: Condition, slugs: Mapping[str, str]) -> str:
    """`slugs` are those of the categories, by their ids; one that is gone keeps its id."""
    kind = condition.kind
    name = f"{kind} {condition.key}" if kind in _KEYED else str(kind)
    match kind:
        case ConditionKind.CATEGORY:
            said = _joined([slugs.get(one, one) for one in condition.values])
        case ConditionKind.TAG | ConditionKind.ATTRIBUTE:
            said = _joined(condition.values)
        case ConditionKind.PRICE:
            digits = EXPONENTS[condition.key]
            low, high = (_values.money_text(one, digits) for one in (condition.low, condition.high))
            said = f"{low} - {high}".strip()
        case ConditionKind.NEW:
            said = str(condition.days)
        case ConditionKind.BEST_SELLER:
            said = str(condition.low)
        case _:
            return name
    return f"{name} = {said}"


def condition_of(text: str, ids: Mapping[str, str]) -> Condition:
    """Raise `CellProblem` for what is none; `ids` are those of the categories, by their slugs."""
    name, equals, said = (part.strip() for part in text.partition("="))
    word, _, key = name.partition(" ")
    kind = next((one for one in ConditionKind if one == word.casefold()), None)
    if kind is None or bool(key) != (kind in _KEYED) or bool(equals) == (kind in _FLAGS):
        raise CellProblem("condition_unreadable", f"{text[:60]!r} is no condition of a rule")
    found = Condition(kind, key.strip())
    match kind:
        case ConditionKind.CATEGORY:
            return replace(found, values=tuple(_category(one, ids) for one in _parted(said)))
        case ConditionKind.TAG | ConditionKind.ATTRIBUTE:
            return replace(found, values=tuple(_parted(said)))
        case ConditionKind.PRICE:
            return _between(replace(found, key=key.strip().upper()), said)
        case ConditionKind.NEW:
            return replace(found, days=int(_values.whole(said, lowest=1)))
        case ConditionKind.BEST_SELLER:
            return replace(found, low=int(_values.whole(said, lowest=1)))
        case _:
            return found


def _between(found: Condition, said: str) -> Condition:
    digits = EXPONENTS.get(found.key)
    low, dash, high = (part.strip() for part in said.partition("-"))
    if digits is None or not dash:
        message = f"{said[:40]!r} is no price like EUR = 10.00 - 50.00"
        raise CellProblem("condition_unreadable", message)
    return replace(
        found,
        low=_values.money_minor(low, digits) if low else None,
        high=_values.money_minor(high, digits) if high else None,
    )


def _category(slug: str, ids: Mapping[str, str]) -> str:
    if slug.casefold() not in ids and not _IS_ID.fullmatch(slug):
        raise CellProblem(
            "parent_unknown", f"there is no category {slug[:60]!r}: bring it in first"
        )
    return ids.get(slug.casefold(), slug)


def _joined(values: Sequence[str]) -> str:
    return " | ".join(one.replace("\\", "\\\\").replace("|", "\\|") for one in values)


def _parted(said: str) -> list[str]:
    parts = _SPLIT.sub(lambda found: f"{found.group(1)}\n", said).split("\n")
    return [found for one in parts if (found := _ESCAPED.sub(r"\1", one).strip())]
