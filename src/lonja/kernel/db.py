"""Transactions: one way to open them, and what may not happen inside.

The lock order of the whole shop, written here and nowhere else: a draft, idempotency key, cart, order,
codes (sorted), a stock order, locations (sorted), stock (sorted by variant), a review, its product, the numbers of a
series of documents, and with the commit turns at the shelf and the chain of the audit log. Whoever takes
locks takes them in this order, and contended ones last.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextvars import ContextVar
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor

from lonja.kernel import limits
from lonja.kernel.announcing import Announcer, notify
from lonja.kernel.at_once import Asked, asks_at_once
from lonja.kernel.pool import Pool
from lonja.kernel.rows import row_of
from lonja.kernel.transaction import EVERYTHING, Change, Collected, Connection, Outgoing, Readings

CACHED_KINDS: Final = frozenset({"all", "product", "shelf"})
"""What processes keep copies of: announced by the commit itself, so that no crash leaves one stale.
The rest wakes open pages, which look again at each heartbeat anyway."""

MAX_CHANGES: Final = 500
"""A commit that changed more says that everything changed."""

_is_in_transaction: ContextVar[bool] = ContextVar("lonja_transaction", default=False)

type Refresher = Callable[[AsyncConnection, Sequence[UUID]], Awaitable[None]]
type ChangeListener = Callable[[Collection[Change]], None]
type HandOver = Callable[[Sequence[Outgoing]], None]


class OutsideCallInTransaction(AssertionError):
    """Something outside the database was called while a transaction was open."""


def outside_call(what: str) -> None:
    """Every adapter says here that it leaves the database; inside a transaction that is a fault.

    A gateway that hangs would hold our locks, and a rollback cannot take back a mail.
    """
    if _is_in_transaction.get():
        raise OutsideCallInTransaction(f"{what} was called inside a transaction")


class Database:
    """A pool of connections to one database; one transaction a request or message.

    `refresh` updates the lists for touched products, before the commit. After it, `hand_over` gets
    the messages that the transaction put in the outbox, and `on_change` what it announced; both
    must return at once and never raise. With `plans_once` a statement that is asked again and again
    is planned for any values, once: for buyers, whose statements name ids and addresses. The desks'
    leave out filters by their values, and are planned for these.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 8,
        application: str = "lonja",
        refresh: Refresher | None = None,
        hand_over: HandOver | None = None,
        on_change: ChangeListener | None = None,
        standing: Readings | None = None,
        plans_once: bool = False,
    ) -> None:
        self._pool = Pool(
            as_libpq(url),
            size=pool_size,
            application=application,
            options=f"-c statement_timeout={limits.STATEMENT_TIMEOUT_MS}"
            f" -c lock_timeout={limits.LOCK_TIMEOUT_MS}"
            " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
            + (" -c plan_cache_mode=force_generic_plan" if plans_once else ""),
        )
        self._announcer = Announcer(self._pool)
        self._refresh = refresh
        self._hand_over = hand_over
        self._on_change = on_change
        self._standing = standing

    @contextlib.asynccontextmanager
    async def transaction(self, *, shows: bool = False) -> AsyncIterator[AsyncConnection]:
        """Commit when the block ends, roll back when it raises. They do not nest.

        One that only `shows` what things cost decides nothing by it: it takes what seldom changes
        from memory, as a page does. A cart on its way is one; the checkout prices it again.
        """
        assert not _is_in_transaction.get(), "a transaction is open already: pass it on instead"
        async with self._pool.connection(autocommit=False) as db:
            work = db.collected = Collected()
            db.found = {}
            db.standing = self._standing if shows else None
            token = _is_in_transaction.set(True)
            try:
                yield db
                await self._before_commit(db, work)
                await db.commit()
            finally:
                db.collected = db.found = db.standing = None
                _is_in_transaction.reset(token)
        self._after_commit(work)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reads, in autocommit: no BEGIN, no locks, no round trip too many."""
        async with self._pool.connection(autocommit=True) as db:
            db.standing, db.found = self._standing, {}
            try:
                yield db
            finally:
                db.standing = db.found = None

    async def close(self) -> None:
        await self._announcer.close()
        await self._pool.close()

    async def _before_commit(self, db: Connection, work: Collected) -> None:
        if work.products and self._refresh is not None:
            await self._refresh(db, sorted(work.products))
        if work.audit and work.write_audit is not None:
            await work.write_audit(db, work.audit)
        cached = [change for change in work.changes if change.kind in CACHED_KINDS]
        if cached:
            await notify(db, cached if len(cached) <= MAX_CHANGES else [EVERYTHING])

    def _after_commit(self, work: Collected) -> None:
        if work.changes and self._on_change is not None:
            self._on_change(work.changes.keys())
        live = [change for change in work.changes if change.kind not in CACHED_KINDS]
        if live:
            self._announcer.announce(live)
        if work.messages and self._hand_over is not None:
            self._hand_over(work.messages)


def as_psycopg(url: str) -> str:
    """The address as SQLAlchemy takes it, which migrations use."""
    return f"postgresql+psycopg://{url.partition('://')[2]}"


def as_libpq(url: str) -> str:
    """The address as psycopg takes it."""
    return f"postgresql://{url.partition('://')[2]}"


async def run(db: AsyncConnection, sql: str, **values: Any) -> int:
    """Execute one statement; the number of rows it touched."""
    if asks_at_once(db):
        return (await Asked(sql, values, None)).rowcount
    return (await db.execute(sql, values)).rowcount


async def rows[T](db: AsyncConnection, of: type[T], sql: str, /, **values: Any) -> list[T]:
    """Each row as an `of` (`lonja.kernel.rows`): a dataclass, or the only column."""
    return await (await _cursor(db, of, sql, values)).fetchall()


async def first[T](db: AsyncConnection, of: type[T], sql: str, /, **values: Any) -> T | None:
    """The first row; None where there is none, or its only column is NULL."""
    return await (await _cursor(db, of, sql, values)).fetchone()


async def one[T](db: AsyncConnection, of: type[T], sql: str, /, **values: Any) -> T:
    """The row of a statement that always has one: `RETURNING` of an insert, an aggregate."""
    row: T | None = await first(db, of, sql, **values)
    assert row is not None, f"no row: {sql}"
    return row


async def _cursor[T](
    db: AsyncConnection, of: type[T], sql: str, values: dict[str, Any]
) -> AsyncCursor[T]:
    if asks_at_once(db):
        return await Asked(sql, values, row_of(of))
    return await db.cursor(row_factory=row_of(of)).execute(sql, values)
