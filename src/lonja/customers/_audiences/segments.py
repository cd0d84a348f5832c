"""Segments: customers found by a rule, counted at the moment somebody asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.customers._audiences import segment_store
from lonja.customers._audiences.segment_store import SegmentRow, Size
from lonja.customers._audiences.segmenting import Rule, asked_of, check_rule
from lonja.customers._store import Reader
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7

MAX_SEGMENTS: Final = 200
NAME_CHARACTERS: Final = 80
MAX_PRODUCTS: Final = 20_000
"""Of the categories that a rule names."""


class UnknownSegment(NotFound):
    code: ClassVar[str] = "unknown_segment"


class SegmentTaken(Conflict):
    code: ClassVar[str] = "segment_taken"


class SegmentChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "segment_changed"


@dataclass(frozen=True, slots=True)
class Segment:
    id: UUID
    name: str
    rule: Rule
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a list or a campaign is about: all that is set must hold."""

    language: str | None = None
    country: str | None = None
    group_id: UUID | None = None
    rule: Rule | None = None


async def segments(db: AsyncConnection) -> list[Segment]:
    """All of them by name."""
    return [_segment(row) for row in await segment_store.all_segments(db, MAX_SEGMENTS)]


async def segment(db: AsyncConnection, segment_id: UUID) -> Segment:
    return _segment(await _found(db, segment_id))


async def add_segment(
    db: AsyncConnection, *, name: str, rule: Rule, actor: str, now: datetime
) -> UUID:
    """A new one; its name is the only one of its kind in any case."""
    name = _checked(name)
    check_rule(rule)
    if await segment_store.count(db) >= MAX_SEGMENTS:
        raise Invalid(f"a shop has at most {MAX_SEGMENTS} segments")
    segment_id = uuid7()
    if not await segment_store.insert(db, segment_id, name=name, rule=rule.as_json(), now=now):
        raise SegmentTaken("there is a segment of this name already", field="name")
    await _audit(db, segment_id, "segment_added", actor, now, after=_facts(name, rule))
    return segment_id


async def change_segment(
    db: AsyncConnection,
    segment_id: UUID,
    *,
    name: str,
    rule: Rule,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """A campaign that has started keeps the rule it started with."""
    name = _checked(name)
    check_rule(rule)
    before = await _locked(db, segment_id, version)
    if (before.name, before.rule) == (name, rule.as_json()):
        return
    if await segment_store.is_taken(db, name, by_other_than=segment_id):
        raise SegmentTaken("there is a segment of this name already", field="name")
    await segment_store.update(db, segment_id, name=name, rule=rule.as_json())
    await _audit(
        db,
        segment_id,
        "segment_changed",
        actor,
        now,
        before={"name": before.name, "rule": before.rule},
        after=_facts(name, rule),
    )


async def remove_segment(
    db: AsyncConnection, segment_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """The customers stay. Who depends on it is asked by the caller."""
    before = await _locked(db, segment_id, version)
    await segment_store.delete(db, segment_id)
    await _audit(
        db,
        segment_id,
        "segment_removed",
        actor,
        now,
        before={"name": before.name, "rule": before.rule},
    )


async def audience_size(db: AsyncConnection, audience: Audience, *, now: datetime) -> Size:
    """How many customers it means now, and how many of them may get marketing mail."""
    return await segment_store.size(db, await asked(db, audience, now=now))


async def readers_after(
    db: AsyncConnection, after: UUID | None, *, audience: Audience, now: datetime, limit: int = 500
) -> list[Reader]:
    """Who may get a campaign, in id order, a batch at a time; consent is asked of each."""
    return await segment_store.readers_after(
        db, await asked(db, audience, now=now), after=after, limit=limit
    )


async def segments_of_email(
    db: AsyncConnection, email: str, segment_ids: Sequence[UUID], *, now: datetime
) -> frozenset[UUID]:
    """Those of these segments that the customer with this address is in now; of one that is gone, none."""
    found = set()
    for one in await segments(db) if segment_ids else ():
        if one.id in segment_ids:
            rule = await asked(db, Audience(rule=one.rule), now=now)
            if await segment_store.is_member(db, email.lower(), rule):
                found.add(one.id)
    return frozenset(found)


async def asked(db: AsyncConnection, audience: Audience, *, now: datetime) -> Mapping[str, Any]:
    """What the store asks for; categories stand for the products that are in them now."""
    simple = {
        "language": audience.language,
        "country": audience.country,
        "group": audience.group_id,
    }
    found = {name: value for name, value in simple.items() if value is not None}
    if audience.rule is None:
        return found
    products: Sequence[UUID] = ()
    if audience.rule.categories:
        products = await catalog.product_ids_in(db, audience.rule.categories, limit=MAX_PRODUCTS)
    return found | asked_of(audience.rule, products=products, now=now)


async def _found(db: AsyncConnection, segment_id: UUID, *, lock: bool = False) -> SegmentRow:
    row = await segment_store.get(db, segment_id, lock=lock)
    if row is None:
        raise UnknownSegment("there is no such segment")
    return row


async def _locked(db: AsyncConnection, segment_id: UUID, version: int) -> SegmentRow:
    row = await _found(db, segment_id, lock=True)
    if row.version != version:
        raise SegmentChanged("somebody changed this segment meanwhile", version=row.version)
    return row


def _segment(row: SegmentRow) -> Segment:
    return Segment(row.id, row.name, Rule.of(row.rule), row.version, row.created_at)


def _facts(name: str, rule: Rule) -> dict[str, Any]:
    return {"name": name, "rule": rule.as_json()}


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise Invalid(f"a name has 1 to {NAME_CHARACTERS} characters", field="name")
    return name


async def _audit(
    db: AsyncConnection, segment_id: UUID, action: str, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"segment:{segment_id}", **facts
    )
