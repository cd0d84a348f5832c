"""Signing in with the company's own provider: an account is connected with one person there.

Nobody is found by an e-mail address: whoever may write one at the provider would become anybody here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Refused
from lonja.staff import _invitations, _store
from lonja.staff._store import Account, Connection


@dataclass(frozen=True, slots=True)
class Provided:
    """A person as the provider knows them; `subject` is unique and theirs for ever."""

    subject: str
    email: str
    name: str


class SignInProvider(Protocol):
    async def address(self, *, returns_to: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in."""

    async def who(self, *, code: str, returns_to: str, nonce: str, verifier: str) -> Provided:
        """Who came back with this code; raises `ProviderRefused`, or `Unavailable`."""


class ProviderRefused(Refused):
    """The code was used before or is too old, or what the provider says is not believed."""

    code: ClassVar[str] = "provider_refused"


class NotConnected(Refused):
    """Nobody who works here is connected with that person."""

    code: ClassVar[str] = "not_connected"


class ConnectedAlready(Conflict):
    """The account is connected, or the person is with another account."""

    code: ClassVar[str] = "connected_already"


class OnlyWayIn(Conflict):
    """Without its connection the account could not be signed in to."""

    code: ClassVar[str] = "only_way_in"


async def connection_of(db: AsyncConnection, user_id: UUID) -> Connection | None:
    return await _store.connection_of(db, user_id)


async def connect(db: AsyncConnection, user_id: UUID, provided: Provided, *, now: datetime) -> None:
    """Once more with the same person changes nothing."""
    account = await _store.user_by_id(db, user_id)
    if account is None or not account.is_active:
        raise NotConnected("nobody of that account works here")
    if not await _store.connect(
        db, user_id=user_id, subject=provided.subject, email=provided.email, now=now
    ):
        before = await _store.connection_of(db, user_id)
        if before is not None and before.subject == provided.subject:
            return
        raise ConnectedAlready("one account, one person: end the other connection first")
    await audit.record(
        db,
        at=now,
        actor=account.email,
        action="staff.connected",
        subject=f"staff:{user_id}",
        provider_email=provided.email,
    )


async def disconnect(db: AsyncConnection, user_id: UUID, *, actor: str, now: datetime) -> None:
    """Signing in takes the password again; once more changes nothing."""
    account = await _store.user_by_id(db, user_id)
    if account is None or not account.password_hash:
        raise OnlyWayIn("this account has no password: ask a colleague for a new invitation first")
    if await _store.disconnect(db, user_id):
        await audit.record(
            db, at=now, actor=actor, action="staff.disconnected", subject=f"staff:{user_id}"
        )


async def connected(db: AsyncConnection, provided: Provided) -> Account:
    """The active account of that person; raises `NotConnected`."""
    account = await _store.user_by_subject(db, provided.subject)
    if account is None or not account.is_active:
        raise NotConnected("nobody who works here is connected with that account")
    return account


async def accept(
    db: AsyncConnection, invitation_id: UUID, provided: Provided, *, now: datetime
) -> tuple[UUID, str]:
    """Join with the provider's account: the new account's id and address, connected."""
    user_id, email = await _invitations.accept_without_password(db, invitation_id, now=now)
    await connect(db, user_id, provided, now=now)
    return user_id, email
