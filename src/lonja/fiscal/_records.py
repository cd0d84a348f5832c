"""Adding to the chain, and sending it to the tax office in its order."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any, ClassVar, Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.fiscal import _store
from lonja.fiscal._chaining import Break, breaks, moment_of, record_hash
from lonja.fiscal._record import (
    Answer,
    Invoice,
    Record,
    RecordKind,
    RecordRow,
    RecordStatus,
)
from lonja.kernel import outbox
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Message

MOST_AT_ONCE: Final = 1_000
"""Of one sending: the tax office takes no more."""
CHECKED_AT_ONCE: Final = 10_000
MOST_BREAKS: Final = 20
"""Of one chain; one is enough to know that something was done to it."""
SENDING_FOR: Final = timedelta(minutes=5)
"""A sending that is older belongs to a worker that died."""


@dataclass(frozen=True, slots=True)
class SubmitRecords(Message):
    """Records of this issuer wait; which is read from the chain."""

    queue: ClassVar[str] = "documents"
    type: ClassVar[str] = "fiscal.submit"
    subject_field: ClassVar[str] = "issuer"
    issuer: str


@dataclass(frozen=True, slots=True)
class Chain:
    """An issuer's, of so many records, and what is wrong in it."""

    issuer: str
    records: int
    wrong: Sequence[Break]

    @property
    def is_whole(self) -> bool:
        return not self.wrong


class FiscalRegister(Protocol):
    """The tax office. Sending a record twice must be harmless: it says that it has it."""

    async def submit(self, records: Sequence[Record]) -> Answer:
        """Raises `lonja.kernel.errors.Unavailable` where there is no answer."""


async def record(
    db: AsyncConnection,
    invoice: Invoice,
    *,
    document_id: UUID,
    kind: RecordKind = RecordKind.REGISTER,
    time_zone: str,
    now: datetime,
) -> Record:
    """Add to the issuer's chain, under its lock: the last that a transaction takes."""
    chain = await _store.lock_chain(db, invoice.issuer)
    recorded_at = moment_of(now.astimezone(ZoneInfo(time_zone)))
    made = Record(
        id=uuid7(),
        issuer=invoice.issuer,
        position=chain.position + 1,
        kind=kind,
        document_id=document_id,
        invoice=invoice,
        recorded_at=recorded_at,
        previous_code=chain.last_code,
        previous_day=chain.last_day,
        previous_hash=chain.last_hash,
        hash=record_hash(kind, invoice, previous_hash=chain.last_hash, recorded_at=recorded_at),
    )
    await _store.insert(db, made, now=now)
    await outbox.put(db, SubmitRecords(invoice.issuer))
    return made


async def record_of(db: AsyncConnection, document_id: UUID) -> Record | None:
    """What was recorded of a document; None where its shop keeps no record."""
    return await _store.of_document(db, document_id)


async def claim(db: AsyncConnection, issuer: str, *, now: datetime) -> list[Record]:
    """What is to be sent now, in its order: a record is never sent before the one before it."""
    positions = await _store.claim(db, issuer, stale=now - SENDING_FOR, now=now, limit=MOST_AT_ONCE)
    return await _store.at(db, issuer, positions) if positions else []


async def settle(db: AsyncConnection, issuer: str, answer: Answer, *, now: datetime) -> None:
    """Write down each verdict; what was not spoken of is sent again."""
    for one in answer.verdicts:
        await _store.settle(
            db,
            one.record_id,
            status=one.status,
            answer=" ".join(part for part in (one.code, one.text) if part),
            receipt=answer.receipt,
            now=now,
        )
        if one.status is RecordStatus.REJECTED:
            await log_event(
                db,
                kind="record_rejected",
                actor="tax office",
                facts={"record": str(one.record_id), "code": one.code, "text": one.text},
                now=now,
            )
    await _store.give_back(db, issuer, now=now)
    await _store.be_quiet(db, issuer, until=now + timedelta(seconds=answer.wait_s))


async def give_back(db: AsyncConnection, issuer: str, *, now: datetime) -> None:
    """Nobody answered: the clock sends them again."""
    await _store.give_back(db, issuer, now=now)


async def wake(db: AsyncConnection, *, limit: int) -> int:
    """Put a message for each issuer whose records wait; how many."""
    issuers = await _store.issuers_waiting(db, limit=limit)
    await outbox.put_all(db, [SubmitRecords(issuer) for issuer in issuers])
    return len(issuers)


async def chains(db: AsyncConnection) -> list[Chain]:
    """Each issuer's, walked from its first record to its last: recomputing a hash is what finds a change."""
    return [await _walked(db, issuer) for issuer in await _store.issuers(db)]


async def _walked(db: AsyncConnection, issuer: str) -> Chain:
    end = await _store.end_of(db, issuer)
    wrong: list[Break] = []
    last, previous = 0, ""
    while found := await _store.of_chain(db, issuer, after=last, limit=CHECKED_AT_ONCE):
        wrong += islice(breaks(found, after=last, previous=previous), MOST_BREAKS - len(wrong))
        last, previous = found[-1].position, found[-1].hash
    if last < end.position and len(wrong) < MOST_BREAKS:
        wrong.append(Break(last + 1, "is missing"))
    return Chain(issuer, end.position, tuple(wrong))


async def check_chains(db: AsyncConnection, *, actor: str, now: datetime) -> list[Chain]:
    """Walk each and write into the event log what was found."""
    found = await chains(db)
    for one in found:
        await log_event(
            db,
            kind="chain_checked" if one.is_whole else "chain_broken",
            actor=actor,
            facts={
                "issuer": one.issuer,
                "wrong": [f"record {each.position} {each.why}" for each in one.wrong],
            },
            now=now,
        )
    return found


async def is_checked_since(db: AsyncConnection, moment: datetime) -> bool:
    """Whether each chain that there is was, or there is none."""
    return not await _store.issuers(db, unchecked_since=moment)


async def count_broken(db: AsyncConnection) -> int:
    """Chains that their last check found broken."""
    return await _store.count_broken(db)


async def list_records(
    db: AsyncConnection, *, status: str = "", before: int | None = None, limit: int
) -> list[RecordRow]:
    """Newest first."""
    return await _store.listed(db, status=status, before=before, limit=limit)


async def log_event(
    db: AsyncConnection, *, kind: str, actor: str, facts: dict[str, Any], now: datetime
) -> None:
    """Tied to the event before it, as the records are; the chain's own row is the lock."""
    await _store.lock_chain(db, "")
    last = await _store.last_event(db)
    position = last.position + 1 if last else 1
    before = last.hash if last else ""
    text = json.dumps([position, kind, now.isoformat(), actor, facts, before], sort_keys=True)
    await _store.add_event(
        db,
        position=position,
        kind=kind,
        at=now,
        actor=actor,
        facts=facts,
        previous_hash=before,
        hash=sha256(text.encode()).hexdigest().upper(),
    )
