"""A visitor enters a closed shop with the password that staff gave out.

Counting the attempt is a transaction of its own: it stays counted whatever the password is.
"""

from datetime import datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.identity import api as identity
from lonja.kernel.errors import Invalid
from lonja.shop import api as shops

ATTEMPTS: Final = {"client": 10, "everyone": 300}
"""In one window. One password is shared by all, so a guesser has many addresses to guess from."""


class WrongShopPassword(Invalid):
    code: ClassVar[str] = "wrong_shop_password"

    def __init__(self) -> None:
        super().__init__("this is not the password of the shop", field="password")


async def begin(db: AsyncConnection, *, client: str, now: datetime) -> shops.Opening:
    """Count an attempt from `client`; `TooManyAttempts` above the limit."""
    for scope, who in (("client", f"client {client}"), ("everyone", "everyone")):
        attempts, ends_at = await shops.count_password_attempt(db, who, now=now)
        if attempts > ATTEMPTS[scope]:
            left_s = max(1, int((ends_at - now).total_seconds()))
            raise identity.TooManyAttempts(retry_after_s=left_s)
    return await shops.opening(db)


async def check(opening: shops.Opening, password: str) -> None:
    """Compare beside the event loop; `WrongShopPassword`, too, where the shop has none."""
    if not await identity.is_password(opening.password_hash, password):
        raise WrongShopPassword
