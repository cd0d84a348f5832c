"""What the rows of a product say: one row a variant, the product's own cells on the first. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lonja.catalog import api as catalog
from lonja.imports.centre import plain_text
from lonja.kernel.money import EXPONENTS
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, cleared, said
from lonja.sheets._kind import PART, Cells, Fault, Line, Picture, RowsWrong, Setting, Wanted
from lonja.sheets._kinds.product_columns import (
    OPTIONS,
    TEXTS,
    VARIANT_NUMBERS,
    columns_by_part,
)
from lonja.sheets._values import CellProblem

MAX_PICTURES = 50
_MAX = {"title": 200, "description": 20_000, "seo_title": 200, "seo_description": 500, "slug": 120}
_OVERSELLS = frozenset({"continue", "true", "yes", "1", "notify"})
_STATUSES = frozenset(catalog.ProductStatus)


def handle_of(cells: Cells) -> str:
    """The key of a product's rows: its handle, or in WooCommerce's files its SKU or number."""
    if handle := cells.get("handle", ""):
        return unicodedata.normalize("NFC", handle.lower())
    if parent := cells.get("parent", ""):
        return unicodedata.normalize("NFC", parent.lower())
    if "woo_type" not in cells:
        return ""
    return (cells.get("sku") or f"id:{cells.get('woo_id', '')}").lower()


@dataclass(frozen=True, slots=True)
class ProductReader:
    """Reads the rows of one product; `categories` are their slugs by every name they have."""

    setting: Setting
    categories: Mapping[str, str]
    lines: Sequence[Line]
    notes: list[Fault]
    has_location: bool = True
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> Wanted:
        first = CellReader(self.lines[0], self.faults)
        handle = self._handle(first)
        names = self._option_names()
        record = {**self._of_product(first), **said(options=" / ".join(names))}
        of_product, of_variant = columns_by_part(self.setting)
        empty = cleared(self.setting, self.lines[0], of_product, record)
        record |= empty.fields
        needed = dict(empty.needed)
        rows: dict[str, int] = {}
        for line in self.lines:
            if not _is_variant(line.cells):
                continue
            cells = CellReader(line, self.faults)
            sku, found = self._variant(cells, handle, names)
            if sku in rows:
                cells.wrong("sku", "sku_repeated", f"SKU {sku!r} is already on row {rows[sku]}")
            rows[sku] = line.row
            empty = cleared(self.setting, line, of_variant, found)
            found |= empty.fields
            needed |= {f"{sku}{PART}{name}": fault for name, fault in empty.needed.items()}
            record |= {f"{sku}{PART}{name}": text for name, text in found.items()}
        if self.faults:
            raise RowsWrong(self.faults)
        return Wanted(handle, self.lines[0].row, record, rows, self._pictures(), needed)

    def _handle(self, first: CellReader) -> str:
        handle = first.text("handle").lower()
        if not handle:
            about = first.text("sku") or first.text("woo_id")
            title = first.text(f"title.{self.setting.language}")
            handle = catalog.slug_of(f"{title[:80]} {about[:38]}")
        if problem := catalog.problem_of_slug(handle):
            first.wrong("handle", "handle_invalid", problem)
        return handle

    def _option_names(self) -> list[str]:
        """Those of the first row; `Title` with `Default Title` is how Shopify says there are none."""
        cells = self.lines[0].cells
        if cells.get("option1_value", "").casefold() == "default title":
            return []
        return [name for number in OPTIONS if (name := cells.get(f"option{number}_name", ""))]

    def _of_product(self, cells: CellReader) -> dict[str, str]:
        main = self.setting.language
        record = {
            "vendor": cells.longest("vendor", 200),
            "tax_class": cells.text("tax_class").lower(),
            "tags": _values.listed(cells.text("tags")),
            "attributes": cells.read("attributes", _attributes),
            "status": self._status(cells),
            "category": self._category(cells),
            "gift_card": "TRUE" if cells.read("gift_card", _values.flag) == "TRUE" else "",
        }
        for language in self.setting.shop.languages:
            for name in TEXTS:
                code = f"{name}.{language}"
                record[code] = cells.longest(code, _MAX[name])
        if not record[f"description.{main}"] and (body := cells.text("body")):
            record[f"description.{main}"] = plain_text(body)[: _MAX["description"]]
        return said(**record)

    def _status(self, cells: CellReader) -> str:
        if status := cells.text("status").lower():
            if status in _STATUSES:
                return status
            cells.wrong("status", "status_unknown", f"{status[:40]!r} is no status of a product")
            return ""
        if cells.text("published") == "-1":
            return "draft"
        published = cells.read("published", _values.flag)
        return "draft" if published == "FALSE" else "active" if published else ""

    def _category(self, cells: CellReader) -> str:
        """WooCommerce's `Clothing > Shirts, Sale` is in its first one's last part."""
        text = cells.text("category")
        if not text:
            return ""
        name = text.split(",")[0].split(">")[-1] if "woo_type" in cells.line.cells else text
        slug = self.categories.get(name.strip().casefold(), "")
        if not slug:
            message = f"there is no category {name[:60]!r}: it was left out"
            self._note(cells.line.row, "category", "category_unknown", message)
        return slug

    def _variant(
        self, cells: CellReader, handle: str, names: Sequence[str]
    ) -> tuple[str, dict[str, str]]:
        values = [cells.text(f"option{number}_value") for number in OPTIONS[: len(names)]]
        for number, value in zip(OPTIONS, values, strict=False):
            if not value:
                cells.wrong(
                    f"option{number}_value", "option_missing", "the option has no value here"
                )
        sku = cells.text("sku") or catalog.made_up_sku(handle, values)
        found = {
            "variant": "TRUE",
            "options": " / ".join(value.replace(" / ", "/") for value in values),
            "grams": self._weight(cells, "grams", 1) or self._weight(cells, "kg", 1000),
            "active": cells.read("active", _values.flag),
            "barcode": self._barcode(cells),
            "cost": cells.read("cost", lambda text: self._money(text, self.setting.shop.currency)),
            "hs_code": cells.text("hs_code").replace(".", ""),
            "origin_country": cells.text("origin_country").upper(),
            "measure_unit": cells.text("measure_unit").lower(),
            "own_attributes": cells.read("own_attributes", _attributes),
            "quantity": self._quantity(cells),
        }
        self._not_kept(cells)
        for name in VARIANT_NUMBERS[1:]:
            found[name] = cells.read(name, _values.rounded)
        for currency in self.setting.shop.currency_codes:
            found |= self._price(cells, currency)
        return sku, said(**found)

    def _money(self, text: str, currency: str) -> str:
        return _values.money(text, EXPONENTS[currency])

    def _weight(self, cells: CellReader, column: str, times: int) -> str:
        """A weight that cannot be read costs the weight, not the product."""
        text = cells.text(column)
        try:
            return _values.rounded(text, times=times) if text else ""
        except CellProblem as problem:
            message = f"{problem}; it was left out"
            self._note(cells.line.row, column, problem.code, message)
            return ""

    def _barcode(self, cells: CellReader) -> str:
        text = cells.text("barcode").lstrip("'").replace(" ", "")
        if text and not catalog.gtin_is_right(text):
            message = f"{text[:20]!r} is no EAN, UPC or GTIN: it was left out"
            self._note(cells.line.row, "barcode", "barcode_ignored", message)
            return ""
        return text

    def _quantity(self, cells: CellReader) -> str:
        """Opening stock of a new variant; what a known one has is the ledger's business."""
        text = cells.read("quantity", lambda text: _values.whole(text, lowest=-(10**9)))
        if text.startswith("-"):
            message = f"{text} on hand was taken as 0"
            self._note(cells.line.row, "quantity", "quantity_negative", message)
            return "0"
        if text.strip("0") and not self.has_location:
            message = "the shop has no location yet: the stock was left out"
            self._note(cells.line.row, "quantity", "no_location", message)
            return ""
        return text

    def _not_kept(self, cells: CellReader) -> None:
        """Settings that the shop does not have are told before they cause a wrong sale."""
        row = cells.line.row
        if cells.text("policy").casefold() in _OVERSELLS:
            message = "the shop sells what it has: selling on was not kept"
            self._note(row, "policy", "oversell", message)
        if cells.text("taxable").casefold() in {"false", "no", "0", "none"}:
            self._note(row, "taxable", "not_taxable", "taxed like every product")

    def _price(self, cells: CellReader, currency: str) -> dict[str, str]:
        price, before = f"price.{currency}", f"compare_at.{currency}"

        def read(column: str) -> str:
            return cells.read(column, lambda text: self._money(text, currency))

        now, was = read(price), read(before)
        if currency == self.setting.currency and (regular := read("regular")):
            sale = read("sale")
            now, was = (sale, regular) if sale else (regular, "")
        if now and was and float(was) <= float(now):
            if float(was):
                message = "the price before is not above the price now"
                self._note(cells.line.row, before, "compare_at_ignored", message)
            was = ""
        return {price: now, before: was, f"own_amount.{currency}": read(f"own_amount.{currency}")}

    def _pictures(self) -> tuple[Picture, ...]:
        found: dict[str, Picture] = {}
        for line in self.lines:
            alt = line.cells.get("image_alt", "")
            addresses = [line.cells.get("image", "")]
            if line is self.lines[0]:
                addresses += [one.strip() for one in line.cells.get("images", "").split(",")]
            for address in addresses:
                if address.startswith(("http://", "https://")):
                    found.setdefault(address, Picture(line.row, address, alt))
                elif address:
                    message = f"{address[:200]!r} is not a web address"
                    self._note(line.row, "image", "picture_address", message)
        return tuple(found.values())[:MAX_PICTURES]

    def _note(self, row: int, column: str, code: str, message: str) -> None:
        self.notes.append(Fault(row, column, code, message, is_error=False))


def _is_variant(cells: Cells) -> bool:
    if cells.get("woo_type", "").casefold().startswith(("variable", "grouped", "external")):
        return False
    names = ("sku", "option1_value", "regular", *(one for one in cells if one.startswith("price.")))
    return any(cells.get(name) for name in names)


def _attributes(text: str) -> str:
    """`name: value` a line, in the order of the alphabet."""
    return lines_of(attributes_of(text))


def lines_of(attributes: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in sorted(attributes.items()))


def attributes_of(text: str) -> dict[str, str]:
    pairs = {}
    for line in text.splitlines():
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not name or not colon or not value:
            raise CellProblem("attribute_unreadable", f"{line[:40]!r} is not `name: value`")
        pairs[name] = value
    return pairs
