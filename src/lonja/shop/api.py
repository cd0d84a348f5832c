"""The door to the facts of this shop."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection
from pydantic import TypeAdapter, ValidationError

from lonja.kernel import audit, outbox
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Conflict
from lonja.kernel.standing import from_memory
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.shop import _store
from lonja.shop._cache import CurrentShop
from lonja.shop._facts import (
    ADDRESS_FIELDS,
    Currency,
    DocumentRules,
    ExportPrice,
    FactMalformed,
    FactMissing,
    FactUnknown,
    IssueOn,
    ShippingTax,
    Shop,
    TaxRecord,
    TaxRounding,
    TaxRules,
    faults,
    from_json,
    to_json,
)
from lonja.shop._opening import NEEDED_TO_OPEN, NEVER_OPENED, GuideStep, Opening
from lonja.shop._openings import (
    ATTEMPTS_WINDOW,
    PREVIEW_LIFE,
    count_password_attempt,
    forget_password_attempts,
    is_preview_token,
    is_shop_pass,
    opening,
    preview_token,
    set_open,
    set_shop_password,
    shop_pass,
)
from lonja.shop._proposing import EU, CountryProposal, proposal, proposals
from lonja.shop._seller import Seller, seller
from lonja.shop._skips import StepNeeded, resume_step, skip_step, skipped_steps

__all__ = [
    "ADDRESS_FIELDS",
    "ATTEMPTS_WINDOW",
    "EU",
    "NEEDED_TO_OPEN",
    "NEVER_OPENED",
    "PREVIEW_LIFE",
    "ConvertPrices",
    "CountryProposal",
    "Currency",
    "CurrentShop",
    "DocumentRules",
    "ExportPrice",
    "FactMalformed",
    "FactMissing",
    "FactUnknown",
    "GuideStep",
    "IssueOn",
    "ListInLanguages",
    "Opening",
    "Seller",
    "ShippingTax",
    "Shop",
    "ShopChanged",
    "ShopVersion",
    "StepNeeded",
    "TaxRecord",
    "TaxRounding",
    "TaxRules",
    "as_json",
    "changed_by_name",
    "count_password_attempt",
    "current",
    "differences",
    "faults",
    "forget_password_attempts",
    "history",
    "is_preview_token",
    "is_shop_pass",
    "opening",
    "preview_token",
    "proposal",
    "proposals",
    "resume_step",
    "save",
    "seller",
    "set_open",
    "set_shop_password",
    "shop_pass",
    "skip_step",
    "skipped_steps",
]


class ShopChanged(Conflict):
    """Somebody changed the facts since they were read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "shop_changed"


@dataclass(frozen=True, slots=True)
class ShopVersion:
    shop: Shop
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class ConvertPrices(outbox.Message):
    """Work out the converted prices of the next variants, from the one after `after` on."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "prices.convert"
    subject_field: ClassVar[str] = "of_version"
    of_version: int
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class ListInLanguages(outbox.Message):
    """The shop's languages are others: the lists of products after `after` are written anew."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "shelf.languages"
    subject_field: ClassVar[str] = "of_version"
    of_version: int
    after: UUID | None = None


async def current(db: AsyncConnection) -> Shop:
    """The facts as this transaction sees them; version 0 with defaults before the set-up."""
    return await from_memory(db, "shop facts", _newest)


async def _newest(db: AsyncConnection) -> Shop:
    row = await _store.newest(db)
    return Shop() if row is None else from_json(row.version, row.facts)


async def save(
    db: AsyncConnection,
    shop: Shop,
    *,
    version: int | None = None,
    offered: Collection[str] | None = None,
    actor: str,
    now: datetime,
) -> Outcome:
    """Make these facts the current ones: a new version, unless nothing differs.

    Refused for the first fault, and where the current version is not `version`; without one the
    facts replace whatever is there. `offered`: the languages that the shop's theme has words in.
    """
    for fault in faults(shop):
        raise fault
    for at, language in enumerate(shop.languages):
        if offered is not None and language not in offered:
            raise FactUnknown(
                f"{language!r} is not one of the theme's languages {', '.join(sorted(offered))}",
                field=f"languages.{at}",
            )
    before = await current(db)
    _check_rates(before, shop)
    if version is not None and version != before.version:
        raise ShopChanged("somebody changed the settings meanwhile", version=before.version)
    if before.is_set_up and from_json(before.version, to_json(shop)) == before:
        return "unchanged"
    following = before.version + 1
    if not await _store.add(db, version=following, facts=to_json(shop), actor=actor, now=now):
        raise ShopChanged("somebody changed the settings meanwhile", version=following)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="shop_changed",
        subject="shop",
        version=following,
        changed=differences(before, shop),
    )
    announce(db, EVERYTHING)
    if before.languages != shop.languages:
        await outbox.put(db, ListInLanguages(following))
    if _rates(before) != _rates(shop):
        await outbox.put(db, ConvertPrices(following))
    return "updated" if before.is_set_up else "created"


def _rates(shop: Shop) -> Mapping[str, object]:
    """What converted prices depend on."""
    return {shop.currency: None} | {one.code: one.conversion for one in shop.currencies}


def _check_rates(before: Shop, after: Shop) -> None:
    """Rates are of the currency that was first when they were typed."""
    if not before.is_set_up or before.currency == after.currency:
        return
    for at, one in enumerate(after.currencies):
        was = before.currency_of(one.code)
        if one.conversion is not None and was is not None and was.conversion == one.conversion:
            raise FactMalformed(
                f"the rate of {one.code} is of {before.currency}: type the one of {after.currency}",
                field=f"currencies.{at}.conversion.rate",
            )


def differences(before: Shop, after: Shop) -> list[str]:
    """The names of the facts that differ."""
    return [
        fact.name
        for fact in fields(Shop)
        if fact.name != "version" and getattr(before, fact.name) != getattr(after, fact.name)
    ]


async def history(
    db: AsyncConnection, *, before: int | None = None, limit: int = 50
) -> list[ShopVersion]:
    """Newest first: what was true, since when, and who said so."""
    return [
        ShopVersion(from_json(row.version, row.facts), row.changed_at, row.changed_by)
        for row in await _store.history(db, before=before, limit=limit)
    ]


def changed_by_name(shop: Shop, changes: Mapping[str, Any]) -> Shop:
    """The facts with some of them replaced, by the names of `as_json`; `address.city` is one, too.

    An unknown name is refused, and so is what has another shape than the fact.
    """
    facts = as_json(shop)
    for name, value in changes.items():
        first, *rest = name.split(".")
        if first not in facts:
            raise FactUnknown(f"a shop has no {first!r}", field=name)
        facts[first] = _replaced(facts[first], rest, value, name)
    try:
        typed = _TYPED.validate_python(facts)
    except ValidationError as error:
        first_fault = error.errors()[0]
        field = ".".join(str(part) for part in first_fault["loc"])
        raise FactMalformed(f"{field}: {first_fault['msg']}", field=field) from error
    return from_json(shop.version, to_json(typed))


def as_json(shop: Shop) -> dict[str, Any]:
    """The facts by name, as JSON; without their version."""
    facts: dict[str, Any] = json.loads(json.dumps(to_json(shop)))
    return facts


def _replaced(fact: Any, rest: Sequence[str], value: Any, name: str) -> Any:
    """`fact`, or the part of it that `rest` leads to, replaced by `value`."""
    if not rest:
        return value
    if not isinstance(fact, dict):
        raise FactUnknown(f"there is no {name!r}", field=name)
    return {**fact, rest[0]: _replaced(fact.get(rest[0], {}), rest[1:], value, name)}


_TYPED: Final = TypeAdapter(Shop)
