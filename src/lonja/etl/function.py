"""What the ETL's Function App calls: a run by the clock, or because somebody asked for one.

A run is the same however often it is delivered, so a message needs no inbox row: the second run
finds nothing new. While another run is at work, this one waits for it, because that one may have
looked at the shop before the reason for asking was there.
"""

import asyncio
import logging
import traceback
from contextlib import AbstractAsyncContextManager
from typing import Final

from lonja.bootstrap import Shop, open_shop, read_settings
from lonja.etl import run as runs
from lonja.etl.records import Run, Settings
from lonja.kernel import clock, dead_letters, telemetry, tracing
from lonja.kernel.errors import Unavailable
from lonja.kernel.outbox import Envelope, read_envelope

log = logging.getLogger(__name__)

LOOK_AGAIN_S: Final = 2.0
WAIT_S: Final = 600.0

_opening = asyncio.Lock()
# Kept beside the shop: a context that is thrown away would close what it opened.
_open: tuple[AbstractAsyncContextManager[Shop], Shop] | None = None


class RunIsRed(RuntimeError):
    """The shop and the warehouse differ; the run's own row says where."""


class StillBusy(Unavailable):
    """Another run is at work for longer than anybody should wait."""


async def shop() -> Shop:
    """Opened by the first invocation, on the worker's loop; it lives as long as the worker."""
    global _open  # noqa: PLW0603 - a worker process has one shop
    async with _opening:
        if _open is None:
            context = open_shop(read_settings(), "functions-etl", sealing=False, sending=False)
            _open = (context, await context.__aenter__())
    return _open[1]


async def take(text: bytes, attempt: int | None) -> None:
    """A run that was asked for; raising makes the host deliver the message again."""
    envelope = read_envelope(text)
    token = tracing.begin(envelope.trace)
    try:
        opened = await shop()
        with telemetry.message(envelope.type, message_id=str(envelope.id), attempt=attempt or 1):
            await run_once(opened, full=_is_full(envelope))
    except Exception as error:
        await _remember(envelope, attempt or 1, error)
        if (told := telemetry.for_the_host(error)) is not error:
            raise told from None
        raise
    finally:
        tracing.end(token)


def _is_full(envelope: Envelope) -> bool:
    if envelope.type != "etl.run":
        raise LookupError(f"no handler for {envelope.type!r} version {envelope.version}")
    return envelope.body.get("full") is True


@telemetry.timer
async def by_the_clock() -> None:
    """The timer's run; where one is at work already, the next tick is soon enough."""
    await run_once(await shop(), full=False, wait_s=0)


async def run_once(opened: Shop, *, full: bool, wait_s: float = WAIT_S) -> Run:
    """Run, and tell Power BI when something new is there; raise when the run is red."""
    settings = Settings(
        shop_url=opened.settings.database_url,
        warehouse_url=opened.settings.warehouse_url,
        zone=opened.settings.report_time_zone,
        currency=opened.settings.report_currency,
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
    return done


async def _remember(envelope: Envelope, attempt: int, error: Exception) -> None:
    facts = {"type": envelope.type, "message_id": str(envelope.id), "attempt": attempt}
    log.error("a message failed", exc_info=error, extra=facts)
    try:
        async with (await shop()).database.transaction() as db:
            await dead_letters.record_failure(
                db,
                message_id=envelope.id,
                attempt=attempt,
                error="".join(traceback.format_exception(error, limit=-20)),
                now=clock.now(),
            )
    except Exception:
        log.exception("a failure could not be written down", extra={"message_id": envelope.id})
