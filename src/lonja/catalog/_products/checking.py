"""What may be written of a product and of a variant. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lonja.catalog._product import Option
from lonja.catalog._products.drafts import ProductFields, RowRefusal, VariantDraft
from lonja.catalog._products.slugs import problem_of_slug
from lonja.catalog._status import ProductKind, ProductStatus
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language
from lonja.kernel.money import EXPONENTS

MAX_NAME: Final = 200
MAX_DESCRIPTION: Final = 20_000
MAX_ATTRIBUTES: Final = 50
MAX_VALUE: Final = 500
MAX_TAGS: Final = 50
MAX_TAG: Final = 60
TEXT_FIELDS: Final = {
    "name": MAX_NAME, "description": MAX_DESCRIPTION, "slug": 120, "seo_title": 200,
    "seo_description": 500,
}  # fmt: skip
MAX_SKU: Final = 64
MAX_GRAMS: Final = 10**9
MAX_MM: Final = 100_000
MAX_COST: Final = 2**31 - 1
MAX_AMOUNT: Final = 2**31 - 1
REFERENCES: Final[Mapping[str, tuple[int, ...]]] = {
    "g": (1000, 100), "kg": (1,), "ml": (1000, 100), "l": (1,), "cm": (100,), "m": (1,),
    "m2": (1,), "piece": (1,),
}  # fmt: skip
"""By how many of its own unit a variant may be compared: grams per kilogram or per 100 g."""
_GTIN: Final = re.compile(r"\d{8}|\d{12,14}")
_HS: Final = re.compile(r"\d{6}(\d{2}){0,2}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def check_product(fields: ProductFields) -> None:
    """Raise `Invalid` with the field that cannot be."""
    if (fields.status is ProductStatus.SCHEDULED) != (fields.publish_at is not None):
        raise Invalid("a scheduled product, and no other, has an hour", field="publish_at")
    if not fields.texts:
        raise Invalid("a product has a name in at least one language", field="texts")
    for language, text in fields.texts.items():
        if not is_language(language):
            raise Invalid(f"there is no language {language!r}", field=f"texts.{language}")
        if not text.get("name", "").strip():
            raise Invalid(
                "a product needs a name in each language it has texts in",
                field=f"texts.{language}.name",
            )
        for name, value in text.items():
            if len(value) > TEXT_FIELDS.get(name, 0):
                raise Invalid(
                    f"at most {TEXT_FIELDS.get(name, 0)} characters",
                    field=f"texts.{language}.{name}",
                )
        if (own := text.get("slug")) and (problem := problem_of_slug(own)):
            raise Invalid(problem, field=f"texts.{language}.slug")
    if problem := problem_of_slug(fields.slug):
        raise Invalid(problem, field="slug")
    if len(fields.attributes) > MAX_ATTRIBUTES:
        raise Invalid(f"a product has at most {MAX_ATTRIBUTES} attributes", field="attributes")
    for name, value in fields.attributes.items():
        if not 1 <= len(name.strip()) <= 60 or not 1 <= len(value.strip()) <= MAX_VALUE:
            raise Invalid("an attribute has a name and a value", field="attributes")


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each once whatever its case, in the order of the alphabet; `Invalid` where one is too long."""
    found = {" ".join(tag.split()).casefold(): " ".join(tag.split()) for tag in tags if tag.strip()}
    if len(found) > MAX_TAGS:
        raise Invalid(f"a product has at most {MAX_TAGS} tags", field="tags")
    if any(len(tag) > MAX_TAG or "," in tag for tag in found.values()):
        raise Invalid(f"a tag has at most {MAX_TAG} characters, no comma", field="tags")
    return tuple(found[key] for key in sorted(found))


def gtin_is_right(code: str) -> bool:
    """GTIN-8, -12 (UPC), -13 (EAN) or -14 with the check digit that belongs to it."""
    if not _GTIN.fullmatch(code):
        return False
    total = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code[:-1]), 1)
    )
    return (total + int(code[-1])) % 10 == 0


def refusals_of(row: int, now: VariantDraft, before: VariantDraft | None) -> list[RowRefusal]:
    """What is wrong in a variant; a field that did not change is not judged again."""

    def changed(*names: str) -> bool:
        return before is None or any(getattr(before, one) != getattr(now, one) for one in names)

    found = []
    if changed("sku") and (problem := _sku_problem(now.sku)):
        found.append(RowRefusal(row, "sku", "sku_invalid", problem))
    if changed("barcode") and now.barcode is not None and not gtin_is_right(now.barcode):
        message = "a barcode has 8, 12, 13 or 14 digits, the last of which checks the others"
        found.append(RowRefusal(row, "barcode", "barcode_invalid", message))
    for name, most in (
        ("weight_g", MAX_GRAMS),
        ("length_mm", MAX_MM),
        ("width_mm", MAX_MM),
        ("height_mm", MAX_MM),
        ("cost_minor", MAX_COST),
    ):
        value = getattr(now, name)
        if changed(name) and value is not None and not 0 <= value <= most:
            found.append(RowRefusal(row, name, "out_of_range", f"between 0 and {most}"))
    if changed("hs_code") and now.hs_code is not None and not _HS.fullmatch(now.hs_code):
        message = "an HS code has 6, 8 or 10 digits"
        found.append(RowRefusal(row, "hs_code", "hs_code_invalid", message))
    if changed("origin_country") and not _COUNTRY.fullmatch(now.origin_country or "ES"):
        message = "a country has two letters, as in ES"
        found.append(RowRefusal(row, "origin_country", "country_invalid", message))
    if changed("measure_amount", "measure_unit", "measure_reference") and not _measure_is_right(
        now
    ):
        message = "an amount with its unit, as in 250 g, and what it is compared by"
        found.append(RowRefusal(row, "measure_amount", "measure_invalid", message))
    return found


def _sku_problem(sku: str) -> str | None:
    if not 1 <= len(sku) <= MAX_SKU or sku != sku.strip():
        return f"a SKU has 1 to {MAX_SKU} characters and no space at either end"
    if "/" in sku or any(unicodedata.category(one)[0] == "C" for one in sku):
        return "a SKU has no slash and no invisible character"
    return None


def _measure_is_right(draft: VariantDraft) -> bool:
    parts = (draft.measure_amount, draft.measure_unit, draft.measure_reference)
    if parts == (None, None, None):
        return True
    amount, unit, reference = parts
    return (
        amount is not None and 0 < amount <= 10**9 and reference in REFERENCES.get(unit or "", ())
    )


def refusals_among(
    options: Sequence[Option], drafts: Sequence[tuple[int, VariantDraft]]
) -> list[RowRefusal]:
    """Active variants that lack an option, have one too many, or are the same as another one."""
    keys = [option.key for option in options]
    found: list[RowRefusal] = []
    seen: dict[tuple[str, ...], str] = {}
    skus: dict[str, int] = {}
    for row, draft in drafts:
        if draft.sku in skus and (row >= 0 or skus[draft.sku] >= 0):
            blamed = row if row >= 0 else skus[draft.sku]
            message = f"two variants have the SKU {draft.sku!r}"
            found.append(RowRefusal(blamed, "sku", "sku_repeated", message))
        skus.setdefault(draft.sku, row)
        if not draft.active:
            continue
        if set(draft.options) != set(keys) or not all(draft.options.values()):
            message = f"a variant has one value of each option: {', '.join(keys) or 'none'}"
            found.append(RowRefusal(row, "options", "options_incomplete", message))
            continue
        chosen = tuple(draft.options[key] for key in keys)
        if chosen in seen:
            message = f"{seen[chosen]!r} has the same options"
            found.append(RowRefusal(row, "options", "options_repeated", message))
        seen.setdefault(chosen, draft.sku)
    return found


def own_amount_refusals(
    kind: ProductKind, drafts: Iterable[tuple[int, VariantDraft | None]]
) -> list[RowRefusal]:
    """Only of a gift card a buyer says the amount, and no more than a price may be."""
    found = []
    for row, draft in drafts:
        for currency, most in draft.own_amounts.items() if draft else ():
            if kind is not ProductKind.GIFT_CARD:
                message = "only of a gift card a buyer says the amount"
                found.append(
                    RowRefusal(row, f"own_amount.{currency}", "own_amount_of_goods", message)
                )
            elif not 0 < most <= MAX_AMOUNT or currency not in EXPONENTS:
                message = f"between 1 and {MAX_AMOUNT} minor units of a currency"
                found.append(RowRefusal(row, f"own_amount.{currency}", "out_of_range", message))
    return found
