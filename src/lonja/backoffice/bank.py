"""A bank's file: taken in, and what of it waits for a person."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import import_bank_file as importing
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.bank import api as bank
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    MoneyOut,
    Out,
    PageLimit,
    Reading,
    Storable,
)
from lonja.kernel.paging import BY_TIME

router = APIRouter(tags=["orders"])

BankField = Literal["booked_on", "amount", "concept", "payer", "account", "bank_reference"]


class BankFileAsked(In):
    """CAMT.053 or CSV as text. `columns` of a CSV are remembered for the next with its headers."""

    name: Line
    text: Annotated[str, StringConstraints(min_length=1, max_length=400_000), Storable]
    columns: Annotated[dict[BankField, Line], Field(default_factory=dict)]


class BankFileImported(Out):
    """`known` lines stood in a file before; `matched` pay their order; `left` wait for a person."""

    lines: int
    known: int
    matched: int
    left: int


class BankLineRow(Out):
    id: UUID
    booked_on: date
    amount: MoneyOut
    payer: str
    concept: str
    file_name: str
    added_at: datetime


class BankLineOrder(In):
    number: Line


class BankLineAside(In):
    """Not for a sale of the shop's, or sent back; why is kept."""

    outcome: Literal["ignored", "returned"]
    note: Line


@router.post("/bank-files", operation_id="importBankFile")
async def import_bank_file(asked: BankFileAsked, db: Db, me: Me, now: Now) -> BankFileImported:
    """Take a file in; the same file again, or one that overlaps, books nothing twice.

    422 `bank_columns_needed` names the headers of a CSV whose columns nobody has said yet.
    """
    found = await importing.import_bank_file(
        db,
        name=asked.name,
        text=asked.text,
        columns={str(field): header for field, header in asked.columns.items()},
        actor=me.email,
        now=now,
    )
    return BankFileImported(
        lines=found.lines, known=found.known, matched=found.matched, left=found.left
    )


@router.get("/bank-lines", operation_id="listBankLines")
async def list_bank_lines(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[BankLineRow]:
    """Money that nobody has said the order of, oldest first."""
    found = await bank.open_lines(db, after=BY_TIME.after(cursor), limit=limit + 1)
    page = BY_TIME.page(found, limit, lambda one: (one.added_at, one.id))
    return ListOut(
        items=[
            BankLineRow(
                id=one.id,
                booked_on=one.booked_on,
                amount=MoneyOut.of(one.amount_minor, one.currency),
                payer=one.payer,
                concept=one.concept,
                file_name=one.file_name,
                added_at=one.added_at,
            )
            for one in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.put("/bank-lines/{line_id}/order", status_code=204, operation_id="assignBankLine")
async def assign_bank_line(line_id: UUID, asked: BankLineOrder, db: Db, me: Me, now: Now) -> None:
    """Say which order the money is for."""
    await importing.assign_line(db, line_id=line_id, number=asked.number, actor=me.email, now=now)


@router.put("/bank-lines/{line_id}/outcome", status_code=204, operation_id="setBankLineAside")
async def set_bank_line_aside(
    line_id: UUID, asked: BankLineAside, db: Db, me: Me, now: Now
) -> None:
    """Say that it pays no order, and why."""
    await importing.set_line_aside(
        db, line_id=line_id, outcome=asked.outcome, note=asked.note, actor=me.email, now=now
    )
