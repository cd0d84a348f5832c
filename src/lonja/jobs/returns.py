"""Returns that nobody goes on with, ended by the clock."""

from datetime import timedelta
from typing import Final

from lonja.actions import return_goods, settle_return
from lonja.bootstrap import Shop
from lonja.kernel import clock
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
