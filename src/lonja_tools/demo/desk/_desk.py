"""Who writes, when, and of which story."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypedDict
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows
from lonja.staff import api as staff
from lonja_tools.demo._plan import DAYS, Plan, uuid7

OWNER: Final = "owner@azulejo.example"
CLERK: Final = "clerk@azulejo.example"


class Who(TypedDict):
    actor: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """`opened` is the last second of the story: nothing is written later, so that it never lies ahead."""

    plan: Plan
    opened: datetime
    secret: str
    dice: Random
    people: dict[str, staff.StaffMember]

    @property
    def owner(self) -> Who:
        return Who(actor=OWNER, now=self.opened)

    @property
    def clerk(self) -> Who:
        return Who(actor=CLERK, now=self.opened)

    @property
    def founder(self) -> Who:
        """The owner as the shop began: what was there from the first day is no news today."""
        return Who(actor=OWNER, now=self.days(-DAYS))

    def days(self, count: int) -> datetime:
        """So many days after the shop was opened; below zero before."""
        return self.opened + timedelta(days=count)

    def id(self) -> UUID:
        return UUID(uuid7(self.dice, self.plan.end_ms))


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as the demo knows it."""

    id: UUID
    slug: str
    version: int
    material: str
    use: str


async def products(db: AsyncConnection) -> list[Goods]:
    """The most featured first."""
    return await rows(
        db,
        Goods,
        "SELECT id, slug, version, attributes ->> 'material' AS material,"
        " attributes ->> 'use' AS use FROM products ORDER BY featured DESC, slug LIMIT 1000",
    )
