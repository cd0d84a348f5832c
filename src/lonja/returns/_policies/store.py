"""All SQL of the rules for returns and of the goods that are excepted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.returns._policies.policy import ExclusionReason


@dataclass(frozen=True, slots=True)
class PolicyRow:
    version: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exclusion:
    product_id: UUID
    reason: ExclusionReason


async def policy(db: AsyncConnection) -> PolicyRow | None:
    return await first(
        db, PolicyRow, "SELECT version, body FROM return_policies ORDER BY version DESC LIMIT 1"
    )


async def add_policy(db: AsyncConnection, *, version: int, body: dict[str, Any]) -> bool:
    """False when this version is somebody else's already."""
    return bool(
        await run(
            db,
            "INSERT INTO return_policies (version, body) VALUES (%(version)s, %(body)s::jsonb)"
            " ON CONFLICT DO NOTHING",
            version=version,
            body=json.dumps(body),
        )
    )


async def exclusions(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Exclusion]:
    return await rows(
        db,
        Exclusion,
        "SELECT product_id, reason FROM return_exclusions WHERE product_id = ANY(%(ids)s)"
        " ORDER BY product_id",
        ids=list(product_ids),
    )


async def all_exclusions(db: AsyncConnection, limit: int) -> list[Exclusion]:
    return await rows(
        db,
        Exclusion,
        "SELECT product_id, reason FROM return_exclusions ORDER BY product_id LIMIT %(limit)s",
        limit=limit,
    )


async def exclude(db: AsyncConnection, product_id: UUID, reason: ExclusionReason) -> bool:
    """Whether that is news."""
    return bool(
        await run(
            db,
            "INSERT INTO return_exclusions (product_id, reason) VALUES (%(id)s, %(reason)s)"
            " ON CONFLICT (product_id) DO UPDATE SET reason = excluded.reason"
            " WHERE return_exclusions.reason <> excluded.reason",
            id=product_id,
            reason=reason,
        )
    )


async def include(db: AsyncConnection, product_id: UUID) -> bool:
    return bool(
        await run(db, "DELETE FROM return_exclusions WHERE product_id = %(id)s", id=product_id)
    )
