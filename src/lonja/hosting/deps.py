"""What routes ask for: the shop of this process, a transaction, a reading connection, text."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Depends, Path, Query, Request, Response
from psycopg import AsyncConnection
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

from lonja.bootstrap import Shop
from lonja.kernel.clock import near
from lonja.kernel.email_address import MAX_CHARACTERS, is_email_address
from lonja.kernel.money import Money
from lonja.kernel.totals import Totals
from lonja.shop.api import Shop as ShopFacts

LAG_HEADER: Final = "x-read-lag"
"""Seconds that a list from the replica may be old; absent where the database itself was read."""


def shop_of(request: Request) -> Shop:
    shop: Shop = request.app.state.shop
    return shop


async def _shop(request: Request) -> Shop:
    return shop_of(request)  # a function that is not async would be called on another thread


async def _transaction(request: Request) -> AsyncIterator[AsyncConnection]:
    async with shop_of(request).database.transaction() as db:
        yield db


async def _showing(request: Request) -> AsyncIterator[AsyncConnection]:
    async with shop_of(request).database.transaction(shows=True) as db:
        yield db


async def _reading(request: Request) -> AsyncIterator[AsyncConnection]:
    async with shop_of(request).database.reading() as db:
        yield db


async def _list_reading(request: Request, response: Response) -> AsyncIterator[AsyncConnection]:
    async with shop_of(request).replica.reading() as read:
        if read.lag_s is not None:
            response.headers[LAG_HEADER] = f"{read.lag_s:.1f}"
        yield read.db


async def _facts(request: Request) -> ShopFacts:
    return await shop_of(request).facts.get()


# "function": the transaction ends before the answer leaves, so no answer speaks of what a
# failing commit took back.
Db = Annotated[AsyncConnection, Depends(_transaction, scope="function")]
# A transaction that decides nothing by what things cost: a cart on its way.
CartDb = Annotated[AsyncConnection, Depends(_showing, scope="function")]
Reading = Annotated[AsyncConnection, Depends(_reading, scope="function")]
# From the replica where there is one: for lists and counts, never for what is changed next.
ListReading = Annotated[AsyncConnection, Depends(_list_reading, scope="function")]
TheShop = Annotated[Shop, Depends(_shop)]
# Asked for before a connection: where they are not in memory, they take one themselves.
Facts = Annotated[ShopFacts, Depends(_facts)]


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL has no place in text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("half a character pair is not text") from error
    return text


Storable = AfterValidator(_storable)
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), Storable
]
OptionalLine = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), Storable]
Prose = Annotated[str, StringConstraints(max_length=20_000), Storable]


def _email_address(text: str) -> str:
    if not is_email_address(text):
        raise ValueError("this is not an e-mail address")
    return text


Email = Annotated[
    str,
    StringConstraints(max_length=MAX_CHARACTERS, strip_whitespace=True),
    Storable,
    AfterValidator(_email_address),
]
Moment = Annotated[AwareDatetime, AfterValidator(near)]
PathText = Annotated[str, Path(min_length=1, max_length=200), Storable]
QueryText = Annotated[str, Query(max_length=200), Storable]
Cursor = Annotated[str | None, Query(max_length=1000)]
PageLimit = Annotated[int, Query(ge=1, le=100)]


class In(BaseModel):
    """What comes in: unknown fields are refused, so that a typing error is not silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What goes out: no defaults, so that the schema says which fields are always there."""

    model_config = ConfigDict(frozen=True, from_attributes=True, defer_build=True)


class MoneyOut(Out):
    amount_minor: int
    currency: str

    @classmethod
    def of(cls, minor: int, currency: str) -> "MoneyOut":
        return cls.by(Money(currency, minor))

    @classmethod
    def by(cls, money: Money) -> "MoneyOut":
        return cls(amount_minor=money.minor, currency=money.currency)


class OrderTotals(Out):
    items: MoneyOut
    discount: MoneyOut
    shipping: MoneyOut
    tax_included: MoneyOut
    total: MoneyOut

    @classmethod
    def of(cls, totals: Totals) -> "OrderTotals":
        return cls(
            items=MoneyOut.by(totals.items),
            discount=MoneyOut.by(totals.discount),
            shipping=MoneyOut.by(totals.shipping),
            tax_included=MoneyOut.by(totals.tax),
            total=MoneyOut.by(totals.total),
        )


class ListOut[T](Out):
    items: list[T]
    next_cursor: str | None
