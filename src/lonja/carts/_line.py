"""A line of a cart as it is shown and sold, from what the nouns below said of its thing. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from lonja.carts._cart import Kept, Recipient, recipients_of
from lonja.carts._promoting import Off
from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing
from lonja.taxes import api as taxes

EXCHANGE_PRICE: Final = "exchange"
"""The reason of a price that goods are exchanged at."""
QUOTED_PRICE: Final = "quote"
"""The reason of a price that a buyer was quoted: it holds whatever the list says by then."""
AGREED: Final = frozenset({EXCHANGE_PRICE, QUOTED_PRICE})


@dataclass(frozen=True, slots=True)
class CartLine:
    """`unit_minor` is today's price where it goes, or `own_minor` that staff agreed in its place;
    `listed_minor` is the former in any case, `written_minor` the one of the price list.

    `was_minor` is what that was when it was added, if it differs; `reduced_from_minor` is the price
    before of goods on sale, as a page may show it. `listed` is the list that its price is of, where
    it is not the price of everybody.

    `free` is how many may be had now, `there` of them lie in stock, and `promise` is of the others; `gone` says that the variant is no longer sold at all.
    `offs` are the promotions in its discount; a gift is a line of its own that costs nothing.
    """

    variant_id: UUID
    product_id: UUID | None
    sku: str
    slug: str
    name: str
    options: Mapping[str, str]
    picture: str | None
    tax_class: str
    quantity: int
    unit_minor: int
    listed_minor: int
    written_minor: int
    was_minor: int | None
    reduced_from_minor: int | None
    listed: pricing.OfferedPrice | None
    total_minor: int
    discount_minor: int
    tax_minor: int
    tax_basis_points: int
    availability: str
    free: int
    gone: bool
    weight_g: int
    category_ids: Sequence[UUID] = ()
    is_reduced: bool = False
    is_gift: bool = False
    own_minor: int | None = None
    own_reason: str | None = None
    offs: Sequence[Off] = ()
    is_gift_card: bool = False
    """An amount that is bought: no tax, no parcel, no promotion, and no gift card pays it."""
    recipients: Sequence[Recipient] = ()
    amount_minor: int | None = None
    """What the buyer said that it is worth; a line of its own beside other amounts of the variant."""
    there: int = 0
    promise: inventory.Promise | None = None

    @property
    def awaited(self) -> int:
        """Units that are sold before they are there."""
        return max(0, min(self.quantity, self.free) - self.there) if self.promise else 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the nouns below know of a cart's things now; what is no longer sold is in `gone`."""

    things: Mapping[UUID, catalog.Sellable]
    prices: Mapping[UUID, pricing.Price]
    levels: Mapping[UUID, inventory.Level]
    taxation: taxes.Taxation
    gone: Mapping[UUID, str]
    home_country: str
    listed: Mapping[UUID, Sequence[pricing.OfferedPrice]] = field(default_factory=dict)
    """What price lists ask of this buyer, by variant."""
    has_group_lists: bool = False
    traits: Mapping[UUID, catalog.Traits] = field(default_factory=dict)
    collections: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    """By product; read only where a promotion asks for them."""


def lines_of(line: Kept, facts: Facts) -> list[CartLine]:
    """The line, or one for each amount where the buyer says what a gift card is worth."""
    thing, price = facts.things.get(line.variant_id), facts.prices.get(line.variant_id)
    most = thing.own_amounts.get(price.currency) if thing and price else None
    each = recipients_of(line.quantity, line.recipients) if thing and thing.is_gift_card else []
    by_amount: dict[int | None, list[Recipient]] = {}
    for to in each:
        by_amount.setdefault(to.amount_minor, []).append(to)
    if line.own_minor is not None or set(by_amount) <= {None}:
        return [line_of(line, facts)]
    least = price.amount_minor if price else 0
    found = []
    for amount, whom in by_amount.items():
        one = line_of(replace(line, quantity=len(whom), recipients=whom), facts)
        if amount is not None:
            # What may be said has changed since: it is not sold like this any more.
            is_sold = most is not None and least <= amount <= max(least, most)
            one = _worth(one, amount, gone=one.gone or not is_sold)
        found.append(one)
    return found


def _worth(line: CartLine, amount_minor: int, *, gone: bool) -> CartLine:
    return replace(
        line,
        unit_minor=amount_minor,
        listed_minor=amount_minor,
        written_minor=amount_minor,
        total_minor=amount_minor * line.quantity,
        amount_minor=amount_minor,
        was_minor=None,
        reduced_from_minor=None,
        is_reduced=False,
        gone=gone,
    )


def line_of(line: Kept, facts: Facts) -> CartLine:
    thing, price = facts.things.get(line.variant_id), facts.prices.get(line.variant_id)
    level = facts.levels.get(line.variant_id)
    gone = thing is None or price is None
    plain = 0 if thing is None or price is None else price.amount_minor
    is_gift_card = thing is not None and thing.is_gift_card
    listed = () if is_gift_card else facts.listed.get(line.variant_id, ())
    offer = pricing.best(plain, listed, line.quantity)
    written = plain if offer is None else offer.amount_minor
    usual = _where_it_goes(facts, thing, written)
    unit = usual if line.own_minor is None else line.own_minor
    if line.own_minor is not None:
        offer = None  # what staff agreed is the price of no list
    sku = thing.sku if thing else facts.gone.get(line.variant_id, "")
    return CartLine(
        variant_id=line.variant_id,
        product_id=thing.product_id if thing else None,
        sku=sku,
        slug=thing.slug if thing else "",
        name=thing.name if thing else sku,
        options=thing.options if thing else {},
        picture=thing.picture if thing else None,
        tax_class=thing.tax_class if thing else "standard",
        quantity=line.quantity,
        unit_minor=unit,
        listed_minor=usual,
        own_minor=line.own_minor,
        own_reason=line.own_reason,
        written_minor=written,
        was_minor=line.seen_minor
        if offer is None and line.seen_minor not in (None, plain)
        else None,
        reduced_from_minor=None if offer else _before(facts, thing, price),
        listed=offer,
        total_minor=unit * line.quantity,
        discount_minor=0,
        tax_minor=0,
        tax_basis_points=facts.taxation.rate(thing.tax_class) if thing and not is_gift_card else 0,
        availability="sold_out" if gone or level is None else level.availability,
        free=0 if gone or level is None else max(0, level.free),
        gone=gone,
        category_ids=thing.category_ids if thing else (),
        is_reduced=offer is not None or (price is not None and price.compare_at_minor is not None),
        weight_g=thing.weight_g if thing and not is_gift_card else 0,
        is_gift_card=is_gift_card,
        recipients=line.recipients if is_gift_card else (),
        there=0 if level is None else level.there,
        promise=None if gone or level is None else level.promise,
    )


def _where_it_goes(facts: Facts, thing: catalog.Sellable | None, written: int) -> int:
    """A gift card costs what it is worth everywhere: its tax comes when it is spent."""
    if thing is None:
        return 0
    return written if thing.is_gift_card else facts.taxation.price(written, thing.tax_class)


def _before(
    facts: Facts, thing: catalog.Sellable | None, price: pricing.Price | None
) -> int | None:
    """What it cost before the sale, where it goes."""
    if thing is None or price is None:
        return None
    reduction = pricing.announced(
        price.amount_minor,
        compare_at_minor=price.compare_at_minor,
        lowest_minor=price.lowest_minor,
        country=facts.home_country,
    )
    return None if reduction is None else _where_it_goes(facts, thing, reduction.was_minor)
