"""Connections kept open between requests: at most so many, the one used last given first.

A pool of our own, because a shop wants its 503 at once when the database is away: psycopg_pool
connects in the background and answers only when its timeout is over.
"""

import asyncio
import contextlib
import select
import time
from collections.abc import AsyncIterator
from typing import Final

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.json import set_json_loads
from pydantic_core import from_json

from lonja.kernel.errors import Unavailable
from lonja.kernel.transaction import Connection

FREE_WITHIN_S: Final = 10.0
CONNECT_WITHIN_S: Final = 10
RENEW_AFTER_S: Final = 1800.0
PREPARED_STATEMENTS: Final = 400
"""Kept by each connection. Who takes an order's path asks more than a hundred, psycopg's number: each
that comes again after it was dropped would be read and planned anew."""


class Pool:
    """`size` connections to one address; they are opened when they are needed."""

    def __init__(self, address: str, *, size: int, application: str, options: str) -> None:
        self._address = address
        self._application = application
        self._options = options
        self._room = asyncio.Semaphore(size)
        self._idle: list[tuple[float, Connection]] = []
        self._is_closed = False

    @contextlib.asynccontextmanager
    async def connection(self, *, autocommit: bool) -> AsyncIterator[Connection]:
        """One connection; a transaction that is open at the end is rolled back."""
        await self._wait_for_room()
        try:
            opened_at, connection = await self._take()
            try:
                if connection.autocommit is not autocommit:
                    await connection.set_autocommit(autocommit)
                yield connection
            finally:
                await self._give_back(opened_at, connection)
        finally:
            self._room.release()

    async def close(self) -> None:
        self._is_closed = True
        await self._drop_idle()

    async def _wait_for_room(self) -> None:
        if not self._room.locked():
            await self._room.acquire()
            return
        try:
            async with asyncio.timeout(FREE_WITHIN_S):
                await self._room.acquire()
        except TimeoutError as error:
            raise Unavailable("no connection to the database became free") from error

    async def _take(self) -> tuple[float, Connection]:
        now = time.monotonic()
        while self._idle:
            opened_at, connection = self._idle.pop()
            if now - opened_at < RENEW_AFTER_S and _is_quiet(connection):
                return opened_at, connection
            await connection.close()
        try:
            connection = await Connection.connect(
                self._address,
                autocommit=True,
                application_name=self._application,
                options=self._options,
                connect_timeout=CONNECT_WITHIN_S,
            )
        except psycopg.OperationalError as error:
            raise Unavailable("the database does not answer") from error
        connection.prepared_max = PREPARED_STATEMENTS
        set_json_loads(from_json, connection)  # a third of the time of the standard library's
        return now, connection

    async def _give_back(self, opened_at: float, connection: Connection) -> None:
        if connection.pgconn.transaction_status != TransactionStatus.IDLE:
            try:
                await connection.rollback()
            except psycopg.Error:
                await connection.close()
            except BaseException:  # cancelled while it rolled back: not to be reused
                await connection.close()
                raise
        if connection.closed:
            await self._drop_idle()  # what ended this one has ended the others, too
        elif self._is_closed:
            await connection.close()
        else:
            self._idle.append((opened_at, connection))

    async def _drop_idle(self) -> None:
        idle, self._idle = self._idle, []
        for _, connection in idle:
            await connection.close()


def _is_quiet(connection: Connection) -> bool:
    """Whether the server said nothing while nobody asked: what it says then is that it ends."""
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.pgconn.socket, select.POLLIN)
    return not waiting.poll(0)
