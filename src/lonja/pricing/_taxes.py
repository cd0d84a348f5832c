"""Tax classes, and the rate of each class in each country. Rates are in basis points (2100 = 21 %).

Orders keep the rate that they were placed with, so a change of a rate concerns carts alone.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import SUPPORTED_LANGUAGES
from lonja.pricing import _tax_store
from lonja.pricing._tax_store import TaxClass, TaxRate
from lonja.shop import api as shop

STANDARD: Final = "standard"
"""The class of every product that names no other; it always exists."""
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")


class UnknownTaxClass(NotFound):
    code: ClassVar[str] = "unknown_tax_class"


class UnknownTaxRate(NotFound):
    code: ClassVar[str] = "unknown_tax_rate"


class TaxTaken(Conflict):
    """There is such a class or rate already."""

    code: ClassVar[str] = "tax_taken"


class TaxChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "tax_changed"


class TaxClassInUse(Conflict):
    """`facts`: how many `rates` and `products` still name it."""

    code: ClassVar[str] = "tax_class_in_use"


async def tax_classes(db: AsyncConnection) -> list[TaxClass]:
    """By code; a shop that has named none has `standard`."""
    found = await _tax_store.classes(db)
    if any(one.code == STANDARD for one in found):
        return found
    return [TaxClass(STANDARD, {"es": "General", "en": "Standard"}, 0), *found]


async def tax_class(db: AsyncConnection, code: str) -> TaxClass:
    for one in await tax_classes(db):
        if one.code == code:
            return one
    raise UnknownTaxClass(f"there is no tax class {code!r}", field="tax_class")


async def put_tax_class(
    db: AsyncConnection,
    code: str,
    names: Mapping[str, str],
    *,
    version: int | None = None,
    actor: str,
    now: datetime,
) -> Outcome:
    """Add the class or rename it; with `version`, refused if it was renamed since."""
    if not _CODE.fullmatch(code):
        raise Invalid("a code has small letters, digits and underscores", field="code")
    _check_names(names)
    row = await _tax_store.get_class(db, code, lock=True)
    if version == 0 and row is not None:
        raise TaxTaken(f"there is a tax class {code} already", field="code")
    if version is not None and version != (row.version if row else 0):
        raise TaxChanged("somebody changed this tax class meanwhile", version=row and row.version)
    if row is not None and dict(row.names) == dict(names):
        return "unchanged"
    if row is None and not await _tax_store.insert_class(db, code, names):
        raise TaxTaken(f"there is a tax class {code} already", field="code")
    if row is not None:
        await _tax_store.update_class(db, code, names)
    await audit.record(
        db, at=now, actor=actor, action="tax_class_set", subject=f"tax_class:{code}", names=names
    )
    return "created" if row is None else "updated"


async def remove_tax_class(
    db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime
) -> None:
    """Refused while a rate or a product names it; `standard` stays."""
    row = await _tax_store.get_class(db, code, lock=True)
    if row is None:
        raise UnknownTaxClass(f"there is no tax class {code!r}", field="tax_class")
    if row.version != version:
        raise TaxChanged("somebody changed this tax class meanwhile", version=row.version)
    rates = await _tax_store.count_rates(db, code)
    products = await catalog.count_in_tax_class(db, code)
    if rates or products or code == STANDARD:
        raise TaxClassInUse(
            f"{rates} rates and {products} products are in the class {code}",
            rates=rates,
            products=products,
        )
    await _tax_store.delete_class(db, code)
    await audit.record(
        db, at=now, actor=actor, action="tax_class_removed", subject=f"tax_class:{code}"
    )


async def all_tax_rates(
    db: AsyncConnection, *, after: tuple[str, str] | None = None, limit: int = 200
) -> list[TaxRate]:
    """By country and class."""
    return await _tax_store.rates(db, after=after, limit=limit)


async def countries_without_rate(
    db: AsyncConnection, sells_to: Sequence[str], home: str
) -> list[str]:
    """Where goods of the standard class would be sold without tax: home, or a member of the EU
    that a shop in the EU sells to. Sales to elsewhere leave untaxed.
    """
    taxed = [one for one in sells_to if one == home or {one, home} <= set(shop.EU)]
    return await _tax_store.without_rate(db, taxed, STANDARD)


async def tax_rate(db: AsyncConnection, country: str, tax_class: str) -> TaxRate:
    row = await _tax_store.get_rate(db, country, tax_class)
    if row is None:
        raise UnknownTaxRate(f"there is no rate {tax_class} for {country}")
    return row


async def add_tax_rate(
    db: AsyncConnection,
    country: str,
    tax_class_code: str,
    basis_points: int,
    *,
    actor: str,
    now: datetime,
) -> None:
    if country not in COUNTRIES:
        raise Invalid(f"{country!r} is not a country, like ES", field="country")
    _check_points(basis_points)
    await tax_class(db, tax_class_code)
    if not await _tax_store.insert_rate(db, country, tax_class_code, basis_points):
        raise TaxTaken(f"{country} has a rate {tax_class_code} already", field="tax_class")
    await _audit_rate(db, country, tax_class_code, basis_points, actor, now)


async def change_tax_rate(
    db: AsyncConnection,
    country: str,
    tax_class: str,
    basis_points: int,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    _check_points(basis_points)
    await _lock_rate(db, country, tax_class, version)
    await _tax_store.update_rate(db, country, tax_class, basis_points)
    await _audit_rate(db, country, tax_class, basis_points, actor, now)


async def remove_tax_rate(
    db: AsyncConnection, country: str, tax_class: str, *, version: int, actor: str, now: datetime
) -> None:
    """From now on carts to this country pay no tax for the class."""
    await _lock_rate(db, country, tax_class, version)
    await _tax_store.delete_rate(db, country, tax_class)
    await _audit_rate(db, country, tax_class, None, actor, now)


async def put_tax_rate(
    db: AsyncConnection,
    country: str,
    tax_class: str,
    basis_points: int,
    *,
    actor: str,
    now: datetime,
) -> Outcome:
    """Add the rate, or update it to these values."""
    row = await _tax_store.get_rate(db, country, tax_class)
    if row is None:
        await add_tax_rate(db, country, tax_class, basis_points, actor=actor, now=now)
        return "created"
    if row.basis_points == basis_points:
        return "unchanged"
    await change_tax_rate(
        db, country, tax_class, basis_points, version=row.version, actor=actor, now=now
    )
    return "updated"


async def _lock_rate(db: AsyncConnection, country: str, tax_class: str, version: int) -> None:
    row = await _tax_store.get_rate(db, country, tax_class, lock=True)
    if row is None:
        raise UnknownTaxRate(f"there is no rate {tax_class} for {country}")
    if row.version != version:
        raise TaxChanged("somebody changed this rate meanwhile", version=row.version)


async def _audit_rate(
    db: AsyncConnection,
    country: str,
    tax_class: str,
    basis_points: int | None,
    actor: str,
    now: datetime,
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="tax_rate_removed" if basis_points is None else "tax_rate_set",
        subject=f"tax_rate:{country}-{tax_class}",
        basis_points=basis_points,
    )


def _check_points(basis_points: int) -> None:
    if not 0 <= basis_points <= 10_000:
        raise Invalid("a rate is between 0 and 100 %", field="basis_points")


def _check_names(names: Mapping[str, str]) -> None:
    if not names or any(
        language not in SUPPORTED_LANGUAGES or not 1 <= len(name.strip()) <= 200
        for language, name in names.items()
    ):
        raise Invalid("a name in at least one language, each of 1 to 200 characters", field="names")
