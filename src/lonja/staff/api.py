"""The door to `staff`: sign-in, accounts and permissions.

Signing in takes two transactions with the slow password check between them: `begin_sign_in` counts
the attempt (and keeps the count whatever follows), `finish_sign_in` takes the code and opens the
session.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.identity import api as identity
from lonja.identity.api import TooManyAttempts, WeakPassword, WrongCode, check_password, new_hash
from lonja.kernel import audit
from lonja.kernel.errors import NotFound
from lonja.kernel.ids import uuid7
from lonja.staff import _store
from lonja.staff._colleagues import (
    Colleague,
    LastOwner,
    OwnAccount,
    SignInRefused,
    StaffChanged,
    change,
    colleagues,
    owner_emails,
    set_password,
)
from lonja.staff._connections import (
    ConnectedAlready,
    NotConnected,
    OnlyWayIn,
    Provided,
    ProviderRefused,
    SignInProvider,
    connect,
    connected,
    connection_of,
    disconnect,
)
from lonja.staff._connections import accept as accept_connected
from lonja.staff._demo import DemoAccount, add_user, demo_accounts, install_demo
from lonja.staff._invitation_store import Invitation
from lonja.staff._invitations import (
    EmailTaken,
    Enrolment,
    Introduction,
    InvitationMail,
    InvitationOver,
    Seal,
    accept,
    enrolment,
    invitation,
    invitations,
    invite,
    invite_first_owner,
    link_token,
    opened,
    renew,
    withdraw,
)
from lonja.staff._permissions import (
    ALL,
    BOUND_BY,
    CREDIT_LIMITS,
    GRANTS,
    LIMITED,
    REFUND_LIMITS,
    BeyondOwnPermissions,
    Grant,
    Permission,
    Role,
    Scope,
    check_within,
    credit_limit,
    discount_limit,
    grant_of,
    is_row_within,
    permissions_of,
    refund_limit,
    scopes_of,
)
from lonja.staff._roles import (
    NAME_CHARACTERS,
    OwnRole,
    RoleChanged,
    RoleInUse,
    RoleTaken,
    UnknownRole,
    add_role,
    change_role,
    grants_and_names_of,
    grants_of,
    own_role,
    own_roles,
    remove_role,
)
from lonja.staff._store import (
    Candidate,
    Connection,
    StaffMember,
    StaffSession,
    count_ended_sessions,
    forget_ended_sessions,
)
from lonja.staff._store import list_users as list_staff

__all__ = [
    "ABSOLUTE_LIFE",
    "ALL",
    "BOUND_BY",
    "CREDIT_LIMITS",
    "GRANTS",
    "LIMITED",
    "NAME_CHARACTERS",
    "REFUND_LIMITS",
    "BeyondOwnPermissions",
    "Candidate",
    "Colleague",
    "ConnectedAlready",
    "Connection",
    "DemoAccount",
    "EmailTaken",
    "Enrolment",
    "Grant",
    "Introduction",
    "Invitation",
    "InvitationMail",
    "InvitationOver",
    "LastOwner",
    "NotConnected",
    "OnlyWayIn",
    "OwnAccount",
    "OwnRole",
    "Permission",
    "Provided",
    "ProviderRefused",
    "Role",
    "RoleChanged",
    "RoleInUse",
    "RoleTaken",
    "Scope",
    "Seal",
    "SignInProvider",
    "SignInRefused",
    "SignedIn",
    "StaffChanged",
    "StaffMember",
    "StaffSession",
    "TooManyAttempts",
    "UnknownRole",
    "WeakPassword",
    "WrongCode",
    "accept",
    "accept_connected",
    "add_role",
    "add_user",
    "begin_sign_in",
    "change",
    "change_role",
    "check_password",
    "check_within",
    "colleagues",
    "connect",
    "connected",
    "connection_of",
    "count_ended_sessions",
    "credit_limit",
    "demo_accounts",
    "disconnect",
    "discount_limit",
    "enrolment",
    "find",
    "finish_sign_in",
    "forget_ended_sessions",
    "forget_old",
    "grant_of",
    "grants_of",
    "install_demo",
    "invitation",
    "invitations",
    "invite",
    "invite_first_owner",
    "is_right",
    "is_row_within",
    "link_token",
    "list_staff",
    "new_hash",
    "open_session",
    "opened",
    "own_role",
    "own_roles",
    "own_session",
    "own_sessions",
    "owner_emails",
    "permissions_of",
    "refund_limit",
    "remove_role",
    "renew",
    "revoke_session",
    "scopes_of",
    "set_password",
    "who_is",
    "withdraw",
]

ABSOLUTE_LIFE: Final = timedelta(hours=12)
IDLE_LIFE: Final = timedelta(hours=1)
SEEN_EVERY: Final = timedelta(minutes=1)
"""How often a session's row is written while it is in use."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    user_id: UUID
    session_id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    own_roles: tuple[UUID, ...]
    own_role_names: tuple[str, ...]
    grants: tuple[Grant, ...]
    permissions: frozenset[Permission]
    expires_at: datetime


async def begin_sign_in(
    db: AsyncConnection, *, email: str, address: str, now: datetime
) -> Candidate:
    """Count an attempt and look the person up; raise when there were too many.

    Counted before anything is checked, so that guesses made at once are counted as well.
    """
    email = email.strip().lower()
    counted = {
        scope: await _store.count_attempt(db, scope=scope, key=key, now=now, window=identity.WINDOW)
        for scope, key in identity.attempt_keys(email, address).items()
    }
    identity.check_attempts(counted, now=now)
    user = await _store.user_by_email(db, email)
    if user is None or not user.is_active:
        return Candidate(email, address, None, None, b"")
    # Without a password nothing that is typed is right, and it takes as long to find out.
    return Candidate(email, address, user.id, user.password_hash or None, user.totp_sealed)


async def finish_sign_in(
    db: AsyncConnection,
    candidate: Candidate,
    *,
    password_is_right: bool,
    code: str,
    seal: Seal,
    device: str,
    now: datetime,
) -> tuple[str, SignedIn]:
    """Open a session; the token is returned once and stored only as its hash.

    One guarded statement uses up the code's time step, so a code that was overheard, or sent twice
    at once, opens one session.
    """
    if candidate.user_id is None or not password_is_right:
        raise SignInRefused
    secret = seal.open(candidate.totp_sealed, owner=candidate.email)
    step = identity.matching_step(secret, code, now=now)
    if step is None or not await _store.use_step(db, candidate.user_id, step):
        raise SignInRefused
    keys = identity.attempt_keys(candidate.email, candidate.address)
    await _store.forget_attempts(db, scope="account_at_address", key=keys["account_at_address"])
    return await open_session(
        db,
        candidate.user_id,
        email=candidate.email,
        address=candidate.address,
        device=device,
        now=now,
    )


async def open_session(
    db: AsyncConnection, user_id: UUID, *, email: str, address: str, device: str, now: datetime
) -> tuple[str, SignedIn]:
    """Open a session after a correct password and code; the token is returned only this once."""
    token = identity.new_token()
    session_id = uuid7()
    await _store.insert_session(
        db,
        token_hash=identity.token_hash(token),
        session_id=session_id,
        user_id=user_id,
        expires_at=now + ABSOLUTE_LIFE,
        address=address,
        device=device[:200],
        now=now,
    )
    await audit.record(
        db,
        at=now,
        actor=email,
        action="staff.signed_in",
        subject=f"staff:{user_id}",
        address=address,
    )
    signed_in = await who_is(db, token, now=now)
    assert signed_in is not None, "a session opened in this transaction is not there"
    return token, signed_in


async def who_is(
    db: AsyncConnection, token: str, *, now: datetime, is_click: bool = True
) -> SignedIn | None:
    """The person whose session this is, or None when there is none or it has ended.

    A page that only asks by itself keeps no session from ending.
    """
    token_hash = identity.token_hash(token)
    row = await _store.live_session(db, token_hash=token_hash, seen_after=now - IDLE_LIFE, now=now)
    if row is None:
        return None
    if is_click and now - row.seen_at >= SEEN_EVERY:
        await _store.touch_session(db, token_hash=token_hash, now=now)
    grants, names = await grants_and_names_of(db, row.roles, row.own_roles)
    return SignedIn(
        user_id=row.user_id,
        session_id=row.session_id,
        email=row.email,
        name=row.name,
        roles=row.roles,
        own_roles=row.own_roles,
        own_role_names=names,
        grants=grants,
        permissions=permissions_of(grants),
        expires_at=min(row.expires_at, now + IDLE_LIFE),
    )


async def own_session(db: AsyncConnection, session_id: UUID, *, now: datetime) -> UUID | None:
    """Its id, while it is open."""
    return await _store.live_session_id(db, session_id, seen_after=now - IDLE_LIFE, now=now)


async def own_sessions(db: AsyncConnection, user_id: UUID, *, now: datetime) -> list[StaffSession]:
    found = await _store.sessions_of(db, user_id=user_id, seen_after=now - IDLE_LIFE, now=now)
    return [
        replace(session, expires_at=min(session.expires_at, session.seen_at + IDLE_LIFE))
        for session in found
    ]


async def revoke_session(
    db: AsyncConnection, *, user_id: UUID, session_id: UUID, actor: str, now: datetime
) -> None:
    """End one of a person's own sessions at once. Ending it again changes nothing."""
    if not await _store.revoke_session(db, user_id=user_id, session_id=session_id, now=now):
        raise NotFound("you have no such session")
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="staff.session_ended",
        subject=f"staff:{user_id}",
        session=session_id,
    )


async def find(db: AsyncConnection, email: str) -> UUID | None:
    """The id of the colleague with this address, signed out for good or not."""
    user = await _store.user_by_email(db, email.strip().lower())
    return user.id if user is not None else None


async def forget_old(db: AsyncConnection, *, now: datetime) -> int:
    """Drop invitations and counts that ended a day ago or earlier."""
    return await _store.forget_old(db, before=now - timedelta(days=1))


async def is_right(candidate: Candidate, password: str) -> bool:
    """Check the password, outside any transaction: it takes tens of milliseconds on purpose."""
    return await identity.is_password(candidate.password_hash, password)
