"""A cell as a person sees it. Pure.

A cell is the text of a CSV file, or a spreadsheet's, which may be a number, a date or a truth value
and has a format that says how it is shown.
"""

from dataclasses import dataclass
from typing import Final

_PLAIN_FORMATS: Final = frozenset({"General", "@", "0"})
_KINDS: Final = {"bool": "TRUE or FALSE", "int": "a number", "float": "a number"}
_DIGITS_KEPT: Final = 1e15
"""A spreadsheet's numbers have fifteen digits."""


@dataclass(frozen=True, slots=True)
class CodeFault:
    """A code that the spreadsheet has converted: the original text is lost."""

    message: str


def text_of(cell: object) -> str:
    """The SKU 1234 is stored as the number 1234.0, and shown as 1234."""
    value = getattr(cell, "value", cell)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _DIGITS_KEPT:
        value = int(value)
    return str(value).strip().replace("\0", "")


def code_of(cell: object) -> str | CodeFault:
    """A SKU, digit by digit as it is shown, or why the original is unknown."""
    value = getattr(cell, "value", cell)
    if value is None or isinstance(value, str):
        return text_of(value)
    shown = str(getattr(cell, "number_format", "General"))
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value < _DIGITS_KEPT
        and value % 1 == 0
    ):
        digits = str(int(value))
        if shown in _PLAIN_FORMATS:
            return digits
        if set(shown) == {"0"}:
            return digits.zfill(len(shown))
    kind = _KINDS.get(type(value).__name__, "a date or a time")
    return CodeFault(
        f"the spreadsheet keeps this code as {kind}: format the column as text, and write it again"
    )
