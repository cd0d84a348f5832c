"""A cart becomes an order.

One transaction, in the lock order of `kernel.db`.
Contended locks come last and are held for the commit alone.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import LockNotAvailable, QueryCanceled

from lonja.actions import sell_gift_cards, spend_credit
from lonja.actions.check_vat_id import vat_evidence
from lonja.actions.checkout_rules import checkout_rules
from lonja.actions.spend_credit import GiftCardsChanged
from lonja.carts import api as carts
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel import idempotency, limits, outbox
from lonja.kernel.address import Address
from lonja.kernel.at_once import at_once
from lonja.kernel.errors import Conflict, Invalid, Refused
from lonja.kernel.money import MILLI, Money
from lonja.orders import api as orders
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.promotions import api as promotions
from lonja.shop import api as shop
from lonja.taxes import api as taxes


class EmptyCart(Invalid):
    code: ClassVar[str] = "empty_cart"


class MissingStep(Invalid):
    """`facts["step"]`: address or shipping."""

    code: ClassVar[str] = "checkout_incomplete"


class PriceChanged(Conflict):
    """The total is not what the buyer saw; `facts["total_minor"]` is what it is now."""

    code: ClassVar[str] = "price_changed"


class CartChanged(Conflict):
    """Another tab put something in or took it out: these are not the lines that the buyer saw."""

    code: ClassVar[str] = "cart_changed"


class NoPaymentMethod(Conflict):
    """The shop takes no payments at all, so nothing that the buyer changes would help."""

    code: ClassVar[str] = "no_payment_method"


class OrderTooLarge(Invalid):
    """`facts["most_units"]` is what one order may have, all lines together."""

    code: ClassVar[str] = "order_too_large"


class TaxesMissing(Conflict):
    """The shop has no tax rate where this goes: staff add one, the buyer cannot."""

    code: ClassVar[str] = "taxes_missing"


class KeyReused(Refused):
    code: ClassVar[str] = "idempotency_key_reused"


class InProgress(Conflict):
    code: ClassVar[str] = "in_progress"


@dataclass(frozen=True, slots=True)
class Payment:
    """`token` is what the gateway gave the buyer's page for a card; we never see the card.

    Empty for methods that take none: a payment page, a transfer.
    """

    method: str
    token: str = ""


type ReturnUrl = Callable[[UUID, str, str], str]
"""(order, number, language) → where a payment page sends the buyer back; the front office makes it."""


@dataclass(frozen=True, slots=True)
class Request:
    """A buyer's request. What it says of `seen_…` must still hold.

    The address and the shipping method default to the cart's. `payment` is read only if there is
    something to pay. `seen_lines` is of `lines_mark`. What staff place for a buyer names who did, and
    until when it may be paid; what they held for it before is free again for this order.
    `exchanged_minor` is what goods that came back pay of it: the rules for purchases do not hold then.
    """

    cart_id: UUID
    email: str
    payment: Payment | None
    address: Address | None = None
    shipping_code: str | None = None
    seen_total_minor: int | None = None
    seen_lines: str | None = None
    seen_credit_minor: int | None = None
    accepts_marketing: bool = False
    channel: str = "web"
    actor: str = "buyer"
    hold_until: datetime | None = None
    exchanged_minor: int | None = None

    def digest(self) -> bytes:
        return hashlib.sha256(
            json.dumps(asdict(self), default=str, sort_keys=True).encode()
        ).digest()


def lines_mark(lines: Iterable[tuple[str, int]]) -> str:
    """Of (SKU, quantity), in any order: two carts that cost the same are not the same cart."""
    return hashlib.sha256(json.dumps(sorted(lines)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Placed:
    order_id: UUID
    number: str
    status: str
    total: Money


async def place(
    db: AsyncConnection,
    request: Request,
    *,
    key: str,
    methods: Mapping[str, payments.Method],
    seal: payments.TokenSeal,
    return_url: ReturnUrl,
    client: str | None = None,
    now: datetime,
) -> Placed:
    """Turn a cart into an order, once for each `key` of it: a repeat gets the same order.

    `methods` are those of this process: the shop's settings say which fit. Without the buyer's address
    as `client` it is not counted. The same key with another request is refused. A refusal leaves nothing.
    """
    key = f"checkout:{request.cart_id}:{key}"
    if not await _is_first(db, key, request, now):
        return await _repeat(db, key, request)
    cart = await carts.lock_for_checkout(
        db,
        request.cart_id,
        email=request.email,
        address=request.address,
        shipping_code=request.shipping_code,
        now=now,
    )
    _check(cart, request)
    payment, due_minor = await _ruled(db, request, cart, methods)
    wanted = units_of(cart.lines)
    held = await inventory.held_for(db, cart.id) if request.hold_until else {}
    inventory.check_free(wanted, _free(cart, held))
    if client is not None:
        await orders.count_unpaid(
            db, order_id=cart.id, email=request.email, address=client, now=now
        )
    order, number = await _create(db, cart, request, now=now)
    if payment is not None:
        await payments.open_attempt(
            db, order_id=cart.id, method=payment.method, language=cart.language,
            sealed_token=seal.seal(payment.token) if payment.token else None,
            amount=Money(cart.currency, due_minor),
            return_url=return_url(cart.id, number, cart.language), now=now,
        )  # fmt: skip
    await _note_choice(db, request, cart.language, now)
    await at_once(
        db,
        outbox.put(db, orders.ConfirmOrder(cart.id)),
        carts.mark_ordered(db, cart_id=cart.id, now=now),
    )
    await promotions.spend(
        db, cart.applied, order_id=cart.id, email=request.email, currency=cart.currency, now=now
    )
    await spend_credit.hold(
        db, cart.balances, cart.credit_parts, order=order, number=number, now=now
    )
    await inventory.hold(
        db,
        order_id=cart.id,
        wanted=wanted,
        endless=sell_gift_cards.units_of(cart.lines),
        is_again=bool(held),
        expires_at=request.hold_until or now + timedelta(minutes=limits.UNPAID_HOLD_MINUTES),
    )
    return Placed(cart.id, number, "placed", Money(cart.currency, cart.total_minor))


async def _note_choice(db: AsyncConnection, request: Request, language: str, now: datetime) -> None:
    if request.accepts_marketing:
        await customers.record_choice(
            db,
            email=request.email,
            granted=True,
            source=customers.ChoiceSource.CHECKOUT,
            language=language,
            now=now,
        )


async def _is_first(db: AsyncConnection, key: str, request: Request, now: datetime) -> bool:
    try:
        return await idempotency.claim_key(
            db, key=key, request=request.digest(), order_id=request.cart_id, now=now
        )
    except (LockNotAvailable, QueryCanceled) as error:
        raise InProgress("this checkout is being worked on; ask again in a moment") from error


async def _repeat(db: AsyncConnection, key: str, request: Request) -> Placed:
    row = await idempotency.get_key(db, key)
    if row is None:
        raise InProgress("this checkout is being worked on; ask again in a moment")
    if row.request != request.digest():
        raise KeyReused("this Idempotency-Key was used for another request")
    order = await orders.get(db, row.order_id)
    return Placed(order.id, order.number, order.status, Money(order.currency, order.total_minor))


def _check(cart: carts.Cart, request: Request) -> None:
    if cart.has_own_prices and request.hold_until is None:
        raise carts.UnknownCart("a draft's cart is placed by staff, within their limits")
    if not cart.units:
        raise EmptyCart("there is nothing in this cart")
    if cart.address is None or (cart.is_pickup and not cart.address.name.strip()):
        raise MissingStep("where should it go? the address is missing", step="address")
    if cart.shipping is None:
        raise MissingStep("how should it travel? choose a way of shipping", step="shipping")
    if cart.decision.treatment == taxes.Treatment.MISSING:
        raise TaxesMissing(
            f"there is no tax rate for {cart.decision.place.code}", place=cart.decision.place.code
        )
    if gone := {line.variant_id: 0 for line in cart.lines if line.gone}:
        raise inventory.SoldOut(gone)
    if sum(line.quantity for line in cart.lines) > limits.ORDER_UNITS:
        raise OrderTooLarge(
            f"one order has at most {limits.ORDER_UNITS} units", most_units=limits.ORDER_UNITS
        )
    lines = lines_mark((line.sku, line.quantity) for line in cart.lines)
    if request.seen_lines is not None and request.seen_lines != lines:
        raise CartChanged("the cart has changed since you saw it")
    if request.seen_total_minor is not None and request.seen_total_minor != cart.total_minor:
        raise PriceChanged(
            "the total has changed since you saw it",
            total_minor=cart.total_minor,
            seen_total_minor=request.seen_total_minor,
        )
    if request.seen_credit_minor is not None and request.seen_credit_minor != cart.credit_minor:
        raise GiftCardsChanged(
            "what the gift cards pay has changed since you saw it", paid_minor=cart.credit_minor
        )


async def _ruled(
    db: AsyncConnection, request: Request, cart: carts.Cart, methods: Mapping[str, payments.Method]
) -> tuple[Payment | None, int]:
    """How it is paid and how much, by the shop's rules; None and 0 where nothing is to be paid."""
    due_minor = cart.due_minor - (request.exchanged_minor or 0)
    rules, offered = await at_once(
        db,
        checkout_rules(db, cart.currency),
        payment_methods.offered(db, methods, sale_of(cart, due_minor)),
    )
    if request.exchanged_minor is None:
        rules.check_goods(Money(cart.currency, cart.totals.goods_minor))
        rules.check_phone(cart.address.phone if cart.address else "")
    if due_minor and not offered and not await payment_methods.is_any_on(db, methods):
        raise NoPaymentMethod("this shop has no payment method yet: nothing can be bought")
    return (_payment(request, cart, offered) if due_minor else None), due_minor


def _payment(request: Request, cart: carts.Cart, offered: Mapping[str, payments.Method]) -> Payment:
    payment = request.payment
    if payment is None or payment.method not in offered:
        raise payments.UnknownMethod("there is no such way to pay here", field="payment.method")
    payments.check_method(offered, payment.method, token=payment.token, currency=cart.currency)
    return payment


def _free(cart: carts.Cart, held: Mapping[UUID, int]) -> dict[UUID, int]:
    """What is held for this order already is free for it."""
    return {one.variant_id: one.free + held.get(one.variant_id, 0) for one in cart.lines}


def sale_of(cart: carts.Cart, due_minor: int | None = None) -> payment_methods.Sale:
    """What of a cart decides how it may be paid."""
    due = cart.due_minor if due_minor is None else due_minor
    return payment_methods.Sale(cart.country, cart.currency, due, cart.is_pickup)


async def _create(
    db: AsyncConnection, cart: carts.Cart, request: Request, *, now: datetime
) -> tuple[orders.NewOrder, str]:
    """The order with its number, and the gift cards that it buys."""
    facts = await shop.current(db)
    order = _new_order(cart, request, await vat_evidence(db, cart))
    number = await orders.create(db, order, prefix=facts.order_prefix, actor=request.actor, now=now)
    await sell_gift_cards.sell(db, cart, email=request.email, number=number, now=now)
    return order, number


def _new_order(
    cart: carts.Cart, request: Request, vat_check: Mapping[str, str] | None
) -> orders.NewOrder:
    assert cart.address is not None
    assert cart.shipping is not None
    return orders.NewOrder(
        id=cart.id,
        channel=request.channel,
        currency=cart.currency,
        language=cart.language,
        email=request.email,
        address=cart.address,
        country=cart.country,
        shipping_code=cart.shipping.method,
        pickup_location=cart.shipping.store or None,
        codes=cart.codes,
        lines=[
            orders.OrderLine(
                line=number,
                variant_id=line.variant_id,
                product_id=line.product_id,
                sku=line.sku,
                name=line.name,
                options=line.options,
                picture=line.picture,
                quantity=line.quantity,
                unit_milli=line.unit_minor * MILLI,
                total_minor=line.total_minor,
                discount_minor=line.discount_minor,
                tax_minor=line.tax_minor,
                tax_basis_points=line.tax_basis_points,
                price_list=line.listed.name if line.listed else "",
                is_gift_card=line.is_gift_card,
            )
            for number, line in enumerate(cart.lines, start=1)
        ],
        discounts=_discounts(cart),
        items_minor=cart.items_minor,
        discount_minor=cart.discount_minor,
        shipping_minor=cart.shipping_minor,
        tax_minor=cart.tax_minor,
        total_minor=cart.total_minor,
        tax_treatment=cart.decision.treatment,
        tax_place=cart.decision.place.code,
        tax_groups=[asdict(group) for group in cart.tax_groups],
        vat_check=vat_check,
    )


def units_of(lines: Iterable[carts.CartLine]) -> dict[UUID, int]:
    """Variant → units that lie in stock; a gift may be of what is bought as well."""
    units: dict[UUID, int] = {}
    for line in lines:
        if line.is_gift_card:
            continue
        units[line.variant_id] = units.get(line.variant_id, 0) + line.quantity
    return units


def _discounts(cart: carts.Cart) -> list[orders.OrderDiscount]:
    """Why each line costs what it costs; last what was taken off the shipping."""
    shipping = [off for off in cart.offs if off.level is promotions.Level.SHIPPING]
    by_line = [*enumerate((line.offs for line in cart.lines), start=1), (0, shipping)]
    return [
        orders.OrderDiscount(
            line=number,
            position=position,
            promotion_id=off.promotion_id,
            name=off.name,
            code=off.code,
            level=off.level,
            amount_minor=off.amount_minor,
        )
        for number, offs in by_line
        for position, off in enumerate(offs)
        if off.amount_minor
    ]
