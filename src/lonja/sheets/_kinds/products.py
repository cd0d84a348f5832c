"""Products with their variants, prices and first stock: written by the actions that staff use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, ClassVar

from psycopg import AsyncConnection

from lonja.actions.save_variants import RowPrice, Sheet, VariantRow, save_variants
from lonja.actions.write_product import create_product, edit_product, remove_product
from lonja.catalog import api as catalog
from lonja.catalog.api import (
    Option,
    ProductFields,
    ProductKind,
    ProductStatus,
    WrittenProduct,
)
from lonja.inventory import api as inventory
from lonja.kernel.money import EXPONENTS
from lonja.pricing import api as pricing
from lonja.sheets import _values
from lonja.sheets._kind import (
    PART,
    Act,
    Cells,
    Column,
    Fault,
    FieldByField,
    Line,
    Record,
    RowsWrong,
    Setting,
    Wanted,
)
from lonja.sheets._kinds.product_columns import TEXTS, VARIANT_NUMBERS, columns_of
from lonja.sheets._kinds.product_records import (
    BRAND,
    TEXT_NAMES,
    record_of,
    record_of_price,
    record_of_variant,
)
from lonja.sheets._kinds.product_rows import ProductReader, attributes_of, handle_of

_FIELDS: Mapping[str, str] = {"grams": "weight_g"}


@dataclass(slots=True)
class Products(FieldByField):
    setting: Setting
    categories: dict[str, str] = field(default_factory=dict)
    place: str | None = None
    """Where first stock is counted: the shop's first location."""
    _there: dict[str, WrittenProduct] = field(default_factory=dict)
    """As they were read last: who changes one in between is seen by its version."""
    code: ClassVar[str] = "products"
    is_grouped: ClassVar[bool] = True

    def columns(self) -> Sequence[Column]:
        return columns_of(self.setting)

    def key_of(self, cells: Cells) -> str:
        return handle_of(cells)

    async def prepare(self, db: AsyncConnection) -> None:
        places = await inventory.locations(db)
        self.place = places[0].code if places else None
        for one in reversed(await catalog.categories(db)):
            names = [text.get("name", "") for text in one.texts.values()]
            self.categories |= {name.casefold(): one.slug for name in (*names, one.slug)}

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        return ProductReader(
            self.setting, self.categories, lines, notes, has_location=self.place is not None
        ).read()

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        found = await catalog.written_products(db, keys)
        self._there = {one.fields.slug: one for one in found}
        slugs = {one.id: one.slug for one in await catalog.categories(db)}
        ids = [variant.id for one in found for variant in one.variants]
        prices: dict[Any, list[pricing.Price]] = {}
        for price in await pricing.all_prices(db, ids) if ids else []:
            prices.setdefault(price.variant_id, []).append(price)
        records: dict[str, Record] = {}
        for one in found:
            record = record_of(one, slugs.get(one.fields.category_id or one.id, ""), self.setting)
            for variant in one.variants:
                texts = record_of_variant(variant.draft, one.options, self.setting)
                for price in prices.get(variant.id, ()):
                    texts |= record_of_price(price)
                record |= {
                    f"{variant.draft.sku}{PART}{name}": text for name, text in texts.items() if text
                }
            records[one.fields.slug] = record
        return records

    def is_settled(self, field: str, current: Record) -> bool:
        """Stock of a variant that is there is the ledger's business."""
        part, _, name = field.rpartition(PART)
        return name == "quantity" and f"{part}{PART}variant" in current

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        wanted = replace(wanted, record=_with_whole_prices(wanted.record, current or {}))
        own = {name: text for name, text in wanted.record.items() if PART not in name}
        there = self._there.get(wanted.key)
        try:
            if there is None:
                await self._create(db, wanted, own, act)
            else:
                await self._edit(db, there, wanted, own, act)
        except catalog.RowsRefused as refused:
            raise RowsWrong(_faults(refused, wanted)) from refused
        await self._receive(db, wanted, current or {}, act)

    async def _create(
        self, db: AsyncConnection, wanted: Wanted, own: Mapping[str, str], act: Act
    ) -> None:
        if not any(own.get(f"title.{code}") for code in self.setting.shop.languages):
            message = "the first row of a product needs its title"
            raise RowsWrong([Fault(wanted.row, "title", "title_missing", message)])
        kind = ProductKind.GIFT_CARD if own.get("gift_card") else ProductKind.GOODS
        fields = ProductFields(slug=wanted.key, status=ProductStatus.ACTIVE, texts={}, kind=kind)
        fields = replace(fields, **(await self._edits(db, fields, own)))
        names = [name for name in own.get("options", "").split(" / ") if name]
        sheet = Sheet(
            [
                self._row(None, sku, texts, [_key(one) for one in names])
                for sku, texts in _parts(wanted).items()
            ],
            options=self._options(names, _parts(wanted)),
            is_confirmed=True,
        )
        await create_product(db, fields, sheet, may_price=True, actor=act.actor, now=act.now)

    async def _edit(
        self,
        db: AsyncConnection,
        there: WrittenProduct,
        wanted: Wanted,
        own: Mapping[str, str],
        act: Act,
    ) -> None:
        if own.get("gift_card"):
            message = "goods never become a gift card"
            raise RowsWrong([Fault(wanted.row, "gift_card", "kind_stays", message)])
        edits = await self._edits(db, there.fields, own)
        version = there.version
        if edits:
            await edit_product(db, there.id, edits, version=version, actor=act.actor, now=act.now)
            (now_is,) = await catalog.written_products(db, [wanted.key])
            version = now_is.version
        parts = _parts(wanted)
        names = own["options"].split(" / ") if own.get("options") else []
        keys = [one.key for one in there.options]
        options = None
        if names and len(names) == len(keys):
            language = self.setting.language
            options = [
                replace(one, names={**one.names, language: name})
                for one, name in zip(there.options, names, strict=True)
            ]
        elif names:
            keys = [_key(one) for one in names]
            options = self._options(names, parts)
        ids = {one.draft.sku: one.id for one in there.variants}
        known = {one.draft.sku: one.draft.attributes for one in there.variants}
        gone = [ids[sku] for sku, texts in parts.items() if _is_gone(texts) and sku in ids]
        rows = [
            self._row(ids.get(sku), sku, texts, keys, known.get(sku, {}))
            for sku, texts in parts.items()
            if not _is_gone(texts)
        ]
        if rows or gone or options is not None:
            sheet = Sheet(rows, removed=gone, options=options, is_confirmed=True)
            await save_variants(
                db, there.id, sheet, version=version, may_price=True, actor=act.actor, now=act.now
            )

    async def _edits(
        self, db: AsyncConnection, before: ProductFields, own: Mapping[str, str]
    ) -> dict[str, Any]:
        """The fields of the product that a record changes."""
        edits: dict[str, Any] = {}
        texts: dict[str, dict[str, str]] = {}
        for name, text in own.items():
            which, _, language = name.partition(".")
            if language and which in TEXTS:
                texts.setdefault(language, {})[TEXT_NAMES.get(which, which)] = text
        if texts:
            edits["texts"] = texts
        if own.get("status"):
            edits["status"] = ProductStatus(own["status"])
        if own.get("tax_class"):
            edits["tax_class"] = own["tax_class"]
        if "tags" in own:
            edits["tags"] = tuple(tag for tag in own["tags"].split(", ") if tag)
        if "category" in own:
            ids = {one.slug: one.id for one in await catalog.categories(db)}
            edits["category_id"] = ids.get(own["category"])
        if "vendor" in own or "attributes" in own:
            others = {name: text for name, text in before.attributes.items() if name != BRAND}
            if "attributes" in own:
                others = attributes_of(own["attributes"])
            brand = own.get("vendor", before.attributes.get(BRAND, ""))
            edits["attributes"] = {**others, **({BRAND: brand} if brand else {})}
        return edits

    def _row(
        self,
        variant_id: Any,
        sku: str,
        texts: Mapping[str, str],
        keys: Sequence[str],
        known: Mapping[str, str] = MappingProxyType({}),
    ) -> VariantRow:
        """`known` are the attributes that it has of its own: a file says all of them or none."""
        fields: dict[str, object] = {} if variant_id else {"sku": sku, "options": {}}
        for name, text in texts.items():
            if name == "options":
                fields["options"] = dict(zip(keys, text.split(" / "), strict=False))
            elif name in VARIANT_NUMBERS:
                empty = 0 if name == "grams" else None
                fields[_FIELDS.get(name, name)] = int(text) if text else empty
            elif name in {"barcode", "hs_code", "origin_country", "measure_unit"}:
                fields[name] = text or None
            elif name == "own_attributes":
                fields["attributes"] = {**dict.fromkeys(known, ""), **attributes_of(text)}
            elif name == "active":
                fields["active"] = text != "FALSE"
            elif name == "cost":
                digits = EXPONENTS[self.setting.shop.currency]
                fields["cost_minor"] = _values.money_minor(text, digits) if text else None
        most = {
            currency: _values.money_minor(said, EXPONENTS[currency]) if said else None
            for currency in self.setting.shop.currency_codes
            if (said := texts.get(f"own_amount.{currency}")) is not None
        }
        if most:
            fields["own_amounts"] = most
        return VariantRow(variant_id, fields, self._row_prices(texts))

    def _row_prices(self, texts: Mapping[str, str]) -> list[RowPrice]:
        found = []
        for currency in self.setting.shop.currency_codes:
            price = texts.get(f"price.{currency}")
            before = texts.get(f"compare_at.{currency}", "")
            if price is not None:
                digits = EXPONENTS[currency]
                found.append(
                    RowPrice(
                        currency,
                        _values.money_minor(price, digits) if price else None,
                        _values.money_minor(before, digits) if before else None,
                    )
                )
        return found

    def _options(
        self, names: Sequence[str], parts: Mapping[str, Mapping[str, str]]
    ) -> list[Option] | None:
        chosen = [texts["options"].split(" / ") for texts in parts.values() if texts.get("options")]
        if not names or not chosen:
            return None
        return [
            Option(
                _key(name),
                {self.setting.language: name},
                tuple(
                    catalog.OptionValue(value, {})
                    for value in dict.fromkeys(values[at] for values in chosen if at < len(values))
                ),
            )
            for at, name in enumerate(names)
        ]

    async def _receive(
        self, db: AsyncConnection, wanted: Wanted, current: Record, act: Act
    ) -> None:
        """Opening stock, at the shop's first location; under the import, so that an undo finds it."""
        counts = {
            sku: int(texts["quantity"])
            for sku, texts in _parts(wanted).items()
            if int(texts.get("quantity") or 0) and f"{sku}{PART}variant" not in current
        }
        if not counts or self.place is None or wanted.record.get("gift_card"):
            return
        ids = await catalog.variants_by_sku(db, sorted(counts))
        counted = [
            inventory.Counted(ids[sku], self.place, count, is_total=True)
            for sku, count in counts.items()
        ]
        await inventory.take_in(db, counted, import_id=act.import_id, actor=act.actor, now=act.now)

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        there = self._there[key]
        ids = sorted(one.id for one in there.variants)
        await inventory.take_back(db, ids, import_id=act.import_id, actor=act.actor, now=act.now)
        await remove_product(db, there.id, version=there.version, actor=act.actor, now=act.now)


def _with_whole_prices(record: Record, current: Record) -> Record:
    """A price is set whole: what the file does not say of it stays, where it still fits."""
    found = dict(record)
    for name in record:
        part, tab, own = name.rpartition(PART)
        which, _, currency = own.partition(".")
        if which not in {"price", "compare_at"}:
            continue
        now, was = f"{part}{tab}price.{currency}", f"{part}{tab}compare_at.{currency}"
        price = found.setdefault(now, current.get(now, ""))
        before = current.get(was, "")
        if was not in record and before and price and float(before) > float(price):
            found[was] = before
    return found


def _parts(wanted: Wanted) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, text in wanted.record.items():
        part, is_of_part, own = name.rpartition(PART)
        if is_of_part:
            found.setdefault(part, {})[own] = text
    return found


def _is_gone(texts: Mapping[str, str]) -> bool:
    """An undo sets the variant's own mark back: it was not there before the file."""
    return texts.get("variant") == ""


def _key(name: str) -> str:
    return catalog.slug_of(name).replace("-", "_")[:60] or "option"


def _faults(refused: catalog.RowsRefused, wanted: Wanted) -> list[Fault]:
    skus = list(_parts(wanted))
    return [
        Fault(
            wanted.rows.get(skus[one.row], wanted.row) if 0 <= one.row < len(skus) else wanted.row,
            one.field,
            one.code,
            one.message,
        )
        for one in refused.found
    ]
