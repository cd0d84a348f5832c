"""What search engines read: schema.org's view of a page, as JSON-LD."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

from lonja.adapters.theme_language import Speech
from lonja.catalog import api as catalog
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.pictures import Shown
from lonja.frontoffice.views.product import Delivery, Offer, own_pictures, shortened
from lonja.frontoffice.views.reviews import Opinions, Said
from lonja.kernel.money import Money
from lonja.shop.api import Shop

DESCRIPTION_CHARACTERS: Final = 5000
BRAND: Final = "brand"
"""The attribute that names who makes a product."""

_AVAILABILITY: Final = {
    "in_stock": "InStock",
    "low": "LimitedAvailability",
    "back_order": "BackOrder",
    "preorder": "PreOrder",
    "sold_out": "OutOfStock",
}
_KNOWN_OPTIONS: Final = {
    "colour": "color",
    "color": "color",
    "size": "size",
    "material": "material",
    "pattern": "pattern",
}
"""What schema.org has a property for."""

type Data = dict[str, Any]


def written(*things: Data) -> tuple[str, ...]:
    """One document each: a fault in one does not cost the others."""
    return tuple(
        json.dumps({"@context": "https://schema.org", **thing}, ensure_ascii=False)
        for thing in things
    )


def breadcrumbs(frame: Frame, steps: Iterable[tuple[str, str]]) -> Data:
    """The way from the front page to here; `steps` are names and paths after it."""
    way = [(frame.shop, frame.home), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": f"{frame.base_url}{path}",
            }
            for place, (name, path) in enumerate(way, start=1)
        ],
    }


def website(frame: Frame) -> Data:
    """With the search box that a search engine may show below our name."""
    search = f"{frame.base_url}/{frame.language}/search?q={{search_term_string}}"
    return {
        "@type": "WebSite",
        "name": frame.shop,
        "url": f"{frame.base_url}{frame.home}",
        "inLanguage": frame.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def organization(frame: Frame, facts: Shop, *, logo: str) -> Data:
    """Who sells, as far as the shop says it."""
    address = {
        "streetAddress": ", ".join(
            line for part in ("line1", "line2") if (line := facts.address.get(part, ""))
        ),
        "postalCode": facts.address.get("postal_code", ""),
        "addressLocality": facts.address.get("city", ""),
        "addressRegion": facts.address.get("region", ""),
        "addressCountry": facts.address.get("country", ""),
    }
    said = {
        "legalName": facts.legal_name,
        "email": facts.email,
        "telephone": facts.phone,
        "vatID": next(iter(facts.vat_ids), ""),
        "address": {"@type": "PostalAddress", **_filled(address)} if facts.address else "",
    }
    return {
        "@type": "Organization",
        "name": frame.shop,
        "url": f"{frame.base_url}{frame.home}",
        "logo": f"{frame.base_url}{logo}",
        **_filled(said),
        **_returns(frame, facts.sells_to),
    }


def product(
    frame: Frame,
    found: catalog.Product,
    *,
    offers: Sequence[Offer],
    shown: Offer | None,
    delivery: Delivery | None,
    facts: Shop,
    opinions: Opinions | None,
    speech: Speech,
    pictures: Sequence[Shown],
    url: Callable[[str], str],
) -> Data:
    """A product with its offer, or the group of its variants, each with an address of its own."""
    name = found.text(frame.language, "name", default=facts.language)
    text = found.text(frame.language, "description", default=facts.language)
    images_of = own_pictures(found, offers, url)
    common = _filled(
        {
            "name": name,
            "description": shortened(text, DESCRIPTION_CHARACTERS),
            "url": frame.canonical,
            "image": [picture.url for picture in pictures],
            "brand": _brand(found.attributes, speech),
            **_said(opinions),
        }
    )
    ways = _delivery(delivery, facts.country_of(frame.currency), frame.currency)
    returns = _returns(frame, facts.sells_to)

    def offered(offer: Offer) -> Data:
        # What delivery costs is known of the price that the page shows.
        is_alike = shown is not None and offer.price_minor == shown.price_minor
        return _offer(frame, offer, {**(ways if is_alike else {}), **returns})

    if len(offers) == 1:
        return {"@type": "Product", **common, "sku": offers[0].sku, **offered(offers[0])}
    if not offers:
        return {"@type": "Product", **common}
    keys = dict.fromkeys(key for offer in offers for key in offer.options)
    return {
        "@type": "ProductGroup",
        **common,
        "productGroupID": found.slug,
        "variesBy": [
            f"https://schema.org/{_KNOWN_OPTIONS[key]}" for key in keys if key in _KNOWN_OPTIONS
        ],
        "hasVariant": [
            {
                "@type": "Product",
                "sku": offer.sku,
                "name": _variant_name(name, offer, speech),
                "url": _variant_url(frame, offer),
                **{
                    _KNOWN_OPTIONS[key]: speech.value(key, value)
                    for key, value in offer.options.items()
                    if key in _KNOWN_OPTIONS
                },
                **({"image": images_of[offer.sku]} if offer.sku in images_of else {}),
                **offered(offer),
            }
            for offer in offers
        ],
    }


def _variant_name(name: str, offer: Offer, speech: Speech) -> str:
    values = ", ".join(speech.value(key, value) for key, value in offer.options.items())
    return f"{name} ({values})" if values else name


def _variant_url(frame: Frame, offer: Offer) -> str:
    return f"{frame.canonical}?{urlencode({'sku': offer.sku}, quote_via=quote)}"


def _offer(frame: Frame, offer: Offer, terms: Data) -> Data:
    """Nothing where it has no price."""
    if offer.price_minor is None:
        return {}
    return {
        "offers": {
            "@type": "Offer",
            "price": str(Money(frame.currency, offer.price_minor)).partition(" ")[0],
            "priceCurrency": frame.currency,
            **_reduction(frame, offer),
            "availability": f"https://schema.org/{_AVAILABILITY[offer.availability]}",
            "itemCondition": "https://schema.org/NewCondition",
            "url": _variant_url(frame, offer),
            **terms,
        }
    }


def _reduction(frame: Frame, offer: Offer) -> Data:
    """What it cost before, and when it costs that again."""
    found: Data = {}
    if offer.was_minor is not None:
        found["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": "https://schema.org/StrikethroughPrice",
            "price": str(Money(frame.currency, offer.was_minor)).partition(" ")[0],
            "priceCurrency": frame.currency,
        }
    if offer.sale_ends_at is not None:
        found["priceValidUntil"] = offer.sale_ends_at.date().isoformat()
    return found


def _delivery(delivery: Delivery | None, country: str, currency: str) -> Data:
    if delivery is None:
        return {}
    return {
        "shippingDetails": {
            "@type": "OfferShippingDetails",
            "shippingRate": {
                "@type": "MonetaryAmount",
                "value": str(Money(currency, delivery.price_minor)).partition(" ")[0],
                "currency": currency,
            },
            "shippingDestination": {"@type": "DefinedRegion", "addressCountry": country},
            "deliveryTime": {
                "@type": "ShippingDeliveryTime",
                "transitTime": {
                    "@type": "QuantitativeValue",
                    "minValue": delivery.days_min,
                    "maxValue": delivery.days_max,
                    "unitCode": "DAY",
                },
            },
        }
    }


def _returns(frame: Frame, sells_to: Sequence[str]) -> Data:
    """Where the shop says what may come back; nothing where it has no such page."""
    policy = frame.layout.page("returns")
    if policy is None:
        return {}
    return {
        "hasMerchantReturnPolicy": {
            "@type": "MerchantReturnPolicy",
            "applicableCountry": list(sells_to),
            "merchantReturnLink": f"{frame.base_url}{policy.url}",
        }
    }


def _brand(attributes: Mapping[str, str], speech: Speech) -> Data | None:
    name = attributes.get(BRAND)
    return {"@type": "Brand", "name": speech.value(BRAND, name)} if name else None


def _said(opinions: Opinions | None) -> Data:
    if opinions is None:
        return {}
    return {
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": opinions.tenths / 10,
            "reviewCount": opinions.count,
            "bestRating": 5,
            "worstRating": 1,
        },
        "review": [_review(said) for said in opinions.said],
    }


def _review(said: Said) -> Data:
    return {
        "@type": "Review",
        "name": said.title,
        "reviewBody": "\n".join(said.paragraphs),
        "inLanguage": said.language,
        "datePublished": said.at.isoformat(),
        "author": {"@type": "Person", "name": said.name},
        "reviewRating": {"@type": "Rating", "ratingValue": said.rating, "bestRating": 5},
    }


def _filled(data: Mapping[str, Any]) -> Data:
    """Without what the shop does not say."""
    return {key: value for key, value in data.items() if value}
