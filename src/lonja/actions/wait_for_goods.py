"""A buyer wants a mail when something that is sold out is there again.

Asked twice, as the news are: nothing is kept of an address before its owner has said yes in a mail, for
anybody may type anybody's. Who has proved their address in this browser is asked once. What was asked
stands, sealed, in the mail's own link.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.content.api import StockMails
from lonja.identity import api as identity
from lonja.inventory import api as inventory
from lonja.kernel import outbox
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Conflict, Invalid
from lonja.notifications.api import BACK_IN_STOCK, WISH_MAIL
from lonja.waitlist import api as waitlist
from lonja.waitlist.api import Wish

LIFE: Final = timedelta(hours=48)
_PURPOSE: Final = "stock wish"
_OF_WISHES: Final = UUID("0c6f6a4e-52c5-5f5e-8e0d-3b1d4f7a9b52")
_DAYS_OF_A_MONTH: Final = 30


class WishLinkOver(Invalid):
    """The link is older than two days, or is none of ours."""

    code: ClassVar[str] = "wish_link_over"


class NothingToWaitFor(Conflict):
    """It is there, is not sold, or the shop sends no such mails."""

    code: ClassVar[str] = "nothing_to_wait_for"


@dataclass(frozen=True, slots=True)
class WishMail(outbox.Message):
    """Ask the owner of this address whether they wait for it; one mail an hour to each."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "stock_wish.mail"
    subject_field: ClassVar[str] = "asked_id"
    delivery_kind: ClassVar[str] = WISH_MAIL
    asked_id: UUID
    email: str
    language: str
    variant_id: UUID
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class BackInStock(outbox.Message):
    """Tell who waited that it is there again."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "stock_wish.told"
    subject_field: ClassVar[str] = "wish_id"
    delivery_kind: ClassVar[str] = BACK_IN_STOCK
    wish_id: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    email: str
    language: str
    variant_id: str
    asked_at: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.asked_at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A variant as the one who waits for it reads of it; `free` units may be bought."""

    variant_id: UUID
    slug: str
    name: str
    options: dict[str, str]
    sku: str
    free: int


async def wanted(db: AsyncConnection, variant_id: UUID, language: str) -> Wanted | None:
    """None where it is not on sale: a draft, archived, or taken out of the shop."""
    found = (await catalog.sellables(db, [variant_id], language)).get(variant_id)
    if found is None:
        return None
    product = await catalog.product_by_id(db, found.product_id)
    stock = (await inventory.stock_of(db, [variant_id])).get(variant_id)
    return Wanted(
        variant_id,
        product.address(language),
        found.name,
        dict(found.options),
        found.sku,
        stock.free if stock else 0,
    )


async def by_sku(db: AsyncConnection, sku: str, language: str) -> Wanted | None:
    variant_id = (await catalog.variants_by_sku(db, [sku])).get(sku)
    return await wanted(db, variant_id, language) if variant_id else None


async def awaited(db: AsyncConnection, sku: str, language: str) -> Wanted:
    """What may be waited for under this SKU, else `NothingToWaitFor`."""
    if not (await content.current(db, StockMails)).document.is_on:
        raise NothingToWaitFor("this shop sends no mails about goods that are back")
    found = await by_sku(db, sku, language)
    if found is None or found.free > 0:
        raise NothingToWaitFor(f"nobody has to wait for {sku!r}")
    return found


async def ask(db: AsyncConnection, *, sku: str, email: str, language: str, now: datetime) -> Wanted:
    """Write to any address, at most once an hour about a variant: the answer is the same for all."""
    email = email.strip().lower()
    if not is_email_address(email):
        raise Invalid("this is no e-mail address", field="email")
    found = await awaited(db, sku, language)
    this_hour = uuid5(_OF_WISHES, f"{email} {found.variant_id} {now:%Y-%m-%dT%H}")
    await outbox.put(db, WishMail(this_hour, email, language, found.variant_id, now))
    return found


async def wish(
    db: AsyncConnection, *, sku: str, email: str, language: str, now: datetime
) -> Wanted:
    """Of somebody whose address is proved: they wait from now on."""
    found = await awaited(db, sku, language)
    await _wish(db, found.variant_id, email, language, now=now)
    return found


def link_token(secret: str, message: WishMail) -> str:
    asked = Asked(
        message.email, message.language, str(message.variant_id), message.asked_at.isoformat()
    )
    closed = _seal(secret).close(json.dumps(asdict(asked)), owner=_PURPOSE)
    return urlsafe_b64encode(closed).decode().rstrip("=")


def open_link(secret: str, token: str, *, now: datetime) -> Asked:
    """What was asked; `WishLinkOver` for any other token, and after two days."""
    try:
        padded = token + "=" * (-len(token) % 4)
        found = json.loads(_seal(secret).open(urlsafe_b64decode(padded), owner=_PURPOSE))
    except (ValueError, identity.WrongKey) as error:
        raise WishLinkOver("this is no link of ours") from error
    asked = Asked(**found)
    if now > asked.at + LIFE:
        raise WishLinkOver("this link is older than two days")
    return asked


async def confirm(db: AsyncConnection, asked: Asked, *, now: datetime) -> Wanted | None:
    """Their yes: they wait, or read that it is there already. None where it is sold no more."""
    found = await wanted(db, UUID(asked.variant_id), asked.language)
    if found is not None and found.free <= 0:
        await _wish(db, found.variant_id, asked.email, asked.language, now=now)
    return found


async def there_again(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[UUID]:
    """Those of which units are free now."""
    stock = await inventory.stock_of(db, variant_ids) if variant_ids else {}
    return [one for one in variant_ids if one in stock and stock[one].free > 0]


async def tell_next(db: AsyncConnection, variant_id: UUID, *, now: datetime) -> int:
    """Put a mail to each whose turn it is into the outbox; how many. Who is told is told once."""
    on_sale = (await catalog.sellables(db, [variant_id], "")).get(variant_id)
    stock = (await inventory.stock_of(db, [variant_id])).get(variant_id)
    if on_sale is None or stock is None or stock.free <= 0:
        return 0
    told = await waitlist.take_turn(db, variant_id, free=stock.free, now=now)
    await outbox.put_all(db, [BackInStock(one.id) for one in told])
    return len(told)


async def still_there(db: AsyncConnection, wish_id: UUID) -> tuple[Wish, Wanted] | None:
    """The wish and its goods as the mail leaves; None where it must not: its owner ended it meanwhile.

    What was sold out again, or taken off sale, before the mail left is waited for again.
    """
    one = await waitlist.find(db, wish_id)
    if one is None or one.told_at is None:
        return None
    found = await wanted(db, one.variant_id, one.language)
    if found is None or found.free <= 0:
        await waitlist.wait_on(db, wish_id)
        return None
    return one, found


def end_token(secret: str, wish: Wish) -> str:
    """Whose wishes its link ends: sealed, so that it does so when this wish itself is gone."""
    closed = _seal(secret).close(wish.email, owner=f"{_PURPOSE} {wish.id}")
    return urlsafe_b64encode(closed).decode().rstrip("=")


def email_of_end(secret: str, token: str, wish_id: UUID) -> str:
    """The address that a link of ours wants no mails to; `WishLinkOver` for any other token."""
    try:
        closed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return _seal(secret).open(closed, owner=f"{_PURPOSE} {wish_id}")
    except (ValueError, identity.WrongKey) as error:
        raise WishLinkOver("this is no link of ours") from error


async def _wish(
    db: AsyncConnection, variant_id: UUID, email: str, language: str, *, now: datetime
) -> None:
    months = (await content.current(db, StockMails)).document.months
    ends_at = now + timedelta(days=months * _DAYS_OF_A_MONTH)
    await waitlist.wish(
        db, variant_id=variant_id, email=email, language=language, ends_at=ends_at, now=now
    )


def _seal(secret: str) -> identity.Seal:
    return identity.Seal(secret, purpose=_PURPOSE)
