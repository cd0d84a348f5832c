"""Products of a file into the shop: each in a transaction of its own, then its pictures."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.catalog.api import Option, ProductDraft, VariantDraft
from lonja.imports._products.rows import PictureRow, ProductRow, RowProblem, VariantRow
from lonja.inventory import api as inventory
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.pricing import api as pricing


class PictureUnavailable(Exception):
    """A picture cannot be had from its address; the text says why."""


class PictureSource(Protocol):
    async def download(self, address: str) -> bytes:
        """Bounded in size and time, from public web addresses only; `PictureUnavailable` else."""
        ...

    async def generate(self, seed: str) -> bytes:
        """A picture of our own, always the same for the same seed."""
        ...


@dataclass(frozen=True, slots=True)
class ProductsSource:
    """How the file is meant: which currency its prices have, which language its texts."""

    currency: str = "EUR"
    language: str = "en"
    encoding: str = "auto"
    """The file's encoding; `auto` is UTF-8, or that of an older Excel."""


@dataclass(slots=True)
class ProductsReport:
    import_id: UUID
    rows: int = 0
    products_new: int = 0
    products_known: int = 0
    variants_new: int = 0
    pictures: int = 0
    pictures_generated: int = 0
    dry_run: bool = False
    unknown_columns: list[str] = field(default_factory=list)
    unused_columns: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return len({problem.row for problem in self.problems if problem.is_error})

    def facts(self) -> dict[str, Any]:
        return {
            "products_new": self.products_new,
            "products_known": self.products_known,
            "variants_new": self.variants_new,
            "pictures": self.pictures,
            "pictures_generated": self.pictures_generated,
            "unknown_columns": self.unknown_columns,
            "unused_columns": self.unused_columns,
        }


@dataclass(frozen=True, slots=True)
class Writer:
    """The dependencies of writing, and the report that it adds to."""

    database: Database
    blobs: Blobs
    pictures: PictureSource
    source: ProductsSource
    report: ProductsReport
    actor: str
    now: datetime

    async def write(self, product: ProductRow) -> bool:
        """Write one product; one that the shop refuses is reported by row, and the answer is False."""
        try:
            async with self.database.transaction() as db:
                put = await self._put(db, product)
        except Refused as refused:
            self.report.problems.append(RowProblem(product.row, "", refused.code, refused.detail))
            return False
        self.report.products_new += put.is_new
        self.report.products_known += not put.is_new
        self.report.variants_new += len(put.new_skus)
        await self._add_pictures(product, put)
        return True

    async def _put(self, db: AsyncConnection, product: ProductRow) -> catalog.ProductPut:
        put = await catalog.put_product(
            db, _draft(product, self.source), actor=self.actor, now=self.now
        )
        prices = await pricing.regular_prices(db, list(put.variants.values()), self.source.currency)
        for variant in product.variants:
            variant_id = put.variants[variant.sku]
            before = self._before(variant)
            price = prices.get(variant_id)
            if price is None or (price.amount_minor, price.compare_at_minor) != (
                variant.price_minor,
                before,
            ):
                await pricing.set_price(
                    db,
                    variant_id=variant_id,
                    currency=self.source.currency,
                    amount_minor=variant.price_minor,
                    compare_at_minor=before,
                    actor=self.actor,
                    now=self.now,
                )
        await self._stock(db, product, put)
        return put

    def _before(self, variant: VariantRow) -> int | None:
        before = variant.compare_at_minor
        if before is None or before > variant.price_minor:
            return before
        if before:
            self._warn(
                variant.row,
                "Variant Compare At Price",
                "compare_at_ignored",
                "the price before is not above the price now",
            )
        return None

    async def _stock(
        self, db: AsyncConnection, product: ProductRow, put: catalog.ProductPut
    ) -> None:
        """Opening stock of new variants; what a known one has is the ledger's business."""
        places = await inventory.locations(db)
        fresh = [one for one in product.variants if one.sku in put.new_skus and one.quantity]
        if fresh and not places:
            self._warn(
                product.row,
                "Variant Inventory Qty",
                "no_location",
                "the shop has no location yet: the stock was left out",
            )
            return
        counted = [
            inventory.Counted(put.variants[one.sku], places[0].code, one.quantity, is_total=True)
            for one in fresh
        ]
        if counted:
            refusals = await inventory.take_in(
                db, counted, import_id=self.report.import_id, actor=self.actor, now=self.now
            )
            for one, refusal in zip(fresh, refusals, strict=True):
                if refusal is not None:
                    self._warn(one.row, "Variant Inventory Qty", refusal.code, refusal.message)

    async def _add_pictures(self, product: ProductRow, put: catalog.ProductPut) -> None:
        """Add pictures in their order; one that cannot be downloaded gets a placeholder.

        Each has an id derived from the import, so that a killed import continues with the rest;
        a product with pictures from elsewhere keeps only those.
        """
        ordered = sorted(product.pictures, key=lambda one: (one.position, one.row))
        wanted = {
            uuid5(self.report.import_id, f"{product.handle}/{at}"): picture
            for at, picture in enumerate(ordered or [PictureRow(product.row, "", 1, "")])
        }
        async with self.database.reading() as db:
            begun = {one: await catalog.picture_work(db, one) for one in wanted}
        if put.pictures > sum(work is not None for work in begun.values()):
            return
        for media_id, picture in wanted.items():
            work = begun[media_id]
            if work is None or work.is_awaited:
                try:
                    await self._add_picture(product, put, picture, media_id, work)
                except Refused as refused:
                    self._warn(picture.row, "Image Src", refused.code, refused.detail)
                    return

    async def _add_picture(
        self,
        product: ProductRow,
        put: catalog.ProductPut,
        picture: PictureRow,
        media_id: UUID,
        work: catalog.PictureWork | None,
    ) -> None:
        content = await self._content(product, picture)
        if work is None:
            async with self.database.transaction() as db:
                work = await catalog.start_picture(
                    db,
                    product_id=put.product_id,
                    alt={self.source.language: picture.alt or product.title},
                    actor=self.actor,
                    now=self.now,
                    media_id=media_id,
                )
        await self.blobs.write("uploads", work.blob, content, content_type="image/*")
        async with self.database.transaction() as db:
            await catalog.picture_uploaded(db, work.id, now=self.now)
        self.report.pictures += 1

    async def _content(self, product: ProductRow, picture: PictureRow) -> bytes:
        reason = "the product has no picture"
        if picture.source:
            try:
                return await self.pictures.download(picture.source)
            except PictureUnavailable as error:
                reason = f"{picture.source[:200]}: {error}"
        self.report.pictures_generated += 1
        self._warn(
            picture.row, "Image Src", "picture_generated", f"{reason}; one was drawn instead"
        )
        return await self.pictures.generate(f"{product.handle}/{picture.position}")

    def _warn(self, row: int, column: str, code: str, message: str) -> None:
        self.report.problems.append(RowProblem(row, column, code, message, is_error=False))


def _draft(product: ProductRow, source: ProductsSource) -> ProductDraft:
    keys = [_key(name) for name in product.option_names]
    return ProductDraft(
        slug=product.handle,
        status=catalog.ProductStatus.ACTIVE
        if product.is_published
        else catalog.ProductStatus.DRAFT,
        texts={source.language: {"name": product.title, "description": product.description}},
        attributes={"brand": product.vendor} if product.vendor else {},
        category=product.kind,
        options=[
            Option(key, {source.language: name}, ())
            for key, name in zip(keys, product.option_names, strict=True)
        ],
        variants=[
            VariantDraft(
                sku=one.sku,
                options=dict(zip(keys, one.option_values, strict=True)),
                weight_g=one.grams,
                cost_minor=one.cost_minor,
            )
            for one in product.variants
        ],
    )


def _key(name: str) -> str:
    return re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_") or "option"
