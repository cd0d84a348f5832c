"""What every route of the back office works with, made once per process."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.staff.api import Seal


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    seal: Seal
    is_development: bool
    is_https: bool

    @property
    def cookie(self) -> str:
        """`__Host-` binds the cookie to this very host, but a browser takes it over https only."""
        return "__Host-lonja_staff" if self.is_https else "lonja_staff"


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskOf = Annotated[Desk, Depends(desk_of)]


def session_token(request: Request, desk: Desk) -> str | None:
    token = request.cookies.get(desk.cookie)
    return token if token and len(token) <= 100 else None


async def _transaction(desk: DeskOf) -> AsyncIterator[AsyncConnection]:
    async with desk.database.transaction() as db:
        yield db


async def _reading(desk: DeskOf) -> AsyncIterator[AsyncConnection]:
    async with desk.database.reading() as db:
        yield db


Db = Annotated[AsyncConnection, Depends(_transaction, scope="function")]
"""One transaction, committed before the answer is sent."""
Reading = Annotated[AsyncConnection, Depends(_reading, scope="function")]
Now = Annotated[datetime, Depends(clock.now)]


class Asked(BaseModel):
    """A request body: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answered(BaseModel):
    """An answer; built from the dataclass of a door."""

    model_config = ConfigDict(from_attributes=True)
