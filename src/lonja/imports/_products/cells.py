"""The cells of Shopify's product CSV, and their headings. Pure."""

import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

type Check = Callable[[str], None]

MAX_TITLE = 200
MAX_HANDLE = 120
MAX_MINOR = 10**12
_LARGEST_NUMBER = 10**9
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})

# The exports' heading first, then that of the template Shopify hands out since 2024.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body": ("Body (HTML)", "Description"),
    "vendor": ("Vendor",),
    "type": ("Type",),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "option1_name": ("Option1 Name",),
    "option1_value": ("Option1 Value",),
    "option2_name": ("Option2 Name",),
    "option2_value": ("Option2 Value",),
    "option3_name": ("Option3 Name",),
    "option3_value": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "quantity": ("Variant Inventory Qty", "Inventory quantity"),
    "policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "cost": ("Cost per item",),
    "needs_shipping": ("Variant Requires Shipping", "Requires shipping"),
    "taxable": ("Variant Taxable", "Charge tax"),
    "barcode": ("Variant Barcode", "Barcode"),
    "image": ("Image Src", "Product image URL"),
    "image_position": ("Image Position",),
    "image_alt": ("Image Alt Text",),
    "variant_image": ("Variant Image", "Variant image URL"),
    "gift_card": ("Gift Card",),
}
NEEDED = ("handle", "title", "price")

_UNUSED_NAMES = {
    "product category", "variant inventory tracker", "inventory tracker",
    "variant fulfillment service", "fulfillment service", "variant weight unit",
    "weight unit for display", "variant tax code", "tax code", "seo title", "seo description",
    "option1 linked to", "option2 linked to", "option3 linked to", "unit price total measure",
    "unit price total measure unit", "unit price base measure", "unit price base measure unit",
}  # fmt: skip
_UNUSED_FAMILIES = ("google shopping /", "google:", "included /", "price /", "compare at price /")

_FIELD_OF = {name.casefold(): field for field, names in NAMES.items() for name in names}


class CellProblem(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def field_of(heading: str) -> str | None:
    return _FIELD_OF.get(_plain(heading))


def is_known_but_unused(heading: str) -> bool:
    """Shopify's own column for which the shop has no place; metafields count as unknown."""
    plain = _plain(heading)
    return plain in _UNUSED_NAMES or plain.startswith(_UNUSED_FAMILIES)


def handle_of(text: str) -> str:
    """One spelling for each handle: Shopify's may have any letters, and files write them in two ways."""
    return unicodedata.normalize("NFC", text.strip().lower())


def check_handle(text: str) -> None:
    """Letters and digits of any script, hyphens and underscores: what an address may hold."""
    if len(text) > MAX_HANDLE or not any(one.isalnum() for one in text):
        raise CellProblem("handle_invalid", f"{text[:60]!r} is no handle: it needs a letter")
    if not all(one.isalnum() or one in "-_" or unicodedata.category(one) == "Mn" for one in text):
        raise CellProblem(
            "handle_invalid", f"{text[:60]!r} holds more than letters, digits, hyphens and '_'"
        )


def grams(text: str) -> int:
    """A weight, rounded to grams: Shopify converts pounds and ounces to many decimals."""
    if not text:
        return 0
    try:
        weight = Decimal(text)
    except InvalidOperation as error:
        raise CellProblem("weight_unreadable", f"{text[:40]!r} is not a weight in grams") from error
    if not weight.is_finite() or not 0 <= weight <= _LARGEST_NUMBER:
        raise CellProblem("weight_unreadable", f"{text[:40]!r} is not a weight in grams")
    return int(weight.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def check_title(text: str) -> None:
    if not text:
        raise CellProblem("title_missing", "the first row of a product needs its title")
    if len(text) > MAX_TITLE:
        raise CellProblem("title_too_long", f"{len(text)} characters, {MAX_TITLE} fit")


def money_minor(text: str, *, minor_digits: int) -> int | None:
    """A price in minor units, exactly: a figure the currency cannot hold is an error, not rounded."""
    if not text:
        return None
    try:
        amount = Decimal(text)
        minor = amount.scaleb(minor_digits)
    except InvalidOperation as error:
        raise CellProblem("not_an_amount", f"{text[:40]!r} is not an amount like 12.50") from error
    if not minor.is_finite() or not 0 <= minor <= MAX_MINOR:
        raise CellProblem("amount_out_of_range", f"{text[:40]!r} is negative or too large")
    if minor != minor.to_integral_value():
        raise CellProblem("amount_too_fine", f"{text[:40]!r} has more than {minor_digits} decimals")
    return int(minor)


def whole_number(text: str, *, lowest: int) -> int:
    if not text:
        return 0
    try:
        number = int(text) if text.isascii() else None
    except ValueError:
        number = None
    if number is None:
        raise CellProblem("not_a_whole_number", f"{text[:40]!r} is not a whole number")
    if not lowest <= number <= _LARGEST_NUMBER:
        raise CellProblem("number_out_of_range", f"{text[:40]!r} is out of range")
    return number


def flag(text: str, *, default: bool) -> bool:
    plain = text.casefold()
    if not plain:
        return default
    if plain in _TRUE | _FALSE:
        return plain in _TRUE
    raise CellProblem("not_true_or_false", f"{text[:40]!r} is not TRUE or FALSE")


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


class _TextOnly(HTMLParser):
    """Keeps the words and the paragraphs; styles, scripts and every tag go."""

    _BLOCKS = frozenset({"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr", "table"})
    _SILENT = frozenset({"script", "style", "template", "iframe"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT and self._silent > 0
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(data.split("\n")))


def plain_text(html: str) -> str:
    """The words of a description, a paragraph a line: what a stranger's file says is never markup."""
    reader = _TextOnly()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)
