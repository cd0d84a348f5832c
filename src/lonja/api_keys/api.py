"""The door to API keys: a program's way into the back office, narrower than who made it.

A key is read with every request, so that what is revoked, or taken from its maker, holds from the
next request in every process. Its secret is known only to who has it: a hash is stored.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.api_keys import _store
from lonja.api_keys._secret import PATTERN, hint_of, is_secret, new_secret
from lonja.api_keys._store import KeyRow
from lonja.identity import api as identity
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.staff import api as staff
from lonja.staff.api import Colleague, Grant, Permission, SignedIn

__all__ = [
    "MAX_OVERLAP_HOURS",
    "NAME_CHARACTERS",
    "NEVER",
    "PATTERN",
    "ApiKey",
    "ApiKeyOver",
    "ApiKeyTaken",
    "UnknownApiKey",
    "add",
    "keys",
    "revoke",
    "rotate",
    "who_asks",
]

MAX_KEYS: Final = 100
MAX_SHOWN: Final = 200
NAME_CHARACTERS: Final = 60
MAX_OVERLAP_HOURS: Final = 7 * 24
NO_END: Final = timedelta(days=365)
"""What a key without an end says of it."""
USED_EVERY: Final = timedelta(minutes=1)
"""How often a key's row is written while it is in use."""
NEVER: Final = frozenset({Permission.STAFF_WRITE, Permission.INTEGRATIONS_WRITE})
"""What no key is given: with these a stolen one would outlive its own end."""


class UnknownApiKey(NotFound):
    code: ClassVar[str] = "unknown_api_key"


class ApiKeyTaken(Conflict):
    code: ClassVar[str] = "api_key_taken"


class ApiKeyOver(Conflict):
    """It was revoked, or has expired: make another one."""

    code: ClassVar[str] = "api_key_over"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`permissions` is what it may do now: its scopes, as far as its maker still has them."""

    id: UUID
    name: str
    scopes: tuple[Permission, ...]
    permissions: tuple[Permission, ...]
    hint: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    old_until: datetime | None


async def keys(db: AsyncConnection) -> list[ApiKey]:
    """Those that are not revoked first, and the newest of them first."""
    found = await _store.newest(db, MAX_SHOWN)
    makers = await staff.colleagues(db, {row.user_id for row in found})
    return [_key(row, makers.get(row.user_id)) for row in found]


async def add(
    db: AsyncConnection,
    *,
    name: str,
    scopes: Collection[Permission],
    expires_at: datetime | None,
    by: SignedIn,
    now: datetime,
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is seen only this once."""
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise Invalid(f"a name has 1 to {NAME_CHARACTERS} characters", field="name")
    if not scopes or NEVER & set(scopes):
        raise Invalid("choose what it may do, without staff and integrations", field="scopes")
    if expires_at is not None and expires_at <= now:
        raise Invalid("this moment is over", field="expires_at")
    if beyond := set(scopes) - by.permissions:
        raise staff.BeyondOwnPermissions(
            "you cannot give what you do not have", permissions=sorted(beyond)
        )
    if await _store.is_taken(db, name):
        raise ApiKeyTaken("there is a key of this name already", field="name")
    if await _store.count_live(db, now=now) >= MAX_KEYS:
        raise Invalid(f"a shop has at most {MAX_KEYS} keys")
    secret, key_id = new_secret(), uuid7()
    await _store.insert(
        db,
        key_id,
        name=name,
        scopes=sorted(scopes),
        user_id=by.user_id,
        hint=hint_of(secret),
        secret_hash=identity.token_hash(secret),
        expires_at=expires_at,
        now=now,
    )
    await _audit(
        db, key_id, "api_key.added", by.email, now,
        name=name, scopes=sorted(scopes), expires_at=expires_at, hint=hint_of(secret),
    )  # fmt: skip
    return await _shown(db, key_id), secret


async def rotate(
    db: AsyncConnection, key_id: UUID, *, overlap: timedelta, by: SignedIn, now: datetime
) -> tuple[ApiKey, str]:
    """A new secret; the one of before opens until the overlap is over. It is its maker's still."""
    row = await _locked(db, key_id)
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise ApiKeyOver("this key is revoked or has expired")
    if not timedelta() <= overlap <= timedelta(hours=MAX_OVERLAP_HOURS):
        raise Invalid(f"0 to {MAX_OVERLAP_HOURS} hours", field="overlap_hours")
    maker = (await staff.colleagues(db, {row.user_id})).get(row.user_id)
    if maker is not None and maker.user_id != by.user_id:
        staff.check_within(_narrowed(maker.grants, _scopes(row)), by.grants)
    secret = new_secret()
    await _store.rotate(
        db,
        key_id,
        hint=hint_of(secret),
        secret_hash=identity.token_hash(secret),
        old_until=now + overlap,
    )
    await _audit(
        db, key_id, "api_key.rotated", by.email, now, name=row.name, old_until=now + overlap
    )  # fmt: skip
    return await _shown(db, key_id), secret


async def revoke(db: AsyncConnection, key_id: UUID, *, actor: str, now: datetime) -> None:
    """It opens nothing from the next request on. Twice is harmless."""
    row = await _locked(db, key_id)
    if row.revoked_at is None:
        await _store.revoke(db, key_id, now=now)
        await _audit(db, key_id, "api_key.revoked", actor, now, name=row.name)


async def who_asks(db: AsyncConnection, secret: str, *, now: datetime) -> SignedIn | None:
    """Who acts with this secret, or None; their `email`, which the audit log keeps, names the key."""
    if not is_secret(secret):
        return None
    row = await _store.live(db, identity.token_hash(secret), now=now)
    if row is None:
        return None
    maker = (await staff.colleagues(db, {row.user_id})).get(row.user_id)
    if maker is None:
        return None
    if row.used_at is None or now - row.used_at >= USED_EVERY:
        await _store.touch(db, row.id, now=now)
    grants = _narrowed(maker.grants, _scopes(row))
    return SignedIn(
        user_id=maker.user_id,
        session_id=row.id,
        email=f"{maker.email} (API key {row.name})",
        name=row.name,
        roles=(),
        own_roles=(),
        own_role_names=(),
        grants=grants,
        permissions=staff.permissions_of(grants),
        expires_at=row.expires_at or now + NO_END,
    )


def _narrowed(grants: Sequence[Grant], scopes: Collection[Permission]) -> tuple[Grant, ...]:
    """The same roles with their limits and rows, and of each only what the key names."""
    wanted = frozenset(scopes) - NEVER
    return tuple(replace(grant, permissions=grant.permissions & wanted) for grant in grants)


def _scopes(row: KeyRow) -> tuple[Permission, ...]:
    """A scope that this version no longer knows gives nothing."""
    return tuple(Permission(one) for one in row.scopes if one in set(Permission))


def _key(row: KeyRow, maker: Colleague | None) -> ApiKey:
    scopes = _scopes(row)
    grants = () if maker is None else _narrowed(maker.grants, scopes)
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=scopes,
        permissions=tuple(sorted(staff.permissions_of(grants))),
        hint=row.hint,
        created_by="" if maker is None else maker.email,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        old_until=row.old_until,
    )


async def _shown(db: AsyncConnection, key_id: UUID) -> ApiKey:
    row = await _locked(db, key_id)
    return _key(row, (await staff.colleagues(db, {row.user_id})).get(row.user_id))


async def _locked(db: AsyncConnection, key_id: UUID) -> KeyRow:
    row = await _store.locked(db, key_id)
    if row is None:
        raise UnknownApiKey("there is no such key")
    return row


async def _audit(
    db: AsyncConnection, key_id: UUID, action: str, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(db, at=now, actor=actor, action=action, subject=f"api_key:{key_id}", **facts)
