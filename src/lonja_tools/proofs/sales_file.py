# ruff: noqa: DTZ001 - the layout writes local times without a zone
"""A sales history of our own in the Online Retail II layout, with the same dirt. Seeded.

Two "sheets" that overlap for some days, lines repeated inside an invoice, credit notes, bad debt,
stock remarks at price 0, service codes, codes that differ by case, prices of a tenth of a penny,
and a handful of rows that cannot be read.
"""

import csv
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

HEADER = (
    "Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country",
)  # fmt: skip
ROWS = 2_000
FIRST_SHEET, SECOND_SHEET = "Year 1", "Year 2"
UNREADABLE = (
    ("12345", "10001", "Short invoice number", 1, "2024-03-01 10:00:00", "1.25", 13001, "Spain"),
    ("900001", "", "No code", 1, "2024-03-01 10:01:00", "1.25", 13001, "Spain"),
    ("900002", "10001", "No number", "three", "2024-03-01 10:02:00", "1.25", 13001, "Spain"),
    ("900003", "10001", "No such day", 1, "2024-02-30 10:03:00", "1.25", 13001, "Spain"),
    ("900004", "10001", "Too fine", 1, "2024-03-01 10:04:00", "1.2500001", 13001, "Spain"),
    ("900005", "10001", "Who?", 1, "2024-03-01 10:05:00", "1.25", "Ana", "Spain"),
    ("900006", "10001", "Where?", 1, "2024-03-01 10:06:00", "1.25", 13001, ""),
    ("900007", "10001", "Money back without a credit note", -2, "2024-03-01 10:07:00", "1.25", "", "Spain"),
)  # fmt: skip

type Cells = tuple[str, str, str, int | str, str, str, int | str, str]


@dataclass(slots=True)
class SalesFile:
    """The rows with the name of their sheet, and what must come out of them."""

    rows: list[tuple[str, Cells]] = field(default_factory=list)
    overlap: int = 0
    repeated: int = 0

    def monthly(self) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
        """Month -> gross, cancelled, net, computed exactly."""
        totals: dict[str, list[Decimal]] = {}
        unreadable = {cells[0] for cells in UNREADABLE}
        first_sheet = {cells[0] for sheet, cells in self.rows if sheet == FIRST_SHEET}
        for sheet, cells in self.rows:
            invoice, _, _, quantity, at, price, _, _ = cells
            is_repeat = sheet == SECOND_SHEET and invoice in first_sheet
            if invoice in unreadable or is_repeat:
                continue
            amount = int(quantity) * Decimal(price)
            month = totals.setdefault(at[:7], [Decimal(0), Decimal(0), Decimal(0)])
            is_cancelled = invoice.startswith("C")
            month[0] += amount if amount > 0 and not is_cancelled else 0
            month[1] += amount if is_cancelled else 0
            month[2] += amount
        return {name: (one[0], one[1], one[2]) for name, one in sorted(totals.items())}

    def write_csv(self, path: Path, *, with_sheet: bool = False) -> Path:
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow((*HEADER, "sheet") if with_sheet else HEADER)
            for sheet, cells in self.rows:
                writer.writerow((*cells, sheet) if with_sheet else cells)
        return path

    def write_parquet(self, path: Path) -> Path:
        """As the published history comes: numbers as text where they need every digit."""
        from pyarrow import csv as tables
        from pyarrow import parquet, string

        plain = self.write_csv(path.with_suffix(".csv"), with_sheet=True)
        texts = dict.fromkeys(("Invoice", "StockCode", "Quantity", "Price"), string())
        options = tables.ConvertOptions(column_types=texts)
        parquet.write_table(tables.read_csv(plain, convert_options=options), path)
        plain.unlink()
        return path

    def write_xlsx(self, path: Path) -> Path:
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        for name in (FIRST_SHEET, SECOND_SHEET):
            sheet = book.create_sheet(name)
            sheet.append(HEADER)
            for part, cells in self.rows:
                if part == name:
                    sheet.append([_typed(column, cell) for column, cell in enumerate(cells)])
        book.save(path)
        return path


def _typed(column: int, cell: object) -> object:
    """As the official workbook stores it: numbers as numbers, moments as moments, no empty text."""
    if cell == "":
        return None
    if column == 4:
        try:
            return datetime.fromisoformat(str(cell))
        except ValueError:
            return cell
    return float(str(cell)) if column == 5 else cell


def a_sales_file(seed: int = 7, rows: int = ROWS) -> SalesFile:
    sales_file = SalesFile()
    dice = random.Random(seed)
    first = _sheet(dice, start=datetime(2023, 12, 1), invoice=600_000, rows=rows // 2 - 60)
    shared = _sheet(dice, start=datetime(2024, 3, 20), invoice=700_000, rows=60)
    left = rows - 2 * len(shared) - len(first) - len(UNREADABLE)
    second = _sheet(dice, start=datetime(2024, 4, 2), invoice=800_000, rows=left)
    sales_file.rows += [(FIRST_SHEET, cells) for cells in (*first, *UNREADABLE, *shared)]
    sales_file.rows += [(SECOND_SHEET, cells) for cells in (*shared, *second)]
    sales_file.overlap = len(shared)
    once = [*first, *shared, *second]
    sales_file.repeated = len(once) - len(set(once))
    assert len(sales_file.rows) == rows
    return sales_file


def _sheet(dice: random.Random, *, start: datetime, invoice: int, rows: int) -> list[Cells]:
    rows_made: list[Cells] = []
    at = start + timedelta(hours=9)
    while len(rows_made) < rows:
        invoice += 1
        at += timedelta(hours=dice.randint(2, 20))
        rows_made += _invoice(dice, str(invoice), at)
    del rows_made[rows:]
    return rows_made


def _invoice(dice: random.Random, number: str, at: datetime) -> list[Cells]:
    moment = f"{at:%Y-%m-%d %H:%M}:00"
    country = dice.choice(("Spain", "United Kingdom", "United Kingdom", "EIRE", "Unspecified"))
    customer: int | str = dice.choice(("", *range(13_001, 13_040)))
    luck = dice.random()
    if luck < 0.01:
        debt = "-1062.060" if luck < 0.007 else "1062.060"
        return [(f"A{number}", "B", "Adjust bad debt", 1, moment, debt, "", "United Kingdom")]
    if luck < 0.03:
        units = dice.choice((-12, -3, 40))
        return [(number, "10007", "damaged", units, moment, "0.0", "", "United Kingdom")]
    lines = [_line(dice, number, moment, customer, country) for _ in range(dice.randint(1, 9))]
    if luck < 0.12:
        return [(f"C{cells[0]}", *cells[1:3], -int(cells[3]), *cells[4:]) for cells in lines]
    if luck < 0.2:
        lines.append(lines[0])
    if luck > 0.9:
        lines.append((number, "POST", "POSTAGE", 1, moment, "18.00", customer, country))
    if luck > 0.97 and customer:
        lines.append((number, "10009", "FREE SAMPLE TILE", 1, moment, "0.0", customer, country))
    return lines


def _line(
    dice: random.Random, number: str, moment: str, customer: int | str, country: str
) -> Cells:
    article = dice.randint(10_001, 10_060)
    code = f"{article}{dice.choice(('', '', 'b', 'B'))}" if article % 7 == 0 else str(article)
    price = dice.choice(("1.25", "0.42", "2.955", "12.75", "0.001", "4.254"))
    name = dice.choice(("", " TILE", " TILE, GLAZED"))
    return (number, code, f"AZULEJO {article}{name}", dice.randint(1, 48), moment, price, customer, country)  # fmt: skip
