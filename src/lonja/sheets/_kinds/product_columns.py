"""The columns of products: Shopify's names where it has one, WooCommerce's beside them. Pure."""

from collections.abc import Sequence

from lonja.sheets._kind import NEEDED, Column, Setting

OPTIONS = (1, 2, 3)
TEXTS = {
    "title": "Title", "description": "Description (text)", "seo_title": "SEO Title",
    "seo_description": "SEO Description", "slug": "URL handle",
}  # fmt: skip
"""Field of a text → its heading; `slug` only beside the handle."""
_OF_PRODUCT = (
    Column("vendor", "Vendor", ("marca", "proveedor"), woo=("Brands",), cleared=""),
    Column("category", "Type", ("Category", "categoría"), woo=("Categories",), cleared=""),
    Column("tags", "Tags", ("etiquetas",), woo=("Tags",), cleared=""),
    Column("status", "Status", ("estado",), cleared=NEEDED),
    Column("tax_class", "Tax class", woo=("Tax class",), cleared=NEEDED),
    Column("attributes", "Attributes", cleared=""),
    Column("gift_card", "Gift Card"),
    Column("body", "Body (HTML)", ("Description", "descripción"), woo=("Description",), is_import_only=True),
    Column(
        "published", "Published", ("Published on online store",), woo=("Published",),
        is_import_only=True,
    ),
    Column("woo_id", "WooCommerce ID", woo=("ID",), is_import_only=True),
    Column("woo_type", "WooCommerce type", woo=("Type",), is_import_only=True),
    Column("parent", "Parent", woo=("Parent",), is_import_only=True),
    Column("image", "Image Src", ("Product image URL",), is_import_only=True),
    Column("image_alt", "Image Alt Text", is_import_only=True),
    Column("images", "Images", woo=("Images",), is_import_only=True),
)  # fmt: skip
_OF_VARIANT = (
    Column("sku", "Variant SKU", ("SKU", "referencia", "ref"), woo=("SKU",)),
    Column("grams", "Variant Grams", ("Weight value (grams)", "peso (g)"), woo=("Weight (g)",), cleared="0"),
    Column("cost", "Cost per item", ("coste",), woo=("Cost of goods",), cleared=""),
    Column(
        "barcode", "Variant Barcode", ("Barcode", "código de barras", "EAN"), woo=("GTIN, UPC, EAN, or ISBN",), cleared="",
    ),
    Column("active", "Variant active", cleared=NEEDED),
    Column("own_attributes", "Variant attributes", cleared=""),
    Column("length_mm", "Length (mm)", cleared=""),
    Column("width_mm", "Width (mm)", cleared=""),
    Column("height_mm", "Height (mm)", cleared=""),
    Column("hs_code", "HS Code", ("Harmonized System Code",), cleared=""),
    Column("origin_country", "Country of Origin", ("Country/Region of Origin",), cleared=""),
    Column("measure_amount", "Unit Price Total Measure", cleared=""),
    Column("measure_unit", "Unit Price Total Measure Unit", cleared=""),
    Column("measure_reference", "Unit Price Base Measure", cleared=""),
    Column("kg", "Weight (kg)", woo=("Weight (kg)",), is_import_only=True),
    Column("regular", "Regular price", woo=("Regular price",), is_import_only=True),
    Column("sale", "Sale price", woo=("Sale price",), is_import_only=True),
    Column(
        "policy", "Variant Inventory Policy", ("Continue selling when out of stock",),
        woo=("Backorders allowed?",), is_import_only=True,
    ),
    Column("taxable", "Variant Taxable", ("Charge tax",), is_import_only=True),
    Column(
        "quantity", "Variant Inventory Qty", ("Inventory quantity", "existencias", "cantidad", "stock"),
        woo=("Stock",),
        is_import_only=True,
    ),
)  # fmt: skip
VARIANT_NUMBERS = (
    "grams", "length_mm", "width_mm", "height_mm", "measure_amount", "measure_reference",
)  # fmt: skip


def columns_of(setting: Setting) -> list[Column]:
    """In the order in which an export writes them."""
    main = setting.language
    found = [
        Column("handle", "Handle", ("URL handle",), is_needed=True),
        Column(
            f"title.{main}",
            "Title",
            ("Name", "nombre", "título"),
            woo=("Name",),
            cleared=_of_title(setting, main),
        ),
        *(_text(name, main, is_main=True) for name in ("description", "seo_title")),
        _text("seo_description", main, is_main=True),
        _text("slug", main, is_main=False),
        *_OF_PRODUCT,
    ]
    for language in setting.shop.languages:
        if language != main:
            found += [
                _text(name, language, is_main=False, cleared=_of_title(setting, language))
                if name == "title"
                else _text(name, language, is_main=False)
                for name in TEXTS
            ]
    for number in OPTIONS:
        found += [
            Column(
                f"option{number}_name", f"Option{number} Name",
                woo=(f"Attribute {number} name",),
            ),
            Column(
                f"option{number}_value", f"Option{number} Value",
                woo=(f"Attribute {number} value(s)",),
            ),
        ]  # fmt: skip
    found += _OF_VARIANT
    for currency in setting.shop.currency_codes:
        found += _prices(
            currency,
            is_main=currency == setting.currency,
            cleared=NEEDED if currency == setting.shop.currency else "",
        )
    return found


_BY_CURRENCY = ("price.", "compare_at.", "own_amount.")


def columns_by_part(setting: Setting) -> tuple[list[Column], list[Column]]:
    """Those of the product, and those of each variant."""
    of_variant = {one.code for one in _OF_VARIANT}
    found: tuple[list[Column], list[Column]] = ([], [])
    for one in columns_of(setting):
        is_of_variant = one.code in of_variant or one.code.startswith(_BY_CURRENCY)
        found[is_of_variant].append(one)
    return found


def _of_title(setting: Setting, language: str) -> str:
    return NEEDED if language == setting.shop.language else ""


def _text(name: str, language: str, *, is_main: bool, cleared: str = "") -> Column:
    """An address stays: links of others lead to it."""
    heading = TEXTS[name]
    return Column(
        f"{name}.{language}",
        heading if is_main else f"{heading} ({language})",
        cleared=None if name == "slug" else cleared,
    )


def _prices(currency: str, *, is_main: bool, cleared: str) -> Sequence[Column]:
    if is_main:
        return (
            Column(f"price.{currency}", "Variant Price", ("Price", "precio"), cleared=cleared),
            Column(
                f"compare_at.{currency}", "Variant Compare At Price", ("Compare-at price",),
                cleared="",
            ),
            Column(f"own_amount.{currency}", "Gift card up to", cleared=""),
        )  # fmt: skip
    return (
        Column(f"price.{currency}", f"Price / {currency}", cleared=cleared),
        Column(f"compare_at.{currency}", f"Compare At Price / {currency}", cleared=""),
        Column(f"own_amount.{currency}", f"Gift card up to / {currency}", cleared=""),
    )
