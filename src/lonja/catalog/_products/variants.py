"""Variants of a product, many at once: all of them are written or none is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._product import Option
from lonja.catalog._products import combining, store, variant_store
from lonja.catalog._products.checking import (
    MAX_SKU,
    own_amount_refusals,
    refusals_among,
    refusals_of,
)
from lonja.catalog._products.differing import Changes, changes_between
from lonja.catalog._products.drafts import (
    MAX_VARIANTS,
    RowRefusal,
    VariantChange,
    VariantDraft,
    VariantsChange,
)
from lonja.catalog._products.products import changed, fields_of, lock_product
from lonja.catalog._products.refusals import RowsRefused, SkuTaken, TooManyVariants
from lonja.catalog._products.store import StoredProduct
from lonja.catalog._products.variant_store import StoredVariant
from lonja.catalog._types import store as types_store
from lonja.catalog._types.valuing import checked_of_variant
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7

_DRAFTED: Final = tuple(one.name for one in fields(VariantDraft))


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """A variant with all that staff write of it."""

    id: UUID
    draft: VariantDraft


@dataclass(frozen=True, slots=True)
class VariantsSaved:
    """`ids` are by place in the request; `changes` by SKU as it is now."""

    ids: Sequence[UUID]
    created: Sequence[UUID]
    archived: Sequence[UUID]
    deleted: Sequence[UUID]
    changes: Mapping[str, Changes]

    @property
    def is_nothing(self) -> bool:
        return not (self.created or self.archived or self.deleted or self.changes)


async def variants(db: AsyncConnection, product_id: UUID) -> list[VariantRecord]:
    """In the order in which pages show them, archived ones too."""
    stored = await variant_store.of_product(db, product_id)
    return [VariantRecord(one.id, draft_of(one)) for one in stored]


async def save_variants(
    db: AsyncConnection,
    product_id: UUID,
    asked: VariantsChange,
    *,
    version: int,
    kept: Iterable[UUID] = (),
    also_wrong: Sequence[RowRefusal] = (),
    now: datetime,
) -> VariantsSaved:
    """Write the rows or refuse all of them with `RowsRefused`.

    Of what is removed, `kept` is archived and the rest deleted. The caller records who did it.
    """
    product = await lock_product(db, product_id, version)
    stored = {one.id: one for one in await variant_store.of_product(db, product_id)}
    before = {variant_id: draft_of(one) for variant_id, one in stored.items()}
    unknown = sorted(set(asked.removed) - set(before))
    if unknown:
        raise Invalid("a variant to remove is not of this product", field="removed")
    ids, after, wrong = _applied(before, asked.changes)
    wrong += await _valued(db, product, before, after, ids)
    wrong += own_amount_refusals(product.kind, [(row, after.get(i)) for row, i in enumerate(ids)])
    archived = [one for one in asked.removed if one in set(kept) and before[one].active]
    deleted = [one for one in asked.removed if one not in set(kept)]
    for variant_id in archived:
        after[variant_id] = replace(after[variant_id], active=False)
    for variant_id in deleted:
        del after[variant_id]
    if len(after) > MAX_VARIANTS:
        raise TooManyVariants(f"a product has at most {MAX_VARIANTS} variants", most=MAX_VARIANTS)
    options = _options(product, asked.options, after, before)
    rows = {variant_id: row for row, variant_id in enumerate(ids)}
    ordered = sorted(
        after.items(), key=lambda one: (*combining.place_of(options, one[1].options), one[0])
    )
    wrong += [*also_wrong, *refusals_among(options, [(rows.get(i, -1), d) for i, d in ordered])]
    wrong += await _sku_refusals(db, product_id, rows, before, after)
    wrong += await _picture_refusals(db, product_id, rows, after)
    if wrong:
        raise RowsRefused(sorted(wrong, key=lambda one: (one.row, one.field)))
    await _write(db, product_id, stored, dict(ordered), deleted)
    saved = VariantsSaved(
        ids=ids,
        created=[one for one in ids if one not in before],
        archived=archived,
        deleted=deleted,
        changes={
            draft.sku: changes
            for variant_id, draft in ordered
            if variant_id in before and (changes := changes_between(before[variant_id], draft))
        },
    )
    declares = asked.options is not None and list(options) != list(product.options)
    if not saved.is_nothing or declares:
        await _touch(db, product, options, now=now)
    return saved


async def free_skus(db: AsyncConnection, skus: Sequence[str]) -> list[str]:
    """A SKU for a copy of each: `HUILA-250-2` for `HUILA-250`, or the next number that is free."""
    number, wanted = 2, dict.fromkeys(skus, "")
    while missing := [sku for sku, free in wanted.items() if not free]:
        tried = {f"{sku[: MAX_SKU - 5]}-{number}": sku for sku in missing}
        taken = set(await variant_store.skus_among(db, list(tried)))
        wanted.update({sku: free for free, sku in tried.items() if free not in taken})
        number += 1
    return list(wanted.values())


async def put_variants(
    db: AsyncConnection, product: StoredProduct, drafts: Sequence[VariantDraft]
) -> tuple[dict[str, UUID], frozenset[str], bool]:
    """SKU → id of a file's variants, which are new, and whether anything changed.

    Others of the product stay as they are. What the draft does not say (None) stays, too. The file
    has been judged row by row; here only a SKU of another product is refused.
    """
    stored = {one.sku: one for one in await variant_store.of_product(db, product.id)}
    ids, fresh, changed_ones = {}, [], []
    for position, draft in enumerate(drafts):
        there = stored.get(draft.sku)
        variant_id = ids[draft.sku] = there.id if there else uuid7()
        if there is None:
            fresh.append(_row(variant_id, position, draft))
            continue
        said = {name: value for name, value in _plain(draft).items() if value not in (None, {})}
        after = replace(draft_of(there), **said)
        if (there.position, draft_of(there)) != (position, after):
            changed_ones.append(_row(variant_id, position, after))
    if fresh:
        went_in = set(await variant_store.insert(db, product.id, fresh))
        for sku in [str(row["sku"]) for row in fresh if row["sku"] not in went_in]:
            raise SkuTaken(f"SKU {sku!r} belongs to another product", sku=sku)
    if changed_ones:
        await variant_store.update(db, product.id, changed_ones)
    new = frozenset(str(row["sku"]) for row in fresh)
    return ids, new, bool(fresh or changed_ones)


def draft_of(stored: StoredVariant) -> VariantDraft:
    return VariantDraft(**{name: getattr(stored, name) for name in _DRAFTED})


def _plain(draft: VariantDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _DRAFTED}


def _row(variant_id: UUID, position: int, draft: VariantDraft) -> dict[str, Any]:
    return {
        "id": variant_id, "position": position, **_plain(draft), "options": dict(draft.options),
        "attributes": dict(draft.attributes), "own_amounts": dict(draft.own_amounts),
    }  # fmt: skip


def _applied(
    before: Mapping[UUID, VariantDraft], changes: Sequence[VariantChange]
) -> tuple[list[UUID], dict[UUID, VariantDraft], list[RowRefusal]]:
    """The id of each row, all variants as they would be, and what is wrong in a row by itself."""
    after, ids, wrong = dict(before), [], []
    for row, change in enumerate(changes):
        known = before.get(change.id) if change.id else None
        variant_id = change.id or uuid7()
        ids.append(variant_id)
        if change.id and known is None:
            message = "this variant is not of this product, or was removed meanwhile"
            wrong.append(RowRefusal(row, "id", "unknown_variant", message))
            continue
        values: dict[str, Any] = dict(change.fields)
        if known and "attributes" in values:
            values["attributes"] = {**known.attributes, **values["attributes"]}
        if "own_amounts" in values:
            named = {**(known.own_amounts if known else {}), **values["own_amounts"]}
            values["own_amounts"] = {code: most for code, most in named.items() if most}
        draft = (
            replace(known, **values)
            if known
            else VariantDraft(**{"sku": "", "options": {}, **values})
        )
        after[variant_id] = draft
        wrong += refusals_of(row, draft, known)
    return ids, after, wrong


async def _valued(
    db: AsyncConnection,
    product: StoredProduct,
    before: Mapping[UUID, VariantDraft],
    after: dict[UUID, VariantDraft],
    ids: Sequence[UUID],
) -> list[RowRefusal]:
    """Write each row's own attributes as its type has them; which of them it cannot have."""
    typed = None
    if product.type_id is not None:
        typed = await types_store.attributes_of(db, product.type_id)
    wrong = []
    for row, variant_id in enumerate(ids):
        draft, known = after.get(variant_id), before.get(variant_id)
        if draft is None or (known and known.attributes == draft.attributes):
            continue
        try:
            own = checked_of_variant(
                typed or (),
                draft.attributes,
                known.attributes if known else {},
                product.attributes,
            )
        except Invalid as refused:
            field, message = str(refused.facts["field"]), refused.detail
            wrong.append(RowRefusal(row, field, "attribute_invalid", message))
            continue
        after[variant_id] = replace(draft, attributes=own)
    return wrong


def _options(
    product: StoredProduct,
    asked: Sequence[Option] | None,
    after: Mapping[UUID, VariantDraft],
    before: Mapping[UUID, VariantDraft],
) -> Sequence[Option]:
    """As declared, with each value that an active variant has."""
    chosen = [draft.options for draft in after.values() if draft.active]
    base = asked
    if base is None:
        base = product.options or combining.derived([draft.options for draft in before.values()])
        if not base:
            base = combining.derived(chosen)
    options = combining.declared(base, chosen)
    combining.check_options(options)
    return options


async def _sku_refusals(
    db: AsyncConnection,
    product_id: UUID,
    rows: Mapping[UUID, int],
    before: Mapping[UUID, VariantDraft],
    after: Mapping[UUID, VariantDraft],
) -> list[RowRefusal]:
    written = {
        draft.sku: rows.get(variant_id, -1)
        for variant_id, draft in after.items()
        if variant_id not in before or before[variant_id].sku != draft.sku
    }
    if not written:
        return []
    taken = await variant_store.skus_elsewhere(db, sorted(written), product_id)
    return [_taken(written[sku], sku) for sku in taken]


def _taken(row: int, sku: str) -> RowRefusal:
    return RowRefusal(row, "sku", "sku_taken", f"SKU {sku!r} belongs to another product")


async def _picture_refusals(
    db: AsyncConnection,
    product_id: UUID,
    rows: Mapping[UUID, int],
    after: Mapping[UUID, VariantDraft],
) -> list[RowRefusal]:
    chosen = {i: after[i].media_id for i in rows if i in after and after[i].media_id is not None}
    if not chosen:
        return []
    pictures = set(await variant_store.pictures_of(db, product_id))
    return [
        RowRefusal(rows[i], "media_id", "unknown_picture", "this picture is not of this product")
        for i, media_id in chosen.items()
        if media_id not in pictures
    ]


async def _write(
    db: AsyncConnection,
    product_id: UUID,
    stored: Mapping[UUID, StoredVariant],
    after: Mapping[UUID, VariantDraft],
    deleted: Sequence[UUID],
) -> None:
    if deleted:
        await variant_store.delete(db, product_id, deleted)
    placed = {variant_id: at for at, variant_id in enumerate(after)}
    changed_ones = [
        _row(variant_id, placed[variant_id], draft)
        for variant_id, draft in after.items()
        if (there := stored.get(variant_id)) is not None
        and (there.position, draft_of(there)) != (placed[variant_id], draft)
    ]
    if changed_ones and not await variant_store.update(db, product_id, changed_ones):
        raise RowsRefused([_taken(0, "")])
    fresh = [_row(i, placed[i], draft) for i, draft in after.items() if i not in stored]
    if fresh and len(await variant_store.insert(db, product_id, fresh)) < len(fresh):
        raise RowsRefused([_taken(0, "")])


async def _touch(
    db: AsyncConnection, product: StoredProduct, options: Sequence[Option], *, now: datetime
) -> None:
    values = {
        **asdict(fields_of(product)), "status": str(product.status), "texts": dict(product.texts),
        "attributes": dict(product.attributes), "tags": list(product.tags), "options": [asdict(one) for one in options],
    }  # fmt: skip
    await store.update(db, product.id, values, now=now)
    changed(db, product.id)
