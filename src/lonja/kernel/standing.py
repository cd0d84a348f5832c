"""What a shop seldom changes, read once by a process: zones, rates, holidays, the tree of categories;
and of each product what only its editors change, its pictures.

A connection for reads carries the process's `Standing` where that has one, and so does a transaction
that only shows what it reads. Any other does not: what is decided is decided on what the database
says, and read once by each transaction; so does a reading of a process that keeps nothing.
Whoever writes something that stands announces EVERYTHING, and of a part of a product that product.
"""

from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.transaction import EVERYTHING, Change, Connection

MAX_READINGS: Final = 500
MAX_PRODUCTS: Final = 1_500
_COUNTED_ON_THE_SHELF: Final = Change("shelf")
"""Categories count their products."""


class Standing:
    """Readings by name until the shop changes; none while the process may miss a change."""

    def __init__(self, *, is_live: Callable[[], bool]) -> None:
        self._is_live = is_live
        self._found: dict[Hashable, object] = {}
        self._parts: dict[str, object] = {}
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

    async def parts[T](
        self,
        products: Sequence[UUID],
        read: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, T]]],
    ) -> dict[UUID, T]:
        """By product; those that are not known yet are read together."""
        kept: dict[str, Any] = self._parts if self._is_live() else {}
        found: dict[UUID, T] = {one: kept[key] for one in products if (key := str(one)) in kept}
        missing = [one for one in products if one not in found]
        if missing:
            drops = self._drops
            fresh = await read(missing)
            found.update(fresh)
            if drops == self._drops and self._is_live():
                if len(self._parts) + len(fresh) > MAX_PRODUCTS:
                    self._parts.clear()
                self._parts.update({str(one): part for one, part in fresh.items()})
        return found

    def heard(self, changes: Collection[Change]) -> None:
        if EVERYTHING in changes:
            self.drop()
            return
        if _COUNTED_ON_THE_SHELF in changes:
            self._drops += 1
            self._found.clear()
        for change in changes:
            if change.kind == "product":
                self._drops += 1
                self._parts.pop(change.key, None)

    def drop(self) -> None:
        self._drops += 1
        self._found.clear()
        self._parts.clear()


async def from_memory[T](
    db: AsyncConnection, name: Hashable, read: Callable[[AsyncConnection], Awaitable[T]]
) -> T:
    """What `read` finds; from memory where this connection may. Nobody changes what comes out."""
    if not isinstance(db, Connection):
        return await read(db)
    if db.standing is not None:
        return await db.standing.get(name, lambda: read(db))
    if db.found is None:
        return await read(db)
    if name not in db.found:
        db.found[name] = await read(db)
    found: T = db.found[name]
    return found


async def kept_by_pages[T](
    db: AsyncConnection, name: Hashable, read: Callable[[AsyncConnection], Awaitable[T]]
) -> T | None:
    """The same, where the process keeps it; None where it has to be asked for each time.

    For what spares a question and is a question of its own in a transaction.
    """
    kept = db.standing if isinstance(db, Connection) else None
    return None if kept is None else await kept.get(name, lambda: read(db))


async def parts_from_memory[T](
    db: AsyncConnection,
    products: Sequence[UUID],
    read: Callable[[AsyncConnection, Sequence[UUID]], Awaitable[Mapping[UUID, T]]],
) -> Mapping[UUID, T]:
    """What `read` finds of each product, as above. It is one reading of the whole shop: its pictures."""
    kept = db.standing if isinstance(db, Connection) else None
    if kept is None:
        return await read(db, products)
    return await kept.parts(products, lambda missing: read(db, missing))
