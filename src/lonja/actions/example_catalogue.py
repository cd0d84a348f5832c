"""A few goods for who wants to look before they type: put on sale as one act, taken away as one.

They go through the doors that the importer uses, so they are goods like any other, and can be
bought. Taking them away archives them and takes out the stock that is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.kernel.money import EXPONENTS
from lonja.pricing import api as pricing
from lonja.shop import api as shops

CATEGORY: Final = "examples"
UNITS: Final = 20
_BASE_PARCEL: Final = Decimal("4.90")
_NOTE: Final = "example catalogue"
_NAMES: Final = {
    "es": "Ejemplos", "en": "Examples", "pt": "Exemplos", "de": "Beispiele", "fr": "Exemples",
}  # fmt: skip


class NoPlaceForStock(Conflict):
    """The examples need a shop that is set up and a location that sells."""

    code: ClassVar[str] = "no_place_for_stock"


@dataclass(frozen=True, slots=True)
class _Variant:
    sku: str
    options: Mapping[str, str]
    weight_g: int
    price: Decimal
    """In euro; other currencies keep the proportion of what a first parcel costs there."""


@dataclass(frozen=True, slots=True)
class _Product:
    slug: str
    texts: Mapping[str, tuple[str, str]]
    variants: Sequence[_Variant]


_PRODUCTS: Final = (
    _Product(
        "example-coffee",
        {
            "es": ("Café de ejemplo", "Tostado medio, con notas de cacao y naranja."),
            "en": ("Example coffee", "Medium roast, with notes of cocoa and orange."),
            "pt": ("Café de exemplo", "Torra média, com notas de cacau e laranja."),
            "de": ("Beispielkaffee", "Mittlere Röstung, mit Noten von Kakao und Orange."),
            "fr": ("Café d’exemple", "Torréfaction moyenne, notes de cacao et d’orange."),
        },
        (
            _Variant("EXAMPLE-COFFEE-250", {"size": "250 g"}, 250, Decimal("9.50")),
            _Variant("EXAMPLE-COFFEE-1000", {"size": "1 kg"}, 1000, Decimal("32.00")),
        ),
    ),
    _Product(
        "example-mug",
        {
            "es": ("Taza de ejemplo", "Gres liso, 300 ml, apta para lavavajillas."),
            "en": ("Example mug", "Plain stoneware, 300 ml, safe in the dishwasher."),
            "pt": ("Caneca de exemplo", "Grés liso, 300 ml, pode ir à máquina de lavar loiça."),
            "de": ("Beispieltasse", "Schlichtes Steinzeug, 300 ml, spülmaschinenfest."),
            "fr": ("Tasse d’exemple", "Grès uni, 300 ml, passe au lave-vaisselle."),
        },
        (
            _Variant("EXAMPLE-MUG-WHITE", {"colour": "white"}, 380, Decimal("12.00")),
            _Variant("EXAMPLE-MUG-BLUE", {"colour": "blue"}, 380, Decimal("12.00")),
        ),
    ),
    _Product(
        "example-notebook",
        {
            "es": ("Cuaderno de ejemplo", "96 páginas punteadas, cosido, tapa de lino."),
            "en": ("Example notebook", "96 dotted pages, sewn, with a linen cover."),
            "pt": ("Caderno de exemplo", "96 páginas pontilhadas, cosido, com capa de linho."),
            "de": ("Beispielheft", "96 gepunktete Seiten, fadengeheftet, mit Leineneinband."),
            "fr": ("Carnet d’exemple", "96 pages à points, cousu, couverture en lin."),
        },
        (_Variant("EXAMPLE-NOTEBOOK", {}, 210, Decimal("14.50")),),
    ),
)
SKUS: Final = tuple(variant.sku for product in _PRODUCTS for variant in product.variants)


async def has_examples(db: AsyncConnection) -> bool:
    """Whether any of them is for sale."""
    return any(product.status is catalog.ProductStatus.ACTIVE for product in await _examples(db))


async def add_examples(db: AsyncConnection, *, actor: str, now: datetime) -> None:
    """Put them on sale with stock and a price in the main currency; twice adds nothing."""
    facts = await shops.current(db)
    place = next((one for one in await inventory.locations(db) if one.sellable), None)
    if place is None or not facts.is_set_up:
        raise NoPlaceForStock("set the shop up first: goods need a location")
    full = {language: {"name": name, "description": ""} for language, name in _NAMES.items()}
    await catalog.put_category(db, catalog.CategoryDraft(CATEGORY, full, 99), actor=actor, now=now)
    for product in _PRODUCTS:
        await _put(db, product, facts, place.code, actor=actor, now=now)
    await audit.record(
        db, at=now, actor=actor, action="example_catalogue_added", subject="example catalogue"
    )


async def remove_examples(db: AsyncConnection, *, actor: str, now: datetime) -> None:
    """Archive them, and take out what nobody bought; what is held for orders stays for these."""
    found = await _examples(db)
    for product in found:
        if product.status is catalog.ProductStatus.ACTIVE:
            await catalog.edit_product(
                db,
                product.id,
                {"status": catalog.ProductStatus.ARCHIVED},
                version=product.version,
                actor=actor,
                now=now,
            )
    variants = await catalog.variants_by_sku(db, SKUS)
    levels = await inventory.levels(db, list(variants.values()))
    places = await inventory.stock_at(db, list(variants.values()))
    back = []
    for variant_id in variants.values():
        free = levels[variant_id].free if variant_id in levels else 0
        for code, units in sorted(places.get(variant_id, {}).items()):
            taken = min(free, units)
            free -= taken
            back += [inventory.Change(variant_id, code, -taken)] if taken > 0 else []
    if back:
        await inventory.adjust(
            db, back, kind="adjustment", actor=actor, note=_NOTE, now=now, audited=False
        )
    await audit.record(
        db, at=now, actor=actor, action="example_catalogue_removed", subject="example catalogue"
    )


async def _put(
    db: AsyncConnection,
    product: _Product,
    facts: shops.Shop,
    place: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    put = await catalog.put_product(
        db,
        catalog.ProductDraft(
            slug=product.slug,
            status=catalog.ProductStatus.ACTIVE,
            texts={
                language: {"name": name, "description": description}
                for language, (name, description) in product.texts.items()
            },
            attributes={},
            category=CATEGORY,
            variants=[
                catalog.VariantDraft(
                    sku=one.sku, options=one.options, weight_g=one.weight_g, cost_minor=None
                )
                for one in product.variants
            ],
        ),
        actor=actor,
        now=now,
    )
    stocked = await inventory.stock_at(db, list(put.variants.values()))
    receipts = []
    for one in product.variants:
        variant_id = put.variants[one.sku]
        await pricing.set_price(
            db,
            variant_id=variant_id,
            currency=facts.currency,
            amount_minor=_minor(one.price, facts.currency),
            actor=actor,
            now=now,
        )
        if not any(stocked.get(variant_id, {}).values()):
            receipts.append(inventory.Change(variant_id, place, UNITS))
    if receipts:
        await inventory.adjust(
            db, receipts, kind="receipt", actor=actor, note=_NOTE, now=now, audited=False
        )


def _minor(price: Decimal, currency: str) -> int:
    """A price of about the same worth: in small units where the currency has large numbers."""
    parcel = next(
        (one.first_parcel for one in shops.proposals() if one.currency == currency), _BASE_PARCEL
    )
    factor = parcel / _BASE_PARCEL
    amount = price * factor
    whole = round(amount) if factor > 2 else amount.quantize(Decimal("0.1"))
    return int(whole * 10 ** EXPONENTS[currency])


async def _examples(db: AsyncConnection) -> list[catalog.Product]:
    variants = await catalog.variants_by_sku(db, SKUS)
    products = await catalog.products_of(db, list(variants.values()))
    return await catalog.products_by_ids(db, sorted(set(products.values())))
