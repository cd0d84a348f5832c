"""Make the forecast again because a person asks for it; not while it is switched off."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.forecasts import api as forecasts
from lonja.insights import api as insights
from lonja.kernel import audit
from lonja.kernel.errors import Conflict


class ForecastsOff(Conflict):
    """The shop's settings say that nothing is forecast."""

    code: ClassVar[str] = "forecasts_off"


async def ask_for_forecast(db: AsyncConnection, *, actor: str, now: datetime) -> UUID:
    """The id of the message. Asked twice it is made twice, one after the other."""
    if not (await insights.automatic(db)).forecasts_on:
        raise ForecastsOff("forecasts are switched off in the settings")
    message_id = await forecasts.request(db, asked_by=actor)
    await audit.record(db, at=now, actor=actor, action="forecast_requested", subject="warehouse")
    return message_id
