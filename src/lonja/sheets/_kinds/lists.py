"""The lists of what is sold, as rows of texts: products, prices, stock, categories."""

from typing import Any, Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.catalog.api import ProductStatus
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing
from lonja.sheets._filters import PAGE, Filters, ListPage, exported
from lonja.sheets._kind import Setting
from lonja.sheets._kinds.categories import Categories
from lonja.sheets._kinds.categories import record_of as category_record
from lonja.sheets._kinds.prices import record_of as price_record
from lonja.sheets._kinds.product_cells import product_rows
from lonja.sheets._kinds.products import Products
from lonja.shelf import api as shelf

type _Named = tuple[str, UUID]


async def _slugs(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> tuple[list[str], Any]:
    """The products of a page as the screen finds them, and where the next one begins."""
    status = ProductStatus(filters.status) if filters.status else None
    sort: catalog.ProductSort = filters.sort or "name"  # type: ignore[assignment]  # it was checked
    category = filters.category or None
    found: list[tuple[str, Any, UUID]]
    if filters.query or filters.stock:
        found = [
            (row.slug, row.updated_at, row.product_id)
            for row in await shelf.desk_products(
                db,
                query=filters.query,
                status=status,
                category=category,
                availability=filters.stock or None,
                sort=sort,
                after=after,
                limit=PAGE,
            )
        ]
    else:  # straight from the products: what was written a moment ago is among them
        listed = await catalog.list_products(
            db, query="", status=status, category=category, sort=sort, after=after, limit=PAGE,
            language=setting.language,
        )  # fmt: skip
        found = [(row.slug, row.updated_at, row.id) for row in listed]
    if len(found) < PAGE:
        return [slug for slug, _, _ in found], None
    slug, updated_at, product_id = found[-1]
    last = updated_at if sort in {"updated", "-updated"} else slug
    return [slug for slug, _, _ in found], (last, product_id)


async def products(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    slugs, following = await _slugs(db, setting, filters, after)
    kind = Products(setting)
    records = await kind.current(db, slugs)
    codes = [one.code for one in exported(kind.columns())]
    rows = [
        [cells.get(code, "") for code in codes]
        for slug in slugs
        for cells in product_rows(slug, records[slug])
    ]
    return ListPage(rows, following)


async def prices(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    """Of the products that the list shows, in their order."""
    slugs, following = await _slugs(db, setting, filters, after)
    written = {one.fields.slug: one for one in await catalog.written_products(db, slugs)}
    variants = [one for slug in slugs if slug in written for one in written[slug].variants]
    there: dict[UUID, list[pricing.Price]] = {}
    for price in await pricing.all_prices(db, [one.id for one in variants]) if variants else []:
        there.setdefault(price.variant_id, []).append(price)
    rows = []
    for one in variants:
        for price in there.get(one.id, ()):
            record = price_record(price)
            rows.append([one.draft.sku, price.currency, record["price"], record["compare_at"]])
    return ListPage(rows, following)


async def stock(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    """A row for each location; what runs short, or by free units, is in the screen's order as well."""
    if filters.only or filters.sort in {"free", "-free"}:
        found, following = await _by_free(db, setting, filters, after)
    else:
        listed = await catalog.list_variants(
            db, query=filters.query, backwards=filters.sort == "-sku", after=after, limit=PAGE,
            language=setting.language,
        )  # fmt: skip
        found = [(one.sku, one.id) for one in listed]
        following = found[-1][0] if len(found) == PAGE else None
    there = await inventory.stock_at(db, [one for _, one in found]) if found else {}
    places = [one.code for one in await inventory.locations(db)]
    rows = [
        [sku, place, str(there.get(one, {}).get(place, 0)), ""]
        for sku, one in found
        for place in places
    ]
    return ListPage(rows, following)


async def _by_free(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> tuple[list[_Named], Any]:
    only: Literal["low", "sold_out"] | None = (
        "low" if filters.only == "low" else "sold_out" if filters.only == "sold_out" else None
    )
    way: Literal["free", "-free"] = "-free" if filters.sort == "-free" else "free"
    levels = await inventory.stock_by_free(db, only=only, sort=way, after=after, limit=PAGE)
    ids = [one.variant_id for one in levels]
    names = await catalog.variant_names(db, ids, language=setting.language)
    found = [(names[one].sku, one) for one in ids if one in names]
    last = levels[-1] if len(levels) == PAGE else None
    return found, (last.free, last.variant_id) if last else None


async def categories(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    del filters, after
    codes = [one.code for one in Categories(setting).columns()]
    found = await catalog.list_categories(db, limit=catalog.MAX_CATEGORIES)
    slugs = {row.id: row.draft.slug for row in found}
    rows = []
    for row in sorted(found, key=lambda one: len(one.path)):  # a parent is there before its own
        cells = {"slug": row.draft.slug, **category_record(row, slugs)}
        rows.append([cells.get(code, "") for code in codes])
    return ListPage(rows)
