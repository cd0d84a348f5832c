"""Parts that balances and exchanged goods pay, on an open transaction; the callers hold the order's lock."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.payments import _store
from lonja.payments._moving import AttemptStatus, MoveKind, check_move
from lonja.payments._refunding import RefundPart, RefundPlan
from lonja.payments._store import Attempt

EXCHANGE: Final = "exchange"
"""How an order is paid that goods of another one pay."""


def exchanged(plan: RefundPlan, minor: int) -> RefundPlan:
    """The same money, of which the first `minor` pay another order in place of going back."""
    parts: list[RefundPart] = []
    for part in plan.parts:
        taken = min(part.amount_minor, minor)
        minor -= taken
        parts += [
            replace(part, amount_minor=amount, is_exchanged=is_exchanged)
            for amount, is_exchanged in ((taken, True), (part.amount_minor - taken, False))
            if amount
        ]
    return replace(plan, parts=tuple(parts))


async def hold_balance(
    db: AsyncConnection,
    *,
    order_id: UUID,
    account_id: UUID,
    method: str,
    amount: Money,
    language: str,
    origin_order_id: UUID | None = None,
    now: datetime,
) -> None:
    """A part of an order that a balance of ours pays: reserved at once, as no gateway is asked.

    It has no clock of its own: it ends with its order, by `capture_balances` or `close_balances`.
    With `origin_order_id` it is that order's payment `account_id` whose money this is.
    """
    await _store.insert_balance(
        db,
        {
            "order": order_id,
            "id": uuid7(),
            "move": uuid7(),
            "method": method,
            "account": account_id,
            "origin": origin_order_id,
            "amount": amount.minor,
            "currency": amount.currency,
            "language": language,
            "now": now,
        },
    )


async def balances(db: AsyncConnection, order_id: UUID) -> list[Attempt]:
    """The parts of an order that balances pay, or were to pay."""
    return await _store.balances(db, order_id)


async def minor_of_balances(db: AsyncConnection, order_id: UUID) -> int:
    """What balances pay of an order; the rest is a gateway's."""
    return sum(
        one.amount_minor
        for one in await _store.balances(db, order_id)
        if one.status in {AttemptStatus.AUTHORISED, AttemptStatus.CAPTURED}
    )


async def capture_balances(db: AsyncConnection, order_id: UUID, *, now: datetime) -> list[Attempt]:
    """Take what balances reserved for an order that is confirmed: which ones."""
    return await _end_balances(db, order_id, MoveKind.CAPTURED, None, now)


async def hold_exchanged(
    db: AsyncConnection,
    *,
    order_id: UUID,
    origin_order_id: UUID,
    plan: RefundPlan,
    currency: str,
    language: str,
    now: datetime,
) -> None:
    """What of a refund of one order pays another, each part from the payment that first brought it."""
    minor: dict[tuple[UUID, UUID], int] = {}
    for part in plan.parts:
        if part.is_exchanged:
            paid_by = await _store.attempt(db, origin_order_id, part.attempt_id)
            assert paid_by is not None, "a refund names a payment of its order"
            key = (origin_order_id, part.attempt_id)
            if paid_by.origin_order_id is not None and paid_by.account_id is not None:
                key = (paid_by.origin_order_id, paid_by.account_id)
            minor[key] = minor.get(key, 0) + part.amount_minor
    for (origin, account_id), amount in minor.items():
        await hold_balance(
            db,
            order_id=order_id,
            account_id=account_id,
            method=EXCHANGE,
            amount=Money(currency, amount),
            language=language,
            origin_order_id=origin,
            now=now,
        )


async def capture_exchanged(db: AsyncConnection, order_id: UUID, *, now: datetime) -> None:
    """Money of an exchange is the shop's since its goods were first paid: it is refunded, not freed."""
    await _end_balances(db, order_id, MoveKind.CAPTURED, None, now, is_exchange=True)


async def close_balances(
    db: AsyncConnection, order_id: UUID, *, reason: str, now: datetime
) -> list[Attempt]:
    """The order came to nothing: what was reserved, for the caller to give back."""
    return await _end_balances(db, order_id, MoveKind.VOIDED, reason, now, is_exchange=False)


async def _end_balances(
    db: AsyncConnection,
    order_id: UUID,
    kind: MoveKind,
    reason: str | None,
    now: datetime,
    *,
    is_exchange: bool | None = None,
) -> list[Attempt]:
    """With `is_exchange` only what is of an exchange, or only what is not."""
    is_captured = kind is MoveKind.CAPTURED
    to = AttemptStatus.CAPTURED if is_captured else AttemptStatus.CLOSED
    ended = []
    for one in await _store.balances(db, order_id):
        if one.status is not AttemptStatus.AUTHORISED or is_exchange not in {None, one.is_exchange}:
            continue
        check_move(one.status, to)
        await _store.move_attempt(
            db,
            {
                "order": order_id,
                "id": one.id,
                "before": one.status,
                "status": to,
                "reason": reason,
                "late": False,
                "promised": False,
                "step": None,
                "vendor": "{}",
                "is_live": False,
                "is_settled": True,
                "look_at": None,
                "kind": kind,
                "move": uuid7(),
                "move_vendor": str(one.id),
                "amount": one.amount_minor,
                "currency": one.currency,
                "now": now,
            },
        )
        ended.append(one)
    return ended
