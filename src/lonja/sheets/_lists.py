"""Every list of the back office as rows of texts, a page at a time, with the list's own filters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.catalog.api import ProductStatus
from lonja.content import api as content
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel.address import Address
from lonja.kernel.errors import Invalid
from lonja.kernel.money import EXPONENTS
from lonja.orders import api as orders
from lonja.orders.api import Order, OrderStatus
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.promotions.api import Level, PromotionStatus
from lonja.reviews import api as reviews
from lonja.reviews.api import ReviewStatus
from lonja.sheets import _values
from lonja.sheets._kind import Column, Kind, Record, Setting
from lonja.sheets._kinds.categories import Categories
from lonja.sheets._kinds.categories import record_of as category_record
from lonja.sheets._kinds.customers import WITHDRAWN, Customers
from lonja.sheets._kinds.prices import Prices
from lonja.sheets._kinds.prices import record_of as price_record
from lonja.sheets._kinds.product_cells import product_rows
from lonja.sheets._kinds.products import Products
from lonja.sheets._kinds.stock import Stock

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """As the list has them; what a list does not have it does not look at."""

    query: str = ""
    status: str = ""
    category: str = ""
    level: str = ""
    customers: Mapping[str, Any] = field(default_factory=dict)
    """Of a group or a segment, as `customers.asked` says it."""
    names_buyers: bool = True


@dataclass(frozen=True, slots=True)
class ListPage:
    """`after` is where the next page begins; None after the last one."""

    rows: Sequence[Sequence[str]]
    after: Any = None


class Reader(Protocol):
    async def __call__(
        self, db: AsyncConnection, setting: Setting, filters: Filters, after: Any
    ) -> ListPage: ...


def exported(columns: Sequence[Column]) -> list[Column]:
    return [one for one in columns if not one.is_import_only]


def headings_of(kind: Kind) -> list[str]:
    return [one.heading for one in exported(kind.columns())]


async def _products(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    found = await catalog.list_products(
        db,
        query=filters.query,
        status=ProductStatus(filters.status) if filters.status else None,
        category=filters.category or None,
        after=after,
        limit=PAGE,
        language=setting.language,
    )
    kind = Products(setting)
    records = await kind.current(db, [row.slug for row in found])
    codes = [one.code for one in exported(kind.columns())]
    rows = [
        [cells.get(code, "") for code in codes]
        for row in found
        for cells in product_rows(row.slug, records[row.slug])
    ]
    return ListPage(rows, (found[-1].slug, found[-1].id) if len(found) == PAGE else None)


async def _prices(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    found = await catalog.list_variants(
        db, query=filters.query, after=after, limit=PAGE, language=setting.language
    )
    there: dict[Any, list[pricing.Price]] = {}
    for price in await pricing.all_prices(db, [one.id for one in found]) if found else []:
        there.setdefault(price.variant_id, []).append(price)
    rows = []
    for one in found:
        for price in there.get(one.id, ()):
            record = price_record(price)
            rows.append([one.sku, price.currency, record["price"], record["compare_at"]])
    return ListPage(rows, found[-1].sku if len(found) == PAGE else None)


async def _stock(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    found = await catalog.list_variants(
        db, query=filters.query, after=after, limit=PAGE, language=setting.language
    )
    there = await inventory.stock_at(db, [one.id for one in found]) if found else {}
    places = [one.code for one in await inventory.locations(db)]
    rows = [
        [one.sku, place, str(there.get(one.id, {}).get(place, 0)), ""]
        for one in found
        for place in places
    ]
    return ListPage(rows, found[-1].sku if len(found) == PAGE else None)


async def _categories(
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


async def _customers(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    page = await customers.list_customers(
        db, sort="newest", currency=setting.shop.currency, query=filters.query,
        asked=filters.customers, cursor=after, limit=PAGE,
    )  # fmt: skip
    emails = [row.email.lower() for row in page.items]
    records = await Customers(setting).current(db, emails)
    codes = [one.code for one in exported(Customers(setting).columns())]
    rows = []
    for email in emails:
        cells = {"email": email, **_consent(records.get(email, {}))}
        rows.append([cells.get(code, "") for code in codes])
    return ListPage(rows, page.next_cursor)


def _consent(record: Record) -> Mapping[str, str]:
    at, _, words = record.get("consent", "").partition(" ")
    if not at or at == WITHDRAWN:
        return {**record, "agrees": "FALSE"}
    return {**record, "agrees": "TRUE", "agreed_at": at, "agreed_words": words}


ORDER_HEADINGS: Final = (
    "Order", "Placed", "Status", "Channel", "Email", "Name", "Address", "Address 2", "Postal code",
    "City", "Region", "Country", "Phone", "Currency", "Items", "Discount", "Shipping", "Tax",
    "Total", "Codes", "Line", "SKU", "Product", "Options", "Quantity", "Line total",
    "Line discount", "Line tax", "Tax rate %",
)  # fmt: skip


async def _orders(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    del setting
    statuses = [OrderStatus(one) for one in filters.status.split(",") if one]
    found = await orders.list_orders(
        db, status=statuses or None, query=filters.query, after=after, limit=PAGE
    )
    whole = await orders.with_lines(db, [row.id for row in found])
    rows = [
        line
        for row in found
        for line in _order_rows(whole[row.id] if filters.names_buyers else _unnamed(whole[row.id]))
    ]
    last = found[-1] if len(found) == PAGE else None
    return ListPage(rows, (last.placed_at, last.id) if last else None)


def _unnamed(order: Order) -> Order:
    """Who bought it and where they live left out; country and region stay, as in the reports."""
    to = order.address
    known = to and Address(
        name="", line1="", city="", postal_code="", country=to.country, region=to.region
    )
    return replace(order, email="", address=known)


def _order_rows(order: Order) -> list[list[str]]:
    """A row a line; the order's own cells stand on each, so that a filter of a sheet keeps them."""
    digits = EXPONENTS[order.currency]

    def money(minor: int) -> str:
        return _values.money_text(minor, digits)

    to = order.address
    own = [
        order.number, _time(order.placed_at), str(order.status), order.channel, order.email,
        to.name if to else "",
        to.line1 if to else "", to.line2 if to else "", to.postal_code if to else "",
        to.city if to else "", to.region if to else "", order.country, to.phone if to else "",
        order.currency, money(order.items_minor), money(order.discount_minor),
        money(order.shipping_minor), money(order.tax_minor), money(order.total_minor),
        ", ".join(order.codes),
    ]  # fmt: skip
    lines = [
        [
            str(line.line), line.sku, line.name,
            ", ".join(f"{key}: {value}" for key, value in line.options.items()),
            str(line.quantity), money(line.total_minor), money(line.discount_minor),
            money(line.tax_minor), f"{line.tax_basis_points / 100:g}",
        ]
        for line in order.lines
    ]  # fmt: skip
    return [[*own, *line] for line in lines or [[""] * 9]]


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


PROMOTION_HEADINGS: Final = (
    "Name", "Status", "Takes off", "Reward", "Code", "Codes", "Most uses", "Used", "From", "Until",
    "Rule",
)  # fmt: skip


async def _promotions(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    found = await promotions.list_promotions(
        db,
        query=filters.query,
        status=PromotionStatus(filters.status) if filters.status else None,
        level=Level(filters.level) if filters.level else None,
        after=after,
        limit=PAGE,
    )
    rows = [
        [
            row.draft.names.get(setting.language) or next(iter(row.draft.names.values())),
            str(row.draft.status), str(row.level), str(row.draft.rule.reward.kind),
            row.first_code or "", str(row.codes),
            "" if row.draft.max_uses is None else str(row.draft.max_uses), str(row.uses),
            _time(row.draft.starts_at), _time(row.draft.ends_at),
            promotions.rule_text(row.draft.rule),
        ]
        for row in found
    ]  # fmt: skip
    return ListPage(rows, found[-1].id if len(found) == PAGE else None)


REVIEW_HEADINGS: Final = (
    "Product", "Order", "Status", "Rating", "Title", "Text", "Name", "Language", "Written",
    "Reply", "Reason", "Decided by",
)  # fmt: skip


async def _reviews(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    del setting
    status = ReviewStatus(filters.status or ReviewStatus.WAITING)
    page = await reviews.list_by_status(db, status, cursor=after, limit=PAGE)
    products = await catalog.products_by_ids(db, [one.product_id for one in page.items])
    slugs = {one.id: one.slug for one in products}
    rows = [
        [
            slugs.get(one.product_id, ""), one.order_number, str(one.status),
            str(one.words.rating), one.words.title, one.words.body, one.words.name,
            one.words.language, _time(one.written_at), one.reply or "", one.reason or "",
            one.decided_by or "",
        ]
        for one in page.items
    ]  # fmt: skip
    return ListPage(rows, page.next_cursor)


async def _redirects(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    del setting
    found = await content.list_redirects(db, query=filters.query, after=after, limit=PAGE)
    rows = [[one.from_path, one.to_path] for one in found]
    return ListPage(rows, found[-1].from_path if len(found) == PAGE else None)


@dataclass(frozen=True, slots=True)
class ExportedList:
    """`statuses` are those that its filter knows; orders may be of several, `placed,paid`."""

    headings: Callable[[Setting], Sequence[str]]
    read: Reader
    statuses: type[StrEnum] | None = None

    def check(self, filters: Filters) -> None:
        """Raise `Invalid` before the file begins: once it has, nobody can be told."""
        if self.statuses is None or not filters.status:
            return
        asked = filters.status.split(",") if self.statuses is OrderStatus else [filters.status]
        if unknown := {one for one in asked if one} - set(self.statuses):
            raise Invalid(f"there is no status {min(unknown)[:40]!r}", field="status")


LISTS: Final[Mapping[str, ExportedList]] = {
    "products": ExportedList(
        lambda setting: headings_of(Products(setting)), _products, ProductStatus
    ),
    "prices": ExportedList(lambda setting: headings_of(Prices(setting)), _prices),
    "stock": ExportedList(lambda setting: headings_of(Stock(setting)), _stock),
    "categories": ExportedList(lambda setting: headings_of(Categories(setting)), _categories),
    "customers": ExportedList(lambda setting: headings_of(Customers(setting)), _customers),
    "orders": ExportedList(lambda _: ORDER_HEADINGS, _orders, OrderStatus),
    "promotions": ExportedList(lambda _: PROMOTION_HEADINGS, _promotions, PromotionStatus),
    "reviews": ExportedList(lambda _: REVIEW_HEADINGS, _reviews, ReviewStatus),
    "redirects": ExportedList(lambda _: ("from", "to"), _redirects),
}
