"""How many orders one client may leave unpaid at a time. Pure.

Three counts, as for sign-ins: the narrow one is the strictest, so that a stranger who writes
somebody's e-mail does not keep them from buying.
"""

import hashlib
from collections.abc import Mapping
from typing import ClassVar, Final

from lonja.kernel import limits
from lonja.kernel.errors import Refused

_MOST: Final[Mapping[str, int]] = {
    "buyer": limits.UNPAID_ORDERS_PER_BUYER,
    "address": limits.UNPAID_ORDERS_PER_ADDRESS,
    "email": limits.UNPAID_ORDERS_PER_EMAIL,
}


class TooManyUnpaidOrders(Refused):
    code: ClassVar[str] = "too_many_unpaid_orders"

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__(
            "pay or cancel the orders that you have placed before, or try again later",
            retry_after_s=retry_after_s,
        )


def client_limits(*, email: str, address: str) -> dict[bytes, int]:
    """What each count is kept under, and its most: never the address or the e-mail itself."""
    email = email.strip().lower()
    texts = {"buyer": f"{email}\n{address}", "address": address, "email": email}
    return {
        hashlib.sha256(f"{scope}\n{text}".encode()).digest(): _MOST[scope]
        for scope, text in texts.items()
    }
