"""Reads products from Shopify's product CSV. Pure: rows in, products and row problems out.

One row per variant or extra picture; rows of a product share its handle; the product's own cells
are on its first row. Columns are found by name, in any order. A product with an error is left out
as a whole and reported by row; the others are imported.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from lonja.catalog import api as catalog
from lonja.imports._files.sniffing import FileTooLarge, WrongHeading
from lonja.imports._products import cells
from lonja.imports._products.cells import CellProblem

MAX_ROWS = 100_000
MAX_VARIANTS = 2048
MAX_PICTURES = 50
OPTIONS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One finding: an error leaves the product out, a warning reports a correction."""

    row: int
    column: str
    code: str
    message: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class PictureRow:
    row: int
    source: str
    position: int
    alt: str


@dataclass(frozen=True, slots=True)
class VariantRow:
    row: int
    sku: str
    option_values: tuple[str, ...]
    price_minor: int
    compare_at_minor: int | None
    cost_minor: int | None
    grams: int
    barcode: str
    quantity: int
    sells_without_stock: bool
    is_taxable: bool
    needs_shipping: bool
    picture: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    row: int
    handle: str
    title: str
    description: str
    vendor: str
    kind: str
    tags: tuple[str, ...]
    is_published: bool
    option_names: tuple[str, ...]
    variants: tuple[VariantRow, ...]
    pictures: tuple[PictureRow, ...]
    rows: int  # of the file, its own and those of its variants and pictures


@dataclass(slots=True)
class ProductsRead:
    products: list[ProductRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unused_columns: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    rows: int = 0
    encoding: str = "utf-8"

    @property
    def errors(self) -> list[RowProblem]:
        return [problem for problem in self.problems if problem.is_error]


@dataclass(frozen=True, slots=True)
class _Record:
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_products(records: Iterable[tuple[int, list[str]]], *, minor_digits: int) -> ProductsRead:
    """Read the whole file; `minor_digits` are those of the currency that its prices are in."""
    rows = iter(records)
    read = ProductsRead()
    columns = _columns(next(rows, (1, []))[1], read)
    groups: dict[str, list[_Record]] = {}
    for row, values in rows:
        read.rows += 1
        if read.rows > MAX_ROWS:
            raise FileTooLarge(f"more than {MAX_ROWS} rows: split the file")
        record = _record(row, values, columns, read)
        if record is None:
            continue
        handle = cells.handle_of(record["handle"])
        if not handle:
            read.problems.append(
                RowProblem(row, "Handle", "handle_missing", "the row belongs to no product")
            )
            continue
        groups.setdefault(handle, []).append(record)
    owners: dict[str, int] = {}
    for handle, group in groups.items():
        _one_product(handle, group, owners, read, minor_digits)
    read.problems.sort(key=lambda problem: (problem.row, problem.column))
    return read


def _columns(header: list[str], read: ProductsRead) -> list[str | None]:
    """The field that each column feeds, by name; None for those that feed nothing."""
    found: list[str | None] = []
    for name in header:
        field_name = cells.field_of(name)
        if field_name is None and name.strip():
            unused = cells.is_known_but_unused(name)
            (read.unused_columns if unused else read.unknown_columns).append(name.strip())
        if field_name is not None and field_name in found:
            raise WrongHeading(f"column {name.strip()!r} stands twice in the header")
        found.append(field_name)
    missing = [cells.NAMES[name][0] for name in cells.NEEDED if name not in found]
    if missing:
        raise WrongHeading(
            "this is no Shopify product CSV: its header has no column "
            + ", ".join(repr(name) for name in missing)
        )
    return found


def _record(
    row: int, values: list[str], columns: list[str | None], read: ProductsRead
) -> _Record | None:
    if any(values[len(columns) :]):
        message = f"{len(values)} cells under {len(columns)} headings: a separator too many?"
        read.problems.append(RowProblem(row, "", "too_many_cells", message))
        return None
    pairs = zip(columns, values, strict=False)
    return _Record(row, {name: value.strip() for name, value in pairs if name is not None})


def _one_product(
    handle: str,
    group: list[_Record],
    owners: dict[str, int],
    read: ProductsRead,
    minor_digits: int,
) -> None:
    findings: list[RowProblem] = []
    product = _product(handle, group, findings, minor_digits)
    for variant in product.variants:
        if variant.sku in owners:
            message = f"SKU {variant.sku!r} is already on row {owners[variant.sku]}"
            findings.append(RowProblem(variant.row, "Variant SKU", "sku_repeated", message))
    read.problems.extend(findings)
    if not any(finding.is_error for finding in findings):
        owners.update({variant.sku: variant.row for variant in product.variants})
        read.products.append(product)


def _product(
    handle: str, group: list[_Record], findings: list[RowProblem], minor_digits: int
) -> ProductRow:
    first = group[0]
    reader = _RowReader(first, findings)
    reader.check("handle", cells.check_handle)
    reader.check("title", cells.check_title)
    if first["status"].casefold() == "unlisted":
        reader.warn(
            "status", "unlisted", "the shop lists all that it shows: it comes in as a draft"
        )
    if reader.flag("gift_card", default=False):
        reader.error("gift_card", "gift_card", "gift cards are not products here")
    names = tuple(
        name
        for number in OPTIONS
        if (name := first[f"option{number}_name"]) or first[f"option{number}_value"]
    )
    is_plain = names == ("Title",) and first["option1_value"] == "Default Title"
    option_names = () if is_plain else names
    rows = [record for record in group if record is first or _is_variant(record)]
    variants = tuple(
        _variant(record, handle, option_names, findings, minor_digits) for record in rows
    )
    _check_combinations(variants, findings)
    if len(variants) > MAX_VARIANTS:
        reader.error("handle", "too_many_variants", f"{len(variants)} variants, {MAX_VARIANTS} fit")
    return ProductRow(
        row=first.row,
        handle=handle,
        title=first["title"],
        description=cells.plain_text(first["body"]),
        vendor=first["vendor"],
        kind=first["type"],
        tags=tuple(dict.fromkeys(tag for one in first["tags"].split(",") if (tag := one.strip()))),
        is_published=reader.flag("published", default=True)
        and first["status"].casefold() in {"", "active"},
        option_names=option_names,
        variants=variants,
        pictures=tuple(_pictures(group, findings)),
        rows=len(group),
    )


def _is_variant(record: _Record) -> bool:
    return any(record[name] for name in ("price", "sku", "option1_value"))


def _variant(
    record: _Record,
    handle: str,
    option_names: tuple[str, ...],
    findings: list[RowProblem],
    minor_digits: int,
) -> VariantRow:
    reader = _RowReader(record, findings)
    values = tuple(record[f"option{number}_value"] for number in OPTIONS[: len(option_names)])
    for number, value in enumerate(values, start=1):
        if not value:
            reader.error(f"option{number}_value", "option_missing", "the option has no value here")
    price = reader.money("price", minor_digits)
    if price is None:
        reader.error("price", "price_missing", "a variant needs a price")
    quantity = reader.number("quantity", lowest=-(10**9))
    if quantity < 0:
        reader.warn("quantity", "quantity_negative", f"{quantity} on hand was taken as 0")
    policy = record["policy"].casefold()
    if policy not in {"", "deny", "continue", "true", "false"}:
        reader.error("policy", "policy_unknown", f"{record['policy']!r} is not deny or continue")
    return VariantRow(
        row=record.row,
        sku=record["sku"] or catalog.made_up_sku(handle, values),
        option_values=values,
        price_minor=price or 0,
        compare_at_minor=reader.money("compare_at", minor_digits),
        cost_minor=reader.money("cost", minor_digits),
        grams=reader.grams(),
        barcode=record["barcode"],
        quantity=max(quantity, 0),
        sells_without_stock=policy in {"continue", "true"},
        is_taxable=reader.flag("taxable", default=True),
        needs_shipping=reader.flag("needs_shipping", default=True),
        picture=record["variant_image"],
    )


def _check_combinations(variants: tuple[VariantRow, ...], findings: list[RowProblem]) -> None:
    ordered = sorted(variants, key=lambda variant: (variant.option_values, variant.row))
    for one, other in pairwise(ordered):
        if one.option_values == other.option_values:
            shown = " / ".join(other.option_values) or "no options"
            message = f"{shown} is already on row {one.row}"
            findings.append(RowProblem(other.row, "Option1 Value", "variant_repeated", message))


def _pictures(group: list[_Record], findings: list[RowProblem]) -> Iterator[PictureRow]:
    """Bad addresses cost the picture, never the product."""
    seen: set[str] = set()
    for record in group:
        source = record["image"]
        if not source or source in seen:
            continue
        seen.add(source)
        reader = _RowReader(record, findings)
        if not cells.is_web_address(source):
            reader.warn("image", "picture_address", f"{source[:200]!r} is not a web address")
            continue
        if len(seen) > MAX_PICTURES:
            reader.warn("image", "too_many_pictures", f"only {MAX_PICTURES} pictures fit")
            return
        position = reader.number("image_position", lowest=0) or len(seen)
        yield PictureRow(record.row, source, position, record["image_alt"])


@dataclass(frozen=True, slots=True)
class _RowReader:
    """Reads the cells of one row and writes down, by column, what is wrong with them."""

    record: _Record
    findings: list[RowProblem]

    def error(self, name: str, code: str, message: str) -> None:
        self.findings.append(RowProblem(self.record.row, cells.NAMES[name][0], code, message))

    def warn(self, name: str, code: str, message: str) -> None:
        column = cells.NAMES[name][0]
        self.findings.append(RowProblem(self.record.row, column, code, message, is_error=False))

    def check(self, name: str, rule: cells.Check) -> None:
        try:
            rule(self.record[name])
        except CellProblem as problem:
            self.error(name, problem.code, str(problem))

    def money(self, name: str, minor_digits: int) -> int | None:
        try:
            return cells.money_minor(self.record[name], minor_digits=minor_digits)
        except CellProblem as problem:
            self.error(name, problem.code, str(problem))
            return 0

    def number(self, name: str, *, lowest: int) -> int:
        try:
            return cells.whole_number(self.record[name], lowest=lowest)
        except CellProblem as problem:
            self.error(name, problem.code, str(problem))
            return 0

    def grams(self) -> int:
        """A weight that cannot be read costs the weight, not the product."""
        try:
            return cells.grams(self.record["grams"])
        except CellProblem as problem:
            self.warn("grams", problem.code, f"{problem}; it was left out")
            return 0

    def flag(self, name: str, *, default: bool) -> bool:
        try:
            return cells.flag(self.record[name], default=default)
        except CellProblem as problem:
            self.error(name, problem.code, str(problem))
            return default
