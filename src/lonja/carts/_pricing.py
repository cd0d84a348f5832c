"""A cart as it is shown and sold: arithmetic on what the nouns below said of its things. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from lonja.carts._cart import Kept, StoredCart
from lonja.carts._line import AGREED, CartLine, Facts, line_of
from lonja.carts._promoting import Hint, MissedCode, Off, Offers, off_of_gift, told
from lonja.credit import api as credit
from lonja.kernel.address import Address
from lonja.kernel.totals import Totals
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes


@dataclass(frozen=True, slots=True)
class RefusedGiftCard:
    """On the cart, but it pays nothing now; no order is placed before it is taken off."""

    id: UUID
    last_four: str
    why: str


@dataclass(frozen=True, slots=True)
class Cart:
    """`shipping` is None until an address and a method are chosen; then it is in the total.

    `shipping_minor` is what is left of its price; `basis` is what the cart was priced from.
    """

    id: UUID
    version: int
    currency: str
    language: str
    lines: Sequence[CartLine]
    address: Address | None
    shipping: shipping.ShippingOption | None
    codes: Sequence[str]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    country: str
    decision: taxes.Decision
    tax_groups: Sequence[taxes.TaxGroup]
    vat_status: str
    offs: Sequence[Off]
    missed_codes: Sequence[MissedCode]
    hint: Hint | None
    proven_email: str | None
    """The address that its buyer has proved to be theirs."""
    outdone: Sequence[str]
    """Names of what would ship free, were it not for what takes more off."""
    basis: "Basis" = field(repr=False, compare=False)
    is_shipping_own: bool = False
    own_shipping_off_minor: int = 0
    """What staff took off the shipping."""
    balances: Sequence[credit.Account] = ()
    """Gift cards, and credit that is used, in the order in which they pay; all pay something now."""
    store_credit_minor: int = 0
    """What the buyer who proved who they are has as credit in this currency, used or not."""
    refused_gift_card: RefusedGiftCard | None = None

    @property
    def has_own_prices(self) -> bool:
        """Whether staff agreed on a price in it: such a cart is a draft's."""
        return self.is_shipping_own or any(line.own_minor is not None for line in self.lines)

    @property
    def is_pickup(self) -> bool | None:
        """None while its buyer has not chosen yet."""
        return bool(self.shipping.store) if self.shipping else None

    @property
    def credit_parts(self) -> list[credit.Part]:
        """What each balance pays of the total; none buys a gift card."""
        bought = sum(line.total_minor for line in self.lines if line.is_gift_card)
        return credit.share_out(self.total_minor - bought, self.balances)

    @property
    def credit_minor(self) -> int:
        return sum(part.amount_minor for part in self.credit_parts)

    @property
    def uses_store_credit(self) -> bool:
        return any(one.kind is credit.CreditKind.STORE_CREDIT for one in self.balances)

    @property
    def due_minor(self) -> int:
        """What is left to pay."""
        return self.total_minor - self.credit_minor

    @property
    def totals(self) -> Totals:
        return Totals(
            self.currency,
            self.items_minor,
            self.discount_minor,
            self.shipping_minor,
            self.tax_minor,
        )

    @property
    def tax(self) -> taxes.Statement:
        return taxes.Statement(
            treatment=self.decision.treatment,
            place=self.decision.place.code,
            groups=self.tax_groups,
            vat_id=self.address.vat_id if self.address else "",
            vat_status=self.vat_status,
        )

    @property
    def asks_proof(self) -> bool:
        """There are prices or promotions for people whom its buyer has not shown to be."""
        facts = self.basis.facts
        return any(one.why is promotions.Why.PROOF for one in self.outcome.missed) or (
            facts.has_group_lists and self.proven_email is None
        )

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines if not line.is_gift)

    @property
    def outcome(self) -> promotions.Outcome:
        """Each promotion that could be meant, with what it takes off or why it does not."""
        return self.basis.outcome

    @property
    def applied(self) -> Sequence[promotions.Applied]:
        """What the order that it becomes uses."""
        return self.basis.outcome.applied


@dataclass(frozen=True, slots=True)
class Basis:
    """What a cart is priced from; `lines` are as they are bought, without gifts and discounts."""

    row: StoredCart
    lines: Sequence[CartLine]
    facts: Facts
    offers: Offers
    outcome: promotions.Outcome = promotions.NOTHING

    @property
    def goods(self) -> list[CartLine]:
        """What promotions, tax and parcels are about."""
        return [line for line in self.lines if not line.is_gift_card]

    @property
    def gift_cards(self) -> list[CartLine]:
        """Those that are bought, not those that pay."""
        return [line for line in self.lines if line.is_gift_card]


def country_of(row: StoredCart) -> str:
    return row.address.country if row.address else row.country


def total(
    basis: Basis,
    way: shipping.ShippingOption | None,
    among: Sequence[shipping.ShippingOption] = (),
) -> Cart:
    """The cart as it costs now, sent this way, which is one of those that are `among` the choices."""
    row, facts, language = basis.row, basis.facts, basis.row.language
    own_off = 0
    if way is not None and row.own_shipping_minor is not None:
        own_off = max(0, way.price_minor - row.own_shipping_minor)
        way = replace(way, price_minor=row.own_shipping_minor)
    # What was agreed is no cheaper for promotions, and uses none of them up: what they took off a
    # quote is in its prices.
    is_agreed = any(line.own_reason in AGREED for line in basis.lines)
    candidates = () if is_agreed else basis.offers.candidates
    outcome = promotions.apply(candidates, _basket(basis, way, among))
    goods = basis.goods
    said = told(outcome, row.codes, language=language, lines=len(goods))
    lines = [
        replace(line, discount_minor=off, offs=offs)
        for line, off, offs in zip(goods, outcome.discounts, said.of_lines, strict=True)
    ]
    lines += [_gift(one, basis) for one in outcome.applied if one.gift is not None]
    shipping_minor = (way.price_minor if way else 0) - outcome.shipping_discount_minor
    assert all(0 <= one.discount_minor <= one.total_minor for one in lines)
    taxed = facts.taxation.split(
        [(one.total_minor - one.discount_minor, one.tax_basis_points) for one in lines],
        shipping_minor,
    )
    lines = [replace(line, tax_minor=tax) for line, tax in zip(lines, taxed.lines, strict=True)]
    lines += basis.gift_cards
    items_minor = sum(one.total_minor for one in lines)
    discount_minor = sum(one.discount_minor for one in lines)
    return Cart(
        id=row.id,
        version=row.version,
        currency=row.currency,
        language=language,
        lines=lines,
        address=row.address,
        shipping=way,
        codes=row.codes,
        items_minor=items_minor,
        discount_minor=discount_minor,
        shipping_minor=shipping_minor,
        tax_minor=taxed.total_minor,
        total_minor=items_minor - discount_minor + shipping_minor,
        country=country_of(row),
        offs=said.of_all,
        missed_codes=said.missed,
        hint=said.hint,
        proven_email=row.proven_email,
        outdone=said.outdone,
        basis=replace(basis, outcome=outcome),
        decision=facts.taxation.decision,
        tax_groups=taxes.with_untaxed(
            taxed.groups, sum(one.total_minor for one in basis.gift_cards)
        ),
        vat_status=facts.taxation.vat_status,
        is_shipping_own=row.own_shipping_minor is not None,
        own_shipping_off_minor=own_off,
    )


def sent_by(
    cart: Cart, way: shipping.ShippingOption, among: Sequence[shipping.ShippingOption]
) -> Cart:
    """The same cart as it would cost when it is sent this way, one of those that are `among` the choices."""
    return replace(
        total(cart.basis, way, among),
        balances=cart.balances,
        store_credit_minor=cart.store_credit_minor,
        refused_gift_card=cart.refused_gift_card,
    )


def _basket(
    basis: Basis,
    way: shipping.ShippingOption | None,
    among: Sequence[shipping.ShippingOption],
) -> promotions.Basket:
    offers, facts = basis.offers, basis.facts
    return promotions.Basket(
        items=[_item(line, facts) for line in basis.goods],
        currency=basis.row.currency,
        country=country_of(basis.row),
        at=offers.at,
        local=offers.local,
        way=None if way is None else _way(way, among),
        buyer=offers.buyer,
        gifts={
            variant_id: promotions.GiftStock(
                facts.prices[variant_id].amount_minor, facts.levels[variant_id].free
            )
            for variant_id in offers.gifts
            if variant_id in facts.things
            and variant_id in facts.prices
            and variant_id in facts.levels
        },
    )


def _item(line: CartLine, facts: Facts) -> promotions.Item:
    traits = facts.traits.get(line.product_id) if line.product_id else None
    thing = facts.things.get(line.variant_id)
    own = thing.attributes if thing else {}
    found = [*line.options.items(), *(traits.values(own) if traits else ())]
    return promotions.Item(
        variant_id=line.variant_id,
        product_id=line.product_id,
        categories=frozenset(line.category_ids),
        unit_minor=line.unit_minor,
        quantity=line.quantity,
        is_reduced=line.is_reduced,
        collections=facts.collections.get(line.product_id, frozenset())
        if line.product_id
        else frozenset(),
        tags=frozenset(one.casefold() for one in traits.tags) if traits else frozenset(),
        traits=frozenset(promotions.Trait(key, value) for key, value in found),
    )


def _way(way: shipping.ShippingOption, among: Sequence[shipping.ShippingOption]) -> promotions.Way:
    cheapest = min((one.price_minor for one in among if one.price_minor), default=way.price_minor)
    return promotions.Way(way.code, way.price_minor, way.price_minor <= cheapest)


def _gift(applied: promotions.Applied, basis: Basis) -> CartLine:
    assert applied.gift is not None
    facts = replace(basis.facts, listed={})  # what is given costs what promotions took it for
    line = line_of(Kept(applied.gift.variant_id, applied.gift.quantity, None), facts)
    off = off_of_gift(applied, basis.row.language)
    return replace(line, is_gift=True, discount_minor=line.total_minor, offs=[off])
