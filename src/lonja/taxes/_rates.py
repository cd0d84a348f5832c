"""The rate of each class in each place, from a day on. Rates are in basis points (2100 = 21 %).

Orders keep the rate that they were placed with, so a change of a rate concerns carts alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Invalid, NotFound
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.shop import api as shop
from lonja.taxes import _store
from lonja.taxes._classes import TaxChanged, TaxTaken, tax_class
from lonja.taxes._store import TaxRate
from lonja.taxes._taxing import STANDARD
from lonja.taxes._territories import territory

ALWAYS: Final = date(2000, 1, 1)
"""The first day of a rate whose beginning nobody cares about."""
_YEARS: Final = range(1990, 2100)


class UnknownTaxRate(NotFound):
    code: ClassVar[str] = "unknown_tax_rate"


@dataclass(frozen=True, slots=True)
class RateKey:
    """`place` is a country or a territory with rules of its own."""

    place: str
    tax_class: str
    valid_from: date = ALWAYS

    def __str__(self) -> str:
        return f"{self.place}.{self.tax_class}.{self.valid_from.isoformat()}"

    @classmethod
    def read(cls, text: str) -> "RateKey":
        """Of an id; one that is not written so is of no rate."""
        try:
            place, tax_class_code, day = text.split(".")
            return cls(place, tax_class_code, date.fromisoformat(day))
        except ValueError as error:
            raise UnknownTaxRate(f"there is no rate {text!r}") from error


async def all_tax_rates(
    db: AsyncConnection, *, after: tuple[str, str, str] | None = None, limit: int = 200
) -> list[TaxRate]:
    """By place, class and first day (in ISO 8601); those of the past and of the future, too."""
    return await _store.rates(db, after=after, limit=limit)


async def countries_without_rate(
    db: AsyncConnection, sells_to: Sequence[str], home: str, *, on: date
) -> list[str]:
    """Where goods of the standard class could not be sold for want of a rate: home, or a member
    of the EU that a shop in the EU sells to. Sales to elsewhere leave untaxed.
    """
    taxed = [one for one in sells_to if one == home or {one, home} <= set(shop.EU)]
    return await _store.without_rate(db, taxed, STANDARD, on)


async def tax_rate(db: AsyncConnection, key: RateKey) -> TaxRate:
    row = await _store.get_rate(db, key.place, key.tax_class, key.valid_from)
    if row is None:
        raise UnknownTaxRate(f"there is no rate {key}")
    return row


async def add_tax_rate(
    db: AsyncConnection, key: RateKey, basis_points: int, *, actor: str, now: datetime
) -> None:
    """From its first day on it replaces the rate of the class before it; that day may come yet."""
    if key.place not in COUNTRIES and territory(key.place) is None:
        raise Invalid(
            f"{key.place!r} is neither a country, like ES, nor a territory", field="place"
        )
    if key.valid_from.year not in _YEARS:
        raise Invalid("a rate begins between 1990 and 2099", field="valid_from")
    _check_points(basis_points)
    await tax_class(db, key.tax_class)
    if not await _store.insert_rate(db, key.place, key.tax_class, key.valid_from, basis_points):
        raise TaxTaken(
            f"{key.place} has a rate {key.tax_class} from {key.valid_from} on already",
            field="tax_class",
        )
    await _audit_rate(db, key, basis_points, actor, now)


async def change_tax_rate(
    db: AsyncConnection,
    key: RateKey,
    basis_points: int,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    _check_points(basis_points)
    await _lock_rate(db, key, version)
    await _store.update_rate(db, key.place, key.tax_class, key.valid_from, basis_points)
    await _audit_rate(db, key, basis_points, actor, now)


async def remove_tax_rate(
    db: AsyncConnection, key: RateKey, *, version: int, actor: str, now: datetime
) -> None:
    """The rate before it is in force again; a place that has none left is not taxed, or not sold to."""
    await _lock_rate(db, key, version)
    await _store.delete_rate(db, key.place, key.tax_class, key.valid_from)
    await _audit_rate(db, key, None, actor, now)


async def put_tax_rate(
    db: AsyncConnection, key: RateKey, basis_points: int, *, actor: str, now: datetime
) -> Outcome:
    """Add the rate, or update it to this value."""
    row = await _store.get_rate(db, key.place, key.tax_class, key.valid_from)
    if row is None:
        await add_tax_rate(db, key, basis_points, actor=actor, now=now)
        return "created"
    if row.basis_points == basis_points:
        return "unchanged"
    await change_tax_rate(db, key, basis_points, version=row.version, actor=actor, now=now)
    return "updated"


async def _lock_rate(db: AsyncConnection, key: RateKey, version: int) -> None:
    row = await _store.get_rate(db, key.place, key.tax_class, key.valid_from, lock=True)
    if row is None:
        raise UnknownTaxRate(f"there is no rate {key}")
    if row.version != version:
        raise TaxChanged("somebody changed this rate meanwhile", version=row.version)


async def _audit_rate(
    db: AsyncConnection, key: RateKey, basis_points: int | None, actor: str, now: datetime
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="tax_rate_removed" if basis_points is None else "tax_rate_set",
        subject=f"tax_rate:{key}",
        basis_points=basis_points,
    )
    # Pages say whether a price includes tax, and they are kept in memory.
    announce(db, EVERYTHING)


def _check_points(basis_points: int) -> None:
    if not 0 <= basis_points <= 10_000:
        raise Invalid("a rate is between 0 and 100 %", field="basis_points")
