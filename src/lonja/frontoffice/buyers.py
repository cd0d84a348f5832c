"""A buyer's VAT id is asked of the register before the cart is priced for it."""

from lonja.actions import check_vat_id
from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.kernel.address import Address


async def check_buyer(shop: Shop, buyer: Address) -> None:
    """Between two transactions of its own; what the register does not say changes nothing."""
    if not buyer.vat_id:
        return
    async with shop.database.reading() as db:
        ask = await check_vat_id.begin(db, buyer, now=clock.now())
    if ask is None:
        return
    answer = await shop.vat_register.ask(ask.vat_id, requester=ask.requester)
    async with shop.database.transaction() as db:
        await check_vat_id.settle(db, ask, answer, now=clock.now())
