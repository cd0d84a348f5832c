"""Messages that failed for good: look, mend, replay, or throw away with a reason."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from lonja.actions import replay_message
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, Reading, Storable
from lonja.kernel import audit, dead_letters, limits
from lonja.kernel.dead_letters import LetterStatus
from lonja.kernel.paging import BY_TIME

router = APIRouter(prefix="/dead-letters", tags=["dead-letters"])


class DeadLetterRow(Out):
    id: UUID
    queue: str
    type: str | None
    subject: str | None
    at: datetime
    status: LetterStatus
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None


class FailedTry(Out):
    at: datetime
    attempt: int
    error: str


class DeadLetter(DeadLetterRow):
    message_id: UUID | None
    payload: str
    failures: list[FailedTry]


class ReplayAsked(In):
    payload: Annotated[
        str, StringConstraints(min_length=2, max_length=limits.QUEUE_MESSAGE_BYTES), Storable
    ]


class DiscardAsked(In):
    reason: Line


@router.get("", operation_id="listDeadLetters")
async def list_dead_letters(
    db: Reading,
    status: Annotated[LetterStatus, Query()] = LetterStatus.OPEN,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[DeadLetterRow]:
    """Newest first."""
    found = await dead_letters.list_letters(
        db, status=status, before=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda letter: (letter.at, letter.id))
    return ListOut(
        items=[DeadLetterRow.model_validate(letter) for letter in page.items],
        next_cursor=page.next_cursor,
    )


@router.get("/{letter_id}", operation_id="getDeadLetter")
async def get_dead_letter(letter_id: UUID, db: Reading) -> DeadLetter:
    return DeadLetter.model_validate(await dead_letters.get(db, letter_id))


@router.put("/{letter_id}/replay", status_code=204, operation_id="replayDeadLetter")
async def replay_dead_letter(letter_id: UUID, asked: ReplayAsked, db: Db, me: Me, now: Now) -> None:
    """Put the (mended) message back in its queue. It keeps its id, so nothing is done twice."""
    await replay_message.replay(
        db, letter_id=letter_id, payload=asked.payload, actor=me.email, now=now
    )


@router.put("/{letter_id}/discard", status_code=204, operation_id="discardDeadLetter")
async def discard_dead_letter(
    letter_id: UUID, asked: DiscardAsked, db: Db, me: Me, now: Now
) -> None:
    await dead_letters.discard(
        db, letter_id=letter_id, reason=asked.reason, actor=me.email, now=now
    )
    await audit.record(
        db,
        at=now,
        actor=me.email,
        action="dead_letter_discarded",
        subject=f"dead_letter:{letter_id}",
        reason=asked.reason,
    )
