"""The facts in the memory of a process: read once, dropped when they are announced to have changed."""

from collections.abc import Collection

from psycopg import AsyncConnection

from lonja.kernel.db import Database
from lonja.kernel.live import Listener
from lonja.kernel.transaction import EVERYTHING, Change
from lonja.shop import _opening_store, _store
from lonja.shop._facts import Shop, from_json
from lonja.shop._opening import NEVER_OPENED, Opening


class CurrentShop:
    """Serves the facts from memory while the process hears of changes, and reads them otherwise."""

    def __init__(self, database: Database, listener: Listener) -> None:
        self._database = database
        self._listener = listener
        self._shop: Shop | None = None
        self._opening: Opening | None = None
        self._drops = 0
        listener.hear(self._heard, reconnected=self._drop)

    @property
    def kept(self) -> Shop | None:
        """What is in memory and still to be trusted, without asking the database."""
        return self._shop if self._listener.is_live else None

    async def get(self) -> Shop:
        """For who holds no connection yet."""
        if (kept := self.kept) is not None:
            return kept
        async with self._database.reading() as db:
            return await self.on(db)

    async def on(self, db: AsyncConnection) -> Shop:
        """The same over a connection that the caller holds: a second one might not be had."""
        if (kept := self.kept) is not None:
            return kept
        drops = self._drops
        row = await _store.newest(db)
        shop = Shop() if row is None else from_json(row.version, row.facts)
        if drops == self._drops:
            self._shop = shop
        return shop

    @property
    def kept_opening(self) -> Opening | None:
        """The same of whether the shop is open."""
        return self._opening if self._listener.is_live else None

    async def opening(self) -> Opening:
        """Whether the shop is open, for who holds no connection yet."""
        if (kept := self.kept_opening) is not None:
            return kept
        async with self._database.reading() as db:
            return await self.opening_on(db)

    async def opening_on(self, db: AsyncConnection) -> Opening:
        """The same over a connection that the caller holds."""
        if (kept := self.kept_opening) is not None:
            return kept
        drops = self._drops
        found = await _opening_store.get(db) or NEVER_OPENED
        if drops == self._drops:
            self._opening = found
        return found

    def _heard(self, changes: Collection[Change]) -> None:
        if EVERYTHING in changes:
            self._drop()

    def _drop(self) -> None:
        self._shop = None
        self._opening = None
        self._drops += 1
