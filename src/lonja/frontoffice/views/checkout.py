"""The cart and the checkout as they are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.credit import api as credit
from lonja.frontoffice.views.arrival import Arrival, Store
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.payment_methods import PaymentOption
from lonja.frontoffice.views.pictures import blobs_of, for_values, small
from lonja.inventory import api as inventory
from lonja.kernel.money import Money
from lonja.kernel.totals import Totals
from lonja.pricing import api as pricing
from lonja.promotions.api import Level
from lonja.returns import api as returns
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

MOST_WAYS: Final = 12
"""As many as the style sheet can tell apart without a script."""


@dataclass(frozen=True, slots=True)
class Line:
    sku: str
    name: str
    url: str
    options: Mapping[str, str]
    picture: str | None
    quantity: int
    unit_minor: int
    was_minor: int | None
    reduced_from_minor: int | None
    listed: pricing.OfferedPrice | None
    total_minor: int
    availability: str
    free: int
    gone: bool
    discount_minor: int
    is_gift: bool
    offs: tuple[carts.Off, ...]
    no_return: str
    """Why it cannot be returned, as a code; empty where it can."""
    is_gift_card: bool = False
    recipients: tuple[carts.Recipient, ...] = ()
    amount_minor: int | None = None
    """What the buyer said that the gift card is worth."""
    """Whom each of its gift cards goes to; without an address the buyer."""
    awaited: int = 0
    promise: inventory.Promise | None = None
    """So many of its units are not there yet, and when they should be."""

    @property
    def paid_minor(self) -> int:
        return self.total_minor - self.discount_minor

    @property
    def before_minor(self) -> int:
        """What the whole line cost before the sale and before promotions."""
        return max(self.total_minor, (self.reduced_from_minor or 0) * self.quantity)

    @property
    def is_short(self) -> bool:
        return not self.gone and self.free < self.quantity


@dataclass(frozen=True, slots=True)
class GiftCard:
    """`pays_minor` of what is shown."""

    id: UUID
    last_four: str
    balance_minor: int
    pays_minor: int


@dataclass(frozen=True, slots=True)
class StoreCredit:
    """The buyer's own, who proved who they are; `pays_minor` is 0 where it is not used."""

    balance_minor: int
    is_used: bool
    pays_minor: int


@dataclass(frozen=True, slots=True)
class CartPage:
    frame: Frame
    lines: tuple[Line, ...]
    codes: tuple[str, ...]
    missed_codes: Mapping[str, carts.MissedCode]
    refused_code: carts.MissedCode | None
    """The one that was typed now and does not apply."""
    typed_code: str
    offs: tuple[carts.Off, ...]
    shipping_off: tuple[carts.Off, ...]
    shipping_was_minor: int
    hint: carts.Hint | None
    outdone: Sequence[str]
    """What would ship free, were it not for what takes more off."""
    totals: Totals | None
    tax: taxes.Statement | None
    has_shipping: bool
    gift_cards: tuple[GiftCard, ...] = ()
    refused_gift_card: carts.RefusedGiftCard | None = None
    store_credit: StoreCredit | None = None
    asks_credit: bool = False
    """There is store credit in this shop, and nobody knows yet whether some of it is this buyer's."""
    rules: content.Checkout = field(default_factory=content.Checkout)
    notice: str = ""
    problem: str = ""
    asks_proof: bool = False
    """Promotions may be for this buyer, who has not proved their address."""
    known_as: str = ""

    @property
    def due_minor(self) -> int:
        total = self.totals.total_minor if self.totals else 0
        paid = sum(card.pays_minor for card in self.gift_cards)
        return total - paid - (self.store_credit.pays_minor if self.store_credit else 0)

    @property
    def can_check_out(self) -> bool:
        is_whole = not any(line.gone or line.is_short for line in self.lines)
        return bool(self.lines) and is_whole and not self.missing_minor

    @property
    def missing_minor(self) -> int:
        """How much more the goods would have to cost."""
        totals = self.totals
        return self.rules.missing(Money(totals.currency, totals.goods_minor)) if totals else 0


@dataclass(frozen=True, slots=True)
class Way:
    """A way of shipping with the total it leads to, so that a choice needs no script.

    `arrives` is of a delivery, `store` of a pick-up.

    `was_minor` is its price before promotions; `adds_minor` is what it adds to the total without it.
    `credit_minor` of the total is paid by gift cards.
    """

    code: str
    name: str
    price_minor: int
    was_minor: int
    adds_minor: int
    arrives: Arrival | None
    store: Store | None
    total_minor: int
    credit_minor: int
    is_chosen: bool

    @property
    def due_minor(self) -> int:
        return self.total_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class CheckoutPage:
    frame: Frame
    lines: tuple[Line, ...]
    totals: Totals
    tax: taxes.Statement
    offs: tuple[carts.Off, ...]
    hint: carts.Hint | None
    outdone: Sequence[str]
    ways: tuple[Way, ...]
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    problem: str
    key: str
    seen_minor: int
    seen_lines: str
    countries: tuple[str, ...]
    has_postal_codes: bool
    needs_region: bool
    payment: tuple[PaymentOption, ...]
    gift_cards: tuple[GiftCard, ...] = ()
    refused_gift_card: carts.RefusedGiftCard | None = None
    store_credit: StoreCredit | None = None
    asks_credit: bool = False
    typed_card: str = ""
    refused_code: str = ""
    """The code that `problem` is about; the buyer may go on without it."""
    sold_out: tuple[str, ...] = field(default=())
    rules: content.Checkout = field(default_factory=content.Checkout)

    @property
    def asks_region(self) -> bool:
        """Its buyer asked what another address changes: what its country needs comes first."""
        is_update = "update" in self.typed
        return is_update and self.needs_region and not self.typed["region"].strip()

    @property
    def missing_minor(self) -> int:
        return self.rules.missing(Money(self.totals.currency, self.totals.goods_minor))

    @property
    def has_stores(self) -> bool:
        return any(way.store for way in self.ways)

    @property
    def is_free(self) -> bool:
        """Nothing is to be paid, whichever way it travels."""
        return bool(self.ways) and not any(way.due_minor for way in self.ways)


async def lines(
    db: AsyncConnection, cart: carts.Cart, url: Callable[[str], str]
) -> tuple[Line, ...]:
    ids = [line.product_id for line in cart.lines if line.product_id is not None]
    pictures = await catalog.pictures_of(db, list(dict.fromkeys(ids)))
    excluded = await returns.exclusions(db, ids)
    return tuple(_line(line, cart.language, pictures, excluded, url) for line in cart.lines)


def _line(
    line: carts.CartLine,
    language: str,
    pictures: Mapping[UUID, Sequence[catalog.Picture]],
    excluded: Mapping[UUID, str],
    url: Callable[[str], str],
) -> Line:
    there = pictures.get(line.product_id, ()) if line.product_id else ()
    # What comes off the whole order is said below the lines.
    offs = tuple(off for off in line.offs if off.level is Level.PRODUCT)
    own = for_values(
        sorted(there, key=lambda one: line.picture not in blobs_of(one)), line.options.values()
    )
    return Line(
        sku=line.sku,
        name=line.name,
        url=f"/{language}/p/{line.slug}?sku={line.sku}" if line.slug else "",
        options=line.options,
        picture=small(own[0], url) if own else None,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        was_minor=line.was_minor,
        reduced_from_minor=line.reduced_from_minor,
        listed=line.listed,
        total_minor=line.total_minor,
        availability=line.availability,
        free=line.free,
        gone=line.gone,
        discount_minor=sum(off.amount_minor for off in offs),
        is_gift=line.is_gift,
        offs=offs,
        no_return=excluded.get(line.product_id, "") if line.product_id else "",
        is_gift_card=line.is_gift_card,
        recipients=_grouped(carts.recipients_of(line.quantity, line.recipients))
        if line.is_gift_card
        else (),
        amount_minor=line.amount_minor,
        awaited=line.awaited,
        promise=line.promise,
    )


def _grouped(each: Sequence[carts.Recipient]) -> tuple[carts.Recipient, ...]:
    """One after the other for the same person are one, with so many units."""
    found: list[carts.Recipient] = []
    for one in each:
        if found and replace(found[-1], units=1) == one:
            found[-1] = replace(found[-1], units=found[-1].units + 1)
        else:
            found.append(one)
    return tuple(found)


def gift_cards(cart: carts.Cart) -> tuple[GiftCard, ...]:
    pays = {part.account_id: part.amount_minor for part in cart.credit_parts}
    return tuple(
        GiftCard(card.id, card.last_four, card.balance_minor, pays.get(card.id, 0))
        for card in cart.balances
        if card.kind is credit.CreditKind.GIFT_CARD
    )


def store_credit(cart: carts.Cart) -> StoreCredit | None:
    """None where the buyer has none, or has not proved who they are."""
    if not cart.store_credit_minor:
        return None
    own = {one.id for one in cart.balances if one.kind is credit.CreditKind.STORE_CREDIT}
    pays = sum(part.amount_minor for part in cart.credit_parts if part.account_id in own)
    return StoreCredit(cart.store_credit_minor, cart.uses_store_credit, pays)


async def asks_credit(db: AsyncConnection, cart: carts.Cart) -> bool:
    """Whether to say how a buyer comes to their store credit."""
    return cart.proven_email is None and await credit.has_store_credit(db)


def goods_off(cart: carts.Cart) -> tuple[carts.Off, ...]:
    """What comes off the goods, by promotion: their sum is the discount."""
    return tuple(off for off in cart.offs if off.level is not Level.SHIPPING)


def shipping_off(cart: carts.Cart) -> tuple[carts.Off, ...]:
    return tuple(off for off in cart.offs if off.level is Level.SHIPPING)


def ways(
    cart: carts.Cart,
    options: Sequence[shipping.ShippingOption],
    *,
    chosen: str,
    arrivals: Mapping[str, Arrival],
    stores: Mapping[str, Store],
    say: Callable[[str], str],
) -> tuple[Way, ...]:
    before_minor = cart.total_minor - cart.shipping_minor
    picked = chosen if any(o.code == chosen for o in options) else ""
    return tuple(
        Way(
            code=option.code,
            name=say(option.name),
            price_minor=sent.shipping_minor,
            was_minor=option.price_minor,
            adds_minor=sent.total_minor - before_minor,
            arrives=arrivals.get(option.code),
            store=stores.get(option.code),
            total_minor=sent.total_minor,
            credit_minor=sent.credit_minor,
            is_chosen=option.code == picked or (not picked and place == 0),
        )
        for place, option in enumerate(options[:MOST_WAYS])
        for sent in (carts.sent_by(cart, option, options),)
    )
