"""The tax record on its way to the tax office, claimed, sent outside, settled; and whether it is whole."""

import logging
from datetime import datetime, timedelta

from lonja.bootstrap import Shop
from lonja.fiscal import api as fiscal
from lonja.fiscal.api import FiscalRegister, SubmitRecords
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.errors import Unavailable
from lonja.kernel.outbox import Envelope

AT_ONCE = 50
CHECKED_EACH = timedelta(days=1)

log = logging.getLogger(__name__)


async def submit(shop: Shop, envelope: Envelope) -> None:
    if shop.fiscal_register is not None:  # else they wait until one is configured
        await submit_records(shop.database, shop.fiscal_register, envelope)


async def submit_records(database: Database, register: FiscalRegister, envelope: Envelope) -> None:
    """Send what waits, in its order; without an answer the clock tries again."""
    issuer = SubmitRecords.read(envelope).issuer
    async with database.transaction() as db:
        records = await fiscal.claim(db, issuer, now=clock.now())
    if not records:
        return
    try:
        answer = await register.submit(records)
    except Unavailable:
        async with database.transaction() as db:
            await fiscal.give_back(db, issuer, now=clock.now())
        return
    async with database.transaction() as db:
        await fiscal.settle(db, issuer, answer, now=clock.now())


async def look(shop: Shop) -> int:
    """Put a message for each issuer whose records wait; how many."""
    if shop.fiscal_register is None:
        return 0
    async with shop.database.transaction() as db:
        return await fiscal.wake(db, limit=AT_ONCE)


async def check(shop: Shop) -> int:
    return await check_chains(shop.database, now=clock.now())


async def check_chains(database: Database, *, now: datetime) -> int:
    """Once a day each chain is walked; how many are broken, which the first screen says as well."""
    async with database.reading() as db:
        if await fiscal.is_checked_since(db, now - CHECKED_EACH):
            return 0
    async with database.transaction() as db:
        broken = [
            one for one in await fiscal.check_chains(db, actor="clock", now=now) if not one.is_whole
        ]
    for one in broken:
        first = one.wrong[0]
        log.error(
            "the tax record is broken",
            extra={"issuer": one.issuer, "record": first.position, "why": first.why},
        )
    return len(broken)
