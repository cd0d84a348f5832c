"""The back office API as an ASGI app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import Depends, FastAPI
from fastapi.requests import Request
from fastapi.responses import JSONResponse

from lonja.backoffice import session, staff
from lonja.backoffice.desk import Desk
from lonja.backoffice.rules import check
from lonja.bootstrap import read_settings
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.staff.api import Seal

PREFIX: Final = "/api/v1"
ROUTERS: Final = (session.router, staff.router)


def create_app(desk: Desk) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await desk.database.close()

    app = FastAPI(
        title="Lonja back office",
        version="1",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX, dependencies=[Depends(check)])

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        status = {
            "not_signed_in": 401,
            "forbidden": 403,
            "not_found": 404,
            "sign_in_refused": 401,
            "too_many_attempts": 429,
        }.get(error.code, 422)
        return JSONResponse(
            {
                "code": error.code,
                "detail": error.detail,
                "status": status,
                "title": error.code,
                "type": "about:blank",
            },
            status,
            media_type="application/problem+json",
        )

    return app


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, so that tests can import this file without one."""
    if name != "app":
        raise AttributeError(name)
    settings = read_settings()
    return create_app(
        Desk(
            database=Database(settings.database_url, pool_size=settings.database_pool),
            seal=Seal(settings.secret_key),
            is_development=settings.environment == "development",
            is_https=settings.backoffice_url.startswith("https://"),
        )
    )
