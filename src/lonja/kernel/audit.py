"""The audit log of staff, a hash chain: each row's hash covers the row before, so gaps show."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.kernel.transaction import Change, announce, collected

type _Act = tuple[datetime, str, str, str, Any]
"""When, who, what, of what, with which facts."""

_CHAIN_LOCK = 0x4C4F4E4A41
_GENESIS = b"\0" * 32


@dataclass(frozen=True, slots=True)
class AuditRow:
    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]


def _digest(
    previous: bytes, at: datetime, actor: str, action: str, subject: str, facts: Any
) -> bytes:
    text = json.dumps([at.isoformat(), actor, action, subject, facts], sort_keys=True)
    return hashlib.sha256(previous + text.encode()).digest()


async def record(
    db: AsyncConnection, *, at: datetime, actor: str, action: str, subject: str, **facts: Any
) -> None:
    """Add one row to the chain with the commit, and tell every open screen of the back office.

    Its lock is the shop's last: whoever took it in the middle would wait for stock with it, and
    whoever has that stock for the chain.
    """
    facts = json.loads(json.dumps(facts, default=str))
    work = collected(db)
    work.audit.append((at, actor, action, subject, facts))
    work.write_audit = _append
    announce(db, Change("desk"))


async def _append(db: AsyncConnection, acts: Sequence[_Act]) -> None:
    """All links in one statement: whoever waits for the chain waits for three, not for each act's."""
    await run(db, "SELECT pg_advisory_xact_lock(%(lock)s)", lock=_CHAIN_LOCK)
    last = await first(db, bytes, "SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1")
    hashes = [last or _GENESIS]
    for act in acts:
        hashes.append(_digest(hashes[-1], *act))
    await run(
        db,
        "INSERT INTO audit_log (at, actor, action, subject, facts, previous, hash)"
        " SELECT at, actor, action, subject, facts::jsonb, previous, hash FROM"
        " unnest(%(at)s::timestamptz[], %(actors)s::text[], %(actions)s::text[],"
        " %(subjects)s::text[], %(facts)s::text[], %(previous)s::bytea[], %(hashes)s::bytea[])"
        " WITH ORDINALITY AS t(at, actor, action, subject, facts, previous, hash, place)"
        " ORDER BY place",
        at=[act[0] for act in acts],
        actors=[act[1] for act in acts],
        actions=[act[2] for act in acts],
        subjects=[act[3] for act in acts],
        facts=[json.dumps(act[4]) for act in acts],
        previous=hashes[:-1],
        hashes=hashes[1:],
    )


async def newest(db: AsyncConnection) -> int:
    """The `seq` of the last row; 0 before the first."""
    return await first(db, int, "SELECT seq FROM audit_log ORDER BY seq DESC LIMIT 1") or 0


@dataclass(frozen=True, slots=True)
class _Link(AuditRow):
    previous: bytes
    hash: bytes


async def first_broken(db: AsyncConnection, *, batch: int = 1000) -> int | None:
    """The `seq` of the first row that does not follow from the one before, or None."""
    previous, seq = _GENESIS, 0
    while True:
        found = await rows(
            db,
            _Link,
            "SELECT seq, at, actor, action, subject, facts, previous, hash FROM audit_log"
            " WHERE seq > %(seq)s ORDER BY seq LIMIT %(batch)s",
            seq=seq,
            batch=batch,
        )
        for row in found:
            expected = _digest(previous, row.at, row.actor, row.action, row.subject, row.facts)
            if row.previous != previous or row.hash != expected:
                return row.seq
            previous, seq = row.hash, row.seq
        if len(found) < batch:
            return None


async def list_rows(
    db: AsyncConnection, *, before_seq: int | None, subject: str | None, limit: int
) -> list[AuditRow]:
    """Newest first."""
    return await rows(
        db,
        AuditRow,
        "SELECT seq, at, actor, action, subject, facts FROM audit_log"
        " WHERE (%(before)s::bigint IS NULL OR seq < %(before)s)"
        " AND (%(subject)s::text IS NULL OR subject = %(subject)s) ORDER BY seq DESC LIMIT %(limit)s",
        before=before_seq,
        subject=subject,
        limit=limit,
    )
