"""The side effects of a transaction; its connection carries them until the commit.

Products to refresh in the lists, changes to announce, messages for the queues: collected here by
the functions below, carried out by `lonja.kernel.db.Database`. A rollback discards all of them.
"""

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Hashable,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Change:
    """Pages are out of date: for one item of this kind, or without a key for all of them."""

    kind: str
    key: str = ""


EVERYTHING = Change("all")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of the outbox on its way to its queue."""

    queue: str
    id: UUID
    text: str


@dataclass(slots=True)
class Collected:
    products: set[UUID] = field(default_factory=set)
    changes: dict[Change, None] = field(default_factory=dict)
    messages: list[Outgoing] = field(default_factory=list)
    audit: list[tuple[Any, ...]] = field(default_factory=list)
    """Rows of the audit log, for the end: all of the back office waits for the lock of their chain."""
    write_audit: Callable[[AsyncConnection[Any], Sequence[Any]], Awaitable[None]] | None = None


class Readings(Protocol):
    """What the process has read before, by name (`lonja.kernel.standing`)."""

    async def get[T](self, name: Hashable, read: Callable[[], Awaitable[T]]) -> T: ...

    async def parts[T](
        self,
        products: Sequence[UUID],
        read: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, T]]],
    ) -> dict[UUID, T]: ...


class Connection(AsyncConnection[Any]):
    """A connection of the pool; inside a transaction it carries what that collects."""

    collected: Collected | None = None
    standing: Readings | None = None
    """Only for what is shown: reads outside transactions, and carts on their way."""
    found: dict[Hashable, Any] | None = None
    """What this transaction, or reading, has read of what stands (`lonja.kernel.standing`)."""
    asks_at_once: bool = False
    """Statements wait for those of other doors (`lonja.kernel.at_once`)."""


def collected(db: AsyncConnection) -> Collected:
    found = db.collected if isinstance(db, Connection) else None
    assert found is not None, "there is no open transaction"
    return found


@asynccontextmanager
async def savepoint(db: AsyncConnection) -> AsyncIterator[None]:
    """What is done in the block is done whole or not at all, its rows of the audit log among it."""
    work = collected(db)
    known = len(work.audit)
    try:
        async with db.transaction():
            yield
    except BaseException:
        del work.audit[known:]
        raise


def touch_products(db: AsyncConnection, products: Iterable[UUID]) -> None:
    """Mark products as changed: their rows in the lists are refreshed once, before the commit."""
    collected(db).products.update(products)


def announce(db: AsyncConnection, change: Change) -> None:
    """Tell this process and all others, once this commits, that something changed."""
    collected(db).changes[change] = None
    if change == EVERYTHING and isinstance(db, Connection) and db.found is not None:
        db.found.clear()
