"""Messages as the queue brings them, and workers that die where a test says."""

import contextlib
import inspect
import json
from collections.abc import AsyncIterator
from typing import Any, cast
from uuid import UUID

import anyio
from psycopg import AsyncConnection
from tests.support.asking import rows

from lonja.adapters.azure_queues import AzureQueues, Received
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope, Message, read_envelope


class Killed(BaseException):
    """The worker died: no `except` of the handler may catch this."""


def envelope_of(message: Message, *, message_id: UUID | None = None, **body: Any) -> Envelope:
    """As the handler gets it; `body` adds or replaces fields, as a newer sender would."""
    fields = message.to_body() | body
    return Envelope(
        message_id or uuid7(), message.type, message.version, "a" * 32, fields, message.subject
    )


async def waiting(database: Database, queue: str) -> list[Envelope]:
    """What the outbox holds for a queue, oldest first."""
    async with database.reading() as db:
        found = await rows(
            db,
            "SELECT envelope FROM outbox WHERE queue = %(queue)s ORDER BY created_at, id",
            queue=queue,
        )
    return [read_envelope(json.dumps(row.envelope)) for row in found]


async def received(queues: AzureQueues, queue: str, *, mark: str) -> Received:
    """The message of a queue in which `mark` stands; those of other tests come back in a second."""
    with anyio.fail_after(30):
        while True:
            for message in await queues.receive(queue, limit=32, hidden_s=1):
                if mark in message.text:
                    return message
            await anyio.sleep(0.1)


class Crash:
    """Kills the worker at its n-th step; a step lies before and after each call outside, before a
    transaction, before its commit and after it."""

    def __init__(self, at: int) -> None:
        self._left = at
        self.happened = False

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.happened = True
            raise Killed

    def part[T](self, part: T) -> T:
        """The same part, dying around each of its coroutines."""
        return cast("T", _Dying(part, self))

    def database(self, database: Database) -> Database:
        return cast("Database", _DyingDatabase(database, self))


class _Dying:
    def __init__(self, part: object, crash: Crash) -> None:
        self._part, self._crash = part, crash

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._part, name)

        async def around(*args: Any, **kwargs: Any) -> Any:
            self._crash.step()
            result = await call(*args, **kwargs)
            self._crash.step()
            return result

        return around if inspect.iscoroutinefunction(call) else call


class _DyingDatabase:
    def __init__(self, database: Database, crash: Crash) -> None:
        self._database, self._crash = database, crash
        self.reading = database.reading

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        self._crash.step()
        async with self._database.transaction() as db:
            yield db
            self._crash.step()
        self._crash.step()
