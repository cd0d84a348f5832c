"""Poisoned messages move from their queues into the table where a person finds them.

The queue service would forget them after seven days and says nothing of why they failed. What was
killed rather than failed is sent again, and what waits for a message that is given up ends.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

from lonja.actions import give_up_message
from lonja.adapters.azure_queues import Received
from lonja.bootstrap import Shop
from lonja.kernel import clock, dead_letters
from lonja.kernel.db import Database
from lonja.kernel.dead_letters import Archived
from lonja.kernel.errors import Unavailable
from lonja.kernel.queues import QUEUES, poison

AT_ONCE: Final = 32
BATCHES_A_QUEUE: Final = 20
HIDDEN_S: Final = 60
# The alert `poison` of infra/functions/watch.tf looks for these words.
GIVEN_UP: Final = "a message failed for good"
HANDED_BACK: Final = "a message lost its tries with a host and is sent again"

log = logging.getLogger(__name__)


class PoisonQueues(Protocol):
    async def receive(self, queue: str, *, limit: int, hidden_s: int) -> Sequence[Received]: ...

    async def delete(self, queue: str, message: Received) -> None: ...


async def archive_all(shop: Shop) -> int:
    return await archive(shop.database, shop.queues)


async def archive(
    database: Database,
    queues: PoisonQueues,
    *,
    names: Sequence[str] = QUEUES,
    now: Callable[[], datetime] = clock.now,
) -> int:
    """Keep every poisoned message in `dead_letters`, or send it again; how many are new there.

    Written first and deleted from the queue after: a crash between makes the message come again
    with the id of the queue, which is known by then. A queue that does not answer is skipped.
    """
    count = 0
    for name in names:
        try:
            count += await _archive_queue(database, queues, name, now)
        except Unavailable as error:
            log.warning("a poison queue was not read", extra={"queue": name, "error": str(error)})
    return count


async def _archive_queue(
    database: Database, queues: PoisonQueues, name: str, now: Callable[[], datetime]
) -> int:
    count = 0
    for _ in range(BATCHES_A_QUEUE):
        poisoned = await queues.receive(poison(name), limit=AT_ONCE, hidden_s=HIDDEN_S)
        for message in poisoned:
            async with database.transaction() as db:
                archived = await dead_letters.archive(
                    db, queue=name, queue_message_id=message.id, payload=message.text, now=now()
                )
                if archived is Archived.KEPT:
                    await give_up_message.give_up(db, message.text, now=now())
            if archived is Archived.KEPT:
                count += 1
                log.error(GIVEN_UP, extra={"queue": name, "id": message.id})
            elif archived is Archived.HANDED_BACK:
                log.warning(HANDED_BACK, extra={"queue": name, "id": message.id})
            await queues.delete(poison(name), message)
        if len(poisoned) < AT_ONCE:
            break
    return count
