"""Whether buyers may come in, and the password that lets some in before.

A pass is a sealed token in a cookie. It is sealed with the key of the password, so a new password
ends every pass that was given out for the old one.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.ids import is_sealed, sealed
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.shop import _opening_store
from lonja.shop._opening import NEVER_OPENED, Opening

PREVIEW_LIFE: Final = timedelta(hours=24)
"""How long the link of a preview can be opened; who opened it stays in."""
ATTEMPTS_WINDOW: Final = timedelta(minutes=15)


async def opening(db: AsyncConnection) -> Opening:
    return await _opening_store.get(db) or NEVER_OPENED


async def set_open(db: AsyncConnection, *, is_open: bool, actor: str, now: datetime) -> Outcome:
    """Open or close the storefront; every process knows within a second."""
    before = await _opening_store.get(db, lock=True) or NEVER_OPENED
    if before.is_open == is_open:
        return "unchanged"
    await _opening_store.put(
        db,
        is_open=is_open,
        password_hash=before.password_hash,
        pass_key=before.pass_key,
        actor=actor,
        now=now,
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="shop_opened" if is_open else "shop_closed",
        subject="shop",
    )
    announce(db, EVERYTHING)
    return "updated"


async def set_shop_password(
    db: AsyncConnection, password_hash: str | None, *, actor: str, now: datetime
) -> None:
    """Replace the password of the closed shop, or take it away; passes of the old one end."""
    before = await _opening_store.get(db, lock=True) or NEVER_OPENED
    await _opening_store.put(
        db,
        is_open=before.is_open,
        password_hash=password_hash,
        pass_key=secrets.token_urlsafe(16),
        actor=actor,
        now=now,
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="shop_password_set" if password_hash else "shop_password_removed",
        subject="shop",
    )
    announce(db, EVERYTHING)


async def count_password_attempt(
    db: AsyncConnection, who: str, *, now: datetime
) -> tuple[int, datetime]:
    """Attempts of `who` in the present window, this one included, and when the window ends."""
    key = hashlib.sha256(who.encode()).digest()
    counted = await _opening_store.count_attempt(db, key, now=now, window=ATTEMPTS_WINDOW)
    return counted.attempts, counted.window_started_at + ATTEMPTS_WINDOW


async def forget_password_attempts(db: AsyncConnection, *, now: datetime) -> int:
    return await _opening_store.forget_attempts(db, before=now - ATTEMPTS_WINDOW)


def shop_pass(secret: str, opening: Opening) -> str:
    """What lets a visitor into the closed shop."""
    return sealed(secret, "shop pass", opening.pass_key)


def is_shop_pass(token: str, secret: str, opening: Opening) -> bool:
    return is_sealed(token, secret, "shop pass", opening.pass_key)


def preview_token(secret: str, opening: Opening, *, now: datetime) -> str:
    """For the link that staff hand on; it works for `PREVIEW_LIFE`."""
    until = int((now + PREVIEW_LIFE).timestamp())
    return f"{until}.{sealed(secret, 'shop preview', f'{until}:{opening.pass_key}')}"


def is_preview_token(token: str, secret: str, opening: Opening, *, now: datetime) -> bool:
    until, _, seal = token.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        return False
    return int(until) > now.timestamp() and is_sealed(
        seal, secret, "shop preview", f"{until}:{opening.pass_key}"
    )
