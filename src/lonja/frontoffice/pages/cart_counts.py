"""How many units are in each cart, for the number beside it: kept until that cart changes.

A cart's changes are announced in batches after their commits, so another process may show the number
from before for a tenth of a second. Where a process died before it told, the number is right again
after `KEPT_S`; the cart itself always is.
"""

import time
from collections.abc import Awaitable, Callable, Collection
from typing import Final
from uuid import UUID

from lonja.kernel.live import Listener
from lonja.kernel.transaction import EVERYTHING, Change

KEPT_S: Final = 60.0
MAX_CARTS: Final = 20_000


class CartCounts:
    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._kept: dict[str, tuple[float, int]] = {}
        self._drops = 0
        listener.hear(self._heard, reconnected=self._clear)

    def known(self, cart_id: UUID) -> int | None:
        """None where it has to be asked."""
        kept = self._kept.get(str(cart_id))
        if kept is None or kept[0] < time.monotonic() or not self._listener.is_live:
            return None
        return kept[1]

    async def get(self, cart_id: UUID, count: Callable[[UUID], Awaitable[int]]) -> int:
        known = self.known(cart_id)
        if known is not None:
            return known
        drops = self._drops
        units = await count(cart_id)
        if drops == self._drops:
            if len(self._kept) >= MAX_CARTS:
                self._kept.clear()
            self._kept[str(cart_id)] = time.monotonic() + KEPT_S, units
        return units

    def _heard(self, changes: Collection[Change]) -> None:
        if EVERYTHING in changes:
            self._clear()
            return
        for change in changes:
            if change.kind == "cart":
                self._drops += 1
                self._kept.pop(change.key, None)

    def _clear(self) -> None:
        self._drops += 1
        self._kept.clear()
