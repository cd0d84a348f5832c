"""What a shop seldom changes, read once by a process: zones, rates, holidays, the tree of categories.

A connection for reads carries the process's `Standing` where that has one. A transaction never
does: what is decided is decided on what the database says. Whoever writes something that stands
announces EVERYTHING.
"""

from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Final

from psycopg import AsyncConnection

from lonja.kernel.transaction import EVERYTHING, Change, Connection

MAX_READINGS: Final = 500
_COUNTED_ON_THE_SHELF: Final = Change("shelf")
"""Categories count their products."""


class Standing:
    """Readings by name until the shop changes; none while the process may miss a change."""

    def __init__(self, *, is_live: Callable[[], bool]) -> None:
        self._is_live = is_live
        self._found: dict[Hashable, object] = {}
        self._drops = 0

    async def get[T](self, name: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        if self._is_live() and name in self._found:
            return self._found[name]  # type: ignore[return-value]  # a name is of one reading
        drops = self._drops
        found = await read()
        if drops == self._drops and self._is_live():
            if len(self._found) >= MAX_READINGS:
                self._found.clear()
            self._found[name] = found
        return found

    def heard(self, changes: Collection[Change]) -> None:
        if EVERYTHING in changes or _COUNTED_ON_THE_SHELF in changes:
            self.drop()

    def drop(self) -> None:
        self._drops += 1
        self._found.clear()


async def from_memory[T](
    db: AsyncConnection, name: Hashable, read: Callable[[AsyncConnection], Awaitable[T]]
) -> T:
    """What `read` finds; from memory where this connection may. Nobody changes what comes out."""
    kept = db.standing if isinstance(db, Connection) else None
    return await read(db) if kept is None else await kept.get(name, lambda: read(db))
