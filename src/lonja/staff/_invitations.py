"""Invites staff, changes their roles, and deactivates their accounts.

An invitation is sent by e-mail. Its link is a signed token of the invitation's id, so no table,
message or log holds a usable link. The invited person chooses a password and proves that their
authenticator app has the secret. The same flow resets a lost second factor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.identity import api as identity
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.staff import _invitation_store, _roles, _store
from lonja.staff._invitation_store import Invitation
from lonja.staff._permissions import ALL, Grant, Role, check_within

INVITATION_LIFE: Final = timedelta(hours=72)
_PURPOSE: Final = "invitation"
NO_PASSWORD: Final = ""
"""In the place of a hash: nothing that is typed is right."""


class Seal(identity.Seal):
    """How second factors of staff are stored: sealed for the e-mail address of their owner."""

    def __init__(self, secret_key: str) -> None:
        super().__init__(secret_key, purpose="staff second factor")


class EmailTaken(Conflict):
    code: ClassVar[str] = "email_taken"


class InvitationOver(NotFound):
    """Used, withdrawn, replaced, expired or unknown: the caller cannot see which."""

    code: ClassVar[str] = "invitation_over"

    def __init__(self) -> None:
        super().__init__("this invitation is no longer good; ask for a new one")


@dataclass(frozen=True, slots=True)
class InvitationMail(outbox.Message):
    """Send the invitation mail; the link is created when the mail is rendered."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "staff.mail_invitation"
    subject_field: ClassVar[str] = "invitation_id"
    invitation_id: UUID
    language: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The data of the enrolment page; `secret` is base32, for an authenticator app."""

    invitation: Invitation
    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who the first owner is."""

    email: str
    name: str


async def invite(
    db: AsyncConnection,
    *,
    email: str,
    name: str,
    roles: Sequence[Role],
    own_roles: Sequence[UUID] = (),
    by: Sequence[Grant] = ALL,
    language: str,
    seal: Seal,
    actor: str,
    now: datetime,
) -> Invitation:
    """Invite a new person; it replaces an earlier invitation to the same address.

    `by` is what the inviter may do: nobody gives more than that.
    """
    email = email.strip().lower()
    await _roles.check_known(db, own_roles)
    if (before := await _invitation_store.invitation_of(db, email, now=now)) is not None:
        await _check_within(db, before, by)
    check_within(await _roles.grants_of(db, roles, own_roles), by)
    if not roles and not own_roles:
        raise Invalid("choose at least one role", field="roles")
    if await _store.user_by_email(db, email) is not None:
        raise EmailTaken(f"{email} works here already", field="email")
    return await _put(
        db,
        email=email,
        name=name,
        roles=roles,
        own_roles=own_roles,
        renews=False,
        language=language,
        seal=seal,
        actor=actor,
        now=now,
    )


async def invite_first_owner(
    db: AsyncConnection, *, seal: Seal, actor: str, now: datetime
) -> Invitation | None:
    """An invitation for whoever has its link: they say who they are when they accept it.

    The open one, where there is one; None once somebody works here. No mail is sent.
    """
    if await _store.list_users(db):
        return None
    for one in await _invitation_store.open_invitations(db, now=now):
        if one.is_for_anyone:
            return one
    invitation_id = await _write(
        db,
        email="",
        name="",
        roles=[Role.OWNER],
        own_roles=(),
        renews=False,
        seal=seal,
        actor=actor,
        now=now,
    )
    return await invitation(db, invitation_id, now=now)


async def renew(
    db: AsyncConnection,
    user_id: UUID,
    *,
    by: Sequence[Grant] = ALL,
    language: str,
    seal: Seal,
    actor: str,
    now: datetime,
) -> Invitation:
    """Reset a colleague's password and second factor; the old ones work until the link is used."""
    user = await _invitation_store.lock_user(db, user_id)
    if user is None or not user.is_active:
        raise NotFound("nobody of that name works here")
    check_within(await _roles.grants_of(db, user.roles, user.own_roles), by)
    return await _put(
        db,
        email=user.email,
        name=user.name,
        roles=user.roles,
        own_roles=user.own_roles,
        renews=True,
        language=language,
        seal=seal,
        actor=actor,
        now=now,
    )


async def invitations(db: AsyncConnection, *, now: datetime) -> list[Invitation]:
    """The open invitations, newest first."""
    return await _invitation_store.open_invitations(db, now=now)


async def invitation(db: AsyncConnection, invitation_id: UUID, *, now: datetime) -> Invitation:
    found = await _invitation_store.get_invitation(db, invitation_id, now=now)
    if found is None:
        raise InvitationOver
    return found


async def withdraw(
    db: AsyncConnection,
    invitation_id: UUID,
    *,
    by: Sequence[Grant] = ALL,
    actor: str,
    now: datetime,
) -> None:
    """Withdraw an invitation to no more than one has oneself; a repeated call changes nothing."""
    found = await _invitation_store.get_invitation(db, invitation_id, now=now)
    if found is not None:
        await _check_within(db, found, by)
    email = await _invitation_store.drop_invitation(db, invitation_id)
    if email is not None:
        await audit.record(
            db, at=now, actor=actor, action="staff.invitation_withdrawn", subject=f"staff:{email}"
        )


def link_token(secret_key: str, invitation_id: UUID) -> str:
    return identity.link_token(secret_key, _PURPOSE, invitation_id)


def opened(secret_key: str, token: str) -> UUID:
    """The id in an invitation link; raise `InvitationOver` if the token is not ours."""
    invitation_id = identity.link_subject(secret_key, _PURPOSE, token)
    if invitation_id is None:
        raise InvitationOver
    return invitation_id


async def enrolment(
    db: AsyncConnection, invitation_id: UUID, *, shop: str, seal: Seal, now: datetime
) -> Enrolment:
    row = await _invitation_store.sealed_invitation(db, invitation_id, now=now)
    if row is None:
        raise InvitationOver
    secret = seal.open(row.totp_sealed, owner=row.email)
    uri = identity.enrolment_uri(secret, name=row.email, issuer=shop)
    return Enrolment(row, secret, uri)


async def accept(
    db: AsyncConnection,
    invitation_id: UUID,
    *,
    password_hash: str,
    code: str,
    seal: Seal,
    now: datetime,
    introduced: Introduction | None = None,
) -> UUID:
    """Create or reset the account, use up the invitation, and return the account's id.

    The first owner says who they are, as `introduced`; anyone else's name is in the invitation.
    """
    row = await _invitation_store.sealed_invitation(db, invitation_id, now=now, lock=True)
    if row is None or (row.is_for_anyone and await _store.list_users(db)):
        raise InvitationOver
    if row.is_for_anyone != (introduced is not None):
        raise Invalid("only the first owner says who they are, and must", field="email")
    secret = seal.open(row.totp_sealed, owner=row.email)
    step = identity.matching_step(secret, code, now=now)
    if step is None:
        raise identity.WrongCode
    if introduced is not None:
        row = replace(
            row,
            email=introduced.email.strip().lower(),
            name=introduced.name,
            totp_sealed=seal.close(secret, owner=introduced.email.strip().lower()),
        )
    if row.renews:
        user_id = await _invitation_store.renew_user(
            db,
            email=row.email,
            password_hash=password_hash,
            totp_sealed=row.totp_sealed,
            step=step,
        )
        if user_id is not None:
            await _invitation_store.revoke_sessions(db, user_id=user_id, now=now)
            await _store.disconnect(db, user_id)  # whoever had got in does not come back
    else:
        user_id = await _store.insert_user(
            db,
            user_id=uuid7(),
            email=row.email,
            name=row.name,
            roles=list(row.roles),
            own_roles=row.own_roles,
            password_hash=password_hash,
            totp_sealed=row.totp_sealed,
            totp_last_step=step,
            is_demo=False,
            now=now,
        )
    if user_id is None:
        raise InvitationOver
    await _joined(db, row, user_id, now=now)
    return user_id


async def accept_without_password(
    db: AsyncConnection, invitation_id: UUID, *, now: datetime
) -> tuple[UUID, str]:
    """The account of who signs in with the company's provider, and its address.

    It has no password, and the second factor is the provider's. Only for who is new and invited by name.
    """
    row = await _invitation_store.sealed_invitation(db, invitation_id, now=now, lock=True)
    if row is None or row.renews or row.is_for_anyone:
        raise InvitationOver
    user_id = await _store.insert_user(
        db,
        user_id=uuid7(),
        email=row.email,
        name=row.name,
        roles=list(row.roles),
        own_roles=row.own_roles,
        password_hash=NO_PASSWORD,
        totp_sealed=row.totp_sealed,
        is_demo=False,
        now=now,
    )
    if user_id is None:
        raise InvitationOver
    await _joined(db, row, user_id, now=now)
    return user_id, row.email


async def _joined(db: AsyncConnection, row: Invitation, user_id: UUID, *, now: datetime) -> None:
    await _invitation_store.drop_invitation(db, row.id)
    await audit.record(
        db,
        at=now,
        actor=row.email,
        action="staff.renewed" if row.renews else "staff.joined",
        subject=f"staff:{user_id}",
        invited_by=row.created_by,
    )


async def _check_within(db: AsyncConnection, one: Invitation, by: Sequence[Grant]) -> None:
    check_within(await _roles.grants_of(db, one.roles, one.own_roles), by)


async def _put(
    db: AsyncConnection,
    *,
    email: str,
    name: str,
    roles: Sequence[Role],
    own_roles: Sequence[UUID],
    renews: bool,
    language: str,
    seal: Seal,
    actor: str,
    now: datetime,
) -> Invitation:
    invitation_id = await _write(
        db,
        email=email,
        name=name,
        roles=roles,
        own_roles=own_roles,
        renews=renews,
        seal=seal,
        actor=actor,
        now=now,
    )
    await outbox.put(db, InvitationMail(invitation_id, language))
    return await invitation(db, invitation_id, now=now)


async def _write(
    db: AsyncConnection,
    *,
    email: str,
    name: str,
    roles: Sequence[Role],
    own_roles: Sequence[UUID],
    renews: bool,
    seal: Seal,
    actor: str,
    now: datetime,
) -> UUID:
    invitation_id = uuid7()
    names = sorted({role.value for role in roles})
    await _invitation_store.put_invitation(
        db,
        invitation_id=invitation_id,
        email=email,
        name=name,
        roles=names,
        own_roles=own_roles,
        renews=renews,
        totp_sealed=seal.close(identity.new_secret(), owner=email),
        actor=actor,
        now=now,
        expires_at=now + INVITATION_LIFE,
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="staff.renewal_sent" if renews else "staff.invited",
        subject=f"staff:{email}",
        roles=names,
        own_roles=list(own_roles),
    )
    return invitation_id
