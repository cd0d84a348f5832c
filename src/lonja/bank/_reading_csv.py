"""Reads what banks export as CSV: which column is which is said, guessed, or remembered. Pure."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Final

from lonja.bank._line import MAX_LINES, MAX_MINOR, BankFileUnreadable, Credit, cleaned
from lonja.kernel.errors import Invalid
from lonja.kernel.folding import folded
from lonja.kernel.money import exact_minor

FIELDS: Final = ("booked_on", "amount", "concept", "payer", "account", "bank_reference")
NEEDED: Final = ("booked_on", "amount", "concept")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "booked_on": (
        "fecha operacion",
        "fecha contable",
        "f. operacion",
        "booking date",
        "fecha",
        "date",
    ),
    "amount": ("importe", "amount", "abono", "haber", "credit"),
    "concept": ("concept", "descripcion", "reference", "description", "details", "remittance"),
    "payer": ("ordenante", "remitente", "payer", "name", "beneficiario"),
    "account": ("cuenta ordenante", "iban"),
    "bank_reference": ("referencia", "numero de operacion", "transaction id"),
}
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y%m%d")
_HEAD_ROWS: Final = 20
"""Banks put their name, the account and the period above the table."""


class BankColumnsNeeded(Invalid):
    """`facts`: the `headers`, and what was `guessed`: field → header."""

    code: ClassVar[str] = "bank_columns_needed"


@dataclass(frozen=True, slots=True)
class Table:
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def key(self) -> str:
        """By which the columns of the next such file are remembered."""
        return "\n".join(self.headers)[:2_000]


def read_table(text: str) -> Table:
    """Without what stands above the headers, and below the last line."""
    text = text.removeprefix("\ufeff")
    delimiter = max(";,\t", key=text[:20_000].count)
    try:
        found = [
            tuple(cell.strip() for cell in row)
            for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise BankFileUnreadable("this is no CSV", reason="not_csv") from error
    rows = [row for row in found if any(row)]
    widest = max((sum(map(bool, row)) for row in rows[:_HEAD_ROWS]), default=0)
    at = next((i for i, row in enumerate(rows) if sum(map(bool, row)) == widest), None)
    if at is None or widest < len(NEEDED):
        raise BankFileUnreadable("a statement has a day, an amount and a concept", reason="not_csv")
    if len(rows) - at - 1 > MAX_LINES:
        raise BankFileUnreadable(f"more than {MAX_LINES} lines", reason="too_many_lines")
    return Table(rows[at], tuple(rows[at + 1 :]))


def guess(headers: Sequence[str]) -> dict[str, str]:
    """Field → header; the first word that a header holds, each header once."""
    found: dict[str, str] = {}
    plain = {header: folded(header) for header in headers if header}
    for field, words in _WORDS.items():
        for word in words:
            header = next(
                (h for h, text in plain.items() if word in text and h not in found.values()), None
            )
            if header is not None:
                found[field] = header
                break
    return found


def check_columns(table: Table, columns: Mapping[str, str]) -> None:
    missing = [name for name in NEEDED if columns.get(name) not in table.headers]
    if missing:
        raise BankColumnsNeeded(
            f"say which column is: {', '.join(missing)}",
            headers=list(table.headers),
            guessed=guess(table.headers),
        )


def read_credits(table: Table, columns: Mapping[str, str], *, currency: str) -> list[Credit]:
    """The rows that brought money; what went out is left out, and so is a sum below the table."""
    at = {
        name: table.headers.index(header)
        for name, header in columns.items()
        if header in table.headers
    }

    def cell(row: Sequence[str], name: str) -> str:
        place = at.get(name)
        return row[place] if place is not None and place < len(row) else ""

    credited = []
    for row in table.rows:
        day = _day(cell(row, "booked_on"))
        minor = _minor(cell(row, "amount"), currency)
        if day is None and minor is None:
            continue  # a footer
        if day is None:
            raise BankFileUnreadable(f"{cell(row, 'booked_on')!r} is no day", reason="no_day")
        if minor is None or minor > MAX_MINOR:
            raise BankFileUnreadable(
                f"{cell(row, 'amount')[:40]!r} is no amount", reason="no_amount"
            )
        if minor > 0:
            credited.append(
                Credit(
                    day,
                    minor,
                    currency,
                    cleaned(cell(row, "concept")),
                    cleaned(cell(row, "payer")),
                    cleaned(cell(row, "account")),
                    cleaned(cell(row, "bank_reference")),
                )
            )
    return credited


def _day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _minor(text: str, currency: str) -> int | None:
    """`1.234,56`, `1,234.56`, `-12,5 €`: the last of point and comma is the decimal one."""
    figures = re.sub(r"[^0-9,.\-]", "", text)
    point, comma = figures.rfind("."), figures.rfind(",")
    if comma > point:
        figures = figures.replace(".", "").replace(",", ".")
    else:
        figures = figures.replace(",", "")
    try:
        return exact_minor(Decimal(figures), currency)
    except InvalidOperation:
        return None
