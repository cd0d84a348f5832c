"""A location closes once nothing is there and nobody comes for anything: nothing is moved silently."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from psycopg import AsyncConnection

from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel.errors import Conflict


class LocationInUse(Conflict):
    """`facts`: `ready_units` and `parcels` of paid orders are still there."""

    code: ClassVar[str] = "location_in_use"


@dataclass(frozen=True, slots=True)
class Contents:
    """What has to go before a location can close; `held` of its `units` wait for orders."""

    units: int
    variants: int
    held: int
    ready_units: int
    parcels: int

    @property
    def can_close(self) -> bool:
        return not (self.units or self.ready_units or self.parcels)


async def contents(db: AsyncConnection, code: str) -> Contents:
    stock = await inventory.content(db, code)
    waiting = await fulfilment.waiting_at(db, code)
    return Contents(stock.units, stock.variants, stock.held, waiting.ready_units, waiting.parcels)


async def check_unused(db: AsyncConnection, code: str) -> None:
    """Raise `LocationInUse` while goods of paid orders are still there."""
    found = await contents(db, code)
    if found.ready_units or found.parcels:
        raise LocationInUse(
            f"goods of paid orders are still at {code}: send them first, or move them",
            ready_units=found.ready_units,
            parcels=found.parcels,
        )


async def close(db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime) -> None:
    """Its history stays. Closing twice changes nothing."""
    if (await inventory.location(db, code)).closed_at is None:
        await check_unused(db, code)
        await inventory.close_location(db, code, version=version, actor=actor, now=now)
