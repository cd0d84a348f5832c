"""Reports to Application Insights if a connection is set; otherwise imports nothing of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from lonja.kernel.settings import Settings
from lonja.kernel.telemetry import Telemetry


@contextlib.asynccontextmanager
async def reporting(settings: Settings, service: str) -> AsyncIterator[Telemetry]:
    """Report this process's work until the block ends; enter it after the last fork."""
    if not settings.insights_connection:
        yield Telemetry()
        return
    from lonja.adapters.insights import Insights  # up to half a second and 20 MB

    insights = Insights(
        settings.insights_connection,
        role=settings.insights_role or service,
        percent=settings.insights_percent,
    )
    insights.open()
    try:
        yield Telemetry(insights)
    finally:
        await asyncio.to_thread(insights.close)
