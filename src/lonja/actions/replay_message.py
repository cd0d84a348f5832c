"""Staff send a dead letter again, mended or as it is."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import give_up_message
from lonja.kernel import audit, dead_letters


async def replay(
    db: AsyncConnection, *, letter_id: UUID, payload: str, actor: str, now: datetime
) -> None:
    """Put the message back in its queue; what had ended with it waits once more."""
    envelope = await dead_letters.replay(
        db, letter_id=letter_id, payload=payload, actor=actor, now=now
    )
    await give_up_message.wait_again(db, envelope, now=now)
    await audit.record(
        db, at=now, actor=actor, action="dead_letter_replayed", subject=f"dead_letter:{letter_id}"
    )
