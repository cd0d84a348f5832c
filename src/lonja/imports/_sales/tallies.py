"""What was counted of a sales file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    fate: str
    rows: int
    units: int
    milli: int


@dataclass(frozen=True, slots=True)
class Oddities:
    """Lines that were kept although they look odd."""

    repeated_lines: int
    repeated_milli: int
    without_customer: int
    without_name: int
    codes_by_case: int
    invoices_over_minutes: int


@dataclass(frozen=True, slots=True)
class Rounding:
    month: str
    lines: int
    exact_milli: int
    rounded_minor: int
