"""Accounts made by a program: the demo shop's people, and those of tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import AsyncConnection

from lonja.identity import api as identity
from lonja.kernel import audit
from lonja.kernel.ids import uuid7
from lonja.staff import _store
from lonja.staff._invitations import EmailTaken, Seal
from lonja.staff._permissions import Role

DEMO_PASSWORD: Final = "azulejo-demo"  # noqa: S105 - shown on the sign-in page, in development only
_DEMO: Final = (
    ("owner@azulejo.example", "Inés Caballero", Role.OWNER),
    ("clerk@azulejo.example", "Marcos Vidal", Role.MANAGER),
    ("analyst@azulejo.example", "Aurora Peña", Role.ANALYST),
    ("stock@azulejo.example", "Teo Barrios", Role.STOCK),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    name: str
    roles: tuple[Role, ...]
    password: str
    code: str


async def add_user(
    db: AsyncConnection,
    *,
    email: str,
    name: str,
    roles: Sequence[Role],
    password: str,
    seal: Seal,
    actor: str,
    now: datetime,
    is_demo: bool = False,
) -> str:
    """Add a member of staff; returns the secret for their authenticator, only this once."""
    email = email.strip().lower()
    secret = identity.new_secret()
    user_id = await _store.insert_user(
        db,
        user_id=uuid7(),
        email=email,
        name=name,
        roles=sorted({role.value for role in roles}),
        password_hash=identity.hash_password(password),
        totp_sealed=seal.close(secret, owner=email),
        is_demo=is_demo,
        now=now,
    )
    if user_id is None:
        raise EmailTaken(f"{email} works here already", field="email")
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="staff.added",
        subject=f"staff:{user_id}",
        email=email,
        roles=sorted({role.value for role in roles}),
    )
    return secret


async def install_demo(db: AsyncConnection, *, seal: Seal, now: datetime) -> None:
    """Add the demo shop's staff; existing accounts stay as they are."""
    known = {row.email for row in await _store.list_users(db)}
    for email, name, role in _DEMO:
        if email not in known:
            await add_user(
                db,
                email=email,
                name=name,
                roles=[role],
                password=DEMO_PASSWORD,
                seal=seal,
                actor="demo",
                now=now,
                is_demo=True,
            )


async def demo_accounts(db: AsyncConnection, *, seal: Seal, now: datetime) -> list[DemoAccount]:
    """The demo's sign-ins with a code that works now. The caller knows this is development."""
    accounts = []
    for row in await _store.demo_users(db):
        secret = seal.open(row.totp_sealed, owner=row.email)
        step = identity.next_unused_step(row.totp_last_step, now=now)
        code = identity.code_of(secret, step)
        accounts.append(DemoAccount(row.email, row.name, row.roles, DEMO_PASSWORD, code))
    return accounts
