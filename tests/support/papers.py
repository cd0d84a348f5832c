"""Documents of orders that were really sold: the queue `documents` worked off by its own jobs."""

from tests.support.messages import waiting
from tests.support.sales import ROUNDS

from lonja.bootstrap import Shop
from lonja.hosting.messages import handler_for
from lonja.jobs.background import HANDLERS
from lonja.kernel import outbox


async def work_documents(shop: Shop) -> list[str]:
    """Issue and draw everything that waits; the types of the messages, in turn."""
    done: list[str] = []
    for _ in range(ROUNDS):
        found = await waiting(shop.database, "documents")
        if not found:
            break
        for envelope in found:
            await handler_for(HANDLERS, "documents", envelope)(shop, envelope)
            async with shop.database.transaction() as db:
                await outbox.forget_sent(db, [envelope.id])
            done.append(envelope.type)
    return done
