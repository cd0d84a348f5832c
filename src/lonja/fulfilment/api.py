"""The door to parcels, and to where each unit of a paid order is."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import _board_store, _store
from lonja.fulfilment._board_store import PickLine, Task, TaskCounts, WaitingAt
from lonja.fulfilment._boards import OVERDUE_AFTER, WAVE, Queue, count_tasks, pick_list, tasks
from lonja.fulfilment._line_units import (
    Allocation,
    LineUnits,
    NotAllocated,
    Shipment,
    ShipmentLine,
)
from lonja.fulfilment._moving import (
    GONE,
    OPEN,
    SHIPMENT_MOVES,
    ShipmentStatus,
    WrongShipmentStatus,
    standing,
)
from lonja.fulfilment._policies import store as policy_store
from lonja.fulfilment._policies.policy import (
    MAX_CARRIERS,
    Carrier,
    FulfilmentPolicy,
    FulfilmentPolicyChanged,
    check_policy,
)
from lonja.fulfilment._policies.reporting import (
    OLD_KEY_COUNTS,
    CarrierKey,
    CarrierReport,
    ReportKind,
    keys_in_force,
)
from lonja.fulfilment._policies.tracking import KNOWN as KNOWN_CARRIERS
from lonja.fulfilment._policies.tracking import tracking_url
from lonja.fulfilment._shipments import (
    CalledOff,
    NothingReady,
    ShipmentIdTaken,
    UnknownShipment,
    add_units,
    call_off,
    fill,
    get,
    is_sent,
    move,
    open_units,
    place_anywhere,
    plan,
    relocate,
    standing_of,
)
from lonja.fulfilment._store import OnItsWay
from lonja.kernel import audit
from lonja.kernel.errors import NotFound
from lonja.kernel.standing import from_memory
from lonja.kernel.transaction import EVERYTHING, announce

__all__ = [
    "GONE",
    "KNOWN_CARRIERS",
    "MAX_CARRIERS",
    "OLD_KEY_COUNTS",
    "OPEN",
    "OVERDUE_AFTER",
    "SHIPMENT_MOVES",
    "WAVE",
    "Allocation",
    "CalledOff",
    "Carrier",
    "CarrierKey",
    "CarrierReport",
    "FulfilmentPolicy",
    "FulfilmentPolicyChanged",
    "LineUnits",
    "NotAllocated",
    "NothingReady",
    "OnItsWay",
    "PickLine",
    "Queue",
    "ReportKind",
    "Shipment",
    "ShipmentIdTaken",
    "ShipmentLine",
    "ShipmentStatus",
    "Task",
    "TaskCounts",
    "UnknownCarrier",
    "UnknownShipment",
    "WaitingAt",
    "WrongShipmentStatus",
    "add_units",
    "allocations_of",
    "arriving",
    "call_off",
    "count_tasks",
    "fill",
    "get",
    "is_sent",
    "keep_carrier_keys",
    "kept_until",
    "keys_in_force",
    "mark_reminded",
    "move",
    "open_units",
    "pick_list",
    "place_anywhere",
    "plan",
    "policy",
    "policy_version",
    "relocate",
    "set_policy",
    "shipments_of",
    "standing",
    "standing_of",
    "tasks",
    "tracking_url",
    "uncollected",
    "units_of",
    "unreminded",
    "waiting_at",
    "with_tracking",
]


class UnknownCarrier(NotFound):
    code: ClassVar[str] = "unknown_carrier"


async def shipments_of(db: AsyncConnection, order_id: UUID) -> list[Shipment]:
    return await _store.shipments(db, order_id)


async def units_of(db: AsyncConnection, order_id: UUID) -> list[LineUnits]:
    """Where the units of each line are; empty of an order that was never paid here."""
    return await _store.units(db, order_id)


async def allocations_of(db: AsyncConnection, order_id: UUID) -> list[Allocation]:
    """What lies ready, by line and location."""
    return await _store.allocations(db, order_id)


async def policy(db: AsyncConnection) -> FulfilmentPolicy:
    """How the shop sends its parcels; the usual way where nobody has said otherwise."""
    found = await from_memory(db, "fulfilment policy", policy_store.newest)
    return FulfilmentPolicy.from_json(found.body) if found else FulfilmentPolicy()


async def policy_version(db: AsyncConnection) -> int:
    """0 where nobody has changed it yet."""
    found = await policy_store.newest(db)
    return found.version if found else 0


async def set_policy(
    db: AsyncConnection, new: FulfilmentPolicy, *, version: int, actor: str, now: datetime
) -> None:
    """Change how parcels are sent from now on; `version` is what the caller saw.

    A carrier that stays may still report: its keys are the ones it has.
    """
    before = await policy(db)
    kept = [
        replace(one, keys=there.keys if (there := before.carrier(one.name)) else ())
        for one in new.carriers
    ]
    await _save_policy(db, replace(new, carriers=kept), version=version, actor=actor, now=now)


async def keep_carrier_keys(
    db: AsyncConnection, name: str, *, new: CarrierKey | None, actor: str, now: datetime
) -> None:
    """A carrier may report with a new key, the last one counting for a day; or with None no more."""
    there = await policy(db)
    carrier = there.carrier(name)
    if carrier is None:
        raise UnknownCarrier("there is no such carrier in the rules of shipping")
    keys = () if new is None else (*carrier.keys[-1:], new)
    changed = [replace(one, keys=keys) if one is carrier else one for one in there.carriers]
    version = await policy_version(db)
    await _save_policy(db, replace(there, carriers=changed), version=version, actor=actor, now=now)


async def with_tracking(db: AsyncConnection, *, carrier: str, tracking: str) -> list[OnItsWay]:
    """The parcels that left with this carrier under this number; numbers come again after years."""
    return await _store.with_tracking(db, carrier=carrier, tracking=tracking)


async def _save_policy(
    db: AsyncConnection, new: FulfilmentPolicy, *, version: int, actor: str, now: datetime
) -> None:
    check_policy(new)
    current = await policy_version(db)
    if current != version or not await policy_store.insert(db, version + 1, new):
        raise FulfilmentPolicyChanged("somebody saved it meanwhile", version=current)
    announce(db, EVERYTHING)  # how goods are picked decides when they arrive
    await audit.record(
        db, at=now, actor=actor, action="fulfilment_policy_changed", subject="fulfilment:policy"
    )


async def arriving(db: AsyncConnection, *, now: datetime, limit: int) -> list[_store.OnItsWay]:
    """Parcels that count as delivered now, by the shop's days; none where it has not said how many."""
    days = (await policy(db)).delivered_after_days
    if days is None:
        return []
    return await _store.on_their_way(db, before=now - timedelta(days=days), limit=limit)


async def waiting_at(db: AsyncConnection, location: str) -> WaitingAt:
    """Paid goods that are still at a location, which cannot close before they have left."""
    return await _board_store.waiting_at(db, location)


async def unreminded(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    """Orders that nobody came for, whose buyers are to be reminded now; none where the shop does not."""
    days = (await policy(db)).reminded_after_days
    return await _uncollected(db, days, only_silent=True, now=now, limit=limit)


async def uncollected(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    """Orders that nobody came for in the shop's days; none where it waits for ever."""
    days = (await policy(db)).cancelled_after_days
    return await _uncollected(db, days, only_silent=False, now=now, limit=limit)


async def mark_reminded(db: AsyncConnection, order_id: UUID, *, now: datetime) -> bool:
    """False where its buyer was reminded before, or nothing waits for them."""
    return await _board_store.mark_reminded(db, order_id, now)


async def kept_until(db: AsyncConnection, order_id: UUID) -> datetime | None:
    """Until when its goods lie ready in the store; None where they do not, or for ever."""
    since = await _board_store.ready_since(db, order_id)
    days = (await policy(db)).cancelled_after_days
    return None if since is None or days is None else since + timedelta(days=days)


async def _uncollected(
    db: AsyncConnection, days: int | None, *, only_silent: bool, now: datetime, limit: int
) -> list[UUID]:
    if days is None:
        return []
    return await _board_store.uncollected(
        db, before=now - timedelta(days=days), only_silent=only_silent, limit=limit
    )
