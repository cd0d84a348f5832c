"""Where a sales history comes from, and what became of it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lonja.imports._files.sniffing import FileRefused
from lonja.imports._sales.lines import DATE_ORDERS, Kept
from lonja.imports._sales.tallies import Oddities, Rounding, Tally
from lonja.kernel.money import EXPONENTS

type Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class SalesSource:
    """The source of the history, and the formats of its file."""

    channel: str = "history"
    currency: str = "GBP"
    zone: str = "Europe/London"
    language: str = "en"
    dates: str = "iso"
    encoding: str = "utf-8"

    def check(self) -> None:
        if self.currency not in EXPONENTS:
            raise FileRefused(f"currency {self.currency!r} is not a code of ISO 4217")
        if self.dates not in DATE_ORDERS:
            raise FileRefused(f"dates are one of {', '.join(DATE_ORDERS)}")
        plain = self.channel.replace("-", "")
        if not (plain.isascii() and plain.isalnum() and plain == plain.lower()):
            raise FileRefused("a channel's name is made of a-z, 0-9 and hyphens")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise FileRefused(f"{self.zone!r} is no time zone, such as Europe/London") from error


@dataclass(slots=True)
class SalesReport:
    """Every row of the file is in `tallies`, once."""

    import_id: UUID
    channel: str
    currency: str
    rows: int = 0
    orders: int = 0
    returns: int = 0
    adjustments: int = 0
    customers: int = 0
    repeated_file: bool = False
    dry_run: bool = False
    tallies: list[Tally] = field(default_factory=list)
    oddities: Oddities | None = None
    rounding: list[Rounding] = field(default_factory=list)
    errors: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def kept(self) -> int:
        return sum(one.rows for one in self.tallies if one.fate in set(Kept))

    @property
    def rounding_milli(self) -> int:
        """Rounded totals less exact ones, in thousandths of a minor unit."""
        return sum(1000 * one.rounded_minor - one.exact_milli for one in self.rounding)

    def facts(self) -> dict[str, Any]:
        """The report as JSON, without the row errors, which have their own table."""
        plain = asdict(self)
        plain.pop("errors")
        return plain | {
            "import_id": str(self.import_id),
            "kept": self.kept,
            "rounding_milli": self.rounding_milli,
        }
