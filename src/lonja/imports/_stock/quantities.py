"""Reads quantities, as spreadsheets and shops write them. Pure.

A separator before exactly three digits is one thing in Madrid and another in London, and a wrong
guess turns a thousand into one. Such a cell is refused with a remedy.
"""

import re
from typing import Final

NOT_STOCKED: Final = frozenset({"not stocked", "no almacenado"})
"""Shopify's text where a location does not stock the SKU."""
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,12}")
_AMBIGUOUS: Final = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]{3}")
_ZERO_DECIMALS: Final = re.compile(r"([+-]?[0-9]{1,12})[.,]0+")
_GROUPED: Final = re.compile(
    r"([+-]?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,3}|(?:,[0-9]{3}){2,3}|(?:[ \u00a0\u202f\'\u2019][0-9]{3}){1,3}))"
    r"(?:[.,]0+)?"
)
_GROUPED_WITH_DECIMALS: Final = re.compile(
    r"([+-]?[0-9]{1,3}(?:\.[0-9]{3}){1,3}),0+|([+-]?[0-9]{1,3}(?:,[0-9]{3}){1,3})\.0+"
)
_SEPARATORS: Final = re.compile(r"[^0-9+-]")


class QuantityProblem(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_quantity(text: str) -> int:
    """The whole number that a cell means; `QuantityProblem` where it means none, or two."""
    if text.casefold() in NOT_STOCKED:
        return 0
    if _WHOLE.fullmatch(text):
        return int(text)
    if _AMBIGUOUS.fullmatch(text) and text.lstrip("+-")[0] != "0":
        whole, _, rest = text.replace(",", ".").partition(".")
        small = f"{whole}.{rest}".rstrip("0").rstrip(".")
        raise QuantityProblem(
            "quantity_ambiguous",
            f"{text!r} may mean {whole}{rest} or {small}: write it without a separator",
        )
    if found := _ZERO_DECIMALS.fullmatch(text):
        return int(found[1])
    if found := _GROUPED_WITH_DECIMALS.fullmatch(text) or _GROUPED.fullmatch(text):
        grouped = next(part for part in found.groups() if part is not None)
        return int(_SEPARATORS.sub("", grouped))
    raise QuantityProblem("quantity_not_whole", f"the quantity {text!r} is not a whole number")
