"""The door to retention: how long each kind of data is kept, and the daily runs that take it out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.retention import _store
from lonja.retention._keeping import (
    FOR_EVER,
    LIMITS,
    MOST_DAYS,
    DataKind,
    KeptTooShort,
    Law,
    check,
    law_of,
    least_days,
)
from lonja.retention._store import RetentionRun
from lonja.shop import api as shop

__all__ = [
    "FOR_EVER",
    "LIMITS",
    "MOST_DAYS",
    "DataKind",
    "KeptTooShort",
    "Law",
    "RetentionChanged",
    "RetentionRun",
    "Rule",
    "before",
    "begin_run",
    "check",
    "count_gone",
    "end_run",
    "lock_run",
    "rules",
    "runs",
    "set_rule",
    "unfinished_run",
]


class RetentionChanged(Conflict):
    """Somebody changed the rule since it was read."""

    code: ClassVar[str] = "retention_changed"


@dataclass(frozen=True, slots=True)
class Rule:
    """Without `keep_days` it is kept for ever. Version 0: nobody has said anything yet."""

    kind: DataKind
    keep_days: int | None
    least_days: int
    most_days: int
    law: Law | None
    version: int


async def rules(db: AsyncConnection) -> dict[DataKind, Rule]:
    """Of every kind, in its order; a law that came later binds what was said before it."""
    facts = await shop.current(db)
    said = {one.kind: one for one in await _store.rules(db)}
    found: dict[DataKind, Rule] = {}
    for kind in DataKind:
        stored = said.get(kind)
        days = stored.keep_days if stored else LIMITS[kind].default
        least = least_days(kind, facts)
        found[kind] = Rule(
            kind,
            None if days is None else max(days, least),
            least,
            LIMITS[kind].most,
            law_of(kind, facts),
            stored.version if stored else 0,
        )
    return found


async def set_rule(
    db: AsyncConnection,
    kind: DataKind,
    keep_days: int | None,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Keep this kind for so many days from now on; None for ever. The next daily run follows it."""
    check(kind, keep_days, await shop.current(db))
    was = (await rules(db))[kind]
    if was.version != version or not (
        await _store.update_rule(db, kind, keep_days, version=version, actor=actor, now=now)
        if version
        else await _store.insert_rule(db, kind, keep_days, actor=actor, now=now)
    ):
        raise RetentionChanged("somebody changed this meanwhile", version=was.version)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="retention_changed",
        subject=f"retention:{kind}",
        before=was.keep_days,
        after=keep_days,
    )


def before(kind: DataKind, keep_days: int | None, *, now: datetime) -> datetime | None:
    """What is older goes; None where nothing does."""
    assert keep_days is None or keep_days >= LIMITS[kind].least, "the caller has checked it"
    return None if keep_days is None else now - timedelta(days=keep_days)


async def begin_run(db: AsyncConnection, *, now: datetime) -> None:
    """The run of this day; a second time changes nothing."""
    await _store.start(db, (await shop.current(db)).day_of(now), now=now)


async def unfinished_run(db: AsyncConnection) -> RetentionRun | None:
    """The oldest that is not over."""
    return await _store.unfinished(db)


async def lock_run(db: AsyncConnection, day: date) -> RetentionRun | None:
    """None once it is over: another process has ended it."""
    return await _store.lock(db, day)


async def count_gone(db: AsyncConnection, day: date, kind: DataKind, gone: int) -> None:
    """In the transaction that took it out, so that the counts are right whatever is killed."""
    await _store.count(db, day, kind, gone)


async def end_run(db: AsyncConnection, run: RetentionRun, *, now: datetime) -> None:
    """With its counts in the audit log; the caller holds the run's lock."""
    await _store.end(db, run.day, now=now)
    await audit.record(
        db,
        at=now,
        actor="retention",
        action="data_removed",
        subject=f"retention:{run.day}",
        **{str(kind): run.counts.get(kind, 0) for kind in DataKind},
    )


async def runs(db: AsyncConnection, *, limit: int = 30) -> list[RetentionRun]:
    """Newest first."""
    return await _store.runs(db, limit)
