"""Every list as a file: streamed a page at a time, or made in the background, with the list's filters."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.order_filters import Narrowed
from lonja.backoffice.rules import Me, need
from lonja.exports import api as exports
from lonja.exports.api import ExportStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    Facts,
    ListOut,
    Out,
    PageLimit,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel import audit
from lonja.kernel.paging import BY_TIME
from lonja.promotions.api import Level
from lonja.sheets import api as sheets
from lonja.sheets.api import MEDIA_TYPES, Asked, Filters
from lonja.shelf.api import Availability
from lonja.staff.api import Permission, SignedIn

router = APIRouter(prefix="/exports", tags=["exports"])
files = APIRouter(prefix="/export-files", tags=["exports"])

type ListName = Literal[
    "products", "prices", "stock", "categories", "customers", "orders", "promotions", "reviews",
    "redirects", "price_lists", "tier_prices", "scheduled_prices", "collections", "waitlist", "quotes",
    "transfers",
]  # fmt: skip
type FileFormat = Literal["csv", "xlsx"]

NEEDS: Final = {
    "products": (Permission.PRODUCTS_READ,),
    "prices": (Permission.PRODUCTS_READ,),
    "stock": (Permission.STOCK_READ,),
    "categories": (Permission.PRODUCTS_READ,),
    "customers": (Permission.CUSTOMERS_READ, Permission.CUSTOMERS_ERASE),
    "orders": (Permission.ORDERS_READ,),
    "quotes": (Permission.ORDERS_READ,),
    "promotions": (Permission.PROMOTIONS_READ,),
    "reviews": (Permission.REVIEWS_READ,),
    "redirects": (Permission.CONTENT_READ,),
    "price_lists": (Permission.PRODUCTS_READ,),
    "tier_prices": (Permission.PRODUCTS_READ,),
    "scheduled_prices": (Permission.PRODUCTS_READ,),
    "collections": (Permission.PRODUCTS_READ,),
    "waitlist": (Permission.STOCK_READ,),
    "transfers": (Permission.STOCK_READ,),
}
"""All customers in a file is more than one on a screen: who may answer for their data may take it.

Orders without `customers.read` are a file that names nobody."""


class ExportFile(Out):
    """`rows` are those that it has by now; its link ends at `expires_at`."""

    id: UUID
    list: ListName
    format: FileFormat
    file_name: str
    status: ExportStatus
    rows: int
    size_bytes: int | None
    created_at: datetime
    ended_at: datetime | None
    expires_at: datetime


def _asked(
    me: Me,
    language: Language,
    narrowed: Narrowed,
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
    location: Search = "",
    is_late: Annotated[bool, Query()] = False,
) -> Asked:
    return Asked(
        language=language,
        query=q.strip(),
        status=status,
        category=category,
        level=level or "",
        group=group,
        segment=segment,
        stock=stock or "",
        only=only or "",
        sort=sort,
        hide=hide,
        location=location,
        is_late=is_late,
        orders=narrowed,
        names_buyers=Permission.CUSTOMERS_READ in me.permissions,
    )


ListAsked = Annotated[Asked, Depends(_asked)]

_FILTERS: Final = (
    "q", "status", "category", "level", "group", "segment", "stock", "only", "sort", "hide", "format",
    "country", "channel", "method", "tag", "assignee", "held", "noted", "archived", "placed_from",
    "placed_before", "least", "most", "location", "is_late",
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
    asked: ListAsked,
    format: FileFormat = "csv",  # noqa: A002  (as it is called in the address)
) -> StreamingResponse:
    """What the list shows, whatever its size; all but orders, promotions and reviews import again.

    Each filter means what it means in the list; `hide` leaves out columns, as the screen does.
    """
    _check(me, name)
    async with shop.database.transaction() as db:
        filters = await sheets.filters_of(db, name, asked, facts, now=now)
        await audit.record(
            db,
            at=now,
            actor=me.email,
            action="list_exported",
            subject=f"export:{name}",
            **_said(request),
        )
    return _streamed(
        _pieces(shop, name, asked, filters, facts, format), format, _file_name(name, format, now)
    )


@router.put("/{name}/files/{export_id}", status_code=202, operation_id="prepareExport")
async def prepare_export(
    name: ListName,
    export_id: UUID,
    request: Request,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
    asked: ListAsked,
    format: FileFormat = "csv",  # noqa: A002  (as it is called in the address)
) -> ExportFile:
    """The same file, made in the background; the id is the caller's, a repeat makes no second one."""
    _check(me, name)
    await sheets.filters_of(db, name, asked, facts, now=now)
    if await exports.ask(
        db,
        export_id,
        name=name,
        file_format=format,
        asked=sheets.asked_to_json(asked),
        file_name=_file_name(name, format, now),
        actor=me.email,
        now=now,
    ):
        await audit.record(
            db,
            at=now,
            actor=me.email,
            action="list_exported",
            subject=f"export:{name}",
            **_said(request),
        )
    return ExportFile.model_validate(await exports.export(db, export_id))


@files.get("", operation_id="listExportFiles")
async def list_export_files(
    db: Reading, me: Me, now: Now, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[ExportFile]:
    """Mine that have not ended, newest first."""
    found = await exports.exports_of(
        db, me.email, now=now, after=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda one: (one.created_at, one.id))
    return ListOut(
        items=[ExportFile.model_validate(one) for one in page.items], next_cursor=page.next_cursor
    )


@files.get("/{export_id}", operation_id="getExportFile")
async def get_export_file(export_id: UUID, db: Reading, me: Me) -> ExportFile:
    return ExportFile.model_validate(_mine(await exports.export(db, export_id), me))


@files.delete("/{export_id}", status_code=204, operation_id="eraseExportFile")
async def erase_export_file(export_id: UUID, db: Db, me: Me, now: Now) -> None:
    """Its link ends now."""
    _mine(await exports.export(db, export_id), me)
    await exports.erase(db, export_id, now=now)


@files.get(
    "/{export_id}/file",
    operation_id="downloadExportFile",
    response_class=StreamingResponse,
    responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
async def download_export_file(
    export_id: UUID, shop: TheShop, me: Me, now: Now
) -> StreamingResponse:
    """For who asked for it, as long as they may still see the list."""
    async with shop.database.reading() as db:
        one = _mine(await exports.export(db, export_id), me)
    _check(me, one.list)
    if one.list == "orders" and sheets.asked_from_json(one.asked).names_buyers:
        need(me, Permission.CUSTOMERS_READ)
    blob = exports.blob_of(one, now=now)
    return _streamed(shop.blobs.pieces("exports", blob), one.format, one.file_name)


def _check(me: SignedIn, name: str) -> None:
    for permission in NEEDS[name]:
        need(me, permission)


def _mine(one: exports.ExportFile, me: SignedIn) -> exports.ExportFile:
    if one.created_by != me.email:
        raise exports.UnknownExport("there is no such file")
    return one


def _said(request: Request) -> dict[str, Any]:
    return {key: text for key in _FILTERS if (text := request.query_params.get(key))}


def _file_name(name: str, kind: str, now: datetime) -> str:
    return f"{name}-{now:%Y-%m-%d}.{kind}"


def _streamed(pieces: AsyncIterator[bytes], kind: str, file_name: str) -> StreamingResponse:
    return StreamingResponse(
        pieces,
        media_type=MEDIA_TYPES[kind],
        headers={
            "content-disposition": f'attachment; filename="{file_name}"',
            "cache-control": "private, no-store",
        },
    )


async def _pieces(
    shop: TheShop, name: str, asked: Asked, filters: Filters, facts: Any, file_format: FileFormat
) -> AsyncIterator[bytes]:
    found = sheets.pieces(
        shop.database.reading,
        name,
        sheets.setting_of(facts, asked),
        filters,
        hide=asked.hide,
        file_format=file_format,
    )
    async for _, piece in found:
        yield piece
