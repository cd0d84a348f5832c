"""Texts of cells, each in one way of writing: what an export writes is what an import reads. Pure."""

import re
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

MAX_MINOR: Final = 10**12
MAX_NUMBER: Final = 10**9
_YES: Final = frozenset({"true", "yes", "1", "sí", "si", "verdadero", "y"})
_NO: Final = frozenset({"false", "no", "0", "falso", "n"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,12}(\.0+)?")
_COMMA: Final = re.compile(r"[+-]?([0-9]{1,12}|[0-9]{1,3}(\.[0-9]{3}){1,3}),[0-9]{1,2}")
"""`12,50` and `1.234,56`, as most of Europe's spreadsheets write; `1,234` may mean two things."""
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3}){1,3}\.[0-9]+")


class CellProblem(ValueError):
    """Why a cell cannot be read; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def money(text: str, digits: int) -> str:
    """An amount with all decimals of its currency: `12.5` → `12.50`; never rounded."""
    return money_text(money_minor(text, digits), digits)


def money_minor(text: str, digits: int) -> int:
    try:
        minor = Decimal(_with_point(text)).scaleb(digits)
    except InvalidOperation as error:
        raise CellProblem("not_an_amount", f"{text[:40]!r} is not an amount like 12.50") from error
    if not minor.is_finite() or not 0 <= minor <= MAX_MINOR:
        raise CellProblem("amount_out_of_range", f"{text[:40]!r} is negative or too large")
    if minor != minor.to_integral_value():
        raise CellProblem("amount_too_fine", f"{text[:40]!r} has more than {digits} decimals")
    return int(minor)


def _with_point(text: str) -> str:
    if _COMMA.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def money_text(minor: int | None, digits: int) -> str:
    if minor is None:
        return ""
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def whole(text: str, *, lowest: int = 0) -> str:
    if not _WHOLE.fullmatch(text):
        raise CellProblem("not_a_whole_number", f"{text[:40]!r} is not a whole number")
    number = int(text.partition(".")[0])
    if not lowest <= number <= MAX_NUMBER:
        raise CellProblem("number_out_of_range", f"{text[:40]!r} is out of range")
    return str(number)


def rounded(text: str, *, times: int = 1) -> str:
    """A weight or a length: other shops convert pounds and inches to many decimals."""
    try:
        number = Decimal(text) * times
    except InvalidOperation as error:
        raise CellProblem("weight_unreadable", f"{text[:40]!r} is not a number") from error
    if not number.is_finite() or not 0 <= number <= MAX_NUMBER:
        raise CellProblem("weight_unreadable", f"{text[:40]!r} is out of range")
    return str(int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def flag(text: str) -> str:
    plain = text.casefold()
    if plain in _YES:
        return "TRUE"
    if plain in _NO:
        return "FALSE"
    raise CellProblem("not_true_or_false", f"{text[:40]!r} is not TRUE or FALSE")


def moment(text: str) -> str:
    """A date or a time of ISO 8601, in UTC."""
    return moment_in(text, UTC).astimezone(UTC).isoformat()


def moment_in(text: str, zone: tzinfo) -> datetime:
    """A date or a time of ISO 8601; in this zone, where it names none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text[:40]!r} is not a date like 2026-03-31"
        raise CellProblem("not_a_date", message) from error
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise CellProblem("not_a_date", f"{text[:40]!r} is too long ago, or too far ahead")
    return at if at.tzinfo else at.replace(tzinfo=zone)


def listed(text: str) -> str:
    """A list with commas: each once in any case, in the order of the alphabet."""
    parts = (" ".join(part.split()) for part in text.split(","))
    found = {part.casefold(): part for part in parts if part}
    return ", ".join(found[one] for one in sorted(found))
