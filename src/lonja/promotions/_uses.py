"""What a cart may use now, and its use by an order: once, within each limit, given back once."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.errors import Conflict, Refused
from lonja.promotions import _store, _use_store
from lonja.promotions._rules.basket import Applied, Promotion, Why
from lonja.promotions._rules.converting import in_every_currency
from lonja.promotions._rules.rule import rule_of_text
from lonja.promotions._use_store import Use
from lonja.shop import api as shop


class CodeRefused(Refused):
    """`facts["reason"]` is a `Why`; `missing` what would make it apply, in minor units or pieces."""

    code: ClassVar[str] = "code_refused"

    @property
    def why(self) -> Why:
        return Why(str(self.facts["reason"]))

    @property
    def promotion_code(self) -> str:
        return str(self.facts["promotion_code"])

    @property
    def missing(self) -> int | None:
        found = self.facts.get("missing")
        return found if isinstance(found, int) else None


class PromotionRefused(Conflict):
    """One without a code was used up or changed while the order was placed: the total is another."""

    code: ClassVar[str] = "promotion_refused"


async def for_cart(
    db: AsyncConnection, codes: Sequence[str], *, now: datetime, stopped_too: bool = False
) -> list[Promotion]:
    """In one statement: what runs by itself now, and what these codes are of.

    `stopped_too`: for who asks why a promotion that does not run takes nothing off.
    """
    found = await (_store.with_stopped if stopped_too else _store.for_cart)(db, codes, now=now)
    return await promotions_in(db, found)


async def promotions_in(db: AsyncConnection, found: Sequence[_store.ForCart]) -> list[Promotion]:
    """As a cart takes them; amounts that are missing in a converted currency are converted."""
    rules = {row.id: rule_of_text(row.rule) for row in found}
    if any(rule.reward.amounts or rule.conditions.minimum for rule in rules.values()):
        facts = await shop.current(db)
        rules = {of: in_every_currency(rule, facts) for of, rule in rules.items()}
    return [
        Promotion(
            id=row.id,
            version=row.version,
            names=row.names,
            rule=rules[row.id],
            status=row.status,
            combines_with=frozenset(row.combines_with),
            priority=row.priority,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            is_spent=row.is_spent,
            max_per_buyer=row.max_per_buyer,
            code=row.code,
        )
        for row in found
    ]


async def uses_of(
    db: AsyncConnection, promotions: Sequence[Promotion], *, email: str
) -> Mapping[UUID, int]:
    """How often the buyer with this address used those that count it."""
    counted = [one.id for one in promotions if one.max_per_buyer is not None]
    if not counted:
        return {}
    found = await _use_store.uses_of(db, counted, digest_of(email))
    return {row.promotion_id: row.uses for row in found}


def refusal(code: str, why: Why, missing: int | None = None) -> CodeRefused:
    """Why a code takes nothing off."""
    return CodeRefused(
        f"the code {code} does not apply: {why.replace('_', ' ')}",
        reason=why,
        promotion_code=code,
        missing=missing,
    )


async def spend(
    db: AsyncConnection,
    applied: Sequence[Applied],
    *,
    order_id: UUID,
    email: str,
    currency: str,
    now: datetime,
) -> None:
    """Use all of them for this order or raise: the last use of one goes to one order only.

    What takes nothing off uses nothing. Locks, in this order: promotions (shared), codes, counts.
    """
    uses = {
        one.promotion.id: Use(
            one.promotion.id, one.promotion.version, one.promotion.code, one.amount_minor
        )
        for one in applied
        if one.amount_minor
    }
    if not uses:
        return
    _require(uses, await _use_store.hold_still(db, list(uses.values())), Why.CHANGED)
    codes = sorted(use.code for use in uses.values() if use.code is not None)
    if codes:
        spent = set(await _use_store.spend_codes(db, codes))
        _require(uses, [i for i, u in uses.items() if u.code is None or u.code in spent], Why.SPENT)
    reached = set(await _use_store.spend_limits(db, list(uses)))
    _require(uses, [one for one in uses if one not in reached], Why.SPENT)
    written = await _use_store.insert_uses(
        db,
        list(uses.values()),
        order_id=order_id,
        buyer=digest_of(email),
        currency=currency,
        now=now,
    )
    _require(uses, written, Why.USED_BY_YOU)


async def release(db: AsyncConnection, *, order_id: UUID, now: datetime) -> None:
    """Give back what a cancelled order had used; a second call gives nothing back."""
    released = await _use_store.release(db, order_id=order_id, now=now)
    if not released:
        return
    ids = [one.promotion_id for one in released]
    await _use_store.hold_limits(db, ids)
    codes = [one.code for one in released if one.code is not None]
    if codes:
        await _use_store.give_back_codes(db, codes)
    await _use_store.give_back_limits(db, ids)


async def forget_buyer(db: AsyncConnection, email: str) -> None:
    """Uses stay, without whose they were."""
    await _use_store.forget_buyer(db, digest_of(email))


async def traces(db: AsyncConnection, email: str) -> int:
    return await _use_store.traces_of(db, digest_of(email))


def digest_of(email: str) -> bytes:
    """Whose use it is; the address itself is not written down a second time."""
    return hashlib.sha256(b"promotion:" + email.strip().lower().encode()).digest()


def _require(uses: Mapping[UUID, Use], good: Sequence[UUID], why: Why) -> None:
    for promotion_id in sorted(set(uses) - set(good)):
        code = uses[promotion_id].code
        if code is not None:
            raise CodeRefused(
                f"the code {code} cannot be used any more", reason=why, promotion_code=code
            )
        raise PromotionRefused("a promotion cannot be used any more", reason=why)
