"""What an accountant takes: the journal, and what a VAT return is made of."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from lonja.actions.write_journal import journal_of
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.documents import api as documents
from lonja.documents.api import Entry
from lonja.hosting.deps import Facts, ListOut, ListReading, MoneyOut, Out, TheShop
from lonja.kernel import audit
from lonja.kernel.errors import Invalid
from lonja.kernel.money import EXPONENTS
from lonja.sheets import api as sheets
from lonja.shop.api import Shop as ShopFacts

router = APIRouter(prefix="/accounting", tags=["accounting"])

MOST_DAYS: Final = 366
CSV: Final = "text/csv; charset=utf-8"
HEADINGS: Final = (
    "day", "account", "debit", "credit", "currency", "place", "rate", "method", "document", "source",
)  # fmt: skip


class TaxSumOut(Out):
    """All of one rate in one place; `documents` is how many say it."""

    place: str
    treatment: str
    rate_basis_points: int
    base: MoneyOut
    tax: MoneyOut
    documents: int


@router.get("/taxes", operation_id="getTaxSummary")
async def get_tax_summary(db: ListReading, since: date, until: date) -> ListOut[TaxSumOut]:
    """By place and rate, both days included: `oss` is the return of the one-stop shop."""
    _days(since, until)
    found = await documents.tax_summary(db, since=since, until=until)
    return ListOut(
        items=[
            TaxSumOut(
                place=one.place,
                treatment=one.treatment,
                rate_basis_points=one.basis_points,
                base=MoneyOut.of(one.base_minor, one.currency),
                tax=MoneyOut.of(one.tax_minor, one.currency),
                documents=one.documents,
            )
            for one in found
        ],
        next_cursor=None,
    )


@router.get(
    "/journal",
    operation_id="exportJournal",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
async def export_journal(
    shop: TheShop, facts: Facts, me: Me, now: Now, since: date, until: date
) -> StreamingResponse:
    """Double entry as CSV, day by day; a day that is over is always the same."""
    days = _days(since, until)
    async with shop.database.transaction() as db:
        await audit.record(
            db, at=now, actor=me.email, action="journal_exported", subject="journal",
            since=since.isoformat(), until=until.isoformat(),
        )  # fmt: skip
    name = f"journal-{since}-{until}.csv"
    return StreamingResponse(
        _pieces(shop, facts, days),
        media_type=CSV,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _pieces(shop: TheShop, facts: ShopFacts, days: list[date]) -> AsyncIterator[bytes]:
    """A connection for each day: a slow download keeps none."""
    writer = sheets.writer_of("csv")
    yield writer.rows([HEADINGS])
    for day in days:
        async with shop.database.reading() as db:
            entries = await journal_of(db, day, facts)
        if entries:
            yield writer.rows([_cells(one) for one in entries])
    yield writer.end()


def _cells(one: Entry) -> list[str]:
    return [
        one.day.isoformat(),
        str(one.account),
        _amount(one.debit_minor, one.currency),
        _amount(one.credit_minor, one.currency),
        one.currency,
        one.place,
        f"{one.basis_points / 100:g}" if one.place else "",
        one.method,
        one.document,
        one.source,
    ]


def _amount(minor: int, currency: str) -> str:
    exponent = EXPONENTS[currency]
    digits = str(minor).rjust(exponent + 1, "0")
    return f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits


def _days(since: date, until: date) -> list[date]:
    count = (until - since).days + 1
    if until == date.max or not 1 <= count <= MOST_DAYS:  # a day that no other follows has no end
        raise Invalid(f"choose 1 to {MOST_DAYS} days", field="until")
    return [since + timedelta(days=at) for at in range(count)]
