"""Coupons as staff write them down: what they are worth, for whom, and until when."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.pricing import _coupon_store
from lonja.shop import api as shop

MAX_AMOUNT_MINOR: Final = 10**10
MAX_USES: Final = 1_000_000_000
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,39}")


class UnknownCoupon(NotFound):
    code: ClassVar[str] = "unknown_coupon"


class CouponTaken(Conflict):
    code: ClassVar[str] = "coupon_taken"


class CouponChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "coupon_changed"


class CouponUsed(Conflict):
    """An order used it: its worth stays as it is, and it stays; end it instead."""

    code: ClassVar[str] = "coupon_used"


@dataclass(frozen=True, slots=True)
class CouponDraft:
    """Either `percent`, or `amount_minor` of `currency`; the order is worth at least `minimum_minor`."""

    code: str
    percent: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    minimum_minor: int = 0
    max_uses: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CouponRow:
    draft: CouponDraft
    used: int
    version: int


async def coupon(db: AsyncConnection, code: str) -> CouponRow:
    return _row(await _coupon_store.get(db, code), code)


async def list_coupons(
    db: AsyncConnection, *, query: str = "", after: str | None = None, limit: int = 100
) -> list[CouponRow]:
    """By code; `query` is what a code begins with, in any case."""
    return [
        _row(row, row.code)
        for row in await _coupon_store.all_after(db, query=query.upper(), after=after, limit=limit)
    ]


async def add_coupon(db: AsyncConnection, draft: CouponDraft, *, actor: str, now: datetime) -> None:
    await _check(db, draft)
    if not await _coupon_store.insert(db, **asdict(draft)):
        raise CouponTaken(f"there is a coupon {draft.code} already", field="code")
    await _audit(db, draft, "coupon_added", actor, now)


async def change_coupon(
    db: AsyncConnection, draft: CouponDraft, *, version: int, actor: str, now: datetime
) -> None:
    """Once an order has used it, only its limits change: how often, from when, until when."""
    await _check(db, draft)
    before = _row(await _coupon_store.get(db, draft.code, lock=True), draft.code)
    if before.version != version:
        raise CouponChanged("somebody changed this coupon meanwhile", version=before.version)
    if _worth(before.draft) != _worth(draft) and await _coupon_store.was_used(db, draft.code):
        raise CouponUsed("orders used this coupon: what it is worth stays as it is")
    if draft.max_uses is not None and draft.max_uses < before.used:
        raise Invalid(
            f"it has been used {before.used} times already", field="max_uses", used=before.used
        )
    await _coupon_store.update(db, **asdict(draft))
    await _audit(db, draft, "coupon_changed", actor, now)


async def remove_coupon(
    db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime
) -> None:
    """Only one that no order has used: the others explain what was charged."""
    before = _row(await _coupon_store.get(db, code, lock=True), code)
    if before.version != version:
        raise CouponChanged("somebody changed this coupon meanwhile", version=before.version)
    if await _coupon_store.was_used(db, code):
        raise CouponUsed("orders used this coupon: end it instead")
    await _coupon_store.delete(db, code)
    await _audit(db, before.draft, "coupon_removed", actor, now)


async def put_coupon(
    db: AsyncConnection, draft: CouponDraft, *, actor: str, now: datetime
) -> Outcome:
    """Add it, or bring it to what the draft says."""
    row = await _coupon_store.get(db, draft.code)
    if row is None:
        await add_coupon(db, draft, actor=actor, now=now)
        return "created"
    there = _row(row, draft.code)
    if there.draft == draft:
        return "unchanged"
    await change_coupon(db, draft, version=there.version, actor=actor, now=now)
    return "updated"


async def _check(db: AsyncConnection, draft: CouponDraft) -> None:
    if not _CODE.fullmatch(draft.code):
        raise Invalid(
            "a code has 2 to 40 capital letters, digits, dashes or underscores", field="code"
        )
    if (draft.percent is None) == (draft.amount_minor is None):
        raise Invalid("a coupon is worth either a percentage or an amount", field="percent")
    if draft.percent is not None and not 1 <= draft.percent <= 100:
        raise Invalid("a percentage is between 1 and 100", field="percent")
    if draft.amount_minor is not None:
        if not 1 <= draft.amount_minor <= MAX_AMOUNT_MINOR:
            raise Invalid("an amount is above zero and below 100,000,000", field="amount_minor")
        if draft.currency not in (await shop.current(db)).currency_codes:
            raise Invalid("an amount is in a currency of this shop", field="currency")
    elif draft.currency is not None:
        raise Invalid("a percentage has no currency", field="currency")
    if not 0 <= draft.minimum_minor <= MAX_AMOUNT_MINOR:
        raise Invalid("a minimum is not negative", field="minimum_minor")
    if draft.max_uses is not None and not 1 <= draft.max_uses <= MAX_USES:
        raise Invalid("a coupon may be used at least once", field="max_uses")
    if draft.starts_at and draft.ends_at and draft.starts_at >= draft.ends_at:
        raise Invalid("a coupon ends after it starts", field="ends_at")


def _worth(draft: CouponDraft) -> tuple[int | None, int | None, str | None]:
    return draft.percent, draft.amount_minor, draft.currency


async def _audit(
    db: AsyncConnection, draft: CouponDraft, action: str, actor: str, now: datetime
) -> None:
    facts = asdict(draft)
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"coupon:{facts.pop('code')}", **facts
    )


def _row(row: _coupon_store.StoredCoupon | None, code: str) -> CouponRow:
    if row is None:
        raise UnknownCoupon(f"there is no coupon {code!r}")
    draft = CouponDraft(
        row.code, row.percent, row.amount_minor, row.currency, row.minimum_minor, row.max_uses,
        row.starts_at, row.ends_at,
    )  # fmt: skip
    return CouponRow(draft, row.used, row.version)
