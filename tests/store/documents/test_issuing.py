"""Numbers without a gap, documents that nobody changes, and each order invoiced once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
import pytest
from tests.support.selling import NOW, an_order, move, race

from lonja.actions import cancel_order, issue_document, refund_order
from lonja.actions.issue_document import NothingToInvoice
from lonja.documents import api as documents
from lonja.documents.api import Document, DocumentCause, DocumentKind, Facts, Party
from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.taxes.api import TaxGroup
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

ZONE: Final = "Europe/Madrid"
FACTS: Final = Facts(
    seller=Party("Azulejo de Ejemplo S.L."),
    buyer=Party("Ana Ruiz"),
    deliver_to=(),
    order_number="1001",
    ordered_on="2026-05-04",
    supplied_on="",
    currency="EUR",
    language="es",
    treatment="domestic",
    place="ES",
    lines=(),
    groups=(TaxGroup(2100, 1000, 210),),
)


class RolledBackError(Exception):
    """What the test's own transaction fails with."""


async def issue(
    database: Database, *, series: str = "F", now: datetime = NOW, fails: bool = False
) -> None:
    order_id = uuid7()
    async with database.transaction() as db:
        await documents.issue(
            db,
            series=series,
            kind=DocumentKind.INVOICE,
            cause=DocumentCause.SALE,
            item_id=order_id,
            order_id=order_id,
            facts=FACTS,
            time_zone=ZONE,
            now=now,
        )
        if fails:
            raise RolledBackError


async def codes(database: Database) -> list[str]:
    async with database.reading() as db:
        found = await documents.list_documents(db, limit=200)
    return sorted(one.code for one in found)


async def broken(database: Database, year: int = 2026) -> list[str]:
    async with database.reading() as db:
        return await documents.check_series(db, "F", year)


class TestNumbers:
    async def test_of_two_years_are_one_chain_whoever_comes_first(self, database: Database) -> None:
        """At midnight some still issue with the old year's time."""
        old = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
        await issue(database, now=old)
        await asyncio.gather(
            *(issue(database, now=old + timedelta(seconds=number % 2)) for number in range(24))
        )

        async with database.reading() as db:
            found = await documents.list_documents(db, limit=200)
            issued = [await documents.document(db, one.id) for one in found]
        assert len(issued) == 25
        assert {one.previous_hash for one in issued} == {"", *(one.hash for one in issued)} - {
            max(issued, key=lambda one: (one.year, one.number)).hash
        }
        assert await broken(database, 2026) == await broken(database, 2027) == []

    async def test_have_no_gap_after_fifty_at_once_and_ten_that_failed(
        self, database: Database
    ) -> None:
        acts = [issue(database, fails=at % 6 == 5) for at in range(60)]

        results = await asyncio.gather(*acts, return_exceptions=True)

        assert sum(isinstance(one, RolledBackError) for one in results) == 10
        assert await codes(database) == [f"F2026-{number:06d}" for number in range(1, 51)]
        assert await broken(database) == []

    async def test_begin_again_at_midnight_of_the_shop(self, database: Database) -> None:
        midnight = datetime(2026, 12, 31, 23, tzinfo=UTC)  # of Madrid

        await issue(database, now=midnight - timedelta(seconds=1))
        await issue(database, now=midnight)

        assert await codes(database) == ["F2026-000001", "F2027-000001"]
        async with database.reading() as db:
            second = await documents.document_called(db, "F2027-000001")
            first = await documents.document_called(db, "F2026-000001")
        assert second.previous_hash == first.hash
        assert str(second.issued_on) == "2027-01-01"

    async def test_are_dated_in_their_order_although_the_clock_was_set_back(
        self, database: Database
    ) -> None:
        await issue(database, now=NOW)
        await issue(database, now=NOW - timedelta(days=400))

        await issue(database, now=NOW - timedelta(minutes=5))

        assert await codes(database) == ["F2026-000001", "F2026-000002", "F2026-000003"]
        async with database.reading() as db:
            last = await documents.document_called(db, "F2026-000003")
        assert last.issued_at == NOW

    @pytest.mark.parametrize("statement", ["UPDATE documents SET total_minor = 0, base_minor = 0",
                                           "DELETE FROM documents"])  # fmt: skip
    async def test_are_never_changed_or_removed(self, database: Database, statement: str) -> None:
        await issue(database)

        with pytest.raises(psycopg.errors.RaiseException, match="never changed or removed"):
            async with database.transaction() as db:
                await run(db, statement)

    async def test_of_a_document_that_was_changed_by_force_are_found(
        self, database: Database
    ) -> None:
        await issue(database)
        await issue(database)
        async with database.transaction() as db:
            await run(db, "ALTER TABLE documents DISABLE TRIGGER documents_stay")
            await run(
                db,
                "UPDATE documents SET facts = jsonb_set(facts, '{buyer,name}', '\"Eva\"')"
                " WHERE number = 1",
            )

        assert await broken(database) == ["F2026-000001 is not what was issued"]


async def all_of(database: Database, order_id: UUID) -> Sequence[Document]:
    async with database.reading() as db:
        return await documents.documents_of(db, order_id)


async def wanted(
    database: Database, order_id: UUID, cause: DocumentCause, item_id: UUID | None = None
) -> Document | None:
    async with database.transaction() as db:
        return await issue_document.issue(
            db, order_id=order_id, cause=cause, item_id=item_id or order_id, now=NOW
        )


async def give_back(database: Database, order_id: UUID, minor: int | None = None) -> UUID:
    """A refund that arrived."""
    refund_id = uuid7()
    async with database.transaction() as db:
        await refund_order.refund(
            db,
            order_id=order_id,
            refund_id=refund_id,
            asked=payments.RefundRequested(payments.RefundReason.DAMAGED, minor),
            actor="ana",
            limit_minor=None,
            now=NOW,
        )
    await answer(database, order_id, refund_id, payments.RefundSucceeded(f"re_{refund_id}"))
    return refund_id


async def answer(
    database: Database, order_id: UUID, refund_id: UUID, said: payments.RefundAnswer
) -> None:
    async with database.transaction() as db:
        ask = await refund_order.begin(
            db, order_id=order_id, refund_id=refund_id, secret="", now=NOW
        )
    if ask is None:  # the gateway says later that its money came back
        async with database.reading() as db:
            one = await payments.refund(db, order_id=order_id, refund_id=refund_id)
            method, reference = await payments.refund_way(db, one)
        ask = refund_order.Ask(one, method, reference, is_new=False)
    async with database.transaction() as db:
        await refund_order.settle(db, ask, said, now=NOW)


class TestASale:
    async def test_gets_one_invoice_however_often_it_is_asked_for(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        async with database.transaction() as db:
            order = await orders.get(db, order_id)

        await race(*(wanted(database, order_id, DocumentCause.SALE) for _ in range(4)))

        (invoice,) = await all_of(database, order_id)
        assert (invoice.kind, invoice.total_minor, invoice.tax_minor) == (
            DocumentKind.SIMPLIFIED,
            order.total_minor,
            order.tax_minor,
        )
        assert invoice.facts.seller.name == "Azulejo de Ejemplo S.L."

    async def test_that_nobody_paid_gets_none(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1})

        assert await wanted(database, order_id, DocumentCause.SALE) is None
        with pytest.raises(NothingToInvoice) as refused:
            async with database.transaction() as db:
                await issue_document.issue_now(db, order_id=order_id, actor="ana", now=NOW)
        assert refused.value.facts == {"reason": "not_paid"}

    async def test_is_credited_with_each_refund_to_nothing(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 2}, status="confirmed")
        await wanted(database, order_id, DocumentCause.SALE)

        for minor in (333, None):
            refund_id = await give_back(database, order_id, minor)
            await wanted(database, order_id, DocumentCause.REFUND, refund_id)
            await wanted(database, order_id, DocumentCause.REFUND, refund_id)

        invoice, first, second = await all_of(database, order_id)
        assert first.total_minor == -333
        assert (first.corrects, second.corrects) == (invoice.id, invoice.id)
        assert invoice.total_minor + first.total_minor + second.total_minor == 0
        assert invoice.tax_minor + first.tax_minor + second.tax_minor == 0

    async def test_counts_again_when_its_refund_comes_back(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status="confirmed")
        await wanted(database, order_id, DocumentCause.SALE)
        refund_id = await give_back(database, order_id, 100)
        await wanted(database, order_id, DocumentCause.REFUND, refund_id)

        await answer(database, order_id, refund_id, payments.RefundFailed("account_closed"))
        await wanted(database, order_id, DocumentCause.REFUND_UNDONE, refund_id)

        invoice, note, undone = await all_of(database, order_id)
        assert (note.total_minor, undone.total_minor) == (-100, 100)
        assert undone.kind is DocumentKind.DEBIT_NOTE
        assert undone.corrects == note.id
        assert invoice.total_minor > 0

    async def test_that_is_cancelled_is_credited_once(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status="confirmed")
        await wanted(database, order_id, DocumentCause.SALE)
        async with database.transaction() as db:
            await cancel_order.cancel(
                db,
                order_id=order_id,
                reason=cancel_order.CancelReason.BUYER_REQUEST,
                actor="ana",
                now=NOW,
            )
            (refund,) = await payments.refunds(db, order_id)

        assert await wanted(database, order_id, DocumentCause.CANCELLATION) is None
        await answer(database, order_id, refund.id, payments.RefundSucceeded("re_1"))
        await wanted(database, order_id, DocumentCause.REFUND, refund.id)

        assert sum(one.total_minor for one in await all_of(database, order_id)) == 0

    async def test_is_invoiced_when_it_leaves_where_the_shop_says_so(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        async with database.transaction() as db:
            await run(
                db,
                "UPDATE shop_versions SET facts = jsonb_set(facts, '{documents,issue_on}',"
                " '\"shipping\"')",
            )
        order_id = await an_order(database, {"A": 1}, status="confirmed")

        assert await wanted(database, order_id, DocumentCause.SALE) is None
        await move(database, order_id, "shipped")
        issued = await wanted(database, order_id, DocumentCause.SALE)

        assert issued is not None
        assert issued.facts.supplied_on == "2026-05-04"


class TestAFullInvoice:
    async def test_takes_the_place_of_the_simplified_one(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status="confirmed")
        simplified = await wanted(database, order_id, DocumentCause.SALE)
        assert simplified is not None
        buyer = Party("Obras S.L.", ("Calle Mayor 2",), "ESB12345678", "ES")

        async with database.transaction() as db:
            full = await issue_document.exchange(
                db, order_id=order_id, buyer=buyer, actor="buyer", now=NOW
            )

        assert (full.kind, full.replaces, full.series) == (
            DocumentKind.INVOICE,
            simplified.id,
            "F",
        )
        assert full.facts.buyer == buyer
        with pytest.raises(NothingToInvoice) as refused:
            async with database.transaction() as db:
                await issue_document.exchange(
                    db, order_id=order_id, buyer=buyer, actor="buyer", now=NOW
                )
        assert refused.value.facts == {"reason": "invoiced"}
