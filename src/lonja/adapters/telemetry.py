"""Reporting to Application Insights, where a connection is set; elsewhere nothing is even imported."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from lonja.kernel import telemetry
from lonja.kernel.settings import Settings


@contextlib.asynccontextmanager
async def reporting(settings: Settings, service: str) -> AsyncIterator[None]:
    """Tell of this process's work until this ends; begin it in the process that works, not before a fork."""
    if not settings.insights_connection:
        yield
        return
    from lonja.adapters.insights import Insights  # up to half a second and 20 MB

    insights = Insights(
        settings.insights_connection,
        role=settings.insights_role or service,
        percent=settings.insights_percent,
    )
    telemetry.set_listener(insights)
    insights.open()
    try:
        yield
    finally:
        telemetry.set_listener(None)
        await asyncio.to_thread(insights.close)
