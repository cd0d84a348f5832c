"""A product's page: the variant that is shown, and the way to each of the others."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from lonja.adapters.theme_language import Speech
from lonja.catalog import api as catalog
from lonja.frontoffice.views.arrival import Arrival
from lonja.frontoffice.views.attributes import Fact
from lonja.frontoffice.views.bundles import Bundle
from lonja.frontoffice.views.cards import Card
from lonja.frontoffice.views.frame import Frame, Link
from lonja.frontoffice.views.listing import rank
from lonja.frontoffice.views.pictures import Shown, drawn_value, for_values, shown
from lonja.frontoffice.views.reviews import Opinions
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing
from lonja.shelf import api as shelf
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

type TaxWord = Literal["included", "added", ""]
"""Whether the price includes tax, gets it at the checkout, or has none."""

SUMMARY_CHARACTERS: Final = 155


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    url: str
    is_chosen: bool
    is_sold_out: bool


@dataclass(frozen=True, slots=True)
class Option:
    """`name`, and those of the values, are as the shop wrote them or the theme does."""

    key: str
    name: str
    chosen: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """From so many pieces on, each costs this."""

    from_quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class Offer:
    sku: str
    options: Mapping[str, str]
    price_minor: int | None
    was_minor: int | None
    off_percent: int | None
    availability: str
    media_id: UUID | None = None
    unit_minor: int | None = None
    unit: str = ""
    """The price of a whole kilogram, litre, … of what is sold by measure."""
    is_lowest: bool = False
    """`was_minor` is the lowest price of the 30 days before it was reduced."""
    sale_ends_at: datetime | None = None
    price_list: str = ""
    """Whose price it is, where it is not everybody's."""
    tiers: tuple[Tier, ...] = ()
    promise: inventory.Promise | None = None
    """When units come that are sold before they are there."""
    most_minor: int | None = None
    """Of a gift card: from its price up to this the buyer says the amount."""
    facets: frozenset[tuple[str, str]] = frozenset()
    """Its own attributes, by which a list that it is found in may have been filtered."""

    @property
    def can_be_bought(self) -> bool:
        return self.price_minor is not None and self.availability != "sold_out"

    @property
    def can_be_awaited(self) -> bool:
        """Sold out, and for sale once it is there again."""
        return self.price_minor is not None and self.availability == "sold_out"


@dataclass(frozen=True, slots=True)
class Delivery:
    name: str
    price_minor: int
    arrives: Arrival
    days_min: int
    days_max: int


@dataclass(frozen=True, slots=True)
class GiftForm:
    """Whom a gift card goes to, and when: between these days, in one of these languages."""

    languages: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ProductPage:
    frame: Frame
    slug: str
    name: str
    title: str
    described: str
    is_listed: bool
    paragraphs: tuple[str, ...]
    way: tuple[Link, ...]
    """The categories that lead to it, from the top row down."""
    pictures: tuple[Shown, ...]
    offer: Offer | None
    options: tuple[Option, ...]
    variants: str
    facts: tuple[Fact, ...]
    delivery: Delivery | None
    no_return: str
    """Why it cannot be returned, as a code; empty where it can."""
    tax_word: TaxWord
    related: tuple[Card, ...]
    opinions: Opinions | None
    linked: tuple[str, ...]
    gift: GiftForm | None = None
    """What is asked of who buys a gift card."""
    is_preview: bool = False
    bundles: tuple[Bundle, ...] = ()

    @property
    def summary(self) -> str:
        if self.described or not self.paragraphs:
            return self.described or self.name
        return shortened(self.paragraphs[0], SUMMARY_CHARACTERS)


def shortened(text: str, characters: int) -> str:
    """At most so many characters, in one line, and no word is cut."""
    whole = " ".join(text.split())
    if len(whole) <= characters:
        return whole
    words = whole[:characters].rpartition(" ")[0] or whole[: characters - 1]
    return f"{words}…"


def offers(
    variants: Sequence[catalog.Variant],
    prices: Mapping[UUID, pricing.Price],
    levels: Mapping[UUID, inventory.Level],
    *,
    facets: Mapping[UUID, frozenset[tuple[str, str]]],
    country: str,
    listed: Mapping[UUID, Sequence[pricing.OfferedPrice]],
) -> list[Offer]:
    """`country` is the shop's: its law says what a reduction is compared with. `listed` are prices of
    lists that this buyer may have.
    """
    made = []
    for variant in variants:
        price, level = prices.get(variant.id), levels.get(variant.id)
        plain = price.amount_minor if price else 0
        own = pricing.best(plain, listed.get(variant.id, ()), 1)
        now = None if price is None else own.amount_minor if own else plain
        reduction = None
        if price is not None and own is None:
            reduction = pricing.announced(
                price.amount_minor,
                compare_at_minor=price.compare_at_minor,
                lowest_minor=price.lowest_minor,
                country=country,
            )
        made.append(
            Offer(
                sku=variant.sku,
                options=variant.options,
                price_minor=now,
                was_minor=reduction.was_minor if reduction else None,
                off_percent=reduction.percent if reduction else None,
                is_lowest=reduction is not None and reduction.is_lowest,
                sale_ends_at=price.until if price and reduction else None,
                availability=level.availability if level and price else "sold_out",
                media_id=variant.media_id,
                unit_minor=None if now is None else catalog.unit_minor(now, variant),
                unit=catalog.unit_of(variant),
                price_list=own.name if own else "",
                promise=level.promise if level else None,
                facets=facets[variant.id],
                most_minor=_most(variant, price),
                tiers=tuple(
                    Tier(one.from_quantity, one.amount_minor)
                    for one in pricing.tiers(now or 0, listed.get(variant.id, ()))
                ),
            )
        )
    return made


def _most(variant: catalog.Variant, price: pricing.Price | None) -> int | None:
    most = variant.own_amounts.get(price.currency) if price else None
    return None if price is None or most is None else max(price.amount_minor, most)


def chosen_offer(
    available: Sequence[Offer], sku: str, *, wanted: Collection[tuple[str, str]], drawn: str
) -> Offer | None:
    """The one asked for, else the one that has most of what the list was filtered by; of these one
    that can be bought, that the product's first picture shows, and the cheapest.
    """
    asked = next((offer for offer in available if offer.sku == sku), None)
    if asked is not None:
        return asked

    def place(offer: Offer) -> tuple[int, bool, bool, int, str]:
        has = len({*offer.options.items(), *offer.facets}.intersection(wanted))
        shows = drawn in {value.lower() for value in offer.options.values()}
        return (-has, not offer.can_be_bought, not shows, offer.price_minor or 0, offer.sku)

    return min(available, key=place, default=None)


def options(
    available: Sequence[Offer],
    current: Offer,
    path: str,
    words: Speech,
    declared: Sequence[catalog.Option] = (),
) -> tuple[Option, ...]:
    """For each value the nearest variant that has it: the one that shares most with this one.

    In the order of the options that the product declares, else in the theme's.
    """
    keys = list(dict.fromkeys(key for offer in available for key in offer.options))
    known = [*(option.key for option in declared), *words.options]
    keys.sort(key=lambda key: known.index(key) if key in known else 99)
    named = {option.key: option for option in declared}
    made = []
    for key in keys:
        values = {offer.options[key] for offer in available if key in offer.options}
        option = named.get(key, catalog.Option(key, {}, ()))
        places = {value.code: at for at, value in enumerate(option.values)}

        def place(
            value: str, key: str = key, places: dict[str, int] = places
        ) -> tuple[object, ...]:
            return (places.get(value, 9999), rank(key, shelf.Facet(key, value, 0), words))

        def name(value: str, key: str = key, option: catalog.Option = option) -> str:
            return option.value_name(value, words.language) or words.value(key, value)

        choices = tuple(
            _choice(available, current, key, (value, name(value)), path)
            for value in sorted(values, key=place)
        )
        chosen = current.options.get(key, "")
        made.append(
            Option(
                key,
                option.name(words.language) or words.option(key),
                chosen and name(chosen),
                choices,
            )
        )
    return tuple(made)


def _choice(
    available: Sequence[Offer], current: Offer, key: str, named: tuple[str, str], path: str
) -> Choice:
    value, name = named
    having = [offer for offer in available if offer.options.get(key) == value]

    def closeness(offer: Offer) -> tuple[int, bool, str]:
        shared = sum(current.options.get(k) == v for k, v in offer.options.items())
        return (-shared, not offer.can_be_bought, offer.sku)

    nearest = min(having, key=closeness)
    return Choice(
        value=value,
        name=name,
        url=_with_sku(path, nearest.sku),
        is_chosen=current.options.get(key) == value,
        is_sold_out=not nearest.can_be_bought,
    )


def _with_sku(path: str, sku: str) -> str:
    """The path of a preview has its pass in its query already."""
    return f"{path}{'&' if '?' in path else '?'}sku={sku}"


def variants_data(available: Sequence[Offer], path: str) -> str:
    """What the page's script chooses from; its rule is that of `_choice`."""
    made = [
        {
            "sku": offer.sku,
            "url": _with_sku(path, offer.sku),
            "options": dict(offer.options),
            "buyable": offer.can_be_bought,
        }
        for offer in sorted(available, key=lambda offer: offer.sku)
    ]
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def gallery(
    product: catalog.Product, offer: Offer | None, language: str, url: Callable[[str], str]
) -> tuple[Shown, ...]:
    name = product.text(language, "name")
    ordered = for_values(
        sorted(_ready(product), key=lambda one: not offer or one.id != offer.media_id),
        offer.options.values() if offer else (),
    )
    return tuple(shown(picture, name, language, url) for picture in ordered[:8])


def own_pictures(
    product: catalog.Product, available: Sequence[Offer], url: Callable[[str], str]
) -> dict[str, str]:
    """SKU → the address of the picture that shows it best."""
    ready = _ready(product)
    if not ready:
        return {}
    return {
        offer.sku: url(for_values(ready, offer.options.values())[0].blob) for offer in available
    }


def first_drawn(product: catalog.Product) -> str:
    """What the picture on the product's card shows."""
    return next(map(drawn_value, _ready(product)), "")


def _ready(product: catalog.Product) -> list[catalog.Picture]:
    return [
        picture for picture in product.pictures if picture.status == catalog.PictureStatus.READY
    ]


def delivery(
    ways: Sequence[shipping.ShippingOption], arrivals: Mapping[str, Arrival]
) -> Delivery | None:
    if not ways:
        return None
    way = min(ways, key=lambda option: (option.price_minor, option.days_max))
    return Delivery(
        way.name,
        way.price_minor,
        arrivals[way.code],
        way.days_min,
        way.days_max,
    )


def tax_word(taxation: taxes.Taxation, tax_class: str) -> TaxWord:
    """By the country that the price list of this currency is made for."""
    if not taxation.rate(tax_class):
        return ""
    return "added" if taxation.inside is None else "included"
