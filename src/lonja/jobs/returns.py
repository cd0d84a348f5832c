"""Returns: what goes on by itself, and what nobody goes on with, ended by the clock."""

from datetime import timedelta
from typing import Final

from lonja.actions import exchange_goods, return_goods, settle_return
from lonja.bootstrap import Shop
from lonja.hosting.selling.order_links import return_urls
from lonja.kernel import clock
from lonja.kernel.errors import Refused
from lonja.kernel.outbox import Envelope
from lonja.returns import api as returns
from lonja.returns.api import ReturnStatus

AT_ONCE: Final = 200
NEVER_SENT: Final = timedelta(days=60)
"""Who may send something back has two weeks by law; this is long after the slowest parcel."""
SETTLED_FOR: Final = timedelta(minutes=1)


async def look(shop: Shop) -> int:
    """Cancel what was approved and never came, close what was settled; how many."""
    now = clock.now()
    async with shop.database.reading() as db:
        never = await returns.waiting_cases(
            db, ReturnStatus.APPROVED, before=now - NEVER_SENT, limit=AT_ONCE
        )
        settled = await returns.waiting_cases(
            db, ReturnStatus.SETTLED, before=now - SETTLED_FOR, limit=AT_ONCE
        )
    count = 0
    for order_id, case_id in never:
        async with shop.database.transaction() as db:
            count += await return_goods.give_up(db, order_id=order_id, case_id=case_id, now=now)
    for order_id, case_id in settled:
        async with shop.database.transaction() as db:
            count += await settle_return.close(db, order_id=order_id, case_id=case_id, now=now)
    return count


async def make_exchange(shop: Shop, envelope: Envelope) -> None:
    """The order in place of returned goods; what stands in its way staff see on the return."""
    message = returns.MakeExchange.read(envelope)
    doors = exchange_goods.Doors(shop.payment_methods, shop.seal, return_urls(shop.settings))
    try:
        async with shop.database.transaction() as db:
            await exchange_goods.make_by_itself(
                db,
                order_id=message.order_id,
                case_id=message.case_id,
                doors=doors,
                now=clock.now(),
            )
    except Refused as refused:
        reason = str(refused.facts.get("reason") or refused.code)
        async with shop.database.transaction() as db:
            await exchange_goods.failed(
                db,
                order_id=message.order_id,
                case_id=message.case_id,
                reason=reason,
                now=clock.now(),
            )
