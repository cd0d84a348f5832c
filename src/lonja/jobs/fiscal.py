"""The tax record on its way to the tax office: claimed, sent outside, settled."""

from lonja.bootstrap import Shop
from lonja.fiscal import api as fiscal
from lonja.fiscal.api import FiscalRegister, SubmitRecords
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.errors import Unavailable
from lonja.kernel.outbox import Envelope

AT_ONCE = 50


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
