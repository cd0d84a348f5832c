"""The rows of one product, as lists show it in each language and currency. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.folding import folded
from lonja.kernel.languages import field_in, text_in
from lonja.pricing import api as pricing
from lonja.shelf import _spelling
from lonja.shelf._facts import reduction_of
from lonja.shelf._filtering import SEPARATOR, configuration_of

type Availability = inventory.Availability


def rows_of(
    product: catalog.Product,
    prices: Mapping[UUID, Sequence[pricing.Price]],
    levels: Mapping[UUID, inventory.Level],
    country: str,
    languages: Sequence[str],
) -> list[dict[str, Any]]:
    """A row for each language and currency; `country` and `languages` are the shop's."""
    active = [variant for variant in product.variants if variant.active]
    by_id = {variant.id: variant for variant in active}
    by_currency: dict[str, list[pricing.Price]] = {}
    for variant in active:
        for price in prices.get(variant.id, ()):
            by_currency.setdefault(price.currency, []).append(price)
    word = availability_of(product, levels)
    tags = {f"{key}:{value}" for v in active for key, value in v.options.items()}
    options = {value for v in active for value in v.options.values()}
    tags |= {f"{key}:{value}" for key, value in product.facets()}
    ready = next((p for p in product.pictures if p.status == "ready"), None)
    fresh = []
    for language in languages:
        name = product.text(language, "name", default=languages[0])
        body = product.text(language, "description", default=languages[0])
        category = field_in(product.category_texts, language, "name", default=languages[0])
        extra = " ".join(sorted(options) + product.attribute_words(language) + [*product.tags])
        skus = " ".join(variant.sku for variant in active)
        for currency, offers in sorted(by_currency.items()):
            lowest = min(offers, key=lambda price: price.amount_minor)
            cheapest = by_id[lowest.variant_id]
            fresh.append(
                {
                    "product_id": product.id,
                    "currency": currency,
                    "language": language,
                    "slug": product.address(language),
                    "category_slug": product.category_slug or "",
                    "name": name,
                    "name_key": _spelling.name_key(name, language),
                    "from_minor": lowest.amount_minor,
                    "to_minor": max(price.amount_minor for price in offers),
                    "compare_at_minor": lowest.compare_at_minor,
                    "lowest_minor": lowest.lowest_minor,
                    "most_off_percent": _most_off(offers, country),
                    "unit_minor": catalog.unit_minor(lowest.amount_minor, cheapest),
                    "unit": catalog.unit_of(cheapest) if cheapest.measure_amount else "",
                    "availability": word,
                    "facets": SEPARATOR.join(sorted(tags)),
                    "picture": ready.blob if ready else None,
                    "picture_alt": text_in(
                        ready.alt, language, default=languages[0], otherwise=name
                    )
                    if ready
                    else name,
                    "featured": product.featured,
                    "review_count": product.ratings.count,
                    "rating_tenths": product.ratings.tenths,
                    "sold_units": product.sold_units,
                    "created_at": product.created_at,
                    "configuration": configuration_of(language),
                    "body": f"{category} {extra} {skus} {body}",
                    "plain_name": folded(name),
                    "plain_body": folded(f"{category} {extra} {skus} {body}"),
                }
            )
    return fresh


_BEST_FIRST: Final[tuple[Availability, ...]] = ("in_stock", "low", "preorder", "back_order")


def availability_of(
    product: catalog.Product, levels: Mapping[UUID, inventory.Level]
) -> Availability:
    """The best of its variants that are not archived."""
    words = {levels[v.id].availability for v in product.variants if v.active and v.id in levels}
    return next((word for word in _BEST_FIRST if word in words), "sold_out")


def _most_off(offers: Sequence[pricing.Price], country: str) -> int | None:
    """The greatest reduction that may be announced of any of them, in percent."""
    reductions = (reduction_of(one, country) for one in offers)
    return max((one.percent for one in reductions if one and one.percent), default=None)
