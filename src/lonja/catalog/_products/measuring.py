"""What a whole kilogram, litre or metre of a variant costs. Pure."""

from collections.abc import Mapping
from typing import Final

from lonja.catalog._product import Variant

_WHOLE: Final[Mapping[tuple[int, str], str]] = {
    (1000, "g"): "kg",
    (1000, "ml"): "l",
    (100, "cm"): "m",
}
_SYMBOLS: Final = {"m2": "m²"}


def unit_minor(amount_minor: int, variant: Variant) -> int | None:
    """The price per reference amount, half up; None for what is not sold by measure."""
    amount, reference = variant.measure_amount, variant.measure_reference
    if not amount or not reference:
        return None
    return (2 * amount_minor * reference + amount) // (2 * amount)


def unit_of(variant: Variant) -> str:
    """What the reference amount is called: 1000 `g` are a `kg`, 100 `g` are `100 g`."""
    unit, reference = variant.measure_unit or "", variant.measure_reference or 0
    whole = _WHOLE.get((reference, unit))
    if whole is not None:
        return whole
    return _SYMBOLS.get(unit, unit) if reference == 1 else f"{reference} {unit}"
