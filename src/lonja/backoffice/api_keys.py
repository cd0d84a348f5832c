"""Keys with which programs use this API: shown once, narrower than who makes them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.api_keys import api as api_keys
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, ListOut, Moment, Out, Reading, Storable
from lonja.staff.api import Permission

router = APIRouter(prefix="/api-keys", tags=["integrations"])

KeyName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=api_keys.NAME_CHARACTERS, strip_whitespace=True),
    Storable,
]


class ApiKey(Out):
    """`scopes` is what it was given, `permissions` what it may do now: no more than who made it."""

    id: UUID
    name: str
    hint: Annotated[str, Field(description="How the secret begins.")]
    scopes: list[Permission]
    permissions: list[Permission]
    created_by: Annotated[str, Field(description="Empty where that person works here no longer.")]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    old_until: Annotated[
        datetime | None, Field(description="Until then the secret before the rotation opens, too.")
    ]


class ApiKeySecret(Out):
    """`secret` is in no other answer: keep it now, or rotate the key."""

    key: ApiKey
    secret: str


class ApiKeyAsked(In):
    name: KeyName
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission))]
    expires_at: Moment | None


class RotationAsked(In):
    overlap_hours: Annotated[int, Field(ge=0, le=api_keys.MAX_OVERLAP_HOURS)] = 24


@router.get("", operation_id="listApiKeys")
async def list_api_keys(db: Reading) -> ListOut[ApiKey]:
    """All of them, the revoked ones last."""
    found = await api_keys.keys(db)
    return ListOut[ApiKey](items=[ApiKey.model_validate(key) for key in found], next_cursor=None)


@router.post("", status_code=201, operation_id="addApiKey")
async def add_api_key(asked: ApiKeyAsked, db: Db, me: Me, now: Now) -> ApiKeySecret:
    """Send it as `Authorization: Bearer …`; 403 where it may do more than oneself."""
    key, secret = await api_keys.add(
        db, name=asked.name, scopes=asked.scopes, expires_at=asked.expires_at, by=me, now=now
    )
    return ApiKeySecret(key=ApiKey.model_validate(key), secret=secret)


@router.post("/{key_id}/rotate", operation_id="rotateApiKey")
async def rotate_api_key(
    key_id: UUID, asked: RotationAsked, db: Db, me: Me, now: Now
) -> ApiKeySecret:
    """A new secret; the one of before opens for `overlap_hours` more."""
    overlap = timedelta(hours=asked.overlap_hours)
    key, secret = await api_keys.rotate(db, key_id, overlap=overlap, by=me, now=now)
    return ApiKeySecret(key=ApiKey.model_validate(key), secret=secret)


@router.delete("/{key_id}", status_code=204, operation_id="revokeApiKey")
async def revoke_api_key(key_id: UUID, db: Db, me: Me, now: Now) -> None:
    """It opens nothing from the next request on."""
    await api_keys.revoke(db, key_id, actor=me.email, now=now)
