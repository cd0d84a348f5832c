"""A line of a bank's file, whichever file it stood in. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from lonja.kernel.errors import Invalid

MAX_LINES: Final = 2_000
MAX_MINOR: Final = 10**12
TEXT_CHARACTERS: Final = 300


class LineStatus(StrEnum):
    """The column's CHECK and the screens' words follow this."""

    OPEN = "open"
    MATCHED = "matched"
    ASSIGNED = "assigned"
    IGNORED = "ignored"
    RETURNED = "returned"


class BankFileUnreadable(Invalid):
    """`facts["reason"]`: not_camt, not_csv, dangerous, too_many_lines, no_amount, no_day."""

    code: ClassVar[str] = "bank_file_unreadable"


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came in. `bank_reference` is the bank's own, which names a line for ever."""

    booked_on: date
    amount_minor: int
    currency: str
    concept: str = ""
    payer: str = ""
    account: str = ""
    bank_reference: str = ""


def with_ids(found: Iterable[Credit]) -> Iterator[tuple[UUID, Credit]]:
    """Each line with an id that it has in every file that holds it.

    Banks export overlapping days; two lines that say the same in one file are two payments.
    """
    seen: Counter[str] = Counter()
    for one in found:
        text = "\n".join(
            (
                one.booked_on.isoformat(),
                str(one.amount_minor),
                one.currency,
                one.bank_reference or f"{one.concept}\t{one.payer}\t{one.account}",
            )
        )
        seen[text] += 1
        yield uuid5(NAMESPACE_URL, f"bank line {seen[text]}\n{text}"), one


def cleaned(text: str) -> str:
    """One line without what no screen shows."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:TEXT_CHARACTERS]
