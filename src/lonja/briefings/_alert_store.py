"""All SQL of alerts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.briefings._judging import Compare
from lonja.briefings._states import EventKind
from lonja.kernel.db import first, one, rows, run

_RULE = (
    "id, name, metric, search, compare, bound, days, recipients, owner_id, is_on, muted_until,"
    " fired_since, last_day, last_value, judged_at, version, scopes"
)


@dataclass(frozen=True, slots=True)
class AlertRule:
    """`bound` is in the scale of the figure; of a change in hundredths of a per cent."""

    id: UUID
    name: str
    metric: str
    search: Mapping[str, str]
    compare: Compare
    bound: int
    days: int
    recipients: Sequence[UUID]
    owner_id: UUID
    is_on: bool
    muted_until: datetime | None
    fired_since: date | None
    last_day: date | None
    last_value: int | None
    judged_at: datetime | None
    version: int
    scopes: Sequence[Mapping[str, Sequence[str]]] = ()
    """The rows that its maker sees, those of any of them; without one all rows."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A rule's figure by day, as the ETL handed it over."""

    id: UUID
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """`told` is how many got a mail: nobody of one that is muted."""

    id: UUID
    rule_id: UUID
    kind: EventKind
    day: date
    value: int | None
    usual: int | None
    told: int
    at: datetime


async def rules(db: AsyncConnection, *, limit: int) -> list[AlertRule]:
    """Those that say something first."""
    return await rows(
        db,
        AlertRule,
        f"SELECT {_RULE} FROM alert_rules"
        " ORDER BY (is_on AND fired_since IS NOT NULL) DESC, lower(name), id LIMIT %(limit)s",
        limit=limit,
    )


async def rule(db: AsyncConnection, rule_id: UUID, *, locked: bool = False) -> AlertRule | None:
    return await first(
        db,
        AlertRule,
        f"SELECT {_RULE} FROM alert_rules WHERE id = %(id)s{' FOR UPDATE' if locked else ''}",
        id=rule_id,
    )


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM alert_rules")


async def put(db: AsyncConnection, new: AlertRule) -> None:
    """What it found so far stays where it watches the same, and is forgotten where it does not."""
    await run(
        db,
        "INSERT INTO alert_rules AS r (id, name, metric, search, compare, bound, days, recipients,"
        " owner_id, is_on, version, scopes) VALUES (%(id)s, %(name)s, %(metric)s, %(search)s::jsonb,"
        " %(compare)s, %(bound)s, %(days)s, %(recipients)s::uuid[], %(owner)s, %(on)s, %(version)s,"
        " %(scopes)s::jsonb)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, metric = excluded.metric,"
        " search = excluded.search, compare = excluded.compare, bound = excluded.bound,"
        " days = excluded.days, recipients = excluded.recipients, is_on = excluded.is_on,"
        " version = excluded.version, scopes = excluded.scopes,"
        " fired_since = CASE WHEN (r.metric, r.search, r.scopes, r.compare,"
        " r.bound, r.days, r.is_on) = (excluded.metric, excluded.search, excluded.scopes, excluded.compare,"
        " excluded.bound, excluded.days, excluded.is_on) THEN r.fired_since END",
        id=new.id,
        name=new.name,
        metric=new.metric,
        search=json.dumps(dict(new.search)),
        scopes=json.dumps(list(new.scopes)),
        compare=new.compare,
        bound=new.bound,
        days=new.days,
        recipients=list(new.recipients),
        owner=new.owner_id,
        on=new.is_on,
        version=new.version,
    )


async def begin_anew(db: AsyncConnection, rule_id: UUID) -> None:
    """What was found of other rows is not for who may see these."""
    await run(db, "DELETE FROM alert_events WHERE rule_id = %(id)s", id=rule_id)
    await run(
        db,
        "UPDATE alert_rules SET answer = NULL, answered_at = NULL, judged_at = NULL, last_day = NULL,"
        " last_value = NULL WHERE id = %(id)s",
        id=rule_id,
    )


async def mute(db: AsyncConnection, rule_id: UUID, *, until: datetime | None) -> None:
    await run(
        db,
        "UPDATE alert_rules SET muted_until = %(until)s WHERE id = %(id)s",
        id=rule_id,
        until=until,
    )


async def delete(db: AsyncConnection, rule_id: UUID) -> None:
    await run(db, "DELETE FROM alert_events WHERE rule_id = %(id)s", id=rule_id)
    await run(db, "DELETE FROM alert_rules WHERE id = %(id)s", id=rule_id)


async def answered(db: AsyncConnection, *, limit: int) -> list[Answered]:
    """Those that were answered since they were judged."""
    return await rows(
        db,
        Answered,
        "SELECT id, answer FROM alert_rules WHERE is_on AND answered_at IS NOT NULL"
        " AND (judged_at IS NULL OR judged_at < answered_at) ORDER BY answered_at, id"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        limit=limit,
    )


async def write_verdict(
    db: AsyncConnection,
    rule_id: UUID,
    *,
    fired_since: date | None,
    day: date | None,
    value: int | None,
) -> None:
    """Judged is what was answered, by the clock of the answer."""
    await run(
        db,
        "UPDATE alert_rules SET judged_at = answered_at, fired_since = %(since)s,"
        " last_day = %(day)s, last_value = %(value)s WHERE id = %(id)s",
        id=rule_id,
        since=fired_since,
        day=day,
        value=value,
    )


async def add_event(db: AsyncConnection, event: AlertEvent) -> None:
    await run(
        db,
        "INSERT INTO alert_events (id, rule_id, kind, day, value, usual, told, at)"
        " VALUES (%(id)s, %(rule)s, %(kind)s, %(day)s, %(value)s, %(usual)s, %(told)s, %(at)s)",
        id=event.id,
        rule=event.rule_id,
        kind=event.kind,
        day=event.day,
        value=event.value,
        usual=event.usual,
        told=event.told,
        at=event.at,
    )


async def event(db: AsyncConnection, event_id: UUID) -> AlertEvent | None:
    return await first(
        db,
        AlertEvent,
        "SELECT id, rule_id, kind, day, value, usual, told, at FROM alert_events WHERE id = %(id)s",
        id=event_id,
    )


async def events(db: AsyncConnection, rule_id: UUID, *, limit: int) -> list[AlertEvent]:
    return await rows(
        db,
        AlertEvent,
        "SELECT id, rule_id, kind, day, value, usual, told, at FROM alert_events"
        " WHERE rule_id = %(id)s ORDER BY at DESC, id DESC LIMIT %(limit)s",
        id=rule_id,
        limit=limit,
    )
