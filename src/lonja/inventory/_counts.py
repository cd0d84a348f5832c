"""Rows of a stock file, applied together: each is counted or refused on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._backorders.queues import goods_are_there
from lonja.inventory._places import store
from lonja.inventory._stock import Stock
from lonja.kernel.transaction import touch_products

MAX_ON_HAND: Final = 1_000_000_000
"""Units of a variant at one place; the column would take twice that."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a row says of a variant at a place: so many are there, or so many come (go)."""

    variant_id: UUID
    location: str
    quantity: int
    is_total: bool


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a row could not be taken; `code` is stable."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class _Move:
    variant_id: UUID
    location: str
    quantity: int
    kind: str


async def take_in(
    db: AsyncConnection,
    counted: Sequence[Counted],
    *,
    import_id: UUID,
    actor: str,
    now: datetime,
    dry_run: bool = False,
) -> list[NotTaken | None]:
    """Write what the rows say into the ledger; for each row None, or why it was not taken.

    Rows are judged in their order, each against what the earlier ones left.
    """
    variant_ids = sorted({one.variant_id for one in counted})
    places = sorted({one.location for one in counted})
    is_open = set(await store.open_among(db, places))
    endless = await catalog.gift_cards_among(db, variant_ids)
    counts = [one for one in variant_ids if one not in endless]
    levels = {row.variant_id: row for row in await _store.lock_levels(db, counts)}
    free = {variant_id: level.unheld for variant_id, level in levels.items()}
    held = {variant_id: level.held for variant_id, level in levels.items()}
    there = {
        (row.variant_id, row.location): row.on_hand
        for row in await _store.stock_at(db, variant_ids)
    }
    results: list[NotTaken | None] = []
    moves: list[_Move] = []
    for one in counted:
        if one.variant_id in endless:
            results.append(NotTaken("gift_card", "a gift card has no stock"))
            continue
        key = (one.variant_id, one.location)
        before = there.get(key, 0)
        after = one.quantity if one.is_total else before + one.quantity
        refusal = (
            _judge(before, after, free=free[one.variant_id], held=held[one.variant_id])
            if one.location in is_open
            else NotTaken("unknown_location", f"there is no open location {one.location!r}")
        )
        results.append(refusal)
        if refusal is None and after != before:
            there[key] = after
            free[one.variant_id] += after - before
            moves.append(_Move(*key, after - before, _kind(one, after - before)))
    if not dry_run:
        await _write(db, moves, levels, free, import_id=import_id, actor=actor, now=now)
    return results


async def take_back(
    db: AsyncConnection,
    variant_ids: Sequence[UUID],
    *,
    import_id: UUID,
    actor: str,
    now: datetime,
) -> list[UUID]:
    """Reverse what an import moved, as far as it is still there; the variants that kept some.

    Saying it twice reverses once: what was reversed already sums to nothing.
    """
    levels = {row.variant_id: row for row in await _store.lock_levels(db, sorted(variant_ids))}
    there = {
        (row.variant_id, row.location): row.on_hand
        for row in await _store.stock_at(db, sorted(variant_ids))
    }
    free = {variant_id: level.unheld for variant_id, level in levels.items()}
    kept: set[UUID] = set()
    moves: list[_Move] = []
    for row in await _store.moved_by(db, sorted(variant_ids), import_id):
        after = there.get((row.variant_id, row.location), 0) - row.quantity
        if after < 0 or free[row.variant_id] - row.quantity < 0:
            kept.add(row.variant_id)
            continue
        free[row.variant_id] -= row.quantity
        moves.append(_Move(row.variant_id, row.location, -row.quantity, "adjustment"))
    await _write(db, moves, levels, free, import_id=import_id, actor=actor, now=now, note="undone")
    return sorted(kept)


async def forget_unused(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[UUID]:
    """Variants whose stock may be forgotten, and now is: none is left, held or was ever sold.

    Their movements stay in the ledger.
    """
    await _store.lock_levels(db, sorted(variant_ids))
    return await store.forget_unused(db, sorted(variant_ids))


def _judge(before: int, after: int, *, free: int, held: int) -> NotTaken | None:
    if after < 0:
        return NotTaken("below_zero", f"there are only {before} units at this location")
    if after > MAX_ON_HAND:
        return NotTaken("quantity_too_large", f"more than {MAX_ON_HAND} units at one location")
    if free + after - before < 0:
        return NotTaken("held_for_orders", f"{held} units are held for orders that wait")
    return None


def _kind(one: Counted, quantity: int) -> str:
    if one.is_total:
        return "count"
    return "receipt" if quantity > 0 else "adjustment"


async def _write(
    db: AsyncConnection,
    moves: Sequence[_Move],
    levels: Mapping[UUID, Stock],
    free: Mapping[UUID, int],
    *,
    import_id: UUID,
    actor: str,
    now: datetime,
    note: str = "",
) -> None:
    for kind in sorted({move.kind for move in moves}):
        alike = [move for move in moves if move.kind == kind]
        await _store.move(
            db,
            variant_ids=[move.variant_id for move in alike],
            locations=[move.location for move in alike],
            quantities=[move.quantity for move in alike],
            kind=kind,
            at=now,
            actor=actor,
            note=note,
            order_id=None,
            import_id=import_id,
        )
    turned = sorted(
        variant_id
        for variant_id in {move.variant_id for move in moves}
        if _word(level := levels[variant_id], level.unheld) != _word(level, free[variant_id])
    )
    touch_products(db, (await catalog.products_of(db, turned)).values())
    await goods_are_there(db, {move.variant_id for move in moves})


def _word(level: Stock, unheld: int) -> tuple[bool, bool]:
    """What lists and pages show of a level; while it stays the same they stay as they are."""
    return unheld <= level.backordered, unheld <= level.low_at + level.backordered
