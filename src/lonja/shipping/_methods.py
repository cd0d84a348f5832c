"""Shipping methods as staff write them down: how long each takes, and what it costs to where."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.countries import COUNTRIES, EVERYWHERE
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import is_language
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.shipping import _method_store
from lonja.shipping._choosing import BandBy, MethodKind, Rate
from lonja.shipping._zones import zone_drafts
from lonja.shop import api as shop

MAX_RATES: Final = 2_000
MAX_AMOUNT_MINOR: Final = 10**9
MAX_DAYS: Final = 365
BY_EMAIL: Final = "by-email"
"""How an order travels that has nothing to pack; no method of the shop's has this code."""
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class UnknownShippingMethod(NotFound):
    code: ClassVar[str] = "unknown_shipping_method"


class ShippingMethodTaken(Conflict):
    code: ClassVar[str] = "shipping_method_taken"


class ShippingMethodChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "shipping_method_changed"


@dataclass(frozen=True, slots=True)
class MethodDraft:
    """`names` are by language; days are working days; `band_by` is what the rates' bands measure."""

    code: str
    names: Mapping[str, str]
    days_min: int
    days_max: int
    position: int = 0
    rates: Sequence[Rate] = ()
    band_by: BandBy = BandBy.NONE
    kind: MethodKind = MethodKind.DELIVERY


@dataclass(frozen=True, slots=True)
class Method:
    draft: MethodDraft
    version: int


async def method(db: AsyncConnection, code: str) -> Method:
    row = await _method_store.get(db, code)
    if row is None:
        raise UnknownShippingMethod(f"there is no shipping method {code!r}")
    return (await _with_rates(db, [row]))[0]


async def methods(
    db: AsyncConnection, *, after: str | None = None, limit: int = 100
) -> list[Method]:
    """By code, each with its rates."""
    return await _with_rates(db, await _method_store.methods(db, after=after, limit=limit))


async def add_method(db: AsyncConnection, draft: MethodDraft, *, actor: str, now: datetime) -> None:
    await _check(db, draft)
    if not await _method_store.insert(
        db,
        code=draft.code,
        names=draft.names,
        days_min=draft.days_min,
        days_max=draft.days_max,
        position=draft.position,
        band_by=draft.band_by,
        kind=draft.kind,
    ):
        raise ShippingMethodTaken(f"there is a shipping method {draft.code} already", field="code")
    await _write_rates(db, draft)
    await _audit(db, draft, "shipping_method_added", actor, now)


async def change_method(
    db: AsyncConnection, draft: MethodDraft, *, version: int, actor: str, now: datetime
) -> None:
    """The method and all of its rates become what the draft says; orders keep what they paid."""
    await _check(db, draft)
    await _lock(db, draft.code, version)
    await _method_store.update(
        db,
        code=draft.code,
        names=draft.names,
        days_min=draft.days_min,
        days_max=draft.days_max,
        position=draft.position,
        band_by=draft.band_by,
        kind=draft.kind,
    )
    await _write_rates(db, draft)
    await _audit(db, draft, "shipping_method_changed", actor, now)


async def remove_method(
    db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime
) -> None:
    """Carts that chose it choose again; orders keep its code and their price."""
    await _lock(db, code, version)
    await _method_store.delete(db, code)
    announce(db, EVERYTHING)  # pages say what sending costs, and when it arrives
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="shipping_method_removed",
        subject=f"shipping_method:{code}",
    )


async def put_method(
    db: AsyncConnection, draft: MethodDraft, *, actor: str, now: datetime
) -> Outcome:
    """Add it, or bring it and its rates to what the draft says."""
    row = await _method_store.get(db, draft.code)
    if row is None:
        await add_method(db, draft, actor=actor, now=now)
        return "created"
    there = (await _with_rates(db, [row]))[0]
    if _sorted(there.draft) == _sorted(draft):
        return "unchanged"
    await change_method(db, draft, version=there.version, actor=actor, now=now)
    return "updated"


async def _lock(db: AsyncConnection, code: str, version: int) -> None:
    row = await _method_store.get(db, code, lock=True)
    if row is None:
        raise UnknownShippingMethod(f"there is no shipping method {code!r}")
    if row.version != version:
        raise ShippingMethodChanged(
            "somebody changed this method meanwhile; load it again", version=row.version
        )


async def _check(db: AsyncConnection, draft: MethodDraft) -> None:
    if draft.code == BY_EMAIL:
        raise Invalid("this code is kept for what goes by e-mail", field="code")
    if not _CODE.fullmatch(draft.code):
        raise Invalid("a code has small letters, digits, dashes or underscores", field="code")
    if not draft.names or any(
        not is_language(language) or not 1 <= len(name.strip()) <= 200
        for language, name in draft.names.items()
    ):
        raise Invalid("a name in at least one language, each of 1 to 200 characters", field="names")
    if not 0 <= draft.days_min <= draft.days_max <= MAX_DAYS:
        raise Invalid(f"days go from least to most, at most {MAX_DAYS}", field="days_max")
    if not 0 <= draft.position <= 10_000:
        raise Invalid("a position is between 0 and 10,000", field="position")
    if len(draft.rates) > MAX_RATES:
        raise Invalid(f"a method has at most {MAX_RATES} rates", field="rates")
    currencies = (await shop.current(db)).currency_codes
    zones = {one.code for one in await zone_drafts(db)}
    for at, rate in enumerate(draft.rates):
        _check_rate(rate, f"rates.{at}", currencies, zones)
        _check_band(draft.band_by, rate, f"rates.{at}")
        if any(_meet(rate, other) for other in draft.rates[:at]):
            raise Invalid(
                f"{rate.place} has two rates in {rate.currency} for the same parcel",
                field=f"rates.{at}.place",
            )


def _check_band(band_by: BandBy, rate: Rate, field: str) -> None:
    if rate.from_value < 0 or rate.from_value > MAX_AMOUNT_MINOR:
        raise Invalid("a band begins at 0 or above", field=f"{field}.from_value")
    if rate.up_to is not None and not rate.from_value < rate.up_to <= MAX_AMOUNT_MINOR:
        raise Invalid("a band ends above where it begins", field=f"{field}.up_to")
    if band_by == BandBy.NONE and (rate.from_value or rate.up_to is not None):
        raise Invalid("bands need to know what they measure", field="band_by")


def _meet(one: Rate, other: Rate) -> bool:
    if (one.place, one.currency) != (other.place, other.currency):
        return False
    return (other.up_to is None or one.from_value < other.up_to) and (
        one.up_to is None or other.from_value < one.up_to
    )


def _check_rate(rate: Rate, field: str, currencies: Sequence[str], zones: Collection[str]) -> None:
    if rate.place != EVERYWHERE and rate.place not in COUNTRIES and rate.place not in zones:
        raise Invalid(
            f"{rate.place!r} is neither a country, like ES, nor a zone, nor * for all others",
            field=f"{field}.place",
        )
    if rate.currency not in currencies:
        raise Invalid(
            f"{rate.currency!r} is not a currency of this shop", field=f"{field}.currency"
        )
    if not 0 <= rate.amount_minor <= MAX_AMOUNT_MINOR:
        raise Invalid("a price is not negative", field=f"{field}.amount_minor")
    if rate.free_from_minor is not None and not 0 < rate.free_from_minor <= MAX_AMOUNT_MINOR:
        raise Invalid("free from an amount above zero", field=f"{field}.free_from_minor")


async def _write_rates(db: AsyncConnection, draft: MethodDraft) -> None:
    await _method_store.replace_rates(db, code=draft.code, rates=draft.rates)


async def _audit(
    db: AsyncConnection, draft: MethodDraft, action: str, actor: str, now: datetime
) -> None:
    announce(db, EVERYTHING)  # pages say what sending costs, and when it arrives
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"shipping_method:{draft.code}",
        names=dict(draft.names),
        days=[draft.days_min, draft.days_max],
        rates=len(draft.rates),
    )


async def _with_rates(
    db: AsyncConnection, found: Sequence[_method_store.StoredMethod]
) -> list[Method]:
    by_method: dict[str, list[Rate]] = {row.code: [] for row in found}
    for rate in await _method_store.rates(db, list(by_method)):
        by_method[rate.method_code].append(rate_of(rate))
    return [
        Method(
            MethodDraft(
                row.code,
                row.names,
                row.days_min,
                row.days_max,
                row.position,
                by_method[row.code],
                row.band_by,
                row.kind,
            ),
            row.version,
        )
        for row in found
    ]


def rate_of(row: _method_store.StoredRate) -> Rate:
    return Rate(
        row.place,
        row.currency,
        row.amount_minor,
        row.free_from_minor,
        row.from_value,
        row.up_to,
    )


def _sorted(draft: MethodDraft) -> tuple[object, ...]:
    rates = sorted(draft.rates, key=lambda rate: (rate.place, rate.currency, rate.from_value))
    days = draft.days_min, draft.days_max
    return dict(draft.names), *days, draft.position, draft.band_by, draft.kind, rates
