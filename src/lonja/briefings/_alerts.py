"""Alerts: saved, judged once for each answer, fired once until the figure recovers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.briefings import _alert_store
from lonja.briefings._alert_store import AlertEvent, AlertRule
from lonja.briefings._judging import judge
from lonja.briefings._mails import check_name_and_people, check_own
from lonja.briefings._states import EventKind
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7

MAX_RULES: Final = 100
MAX_DAYS: Final = 7
EVENTS_SHOWN: Final = 100
LONGEST_MUTE: Final = timedelta(days=366)


class UnknownAlert(NotFound):
    code: ClassVar[str] = "unknown_alert"


class AlertChanged(Conflict):
    """Somebody changed it since it was read."""

    code: ClassVar[str] = "alert_changed"


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule that fired or recovered; nobody is to be told while it `is_muted`."""

    rule: AlertRule
    event: AlertEvent
    is_muted: bool


async def rules(db: AsyncConnection) -> list[AlertRule]:
    return await _alert_store.rules(db, limit=MAX_RULES)


async def rule(db: AsyncConnection, rule_id: UUID) -> AlertRule:
    found = await _alert_store.rule(db, rule_id)
    if found is None:
        raise UnknownAlert("there is no such alert")
    return found


async def save_rule(
    db: AsyncConnection, asked: AlertRule, *, may_change_all: bool, actor: str, now: datetime
) -> AlertRule:
    """Under the caller's id, so that twice is once; one that watches something else begins anew."""
    check_name_and_people(asked.name, asked.recipients)
    if not 1 <= asked.days <= MAX_DAYS:
        raise Invalid(f"an alert looks at 1 to {MAX_DAYS} days", field="days")
    before = await _alert_store.rule(db, asked.id, locked=True)
    if before is None and await _alert_store.count(db) >= MAX_RULES:
        raise Invalid(f"there are {MAX_RULES} alerts: delete one first")
    if before is not None:
        check_own(before.owner_id, asked.owner_id, may_change_all=may_change_all)
        if asked.version not in {0, before.version}:
            raise AlertChanged("somebody changed it meanwhile", version=before.version)
    new = replace(
        asked,
        owner_id=before.owner_id if before else asked.owner_id,
        version=before.version + 1 if before else 1,
    )
    await _alert_store.put(db, new)
    if before is not None and not _watches_the_same(before, new):
        await _alert_store.begin_anew(db, new.id)
    await audit.record(
        db, at=now, actor=actor, action="alert_saved", subject=f"alert:{new.id}",
        name=new.name, metric=new.metric,
    )  # fmt: skip
    return await rule(db, new.id)


def _watches_the_same(before: AlertRule, new: AlertRule) -> bool:
    now = (new.metric, dict(new.search), list(new.scopes))
    return (before.metric, dict(before.search), list(before.scopes)) == now


async def mute_rule(
    db: AsyncConnection, rule_id: UUID, *, until: datetime | None, actor: str, now: datetime
) -> None:
    """It goes on being judged; nobody gets a mail until then."""
    if until is not None and not now < until <= now + LONGEST_MUTE:
        raise Invalid("it is muted for a year at most", field="until")
    found = await rule(db, rule_id)
    await _alert_store.mute(db, rule_id, until=until)
    await audit.record(
        db, at=now, actor=actor, action="alert_muted", subject=f"alert:{rule_id}",
        name=found.name, until=until.isoformat() if until else "",
    )  # fmt: skip


async def remove_rule(
    db: AsyncConnection,
    rule_id: UUID,
    *,
    me: UUID,
    may_change_all: bool,
    actor: str,
    now: datetime,
) -> None:
    """Twice is harmless."""
    found = await _alert_store.rule(db, rule_id, locked=True)
    if found is None:
        return
    check_own(found.owner_id, me, may_change_all=may_change_all)
    await _alert_store.delete(db, rule_id)
    await audit.record(
        db, at=now, actor=actor, action="alert_removed", subject=f"alert:{rule_id}", name=found.name
    )


async def events(db: AsyncConnection, rule_id: UUID) -> list[AlertEvent]:
    """The latest first."""
    await rule(db, rule_id)
    return await _alert_store.events(db, rule_id, limit=EVENTS_SHOWN)


async def judge_answered(db: AsyncConnection, *, now: datetime, limit: int) -> list[Changed]:
    """Each answer is judged once; an event is new, and its mails are the caller's."""
    changed = []
    for one in await _alert_store.answered(db, limit=limit):
        found = await rule(db, one.id)
        event = await _judge(db, found, one.answer, now=now)
        if event is not None:
            is_muted = found.muted_until is not None and found.muted_until > now
            changed.append(Changed(found, event, is_muted))
    return changed


async def write_event(db: AsyncConnection, event: AlertEvent, *, told: int) -> None:
    await _alert_store.add_event(db, replace(event, told=told))


async def _judge(
    db: AsyncConnection, found: AlertRule, answer: Mapping[str, Any], *, now: datetime
) -> AlertEvent | None:
    values = {date.fromisoformat(day): value for day, value in answer.get("days", {}).items()}
    last = max(values, default=None)
    verdict = (
        judge(found.compare, bound=found.bound, days=found.days, values=values, last=last)
        if last is not None
        else None
    )
    if verdict is None or last is None:
        await _alert_store.write_verdict(
            db, found.id, fired_since=found.fired_since, day=last,
            value=values.get(last) if last else None,
        )  # fmt: skip
        return None
    since = (found.fired_since or last) if verdict.is_true else None
    await _alert_store.write_verdict(db, found.id, fired_since=since, day=last, value=verdict.value)
    if verdict.is_true == (found.fired_since is not None):
        return None
    kind = EventKind.FIRED if verdict.is_true else EventKind.RECOVERED
    return AlertEvent(uuid7(), found.id, kind, last, verdict.value, verdict.usual, 0, now)
