"""Transactions: one metadata, one way to open them, and what may not happen inside.

The lock order of the whole shop, written here and nowhere else: idempotency key, cart, order,
codes (sorted), locations (sorted), stock (sorted by variant), a review, its product, turns at the
shelf. Whoever takes locks takes them in this order, and contended ones last.
"""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal, overload
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor
from sqlalchemy import MetaData
from sqlalchemy.engine import make_url

from lonja.kernel import limits
from lonja.kernel.pool import Pool
from lonja.kernel.rows import row_of

ShardGroup = Literal["orders", "stock", "customers", "codes", "reference", "local"]
"""Which key a table would be distributed by; `info={"shard": …}` of each table says it."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CHANGES_CHANNEL = "lonja_changes"
"""NOTIFY on which other processes hear what changed (`{"kind": …, "key": …}` lists)."""


class OutsideCallInTransaction(AssertionError):
    """Something outside the database was called while a transaction was open."""


@dataclass(slots=True)
class Transaction:
    """What one transaction collects while it is open."""

    touched_products: set[UUID] = field(default_factory=set)
    changes: list[dict[str, str]] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)


_open: ContextVar[Transaction | None] = ContextVar("lonja_transaction", default=None)

type Refresher = Callable[[AsyncConnection, Sequence[UUID]], Awaitable[None]]


def outside_call(what: str) -> None:
    """Every adapter says here that it leaves the database; inside a transaction that is a fault.

    A gateway that hangs would hold our locks, and a rollback cannot take back a mail.
    """
    if _open.get() is not None:
        raise OutsideCallInTransaction(f"{what} was called inside a transaction")


def current() -> Transaction:
    transaction = _open.get()
    assert transaction is not None, "there is no open transaction"
    return transaction


def touch_products(products: Sequence[UUID]) -> None:
    """Mark products as changed: the list projection is refreshed once, before the commit."""
    current().touched_products.update(products)


def announce_change(kind: str, key: str) -> None:
    """Tell every process, when this commits, that pages showing `key` are out of date."""
    change = {"kind": kind, "key": key}
    changes = current().changes
    if change not in changes:
        changes.append(change)


def after_commit(act: Callable[[], None]) -> None:
    """Do something in this process once the transaction is durable; it must not raise."""
    current().after_commit.append(act)


class Database:
    """A pool of connections to one database; one transaction a request or message."""

    def __init__(self, url: str, *, pool_size: int = 8, application: str = "lonja") -> None:
        self._pool = Pool(
            as_libpq(url),
            size=pool_size,
            application=application,
            options=f"-c statement_timeout={limits.STATEMENT_TIMEOUT_MS}"
            f" -c lock_timeout={limits.LOCK_TIMEOUT_MS}"
            " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC",
        )
        self.refresh_products: Refresher | None = None
        self.on_change: Callable[[list[dict[str, str]]], None] | None = None

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commit when the block ends, roll back when it raises. They do not nest."""
        assert _open.get() is None, "a transaction is open already: pass it on instead"
        async with self._pool.connection(autocommit=False) as db:
            state = Transaction()
            token = _open.set(state)
            try:
                yield db
                await self._before_commit(db, state)
                await db.commit()
            finally:
                _open.reset(token)
        if state.changes and self.on_change is not None:
            self.on_change(state.changes)
        for act in state.after_commit:
            act()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reads, in autocommit: no BEGIN, no locks, no round trip too many."""
        async with self._pool.connection(autocommit=True) as db:
            yield db

    async def _before_commit(self, db: AsyncConnection, state: Transaction) -> None:
        if state.touched_products and self.refresh_products is not None:
            await self.refresh_products(db, sorted(state.touched_products))
        if state.changes:
            await run(
                db,
                "SELECT pg_notify(%(channel)s, %(payload)s)",
                channel=CHANGES_CHANNEL,
                payload=_notification(state.changes),
            )

    async def close(self) -> None:
        await self._pool.close()


def _notification(changes: list[dict[str, str]]) -> str:
    """NOTIFY takes 8,000 bytes; past that, everything counts as changed."""
    payload = json.dumps(changes)
    return payload if len(payload) < 7900 else json.dumps([{"kind": "all", "key": ""}])


def as_psycopg(url: str) -> str:
    """The address as SQLAlchemy takes it, which migrations use."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def as_libpq(url: str) -> str:
    """The address as psycopg takes it."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql").render_as_string(hide_password=False)


type Row = Any
"""A named tuple: the columns of its query, by name. Statements with a type need no such row."""


async def run(db: AsyncConnection, sql: str, **values: Any) -> int:
    """Execute one statement; the number of rows it touched."""
    return (await db.execute(sql, values)).rowcount


@overload
async def rows[T](db: AsyncConnection, of: type[T], sql: str, /, **values: Any) -> list[T]: ...
@overload
async def rows(db: AsyncConnection, sql: str, /, **values: Any) -> list[Row]: ...
async def rows(db: AsyncConnection, of: Any, sql: Any = None, /, **values: Any) -> list[Any]:
    """Each row as an `of` (`lonja.kernel.rows`): a dataclass, or the only column."""
    return await (await _cursor(db, of, sql, values)).fetchall()


@overload
async def first[T](db: AsyncConnection, of: type[T], sql: str, /, **values: Any) -> T | None: ...
@overload
async def first(db: AsyncConnection, sql: str, /, **values: Any) -> Row | None: ...
async def first(db: AsyncConnection, of: Any, sql: Any = None, /, **values: Any) -> Any:
    return await (await _cursor(db, of, sql, values)).fetchone()


async def one[T](db: AsyncConnection, of: type[T], sql: str, /, **values: Any) -> T:
    """The row of a statement that always has one: `RETURNING` of an insert, an aggregate."""
    row: T | None = await first(db, of, sql, **values)
    assert row is not None, f"no row: {sql}"
    return row


async def scalar(db: AsyncConnection, sql: str, **values: Any) -> Any:
    found = await first(db, sql, **values)
    return None if found is None else found[0]


async def _cursor(
    db: AsyncConnection, of: Any, sql: str | None, values: dict[str, Any]
) -> AsyncCursor[Any]:
    if sql is None:
        return await db.execute(of, values)
    return await db.cursor(row_factory=row_of(of)).execute(sql, values)
