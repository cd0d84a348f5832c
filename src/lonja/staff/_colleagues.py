"""The people who work here: what they may do, and what is changed of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound, Refused
from lonja.staff import _invitation_store, _roles, _store
from lonja.staff._permissions import ALL, Grant, Role, check_within, grant_of
from lonja.staff._store import Candidate


class LastOwner(Conflict):
    """Without an owner, staff could never be invited again."""

    code: ClassVar[str] = "last_owner"


class StaffChanged(Conflict):
    """Somebody changed them since they were read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "staff_changed"


class OwnAccount(Conflict):
    """Nobody may change their own roles or deactivate their own account."""

    code: ClassVar[str] = "own_account"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here now, signed in or not."""

    user_id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    own_roles: tuple[UUID, ...]
    grants: tuple[Grant, ...]


async def colleagues(db: AsyncConnection, user_ids: Collection[UUID]) -> Mapping[UUID, Colleague]:
    """Those of them who still work here, with what they may do now."""
    users = await _store.active_users(db, list(user_ids))
    own = await _roles.grants_by_role(db, {role for user in users for role in user.own_roles})
    return {
        user.id: Colleague(
            user_id=user.id,
            email=user.email,
            name=user.name,
            roles=user.roles,
            own_roles=user.own_roles,
            grants=(
                *(grant_of(role) for role in user.roles),
                *(own[role] for role in user.own_roles if role in own),
            ),
        )
        for user in users
    }


async def owner_emails(db: AsyncConnection) -> list[str]:
    """Who is told of what only an owner may mend."""
    return await _invitation_store.owner_emails(db)


async def change(
    db: AsyncConnection,
    user_id: UUID,
    *,
    version: int,
    actor_id: UUID,
    actor: str,
    now: datetime,
    name: str | None = None,
    roles: Collection[Role] | None = None,
    own_roles: Collection[UUID] | None = None,
    is_active: bool | None = None,
    by: Sequence[Grant] = ALL,
) -> None:
    """Rename, change roles, or deactivate; deactivation ends the sessions at once.

    Whoever may do less than before has made no link that still opens anything.
    """
    owners = await _invitation_store.lock_owners(db)
    user = await _invitation_store.lock_user(db, user_id)
    if user is None:
        raise NotFound("nobody of that name works here")
    if user.version != version:
        raise StaffChanged("somebody changed this account meanwhile", version=user.version)
    given = (roles, own_roles, is_active)
    if user_id == actor_id and any(one is not None for one in given):
        raise OwnAccount("ask another owner to change your own roles or to shut you out")
    new_roles = user.roles if roles is None else sorted(set(roles))
    new_own = user.own_roles if own_roles is None else sorted(set(own_roles))
    if not new_roles and not new_own:
        raise Invalid("choose at least one role", field="roles")
    await _roles.check_known(db, new_own)
    before = await _roles.grants_of(db, user.roles, user.own_roles)
    check_within([*before, *await _roles.grants_of(db, new_roles, new_own)], by)
    new_active = user.is_active if is_active is None else is_active
    stays_owner = Role.OWNER in new_roles and new_active
    if set(owners) <= {user_id} and user_id in owners and not stays_owner:
        raise LastOwner("somebody else must be an owner first")
    await _invitation_store.update_user(
        db,
        user_id,
        name=name or user.name,
        roles=new_roles,
        own_roles=new_own,
        is_active=new_active,
    )
    if not new_active:
        await _invitation_store.revoke_sessions(db, user_id=user_id, now=now)
        await _invitation_store.drop_invitation_of(db, user.email)
    if not new_active or {*user.roles, *user.own_roles} - {*new_roles, *new_own}:
        for email in await _invitation_store.drop_invitations_by(db, user.email):
            await audit.record(
                db,
                at=now,
                actor=actor,
                action="staff.invitation_withdrawn",
                subject=f"staff:{email}",
                invited_by=user.email,
            )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="staff.changed",
        subject=f"staff:{user_id}",
        before=_facts(user.name, user.roles, user.own_roles, is_active=user.is_active),
        after=_facts(name or user.name, new_roles, new_own, is_active=new_active),
    )


def _facts(
    name: str, roles: Collection[Role], own: Collection[UUID], *, is_active: bool
) -> dict[str, object]:
    return {"name": name, "roles": list(roles), "own_roles": list(own), "is_active": is_active}


class SignInRefused(Refused):
    """One answer for a wrong name, password or code, and for a code used before."""

    code: ClassVar[str] = "sign_in_refused"

    def __init__(self) -> None:
        super().__init__("e-mail, password or code is wrong, or the code was used already")


async def set_password(
    db: AsyncConnection,
    candidate: Candidate,
    *,
    is_right: bool,
    new_hash: str,
    keep_session: UUID,
    now: datetime,
) -> None:
    """Change one's own password; every other session of the person ends with it."""
    if candidate.user_id is None or not is_right:
        raise SignInRefused
    await _invitation_store.set_password(db, candidate.user_id, new_hash)
    await _invitation_store.revoke_sessions(
        db, user_id=candidate.user_id, now=now, but=keep_session
    )
    await audit.record(
        db,
        at=now,
        actor=candidate.email,
        action="staff.password_changed",
        subject=f"staff:{candidate.user_id}",
    )
