"""The functions of the ETL's Function App: a scheduled run and a requested one.

A run is the same however often it is delivered, so a message needs no inbox row: the second run
finds nothing new. While another run is in progress, this one waits for it, because that one may
have read the shop before the change that caused the request.
"""

import asyncio
import logging
from typing import Final

from lonja.bootstrap import Shop
from lonja.etl import briefings, forecasts, insights
from lonja.etl import run as runs
from lonja.etl.records import Run, Settings
from lonja.hosting import messages
from lonja.hosting.messages import Handlers
from lonja.hosting.process_shop import ProcessShop
from lonja.insights.api import MakeInsights
from lonja.kernel.errors import Unavailable
from lonja.kernel.outbox import Envelope
from lonja.reports.api import RunEtl

log = logging.getLogger(__name__)

LOOK_AGAIN_S: Final = 2.0
WAIT_S: Final = 600.0

_process = ProcessShop("functions-etl", sealing=False, sending=False)


class RunIsRed(RuntimeError):
    """The shop and the warehouse differ; the run's own row says where."""


class StillBusy(Unavailable):
    """Another run is at work for longer than anybody should wait."""


async def run_requested(shop: Shop, envelope: Envelope) -> None:
    await run_once(shop, full=RunEtl.read(envelope).full)


async def insights_requested(shop: Shop, _envelope: Envelope) -> None:
    await insights.make_due(shop.warehouse, shop.database, all_of_them=True)


HANDLERS: Final[Handlers] = {RunEtl: run_requested, MakeInsights: insights_requested}


async def take(text: bytes, attempt: int | None) -> None:
    """A requested run; an exception makes the host deliver the message again."""
    await messages.take(
        await _process.open(), HANDLERS, text, queue=RunEtl.queue, attempt=attempt or 1
    )


@_process.timer
async def by_the_clock(shop: Shop) -> None:
    """The timer's run; where one is at work already, the next tick is soon enough."""
    await run_once(shop, full=False, wait_s=0)


async def run_once(opened: Shop, *, full: bool, wait_s: float = WAIT_S) -> Run:
    """Run, and refresh Power BI if there is new data; raise if the run fails its checks."""
    settings = Settings(
        shop_url=opened.settings.database_url,
        warehouse_url=opened.settings.warehouse_url,
    )
    waited = 0.0
    while (done := await asyncio.to_thread(runs.run, settings, full=full)).state == "busy":
        if waited >= wait_s:
            if wait_s:
                raise StillBusy(f"another run is at work for more than {wait_s:.0f} s")
            return done
        await asyncio.sleep(LOOK_AGAIN_S)
        waited += LOOK_AGAIN_S
    facts = {"run": done.id, "mode": done.mode, "changed": done.changed_keys}
    log.info("etl %s in %.1f s", done.state, done.seconds, extra=facts)
    if done.state == "red":
        raise RunIsRed(f"run {done.id}: {len(done.differences)} differences")
    if opened.report_host is not None and (done.changed_keys or done.mode == "full"):
        try:
            await opened.report_host.refresh()
        except Unavailable as error:
            # The warehouse is right all the same; Power BI reads it with the next run.
            log.warning("Power BI was not refreshed: %s", error)
    await briefings.answer_all(opened.warehouse, opened.database)
    await insights.make_due(opened.warehouse, opened.database)
    await forecasts.tell_if_due(opened.warehouse, opened.database)
    return done
