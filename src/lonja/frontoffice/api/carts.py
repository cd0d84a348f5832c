"""Carts and their checkout."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Request
from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.actions import place_order
from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.frontoffice import typed_codes
from lonja.frontoffice.api.cart_parts import (
    CodeIn,
    GiftRecipientOut,
    LineIn,
    OfAmount,
    PaymentIn,
    PersonIn,
    QuantityIn,
    SeenLineIn,
)
from lonja.frontoffice.api.cart_promotions import (
    HintOut,
    MissedCodeOut,
    OffOut,
    hint_of,
    missed_codes_of,
    offs_of,
)
from lonja.frontoffice.api.cart_taxes import TaxOut, tax_of
from lonja.frontoffice.buyers import check_buyer
from lonja.frontoffice.views.payment_methods import payment_options
from lonja.hosting.deps import (
    CartDb,
    Db,
    Email,
    In,
    MoneyOut,
    Out,
    PathText,
    Reading,
    TheShop,
)
from lonja.hosting.request_origin import client_address
from lonja.hosting.selling.addresses import AddressIn, AddressOut
from lonja.hosting.selling.order_links import order_token, return_urls
from lonja.kernel import clock, limits
from lonja.kernel.address import Address
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import Language
from lonja.payment_methods import api as payment_methods

router = APIRouter(prefix="/carts", tags=["carts"])


class KeyRequired(Invalid):
    code: ClassVar[str] = "idempotency_key_required"


class CartIn(In):
    """In the shop's first currency and language where none is said."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    language: Language | None = None


class CheckoutIn(In):
    """`payment` is needed where gift cards leave something to pay.

    `seen_total_minor`, `seen_lines` and `seen_credit_minor` (what cards and credit pay) are what the buyer
    saw: refused when they differ. `picked_up_by` is who comes to the store; an order that is sent goes
    to the cart's address.
    """

    email: Email
    picked_up_by: PersonIn | None = None
    payment: PaymentIn | None = None
    seen_total_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    seen_lines: Annotated[list[SeenLineIn], Field(max_length=limits.CART_LINES)] | None = None
    seen_credit_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    accepts_marketing: bool = False


class LineOut(Out):
    """`was_price` is the unit price when it was added, if it differs; `compare_at` that before the sale;
    `price_list` whose price it is, where it is not everybody's.
    """

    sku: str
    slug: str
    name: str
    options: dict[str, str]
    picture: str | None
    quantity: int
    unit_price: MoneyOut
    was_price: MoneyOut | None
    compare_at: MoneyOut | None
    price_list: str | None
    total: MoneyOut
    discount: MoneyOut
    promotions: list[OffOut]
    is_gift: bool
    is_gift_card: bool
    recipients: list[GiftRecipientOut]
    availability: str
    available: int


class TotalsOut(Out):
    """`shipping` is null until it is chosen. Of the total, `gift_cards` is paid by cards, `store_credit`
    by the buyer's own, and `due` is left.
    """

    items: MoneyOut
    discount: MoneyOut
    shipping: MoneyOut | None
    tax_included: MoneyOut
    total: MoneyOut
    gift_cards: MoneyOut
    store_credit: MoneyOut
    due: MoneyOut


class CartGiftCardOut(Out):
    """`pays` is what it pays of this cart now."""

    id: UUID
    last_four: str
    balance: MoneyOut
    pays: MoneyOut


class CartStoreCreditOut(Out):
    """What the buyer who proved who they are has in this currency."""

    balance: MoneyOut
    is_used: bool


class PaymentMethodOut(Out):
    code: str
    title: str
    kind: Literal["token", "redirect", "instructions"]


class PaymentMethodsOut(Out):
    items: list[PaymentMethodOut]


class CartOut(Out):
    """`outdone` names what would ship free, were it not for what takes more off."""

    id: UUID
    version: int
    currency: str
    language: str
    lines: list[LineOut]
    address: AddressOut | None
    shipping_method: str | None
    codes: list[str]
    missed_codes: list[MissedCodeOut]
    promotions: list[OffOut]
    hint: HintOut | None
    outdone: list[str]
    gift_cards: list[CartGiftCardOut]
    gift_card_refused: str | None
    store_credit: CartStoreCreditOut | None
    totals: TotalsOut
    tax: TaxOut


class PlacedOut(Out):
    number: str
    token: str
    status: str


@router.post("", status_code=201, operation_id="openCart")
async def open_cart(asked: CartIn, db: CartDb) -> CartOut:
    return shown(
        await carts.open_cart(db, currency=asked.currency, language=asked.language, now=clock.now())
    )


@router.get("/{cart_id}", operation_id="getCart")
async def get_cart(cart_id: UUID, db: Reading) -> CartOut:
    return await current(db, cart_id)


@router.post("/{cart_id}/lines", operation_id="addLine")
async def add_line(cart_id: UUID, asked: LineIn, db: CartDb) -> CartOut:
    await carts.add_line(
        db,
        cart_id=cart_id,
        sku=asked.sku,
        quantity=asked.quantity,
        recipient=asked.recipient.read() if asked.recipient else None,
        amount_minor=asked.amount_minor,
        now=clock.now(),
    )
    return await current(db, cart_id)


@router.patch("/{cart_id}/lines/{sku}", operation_id="setQuantity")
async def set_quantity(
    cart_id: UUID, sku: PathText, asked: QuantityIn, db: CartDb, amount_minor: OfAmount = None
) -> CartOut:
    await carts.set_quantity(
        db,
        cart_id=cart_id,
        sku=sku,
        quantity=asked.quantity,
        amount_minor=amount_minor,
        now=clock.now(),
    )
    return await current(db, cart_id)


@router.delete("/{cart_id}/lines/{sku}", operation_id="removeLine")
async def remove_line(
    cart_id: UUID, sku: PathText, db: CartDb, amount_minor: OfAmount = None
) -> CartOut:
    await carts.remove_line(
        db, cart_id=cart_id, sku=sku, amount_minor=amount_minor, now=clock.now()
    )
    return await current(db, cart_id)


@router.put("/{cart_id}/address", operation_id="setAddress")
async def set_address(cart_id: UUID, asked: AddressIn, shop: TheShop) -> CartOut:
    """A VAT id of the EU is checked with its register; unless it is confirmed, tax is charged."""
    address = Address(**asked.model_dump())
    async with shop.database.transaction(shows=True) as db:
        await carts.set_address(db, cart_id=cart_id, address=address, now=clock.now())
    await check_buyer(shop, address)
    async with shop.database.reading() as db:
        return await current(db, cart_id)


@router.get("/{cart_id}/payment-methods", operation_id="listPaymentMethods")
async def list_payment_methods(cart_id: UUID, db: Reading, shop: TheShop) -> PaymentMethodsOut:
    """The ways to pay this cart; `token` methods need one at checkout, `redirect` ones none."""
    cart = await carts.get(db, cart_id, now=clock.now())
    offered = await payment_methods.offered(db, shop.payment_methods, place_order.sale_of(cart))
    return PaymentMethodsOut(
        items=[
            PaymentMethodOut(code=option.code, title=option.title, kind=option.kind)
            for option in payment_options(offered.values(), {}, cart.language)
        ]
    )


@router.put("/{cart_id}/shipping-method", operation_id="setShippingMethod")
async def set_shipping_method(cart_id: UUID, asked: CodeIn, db: CartDb) -> CartOut:
    return shown(await carts.set_shipping(db, cart_id=cart_id, code=asked.code, now=clock.now()))


@router.put("/{cart_id}/codes/{code}", operation_id="putCode")
async def put_code(cart_id: UUID, code: PathText, shop: TheShop, request: Request) -> CartOut:
    client = client_address(request, proxies=shop.settings.frontoffice_proxies)
    await typed_codes.put_code_on_cart(shop.database, cart_id=cart_id, code=code, client=client)
    async with shop.database.reading() as db:
        return await current(db, cart_id)


@router.delete("/{cart_id}/codes/{code}", operation_id="dropCode")
async def drop_code(cart_id: UUID, code: PathText, db: CartDb) -> CartOut:
    await carts.drop_code(db, cart_id=cart_id, code=code, now=clock.now())
    return await current(db, cart_id)


@router.post("/{cart_id}/checkout", status_code=202, operation_id="checkOut")
async def check_out(
    cart_id: UUID,
    asked: CheckoutIn,
    db: Db,
    shop: TheShop,
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(max_length=limits.IDEMPOTENCY_KEY_CHARACTERS)
    ] = None,
) -> PlacedOut:
    """Place the order; its payment is taken after this answer. Repeat with the same key freely."""
    if not idempotency_key or not idempotency_key.strip():
        raise KeyRequired("send an Idempotency-Key, so that a repeat never buys twice")
    placed = await place_order.place(
        db,
        place_order.Request(
            cart_id=cart_id,
            email=asked.email,
            address=asked.picked_up_by.address if asked.picked_up_by else None,
            payment=place_order.Payment(asked.payment.method, asked.payment.token)
            if asked.payment
            else None,
            seen_total_minor=asked.seen_total_minor,
            seen_lines=None
            if asked.seen_lines is None
            else place_order.lines_mark((line.sku, line.quantity) for line in asked.seen_lines),
            seen_credit_minor=asked.seen_credit_minor,
            accepts_marketing=asked.accepts_marketing,
        ),
        key=idempotency_key.strip(),
        methods=shop.payment_methods,
        seal=shop.seal,
        return_url=return_urls(shop.settings),
        client=client_address(request, proxies=shop.settings.frontoffice_proxies),
        now=clock.now(),
    )
    token = order_token(shop.settings, placed.order_id)
    return PlacedOut(number=placed.number, token=token, status="placed")


async def current(db: AsyncConnection, cart_id: UUID) -> CartOut:
    return shown(await carts.get(db, cart_id, now=clock.now()))


def shown(cart: carts.Cart) -> CartOut:
    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, cart.currency)

    cards = _gift_cards(cart)
    by_cards = sum(card.pays.amount_minor for card in cards)
    return CartOut(
        id=cart.id,
        version=cart.version,
        currency=cart.currency,
        language=cart.language,
        lines=[
            LineOut(
                sku=line.sku,
                slug=line.slug,
                name=line.name,
                options=dict(line.options),
                picture=line.picture,
                quantity=line.quantity,
                unit_price=money(line.unit_minor),
                was_price=None if line.was_minor is None else money(line.was_minor),
                compare_at=None
                if line.reduced_from_minor is None
                else money(line.reduced_from_minor),
                price_list=line.listed.name if line.listed else None,
                total=money(line.total_minor),
                discount=money(line.discount_minor),
                promotions=offs_of(line.offs, cart.currency),
                is_gift=line.is_gift,
                is_gift_card=line.is_gift_card,
                recipients=[GiftRecipientOut.model_validate(one) for one in line.recipients],
                availability=line.availability,
                available=min(line.free, limits.LINE_QUANTITY),
            )
            for line in cart.lines
        ],
        address=None if cart.address is None else AddressOut.model_validate(cart.address),
        shipping_method=cart.shipping.code if cart.shipping else None,
        codes=list(cart.codes),
        missed_codes=missed_codes_of(cart),
        promotions=offs_of(cart.offs, cart.currency),
        hint=hint_of(cart),
        outdone=list(cart.outdone),
        gift_cards=cards,
        gift_card_refused=cart.refused_gift_card.why if cart.refused_gift_card else None,
        store_credit=_store_credit(cart),
        totals=TotalsOut(
            items=money(cart.items_minor),
            discount=money(cart.discount_minor),
            shipping=money(cart.shipping_minor) if cart.shipping else None,
            tax_included=money(cart.tax_minor),
            total=money(cart.total_minor),
            gift_cards=money(by_cards),
            store_credit=money(cart.credit_minor - by_cards),
            due=money(cart.due_minor),
        ),
        tax=tax_of(cart),
    )


def _gift_cards(cart: carts.Cart) -> list[CartGiftCardOut]:
    pays = {part.account_id: part.amount_minor for part in cart.credit_parts}
    return [
        CartGiftCardOut(
            id=card.id,
            last_four=card.last_four,
            balance=MoneyOut.by(card.balance),
            pays=MoneyOut.of(pays.get(card.id, 0), cart.currency),
        )
        for card in cart.balances
        if card.kind is credit.CreditKind.GIFT_CARD
    ]


def _store_credit(cart: carts.Cart) -> CartStoreCreditOut | None:
    if not cart.store_credit_minor:
        return None
    balance = MoneyOut.of(cart.store_credit_minor, cart.currency)
    return CartStoreCreditOut(balance=balance, is_used=cart.uses_store_credit)
