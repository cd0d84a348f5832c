"""What staff did, and whether the record of it is whole."""

import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from lonja.fiscal import api as fiscal
from lonja.hosting.deps import Cursor, ListOut, ListReading, Out, PageLimit, Reading, Storable
from lonja.kernel import audit
from lonja.kernel.paging import BY_NUMBER

router = APIRouter(prefix="/audit", tags=["audit"])


class AuditRow(Out):
    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, str]


class TaxRecordVerdict(Out):
    """Of one issuer; `first_broken` is the position of the first record that was changed or is missing."""

    issuer: str
    records: int
    first_broken: int | None


class AuditVerdict(Out):
    """`first_broken` is the number of the first row that does not follow from the one before.

    `tax_records` is empty where the shop keeps none.
    """

    is_whole: bool
    first_broken: int | None
    tax_records: list[TaxRecordVerdict]


@router.get("", operation_id="listAudit")
async def list_audit(
    db: ListReading,
    subject: Annotated[str | None, Query(max_length=200), Storable] = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[AuditRow]:
    """Newest first."""
    (before,) = BY_NUMBER.after(cursor) or (None,)
    found = await audit.list_rows(db, before_seq=before, subject=subject or None, limit=limit + 1)
    page = BY_NUMBER.page(found, limit, lambda row: (row.seq,))
    return ListOut(
        items=[
            AuditRow(
                seq=row.seq,
                at=row.at,
                actor=row.actor,
                action=row.action,
                subject=row.subject,
                facts={
                    key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    for key, value in row.facts.items()
                    if value is not None
                },
            )
            for row in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/verdict", operation_id="verifyAudit")
async def verify_audit(db: Reading) -> AuditVerdict:
    """Walk the whole chain of hashes, and those of the tax record."""
    broken = await audit.first_broken(db)
    return AuditVerdict(
        is_whole=broken is None,
        first_broken=broken,
        tax_records=[
            TaxRecordVerdict(
                issuer=one.issuer,
                records=one.records,
                first_broken=one.wrong[0].position if one.wrong else None,
            )
            for one in await fiscal.chains(db)
        ],
    )
