"""All SQL of how a shop sends its parcels: each version is a row, the newest counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from lonja.fulfilment._policies.policy import FulfilmentPolicy
from lonja.kernel.db import first, run


@dataclass(frozen=True, slots=True)
class PolicyRow:
    version: int
    body: Mapping[str, Any]


async def newest(db: AsyncConnection) -> PolicyRow | None:
    return await first(
        db,
        PolicyRow,
        "SELECT version, body FROM fulfilment_policies ORDER BY version DESC LIMIT 1",
    )


async def insert(db: AsyncConnection, version: int, policy: FulfilmentPolicy) -> bool:
    """False where somebody wrote this version before."""
    return bool(
        await run(
            db,
            "INSERT INTO fulfilment_policies (version, body)"
            " VALUES (%(version)s, %(body)s::jsonb) ON CONFLICT DO NOTHING",
            version=version,
            body=json.dumps(policy.as_json()),
        )
    )
