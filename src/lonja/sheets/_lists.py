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
from lonja.drafts import api as drafts
from lonja.drafts.api import QuoteStatus
from lonja.inventory import api as inventory
from lonja.inventory.api import StockOrderStatus
from lonja.kernel import clock
from lonja.kernel.address import Address
from lonja.kernel.errors import Invalid
from lonja.kernel.money import EXPONENTS
from lonja.orders import api as orders
from lonja.orders.api import Order, OrderStatus
from lonja.promotions import api as promotions
from lonja.promotions.api import Level, PromotionStatus
from lonja.reviews import api as reviews
from lonja.reviews.api import ReviewStatus
from lonja.sheets import _values
from lonja.sheets._filters import PAGE, Filters, ListPage, exported, headings_of
from lonja.sheets._kind import Record, Setting
from lonja.sheets._kinds import lists as goods
from lonja.sheets._kinds import stock_orders
from lonja.sheets._kinds.categories import Categories
from lonja.sheets._kinds.customers import WITHDRAWN, Customers
from lonja.sheets._kinds.prices import Prices
from lonja.sheets._kinds.products import Products
from lonja.sheets._kinds.stock import Stock
from lonja.sheets._offers import lists as offers
from lonja.sheets._offers.collections import Collections
from lonja.sheets._offers.price_lists import PriceLists
from lonja.sheets._offers.scheduled_prices import ScheduledPrices
from lonja.sheets._offers.tier_prices import TierPrices
from lonja.shelf import api as shelf
from lonja.waitlist import api as waitlist


class Reader(Protocol):
    async def __call__(
        self, db: AsyncConnection, setting: Setting, filters: Filters, after: Any
    ) -> ListPage: ...


async def _customers(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    page = await customers.list_customers(
        db, sort=filters.sort or "newest", currency=setting.shop.currency, query=filters.query,
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
    "Order", "Placed", "Status", "Payment", "Fulfilment", "Channel", "Email", "Name", "Address", "Address 2", "Postal code",
    "City", "Region", "Country", "Phone", "Currency", "Items", "Discount", "Shipping", "Tax",
    "Total", "Codes", "Line", "SKU", "Product", "Options", "Quantity", "Line total",
    "Line discount", "Line tax", "Tax rate %",
)  # fmt: skip


async def _orders(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    del setting
    statuses = [OrderStatus(one) for one in filters.status.split(",") if one]
    narrowed = filters.orders
    if narrowed.is_archived is None and not filters.query:
        narrowed = replace(narrowed, is_archived=False)  # as the list does
    found = await orders.list_orders(
        db,
        status=statuses or None,
        query=filters.query,
        narrowed=narrowed,
        oldest_first=filters.sort == "oldest",
        after=after,
        limit=PAGE,
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
        order.number, _time(order.placed_at), str(order.status), str(order.payment),
        str(order.fulfilment), order.channel, order.email,
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


QUOTE_HEADINGS: Final = (
    "Quote", "Version", "Status", "Email", "Name", "Currency", "Total", "Sent", "Sent by",
    "Good until", "Opened", "Answered", "Reason", "Order",
)  # fmt: skip


async def _quotes(db: AsyncConnection, setting: Setting, filters: Filters, after: Any) -> ListPage:
    del setting
    found = await drafts.list_quotes(
        db,
        query=filters.query,
        status=QuoteStatus(filters.status) if filters.status else None,
        after=after,
        limit=PAGE,
    )
    rows = [
        [
            one.number, str(one.version), str(one.status),
            *([one.email, one.name] if filters.names_buyers else ["", ""]), one.currency,
            _values.money_text(one.total_minor, EXPONENTS[one.currency]), _time(one.sent_at),
            one.sent_by, _time(one.valid_until), _time(one.seen_at), _time(one.answered_at),
            one.reason, one.order_number or "",
        ]
        for one in found
    ]  # fmt: skip
    last = found[-1] if len(found) == PAGE else None
    return ListPage(rows, (last.sent_at, last.draft_id) if last else None)


async def _redirects(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    del setting
    found = await content.list_redirects(db, query=filters.query, after=after, limit=PAGE)
    rows = [[one.from_path, one.to_path] for one in found]
    return ListPage(rows, found[-1].from_path if len(found) == PAGE else None)


WAITLIST_HEADINGS: Final = ("SKU", "Product", "Options", "Waiting", "First wish", "Told", "Free")


async def _waitlist(
    db: AsyncConnection, setting: Setting, filters: Filters, after: Any
) -> ListPage:
    """What is wanted, never who wants it."""
    del filters
    found = await waitlist.demand(db, now=clock.now(), after=after, limit=PAGE)
    ids = [one.variant_id for one in found]
    names = await catalog.variant_names(db, ids, language=setting.language)
    stock = await inventory.stock_of(db, ids)
    rows = []
    for one in found:
        variant, level = names.get(one.variant_id), stock.get(one.variant_id)
        options = variant.options.items() if variant else ()
        rows.append(
            [
                variant.sku if variant else "",
                variant.name if variant else "",
                ", ".join(f"{key}: {value}" for key, value in options),
                str(one.waiting),
                one.first_at.isoformat(),
                str(one.told),
                str(level.free if level else 0),
            ]
        )
    last = found[-1] if len(found) == PAGE else None
    return ListPage(rows, (last.waiting, last.variant_id) if last else None)


@dataclass(frozen=True, slots=True)
class ExportedList:
    """`statuses` are those that its filter knows; orders may be of several, `placed,paid`.

    `columns` has, by the name of a column of the screen, the headings that are left out with it.
    """

    headings: Callable[[Setting], Sequence[str]]
    read: Reader
    statuses: type[StrEnum] | None = None
    sorts: Sequence[str] = ()
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_of_goods: bool = False

    def check(self, filters: Filters) -> None:
        """Raise `Invalid` before the file begins: once it has, nobody can be told."""
        if filters.sort and filters.sort not in self.sorts:
            raise Invalid(f"this list has no order {filters.sort[:40]!r}", field="sort")
        if self.statuses is None or not filters.status:
            return
        asked = filters.status.split(",") if self.statuses is OrderStatus else [filters.status]
        if unknown := {one for one in asked if one} - set(self.statuses):
            raise Invalid(f"there is no status {min(unknown)[:40]!r}", field="status")

    def kept(self, setting: Setting, hidden: Sequence[str]) -> list[int]:
        """Where the cells stand of the columns that a screen does not hide."""
        gone = {heading for name in hidden for heading in self.columns.get(name, ())}
        return [at for at, heading in enumerate(self.headings(setting)) if heading not in gone]

    async def settled(self, db: AsyncConnection, setting: Setting, filters: Filters) -> Filters:
        """The filters with a query that finds something, where the screen mends a typing error."""
        if not self.is_of_goods or not filters.query:
            return filters
        if (await self.read(db, setting, filters, None)).rows:
            return filters
        meant = await shelf.correction(db, filters.query, setting.language)
        return replace(filters, query=meant) if meant else filters


LISTS: Final[Mapping[str, ExportedList]] = {
    "products": ExportedList(
        lambda setting: headings_of(Products(setting)),
        goods.products,
        ProductStatus,
        sorts=("name", "-name", "updated", "-updated"),
        columns={"category": ("Type",), "status": ("Status",)},
        is_of_goods=True,
    ),
    "prices": ExportedList(
        lambda setting: headings_of(Prices(setting)),
        goods.prices,
        ProductStatus,
        sorts=("name", "-name", "updated", "-updated"),
        is_of_goods=True,
    ),
    "stock": ExportedList(
        lambda setting: headings_of(Stock(setting)),
        goods.stock,
        sorts=("sku", "-sku", "free", "-free"),
        is_of_goods=True,
    ),
    "categories": ExportedList(lambda setting: headings_of(Categories(setting)), goods.categories),
    "customers": ExportedList(
        lambda setting: headings_of(Customers(setting)),
        _customers,
        sorts=("newest", "last_order", "orders", "spent"),
        columns={"country": ("Country",), "tags": ("Tags",)},
    ),
    "orders": ExportedList(
        lambda _: ORDER_HEADINGS,
        _orders,
        OrderStatus,
        sorts=("newest", "oldest"),
        columns={
            "placed": ("Placed",),
            "buyer": ("Email", "Name", "Address", "Address 2", "Postal code", "City", "Phone"),
            "status": ("Status",),
            "payment": ("Payment",),
            "fulfilment": ("Fulfilment",),
            "channel": ("Channel",),
            "total": ("Total",),
        },
    ),
    "quotes": ExportedList(lambda _: QUOTE_HEADINGS, _quotes, QuoteStatus),
    "promotions": ExportedList(lambda _: PROMOTION_HEADINGS, _promotions, PromotionStatus),
    "reviews": ExportedList(lambda _: REVIEW_HEADINGS, _reviews, ReviewStatus),
    "waitlist": ExportedList(lambda _: WAITLIST_HEADINGS, _waitlist),
    "redirects": ExportedList(lambda _: ("from", "to"), _redirects),
    "price_lists": ExportedList(
        lambda setting: headings_of(PriceLists(setting)), offers.price_lists
    ),
    "tier_prices": ExportedList(
        lambda setting: headings_of(TierPrices(setting)), offers.tier_prices
    ),
    "scheduled_prices": ExportedList(
        lambda setting: headings_of(ScheduledPrices(setting)), offers.scheduled_prices
    ),
    "collections": ExportedList(
        lambda setting: headings_of(Collections(setting)), offers.all_collections
    ),
    "transfers": ExportedList(
        lambda _: stock_orders.TRANSFER_HEADINGS, stock_orders.transfers, StockOrderStatus
    ),
}
