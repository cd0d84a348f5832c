"""The password that lets visitors into the closed shop is set or taken away."""

from datetime import datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.identity import api as identity
from lonja.kernel.errors import Invalid
from lonja.shop import api as shops

CHARACTERS: Final = (4, 100)
"""It is given to many and guards no account: short ones are allowed, and guessing is throttled."""


class ShopPasswordLength(Invalid):
    code: ClassVar[str] = "shop_password_length"


async def hash_of(password: str) -> str:
    """Outside a transaction: it takes tens of milliseconds on purpose."""
    shortest, longest = CHARACTERS
    if not shortest <= len(password) <= longest:
        raise ShopPasswordLength(
            f"the password has {shortest} to {longest} characters", field="password"
        )
    return await identity.new_hash(password)


async def set_shop_password(
    db: AsyncConnection, password_hash: str | None, *, actor: str, now: datetime
) -> None:
    """Whoever came in with the old one has to give the new one; None takes it away."""
    await shops.set_shop_password(db, password_hash, actor=actor, now=now)
