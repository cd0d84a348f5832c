"""Edits of many products at once: what they would do, how far they are, and back."""

from collections import Counter
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field

from lonja.actions import edit_products
from lonja.backoffice.deps import Language, Now
from lonja.backoffice.rules import Me
from lonja.bulk_edits import api as bulk_edits
from lonja.bulk_edits.api import BulkEditStatus
from lonja.catalog import api as catalog
from lonja.catalog.api import ProductStatus
from lonja.collections import api as collections
from lonja.hosting.deps import Db, In, Line, ListOut, OptionalLine, Out, Reading
from lonja.kernel.errors import Invalid
from lonja.shelf import api as shelf
from lonja.staff.api import Permission

router = APIRouter(prefix="/bulk-edits", tags=["products"])

Tags = Annotated[tuple[Line, ...], Field(max_length=50)]
SHOWN = 100
LATEST = 20


class PriceStepAsked(In):
    """By percent of the price (basis points) or by an amount of one currency; then to the nearest ending.

    `compare_at`: the price it had is shown as the one before (`previous`), or none is any more.
    """

    basis_points: Annotated[int, Field(gt=-10_000, le=100_000)] | None = None
    amount_minor: Annotated[int, Field(ge=-(10**10), le=10**10)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    ending: Literal["exact", "95", "99", "00"] = "exact"
    compare_at: Literal["keep", "previous", "none"] = "keep"


class ProductsChangeAsked(In):
    """What is left out stays as it is."""

    price: PriceStepAsked | None = None
    status: ProductStatus | None = None
    category_id: UUID | None = None
    tax_class: Line | None = None
    tags_added: Tags = ()
    tags_removed: Tags = ()
    collection_added: UUID | None = None
    collection_removed: UUID | None = None

    def change(self) -> bulk_edits.ProductsChange:
        price = None if self.price is None else bulk_edits.PriceStep(**self.price.model_dump())
        return bulk_edits.ProductsChange(
            price=price,
            status=str(self.status) if self.status else None,
            category_id=self.category_id,
            tax_class=self.tax_class,
            tags_added=tuple(self.tags_added),
            tags_removed=tuple(self.tags_removed),
            collection_added=self.collection_added,
            collection_removed=self.collection_removed,
        )


class ProductsFilter(In):
    """As the list of products is filtered."""

    q: OptionalLine = ""
    status: ProductStatus | None = None
    category: OptionalLine | None = None
    stock: shelf.Availability | None = None


class SelectionAsked(In):
    """Products by their ids, or all that a filter lists."""

    product_ids: Annotated[list[UUID], Field(max_length=500)] | None = None
    filter: ProductsFilter | None = None


class BulkEditAsked(In):
    selection: SelectionAsked
    change: ProductsChangeAsked


class ValueChange(Out):
    """`sku` is empty where the product itself changes; a price is in minor units."""

    sku: str
    field: str
    currency: str | None
    before: str | None
    after: str | None


class PreviewedProduct(Out):
    product_id: UUID
    name: str
    changes: list[ValueChange]
    refusal: str | None


class BulkEditPreview(Out):
    """Of `total` products the first `checked` were tried; `items` are the first 100 that would change or not go."""

    total: int
    checked: int
    changed: int
    refused: int
    refusals: dict[str, int]
    items: list[PreviewedProduct]


class BulkEdit(Out):
    """`kept`: fields that its undo left, because somebody changed them since."""

    id: UUID
    status: BulkEditStatus
    items: int
    done: int
    changed: int
    refused: int
    undone: int
    kept: int
    created_at: datetime
    created_by: str
    undone_by: str | None
    ended_at: datetime | None


class NotedProduct(Out):
    product_id: UUID
    name: str
    refusal: str | None
    kept: list[str]


class BulkEditRecord(BulkEdit):
    noted: list[NotedProduct]


@router.post("/preview", operation_id="previewBulkEdit")
async def preview_bulk_edit(
    asked: BulkEditAsked, language: Language, db: Db, me: Me
) -> BulkEditPreview:
    """What each product would become; nothing is written."""
    change = asked.change.change()
    await edit_products.check_edit(db, change, may_price=Permission.PRICES_WRITE in me.permissions)
    ids = await _selected(db, asked.selection)
    found: list[edit_products.Outcome] = []
    checked = ids[: edit_products.PREVIEWED]
    for start in range(0, len(checked), 500):
        found += await edit_products.outcomes(db, checked[start : start + 500], change)
    telling = [one for one in found if one.changes or one.refusal][:SHOWN]
    names = await catalog.product_names(db, [one.product_id for one in telling], language=language)
    named = {
        UUID(field.rpartition(".")[2]) for one in telling for field in one.changes if "." in field
    }
    skus = await catalog.skus(db, list(named)) if named else {}
    called = {
        one.id: one.text(language, "name")
        for one in (await collections.collections(db) if named - skus.keys() else ())
    }
    refusals = Counter(one.refusal for one in found if one.refusal)
    return BulkEditPreview(
        total=len(ids),
        checked=len(checked),
        changed=sum(bool(one.changes) for one in found),
        refused=sum(refusals.values()),
        refusals=dict(refusals),
        items=[
            PreviewedProduct(
                product_id=one.product_id,
                name=names.get(one.product_id, ""),
                changes=[
                    changed
                    for field, values in one.changes.items()
                    for changed in _changes(field, values, skus, called)
                ],
                refusal=one.refusal,
            )
            for one in telling
        ],
    )


@router.put("/{edit_id}", status_code=202, operation_id="beginBulkEdit")
async def begin_bulk_edit(
    edit_id: UUID, asked: BulkEditAsked, db: Db, me: Me, now: Now
) -> BulkEdit:
    """It goes on in the background, and after a crash where it was. The id is the caller's."""
    await edit_products.begin_edit(
        db,
        edit_id,
        await _selected(db, asked.selection),
        asked.change.change(),
        may_price=Permission.PRICES_WRITE in me.permissions,
        actor=me.email,
        now=now,
    )
    return _shown(await bulk_edits.bulk_edit(db, edit_id))


@router.get("", operation_id="listBulkEdits")
async def list_bulk_edits(db: Reading) -> ListOut[BulkEdit]:
    """The latest 20, newest first."""
    found = await bulk_edits.latest(db, limit=LATEST)
    return ListOut(items=[_shown(one) for one in found], next_cursor=None)


@router.get("/{edit_id}", operation_id="getBulkEdit")
async def get_bulk_edit(edit_id: UUID, language: Language, db: Reading) -> BulkEditRecord:
    """With the first 100 products that were refused, or that its undo left as somebody made them."""
    found = await bulk_edits.bulk_edit(db, edit_id)
    noted = await bulk_edits.noted(db, edit_id, limit=SHOWN)
    names = await catalog.product_names(db, [one.product_id for one in noted], language=language)
    return BulkEditRecord(
        **_shown(found).model_dump(),
        noted=[
            NotedProduct(
                product_id=one.product_id,
                name=names.get(one.product_id, ""),
                refusal=one.refusal,
                kept=sorted({field.rpartition(".")[0] or field for field in one.kept}),
            )
            for one in noted
        ],
    )


@router.put("/{edit_id}/undo", status_code=202, operation_id="undoBulkEdit")
async def undo_bulk_edit(edit_id: UUID, db: Db, me: Me, now: Now) -> BulkEdit:
    """All of it, but for fields that somebody changed since; 409 while it runs."""
    await edit_products.undo_edit(
        db,
        edit_id,
        may_price=Permission.PRICES_WRITE in me.permissions,
        actor=me.email,
        now=now,
    )
    return _shown(await bulk_edits.bulk_edit(db, edit_id))


async def _selected(db: AsyncConnection, asked: SelectionAsked) -> list[UUID]:
    if (asked.product_ids is None) == (asked.filter is None):
        raise Invalid("name products, or a filter", field="selection")
    if asked.product_ids is not None:
        return list(dict.fromkeys(asked.product_ids))
    assert asked.filter is not None
    found = await shelf.desk_products(
        db,
        query=asked.filter.q.strip(),
        status=asked.filter.status,
        category=asked.filter.category or None,
        availability=asked.filter.stock,
        limit=bulk_edits.MAX_PRODUCTS + 1,
    )
    ids = [row.product_id for row in found]
    if len(ids) > bulk_edits.MAX_PRODUCTS:
        raise Invalid(
            f"at most {bulk_edits.MAX_PRODUCTS:,} products at once: filter more", field="selection"
        )
    return ids


def _changes(
    field: str, values: tuple[Any, Any], skus: dict[UUID, str], called: dict[UUID, str]
) -> list[ValueChange]:
    kind, _, rest = field.partition(".")
    before, after = values
    if kind == "tags":
        before, after = ", ".join(before), ", ".join(after)
    if kind == "collection":
        name = called.get(UUID(rest), "")
        field, before, after = kind, name if before else None, name if after else None
    if kind != "price":
        return [ValueChange(sku="", field=field, currency=None, before=before, after=after)]
    currency, _, variant = rest.partition(".")
    return [
        ValueChange(
            sku=skus.get(UUID(variant), ""),
            field=name,
            currency=currency,
            before=None if was is None else str(was),
            after=None if became is None else str(became),
        )
        for name, was, became in zip(("price", "compare_at"), before, after, strict=True)
        if was != became
    ]


def _shown(found: bulk_edits.BulkEdit) -> BulkEdit:
    return BulkEdit(**{name: getattr(found, name) for name in BulkEdit.model_fields})
