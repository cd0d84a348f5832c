"""Every list as a file: streamed a page at a time, with the filters that the list has."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.rules import Me, need
from lonja.customers import api as customers
from lonja.customers.api import Audience
from lonja.hosting.deps import Facts, Storable, TheShop
from lonja.kernel import audit
from lonja.promotions.api import Level
from lonja.sheets import api as sheets
from lonja.sheets.api import MEDIA_TYPES, Filters, Setting
from lonja.staff.api import Permission, SignedIn

router = APIRouter(prefix="/exports", tags=["exports"])

type ListName = Literal[
    "products", "prices", "stock", "categories", "customers", "orders", "promotions", "reviews",
    "redirects",
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
}
"""All customers in a file is more than one on a screen: who may answer for their data may take it.

Orders without `customers.read` are a file that names nobody."""


@router.get(
    "/{name}",
    operation_id="exportList",
    response_class=StreamingResponse,
    responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
async def export_list(
    name: ListName,
    shop: TheShop,
    facts: Facts,
    me: Me,
    now: Now,
    language: Language,
    format: Literal["csv", "xlsx"] = "csv",  # noqa: A002  (as it is called in the address)
    q: Search = "",
    status: Annotated[str, Query(max_length=200), Storable] = "",
    category: Annotated[str, Query(max_length=120), Storable] = "",
    level: Annotated[Level | None, Query()] = None,
    group: Annotated[UUID | None, Query()] = None,
    segment: Annotated[UUID | None, Query()] = None,
) -> StreamingResponse:
    """The whole list, whatever its size; products, prices, stock, categories, customers import again."""
    _check(me, name)
    setting = Setting(facts, facts.currency, language)
    async with shop.database.transaction() as db:
        audience = Audience(
            group_id=group, rule=(await customers.segment(db, segment)).rule if segment else None
        )
        filters = Filters(
            q.strip(), status, category, level or "", await customers.asked(db, audience, now=now),
            names_buyers=Permission.CUSTOMERS_READ in me.permissions,
        )  # fmt: skip
        sheets.LISTS[name].check(filters)
        await audit.record(
            db, at=now, actor=me.email, action="list_exported", subject=f"export:{name}",
            query=filters.query, status=status, category=category,
            level=filters.level, group=str(group or ""), segment=str(segment or ""), format=format,
        )  # fmt: skip
    return StreamingResponse(
        _pieces(shop, name, setting, filters, format),
        media_type=MEDIA_TYPES[format],
        headers={"content-disposition": f'attachment; filename="{_file_name(name, format, now)}"'},
    )


def _check(me: SignedIn, name: str) -> None:
    for permission in NEEDS[name]:
        need(me, permission)


def _file_name(name: str, kind: str, now: datetime) -> str:
    return f"{name}-{now:%Y-%m-%d}.{kind}"


async def _pieces(
    shop: TheShop, name: str, setting: Setting, filters: Filters, kind: sheets.Format
) -> AsyncIterator[bytes]:
    """A connection for each page: a slow download keeps none."""
    of = sheets.LISTS[name]
    writer = sheets.writer_of(kind)
    yield writer.rows([of.headings(setting)])
    after = None
    while True:
        async with shop.database.reading() as db:
            page = await of.read(db, setting, filters, after)
        yield writer.rows(page.rows)
        after = page.after
        if after is None:
            break
    yield writer.end()
