"""The rules for returns on an open transaction: read, changed, and the goods that are excepted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.kernel.standing import kept_by_pages
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.returns._policies import store
from lonja.returns._policies.policy import ExclusionReason, ReturnPolicy, check_policy

MAX_KEPT: Final = 1000
"""A process keeps so many products that do not come back; where there are more, it asks for each."""


async def policy(db: AsyncConnection) -> ReturnPolicy:
    row = await store.policy(db)
    return ReturnPolicy() if row is None else ReturnPolicy.from_json(row.version, row.body)


async def change_policy(
    db: AsyncConnection, policy_: ReturnPolicy, *, version: int, actor: str, now: datetime
) -> ReturnPolicy:
    """Put these rules in the place of `version`; refused when they are not what was read."""
    before = await policy(db)
    wanted = replace(policy_, version=version + 1)
    if replace(policy_, version=before.version) == before:
        return before
    check_policy(wanted)
    body = wanted.as_json()
    if before.version != version or not await store.add_policy(db, version=version + 1, body=body):
        raise Conflict("these rules changed meanwhile; read them again")
    changed = sorted(name for name, value in body.items() if before.as_json()[name] != value)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="return_policy_changed",
        subject="shop:returns",
        version=wanted.version,
        fields=changed,
    )
    return wanted


async def exclusions(
    db: AsyncConnection, product_ids: Sequence[UUID]
) -> dict[UUID, ExclusionReason]:
    """Those of these products that do not come back, and why."""
    few = await kept_by_pages(db, "return exclusions", _few)
    if few is not None and len(few) <= MAX_KEPT:
        return {one: few[one] for one in product_ids if one in few}
    return {one.product_id: one.reason for one in await store.exclusions(db, product_ids)}


async def _few(db: AsyncConnection) -> dict[UUID, ExclusionReason]:
    """All of them, where a process can keep them; one more than that where it cannot."""
    found = await store.all_exclusions(db, MAX_KEPT + 1)
    return {one.product_id: one.reason for one in found}


async def set_exclusion(
    db: AsyncConnection,
    *,
    product_id: UUID,
    reason: ExclusionReason | None,
    actor: str,
    now: datetime,
) -> None:
    """Say why a product does not come back, or with None that it does; its page says so."""
    if reason is None:
        is_news = await store.include(db, product_id)
    else:
        is_news = await store.exclude(db, product_id, reason)
    if not is_news:
        return
    catalog.changed(db, product_id)
    announce(db, EVERYTHING)  # processes keep the whole list
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="product_returns_changed",
        subject=f"product:{product_id}",
        reason=reason,
    )
