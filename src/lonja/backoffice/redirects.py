"""Addresses that moved, one by one or as a file."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import StringConstraints

from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.content import api as content
from lonja.hosting.deps import Cursor, Db, In, ListOut, Out, PageLimit, Reading, Storable
from lonja.kernel.paging import SortKey

router = APIRouter(prefix="/redirects", tags=["content"])

_BY_PATH: Final = SortKey(str)
Path = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), Storable
]
Csv = Annotated[str, StringConstraints(max_length=content.MAX_CSV_CHARACTERS), Storable]


class Redirect(Out):
    id: UUID
    from_path: str
    to_path: str
    version: int
    created_at: datetime


class RedirectAsked(In):
    """From a path of this shop to another one, or to an address that begins with https://."""

    from_path: Path
    to_path: Path


class RedirectsAsked(In):
    """A file of two columns, from and to."""

    csv: Csv


class RedirectsTaken(Out):
    created: int
    updated: int
    unchanged: int


@router.get("", operation_id="listRedirects")
async def list_redirects(
    db: Reading, q: Search = "", cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[Redirect]:
    """By the path they lead from; `q` is a part of either path."""
    (after,) = _BY_PATH.after(cursor) or (None,)
    found = await content.list_redirects(db, query=q.strip(), after=after, limit=limit + 1)
    page = _BY_PATH.page(found, limit, lambda one: (one.from_path,))
    return ListOut(
        items=[Redirect.model_validate(one) for one in page.items], next_cursor=page.next_cursor
    )


@router.post("", status_code=201, operation_id="addRedirect")
async def add_redirect(asked: RedirectAsked, db: Db, me: Me, now: Now) -> Redirect:
    made = await content.add_redirect(db, asked.from_path, asked.to_path, actor=me.email, now=now)
    return Redirect.model_validate(await content.redirect(db, made))


@router.post("/import", operation_id="importRedirects")
async def import_redirects(asked: RedirectsAsked, db: Db, me: Me, now: Now) -> RedirectsTaken:
    """All rows or none: a refusal names each bad row."""
    taken = await content.take_redirects(db, asked.csv, actor=me.email, now=now)
    return RedirectsTaken.model_validate(taken)


@router.get(
    "/export.csv",
    operation_id="exportRedirects",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def export_redirects(db: Reading) -> Response:
    """All of them, as the import reads them."""
    return Response(
        await content.redirects_as_csv(db),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="redirects.csv"'},
    )


@router.get("/{redirect_id}", operation_id="getRedirect")
async def get_redirect(redirect_id: UUID, db: Reading) -> Redirect:
    return Redirect.model_validate(await content.redirect(db, redirect_id))


@router.patch("/{redirect_id}", operation_id="changeRedirect")
async def change_redirect(
    redirect_id: UUID, asked: RedirectAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> Redirect:
    await content.change_redirect(
        db,
        redirect_id,
        asked.from_path,
        asked.to_path,
        version=version,
        actor=me.email,
        now=now,
    )
    return Redirect.model_validate(await content.redirect(db, redirect_id))


@router.delete("/{redirect_id}", status_code=204, operation_id="removeRedirect")
async def remove_redirect(redirect_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    await content.remove_redirect(db, redirect_id, version=version, actor=me.email, now=now)
