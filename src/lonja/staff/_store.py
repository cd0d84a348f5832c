"""All SQL of `staff`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.identity.api import Attempts
from lonja.kernel.db import first, one, rows, run
from lonja.staff._permissions import Role

MAX_STAFF = 500
MAX_SESSIONS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Account:
    """An active member of staff, with the facts that a sign-in needs."""

    id: UUID
    email: str
    password_hash: str
    totp_sealed: bytes
    is_active: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claimed identity, not verified yet."""

    email: str
    address: str
    user_id: UUID | None
    password_hash: str | None
    totp_sealed: bytes


@dataclass(frozen=True, slots=True)
class StaffMember:
    id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    own_roles: tuple[UUID, ...]
    is_active: bool
    version: int
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class DemoUser:
    email: str
    name: str
    roles: tuple[Role, ...]
    totp_sealed: bytes
    totp_last_step: int


@dataclass(frozen=True, slots=True)
class LiveSession:
    session_id: UUID
    seen_at: datetime
    expires_at: datetime
    user_id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    own_roles: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """An account's name at the sign-in provider; `email` is what that one calls it."""

    subject: str
    email: str
    connected_at: datetime


@dataclass(frozen=True, slots=True)
class StaffSession:
    id: UUID
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    device: str


async def insert_user(
    db: AsyncConnection,
    *,
    user_id: UUID,
    email: str,
    name: str,
    roles: Sequence[str],
    password_hash: str,
    totp_sealed: bytes,
    is_demo: bool,
    now: datetime,
    totp_last_step: int = 0,
    own_roles: Sequence[UUID] = (),
) -> UUID | None:
    """The new id, or None if this e-mail is already in use."""
    return await first(
        db,
        UUID,
        "INSERT INTO staff_users (id, email, name, roles, own_roles, password_hash, totp_sealed,"
        " totp_last_step, is_demo, created_at) VALUES (%(id)s, %(email)s, %(name)s, %(roles)s,"
        " %(own_roles)s::uuid[], %(password_hash)s, %(totp_sealed)s, %(step)s, %(is_demo)s, %(now)s) ON CONFLICT (email) DO NOTHING RETURNING id",
        id=user_id,
        email=email,
        name=name,
        roles=list(roles),
        own_roles=list(own_roles),
        password_hash=password_hash,
        totp_sealed=totp_sealed,
        step=totp_last_step,
        is_demo=is_demo,
        now=now,
    )


async def user_by_email(db: AsyncConnection, email: str) -> Account | None:
    return await first(
        db,
        Account,
        "SELECT id, email, password_hash, totp_sealed, is_active"
        " FROM staff_users WHERE email = %(email)s",
        email=email,
    )


async def connect(
    db: AsyncConnection, *, user_id: UUID, subject: str, email: str, now: datetime
) -> bool:
    """False where either has a connection already."""
    return bool(
        await run(
            db,
            "INSERT INTO staff_connections (user_id, subject, email, connected_at)"
            " VALUES (%(user_id)s, %(subject)s, %(email)s, %(now)s) ON CONFLICT DO NOTHING",
            user_id=user_id,
            subject=subject,
            email=email,
            now=now,
        )
    )


async def disconnect(db: AsyncConnection, user_id: UUID) -> bool:
    return bool(await run(db, "DELETE FROM staff_connections WHERE user_id = %(id)s", id=user_id))


async def connection_of(db: AsyncConnection, user_id: UUID) -> Connection | None:
    return await first(
        db,
        Connection,
        "SELECT subject, email, connected_at FROM staff_connections WHERE user_id = %(id)s",
        id=user_id,
    )


async def user_by_subject(db: AsyncConnection, subject: str) -> Account | None:
    return await first(
        db,
        Account,
        "SELECT u.id, u.email, u.password_hash, u.totp_sealed, u.is_active FROM staff_users u"
        " JOIN staff_connections c ON c.user_id = u.id WHERE c.subject = %(subject)s",
        subject=subject,
    )


async def user_by_id(db: AsyncConnection, user_id: UUID) -> Account | None:
    return await first(
        db,
        Account,
        "SELECT id, email, password_hash, totp_sealed, is_active FROM staff_users"
        " WHERE id = %(id)s FOR UPDATE",
        id=user_id,
    )


async def active_users(db: AsyncConnection, user_ids: Sequence[UUID]) -> list[StaffMember]:
    return await rows(
        db,
        StaffMember,
        "SELECT id, email, name, roles, own_roles, is_active, version, NULL::timestamptz AS seen_at"
        " FROM staff_users WHERE id = ANY(%(ids)s) AND is_active ORDER BY id",
        ids=list(user_ids),
    )


async def list_users(db: AsyncConnection) -> list[StaffMember]:
    return await rows(
        db,
        StaffMember,
        "SELECT u.id, u.email, u.name, u.roles, u.own_roles, u.is_active, u.version,"
        " (SELECT max(s.seen_at) FROM staff_sessions s WHERE s.user_id = u.id) AS seen_at"
        " FROM staff_users u ORDER BY u.name, u.id LIMIT %(limit)s",
        limit=MAX_STAFF,
    )


async def demo_users(db: AsyncConnection) -> list[DemoUser]:
    return await rows(
        db,
        DemoUser,
        "SELECT email, name, roles, totp_sealed, totp_last_step FROM staff_users"
        " WHERE is_demo AND is_active ORDER BY created_at, id LIMIT 20",
    )


async def use_step(db: AsyncConnection, user_id: UUID, step: int) -> bool:
    """Take a code's step; False when it, or a later one, was taken before."""
    return bool(
        await run(
            db,
            "UPDATE staff_users SET totp_last_step = %(step)s"
            " WHERE id = %(id)s AND totp_last_step < %(step)s AND is_active",
            id=user_id,
            step=step,
        )
    )


async def count_attempt(
    db: AsyncConnection, *, scope: str, key: bytes, now: datetime, window: timedelta
) -> Attempts:
    return await one(
        db,
        Attempts,
        "INSERT INTO staff_throttles AS t (scope, key, window_started_at, attempts)"
        " VALUES (%(scope)s, %(key)s, %(now)s, 1) ON CONFLICT (scope, key) DO UPDATE SET"
        " attempts = CASE WHEN t.window_started_at <= %(old)s THEN 1 ELSE t.attempts + 1 END,"
        " window_started_at = CASE WHEN t.window_started_at <= %(old)s THEN %(now)s"
        " ELSE t.window_started_at END RETURNING attempts, window_started_at",
        scope=scope,
        key=key,
        now=now,
        old=now - window,
    )


async def forget_attempts(db: AsyncConnection, *, scope: str, key: bytes) -> None:
    await run(
        db,
        "DELETE FROM staff_throttles WHERE scope = %(scope)s AND key = %(key)s",
        scope=scope,
        key=key,
    )


async def insert_session(
    db: AsyncConnection,
    *,
    token_hash: bytes,
    session_id: UUID,
    user_id: UUID,
    expires_at: datetime,
    address: str,
    device: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO staff_sessions (token_hash, id, user_id, created_at, seen_at, expires_at,"
        " address, device) VALUES (%(token_hash)s, %(id)s, %(user_id)s, %(now)s, %(now)s,"
        " %(expires_at)s, %(address)s, %(device)s)",
        token_hash=token_hash,
        id=session_id,
        user_id=user_id,
        now=now,
        expires_at=expires_at,
        address=address,
        device=device,
    )


async def live_session(
    db: AsyncConnection, *, token_hash: bytes, seen_after: datetime, now: datetime
) -> LiveSession | None:
    return await first(
        db,
        LiveSession,
        "SELECT s.id AS session_id, s.seen_at, s.expires_at, u.id AS user_id, u.email, u.name,"
        " u.roles, u.own_roles"
        " FROM staff_sessions s JOIN staff_users u ON u.id = s.user_id"
        " WHERE s.token_hash = %(token_hash)s AND s.revoked_at IS NULL AND s.expires_at > %(now)s"
        " AND s.seen_at > %(seen_after)s AND u.is_active",
        token_hash=token_hash,
        seen_after=seen_after,
        now=now,
    )


async def live_session_id(
    db: AsyncConnection, session_id: UUID, *, seen_after: datetime, now: datetime
) -> UUID | None:
    return await first(
        db,
        UUID,
        "SELECT id FROM staff_sessions WHERE id = %(id)s AND revoked_at IS NULL"
        " AND expires_at > %(now)s AND seen_at > %(seen_after)s",
        id=session_id,
        seen_after=seen_after,
        now=now,
    )


async def touch_session(db: AsyncConnection, *, token_hash: bytes, now: datetime) -> None:
    await run(
        db,
        "UPDATE staff_sessions SET seen_at = %(now)s"
        " WHERE token_hash = %(token_hash)s AND seen_at < %(now)s AND revoked_at IS NULL",
        token_hash=token_hash,
        now=now,
    )


async def sessions_of(
    db: AsyncConnection, *, user_id: UUID, seen_after: datetime, now: datetime
) -> list[StaffSession]:
    return await rows(
        db,
        StaffSession,
        "SELECT id, created_at, seen_at, expires_at, address, device FROM staff_sessions"
        " WHERE user_id = %(user_id)s AND revoked_at IS NULL AND expires_at > %(now)s"
        " AND seen_at > %(seen_after)s ORDER BY created_at DESC, id LIMIT %(limit)s",
        user_id=user_id,
        seen_after=seen_after,
        now=now,
        limit=MAX_SESSIONS_SHOWN,
    )


async def revoke_session(
    db: AsyncConnection, *, user_id: UUID, session_id: UUID, now: datetime
) -> bool:
    return bool(
        await run(
            db,
            "UPDATE staff_sessions SET revoked_at = coalesce(revoked_at, %(now)s)"
            " WHERE id = %(id)s AND user_id = %(user_id)s",
            id=session_id,
            user_id=user_id,
            now=now,
        )
    )


async def count_ended_sessions(db: AsyncConnection, *, before: datetime, most: int) -> int:
    """Sessions that ended before then: who was signed in, and where; `most` at the most."""
    return await one(
        db,
        int,
        "SELECT count(*) FROM (SELECT FROM staff_sessions WHERE expires_at < %(before)s"
        " LIMIT %(most)s) AS old",
        before=before,
        most=most,
    )


async def forget_ended_sessions(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Drop them; how many went."""
    return await run(
        db,
        "DELETE FROM staff_sessions WHERE id IN (SELECT id FROM staff_sessions"
        " WHERE expires_at < %(before)s ORDER BY expires_at, id LIMIT %(limit)s"
        " FOR UPDATE SKIP LOCKED)",
        before=before,
        limit=limit,
    )


async def forget_old(db: AsyncConnection, *, before: datetime) -> int:
    """Delete expired rows; called by a timer."""
    gone = await run(
        db, "DELETE FROM staff_throttles WHERE window_started_at < %(before)s", before=before
    )
    await run(db, "DELETE FROM staff_invitations WHERE expires_at < %(before)s", before=before)
    return gone
