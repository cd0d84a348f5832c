"""How long data about people is kept, what would go now, and what went each day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from lonja.actions.remove_old_data import MOST_COUNTED, would_go
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, ListOut, Out, Reading
from lonja.retention import api as retention
from lonja.retention.api import MOST_DAYS, DataKind

router = APIRouter(prefix="/retention", tags=["settings"])

Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]


class RetentionLaw(Out):
    """`source` is empty where the years are a cautious guess: ask a tax adviser there."""

    country: str
    years: int
    source: str


class RetentionRule(Out):
    """Without `keep_days` it is kept for ever, which `may_stay` allows."""

    kind: DataKind
    keep_days: int | None
    least_days: int
    most_days: int
    may_stay: bool
    law: RetentionLaw | None
    version: int


class RetentionAsked(In):
    keep_days: Days | None


class RetentionPreview(Out):
    """`is_more`: there are more than were counted."""

    would_go: int
    is_more: bool


class RetentionRun(Out):
    """Without `ended_at` it is under way."""

    day: date
    counts: Mapping[str, int]
    started_at: datetime
    ended_at: datetime | None


@router.get("", operation_id="listRetention")
async def list_retention(db: Reading) -> ListOut[RetentionRule]:
    """Every kind of data, with what the law of the shop's country asks for."""
    found = await retention.rules(db)
    return ListOut(items=[_shown(one) for one in found.values()], next_cursor=None)


@router.get("/runs", operation_id="listRetentionRuns")
async def list_retention_runs(db: Reading) -> ListOut[RetentionRun]:
    """The last 30 days, newest first."""
    found = await retention.runs(db)
    return ListOut(items=[RetentionRun.model_validate(one) for one in found], next_cursor=None)


@router.get("/{kind}/preview", operation_id="previewRetention")
async def preview_retention(
    kind: DataKind, db: Reading, now: Now, keep_days: Annotated[Days | None, Query()] = None
) -> RetentionPreview:
    """How many would go now; nothing changes."""
    count = await would_go(db, kind, keep_days, now=now)
    return RetentionPreview(would_go=count, is_more=count >= MOST_COUNTED)


@router.put("/{kind}", operation_id="setRetention")
async def set_retention(
    kind: DataKind, asked: RetentionAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> RetentionRule:
    """The next daily run follows it."""
    await retention.set_rule(db, kind, asked.keep_days, version=version, actor=me.email, now=now)
    return _shown((await retention.rules(db))[kind])


def _shown(one: retention.Rule) -> RetentionRule:
    return RetentionRule(
        kind=one.kind,
        keep_days=one.keep_days,
        least_days=one.least_days,
        most_days=one.most_days,
        may_stay=one.kind in retention.FOR_EVER,
        law=RetentionLaw.model_validate(one.law) if one.law else None,
        version=one.version,
    )
