"""Many products are edited at once: prices, status, category, tax class, tags, collections.

What each would become is worked out by one function: the preview shows it, a step writes it. A step
is one transaction of a few products; whatever dies, the next one goes on where it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.bulk_edits import api as bulk_edits
from lonja.bulk_edits.api import BulkEditStatus, PriceStep, ProductsChange
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.kernel import audit
from lonja.kernel.errors import Forbidden, Invalid, Refused
from lonja.kernel.money import EXPONENTS
from lonja.kernel.transaction import savepoint
from lonja.pricing import api as pricing
from lonja.shop import api as shop
from lonja.taxes import api as taxes

AT_ONCE: Final = 50
"""Products of one step, and so of one transaction."""
PREVIEWED: Final = 2_000
"""Of so many products a preview counts what would be refused; of more it says so."""
_FIELDS: Final = ("status", "category_id", "tax_class", "tags")
_IN_COLLECTION: Final = "collection."
PRICE_BELOW_ZERO: Final = "price_not_positive"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a product becomes, by field; with a `refusal` it stays as it is."""

    product_id: UUID
    changes: bulk_edits.Changes
    refusal: str | None = None


async def begin_edit(
    db: AsyncConnection,
    edit_id: UUID,
    product_ids: Sequence[UUID],
    change: ProductsChange,
    *,
    may_price: bool,
    actor: str,
    now: datetime,
) -> None:
    await check_edit(db, change, may_price=may_price)
    await bulk_edits.begin(db, edit_id, product_ids, change, actor=actor, now=now)


async def undo_edit(
    db: AsyncConnection, edit_id: UUID, *, may_price: bool, actor: str, now: datetime
) -> None:
    found = await bulk_edits.bulk_edit(db, edit_id)
    if found.change.get("price") and not may_price:
        raise Forbidden("this needs the permission prices.write", permission="prices.write")
    await bulk_edits.undo(db, edit_id, actor=actor, now=now)


async def check_edit(db: AsyncConnection, change: ProductsChange, *, may_price: bool) -> None:
    """Refuse what no product could become."""
    bulk_edits.check_change(change)
    if change.price is not None and not may_price:
        raise Forbidden("this needs the permission prices.write", permission="prices.write")
    if change.status == catalog.ProductStatus.SCHEDULED:
        raise Invalid("a product is scheduled by itself, with its hour", field="change.status")
    facts = await shop.current(db)
    if (
        change.price is not None
        and change.price.currency is not None
        and facts.currency_of(change.price.currency) is None
    ):
        raise Invalid("this shop does not sell in it", field="change.price.currency")
    if change.tax_class is not None:
        known = {one.code for one in await taxes.tax_classes(db)}
        if change.tax_class not in known:
            raise Invalid("there is no such tax class", field="change.tax_class")
    if change.category_id is not None:
        try:
            await catalog.category(db, change.category_id)
        except catalog.UnknownCategory as error:
            raise Invalid("there is no such category", field="change.category_id") from error
    for name in ("collection_added", "collection_removed"):
        chosen = getattr(change, name)
        if chosen is not None and (await collections.collection(db, chosen)).by_rule:
            raise Invalid("a rule says what is in this collection", field=f"change.{name}")


async def outcomes(
    db: AsyncConnection, product_ids: Sequence[UUID], change: ProductsChange
) -> list[Outcome]:
    """What the change would make of each; products that are gone are missing."""
    stored = await catalog.products_to_edit(db, product_ids)
    now = await _values(db, stored, _named(change))
    facts = await shop.current(db)
    found = []
    for product_id in stored:
        try:
            becomes = {**now[product_id], **_becomes(now[product_id], change, facts)}
        except Refused as refused:
            found.append(Outcome(product_id, {}, refused.code))
            continue
        changes = {
            field: (now[product_id][field], value)
            for field, value in becomes.items()
            if now[product_id][field] != value
        }
        found.append(Outcome(product_id, changes))
    return found


async def step(db: AsyncConnection, edit_id: UUID, *, now: datetime) -> None:
    """Edit or take back the next few products, and ask for the step after; at the end, end it."""
    found = await bulk_edits.lock(db, edit_id)
    if found.status is BulkEditStatus.RUNNING:
        await _forwards(db, found, now=now)
    elif found.status is BulkEditStatus.UNDOING:
        await _back(db, found, now=now)


async def _forwards(db: AsyncConnection, edit: bulk_edits.BulkEdit, *, now: datetime) -> None:
    ids = await bulk_edits.next_products(db, edit.id, limit=AT_ONCE)
    if not ids:
        await bulk_edits.finish(db, edit, now=now)
        return
    change = ProductsChange.from_json(edit.change)
    done: list[tuple[UUID, bulk_edits.Changes, str | None]] = []
    for outcome in await outcomes(db, ids, change):
        refusal = outcome.refusal
        if outcome.changes:
            after = {field: became for field, (_, became) in outcome.changes.items()}
            refusal = await _write(
                db, outcome.product_id, after, edit_id=edit.id, actor=edit.created_by, now=now
            )
        done.append((outcome.product_id, {} if refusal else outcome.changes, refusal))
    gone = set(ids) - {product_id for product_id, _, _ in done}
    done += [(product_id, {}, "unknown_product") for product_id in sorted(gone)]
    await bulk_edits.note_done(db, edit.id, done, now=now)


async def _back(db: AsyncConnection, edit: bulk_edits.BulkEdit, *, now: datetime) -> None:
    items = await bulk_edits.next_undone(db, edit.id, limit=AT_ONCE)
    if not items:
        await bulk_edits.finish(db, edit, now=now)
        return
    stored = await catalog.products_to_edit(db, [item.product_id for item in items])
    values = await _values(db, stored, _named(ProductsChange.from_json(edit.change)))
    undone: list[tuple[UUID, Sequence[str]]] = []
    for item in items:
        there = values.get(item.product_id, {})
        back, kept = bulk_edits.taken_back(
            {field: (was, became) for field, (was, became) in item.changes.items()}, there
        )
        if back and await _write(
            db,
            item.product_id,
            back,
            edit_id=edit.id,
            actor=edit.undone_by or edit.created_by,
            now=now,
        ):
            kept = sorted(item.changes)
        undone.append((item.product_id, kept))
    await bulk_edits.note_undone(db, edit.id, undone, now=now)


async def _write(
    db: AsyncConnection,
    product_id: UUID,
    after: Mapping[str, Any],
    *,
    edit_id: UUID,
    actor: str,
    now: datetime,
) -> str | None:
    """Bring the fields to these values; the code of a refusal, after which nothing was changed."""
    fields = {field: after[field] for field in _FIELDS if field in after}
    if fields.get("category_id"):
        fields["category_id"] = UUID(fields["category_id"])
    if "tags" in fields:
        fields["tags"] = tuple(fields["tags"])
    if "status" in fields:
        fields["status"] = catalog.ProductStatus(fields["status"])
    try:
        async with savepoint(db):
            if fields:
                (_, version) = (await catalog.products_to_edit(db, [product_id]))[product_id]
                await catalog.edit_product(
                    db, product_id, fields, version=version, actor=actor, now=now
                )
            await _write_prices(db, product_id, after, edit_id=edit_id, actor=actor, now=now)
            for field, is_in in after.items():
                if field.startswith(_IN_COLLECTION):
                    collection_id = UUID(field.removeprefix(_IN_COLLECTION))
                    await collections.set_chosen(db, collection_id, product_id, is_in=is_in)
    except Refused as refused:
        return refused.code
    return None


async def _write_prices(
    db: AsyncConnection,
    product_id: UUID,
    after: Mapping[str, Any],
    *,
    edit_id: UUID,
    actor: str,
    now: datetime,
) -> None:
    asked = []
    for field, value in after.items():
        kind, _, rest = field.partition(".")
        if kind == "price":
            currency, _, variant = rest.partition(".")
            amount, compare = value
            asked.append(pricing.NewPrice(UUID(variant), currency, amount, compare))
    if not asked:
        return
    written = await pricing.set_prices(db, asked, actor=actor, now=now)
    skus = await catalog.skus(db, [variant_id for variant_id, _ in written.after])
    changes: dict[str, dict[str, Any]] = {}
    for (variant_id, currency), price in written.after.items():
        before = written.before[variant_id, currency]
        changes.setdefault(skus[variant_id], {})[f"price.{currency}"] = [
            before.amount_minor if before else None,
            price.amount_minor if price else None,
        ]
    await catalog.touch_version(db, product_id, now=now)
    await audit.record(
        db, at=now, actor=actor, action="variants_saved", subject=f"product:{product_id}",
        variants=changes, bulk_edit=str(edit_id),
    )  # fmt: skip


async def _values(
    db: AsyncConnection,
    stored: Mapping[UUID, tuple[catalog.ProductFields, int]],
    named: Sequence[UUID],
) -> dict[UUID, dict[str, Any]]:
    """Each product's fields as JSON holds them; a price is its amount and what it is compared with.

    Of collections those that are `named`: whether it is in them.
    """
    owners = await catalog.active_variants(db, list(stored))
    values: dict[UUID, dict[str, Any]] = {
        product_id: {
            "status": str(fields.status),
            "category_id": str(fields.category_id) if fields.category_id else None,
            "tax_class": fields.tax_class,
            "tags": list(fields.tags),
        }
        for product_id, (fields, _) in stored.items()
    }
    for price in await pricing.all_prices(db, list(owners)):
        values[owners[price.variant_id]][f"price.{price.currency}.{price.variant_id}"] = [
            price.amount_minor,
            price.compare_at_minor,
        ]
    inside = await collections.collections_of(db, list(stored)) if named else {}
    for product_id in stored:
        for one in named:
            values[product_id][f"{_IN_COLLECTION}{one}"] = one in inside[product_id]
    return values


def _named(change: ProductsChange) -> list[UUID]:
    found = (change.collection_added, change.collection_removed)
    return [one for one in found if one is not None]


def _becomes(now: Mapping[str, Any], change: ProductsChange, facts: shop.Shop) -> dict[str, Any]:
    made: dict[str, Any] = {
        "status": change.status,
        "category_id": str(change.category_id) if change.category_id else None,
        "tax_class": change.tax_class,
    }
    made = {field: value for field, value in made.items() if value is not None}
    if change.tags_added or change.tags_removed:
        made["tags"] = list(catalog.tidy_tags(bulk_edits.new_tags(now["tags"], change)))
    if change.collection_removed is not None:
        made[f"{_IN_COLLECTION}{change.collection_removed}"] = False
    if change.collection_added is not None:
        made[f"{_IN_COLLECTION}{change.collection_added}"] = True
    if change.price is None:
        return made
    for field, value in now.items():
        kind, _, rest = field.partition(".")
        currency = rest.partition(".")[0]
        if kind == "price" and change.price.currency in {None, currency}:
            made[field] = _priced(value, currency, change.price, facts)
    return made


def _priced(value: Any, currency: str, step: PriceStep, facts: shop.Shop) -> list[int | None]:
    amount, compare = value
    sold_in = facts.currency_of(currency)
    becomes = bulk_edits.new_price(
        amount,
        step,
        rounding_minor=sold_in.rounding_minor if sold_in else 1,
        digits=EXPONENTS[currency],
    )
    if becomes <= 0 < amount:
        raise _PriceNotPositive
    if step.compare_at == "previous" and becomes < amount:
        compare = amount
    if step.compare_at == "none" or (compare is not None and compare <= becomes):
        compare = None
    if problem := pricing.problem_of_price(
        pricing.NewPrice(UUID(int=0), currency, becomes, compare), facts
    ):
        raise problem
    return [becomes, compare]


class _PriceNotPositive(Invalid):
    code = PRICE_BELOW_ZERO
