"""A product of the back office as its page shows it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Self
from urllib.parse import quote
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.catalog.api import PictureFault, PictureStatus, ProductKind, ProductStatus
from lonja.hosting.deps import MoneyOut, Out
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing


class ProductText(Out):
    """`slug` is empty where the address is the product's one for all languages."""

    name: str
    description: str
    slug: str
    seo_title: str
    seo_description: str

    @classmethod
    def of(cls, text: Mapping[str, str]) -> Self:
        return cls(**{name: text.get(name, "") for name in cls.model_fields})


class VariantPrice(Out):
    """`is_converted`: worked out from the price in the shop's first currency; nobody set it."""

    price: MoneyOut
    compare_at: MoneyOut | None
    is_converted: bool


class OptionValue(Out):
    code: str
    names: dict[str, str]


class ProductOption(Out):
    """What variants differ in, and its values in the order in which pages show them."""

    key: str
    names: dict[str, str]
    values: list[OptionValue]


class VariantBackorder(Out):
    """How it goes on selling without stock: up to how many units, promised for a day, or days after the payment."""

    kind: inventory.BackorderKind
    most: int
    day: date | None
    days: int | None


class ProductVariant(Out):
    id: UUID
    sku: str
    options: dict[str, str]
    active: bool
    barcode: str | None
    weight_g: int
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    cost_minor: int | None
    hs_code: str | None
    origin_country: str | None
    measure_amount: int | None
    measure_unit: str | None
    measure_reference: int | None
    media_id: UUID | None
    attributes: dict[str, str]
    own_amounts: dict[str, int]
    prices: list[VariantPrice]
    on_hand: int
    held: int
    free: int
    availability: inventory.Availability
    backorder: VariantBackorder


class ProductPicture(Out):
    id: UUID
    url: str | None
    width: int
    height: int
    alt: dict[str, str]
    status: PictureStatus
    error: PictureFault | None
    renditions: int
    version: int


class ProductAddress(Out):
    """Where it stands in a language: the last part of the address, and the whole of it."""

    slug: str
    url: str


class Product(Out):
    id: UUID
    slug: str
    kind: ProductKind
    status: ProductStatus
    publish_at: datetime | None
    version: int
    category: str | None
    category_id: UUID | None
    tax_class: str
    texts: dict[str, ProductText]
    type_id: UUID | None
    attributes: dict[str, str]
    tags: list[str]
    options: list[ProductOption]
    variants: list[ProductVariant]
    pictures: list[ProductPicture]
    addresses: dict[str, ProductAddress]
    storefront_url: str


async def product_view(
    db: AsyncConnection,
    product_id: UUID,
    *,
    languages: Sequence[str],
    shop_url: str,
    public_url: Callable[[str], str],
) -> Product:
    product = await catalog.product_by_id(db, product_id)
    fields, version = await catalog.product_fields(db, product_id)
    records = await catalog.variants(db, product_id)
    ids = [record.id for record in records]
    prices: dict[UUID, list[pricing.Price]] = {}
    for price in await pricing.all_prices(db, ids, with_converted=True):
        prices.setdefault(price.variant_id, []).append(price)
    stock = await inventory.stock_of(db, ids)
    terms = await inventory.backorder_terms(db, ids)
    addresses = {code: _address(product, code, shop_url) for code in languages}
    options = product.options or catalog.derived_options(
        [record.draft.options for record in records]
    )
    return Product(
        id=product.id,
        slug=product.slug,
        kind=product.kind,
        status=product.status,
        publish_at=fields.publish_at,
        version=version,
        category=product.category_slug,
        category_id=fields.category_id,
        tax_class=fields.tax_class,
        texts={language: ProductText.of(text) for language, text in product.texts.items()},
        type_id=product.type_id,
        attributes=dict(product.attributes),
        tags=list(product.tags),
        options=[
            ProductOption(
                key=option.key,
                names=dict(option.names),
                values=[
                    OptionValue(code=value.code, names=dict(value.names)) for value in option.values
                ],
            )
            for option in options
        ],
        variants=[
            _variant(record, prices.get(record.id, []), stock.get(record.id), terms.get(record.id))
            for record in records
        ],
        pictures=[_picture(picture, public_url) for picture in product.pictures],
        addresses=addresses,
        storefront_url=addresses[languages[0]].url,
    )


def _address(product: catalog.Product, language: str, shop_url: str) -> ProductAddress:
    slug = product.address(language)
    return ProductAddress(slug=slug, url=f"{shop_url}/{language}/p/{quote(slug)}")


def _variant(
    record: catalog.VariantRecord,
    prices: Sequence[pricing.Price],
    stock: inventory.Stock | None,
    saved: inventory.SavedTerms | None,
) -> ProductVariant:
    terms = saved.terms if saved else inventory.BackorderTerms()
    draft, mappings = record.draft, {"options", "attributes", "own_amounts"}
    return ProductVariant(
        id=record.id,
        **{name: getattr(draft, name) for name in draft.__slots__ if name not in mappings},
        options=dict(draft.options),
        attributes=dict(draft.attributes),
        own_amounts=dict(draft.own_amounts),
        prices=[
            VariantPrice(
                price=MoneyOut.of(price.amount_minor, price.currency),
                compare_at=None
                if price.compare_at_minor is None
                else MoneyOut.of(price.compare_at_minor, price.currency),
                is_converted=price.is_converted,
            )
            for price in sorted(prices, key=lambda price: price.currency)
        ],
        on_hand=stock.on_hand if stock else 0,
        held=stock.held if stock else 0,
        free=stock.free if stock else 0,
        availability=stock.availability if stock else "sold_out",
        backorder=VariantBackorder(
            kind=terms.kind, most=terms.most, day=terms.day, days=terms.days
        ),
    )


def _picture(picture: catalog.Picture, public_url: Callable[[str], str]) -> ProductPicture:
    return ProductPicture(
        id=picture.id,
        url=public_url(picture.blob) if picture.status == PictureStatus.READY else None,
        width=picture.width,
        height=picture.height,
        alt=dict(picture.alt),
        status=picture.status,
        error=picture.error,
        renditions=len(picture.renditions),
        version=picture.version,
    )
