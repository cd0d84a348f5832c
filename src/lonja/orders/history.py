"""Orders sold elsewhere before this shop: written as they were, never confirmed, held or mailed.

They keep their own channel and currency, and the number they had there stands behind the channel's
name, so that two channels may both have an invoice 1.
"""

from collections.abc import Sequence
from datetime import datetime

from psycopg import AsyncConnection

from lonja.orders._old import history_store
from lonja.orders._old.history_store import HistoricalLine, HistoricalOrder, historical_number

__all__ = [
    "HistoricalLine",
    "HistoricalOrder",
    "bring_in_history",
    "historical_number",
    "known_history",
]


async def known_history(
    db: AsyncConnection, *, channel: str, source_refs: Sequence[str]
) -> set[str]:
    """Those of `source_refs` that this channel has brought in already."""
    return await history_store.known(db, channel=channel, source_refs=source_refs)


async def bring_in_history(
    db: AsyncConnection, orders: Sequence[HistoricalOrder], *, actor: str, at: datetime
) -> None:
    """Write orders of the past as delivered; a number that is known already raises."""
    await history_store.insert(db, orders, actor=actor, at=at)
