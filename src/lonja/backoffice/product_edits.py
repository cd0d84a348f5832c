"""Products written by staff: created, edited, duplicated, removed, and their variants in one sheet."""

import json
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import write_product
from lonja.actions.save_variants import RowPrice, RowStock, Sheet, VariantRow, save_variants
from lonja.backoffice.backorders import BackorderAsked
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.product_views import Product, product_view
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.catalog.api import ProductKind, ProductStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    Facts,
    In,
    Line,
    ListOut,
    Moment,
    OptionalLine,
    Out,
    PageLimit,
    Prose,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel import audit
from lonja.kernel.languages import Language as TextLanguage
from lonja.kernel.paging import BY_NUMBER
from lonja.pricing.api import MAX_PRICE_MINOR
from lonja.staff.api import Permission

router = APIRouter(prefix="/products", tags=["products"])

Minor = Annotated[int, Field(ge=0, le=MAX_PRICE_MINOR)]
Word = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True), Storable]
AttributeValue = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), Storable
]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
OwnValue = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True), Storable]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Attributes = Annotated[dict[Line, AttributeValue], Field(max_length=50)]
Tags = Annotated[list[Line], Field(max_length=50)]


class ProductTextAsked(In):
    """What is left out stays as it is, what is empty is taken away."""

    name: OptionalLine | None = None
    description: Prose | None = None
    slug: Word | None = None
    seo_title: OptionalLine | None = None
    seo_description: Annotated[str, StringConstraints(max_length=500), Storable] | None = None


class OptionValueAsked(In):
    code: Line
    names: dict[TextLanguage, OptionalLine] = Field(default_factory=dict)


class OptionAsked(In):
    key: Line
    names: dict[TextLanguage, OptionalLine] = Field(default_factory=dict)
    values: Annotated[list[OptionValueAsked], Field(max_length=250)]


class RowPriceAsked(In):
    """Without an amount the variant is no longer for sale in this currency."""

    amount_minor: Minor | None
    compare_at_minor: Minor | None = None


class RowStockAsked(In):
    location: Line
    quantity: Annotated[int, Field(ge=0, le=10_000_000)]


class VariantAsked(In):
    """A row of the sheet: what is left out stays as it is. Without an `id` it is a new variant."""

    id: UUID | None = None
    sku: OptionalLine = ""
    options: dict[Line, OptionalLine] = Field(default_factory=dict)
    active: bool = True
    barcode: Word | None = None
    weight_g: Count = 0
    length_mm: Count | None = None
    width_mm: Count | None = None
    height_mm: Count | None = None
    cost_minor: Count | None = None
    hs_code: Word | None = None
    origin_country: Word | None = None
    measure_amount: Count | None = None
    measure_unit: Word | None = None
    measure_reference: Count | None = None
    media_id: UUID | None = None
    attributes: Annotated[
        dict[Line, OwnValue],
        Field(max_length=50, description="Its own, of those that its type lets variants have."),
    ] = Field(default_factory=dict)
    own_amounts: Annotated[
        dict[Currency, Minor | None],
        Field(
            description="Of a gift card: from its price up to this the buyer says the amount;"
            " null takes it away."
        ),
    ] = Field(default_factory=dict)
    prices: dict[Currency, RowPriceAsked] = Field(default_factory=dict)
    stock: Annotated[
        RowStockAsked | None, Field(description="What is there already; of a new variant alone.")
    ] = None
    backorder: BackorderAsked | None = None

    def row(self) -> VariantRow:
        apart = {"id", "prices", "stock", "backorder"}
        given = self.model_dump(exclude_unset=True, exclude=apart)
        return VariantRow(
            id=self.id,
            fields={
                name: None if value == "" and name != "sku" else value
                for name, value in given.items()
            },
            prices=tuple(
                RowPrice(currency, price.amount_minor, price.compare_at_minor)
                for currency, price in self.prices.items()
            ),
            stock=None
            if self.stock is None
            else RowStock(self.stock.location, self.stock.quantity),
            backorder=None if self.backorder is None else self.backorder.changes(),
        )


class SheetAsked(In):
    """Rows that change, rows that are new, and variants that go; all of it is saved or nothing."""

    rows: Annotated[list[VariantAsked], Field(max_length=catalog.MAX_VARIANTS)] = Field(
        default_factory=list
    )
    removed: Annotated[list[UUID], Field(max_length=catalog.MAX_VARIANTS)] = Field(
        default_factory=list
    )
    options: Annotated[list[OptionAsked], Field(max_length=3)] | None = None
    confirm: Annotated[
        list[Literal["prices_to_confirm"]],
        Field(max_length=1, description="That odd prices are meant."),
    ] = Field(default_factory=list)

    def sheet(self) -> Sheet:
        options = None
        if self.options is not None:
            options = [
                catalog.Option(
                    one.key,
                    _said(one.names),
                    tuple(
                        catalog.OptionValue(value.code, _said(value.names)) for value in one.values
                    ),
                )
                for one in self.options
            ]
        return Sheet(
            rows=[row.row() for row in self.rows],
            removed=self.removed,
            options=options,
            is_confirmed="prices_to_confirm" in self.confirm,
        )


class ProductAsked(SheetAsked):
    """Without a slug the first name makes one. `rows` are its first variants."""

    slug: Word = ""
    status: ProductStatus = ProductStatus.DRAFT
    publish_at: Moment | None = None
    texts: Annotated[dict[TextLanguage, ProductTextAsked], Field(min_length=1)]
    category_id: UUID | None = None
    tax_class: Line = "standard"
    type_id: UUID | None = None
    attributes: Attributes = Field(default_factory=dict)
    tags: Tags = Field(default_factory=list)
    kind: Annotated[
        ProductKind, Field(description="For ever. Each variant of a gift card is an amount.")
    ] = ProductKind.GOODS


class ProductEdit(In):
    """What is left out stays as it is; `attributes` and `tags` replace all of them."""

    slug: Line | None = None
    status: ProductStatus | None = None
    publish_at: Moment | None = None
    texts: dict[TextLanguage, ProductTextAsked] | None = None
    category_id: UUID | None = None
    tax_class: Line | None = None
    type_id: UUID | None = None
    attributes: Attributes | None = None
    tags: Tags | None = None


class FieldChange(Out):
    """`sku` is empty where the product itself changed; a value is text or JSON."""

    sku: str
    field: str
    before: str | None
    after: str | None


class ProductEvent(Out):
    """`more`: how many variants changed beside those that are listed."""

    seq: int
    at: datetime
    actor: str
    action: str
    changes: list[FieldChange]
    created: list[str]
    archived: list[str]
    deleted: list[str]
    more: int


def _said(names: dict[TextLanguage, str]) -> dict[str, str]:
    return {str(language): name for language, name in names.items() if name}


def _texts(asked: dict[TextLanguage, ProductTextAsked]) -> dict[str, dict[str, str]]:
    return {str(code): text.model_dump(exclude_none=True) for code, text in asked.items()}


@router.post("", status_code=201, operation_id="createProduct")
async def create_product(
    asked: ProductAsked, facts: Facts, db: Db, shop: TheShop, me: Me, now: Now
) -> Product:
    """A product with its first variants, their prices and what of them is there."""
    texts = {
        code: {name: value for name, value in text.items() if value.strip()}
        for code, text in _texts(asked.texts).items()
    }
    fields = catalog.ProductFields(
        slug=asked.slug,
        status=asked.status,
        publish_at=asked.publish_at,
        texts={code: text for code, text in texts.items() if text},
        category_id=asked.category_id,
        tax_class=asked.tax_class,
        type_id=asked.type_id,
        attributes=dict(asked.attributes),
        tags=tuple(asked.tags),
        kind=asked.kind,
    )
    product_id = await write_product.create_product(
        db,
        fields,
        asked.sheet(),
        may_price=Permission.PRICES_WRITE in me.permissions,
        may_stock=Permission.STOCK_ADJUST in me.permissions,
        actor=me.email,
        now=now,
    )
    return await product_view(
        db,
        product_id,
        languages=facts.languages,
        shop_url=shop.settings.public_url,
        public_url=shop.blobs.public_url,
    )


@router.patch("/{product_id}", status_code=204, operation_id="editProduct")
async def edit_product(
    product_id: UUID, asked: ProductEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    """An address that changes leads to the new one; 409 when somebody else changed it meanwhile."""
    edits: dict[str, Any] = {
        name: value
        for name, value in asked.model_dump(exclude_unset=True, exclude={"texts"}).items()
        if value is not None or name in {"category_id", "type_id"}
    }
    if asked.tags is not None:
        edits["tags"] = tuple(asked.tags)
    if asked.texts is not None:
        edits["texts"] = _texts(asked.texts)
    await write_product.edit_product(
        db, product_id, edits, version=version, actor=me.email, now=now
    )


@router.patch("/{product_id}/variants", status_code=204, operation_id="saveVariants")
async def save_sheet(
    product_id: UUID, asked: SheetAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    """Save a sheet in one piece. 422 `rows_refused` names each row and field that cannot be; 409
    `prices_to_confirm` those that look like slips: send it again with `confirm`.

    A removed variant that was sold or has stock is archived.
    """
    await save_variants(
        db,
        product_id,
        asked.sheet(),
        version=version,
        may_price=Permission.PRICES_WRITE in me.permissions,
        may_stock=Permission.STOCK_ADJUST in me.permissions,
        actor=me.email,
        now=now,
    )


@router.post("/{product_id}/duplicate", status_code=201, operation_id="duplicateProduct")
async def duplicate_product(
    product_id: UUID, facts: Facts, db: Db, shop: TheShop, me: Me, now: Now
) -> Product:
    """A draft with the same texts, pictures, options and prices."""
    copy_id = await write_product.duplicate_product(
        db,
        product_id,
        may_price=Permission.PRICES_WRITE in me.permissions,
        actor=me.email,
        now=now,
    )
    return await product_view(
        db,
        copy_id,
        languages=facts.languages,
        shop_url=shop.settings.public_url,
        public_url=shop.blobs.public_url,
    )


@router.delete("/{product_id}", status_code=204, operation_id="removeProduct")
async def remove_product(product_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """Only what was never sold and has no stock; 409 says which it is."""
    await write_product.remove_product(db, product_id, version=version, actor=me.email, now=now)


@router.get("/{product_id}/history", operation_id="listProductEvents")
async def list_product_events(
    product_id: UUID, db: Reading, cursor: Cursor = None, limit: PageLimit = 20
) -> ListOut[ProductEvent]:
    """Newest first, with each field before and after."""
    (before,) = BY_NUMBER.after(cursor) or (None,)
    found = await audit.list_rows(
        db, before_seq=before, subject=f"product:{product_id}", limit=limit + 1
    )
    page = BY_NUMBER.page(found, limit, lambda row: (row.seq,))
    return ListOut(items=[_event(row) for row in page.items], next_cursor=page.next_cursor)


def _event(row: audit.AuditRow) -> ProductEvent:
    facts = row.facts
    own = {"": facts.get("changes", {})}
    return ProductEvent(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        action=row.action,
        changes=[
            FieldChange(sku=sku, field=name, before=_shown(was), after=_shown(now_is))
            for sku, changes in {**own, **facts.get("variants", {})}.items()
            for name, (was, now_is) in changes.items()
        ],
        created=facts.get("created", []),
        archived=facts.get("archived", []),
        deleted=facts.get("deleted", []),
        more=facts.get("more", 0),
    )


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
