"""Credit notes and corrections of a channel's past: money that went back on its own date."""

from collections.abc import Sequence

from psycopg import AsyncConnection

from lonja.returns import _history_store
from lonja.returns._history_store import HistoricalReturn, HistoricalReturnLine

__all__ = ["HistoricalReturn", "HistoricalReturnLine", "bring_in_history", "known_history"]


async def known_history(
    db: AsyncConnection, *, channel: str, source_refs: Sequence[str]
) -> set[str]:
    """Those of `source_refs` that this channel has brought in already."""
    return await _history_store.known(db, channel=channel, source_refs=source_refs)


async def bring_in_history(db: AsyncConnection, returns: Sequence[HistoricalReturn]) -> None:
    """Write returns that name no order: each stands under an order id of its own."""
    await _history_store.insert(db, returns)
