"""The import centre: upload by a signed URL, live progress, refused rows as a file, undo."""

from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from lonja.backoffice.admission import may_watch
from lonja.backoffice.deps import Language, Now
from lonja.backoffice.import_rules import check_may_see, check_may_write
from lonja.backoffice.pictures import NotUploaded, Upload
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, In, Line, ListOut, Out, PageLimit, Reading, TheShop
from lonja.imports import api as imports
from lonja.imports import centre
from lonja.imports.api import ImportStatus
from lonja.kernel import limits
from lonja.kernel.errors import Invalid
from lonja.kernel.paging import BY_NUMBER, BY_TIME

router = APIRouter(prefix="/imports", tags=["imports"])


class Import(Out):
    id: UUID
    kind: str
    file_name: str
    status: ImportStatus
    rows_total: int
    rows_done: int
    rows_failed: int
    dry_run: bool
    things_new: int
    things_changed: int
    things_same: int
    is_undoing: bool
    error: str | None
    error_code: str | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None


class ImportAsked(In):
    """Its headings say what the file is, and a person which column is which."""

    file_name: Line
    size_bytes: Annotated[int, Field(ge=1, le=limits.UPLOAD_BYTES)]
    encoding: Literal["auto", "utf-8", "cp1252", "utf-16"] = "auto"


class ImportStarted(Out):
    id: UUID
    upload: Upload


class RefusedRow(Out):
    row: int
    code: str
    message: str
    is_error: bool
    values: dict[str, str]


def _import(found: imports.Import) -> Import:
    return Import(
        id=found.id,
        kind=found.kind,
        file_name=found.file_name,
        status=found.status,
        rows_total=found.rows_total,
        rows_done=found.rows_done,
        rows_failed=found.rows_failed,
        dry_run=bool(found.facts.get("dry_run")),
        things_new=found.things_new,
        things_changed=found.things_changed,
        things_same=found.things_same,
        is_undoing="undone_by" in found.facts and found.status is ImportStatus.DONE,
        error=found.error,
        error_code=found.facts.get("code"),
        created_at=found.created_at,
        created_by=found.created_by,
        ended_at=found.ended_at,
    )


@router.get("", operation_id="listImports")
async def list_imports(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[Import]:
    """Newest first, of every kind."""
    found = await imports.list_imports(db, before=BY_TIME.after(cursor), limit=limit + 1)
    page = BY_TIME.page(found, limit, lambda one: (one.created_at, one.id))
    return ListOut(items=[_import(one) for one in page.items], next_cursor=page.next_cursor)


@router.post("", status_code=201, operation_id="startImport")
async def start_import(asked: ImportAsked, shop: TheShop, me: Me, now: Now) -> ImportStarted:
    """Make room for a file; upload it to the address of the answer, then say so."""
    async with shop.database.transaction() as db:
        started = await centre.start_sheet(
            db, file_name=asked.file_name, encoding=asked.encoding, actor=me.email, now=now
        )
    assert started.blob is not None, "an import without a place for its file"
    ticket = await shop.blobs.upload_ticket(
        "uploads", started.blob, content_type="application/octet-stream"
    )
    return ImportStarted(id=started.id, upload=Upload.of(ticket))


@router.get("/{import_id}", operation_id="getImport")
async def get_import(import_id: UUID, db: Reading) -> Import:
    return _import(await imports.get(db, import_id))


@router.put("/{import_id}/uploaded", status_code=202, operation_id="importUploaded")
async def import_uploaded(import_id: UUID, shop: TheShop, now: Now) -> None:
    """The file is there; it is read in the background. A repeat changes nothing."""
    async with shop.database.reading() as db:
        started = await imports.get(db, import_id)
    if started.status is ImportStatus.UPLOADING and started.blob is not None:
        facts = await shop.blobs.facts("uploads", started.blob)
        if facts is None:
            raise NotUploaded("nothing has been uploaded yet")
        if facts.size > limits.UPLOAD_BYTES:
            await shop.blobs.delete("uploads", started.blob)
            raise Invalid(f"a file has at most {limits.UPLOAD_BYTES} bytes", field="size_bytes")
    async with shop.database.transaction() as db:
        await imports.uploaded(db, import_id, now=now)


@router.get("/{import_id}/live", operation_id="followImport", response_class=StreamingResponse)
async def follow_import(
    import_id: UUID, request: Request, me: Me, shop: TheShop
) -> StreamingResponse:
    """Server-sent events `import`: how far it is, until it ends."""
    async with shop.database.reading() as db:
        await imports.get(db, import_id)

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            found = _import(await imports.get(db, import_id))
        handled = found.rows_done + found.rows_failed
        version = f"{found.status}.{found.is_undoing}.{handled}"
        return version, found.model_dump(mode="json")

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="import",
        key=str(import_id),
        visitor=f"staff:{me.user_id}",
        look=look,
        may_watch=partial(may_watch, request),
        is_last=lambda data: data["status"] in imports.ENDED and not data["is_undoing"],
    )
    return stream


@router.get("/{import_id}/errors", operation_id="listImportErrors")
async def list_import_errors(
    import_id: UUID, db: Reading, me: Me, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[RefusedRow]:
    """Rows that were refused, and those that came in changed, in the order of the file."""
    of = await imports.get(db, import_id)
    check_may_see(me, of)
    (after,) = BY_NUMBER.after(cursor) or (0,)
    found = await imports.error_rows(db, import_id, after_row=after, limit=limit + 1)
    page = BY_NUMBER.page(found, limit, lambda error: (error.row,))
    return ListOut(
        items=[
            RefusedRow(
                row=error.row,
                code=error.code,
                message=error.message,
                is_error=error.is_error,
                values=_values(of, error),
            )
            for error in page.items
        ],
        next_cursor=page.next_cursor,
    )


def _values(found: imports.Import, error: imports.RowError) -> dict[str, str]:
    """The cells that were refused, by the file's own headings."""
    cells = zip(found.facts.get("headings", ()), error.values.get("cells", ()), strict=False)
    return {
        heading: cell.replace(centre.NO_CODE, "") for heading, cell in cells if heading and cell
    }


@router.get(
    "/{import_id}/errors.csv",
    operation_id="downloadImportErrors",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def download_import_errors(
    import_id: UUID, language: Language, shop: TheShop, me: Me
) -> StreamingResponse:
    """Every refused row as a file that a spreadsheet opens; mended, it can be imported as it is."""
    async with shop.database.reading() as db:
        found = await imports.get(db, import_id)
    check_may_see(me, found)

    async def pieces() -> AsyncIterator[bytes]:
        after: int | None = 0
        while after is not None:
            async with shop.database.reading() as db:
                piece, after = await centre.refused_as_csv(
                    db, found, after_row=after, language=language
                )
            yield piece

    return StreamingResponse(
        pieces(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="refused-{import_id}.csv"'},
    )


@router.put("/{import_id}/undo", status_code=202, operation_id="undoImport")
async def undo_import(import_id: UUID, db: Db, me: Me, now: Now) -> None:
    """Take it back as one act; what was sold or changed since stays."""
    check_may_write(me, (await imports.get(db, import_id)).kind)
    await centre.undo(db, import_id, actor=me.email, now=now)
