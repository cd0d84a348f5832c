"""One timer: run by one host at a time, once when it is past due, never twice at once.

As the timer extension does it: the host that holds the blob lease runs the timer, the others ask
for the lease again each time it could have ended. At the start a due moment that was missed is
made up for by one run with `past_due`, however many were missed; then `run_on_startup`. A run
that outlasts its interval is followed at once by the next. An error waits for the next tick.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime

from azure.functions.timer import TimerRequest

from lonja_tools.functions_host.clock import Clock, sleep_unless
from lonja_tools.functions_host.invocation import Invoker
from lonja_tools.functions_host.loader import TimerFunction
from lonja_tools.functions_host.log import log_event
from lonja_tools.functions_host.queues import Unavailable
from lonja_tools.functions_host.status import FunctionStatus
from lonja_tools.functions_host.timer_store import NEVER, TimerStatus, TimerStore

# Laptops sleep and clocks jump: check the time at least this often.
LOOK_S = 60.0
RETRY_S = 2.0


@dataclass
class Timer:
    function: TimerFunction
    store: TimerStore
    invoker: Invoker
    clock: Clock
    status: FunctionStatus
    lease_s: int = 60
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _is_stopping: bool = False
    _is_lost: bool = False

    def stop(self) -> None:
        self._is_stopping = True
        self._bell.set()

    async def run(self) -> None:
        while not self._is_stopping:
            # A lost lease sets the event, too.
            self._bell.clear()
            try:
                is_ours = await self.store.acquire(self.lease_s)
                self._reached()
                if is_ours:
                    await self._hold()
                elif not self._is_stopping:
                    await sleep_unless(self.clock, self.lease_s, self._bell)
            except Unavailable as error:
                self._log_once(str(error))
                await sleep_unless(self.clock, RETRY_S, self._bell)

    async def run_now(self) -> None:
        """Run it outside its schedule, at an operator's request."""
        await self._invoke(self.clock.now(), status=None, past_due=False)

    async def _hold(self) -> None:
        self._is_lost = False
        keeping = asyncio.create_task(self._keep_lease())
        try:
            await self._follow_schedule()
        finally:
            keeping.cancel()
            await self.store.release()
            self.status.next_due_at = None

    async def _keep_lease(self) -> None:
        pause_s = self.lease_s / 2
        while True:
            await self.clock.sleep(pause_s)
            try:
                if not await self.store.renew():
                    break
                pause_s = self.lease_s / 2
            except Unavailable as error:
                self._log_once(str(error))
                pause_s = max(pause_s / 2, 1.0)
        self._is_lost = True
        self._bell.set()

    async def _follow_schedule(self) -> None:
        now = self.clock.now()
        schedule = self.function.schedule
        is_monitored = self.function.use_monitor is not False and (
            schedule.is_monitored_by_default(now)
        )
        status = await self._stored(now) if is_monitored else None
        is_past_due = status is not None and now > status.next
        status = status or TimerStatus(NEVER, schedule.next_after(now), NEVER)
        at_once = is_past_due or self.function.run_on_startup
        while not (self._is_stopping or self._is_lost):
            now = self.clock.now()
            self.status.next_due_at = status.next
            wait_s = (status.next - now).total_seconds()
            if not at_once and wait_s > 0:
                await sleep_unless(self.clock, min(wait_s, LOOK_S), self._bell)
                continue
            await self._invoke(now, status=status if is_monitored else None, past_due=is_past_due)
            # A tick that fired slightly early must not fire again when due.
            since = now if at_once else max(now, status.next)
            at_once = is_past_due = False
            status = TimerStatus(since, schedule.next_after(since), since)
            if is_monitored:
                await self._write(status)

    async def _stored(self, now: datetime) -> TimerStatus:
        schedule = self.function.schedule
        stored = await self.store.read()
        if stored is None:
            stored = TimerStatus(NEVER, schedule.next_after(now), now)
            await self._write(stored)
            return stored
        moments = [moment for moment in (stored.last, stored.last_updated) if moment > NEVER]
        expected = schedule.next_after(moments[0] if moments else now)
        if stored.next == expected:
            return stored
        # The schedule changed: do not catch up runs that the old one missed.
        updated = moments[0] if moments else now
        if now > expected:
            expected, updated = schedule.next_after(now), now
        stored = TimerStatus(NEVER, expected, updated)
        await self._write(stored)
        return stored

    async def _write(self, status: TimerStatus) -> None:
        try:
            await self.store.write(status)
        except Unavailable as error:
            log_event(
                "timer status not written",
                level=logging.WARNING,
                function=self.function.name,
                error=str(error),
            )

    async def _invoke(self, now: datetime, *, status: TimerStatus | None, past_due: bool) -> None:
        request = TimerRequest(
            past_due=past_due,
            schedule_status=status.as_dict() if status else None,
            schedule={"AdjustForDST": True},
        )
        self.status.in_flight += 1
        ran = await self.invoker.run(self.function, request)
        self.status.in_flight -= 1
        self.status.finished(succeeded=ran.succeeded, error=ran.error)
        due_at = None if status is None else status.next
        ran.log(self.function, "timer", past_due=past_due, due_at=due_at, began_at=now)

    def _reached(self) -> None:
        if self.status.unreachable is not None:
            log_event("storage answers again", function=self.function.name)
        self.status.unreachable, self.status.is_ready = None, True

    def _log_once(self, error: str) -> None:
        if self.status.unreachable is None:
            log_event(
                "storage does not answer; trying on",
                level=logging.WARNING,
                function=self.function.name,
                error=error,
            )
        self.status.unreachable = error
