"""The codes of a promotion: typed one by one, or made by the thousand and taken out as a file."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import Field

from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.promotion_bodies import Count
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    OptionalLine,
    Out,
    PageLimit,
    PathText,
    Reading,
    TheShop,
)
from lonja.kernel.paging import SortKey
from lonja.promotions import api as promotions
from lonja.promotions.api import BatchStatus

router = APIRouter(prefix="/promotions", tags=["marketing"])

_BY_CODE: Final = SortKey(str)


class PromotionCode(Out):
    code: str
    batch_id: UUID | None
    max_uses: int | None
    used: int
    version: int
    created_at: datetime


class CodeAsked(In):
    code: Line
    max_uses: Count | None = None


class CodeLimit(In):
    """Null: as often as the promotion allows."""

    max_uses: Count | None


class CodeBatch(Out):
    id: UUID
    prefix: str
    wanted: int
    made: int
    max_uses: int | None
    status: BatchStatus
    created_at: datetime
    created_by: str


class CodeBatches(Out):
    items: list[CodeBatch]


class BatchAsked(In):
    """Each code is the prefix and ten letters that nobody guesses; without `max_uses` it is unlimited."""

    prefix: OptionalLine = ""
    wanted: Annotated[int, Field(ge=1, le=promotions.MOST_AT_ONCE)]
    max_uses: Count | None = 1


@router.get("/{promotion_id}/codes", operation_id="listPromotionCodes")
async def list_promotion_codes(
    promotion_id: UUID, db: Reading, q: Search = "", cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[PromotionCode]:
    """By code; `q` is what a code begins with."""
    (after,) = _BY_CODE.after(cursor) or (None,)
    found = await promotions.list_codes(
        db, promotion_id, query=q.strip(), after=after, limit=limit + 1
    )
    page = _BY_CODE.page(found, limit, lambda one: (one.code,))
    return ListOut(
        items=[PromotionCode.model_validate(one) for one in page.items],
        next_cursor=page.next_cursor,
    )


@router.post("/{promotion_id}/codes", status_code=201, operation_id="addPromotionCode")
async def add_promotion_code(
    promotion_id: UUID, asked: CodeAsked, db: Db, me: Me, now: Now
) -> PromotionCode:
    await promotions.add_code(
        db, promotion_id, asked.code, max_uses=asked.max_uses, actor=me.email, now=now
    )
    return PromotionCode.model_validate(await promotions.code(db, asked.code))


@router.patch("/codes/{code}", operation_id="limitPromotionCode")
async def limit_promotion_code(
    code: PathText, asked: CodeLimit, version: IfMatch, db: Db, me: Me, now: Now
) -> PromotionCode:
    await promotions.limit_code(
        db, code, max_uses=asked.max_uses, version=version, actor=me.email, now=now
    )
    return PromotionCode.model_validate(await promotions.code(db, code))


@router.delete("/codes/{code}", status_code=204, operation_id="removePromotionCode")
async def remove_promotion_code(code: PathText, db: Db, me: Me, now: Now) -> None:
    """409 once an order has used it: limit it instead."""
    await promotions.remove_code(db, code, actor=me.email, now=now)


@router.get("/{promotion_id}/batches", operation_id="listCodeBatches")
async def list_code_batches(promotion_id: UUID, db: Reading) -> CodeBatches:
    """Newest first."""
    found = await promotions.batches(db, promotion_id)
    return CodeBatches(items=[CodeBatch.model_validate(one) for one in found])


@router.post("/{promotion_id}/batches", status_code=202, operation_id="orderCodeBatch")
async def order_code_batch(
    promotion_id: UUID, asked: BatchAsked, db: Db, me: Me, now: Now
) -> CodeBatch:
    """Up to 100,000 codes, made in the background."""
    batch_id = await promotions.order_codes(
        db,
        promotion_id,
        prefix=asked.prefix,
        wanted=asked.wanted,
        max_uses=asked.max_uses,
        actor=me.email,
        now=now,
    )
    return CodeBatch.model_validate(await promotions.batch(db, batch_id))


@router.get("/batches/{batch_id}", operation_id="getCodeBatch")
async def get_code_batch(batch_id: UUID, db: Reading) -> CodeBatch:
    """How many are made already."""
    return CodeBatch.model_validate(await promotions.batch(db, batch_id))


@router.get(
    "/batches/{batch_id}/codes.csv",
    operation_id="exportCodeBatch",
    response_class=StreamingResponse,
)
async def export_code_batch(batch_id: UUID, shop: TheShop) -> StreamingResponse:
    """All codes of the batch as CSV, read and sent a page at a time."""
    async with shop.database.reading() as db:
        batch = await promotions.batch(db, batch_id)
    name = f"codes-{batch.prefix or batch.id}.csv".lower()
    return StreamingResponse(
        _csv(shop, batch_id),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _csv(shop: TheShop, batch_id: UUID) -> AsyncIterator[str]:
    """No connection is held while the reader is slow."""
    yield "code,max_uses,used,created_at\n"
    after: str | None = None
    while True:
        async with shop.database.reading() as db:
            page = await promotions.codes_of_batch(db, batch_id, after=after)
        if not page:
            return
        yield "".join(
            f"{one.code},{one.max_uses or ''},{one.used},{one.created_at.isoformat()}\n"
            for one in page
        )
        after = page[-1].code
