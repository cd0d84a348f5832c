"""Edits of many products, a step a message."""

from lonja.actions import edit_products
from lonja.bootstrap import Shop
from lonja.bulk_edits.api import BulkEditStep
from lonja.kernel import clock, outbox
from lonja.kernel.outbox import Envelope


async def step(shop: Shop, envelope: Envelope) -> None:
    message = BulkEditStep.read(envelope)
    async with shop.database.transaction() as db:
        if await outbox.first_time(
            db,
            consumer=message.type,
            message_id=envelope.id,
            subject=message.subject,
            now=clock.now(),
        ):
            await edit_products.step(db, message.edit_id, now=clock.now())
