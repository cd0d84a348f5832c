"""Goods on their way to a location: expected, put off, received, called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._backorders import incoming_store
from lonja.inventory._backorders.incoming_store import Incoming
from lonja.inventory._backorders.queues import PromiseAgain
from lonja.inventory._backorders.terms import IncomingStatus
from lonja.inventory._places.locations import check_open
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.transaction import touch_products

MAX_INCOMING: Final = 1_000_000


class UnknownIncoming(NotFound):
    code: ClassVar[str] = "unknown_incoming"


class IncomingChanged(Conflict):
    """Somebody changed it meanwhile; `facts["version"]` is what it is now."""

    code: ClassVar[str] = "incoming_changed"


class IncomingEnded(Conflict):
    """It was received or called off before; `facts["status"]` says which."""

    code: ClassVar[str] = "incoming_ended"


class IncomingOfStockOrder(Conflict):
    """A transfer or a purchase order says what becomes of it; `facts["stock_order"]` is its id."""

    code: ClassVar[str] = "incoming_of_stock_order"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a clerk writes of goods on their way."""

    variant_id: UUID
    location: str
    quantity: int
    expected_on: date
    note: str = ""


async def expect(
    db: AsyncConnection, new: Expected, *, incoming_id: UUID, actor: str, now: datetime
) -> None:
    """Write down goods that are on their way; the same id again changes nothing."""
    _check(new.quantity)
    await check_open(db, {new.location})
    if await catalog.gift_cards_among(db, [new.variant_id]):
        raise Invalid("a gift card has no stock", field="variant_id")
    await _store.lock_levels(db, [new.variant_id])
    if await incoming_store.lock(db, incoming_id) is not None:
        return
    if not await incoming_store.insert(
        db,
        variant_id=new.variant_id,
        incoming_id=incoming_id,
        location=new.location,
        quantity=new.quantity,
        expected_on=new.expected_on,
        note=new.note,
        actor=actor,
        now=now,
    ):
        return
    await _record(db, "incoming_expected", new.variant_id, actor, now, quantity=new.quantity,
                  location=new.location, expected_on=new.expected_on)  # fmt: skip
    await _changed(db, new.variant_id)


async def put_off(
    db: AsyncConnection,
    *,
    incoming_id: UUID,
    expected_on: date,
    quantity: int,
    version: int,
    actor: str,
    now: datetime,
) -> Incoming:
    """Another day, or another number of units; as it was before."""
    _check(quantity)
    was = await _lock(db, incoming_id)
    if was.version != version:
        raise IncomingChanged("somebody changed it meanwhile", version=was.version)
    await incoming_store.change(db, incoming_id, expected_on=expected_on, quantity=quantity)
    await _record(db, "incoming_changed", was.variant_id, actor, now, quantity=quantity,
                  expected_on=expected_on, was=was.expected_on)  # fmt: skip
    await _changed(db, was.variant_id)
    return was


async def end(
    db: AsyncConnection,
    *,
    incoming_id: UUID,
    status: IncomingStatus,
    received: int = 0,
    actor: str,
    now: datetime,
) -> Incoming | None:
    """It is there, or nobody expects it any more; None where the same was said before.

    The caller writes what came into the ledger, in the same transaction.
    """
    was = _by_hand(await incoming_store.lock(db, incoming_id))
    if was.status is status and was.received == received:
        return None
    if was.status is not IncomingStatus.EXPECTED:
        raise IncomingEnded(f"it was {was.status} before", status=str(was.status))
    await incoming_store.end(db, incoming_id, status=status, received=received, now=now)
    await _record(db, f"incoming_{status}", was.variant_id, actor, now, quantity=was.quantity,
                  received=received)  # fmt: skip
    await _changed(db, was.variant_id)
    return was


async def incoming(
    db: AsyncConnection,
    *,
    variant_id: UUID | None = None,
    after: tuple[date, UUID, UUID] | None = None,
    limit: int,
) -> list[Incoming]:
    """What is expected, the earliest first."""
    return await incoming_store.expected(db, variant_id=variant_id, after=after, limit=limit)


async def on_order(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Units on their way to where they may be sold; without any the variant is missing."""
    if not variant_ids:
        return {}
    return {one.variant_id: one.units for one in await incoming_store.on_order(db, variant_ids)}


async def _lock(db: AsyncConnection, incoming_id: UUID) -> Incoming:
    found = _by_hand(await incoming_store.lock(db, incoming_id))
    if found.status is not IncomingStatus.EXPECTED:
        raise IncomingEnded(f"it was {found.status} before", status=str(found.status))
    return found


def _by_hand(found: Incoming | None) -> Incoming:
    if found is None:
        raise UnknownIncoming("no such goods are on their way")
    if found.stock_order_kind:
        raise IncomingOfStockOrder("its stock order is received instead", stock_order=str(found.id))
    return found


async def _changed(db: AsyncConnection, variant_id: UUID) -> None:
    """Pages say another day now, and who waits may have to be told."""
    touch_products(db, (await catalog.products_of(db, [variant_id])).values())
    await outbox.put(db, PromiseAgain(variant_id))


def _check(quantity: int) -> None:
    if not 1 <= quantity <= MAX_INCOMING:
        raise Invalid(f"between 1 and {MAX_INCOMING} units", field="quantity")


async def _record(
    db: AsyncConnection, action: str, variant_id: UUID, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"variant:{variant_id}", **facts
    )
