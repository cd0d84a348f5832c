"""A product's variants with their prices and first stock: all rows are saved, or none is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.inventory.api import BackorderKind
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Forbidden, Invalid
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
    """`fields` are those of `VariantDraft` that change; `stock` is for a new variant alone.

    `backorder` are those of `BackorderTerms` that change.
    """

    id: UUID | None
    fields: Mapping[str, object]
    prices: Sequence[RowPrice] = ()
    stock: RowStock | None = None
    backorder: Mapping[str, Any] | None = None


type Ahead = Mapping[UUID, tuple[inventory.BackorderTerms, inventory.BackorderTerms]]
"""Variant → how it was sold without stock, and how it is."""


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
    may_stock: bool = False,
    actor: str,
    now: datetime,
) -> catalog.VariantsSaved:
    """Save a sheet; a variant that was sold or has stock is archived where it was to be removed.

    Refused row by row with `RowsRefused`; odd prices are asked about once.
    """
    if not may_price and any(row.prices for row in sheet.rows):
        raise Forbidden("this needs the permission prices.write", permission="prices.write")
    if not may_stock and any(row.backorder for row in sheet.rows):
        raise Forbidden("this needs the permission stock.adjust", permission="stock.adjust")
    skus = {one.id: one.draft.sku for one in await catalog.variants(db, product_id)}
    terms, wrong_terms = await _terms(db, sheet)
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
        also_wrong=[
            *await _wrong_prices(db, sheet),
            *await _wrong_stock(db, sheet),
            *wrong_terms,
        ],
        now=now,
    )
    priced = await _set_prices(db, sheet, saved, actor=actor, now=now)
    if saved.deleted:
        await pricing.forget_prices(db, saved.deleted)
    await _receive(db, sheet, saved, actor=actor, now=now)
    ahead = await _set_terms(db, terms, saved)
    if (priced.after or ahead) and saved.is_nothing:
        await catalog.touch_version(db, product_id, now=now)
    if priced.after or ahead or not saved.is_nothing:
        now_called = {one.id: one.draft.sku for one in await catalog.variants(db, product_id)}
        names = {**skus, **now_called}
        await _record(db, product_id, saved, priced, ahead, names, actor=actor, now=now)
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


async def _terms(
    db: AsyncConnection, sheet: Sheet
) -> tuple[dict[int, inventory.BackorderTerms], list[catalog.RowRefusal]]:
    """Row → how it is sold without stock, with what it does not name as it is; and what cannot be."""
    asked = {at: row for at, row in enumerate(sheet.rows) if row.backorder}
    known = await inventory.backorder_terms(db, [one.id for one in asked.values() if one.id])
    terms, wrong = {}, []
    for at, row in asked.items():
        saved = known.get(row.id) if row.id else None
        before = saved.terms if saved else inventory.BackorderTerms()
        changes = dict(row.backorder or {})
        if before.kind is BackorderKind.NONE and any(changes.values()):
            # Who says how many, or when, means that it goes on selling.
            changes = {"kind": BackorderKind.BACK_ORDER, **changes}
        new = replace(before, **changes)
        if new.kind is BackorderKind.NONE:
            new = inventory.BackorderTerms()
        terms[at] = new
        try:
            inventory.check_terms(new)
        except Invalid as refused:
            wrong.append(
                catalog.RowRefusal(
                    at, f"backorder.{refused.facts['field']}", "backorder_invalid", str(refused)
                )
            )
    return terms, wrong


async def _set_terms(
    db: AsyncConnection,
    terms: Mapping[int, inventory.BackorderTerms],
    saved: catalog.VariantsSaved,
) -> Ahead:
    if not terms:
        return {}
    return await inventory.change_backorder_terms(
        db, {saved.ids[at]: one for at, one in terms.items()}
    )


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
    ahead: Ahead,
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
    for variant_id, (was_sold, is_sold) in ahead.items():
        changes.setdefault(skus[variant_id], {})["backorder"] = [
            _in_words(was_sold),
            _in_words(is_sold),
        ]
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


def _in_words(terms: inventory.BackorderTerms) -> str | None:
    """As the audit log shows it: what kind, how many, for when."""
    if terms.kind is BackorderKind.NONE:
        return None
    when = terms.day.isoformat() if terms.day else f"{terms.days} d" if terms.days else ""
    return f"{terms.kind} {terms.most} {when}".strip()
