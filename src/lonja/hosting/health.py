"""`/healthz`: this process is alive, and of which release. `/readyz`: it can serve."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from psycopg import Error as DatabaseError

from lonja.hosting.deps import shop_of
from lonja.kernel.build import release
from lonja.kernel.db import first
from lonja.kernel.errors import Unavailable
from lonja.payment_methods import api as payment_methods

router = APIRouter(include_in_schema=False)

READY_WITHIN_S = 3.0


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "alive", "release": release()}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Only what serving needs: a queue that is down is absorbed by the outbox."""
    try:
        async with asyncio.timeout(READY_WITHIN_S), shop_of(request).database.reading() as db:
            await first(db, int, "SELECT 1 FROM outbox LIMIT 1")
            sells = await payment_methods.is_any_on(db, shop_of(request).payment_methods)
    except (Unavailable, DatabaseError, TimeoutError):
        return JSONResponse({"status": "not ready", "database": "does not answer"}, 503)
    shop = shop_of(request)
    told: dict[str, object] = {"status": "ready"}
    # What follows is told and asks for nothing: pages are served without it.
    if shop.missing_settings:
        told["missing_settings"] = list(shop.missing_settings)
    if not sells:
        told["payments"] = "no payment method is set up"
    if shop.replica.exists:
        async with shop.replica.reading() as read:
            told["replica_lag_s"] = read.lag_s
    return JSONResponse(told)
