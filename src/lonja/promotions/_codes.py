"""Codes: typed one by one, or made by the thousand in the background."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit, outbox
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.promotions import _code_store
from lonja.promotions._batch import Batch, BatchStatus, MakeCodes
from lonja.promotions._checking import MAX_USES, Draft, as_kept, check_code
from lonja.promotions._code_store import Code
from lonja.promotions._promotions import (
    PromotionUsed,
    add_promotion,
    change_promotion,
    promotion,
)

MOST_AT_ONCE: Final = 100_000
CHUNK: Final = 5_000
STALLED: Final = timedelta(minutes=2)
_READABLE: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_LETTERS: Final = 10
"""30 letters to the 10th: nobody guesses one of 100,000 codes at the pace that pages allow."""
_MOST_PREFIX: Final = 20


class UnknownCode(NotFound):
    code: ClassVar[str] = "unknown_code"


class CodeTaken(Conflict):
    """A promotion has it already; upper and lower case are the same."""

    code: ClassVar[str] = "code_taken"


class CodeChanged(Conflict):
    """Somebody limited it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "promotion_code_changed"


class UnknownBatch(NotFound):
    code: ClassVar[str] = "unknown_batch"


async def list_codes(
    db: AsyncConnection,
    promotion_id: UUID,
    *,
    query: str = "",
    after: str | None = None,
    limit: int = 50,
) -> list[Code]:
    """By code; `query` is what a code begins with, in any case."""
    return await _code_store.list_codes(
        db, promotion_id, query=query.upper(), after=after, limit=limit
    )


async def code(db: AsyncConnection, text: str) -> Code:
    found = await _code_store.get(db, text.strip().upper())
    if found is None:
        raise UnknownCode(f"there is no code {text!r}")
    return found


async def add_code(
    db: AsyncConnection,
    promotion_id: UUID,
    text: str,
    *,
    max_uses: int | None = None,
    actor: str,
    now: datetime,
) -> None:
    text = text.strip().upper()
    check_code(text)
    _check_uses(max_uses)
    await _require_codes(db, promotion_id)
    added = await _code_store.insert(
        db, [text], promotion_id=promotion_id, batch_id=None, max_uses=max_uses, now=now
    )
    if not added:
        raise CodeTaken(f"there is a code {text} already", field="code")
    await _record(
        db, promotion_id, "promotion_code_added", actor, now, code=text, max_uses=max_uses
    )


async def put_promotion(
    db: AsyncConnection, text: str, draft: Draft, *, actor: str, now: datetime
) -> Outcome:
    """A promotion with this code: added, or brought to what the draft says."""
    text = text.strip().upper()
    check_code(text)
    found = await _code_store.get(db, text)
    if found is None:
        promotion_id = await add_promotion(db, draft, actor=actor, now=now)
        await add_code(db, promotion_id, text, actor=actor, now=now)
        return "created"
    there = await promotion(db, found.promotion_id)
    if there.draft == as_kept(draft):
        return "unchanged"
    await change_promotion(db, there.id, draft, version=there.version, actor=actor, now=now)
    return "updated"


async def limit_code(
    db: AsyncConnection,
    text: str,
    *,
    max_uses: int | None,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """How often it may be used in all; at its present uses nobody can use it any more."""
    _check_uses(max_uses)
    row = await _locked(db, text)
    if row.version != version:
        raise CodeChanged("somebody limited this code meanwhile", version=row.version)
    if max_uses is not None and max_uses < row.used:
        raise Invalid(f"it has been used {row.used} times already", field="max_uses", used=row.used)
    await _code_store.set_max_uses(db, row.code, max_uses)
    await _record(
        db, row.promotion_id, "promotion_code_changed", actor, now, code=row.code, max_uses=max_uses
    )


async def remove_code(db: AsyncConnection, text: str, *, actor: str, now: datetime) -> None:
    """Only one that no order has used: the others explain what was charged."""
    row = await _locked(db, text)
    if await _code_store.was_used(db, row.code):
        raise PromotionUsed("orders used this code: limit it to what was used instead")
    await _code_store.delete(db, row.code)
    await _record(db, row.promotion_id, "promotion_code_removed", actor, now, code=row.code)


async def order_codes(
    db: AsyncConnection,
    promotion_id: UUID,
    *,
    prefix: str,
    wanted: int,
    max_uses: int | None = 1,
    actor: str,
    now: datetime,
) -> UUID:
    """Have many codes made in the background, each `prefix` and ten letters that nobody guesses."""
    prefix = prefix.strip().upper()
    if prefix:
        check_code(f"{prefix}-A")
    if len(prefix) > _MOST_PREFIX:
        raise Invalid(f"a prefix has at most {_MOST_PREFIX} characters", field="prefix")
    if not 1 <= wanted <= MOST_AT_ONCE:
        raise Invalid(f"1 to {MOST_AT_ONCE:,} codes at once", field="wanted")
    _check_uses(max_uses)
    await _require_codes(db, promotion_id)
    batch = Batch(
        uuid7(), promotion_id, prefix, wanted, 0, max_uses, BatchStatus.MAKING, now, actor
    )
    await _code_store.insert_batch(db, batch)
    await _record(
        db, promotion_id, "promotion_codes_ordered", actor, now, prefix=prefix, wanted=wanted,
        max_uses=max_uses,
    )  # fmt: skip
    await outbox.put(db, MakeCodes(batch.id))
    return batch.id


async def make_codes(db: AsyncConnection, message: MakeCodes, *, now: datetime) -> None:
    """The next codes of a batch, and a message for those after them; twice makes none too many."""
    batch = await _code_store.batch(db, message.batch_id, lock=True)
    if batch is None or batch.status is BatchStatus.DONE:
        return
    chunk = min(CHUNK, batch.wanted - batch.made)
    made = batch.made + await _code_store.insert(
        db,
        sorted({_random(batch.prefix) for _ in range(chunk)}),
        promotion_id=batch.promotion_id,
        batch_id=batch.id,
        max_uses=batch.max_uses,
        now=now,
    )
    is_done = made >= batch.wanted
    await _code_store.progress(
        db, batch.id, made=made, status=BatchStatus.DONE if is_done else BatchStatus.MAKING, now=now
    )
    if not is_done:
        await outbox.put(db, message)


async def wake_batches(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Batches that nobody goes on with get their message again."""
    stalled = await _code_store.take_stalled(db, before=now - STALLED, now=now, limit=limit)
    await outbox.put_all(db, [MakeCodes(batch_id) for batch_id in stalled])
    return len(stalled)


async def batch(db: AsyncConnection, batch_id: UUID) -> Batch:
    found = await _code_store.batch(db, batch_id)
    if found is None:
        raise UnknownBatch("there is no such batch of codes")
    return found


async def batches(db: AsyncConnection, promotion_id: UUID, *, limit: int = 50) -> list[Batch]:
    """Newest first."""
    return await _code_store.batches(db, promotion_id, limit=limit)


async def codes_of_batch(
    db: AsyncConnection, batch_id: UUID, *, after: str | None = None, limit: int = 2_000
) -> list[Code]:
    return await _code_store.of_batch(db, batch_id, after=after, limit=limit)


def _random(prefix: str) -> str:
    letters = "".join(secrets.choice(_READABLE) for _ in range(_RANDOM_LETTERS))
    return f"{prefix}-{letters}" if prefix else letters


def _check_uses(max_uses: int | None) -> None:
    if max_uses is not None and not 1 <= max_uses <= MAX_USES:
        raise Invalid("a code may be used at least once", field="max_uses")


async def _require_codes(db: AsyncConnection, promotion_id: UUID) -> None:
    if not (await promotion(db, promotion_id)).draft.needs_code:
        raise Invalid("this promotion applies without a code", field="needs_code")


async def _locked(db: AsyncConnection, text: str) -> Code:
    row = await _code_store.get(db, text.strip().upper(), lock=True)
    if row is None:
        raise UnknownCode(f"there is no code {text!r}")
    return row


async def _record(
    db: AsyncConnection,
    promotion_id: UUID,
    action: str,
    actor: str,
    now: datetime,
    **facts: str | int | None,
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"promotion:{promotion_id}", **facts
    )
