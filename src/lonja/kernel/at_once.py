"""Several doors asked at once: what they ask the database goes there together, in one round trip.

The doors run in turns, each until it needs an answer. Once all of them wait, their statements are
sent in one pipeline, and each goes on with its answer; so `n` doors with a statement each cost one
round trip, and a door that asks twice costs a second one. Their code knows nothing of it.
"""

import contextlib
from collections.abc import Coroutine, Generator, Iterator, Sequence
from typing import Any, overload

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import AsyncRowFactory

from lonja.kernel.transaction import Connection

type Door[T] = Coroutine[Any, Any, T]


class Asked:
    """One statement that waits for those of the other doors; awaited, it is its cursor."""

    __slots__ = ("cursor", "of", "sql", "values")

    def __init__(self, sql: str, values: dict[str, Any], of: AsyncRowFactory[Any] | None) -> None:
        self.sql, self.values, self.of = sql, values, of
        self.cursor: AsyncCursor[Any] | None = None

    def __await__(self) -> Generator["Sequence[Asked]", None, AsyncCursor[Any]]:
        yield (self,)
        assert self.cursor is not None
        return self.cursor


class _Waiting:
    """Hands on what a door waits for: to the doors around it, or to the event loop."""

    __slots__ = ("what",)

    def __init__(self, what: object) -> None:
        self.what = what

    def __await__(self) -> Generator[object]:
        yield self.what


def asks_at_once(db: AsyncConnection) -> bool:
    """Whether the caller runs beside others, and its statement may wait for theirs."""
    return isinstance(db, Connection) and db.asks_at_once


@overload
async def at_once[A, B](db: AsyncConnection, a: Door[A], b: Door[B], /) -> tuple[A, B]: ...
@overload
async def at_once[A, B, C](
    db: AsyncConnection, a: Door[A], b: Door[B], c: Door[C], /
) -> tuple[A, B, C]: ...
@overload
async def at_once[A, B, C, D](
    db: AsyncConnection, a: Door[A], b: Door[B], c: Door[C], d: Door[D], /
) -> tuple[A, B, C, D]: ...
@overload
async def at_once[A, B, C, D, E](
    db: AsyncConnection, a: Door[A], b: Door[B], c: Door[C], d: Door[D], e: Door[E], /
) -> tuple[A, B, C, D, E]: ...
@overload
async def at_once[A, B, C, D, E, F](
    db: AsyncConnection, a: Door[A], b: Door[B], c: Door[C], d: Door[D], e: Door[E], f: Door[F], /
) -> tuple[A, B, C, D, E, F]: ...
async def at_once(db: AsyncConnection, *doors: Door[Any]) -> tuple[Any, ...]:
    """What each door answers. They may stand inside one another; the first refusal ends them all.

    All doors use `db`. Whatever they lock, they lock in the order in which they are named.
    """
    if not isinstance(db, Connection):  # a plain connection of a test or a tool
        return tuple([await door for door in doors])
    is_inside, found, turns = db.asks_at_once, [None] * len(doors), list(enumerate(doors))
    try:
        while turns:
            waiting: list[tuple[int, Door[Any]]] = []
            asked: list[Asked] = []
            for place, door in turns:
                questions = await _turn(db, door, found, place)
                if questions is not None:
                    asked += questions
                    waiting.append((place, door))
            turns = waiting
            db.asks_at_once = is_inside
            if is_inside and asked:
                await _Waiting(tuple(asked))
            elif asked:
                await _send(db, asked)
    finally:
        try:
            for door in doors:
                door.close()
        finally:  # last: a door that is closed while it asks several itself leaves this as it was
            db.asks_at_once = is_inside
    return tuple(found)


async def _turn(
    db: Connection, door: Door[Any], found: list[Any], place: int
) -> Sequence[Asked] | None:
    """Run it until it asks the database; None once it has answered."""
    while True:
        db.asks_at_once = True
        try:
            wanted = door.send(None)
        except StopIteration as end:
            found[place] = end.value
            return None
        if isinstance(wanted, tuple):
            return wanted
        await _Waiting(wanted)  # not the database: the event loop wakes us


async def _send(db: Connection, asked: Sequence[Asked]) -> None:
    if len(asked) == 1:
        await _execute(db, asked[0])
        return
    async with db.pipeline() as pipeline:
        # psycopg would send each statement by itself, which costs both sides most of a round trip.
        with _in_place(pipeline, "_communicate_gen", _later):
            for one in asked:
                await _execute(db, one)
            while pipeline.command_queue:
                pipeline.command_queue.popleft()()  # into libpq's buffer


def _later() -> Generator[object]:
    """Send nothing yet: the end of the pipeline sends all of it."""
    yield from ()


@contextlib.contextmanager
def _in_place(thing: object, name: str, value: object) -> Iterator[None]:
    """For this one object, and for so long."""
    setattr(thing, name, value)
    try:
        yield
    finally:
        delattr(thing, name)


async def _execute(db: Connection, asked: Asked) -> None:
    cursor = db.cursor() if asked.of is None else db.cursor(row_factory=asked.of)
    asked.cursor = await cursor.execute(asked.sql, asked.values)
