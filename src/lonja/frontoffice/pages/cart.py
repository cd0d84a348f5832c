"""The cart: put in, change, take out, a code. Every form posts and comes back to the cart."""

from collections.abc import Mapping
from itertools import groupby
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection
from starlette.responses import RedirectResponse, Response

from lonja.actions.checkout_rules import checkout_rules
from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.frontoffice import typed_codes
from lonja.frontoffice.pages import bought_gift_cards
from lonja.frontoffice.pages.bundles import pieces_of
from lonja.frontoffice.pages.page_cache import (
    CART_COOKIE,
    COUNTRY_COOKIE,
    CURRENCY_COOKIE,
    currency_seen,
)
from lonja.frontoffice.pages.request_context import (
    YEAR_S,
    Visit,
    cookie,
    is_path_of_ours,
    page,
)
from lonja.frontoffice.views import checkout as views
from lonja.frontoffice.wording import GIFT_CARD_REFUSALS, N_
from lonja.kernel import clock, limits
from lonja.kernel.address import Address
from lonja.kernel.errors import Refused
from lonja.promotions import api as promotions

CART_AGE_S: Final = limits.CART_LIFE_DAYS * 24 * 3600

_PROBLEMS: Final = {
    "bad_quantity": N_("A line takes between 1 and 999 units."),
    "unknown_sku": N_("This is not for sale any more."),
    "not_sold_in_currency": N_("This is not sold in your currency."),
    "no_store_credit": N_("There is no store credit of yours to pay this with."),
    "cart_full": N_("The cart is full: check out, or take something out."),
}
_NOTICES: Final = {
    "added": N_("Added to your cart."),
    "changed": N_("Your cart is up to date."),
    "code-applied": N_("The code is applied."),
    "code-replaced": N_("The code is applied in place of one that it cannot be combined with."),
    "code-waits": N_("The code is kept, but takes nothing off yet. The reason stands beside it."),
    "card-applied": N_("The gift card is applied."),
}


@page
async def show(visit: Visit) -> Response:
    return await cart_page(visit, notice=_NOTICES.get(visit.query("notice"), ""))


async def cart_page(
    visit: Visit,
    *,
    notice: str = "",
    problem: str = "",
    typed_code: str = "",
    refused_code: carts.MissedCode | None = None,
    status: int = 200,
) -> Response:
    async with visit.shop.database.reading() as db:
        cart = await usable_cart(visit, db)
        frame = await visit.frame(db, currency=cart.currency if cart else None)
        units = cart.units if cart else 0
        lines = await views.lines(db, cart, visit.shop.blobs.public_url) if cart else ()
        rules = await checkout_rules(db, cart.currency if cart else visit.currency)
        asks_credit = await views.asks_credit(db, cart) if cart else False
    view = views.CartPage(
        frame=frame,
        lines=lines,
        codes=tuple(cart.codes) if cart else (),
        missed_codes={one.code: one for one in cart.missed_codes} if cart else {},
        refused_code=refused_code,
        typed_code=typed_code,
        offs=views.goods_off(cart) if cart else (),
        shipping_off=views.shipping_off(cart) if cart else (),
        shipping_was_minor=cart.shipping.price_minor if cart and cart.shipping else 0,
        hint=cart.hint if cart else None,
        outdone=cart.outdone if cart else (),
        asks_proof=cart.asks_proof if cart else False,
        known_as=(cart.proven_email or "") if cart else "",
        totals=cart.totals if cart else None,
        tax=cart.tax if cart else None,
        has_shipping=bool(cart and cart.shipping),
        gift_cards=views.gift_cards(cart) if cart else (),
        store_credit=views.store_credit(cart) if cart else None,
        asks_credit=asks_credit,
        refused_gift_card=cart.refused_gift_card if cart else None,
        rules=rules,
        notice=notice,
        problem=problem,
    )
    return await visit.page("cart.html", view, status, units=units)


@page
async def add(visit: Visit) -> Response:
    """Put one thing in; a cart that is gone, ordered or somebody's guess is replaced by a new one."""
    form = await visit.form()
    sku, quantity = form.get("sku", ""), whole(form.get("quantity", "1"))
    try:
        async with visit.shop.database.transaction(shows=True) as db:
            cart_id, currency = await _there(visit, db)
            await carts.add_line(
                db,
                cart_id=cart_id,
                sku=sku,
                quantity=quantity,
                recipient=bought_gift_cards.recipient(form),
                amount_minor=bought_gift_cards.amount_minor(form, currency),
                now=clock.now(),
            )
    except Refused as refused:
        return await _refused(visit, refused)
    return _added(visit, cart_id)


@page
async def add_bundle(visit: Visit) -> Response:
    """Put several things in, all or none; what they save together the cart finds by itself."""
    pieces = pieces_of(await visit.form())
    if not pieces:
        return visit.go(visit.url("cart"))
    try:
        async with visit.shop.database.transaction(shows=True) as db:
            cart_id, _ = await _there(visit, db)
            for one in pieces:
                await carts.add_line(
                    db, cart_id=cart_id, sku=one.sku, quantity=one.quantity, now=clock.now()
                )
    except Refused as refused:
        return await _refused(visit, refused)
    return _added(visit, cart_id)


async def _there(visit: Visit, db: AsyncConnection) -> tuple[UUID, str]:
    """The visitor's cart with its currency, or a new one."""
    there = visit.cart_id and await carts.currency_of(db, visit.cart_id, now=clock.now())
    if visit.cart_id is not None and there:
        return visit.cart_id, there
    return await _open(visit, db), visit.currency


def _added(visit: Visit, cart_id: UUID) -> Response:
    answer = visit.go(visit.url("cart?notice=added"))
    cookie(answer, visit.request, CART_COOKIE, str(cart_id), CART_AGE_S)
    return answer


@page
async def change(visit: Visit) -> Response:
    """`sku` with a new `quantity`; nothing left of it, or `remove`, takes it out."""
    form = await visit.form()
    cart_id = visit.cart_id
    if cart_id is None:
        return visit.go(visit.url("cart"))
    sku, now = form.get("sku", ""), clock.now()
    quantity = whole(form.get("quantity", "1"))
    amount = whole(form["amount_minor"]) if form.get("amount_minor") else None
    try:
        async with visit.shop.database.transaction(shows=True) as db:
            if "remove" in form or quantity == 0:
                await carts.remove_line(db, cart_id=cart_id, sku=sku, amount_minor=amount, now=now)
            else:
                await carts.set_quantity(
                    db, cart_id=cart_id, sku=sku, quantity=quantity, amount_minor=amount, now=now
                )
    except Refused as refused:
        return await _refused(visit, refused)
    return visit.go(visit.url("cart?notice=changed"))


@page
async def use_code(visit: Visit) -> Response:
    form = await visit.form()
    cart_id = visit.cart_id
    if cart_id is None:
        return visit.go(visit.url("cart"))
    code, now = form.get("code", "")[:60], clock.now()
    try:
        if "remove" not in form and credit.read_code(code):
            await typed_codes.put_gift_card_on_cart(
                visit.shop.database, cart_id=cart_id, code=code, client=visit.client
            )
            return visit.go(visit.url("cart?notice=card-applied"))
        notice = "changed"
        if "remove" in form:
            async with visit.shop.database.transaction(shows=True) as db:
                await carts.drop_code(db, cart_id=cart_id, code=code, now=now)
        elif code:
            taken = await typed_codes.put_code_on_cart(
                visit.shop.database, cart_id=cart_id, code=code, client=visit.client
            )
            notice = f"code-{taken}"
    except Refused as refused:
        return await _refused(visit, refused, typed_code=code)
    return visit.go(visit.url(f"cart?notice={notice}"))


@page
async def drop_gift_card(visit: Visit) -> Response:
    form = await visit.form()
    if visit.cart_id is None:
        return visit.go(visit.url("cart"))
    try:
        async with visit.shop.database.transaction(shows=True) as db:
            await carts.drop_gift_card(
                db, cart_id=visit.cart_id, account_id=id_of(form.get("card", "")), now=clock.now()
            )
    except Refused as refused:
        return await _refused(visit, refused)
    return visit.go(visit.url("cart?notice=changed"))


@page
async def use_store_credit(visit: Visit) -> Response:
    form = await visit.form()
    if visit.cart_id is None:
        return visit.go(visit.url("cart"))
    try:
        async with visit.shop.database.transaction(shows=True) as db:
            await carts.use_store_credit(
                db, cart_id=visit.cart_id, is_used="remove" not in form, now=clock.now()
            )
    except Refused as refused:
        return await _refused(visit, refused)
    return visit.go(visit.url("cart?notice=changed"))


@page
async def back(visit: Visit) -> Response:
    """A refused form leaves its own address in the browser; read from there, it is the cart."""
    return visit.go(visit.url("cart"))


@page
async def use_currency(visit: Visit) -> Response:
    """Another currency: a cart is priced in one, so its lines move into a new cart."""
    form = await visit.form()
    answer, currency = _back(visit, form), form.get("currency", "")
    if currency in visit.facts.currency_codes:
        cookie(answer, visit.request, CURRENCY_COOKIE, currency, YEAR_S)
        await _reprice(visit, answer, currency, visit.country)
    return answer


@page
async def use_country(visit: Visit) -> Response:
    """Where parcels should go: prices are in the currency of that country, unless one was chosen."""
    form = await visit.form()
    answer, country = _back(visit, form), form.get("country", "")
    if country in visit.facts.sells_to:
        cookie(answer, visit.request, COUNTRY_COOKIE, country, YEAR_S)
        seen = currency_seen(visit.facts, {**visit.request.cookies, COUNTRY_COOKIE: country})
        await _reprice(visit, answer, seen, country)
    return answer


def _back(visit: Visit, form: Mapping[str, str]) -> RedirectResponse:
    back = form.get("back", "")
    return visit.go(back if is_path_of_ours(back) else visit.url(""))


async def _reprice(visit: Visit, answer: Response, currency: str, country: str) -> None:
    """The visitor's cart in this currency and for this country, which may be a new one."""
    async with visit.shop.database.transaction(shows=True) as db:
        cart = await usable_cart(visit, db)
        if cart is None or (cart.currency == currency and country in {"", cart.country}):
            return
        moved = await carts.open_cart(
            db,
            currency=currency,
            country=country,
            language=visit.language,
            proven_email=cart.proven_email,
            now=clock.now(),
        )
        for line in cart.lines:
            await _moved(db, moved, line, was=cart.currency)
        for code in cart.codes:
            await _moved_code(db, moved.id, code)
        cookie(answer, visit.request, CART_COOKIE, str(moved.id), CART_AGE_S)


async def usable_cart(
    visit: Visit,
    db: AsyncConnection,
    *,
    email: str | None = None,
    address: Address | None = None,
    shipping_code: str | None = None,
) -> carts.Cart | None:
    """The visitor's cart, unless it is unknown, too old or an order already.

    With `address` it is priced as if it went there, with `shipping_code` as if that was chosen.
    """
    if visit.cart_id is None:
        return None
    try:
        return await carts.get(
            db,
            visit.cart_id,
            email=email,
            address=address,
            shipping_code=shipping_code,
            now=clock.now(),
        )
    except (carts.UnknownCart, carts.CartExpired, carts.CartOrdered):
        return None


async def _open(visit: Visit, db: AsyncConnection) -> UUID:
    opened = await carts.open_cart(
        db,
        currency=visit.currency,
        country=visit.country,
        language=visit.language,
        proven_email=visit.known_email,
        now=clock.now(),
    )
    return opened.id


async def _moved(
    db: AsyncConnection, to_cart: carts.Cart, line: carts.CartLine, *, was: str
) -> None:
    if line.gone or line.is_gift:
        return
    each = carts.recipients_of(line.quantity, line.recipients) if line.is_gift_card else [None]
    try:
        for to, units in groupby(each):
            await carts.add_line(
                db,
                cart_id=to_cart.id,
                sku=line.sku,
                quantity=len(list(units)) if line.is_gift_card else line.quantity,
                recipient=to,
                amount_minor=bought_gift_cards.same_figure(to, was, to_cart.currency),
                now=clock.now(),
            )
    except (carts.NotPriced, carts.BadAmount):
        return  # not sold in the other currency: it stays behind


async def _moved_code(db: AsyncConnection, cart_id: UUID, code: str) -> None:
    try:
        await carts.put_code(db, cart_id=cart_id, code=code, now=clock.now())
    except promotions.CodeRefused:
        return  # not for the other currency


async def _refused(visit: Visit, refused: Refused, *, typed_code: str = "") -> Response:
    if refused.code in {"unknown_cart", "cart_expired", "cart_ordered"}:
        return visit.go(visit.url("cart"))
    words = _PROBLEMS.get(refused.code) or gift_card_words(refused)
    if isinstance(refused, carts.BadRecipient | carts.BadAmount):
        words = bought_gift_cards.problem(refused, visit.speech)
    if isinstance(refused, promotions.CodeRefused):
        missed = carts.MissedCode(typed_code, refused.why, refused.missing)
        return await cart_page(visit, typed_code=typed_code, refused_code=missed, status=422)
    if words is None:
        raise refused
    status = 429 if refused.code == "too_many_attempts" else 422
    return await cart_page(visit, problem=words, typed_code=typed_code, status=status)


def gift_card_words(refused: Refused) -> str | None:
    """What is wrong with a gift card, and what to do about it."""
    if refused.code == "too_many_attempts":
        return N_("You tried too many codes. Try again in a quarter of an hour.")
    if isinstance(refused, credit.GiftCardRefused):
        return GIFT_CARD_REFUSALS.get(str(refused.facts["reason"]))
    return None


def id_of(text: str) -> UUID:
    """Of a hidden field; whatever is none is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def whole(text: str) -> int:
    """A quantity as typed; what is not a number is refused later as -1."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 13 else -1
