"""What people here may do: the roles that come with the shop, and its own."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, Out, Reading, Storable
from lonja.staff import api as staff
from lonja.staff.api import Permission, Role

router = APIRouter(prefix="/roles", tags=["staff"])

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=staff.NAME_CHARACTERS, strip_whitespace=True),
    Storable,
]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Minor = Annotated[int, Field(ge=0, le=10**12)]
Value = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,60}$")]
Values = Annotated[list[Value], Field(min_length=1, max_length=50)]
type Way = Literal["channel", "country", "location"]


class GivenRole(Out):
    """A role that comes with the shop; it can be copied, and gains what new versions can do."""

    code: Role
    permissions: list[Permission]
    limits: dict[Permission, dict[str, int]]


class StaffRole(Out):
    """One of the shop's own. `limits` are amounts by currency; a permission without has no end.

    `scope` says of which rows it shows reports, `{"channel": ["web"]}`; empty: of all.
    """

    id: UUID
    name: str
    permissions: list[Permission]
    limits: dict[Permission, dict[str, int]]
    scope: dict[Way, list[str]]
    version: int
    people: int


class Roles(Out):
    given: list[GivenRole]
    own: list[StaffRole]


class RoleAsked(In):
    name: Name
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission))]
    limits: Annotated[
        dict[Permission, Annotated[dict[CurrencyCode, Minor], Field(max_length=50)]],
        Field(default_factory=dict, max_length=10),
    ]
    scope: Annotated[dict[Way, Values], Field(default_factory=dict, max_length=3)]

    def grant(self) -> staff.Grant:
        scope = {str(way): sorted(set(values)) for way, values in self.scope.items()}
        return staff.Grant(frozenset(self.permissions), self.limits, scope)


def _amounts(grant: staff.Grant) -> dict[Permission, dict[str, int]]:
    return {one: dict(amounts) for one, amounts in grant.limits.items()}


def _role(found: staff.OwnRole) -> StaffRole:
    return StaffRole(
        id=found.id,
        name=found.name,
        permissions=sorted(found.grant.permissions),
        limits=_amounts(found.grant),
        scope={way: list(values) for way, values in found.grant.scope.items()},
        version=found.version,
        people=found.people,
    )


def _given(role: Role) -> GivenRole:
    grant = staff.grant_of(role)
    return GivenRole(
        code=role,
        permissions=sorted(grant.permissions),
        limits=_amounts(grant),
    )


@router.get("", operation_id="listRoles")
async def list_roles(db: Reading) -> Roles:
    own = await staff.own_roles(db)
    return Roles(given=[_given(role) for role in Role], own=[_role(one) for one in own])


@router.post("", status_code=201, operation_id="addRole")
async def add_role(asked: RoleAsked, db: Db, me: Me, now: Now) -> StaffRole:
    """403 where it may do more than oneself."""
    role_id = await staff.add_role(
        db, name=asked.name, grant=asked.grant(), by=me.grants, actor=me.email, now=now
    )
    return _role(await staff.own_role(db, role_id))


@router.get("/{role_id}", operation_id="getRole")
async def get_role(role_id: UUID, db: Reading) -> StaffRole:
    return _role(await staff.own_role(db, role_id))


@router.put("/{role_id}", operation_id="changeRole")
async def change_role(
    role_id: UUID, asked: RoleAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> StaffRole:
    """It holds for everybody who has it from their next click."""
    await staff.change_role(
        db,
        role_id,
        name=asked.name,
        grant=asked.grant(),
        version=version,
        by=me.grants,
        actor=me.email,
        now=now,
    )
    return _role(await staff.own_role(db, role_id))


@router.delete("/{role_id}", status_code=204, operation_id="removeRole")
async def remove_role(role_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """409 while somebody has it."""
    await staff.remove_role(db, role_id, version=version, by=me.grants, actor=me.email, now=now)
