"""Exchanges before they are opened or made: what comes back, what goes out, and who pays whom."""

from typing import Annotated, Self

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field, model_validator

from lonja.actions import preview_exchange
from lonja.backoffice.deps import Now
from lonja.backoffice.order_views import line_names
from lonja.hosting.deps import In, Line, MoneyOut, Out, PathText, Reading
from lonja.kernel import limits
from lonja.orders import api as orders
from lonja.returns import api as returns

router = APIRouter(tags=["returns"])


class SwapAsked(In):
    """`exchange_sku` is empty where the money of these units goes back."""

    line: Annotated[int, Field(ge=1, le=limits.CART_LINES)]
    quantity: Annotated[int, Field(ge=1, le=limits.LINE_QUANTITY)]
    exchange_sku: Line | None = None


class SwapsAsked(In):
    lines: Annotated[tuple[SwapAsked, ...], Field(min_length=1, max_length=limits.CART_LINES)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({one.line for one in self.lines}) < len(self.lines):
            raise ValueError("a line is named once")
        return self


class Swap(Out):
    """`free` is what may be had of it now."""

    line: int
    sku: str
    name: str
    names: dict[str, str]
    quantity: int
    exchange_sku: str
    exchange_name: str
    options: dict[str, str]
    free: int
    unit: MoneyOut
    total: MoneyOut


class ExchangePreview(Out):
    """`difference` above nothing is paid by the buyer, below it goes back to them."""

    swaps: list[Swap]
    back: MoneyOut
    out: MoneyOut
    difference: MoneyOut


@router.post("/orders/{number}/exchange-preview", operation_id="previewExchange")
async def preview_asked(
    number: PathText, asked: SwapsAsked, db: Reading, now: Now
) -> ExchangePreview:
    """What would come of it; nothing is written."""
    order = await orders.get(db, await orders.find(db, number))
    found = await preview_exchange.asked(
        db,
        order,
        {one.line: one.quantity for one in asked.lines},
        {one.line: one.exchange_sku for one in asked.lines if one.exchange_sku},
        now=now,
    )
    return await _out(db, found, order)


@router.get("/returns/{number}/exchange-preview", operation_id="previewReturnExchange")
async def preview_return(number: PathText, db: Reading, now: Now) -> ExchangePreview:
    """What making the exchange of a return comes to, as it stands now."""
    one = await returns.find_case(db, number)
    order = await orders.get(db, one.order_id)
    return await _out(db, await preview_exchange.of_return(db, one, now=now), order)


async def _out(
    db: AsyncConnection, found: preview_exchange.Preview, order: orders.Order
) -> ExchangePreview:
    names, currency = await line_names(db, order), order.currency
    return ExchangePreview(
        swaps=[
            Swap(
                line=one.line,
                sku=one.sku,
                name=one.name,
                names=names[one.line],
                quantity=one.quantity,
                exchange_sku=one.replacement.sku,
                exchange_name=one.replacement.name,
                options=dict(one.replacement.options),
                free=one.free,
                unit=MoneyOut.of(one.unit_minor, currency),
                total=MoneyOut.of(one.unit_minor * one.quantity, currency),
            )
            for one in found.swaps
        ],
        back=MoneyOut.of(found.back_minor, currency),
        out=MoneyOut.of(found.out_minor, currency),
        difference=MoneyOut.of(found.difference_minor, currency),
    )
