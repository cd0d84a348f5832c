"""Promotions as staff write them down. What buyers were promised stays as orders explain it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce
from lonja.promotions import _store, _use_store
from lonja.promotions._checking import Draft, as_kept, check
from lonja.promotions._rules.basket import PromotionStatus
from lonja.promotions._rules.rule import Level, RewardKind, rule_of_text, rule_text
from lonja.promotions._store import Figure, Stored
from lonja.shop import api as shop


class UnknownPromotion(NotFound):
    code: ClassVar[str] = "unknown_promotion"


class PromotionChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "promotion_changed"


class PromotionUsed(Conflict):
    """An order used it: it stays, as it explains what was charged; pause or end it instead."""

    code: ClassVar[str] = "promotion_used"


@dataclass(frozen=True, slots=True)
class PromotionRow:
    id: UUID
    version: int
    draft: Draft
    level: Level
    uses: int
    codes: int
    first_code: str | None
    created_at: datetime
    updated_at: datetime


async def promotion(db: AsyncConnection, promotion_id: UUID) -> PromotionRow:
    row = await _store.get(db, promotion_id)
    if row is None:
        raise UnknownPromotion("there is no such promotion")
    return _row(row)


async def promotions_begun(
    db: AsyncConnection, start: datetime, end: datetime
) -> list[_store.Begun]:
    """Those that began between the two, 200 at the most; without a date of its own when it was made."""
    return await _store.begun(db, start, end, limit=200)


async def list_promotions(
    db: AsyncConnection,
    *,
    query: str = "",
    status: PromotionStatus | None = None,
    level: Level | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[PromotionRow]:
    """Newest first; `query` is part of a name, or a code."""
    found = await _store.list_promotions(
        db, query=query, status=status, level=level, after=after, limit=limit
    )
    return [_row(row) for row in found]


async def names_for_audience(db: AsyncConnection, audience_id: UUID) -> list[str]:
    """Names of promotions that are not over and are for this group or segment of customers."""
    return await _store.names_for_audience(db, audience_id)


async def figures(db: AsyncConnection, promotion_id: UUID) -> list[Figure]:
    """What orders that were not cancelled saved by it, by currency."""
    return await _store.figures(db, promotion_id)


async def add_promotion(db: AsyncConnection, draft: Draft, *, actor: str, now: datetime) -> UUID:
    draft = as_kept(draft)
    await _check(db, draft)
    promotion_id = uuid7()
    await _store.insert(db, id=promotion_id, now=now, **_columns(draft))
    await _use_store.count_again(db, promotion_id, is_limited=_is_limited(draft))
    await _written(db, promotion_id, "promotion_added", draft, actor, now)
    return promotion_id


async def change_promotion(
    db: AsyncConnection,
    promotion_id: UUID,
    draft: Draft,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """From now on; orders keep what they were placed with."""
    draft = as_kept(draft)
    await _check(db, draft)
    await _lock(db, promotion_id, version)
    before = await promotion(db, promotion_id)
    _show_again(db, before.draft)
    if before.codes and not draft.needs_code:
        raise Invalid("it has codes: take them away first", field="needs_code")
    used = await _use_store.count_again(db, promotion_id, is_limited=_is_limited(draft))
    if draft.max_uses is not None and draft.max_uses < used:
        raise Invalid(f"it has been used {used} times already", field="max_uses", used=used)
    await _store.update(db, id=promotion_id, now=now, **_columns(draft))
    action = "promotion_changed"
    if replace(before.draft, status=draft.status) == draft:
        action = f"promotion_{'started' if draft.status == 'active' else draft.status}"
    await _written(db, promotion_id, action, draft, actor, now)


async def remove_promotion(
    db: AsyncConnection, promotion_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """With its codes; only one that no order has used."""
    await _lock(db, promotion_id, version)
    before = await promotion(db, promotion_id)
    if await _store.was_used(db, promotion_id):
        raise PromotionUsed("orders used this promotion: pause or end it instead")
    await _store.delete(db, promotion_id)
    await _written(db, promotion_id, "promotion_removed", before.draft, actor, now)


async def _lock(db: AsyncConnection, promotion_id: UUID, version: int) -> None:
    there = await _store.lock(db, promotion_id)
    if there is None:
        raise UnknownPromotion("there is no such promotion")
    if there != version:
        raise PromotionChanged("somebody changed this promotion meanwhile", version=there)


async def _check(db: AsyncConnection, draft: Draft) -> None:
    check(draft, (await shop.current(db)).currency_codes)
    parts = [part.product_id for part in draft.rule.reward.parts]
    known = await catalog.products_by_ids(db, parts) if parts else []
    if len(known) < len(parts):
        raise Invalid("there is no such product", field="rule.reward.parts")
    if any(one.is_gift_card for one in known):
        raise Invalid("a gift card costs what it is worth", field="rule.reward.parts")
    gift = draft.rule.reward.variant_id
    if gift is not None and gift not in await catalog.skus(db, [gift]):
        raise Invalid("there is no such variant", field="rule.reward.variant_id")
    if draft.status is PromotionStatus.ACTIVE and draft.rule.reward.kind is RewardKind.GIFT:
        assert gift is not None
        if gift not in await catalog.sellables(db, [gift], "en"):
            raise Invalid("the gift is not for sale", field="rule.reward.variant_id")


def _is_limited(draft: Draft) -> bool:
    return draft.max_uses is not None or draft.max_per_buyer is not None


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "status": draft.status,
        "names": json.dumps(dict(draft.names)),
        "rule": rule_text(draft.rule),
        "level": draft.rule.reward.level,
        "needs_code": draft.needs_code,
        "combines_with": _in_order(draft.combines_with),
        "priority": draft.priority,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "max_uses": draft.max_uses,
        "max_per_buyer": draft.max_per_buyer,
    }


def _in_order(levels: frozenset[Level]) -> Sequence[str]:
    return [str(level) for level in Level if level in levels]


async def _written(
    db: AsyncConnection,
    promotion_id: UUID,
    action: str,
    draft: Draft,
    actor: str,
    now: datetime,
) -> None:
    facts = _columns(draft) | {
        "names": dict(draft.names),
        "rule": json.loads(rule_text(draft.rule)),
    }
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"promotion:{promotion_id}", **facts
    )
    announce(db, Change("promotion", str(promotion_id)))
    _show_again(db, draft)


def _show_again(db: AsyncConnection, draft: Draft) -> None:
    """The pages of a bundle's products name it."""
    for part in draft.rule.reward.parts:
        announce(db, Change("product", str(part.product_id)))
    if draft.rule.reward.parts:
        announce(db, Change("shelf"))


def _row(row: Stored) -> PromotionRow:
    draft = Draft(
        names=row.names,
        rule=rule_of_text(row.rule),
        status=row.status,
        needs_code=row.needs_code,
        combines_with=frozenset(row.combines_with),
        priority=row.priority,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        max_uses=row.max_uses,
        max_per_buyer=row.max_per_buyer,
    )
    return PromotionRow(
        row.id, row.version, draft, row.level, row.uses, row.codes, row.first_code,
        row.created_at, row.updated_at,
    )  # fmt: skip
