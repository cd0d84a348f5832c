"""A shop's own roles: permissions put together by an owner, usually from a copy.

They are read with every request, so that a change holds from the next click of everybody who has
the role.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.staff import _invitation_store, _role_store
from lonja.staff._permissions import (
    BOUND_BY,
    LIMITED,
    Grant,
    Permission,
    Role,
    check_within,
    grant_of,
    is_within,
)
from lonja.staff._role_store import RoleRow

MAX_ROLES: Final = 50
NAME_CHARACTERS: Final = 60


class UnknownRole(NotFound):
    code: ClassVar[str] = "unknown_role"


class RoleTaken(Conflict):
    code: ClassVar[str] = "role_taken"


class RoleChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "role_changed"


class RoleInUse(Conflict):
    """Somebody has it, or is invited with it: give them another role first."""

    code: ClassVar[str] = "role_in_use"


@dataclass(frozen=True, slots=True)
class OwnRole:
    """`people` have it, invited or at work."""

    id: UUID
    name: str
    grant: Grant
    version: int
    people: int


async def own_roles(db: AsyncConnection) -> list[OwnRole]:
    """All of them by name."""
    return [_role(row) for row in await _role_store.all_roles(db, MAX_ROLES)]


async def own_role(db: AsyncConnection, role_id: UUID) -> OwnRole:
    row = await _role_store.get(db, role_id)
    if row is None:
        raise UnknownRole("there is no such role")
    return _role(row)


async def grants_of(
    db: AsyncConnection, roles: Collection[Role], own: Collection[UUID]
) -> tuple[Grant, ...]:
    """What these roles give; one that is gone gives nothing."""
    grants, _ = await grants_and_names_of(db, roles, own)
    return grants


async def grants_and_names_of(
    db: AsyncConnection, roles: Collection[Role], own: Collection[UUID]
) -> tuple[tuple[Grant, ...], tuple[str, ...]]:
    """What these roles give, and how those of the shop's own are called."""
    found = await _role_store.by_ids(db, list(own)) if own else []
    grants = (*(grant_of(role) for role in roles), *(_role(row).grant for row in found))
    return grants, tuple(sorted(row.name for row in found))


async def grants_by_role(db: AsyncConnection, own: Collection[UUID]) -> dict[UUID, Grant]:
    """What each of these own roles gives; one that is gone is not among them."""
    found = await _role_store.by_ids(db, list(own)) if own else []
    return {row.id: _role(row).grant for row in found}


async def check_known(db: AsyncConnection, own: Collection[UUID]) -> None:
    if own and len(await _role_store.by_ids(db, list(own))) < len(set(own)):
        raise UnknownRole("there is no such role", field="own_roles")


async def add_role(
    db: AsyncConnection,
    *,
    name: str,
    grant: Grant,
    by: Sequence[Grant],
    actor: str,
    now: datetime,
) -> UUID:
    """A new role; nobody makes one that may do more than they themselves."""
    name = _checked(name, grant)
    check_within([grant], by)
    if await _role_store.count(db) >= MAX_ROLES:
        raise Invalid(f"a shop has at most {MAX_ROLES} roles of its own")
    role_id = uuid7()
    if not await _role_store.insert(
        db,
        role_id,
        name=name,
        permissions=sorted(grant.permissions),
        limits=grant.limits,
        scope=grant.scope,
        now=now,
    ):
        raise RoleTaken("there is a role of this name already", field="name")
    await _audit(db, role_id, "staff.role_added", actor, now, after=_facts(name, grant))
    return role_id


async def change_role(
    db: AsyncConnection,
    role_id: UUID,
    *,
    name: str,
    grant: Grant,
    version: int,
    by: Sequence[Grant],
    actor: str,
    now: datetime,
) -> None:
    """It holds for everybody who has it from their next click.

    Whoever may do less than before has made no link that still opens anything.
    """
    name = _checked(name, grant)
    before = await _locked(db, role_id, version)
    check_within([grant, before.grant], by)
    if (before.name, before.grant) == (name, grant):
        return
    if await _role_store.is_taken(db, name, by_other_than=role_id):
        raise RoleTaken("there is a role of this name already", field="name")
    await _role_store.update(
        db,
        role_id,
        name=name,
        permissions=sorted(grant.permissions),
        limits=grant.limits,
        scope=grant.scope,
    )
    if not is_within([before.grant], [grant]):
        await _withdraw_links(db, role_id, actor, now)
    await _audit(
        db,
        role_id,
        "staff.role_changed",
        actor,
        now,
        before=_facts(before.name, before.grant),
        after=_facts(name, grant),
    )


async def remove_role(
    db: AsyncConnection,
    role_id: UUID,
    *,
    version: int,
    by: Sequence[Grant],
    actor: str,
    now: datetime,
) -> None:
    """Refused while somebody has it."""
    before = await _locked(db, role_id, version)
    check_within([before.grant], by)
    if before.people:
        raise RoleInUse("somebody has this role", people=before.people)
    await _role_store.delete(db, role_id)
    await _audit(
        db, role_id, "staff.role_removed", actor, now, before=_facts(before.name, before.grant)
    )


async def _withdraw_links(db: AsyncConnection, role_id: UUID, actor: str, now: datetime) -> None:
    for email in await _invitation_store.drop_invitations_by_role(db, role_id):
        await audit.record(
            db,
            at=now,
            actor=actor,
            action="staff.invitation_withdrawn",
            subject=f"staff:{email}",
            role=role_id,
        )


async def _locked(db: AsyncConnection, role_id: UUID, version: int) -> OwnRole:
    row = await _role_store.get(db, role_id, lock=True)
    if row is None:
        raise UnknownRole("there is no such role")
    if row.version != version:
        raise RoleChanged("somebody changed this role meanwhile", version=row.version)
    return _role(row)


def _role(row: RoleRow) -> OwnRole:
    """A permission that this version no longer knows gives nothing."""
    known = frozenset(Permission(one) for one in row.permissions if one in set(Permission))
    limits = {one: row.limits[one] for one in LIMITED if one in row.limits}
    return OwnRole(row.id, row.name, Grant(known, limits, row.scope), row.version, row.people)


def _checked(name: str, grant: Grant) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise Invalid(f"a name has 1 to {NAME_CHARACTERS} characters", field="name")
    if not grant.permissions:
        raise Invalid("choose at least one permission", field="permissions")
    if set(grant.limits) - LIMITED:
        raise Invalid("only refunds and credit have a limit", field="limits")
    if grant.scope and Permission.REPORTS_READ not in grant.permissions:
        raise Invalid("only reports can be bound to some rows", field="scope")
    if set(grant.scope) - set(BOUND_BY) or not all(grant.scope.values()):
        raise Invalid(f"choose values of {', '.join(BOUND_BY)}", field="scope")
    if any(limit < 0 for amounts in grant.limits.values() for limit in amounts.values()):
        raise Invalid("a limit is an amount", field="limits")
    return name


def _facts(name: str, grant: Grant) -> dict[str, object]:
    return {
        "name": name,
        "permissions": sorted(grant.permissions),
        "limits": {str(name): dict(one) for name, one in grant.limits.items()},
        "scope": {name: list(values) for name, values in grant.scope.items()},
    }


async def _audit(
    db: AsyncConnection, role_id: UUID, action: str, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(db, at=now, actor=actor, action=action, subject=f"role:{role_id}", **facts)
