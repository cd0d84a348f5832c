"""Giving goods back, withdrawing from the contract, and agreeing to the news: what pages do, for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Request, UploadFile
from pydantic import Field, StringConstraints, field_validator

from lonja.actions import exchange_offers, newsletter, return_goods
from lonja.actions.withdraw_order import Withdrawal, withdraw
from lonja.bootstrap import Shop
from lonja.credit import api as credit
from lonja.frontoffice.api.orders import Token, opened
from lonja.frontoffice.api.products import AskedLanguage, spoken_in
from lonja.hosting.deps import (
    Db,
    Email,
    Facts,
    In,
    Line,
    MoneyOut,
    Out,
    PathText,
    Reading,
    Storable,
    TheShop,
)
from lonja.hosting.request_origin import client_address
from lonja.hosting.selling import return_photos
from lonja.kernel import clock, limits
from lonja.kernel.languages import ENGLISH, text_in
from lonja.orders import api as orders
from lonja.returns import api as returns
from lonja.returns.api import ReturnKind, ReturnStatus

router = APIRouter(tags=["returns"])

Note = Annotated[str, StringConstraints(max_length=2_000), Storable]
Units = Annotated[int, Field(ge=1, le=limits.LINE_QUANTITY)]
LineNumber = Annotated[int, Field(ge=1, le=limits.CART_LINES)]


class ExchangeOfferOut(Out):
    """A variant that is in stock; `difference` is what each unit costs more, negative for less."""

    sku: str
    name: str
    difference: MoneyOut


class ReturnableLineOut(Out):
    """`line` counts the order's lines from 1. `excluded` says why it cannot be returned, if so.

    `exchanges` are what may be had in its place; none where the shop offers no exchange.
    """

    line: int
    sku: str
    name: str
    units: int
    excluded: str | None
    exchanges: list[ExchangeOfferOut]


class ReasonOut(Out):
    code: str
    name: str


class ReturnCaseLineOut(Out):
    line: int
    units: int
    exchange_sku: str
    exchange_name: str


class ReturnPhotoOut(Out):
    """`url` is a path of the storefront that ends within two hours: read the returns again for another."""

    id: UUID
    url: str
    width: int
    height: int


class ReturnCaseOut(Out):
    """`exchange_number` is of the order that was made in exchange, once it is."""

    id: UUID
    number: str
    kind: ReturnKind
    status: ReturnStatus
    requested_at: datetime
    answer: str
    tracking: str
    exchange_number: str
    lines: list[ReturnCaseLineOut]
    photos: list[ReturnPhotoOut]


class ReturnsOut(Out):
    """The days are null while nobody knows that the parcel came: nothing has run out then."""

    may_return: bool
    may_withdraw: bool
    return_until: date | None
    withdraw_until: date | None
    buyer_pays: Annotated[bool, Field(description="The buyer pays for the way back.")]
    lines: list[ReturnableLineOut]
    reasons: list[ReasonOut]
    returns: list[ReturnCaseOut]


class ReturnLineAsked(In):
    line: LineNumber
    units: Units
    reason: Annotated[str, StringConstraints(max_length=60), Storable] = ""
    exchange_sku: Annotated[str, StringConstraints(max_length=100), Storable] = ""


class ReturnAsked(In):
    """`id` is a UUID of the caller's: sent twice, it is asked for once.

    `wants_credit`: the buyer would rather have store credit than the money back.
    """

    id: UUID
    wants_credit: bool = False
    lines: Annotated[list[ReturnLineAsked], Field(min_length=1, max_length=limits.CART_LINES)]
    note: Note = ""

    @field_validator("lines")
    @classmethod
    def each_once(cls, lines: list[ReturnLineAsked]) -> list[ReturnLineAsked]:
        if len({line.line for line in lines}) < len(lines):
            raise ValueError("a line is named once")
        return lines


class ReturnSent(In):
    tracking: Annotated[str, StringConstraints(max_length=100), Storable] = ""


class WithdrawalAsked(In):
    """`id` is a UUID of the caller's: sent twice, it is stated once. An empty `scope`: all of it."""

    id: UUID
    number: Annotated[str, StringConstraints(min_length=1, max_length=40), Storable]
    email: Email
    name: Line
    scope: Annotated[str, StringConstraints(max_length=1_000), Storable] = ""


class NewsletterAsked(In):
    email: Email


@router.get("/orders/{number}/returns", operation_id="getOrderReturns")
async def get_order_returns(
    number: PathText,
    facts: Facts,
    db: Reading,
    shop: TheShop,
    token: Token = "",
    language: AskedLanguage = None,
) -> ReturnsOut:
    """What may go back and until when, for which reasons, and what was asked for already."""
    spoken = spoken_in(facts, language)
    order = await orders.get(db, await opened(db, shop, number, token))
    now = clock.now()
    may = await return_goods.returnable(db, order, now=now)
    offered = await exchange_offers.of_returnable(db, order, may, now=now)
    shown = _Shown(shop, order, spoken, await returns.photos(db, order.id))
    return ReturnsOut(
        may_return=may.may_return and may.is_any_left,
        may_withdraw=may.may_withdraw,
        return_until=may.return_until,
        withdraw_until=may.withdraw_until,
        buyer_pays=may.buyer_pays,
        lines=[
            ReturnableLineOut(
                line=line.line,
                sku=line.sku,
                name=line.name,
                units=may.left.get(line.line, 0),
                excluded=may.excluded.get(line.line),
                exchanges=[
                    ExchangeOfferOut(
                        sku=one.replacement.sku,
                        name=one.replacement.name,
                        difference=MoneyOut.of(one.difference_minor, order.currency),
                    )
                    for one in offered.get(line.line, ())
                ],
            )
            for line in order.lines
        ],
        reasons=[
            ReasonOut(code=one.code, name=text_in(one.names, spoken, default=ENGLISH))
            for one in may.policy.offered
        ],
        returns=[_case(one, shown) for one in await returns.cases(db, order.id)],
    )


@router.post("/orders/{number}/returns", status_code=201, operation_id="requestReturn")
async def request_return(
    number: PathText, asked: ReturnAsked, db: Db, shop: TheShop, token: Token = ""
) -> ReturnCaseOut:
    """409 `return_not_allowed`, `return_exceeds_line` and `exchange_not_possible` say why not."""
    order_id = await opened(db, shop, number, token)
    await return_goods.request(
        db,
        order_id=order_id,
        case_id=asked.id,
        units={one.line: one.units for one in asked.lines},
        reasons={one.line: one.reason for one in asked.lines},
        note=asked.note,
        source=returns.ReturnSource.BUYER,
        actor=return_goods.BUYER,
        wants_credit=asked.wants_credit,
        exchanges={one.line: one.exchange_sku for one in asked.lines if one.exchange_sku},
        now=clock.now(),
    )
    return next(_case(one) for one in await returns.cases(db, order_id) if one.id == asked.id)


@router.post(
    "/orders/{number}/returns/{case_id}/photos", status_code=204, operation_id="addReturnPhoto"
)
async def add_return_photo(
    number: PathText,
    case_id: UUID,
    shop: TheShop,
    file: Annotated[UploadFile, File(description="A JPEG, PNG, WebP or AVIF file, 12 MB at most.")],
    token: Token = "",
) -> None:
    """Up to five, one a request; the same file again is the same picture. 429 after ten new ones in a quarter of an hour."""
    async with shop.database.reading() as db:
        order_id = await opened(db, shop, number, token)
    await return_photos.add(
        shop,
        order_id=order_id,
        case_id=case_id,
        data=await file.read(),
        actor=return_goods.BUYER,
    )


@router.post(
    "/orders/{number}/returns/{case_id}/sent", status_code=204, operation_id="returnWasSent"
)
async def return_was_sent(
    number: PathText, case_id: UUID, asked: ReturnSent, db: Db, shop: TheShop, token: Token = ""
) -> None:
    """The parcel is on its way back, perhaps with a number to follow it by."""
    await return_goods.say_sent(
        db,
        order_id=await opened(db, shop, number, token),
        case_id=case_id,
        tracking=asked.tracking,
        actor=return_goods.BUYER,
        now=clock.now(),
    )


@router.delete("/orders/{number}/returns/{case_id}", status_code=204, operation_id="cancelReturn")
async def cancel_return(
    number: PathText, case_id: UUID, db: Db, shop: TheShop, token: Token = ""
) -> None:
    await return_goods.cancel(
        db,
        order_id=await opened(db, shop, number, token),
        case_id=case_id,
        actor=return_goods.BUYER,
        now=clock.now(),
    )


@router.post("/withdrawals", status_code=202, operation_id="stateWithdrawal")
async def state_withdrawal(
    asked: WithdrawalAsked,
    request: Request,
    facts: Facts,
    shop: TheShop,
    language: AskedLanguage = None,
) -> None:
    """A buyer withdraws from the contract; the receipt goes to the order's own address.

    The answer is the same for every order: nobody learns what others bought.
    """
    await _count(request, shop, "withdrawal")
    said = Withdrawal(
        id=asked.id,
        number=asked.number,
        email=asked.email,
        name=asked.name,
        scope=asked.scope,
        language=spoken_in(facts, language),
    )
    async with shop.database.transaction() as db:
        await withdraw(db, said, now=clock.now())


@router.post("/newsletter", status_code=202, operation_id="askForNews")
async def ask_for_news(
    asked: NewsletterAsked,
    request: Request,
    facts: Facts,
    shop: TheShop,
    language: AskedLanguage = None,
) -> None:
    """Mail a link by which they agree; the answer is the same for every address."""
    await _count(request, shop, f"news {asked.email.lower()}")
    async with shop.database.transaction() as db:
        await newsletter.ask(
            db, email=asked.email, language=spoken_in(facts, language), now=clock.now()
        )


async def _count(request: Request, shop: Shop, what: str) -> None:
    address = client_address(request, proxies=shop.settings.frontoffice_proxies)
    async with shop.database.transaction() as db:
        visitor = f"{what} {address}" if what == "withdrawal" else what
        await credit.count_lookup(db, visitor=visitor, address=address, now=clock.now())


@dataclass(frozen=True, slots=True)
class _Shown:
    """An order's pictures, and what makes the links to them."""

    shop: Shop
    order: orders.Order
    language: str
    photos: Sequence[returns.Photo]

    def of(self, case_id: UUID) -> list[ReturnPhotoOut]:
        settings, now = self.shop.settings, clock.now()
        return [
            ReturnPhotoOut(
                id=one.id,
                url=return_photos.photo_path(
                    settings, self.language, self.order.number, one, now=now
                ),
                width=one.width,
                height=one.height,
            )
            for one in self.photos
            if one.case_id == case_id
        ]


def _case(one: returns.ReturnCase, shown: _Shown | None = None) -> ReturnCaseOut:
    return ReturnCaseOut(
        id=one.id,
        number=one.number,
        kind=one.kind,
        status=one.status,
        requested_at=one.requested_at,
        answer=one.answer,
        tracking=one.tracking,
        exchange_number=one.exchange_number,
        photos=shown.of(one.id) if shown else [],
        lines=[
            ReturnCaseLineOut(
                line=line.line,
                units=line.requested,
                exchange_sku=line.replacement.sku if line.replacement else "",
                exchange_name=line.replacement.name if line.replacement else "",
            )
            for line in one.lines
        ],
    )
