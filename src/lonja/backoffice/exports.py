"""Every list as a file: streamed a page at a time, with the filters that the list has."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.order_filters import Narrowed
from lonja.backoffice.rules import Me, need
from lonja.customers import api as customers
from lonja.customers.api import Audience
from lonja.hosting.deps import Facts, Storable, TheShop
from lonja.kernel import audit
from lonja.promotions.api import Level
from lonja.sheets import api as sheets
from lonja.sheets.api import MEDIA_TYPES, Filters, Setting
from lonja.shelf.api import Availability
from lonja.staff.api import Permission, SignedIn

router = APIRouter(prefix="/exports", tags=["exports"])

type ListName = Literal[
    "products", "prices", "stock", "categories", "customers", "orders", "promotions", "reviews",
    "redirects", "price_lists", "tier_prices", "scheduled_prices", "collections",
]  # fmt: skip

NEEDS: Final = {
    "products": (Permission.PRODUCTS_READ,),
    "prices": (Permission.PRODUCTS_READ,),
    "stock": (Permission.STOCK_READ,),
    "categories": (Permission.PRODUCTS_READ,),
    "customers": (Permission.CUSTOMERS_READ, Permission.CUSTOMERS_ERASE),
    "orders": (Permission.ORDERS_READ,),
    "promotions": (Permission.PROMOTIONS_READ,),
    "reviews": (Permission.REVIEWS_READ,),
    "redirects": (Permission.CONTENT_READ,),
    "price_lists": (Permission.PRODUCTS_READ,),
    "tier_prices": (Permission.PRODUCTS_READ,),
    "scheduled_prices": (Permission.PRODUCTS_READ,),
    "collections": (Permission.PRODUCTS_READ,),
}
"""All customers in a file is more than one on a screen: who may answer for their data may take it.

Orders without `customers.read` are a file that names nobody."""


_FILTERS: Final = (
    "q", "status", "category", "level", "group", "segment", "stock", "only", "sort", "hide", "format",
    "country", "channel", "method", "tag", "assignee", "held", "noted", "archived", "placed_from",
    "placed_before", "least", "most",
)  # fmt: skip


@router.get(
    "/{name}",
    operation_id="exportList",
    response_class=StreamingResponse,
    responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
async def export_list(
    name: ListName,
    request: Request,
    shop: TheShop,
    facts: Facts,
    me: Me,
    now: Now,
    language: Language,
    narrowed: Narrowed,
    format: Literal["csv", "xlsx"] = "csv",  # noqa: A002  (as it is called in the address)
    q: Search = "",
    status: Annotated[str, Query(max_length=200), Storable] = "",
    category: Annotated[str, Query(max_length=120), Storable] = "",
    level: Annotated[Level | None, Query()] = None,
    group: Annotated[UUID | None, Query()] = None,
    segment: Annotated[UUID | None, Query()] = None,
    stock: Annotated[Availability | None, Query()] = None,
    only: Annotated[Literal["low", "sold_out"] | None, Query()] = None,
    sort: Annotated[str, Query(max_length=20), Storable] = "",
    hide: Annotated[str, Query(max_length=200), Storable] = "",
) -> StreamingResponse:
    """What the list shows, whatever its size; products, prices, stock, categories, customers import again.

    Each filter means what it means in the list; `hide` leaves out columns, as the screen does.
    """
    _check(me, name)
    setting = Setting(facts, facts.currency, language)
    async with shop.database.transaction() as db:
        audience = Audience(
            group_id=group, rule=(await customers.segment(db, segment)).rule if segment else None
        )
        filters = Filters(
            q.strip(), status, category, level or "", stock or "", only or "", sort, narrowed,
            await customers.asked(db, audience, now=now),
            names_buyers=Permission.CUSTOMERS_READ in me.permissions,
        )  # fmt: skip
        sheets.LISTS[name].check(filters)
        filters = await sheets.LISTS[name].settled(db, setting, filters)
        said = {key: text for key in _FILTERS if (text := request.query_params.get(key))}
        await audit.record(
            db, at=now, actor=me.email, action="list_exported", subject=f"export:{name}", **said
        )
    return StreamingResponse(
        _pieces(shop, name, setting, filters, hide.split(","), format),
        media_type=MEDIA_TYPES[format],
        headers={"content-disposition": f'attachment; filename="{_file_name(name, format, now)}"'},
    )


def _check(me: SignedIn, name: str) -> None:
    for permission in NEEDS[name]:
        need(me, permission)


def _file_name(name: str, kind: str, now: datetime) -> str:
    return f"{name}-{now:%Y-%m-%d}.{kind}"


async def _pieces(
    shop: TheShop,
    name: str,
    setting: Setting,
    filters: Filters,
    hidden: Sequence[str],
    kind: sheets.Format,
) -> AsyncIterator[bytes]:
    """A connection for each page: a slow download keeps none."""
    of = sheets.LISTS[name]
    kept = of.kept(setting, hidden)
    writer = sheets.writer_of(kind)
    headings = of.headings(setting)
    yield writer.rows([[headings[at] for at in kept]])
    after = None
    while True:
        async with shop.database.reading() as db:
            page = await of.read(db, setting, filters, after)
        yield writer.rows([row[at] for at in kept] for row in page.rows)
        after = page.after
        if after is None:
            break
    yield writer.end()
