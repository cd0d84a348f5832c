"""How one line of the Online Retail II layout is read, and what it means to the shop. Pure.

Every row ends in exactly one place: kept as one of `Kept`, or dropped by one named rule of `Dropped`.
Nothing is mended in silence: what looks odd but is kept is counted by name as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, NamedTuple

from lonja.kernel.money import EXPONENTS, MILLI

MAX_QUANTITY = 10**7
MAX_UNIT_MILLI = 10**13
MAX_TEXT = 200
YEARS = range(1990, 2100)

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "invoice": ("Invoice", "InvoiceNo"),
    "code": ("StockCode",),
    "name": ("Description",),
    "quantity": ("Quantity",),
    "at": ("InvoiceDate",),
    "price": ("Price", "UnitPrice"),
    "customer": ("Customer ID", "CustomerID"),
    "country": ("Country",),
}
PART_NAMES = ("sheet",)

DATE_ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "iso": (),
    "day-first": ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"),
    "month-first": ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M"),
}


class Kept(StrEnum):
    """The kind of a kept line; the value is stored with the line."""

    SALE = "sale"
    FREE = "free"
    RETURN = "return"
    RETURN_CORRECTED = "return_corrected"
    ADJUSTMENT = "adjustment"


class Dropped(StrEnum):
    """Why a row is not history of the shop; the value is the rule's name in every report."""

    OVERLAP = "overlap"
    ALREADY_IMPORTED = "already_imported"
    STOCK_ADJUSTMENT = "stock_adjustment"
    STOCK_REMARK = "stock_remark"
    NEGATIVE_SALE = "negative_sale"
    NEGATIVE_PRICE = "negative_price"
    ZERO_QUANTITY = "zero_quantity"
    BAD_INVOICE = "bad_invoice"
    BAD_CODE = "bad_code"
    BAD_QUANTITY = "bad_quantity"
    BAD_DATE = "bad_date"
    BAD_PRICE = "bad_price"
    BAD_CUSTOMER = "bad_customer"
    BAD_COUNTRY = "bad_country"
    BAD_ROW = "bad_row"


MEANINGS: Final[dict[str, str]] = {
    Kept.SALE: "a priced line of an invoice",
    Kept.FREE: "goods given to a known customer at price 0",
    Kept.RETURN: "a line of a cancelled (C) invoice: goods or money back",
    Kept.RETURN_CORRECTED: "a positive line of a cancelled invoice: takes part of it back",
    Kept.ADJUSTMENT: "an accountant's (A) invoice: bad debt, never goods",
    Dropped.OVERLAP: "the same line of the same invoice was in an earlier sheet or file part",
    Dropped.ALREADY_IMPORTED: "its invoice came in with an earlier import",
    Dropped.STOCK_ADJUSTMENT: "negative units at price 0 outside a C invoice: damage, loss, count",
    Dropped.STOCK_REMARK: "units at price 0 without a customer: found stock, test, remark",
    Dropped.NEGATIVE_SALE: "negative units at a price outside a C invoice: nobody can say what it is",
    Dropped.NEGATIVE_PRICE: "a negative price outside an A invoice",
    Dropped.ZERO_QUANTITY: "no units",
    Dropped.BAD_INVOICE: "the invoice is not six digits with C, A or nothing before them",
    Dropped.BAD_CODE: "no stock code",
    Dropped.BAD_QUANTITY: "the quantity is not a whole number",
    Dropped.BAD_DATE: "the date cannot be read",
    Dropped.BAD_PRICE: "the price cannot be read, or is finer than a thousandth of a minor unit",
    Dropped.BAD_CUSTOMER: "the customer is not a whole number",
    Dropped.BAD_COUNTRY: "no country",
    Dropped.BAD_ROW: "more or fewer cells than headings",
}

_SERVICES: Final[dict[str, str]] = {
    "POST": "postage", "DOT": "postage", "C2": "postage", "M": "manual", "D": "discount",
    "S": "sample", "BANK CHARGES": "fee", "AMAZONFEE": "fee", "CRUK": "charity", "PADS": "pads",
    "ADJUST": "adjustment", "ADJUST2": "adjustment", "B": "bad_debt",
    "TEST001": "test", "TEST002": "test",
}  # fmt: skip
_VOUCHER = "GIFT_0001_"


def service_of(code: str) -> str | None:
    """The meaning of a code that is not an article; None for goods."""
    folded = code.upper()
    return "voucher" if folded.startswith(_VOUCHER) else _SERVICES.get(folded)


class RowDropped(Exception):
    def __init__(self, rule: Dropped, shown: object = "") -> None:
        super().__init__(f"{MEANINGS[rule]}: {str(shown)[:80]!r}" if shown else MEANINGS[rule])
        self.rule = rule


class Line(NamedTuple):
    """A row that can be read. `unit_milli` is in thousandths of a minor unit, `at` local time."""

    invoice: str
    code: str
    name: str
    quantity: int
    at: datetime
    unit_milli: int
    customer: int | None
    country: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How the figures of this file are written."""

    currency: str = "GBP"
    dates: str = "iso"

    @property
    def digits(self) -> int:
        return EXPONENTS[self.currency] + len(str(MILLI)) - 1


def read_line(values: Sequence[object], layout: Layout) -> Line:
    """Cells in the order of `NAMES`, of any type a reader gives; `RowDropped` names the rule."""
    invoice, code, name, quantity, at, price, customer, country = values
    return Line(
        _invoice(invoice),
        _code(code),
        "" if name is None else _text(name)[:MAX_TEXT],
        _quantity(quantity),
        _moment(at, layout),
        _unit_milli(price, layout.digits),
        _customer(customer),
        _country(country),
    )


def meaning_of(line: Line) -> Kept:
    """Classify a readable line; `RowDropped` if it is not part of the sales history."""
    prefix = line.invoice[0]
    if prefix == "A":
        return Kept.ADJUSTMENT
    if line.quantity == 0:
        raise RowDropped(Dropped.ZERO_QUANTITY)
    if line.unit_milli < 0:
        raise RowDropped(Dropped.NEGATIVE_PRICE, line.unit_milli)
    if prefix == "C":
        return Kept.RETURN if line.quantity < 0 else Kept.RETURN_CORRECTED
    if line.unit_milli > 0:
        if line.quantity < 0:
            raise RowDropped(Dropped.NEGATIVE_SALE, line.quantity)
        return Kept.SALE
    if line.quantity < 0:
        raise RowDropped(Dropped.STOCK_ADJUSTMENT)
    if line.customer is None:
        raise RowDropped(Dropped.STOCK_REMARK)
    return Kept.FREE


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else str(value)


def _invoice(value: object) -> str:
    text = str(value) if isinstance(value, int) else _text(value or "").upper()
    digits = text[1:] if text[:1] in {"C", "A"} else text
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        raise RowDropped(Dropped.BAD_INVOICE, value)
    return text


def _code(value: object) -> str:
    text = "" if value is None else _text(value)
    if not text or len(text) > 40:
        raise RowDropped(Dropped.BAD_CODE, value)
    return text


def _whole(value: object) -> int | None:
    """A whole number as text, int or the float that a spreadsheet makes of it."""
    try:
        if isinstance(value, int):
            return value
        if isinstance(value, float):
            return int(value) if value.is_integer() else None
        text = _text(value)
        return int(text.removesuffix(".0")) if text.isascii() and "_" not in text else None
    except (ValueError, OverflowError):
        return None


def _quantity(value: object) -> int:
    number = _whole(value)
    if number is None or abs(number) > MAX_QUANTITY:
        raise RowDropped(Dropped.BAD_QUANTITY, value)
    return number


def _customer(value: object) -> int | None:
    if value is None or value == "" or value != value:  # noqa: PLR0124 - not a number is no customer
        return None
    number = _whole(value)
    if number is None or not 0 < number < 10**9:
        raise RowDropped(Dropped.BAD_CUSTOMER, value)
    return number


def _country(value: object) -> str:
    text = "" if value is None else _text(value)
    if not text or len(text) > 60:
        raise RowDropped(Dropped.BAD_COUNTRY, value)
    return text


def _moment(value: object, layout: Layout) -> datetime:
    moment = _any_moment(value, layout)
    if moment.year not in YEARS:
        raise RowDropped(Dropped.BAD_DATE, value)
    return moment


def _any_moment(value: object, layout: Layout) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = "" if value is None else _text(value)
    formats = DATE_ORDERS[layout.dates]
    try:
        if not formats:
            return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise RowDropped(Dropped.BAD_DATE, value) from error
    for written in formats:
        try:
            return datetime.strptime(text, written)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    raise RowDropped(Dropped.BAD_DATE, value)


def _unit_milli(value: object, digits: int) -> int:
    """Exactly: a float goes through its shortest text, which is what the sheet showed."""
    try:
        amount = value if isinstance(value, Decimal) else Decimal(str(value).strip())
        scaled = amount.scaleb(digits)
        whole = int(scaled)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise RowDropped(Dropped.BAD_PRICE, value) from error
    if whole != scaled or abs(whole) > MAX_UNIT_MILLI:
        raise RowDropped(Dropped.BAD_PRICE, value)
    return whole
