"""All SQL of invitations, and of what an owner changes in the accounts of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.staff._permissions import Role

MAX_OPEN = 100
_LISTED = "id, email, name, roles, own_roles, renews, created_by, created_at, expires_at"


@dataclass(frozen=True, slots=True)
class Invitation:
    """`renews` is true if it resets the sign-in of an existing account."""

    id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    own_roles: tuple[UUID, ...]
    renews: bool
    created_by: str
    created_at: datetime
    expires_at: datetime

    @property
    def is_for_anyone(self) -> bool:
        """For whoever has its link: the first owner of a shop, whose address nobody knows yet."""
        return not self.email


@dataclass(frozen=True, slots=True)
class SealedInvitation(Invitation):
    """An invitation with the secret of its second factor."""

    totp_sealed: bytes


@dataclass(frozen=True, slots=True)
class Colleague:
    id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    own_roles: tuple[UUID, ...]
    is_active: bool
    version: int


async def put_invitation(
    db: AsyncConnection,
    *,
    invitation_id: UUID,
    email: str,
    name: str,
    roles: Sequence[str],
    own_roles: Sequence[UUID],
    renews: bool,
    totp_sealed: bytes,
    actor: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """A new id makes the link of an earlier invitation worthless."""
    await run(
        db,
        f"INSERT INTO staff_invitations ({_LISTED}, totp_sealed) VALUES (%(id)s, %(email)s,"
        " %(name)s, %(roles)s, %(own_roles)s::uuid[], %(renews)s, %(actor)s, %(now)s, %(expires_at)s, %(totp_sealed)s)"
        " ON CONFLICT (email) DO UPDATE SET id = excluded.id, name = excluded.name,"
        " roles = excluded.roles, own_roles = excluded.own_roles, renews = excluded.renews, totp_sealed = excluded.totp_sealed,"
        " created_by = excluded.created_by, created_at = excluded.created_at,"
        " expires_at = excluded.expires_at",
        id=invitation_id,
        email=email,
        name=name,
        roles=list(roles),
        own_roles=list(own_roles),
        renews=renews,
        totp_sealed=totp_sealed,
        actor=actor,
        now=now,
        expires_at=expires_at,
    )


async def open_invitations(db: AsyncConnection, *, now: datetime) -> list[Invitation]:
    return await rows(
        db,
        Invitation,
        f"SELECT {_LISTED} FROM staff_invitations WHERE expires_at > %(now)s"
        " ORDER BY created_at DESC, id LIMIT %(limit)s",
        now=now,
        limit=MAX_OPEN,
    )


async def get_invitation(
    db: AsyncConnection, invitation_id: UUID, *, now: datetime
) -> Invitation | None:
    return await first(
        db,
        Invitation,
        f"SELECT {_LISTED} FROM staff_invitations WHERE id = %(id)s AND expires_at > %(now)s",
        id=invitation_id,
        now=now,
    )


async def invitation_of(db: AsyncConnection, email: str, *, now: datetime) -> Invitation | None:
    return await first(
        db,
        Invitation,
        f"SELECT {_LISTED} FROM staff_invitations"
        " WHERE email = %(email)s AND expires_at > %(now)s FOR UPDATE",
        email=email,
        now=now,
    )


async def sealed_invitation(
    db: AsyncConnection, invitation_id: UUID, *, now: datetime, lock: bool = False
) -> SealedInvitation | None:
    return await first(
        db,
        SealedInvitation,
        f"SELECT {_LISTED}, totp_sealed FROM staff_invitations"
        " WHERE id = %(id)s AND expires_at > %(now)s" + (" FOR UPDATE" if lock else ""),
        id=invitation_id,
        now=now,
    )


async def drop_invitation(db: AsyncConnection, invitation_id: UUID) -> str | None:
    """The invited address, or None if the invitation no longer exists."""
    return await first(
        db, str, "DELETE FROM staff_invitations WHERE id = %(id)s RETURNING email", id=invitation_id
    )


async def drop_invitation_of(db: AsyncConnection, email: str) -> None:
    await run(db, "DELETE FROM staff_invitations WHERE email = %(email)s", email=email)


async def drop_invitations_by(db: AsyncConnection, actor: str) -> list[str]:
    """Whom they were for."""
    return await rows(
        db,
        str,
        "DELETE FROM staff_invitations WHERE created_by = %(actor)s RETURNING email",
        actor=actor,
    )


async def drop_invitations_by_role(db: AsyncConnection, role_id: UUID) -> list[str]:
    """Whom they were for: those that people who have this role sent."""
    return await rows(
        db,
        str,
        "DELETE FROM staff_invitations WHERE created_by IN"
        " (SELECT email FROM staff_users WHERE %(role)s = ANY(own_roles)) RETURNING email",
        role=role_id,
    )


async def lock_owners(db: AsyncConnection) -> list[UUID]:
    """Active owners, locked in one order: two owners cannot deactivate each other at once."""
    return await rows(
        db,
        UUID,
        "SELECT id FROM staff_users WHERE is_active AND 'owner' = ANY(roles)"
        " ORDER BY id FOR UPDATE",
    )


async def owner_emails(db: AsyncConnection) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT email FROM staff_users WHERE is_active AND 'owner' = ANY(roles)"
        " ORDER BY email LIMIT 50",
    )


async def lock_user(db: AsyncConnection, user_id: UUID) -> Colleague | None:
    return await first(
        db,
        Colleague,
        "SELECT id, email, name, roles, own_roles, is_active, version FROM staff_users"
        " WHERE id = %(id)s FOR UPDATE",
        id=user_id,
    )


async def update_user(
    db: AsyncConnection,
    user_id: UUID,
    *,
    name: str,
    roles: Sequence[str],
    own_roles: Sequence[UUID],
    is_active: bool,
) -> None:
    await run(
        db,
        "UPDATE staff_users SET name = %(name)s, roles = %(roles)s,"
        " own_roles = %(own_roles)s::uuid[], is_active = %(is_active)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=user_id,
        name=name,
        roles=list(roles),
        own_roles=list(own_roles),
        is_active=is_active,
    )


async def renew_user(
    db: AsyncConnection, *, email: str, password_hash: str, totp_sealed: bytes, step: int
) -> UUID | None:
    """None where the person was shut out meanwhile."""
    return await first(
        db,
        UUID,
        "UPDATE staff_users SET password_hash = %(password_hash)s, totp_sealed = %(totp_sealed)s,"
        " totp_last_step = %(step)s WHERE email = %(email)s AND is_active RETURNING id",
        email=email,
        password_hash=password_hash,
        totp_sealed=totp_sealed,
        step=step,
    )


async def set_password(db: AsyncConnection, user_id: UUID, password_hash: str) -> None:
    await run(
        db,
        "UPDATE staff_users SET password_hash = %(hash)s WHERE id = %(id)s AND is_active",
        id=user_id,
        hash=password_hash,
    )


async def revoke_sessions(
    db: AsyncConnection, *, user_id: UUID, now: datetime, but: UUID | None = None
) -> None:
    await run(
        db,
        "UPDATE staff_sessions SET revoked_at = %(now)s WHERE user_id = %(user_id)s"
        " AND revoked_at IS NULL AND id IS DISTINCT FROM %(but)s",
        user_id=user_id,
        now=now,
        but=but,
    )
