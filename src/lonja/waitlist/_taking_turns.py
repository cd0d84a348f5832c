"""How many of those who wait are told now. Pure.

A mail to five hundred people about three pieces makes four hundred and ninety-seven of them angry. So
the oldest wishes are told first, some people for each piece, and the next ones once those had time to buy.
"""

from datetime import timedelta
from typing import Final

PEOPLE_PER_UNIT: Final = 3
"""Not everybody who wished for it buys it, and one who is told too late has lost nothing but a mail."""
TURN: Final = timedelta(hours=12)
"""How long those who were told have the pieces to themselves."""
MOST_AT_ONCE: Final = 500


def people_to_tell(*, free: int, told_lately: int) -> int:
    """Of `free` units; `told_lately` people were told within the last `TURN`.

    Who bought meanwhile has made `free` smaller, so that nobody new is told of what is gone.
    """
    return max(0, min(MOST_AT_ONCE, free * PEOPLE_PER_UNIT - told_lately))
