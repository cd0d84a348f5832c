"""Refreshes stock on lists and pages, after an order's hold began or ended."""

from lonja.bootstrap import Shop
from lonja.inventory import api as inventory
from lonja.kernel.outbox import Envelope


async def show_availability(shop: Shop, envelope: Envelope) -> None:
    message = inventory.ShowAvailability.read(envelope)
    async with shop.database.transaction() as db:
        await inventory.show_availability(db, message.variant_ids)
