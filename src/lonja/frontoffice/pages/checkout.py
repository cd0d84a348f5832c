"""One page from cart to order. Errors keep what was typed; the same form sent twice buys once."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from starlette.responses import Response

from lonja.actions import place_order, promise_arrival
from lonja.actions.checkout_rules import checkout_rules
from lonja.carts import api as carts
from lonja.content import api as content
from lonja.credit import api as credit
from lonja.frontoffice import typed_codes
from lonja.frontoffice.buyers import check_buyer
from lonja.frontoffice.pages.cart import gift_card_words, id_of, usable_cart
from lonja.frontoffice.pages.checkout_fields import FIELDS, address_of, wrong_fields
from lonja.frontoffice.pages.page_cache import CART_COOKIE
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views import checkout as views
from lonja.frontoffice.views.arrival import arrivals, stores
from lonja.frontoffice.views.payment_methods import (
    field_names,
    payment_options,
    policy_sources,
    read_choice,
)
from lonja.frontoffice.wording import CODE_REFUSALS, N_
from lonja.hosting.problems import status_of
from lonja.hosting.selling.order_links import order_path, order_token, return_urls
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.address import (
    REGION_NEEDED,
)
from lonja.kernel.errors import Refused
from lonja.kernel.postal_codes import has_postal_codes
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping

_TYPED_CHARACTERS: Final = 2_000
"""More than any field takes: what is too long is refused and shown, not cut."""
_KEY: Final = re.compile(r"^[0-9a-f]{32}$")

_PROBLEMS: Final = {
    "price_changed": N_("The total has changed since you saw it. Look it over and pay again."),
    "promotion_refused": N_("The total has changed since you saw it. Look it over and pay again."),
    "gift_cards_changed": N_(
        "What your gift cards and your credit pay has changed since you saw it. Look it over and pay"
        " again."
    ),
    "no_store_credit": N_("There is no store credit of yours to pay this with."),
    "cart_changed": N_("Your cart has changed since you saw it. Look it over and pay again."),
    "sold_out": N_("Something in your cart has just been sold out."),
    "shipping_unavailable": N_("That way of shipping does not reach this address. Choose another."),
    "order_too_large": N_(
        "One order has at most 1,000 units. Take some out of your cart, or write to us for more."
    ),
    "too_many_unpaid_orders": N_(
        "There are unpaid orders of yours already. Pay or cancel one of them, or try again in an hour."
    ),
    "taxes_missing": N_("We cannot sell to this address yet: its taxes are not set up."),
    "below_minimum": N_("Your order is below the least that we send."),
    "no_payment_method": N_("No way to pay is set up in this shop yet."),
    "unknown_payment_method": N_("There is no such way to pay here."),
    "in_progress": N_("We are still working on this order. Try again in a moment."),
    "idempotency_key_reused": N_(
        "You changed something after sending. Look it over and pay again."
    ),
}
_NOTHING_TO_BUY: Final = (
    carts.CartExpired, carts.CartOrdered, carts.UnknownCart, place_order.EmptyCart,
)  # fmt: skip


@page
async def show(visit: Visit) -> Response:
    async with visit.shop.database.reading() as db:
        cart = await usable_cart(visit, db)
    if cart is None or not cart.lines:
        return visit.go(visit.url("cart"))
    typed = dict.fromkeys(FIELDS, "") | {"country": cart.country}
    if cart.address is not None:
        is_pickup = cart.shipping is not None and cart.shipping.store
        kept = ("name", "phone", "company", "vat_id") if is_pickup else cart.address.to_json()
        typed |= {name: getattr(cart.address, name) for name in kept}
    if cart.shipping is not None:
        typed["shipping"] = cart.shipping.code
    return await _page(visit, cart, typed)


@page
async def send(visit: Visit) -> Response:
    form = await visit.form(characters=_TYPED_CHARACTERS)
    names = (*FIELDS, *field_names(visit.shop.payment_methods.values()))
    typed = {name: form.get(name, "") for name in names}
    typed["country"] = typed["country"].upper()
    key = form.get("key", "")
    key = key if _KEY.match(key) else uuid4().hex
    cart_id = visit.cart_id
    if cart_id is None:
        return visit.go(visit.url("cart"))
    async with visit.shop.database.reading() as db:
        currency = await carts.currency_of(db, cart_id, now=clock.now())
    if currency is not None:
        await check_buyer(visit.shop, address_of(typed))
        if "update" in form:
            return await _form(visit, typed | {"update": "1"}, key=key)
        if form.keys() & {"use_card", "drop_card", "use_credit", "drop_credit"}:
            return await _change_cards(visit, cart_id, typed, form, key)
        if "drop_code" in form:
            return await _drop_code(visit, cart_id, typed, form["drop_code"], key)
        async with visit.shop.database.reading() as db:
            switched_on = await payment_methods.switched_on(db, visit.shop.payment_methods)
            rules = (await content.current(db, content.Checkout)).document
        if errors := _errors(rules, switched_on.values(), typed, form, currency):
            return await _form(visit, typed, errors=errors, key=key, status=422)
    try:
        placed = await _place(visit, cart_id, typed, form, key)
    except Refused as refused:
        if currency is None:  # nor has this form bought the cart before
            return visit.go(visit.url("cart"))
        return await _refused(visit, typed, refused, key)
    return _placed(visit, placed)


def _errors(
    rules: content.Checkout,
    switched_on: Iterable[payments.Method],
    typed: Mapping[str, str],
    form: Mapping[str, str],
    currency: str,
) -> dict[str, str]:
    errors = wrong_fields(typed)
    if rules.phone == "required" and not typed["phone"]:
        errors["phone"] = N_("Write your telephone number.")
    offered = [method for method in switched_on if method.takes(currency)]
    if (
        offered
        and _seen_total(typed, form) != (_seen_credit(typed, form) or 0)
        and not read_choice(offered, typed).is_complete
    ):
        errors["method"] = N_("Choose how to pay.")
    return errors


async def _change_cards(
    visit: Visit, cart_id: UUID, typed: Mapping[str, str], form: Mapping[str, str], key: str
) -> Response:
    """A gift card or the buyer's credit on the cart, or off it; the form stays as it was typed."""
    code = form.get("gift_card", "")[: credit.MAX_TYPED_CHARACTERS]
    database = visit.shop.database
    try:
        if "drop_card" in form:
            card = id_of(form["drop_card"])
            async with database.transaction() as db:
                await carts.drop_gift_card(db, cart_id=cart_id, account_id=card, now=clock.now())
        elif "use_credit" in form or "drop_credit" in form:
            is_used = "use_credit" in form
            async with database.transaction() as db:
                await carts.use_store_credit(db, cart_id=cart_id, is_used=is_used, now=clock.now())
        elif code.strip():
            await typed_codes.put_gift_card_on_cart(
                database, cart_id=cart_id, code=code, client=visit.client
            )
    except Refused as refused:
        words = gift_card_words(refused)
        if words is None:
            return await _refused(visit, typed, refused, key)
        status = 429 if refused.code == "too_many_attempts" else 422
        return await _form(
            visit, typed, errors={"gift_card": words}, typed_card=code, key=key, status=status
        )
    return await _form(visit, typed, key=key)


async def _drop_code(
    visit: Visit, cart_id: UUID, typed: Mapping[str, str], code: str, key: str
) -> Response:
    """Go on without a code that turned out not to be for this buyer."""
    try:
        async with visit.shop.database.transaction() as db:
            await carts.drop_code(db, cart_id=cart_id, code=code, now=clock.now())
    except Refused as refused:
        return await _refused(visit, typed, refused, key)
    return await _form(visit, typed, key=key)


async def _place(
    visit: Visit, cart_id: UUID, typed: Mapping[str, str], form: Mapping[str, str], key: str
) -> place_order.Placed:
    """The order, with what the form says; the same form a second time gets the same order."""
    async with visit.shop.database.transaction() as db:
        return await place_order.place(
            db,
            _request(visit, cart_id, typed, form),
            key=key,
            methods=visit.shop.payment_methods,
            seal=visit.shop.seal,
            return_url=return_urls(visit.shop.settings),
            client=visit.client,
            now=clock.now(),
        )


def _request(
    visit: Visit, cart_id: UUID, typed: Mapping[str, str], form: Mapping[str, str]
) -> place_order.Request:
    choice = read_choice(visit.shop.payment_methods.values(), typed)
    return place_order.Request(
        cart_id=cart_id,
        email=typed["email"],
        payment=place_order.Payment(choice.code, choice.token),
        address=address_of(typed),
        shipping_code=typed["shipping"],
        seen_total_minor=_seen_total(typed, form),
        seen_lines=form.get("seen_lines"),
        seen_credit_minor=_seen_credit(typed, form),
        accepts_marketing=typed["marketing"] == "1",
    )


def _seen_total(typed: Mapping[str, str], form: Mapping[str, str]) -> int | None:
    """What the buyer saw is the goods of the form and the price beside the chosen way."""
    goods = _minor(form.get("seen_minor", ""))
    way = _minor(form.get(f"price_{typed['shipping']}", ""))
    return goods + way if goods is not None and way is not None else None


def _seen_credit(typed: Mapping[str, str], form: Mapping[str, str]) -> int | None:
    """What the gift cards pay, beside the chosen way."""
    return _minor(form.get(f"credit_{typed['shipping']}", ""))


def _placed(visit: Visit, placed: place_order.Placed) -> Response:
    token = order_token(visit.shop.settings, placed.order_id)
    answer = visit.go(order_path(visit.language, placed.number, token))
    answer.delete_cookie(CART_COOKIE)
    return answer


async def _refused(visit: Visit, typed: Mapping[str, str], refused: Refused, key: str) -> Response:
    words, code = _PROBLEMS.get(refused.code, ""), ""
    if isinstance(refused, promotions.CodeRefused):
        words, code = CODE_REFUSALS[refused.why], refused.promotion_code
    words = words or gift_card_words(refused) or ""
    if isinstance(refused, _NOTHING_TO_BUY):
        return visit.go(visit.url("cart"))
    if not words:
        raise refused
    short = refused.short if isinstance(refused, inventory.SoldOut) else ()
    if refused.code == "idempotency_key_reused":
        key = uuid4().hex
    status = status_of(refused)
    return await _form(
        visit,
        typed,
        problem=words,
        refused_code=code,
        key=key,
        status=status if status == 429 else 409,
        short=short,
    )


async def _form(
    visit: Visit, typed: Mapping[str, str], *, short: Collection[UUID] = (), **shown: Any
) -> Response:
    """The form again, as it was typed; `short` are the variants that there are not enough of."""
    async with visit.shop.database.reading() as db:
        is_placed = re.fullmatch(r"[A-Z]{2}", typed["country"]) is not None
        to = address_of(typed) if is_placed else None
        cart = await usable_cart(
            visit,
            db,
            email=typed["email"],
            address=to,
            shipping_code=typed["shipping"] if shipping.store_of(typed["shipping"]) else None,
        )
    if cart is None or not cart.lines:
        return visit.go(visit.url("cart"))
    sold_out = tuple(line.name for line in cart.lines if line.variant_id in short)
    return await _page(visit, cart, typed, sold_out=sold_out, **shown)


async def _page(
    visit: Visit,
    cart: carts.Cart,
    typed: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    refused_code: str = "",
    key: str = "",
    typed_card: str = "",
    status: int = 200,
    sold_out: tuple[str, ...] = (),
) -> Response:
    before = cart.total_minor - cart.shipping_minor
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db, currency=cart.currency)
        rules = await checkout_rules(db, cart.currency)
        options = await carts.shipping_options(db, cart, now=clock.now())
        # The buyer may still choose between being sent it and coming: what is offered goes with either.
        kinds = {bool(one.store) for one in options[: views.MOST_WAYS]}
        is_pickup = kinds.pop() if len(kinds) == 1 else None
        sale = replace(place_order.sale_of(cart), is_pickup=is_pickup)
        offered = await payment_methods.offered(db, visit.shop.payment_methods, sale)
        promised = await promise_arrival.of_units(
            db,
            place_order.units_of(cart.lines),
            options,
            country=typed["country"] if typed["country"] in visit.facts.sells_to else cart.country,
            now=clock.now(),
        )
        lines = await views.lines(db, cart, visit.shop.blobs.public_url)
        asks_credit = await views.asks_credit(db, cart)
    view = views.CheckoutPage(
        frame=frame,
        lines=lines,
        totals=cart.totals,
        tax=cart.tax,
        offs=views.goods_off(cart),
        hint=cart.hint,
        outdone=cart.outdone,
        ways=views.ways(
            cart,
            options,
            chosen=typed["shipping"],
            arrivals=arrivals(promised.deliveries, now=clock.now(), time_zone=frame.time_zone),
            stores=stores(promised.pickups, visit.language),
            say=visit.speech.say,
        ),
        typed=typed,
        errors=errors or {},
        problem=problem,
        refused_code=refused_code,
        key=key or uuid4().hex,
        seen_minor=before,
        seen_lines=place_order.lines_mark((line.sku, line.quantity) for line in cart.lines),
        has_postal_codes=has_postal_codes(typed["country"]),
        needs_region=typed["country"] in REGION_NEEDED,
        countries=tuple(dict.fromkeys((*visit.facts.sells_to, typed["country"]))),
        payment=payment_options(offered.values(), typed, visit.language, visit.speech.say),
        gift_cards=views.gift_cards(cart),
        store_credit=views.store_credit(cart),
        asks_credit=asks_credit,
        refused_gift_card=cart.refused_gift_card,
        typed_card=typed_card,
        sold_out=sold_out,
        rules=rules,
    )
    sources = policy_sources(offered.values())
    return await visit.page("checkout.html", view, status, units=cart.units, sources=sources)


def _minor(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
