"""A product's variants with their prices and first stock: all rows are saved, or none is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Forbidden
from lonja.orders import api as orders
from lonja.pricing import api as pricing
from lonja.shop import api as shop

MAX_AUDITED: Final = 200
"""Variants whose changes the audit log holds one by one; of more it says how many."""


class PricesToConfirm(Conflict):
    """Some prices look like slips; `facts["rows"]` says which, and sending it again with `confirm` saves."""

    code: ClassVar[str] = "prices_to_confirm"


@dataclass(frozen=True, slots=True)
class RowPrice:
    currency: str
    amount_minor: int | None
    compare_at_minor: int | None = None


@dataclass(frozen=True, slots=True)
class RowStock:
    location: str
    quantity: int


@dataclass(frozen=True, slots=True)
class VariantRow:
    """`fields` are those of `VariantDraft` that change; `stock` is for a new variant alone."""

    id: UUID | None
    fields: Mapping[str, object]
    prices: Sequence[RowPrice] = ()
    stock: RowStock | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: Sequence[VariantRow] = ()
    removed: Sequence[UUID] = ()
    options: Sequence[catalog.Option] | None = None
    is_confirmed: bool = False


async def save_variants(
    db: AsyncConnection,
    product_id: UUID,
    sheet: Sheet,
    *,
    version: int,
    may_price: bool,
    actor: str,
    now: datetime,
) -> catalog.VariantsSaved:
    """Save a sheet; a variant that was sold or has stock is archived where it was to be removed.

    Refused row by row with `RowsRefused`; odd prices are asked about once.
    """
    if not may_price and any(row.prices for row in sheet.rows):
        raise Forbidden("this needs the permission prices.write", permission="prices.write")
    skus = {one.id: one.draft.sku for one in await catalog.variants(db, product_id)}
    kept = await _kept(db, {one: skus[one] for one in sheet.removed if one in skus})
    saved = await catalog.save_variants(
        db,
        product_id,
        catalog.VariantsChange(
            changes=[catalog.VariantChange(row.id, row.fields) for row in sheet.rows],
            removed=sheet.removed,
            options=sheet.options,
        ),
        version=version,
        kept=kept,
        also_wrong=[*await _wrong_prices(db, sheet), *await _wrong_stock(db, sheet)],
        now=now,
    )
    priced = await _set_prices(db, sheet, saved, actor=actor, now=now)
    if saved.deleted:
        await pricing.forget_prices(db, saved.deleted)
    await _receive(db, sheet, saved, actor=actor, now=now)
    if priced.after and saved.is_nothing:
        await catalog.touch_version(db, product_id, now=now)
    if priced.after or not saved.is_nothing:
        now_called = {one.id: one.draft.sku for one in await catalog.variants(db, product_id)}
        await _record(db, product_id, saved, priced, {**skus, **now_called}, actor=actor, now=now)
    return saved


async def _kept(db: AsyncConnection, removed: Mapping[UUID, str]) -> set[UUID]:
    """Those that cannot be deleted: on an order, or with stock that somebody counted."""
    ordered = await orders.ever_ordered(db, removed)
    rest = [one for one in removed if one not in ordered]
    return set(removed) - set(await inventory.forget_unused(db, rest) if rest else [])


async def _wrong_prices(db: AsyncConnection, sheet: Sheet) -> list[catalog.RowRefusal]:
    facts = await shop.current(db)
    found = []
    for at, row in enumerate(sheet.rows):
        for price in row.prices:
            asked = pricing.NewPrice(
                row.id or UUID(int=0), price.currency, price.amount_minor, price.compare_at_minor
            )
            if problem := pricing.problem_of_price(asked, facts):
                name = "compare_at" if problem.facts["field"] == "compare_at_minor" else "price"
                found.append(
                    catalog.RowRefusal(
                        at, f"{name}.{price.currency}", "price_invalid", problem.detail
                    )
                )
    return found


async def _wrong_stock(db: AsyncConnection, sheet: Sheet) -> list[catalog.RowRefusal]:
    if all(row.stock is None for row in sheet.rows):
        return []
    places = {place.code for place in await inventory.locations(db)}
    found = []
    for at, row in enumerate(sheet.rows):
        if row.stock is None:
            continue
        if row.id is not None:
            message = "the stock of a known variant is counted under Inventory"
            found.append(catalog.RowRefusal(at, "stock", "stock_of_known_variant", message))
        elif row.stock.location not in places:
            message = f"there is no open location {row.stock.location!r}"
            found.append(catalog.RowRefusal(at, "stock", "unknown_location", message))
        elif not 0 <= row.stock.quantity <= inventory.MAX_MOVE:
            message = "between 0 and 10,000,000 units"
            found.append(catalog.RowRefusal(at, "stock", "out_of_range", message))
    return found


async def _set_prices(
    db: AsyncConnection,
    sheet: Sheet,
    saved: catalog.VariantsSaved,
    *,
    actor: str,
    now: datetime,
) -> pricing.PricesSet:
    asked, at = [], []
    for row, (variant, variant_id) in enumerate(zip(sheet.rows, saved.ids, strict=True)):
        for price in variant.prices:
            asked.append(
                pricing.NewPrice(
                    variant_id, price.currency, price.amount_minor, price.compare_at_minor
                )
            )
            at.append(row)
    if not sheet.is_confirmed and (odd := await pricing.odd_prices(db, asked)):
        raise PricesToConfirm(
            f"{len(odd)} prices are 0 or move by more than half: are they meant?",
            count=len(odd),
            rows=[
                {"row": at[place], "field": f"price.{asked[place].currency}", "code": code}
                for place, code in odd[:200]
            ],
        )
    return await pricing.set_prices(db, asked, actor=actor, now=now)


async def _receive(
    db: AsyncConnection,
    sheet: Sheet,
    saved: catalog.VariantsSaved,
    *,
    actor: str,
    now: datetime,
) -> None:
    first = [
        inventory.Change(variant_id, row.stock.location, row.stock.quantity)
        for row, variant_id in zip(sheet.rows, saved.ids, strict=True)
        if row.stock is not None and row.stock.quantity
    ]
    if first:
        await inventory.adjust(db, first, kind="opening", actor=actor, now=now, audited=False)


async def _record(
    db: AsyncConnection,
    product_id: UUID,
    saved: catalog.VariantsSaved,
    priced: pricing.PricesSet,
    skus: Mapping[UUID, str],
    *,
    actor: str,
    now: datetime,
) -> None:
    changes = {sku: dict(found) for sku, found in saved.changes.items()}
    for key, after in priced.after.items():
        before, (variant_id, currency) = priced.before[key], key
        of_sku = changes.setdefault(skus[variant_id], {})
        was, now_is = (
            (before.amount_minor if before else None),
            (after.amount_minor if after else None),
        )
        of_sku[f"price.{currency}"] = [was, now_is]
        was_from = before.compare_at_minor if before else None
        if was_from != (now_from := after.compare_at_minor if after else None):
            of_sku[f"compare_at.{currency}"] = [was_from, now_from]
    listed = dict(list(changes.items())[:MAX_AUDITED])
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="variants_saved",
        subject=f"product:{product_id}",
        created=[skus[one] for one in saved.created][:MAX_AUDITED],
        archived=[skus[one] for one in saved.archived][:MAX_AUDITED],
        deleted=[skus[one] for one in saved.deleted][:MAX_AUDITED],
        variants=listed,
        more=max(0, len(changes) - MAX_AUDITED),
    )
