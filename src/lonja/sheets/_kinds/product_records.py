"""A product as it is, its variants and its prices, in the texts of a file. Pure."""

from collections.abc import Sequence
from typing import Final

from lonja.catalog import api as catalog
from lonja.catalog.api import Option, ProductKind, WrittenProduct
from lonja.kernel.money import EXPONENTS
from lonja.pricing import api as pricing
from lonja.sheets import _values
from lonja.sheets._kind import Setting
from lonja.sheets._kinds.product_columns import TEXTS, VARIANT_NUMBERS
from lonja.sheets._kinds.product_rows import lines_of

BRAND: Final = "brand"
TEXT_NAMES: Final = {"title": "name"}


def record_of(one: WrittenProduct, category: str, setting: Setting) -> dict[str, str]:
    fields = one.fields
    others = {name: text for name, text in fields.attributes.items() if name != BRAND}
    record = {
        "vendor": fields.attributes.get(BRAND, ""),
        "category": category,
        "tags": _values.listed(", ".join(fields.tags)),
        "status": str(fields.status),
        "tax_class": fields.tax_class,
        "attributes": lines_of(others),
        "gift_card": "TRUE" if fields.kind is ProductKind.GIFT_CARD else "",
        "options": " / ".join(
            option.name(setting.language) or option.key for option in one.options
        ),
    }
    for language, texts in fields.texts.items():
        for name in TEXTS:
            record[f"{name}.{language}"] = texts.get(TEXT_NAMES.get(name, name), "").strip()
    return {name: text for name, text in record.items() if text}


def record_of_variant(
    draft: catalog.VariantDraft, options: Sequence[Option], setting: Setting
) -> dict[str, str]:
    values = [draft.options.get(option.key, "") for option in options]
    texts = {
        "variant": "TRUE",
        "options": " / ".join(value.replace(" / ", "/") for value in values),
        "grams": str(draft.weight_g),
        "cost": _values.money_text(draft.cost_minor, EXPONENTS[setting.shop.currency]),
        "active": "TRUE" if draft.active else "FALSE",
        "barcode": draft.barcode or "",
        "hs_code": draft.hs_code or "",
        "origin_country": draft.origin_country or "",
        "measure_unit": draft.measure_unit or "",
        "own_attributes": lines_of(draft.attributes),
    }
    for currency, most in draft.own_amounts.items():
        texts[f"own_amount.{currency}"] = _values.money_text(most, EXPONENTS[currency])
    for name in VARIANT_NUMBERS[1:]:
        number = getattr(draft, name)
        texts[name] = "" if number is None else str(number)
    return texts


def record_of_price(price: pricing.Price) -> dict[str, str]:
    digits = EXPONENTS[price.currency]
    return {
        f"price.{price.currency}": _values.money_text(price.amount_minor, digits),
        f"compare_at.{price.currency}": _values.money_text(price.compare_at_minor, digits),
    }
