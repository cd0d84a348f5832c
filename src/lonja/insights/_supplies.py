"""What the shop assumes about supply, the terms of each variant, and what it does by itself."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.insights import _store
from lonja.insights._reordering import (
    LEAST_SERVICE,
    MAX_DAYS,
    MAX_UNITS,
    MOST_SERVICE,
    Supply,
)
from lonja.insights._store import Automatic, Terms
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid

SUPPLIER_CHARACTERS: Final = 120


class AutomaticChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "automatic_changed"


class TermsChanged(Conflict):
    """Somebody changed them since they were read."""

    code: ClassVar[str] = "supply_terms_changed"


async def automatic(db: AsyncConnection) -> Automatic:
    """As the shop says, or as it comes."""
    return await _store.automatic(db) or Automatic()


async def set_automatic(
    db: AsyncConnection, asked: Automatic, *, actor: str, now: datetime
) -> None:
    """Turning something on or off counts at once: all answers are taken again."""
    _within("lead_days", asked.lead_days, 0, MAX_DAYS)
    _within("cover_days", asked.cover_days, 0, MAX_DAYS)
    _within("service_percent", asked.service_percent, LEAST_SERVICE, MOST_SERVICE)
    before = await automatic(db)
    if asked == before:
        return
    if not await _store.put_automatic(db, asked):
        raise AutomaticChanged("somebody changed it meanwhile", version=before.version)
    await _store.untake(db)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="automatic_changed",
        subject="shop",
        before=_facts(before),
        after=_facts(asked),
    )


async def terms_of(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, Terms]:
    """Those that were written; a variant without them has the shop's."""
    if not variant_ids:
        return {}
    return {one.variant_id: one for one in await _store.terms(db, variant_ids)}


async def set_terms(db: AsyncConnection, asked: Terms, *, actor: str, now: datetime) -> None:
    if len(asked.supplier) > SUPPLIER_CHARACTERS:
        raise Invalid(f"at most {SUPPLIER_CHARACTERS} characters", field="supplier")
    if asked.lead_days is not None:
        _within("lead_days", asked.lead_days, 0, MAX_DAYS)
    if asked.service_percent is not None:
        _within("service_percent", asked.service_percent, LEAST_SERVICE, MOST_SERVICE)
    _within("pack_units", asked.pack_units, 1, MAX_UNITS)
    _within("least_units", asked.least_units, 1, MAX_UNITS)
    if not await _store.put_terms(db, asked):
        raise TermsChanged("somebody changed these terms meanwhile")
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="supply_terms_changed",
        subject=f"variant:{asked.variant_id}",
        after=_facts(asked),
    )


def supply_of(terms: Terms | None, shop: Automatic) -> Supply:
    """What holds for a variant: its own terms, and the shop's where it has none."""
    own = terms or Terms(UUID(int=0))
    return Supply(
        lead_days=shop.lead_days if own.lead_days is None else own.lead_days,
        service_percent=(
            shop.service_percent if own.service_percent is None else own.service_percent
        ),
        cover_days=shop.cover_days,
        pack_units=own.pack_units,
        least_units=own.least_units,
    )


def _within(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid(f"between {least} and {most}", field=field)


def _facts(one: Automatic | Terms) -> dict[str, object]:
    return {
        name: value for name, value in asdict(one).items() if name not in {"version", "variant_id"}
    }
