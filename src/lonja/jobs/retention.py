"""Data that is kept longer than the shop has said, once a day; what a kill left is gone on with."""

import logging
from typing import Final

from lonja.actions.remove_old_data import remove_piece
from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.retention import api as retention
from lonja.retention.api import DataKind, RetentionRun

AT_ONCE: Final = 500
MOST_PIECES: Final = 400
"""Of one kind in one day; the next day goes on."""

log = logging.getLogger(__name__)


async def remove_old(shop: Shop) -> int:
    """The run of today; a second time on the same day does nothing."""
    async with shop.database.transaction() as db:
        await retention.begin_run(db, now=clock.now())
    return await look(shop)


async def look(shop: Shop) -> int:
    """Go on with the runs that are not over."""
    gone = 0
    while True:
        async with shop.database.reading() as db:
            run = await retention.unfinished_run(db)
        if run is None:
            return gone
        gone += await _go_on(shop, run)


async def _go_on(shop: Shop, run: RetentionRun) -> int:
    gone = 0
    for kind in DataKind:
        for _ in range(MOST_PIECES):
            removed = await remove_one_piece(shop, run, kind)
            gone += removed
            if not removed:
                break
    await _files(shop)
    async with shop.database.transaction() as db:
        if (left := await retention.lock_run(db, run.day)) is not None:
            await retention.end_run(db, left, now=clock.now())
            log.info("old data is removed", extra={"day": str(run.day), **left.counts})
    return gone


async def remove_one_piece(shop: Shop, run: RetentionRun, kind: DataKind) -> int:
    """The run's row is locked, so that two processes take turns and count once."""
    async with shop.database.transaction() as db:
        if await retention.lock_run(db, run.day) is None:
            return 0
        removed = await remove_piece(
            db, kind, limit=AT_ONCE, secret=shop.settings.secret_key, now=clock.now()
        )
        if removed:
            await retention.count_gone(db, run.day, kind, removed)
    return removed


async def _files(shop: Shop) -> None:
    """Files of imports go with what was read from them."""
    now = clock.now()
    async with shop.database.reading() as db:
        rule = (await retention.rules(db))[DataKind.IMPORTS]
    before = retention.before(DataKind.IMPORTS, rule.keep_days, now=now)
    if before is None:
        return
    for name in await shop.blobs.older_than("uploads", "imports/", before, limit=AT_ONCE):
        await shop.blobs.delete("uploads", name)
