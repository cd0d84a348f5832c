"""Whether buyers may ask for a mail when goods are there again, and for how long they wait. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lonja.kernel.errors import Invalid

MOST_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class StockMails:
    """`months`: after so many a wish ends by itself."""

    is_on: bool = True
    months: int = 6


def faults(document: StockMails) -> Iterator[Invalid]:
    if not 1 <= document.months <= MOST_MONTHS:
        yield Invalid(f"1 to {MOST_MONTHS} months", field="months")
