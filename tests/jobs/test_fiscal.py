"""The tax record reaches the tax office in its order, once, whatever is away and whoever dies."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from tests.support.asking import rows
from tests.support.messages import envelope_of
from tests.support.selling import NOW, an_order

from lonja.actions import issue_document
from lonja.adapters.verifactu import Verifactu
from lonja.documents import api as documents
from lonja.documents.api import Document, DocumentCause
from lonja.fiscal import api as fiscal
from lonja.fiscal.api import RecordStatus, SubmitRecords
from lonja.jobs.fiscal import check_chains, submit_records
from lonja.kernel import clock
from lonja.kernel.db import Database, run
from lonja.shop import api as shops
from lonja_tools.laptop.tax_office import TaxOffice, build
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

NIF = "89890001K"


@pytest.fixture
def office() -> TaxOffice:
    return TaxOffice()


@pytest.fixture
async def register(office: TaxOffice) -> AsyncIterator[Verifactu]:
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=build(office)))
    opened = Verifactu(url="http://tax.example/", client=client)
    yield opened
    await opened.close()


@pytest.fixture
async def bound(database: Database) -> Database:
    """A shop in Spain that the law binds."""
    await open_small_shop(database, {"A": 9})
    async with database.transaction() as db:
        shop = await shops.current(db)
        await shops.save(
            db,
            replace(
                shop,
                vat_ids=(f"ES{NIF}",),
                documents=replace(shop.documents, tax_record="test"),
            ),
            actor="test",
            now=NOW,
        )
    return database


async def issued(database: Database) -> Document:
    order_id = await an_order(database, {"A": 1}, status="confirmed")
    async with database.transaction() as db:
        made = await issue_document.issue(
            db, order_id=order_id, cause=DocumentCause.SALE, item_id=order_id, now=NOW
        )
    assert made is not None
    return made


async def statuses(database: Database) -> list[str]:
    async with database.reading() as db:
        found = await fiscal.list_records(db, limit=50)
    return [str(one.status) for one in reversed(found)]


async def send(database: Database, register: fiscal.FiscalRegister) -> None:
    await submit_records(database, register, envelope_of(SubmitRecords(NIF)))


async def test_each_document_is_recorded_in_a_chain_and_accepted(
    bound: Database, office: TaxOffice, register: Verifactu
) -> None:
    first, second = await issued(bound), await issued(bound)
    buyer = documents.Party("Obras S.L.", ("Calle Mayor 2",), "ESB12345678", "ES")
    async with bound.transaction() as db:
        full = await issue_document.exchange(
            db, order_id=first.order_id, buyer=buyer, actor="buyer", now=NOW
        )

    await send(bound, register)
    await send(bound, register)

    assert await statuses(bound) == [RecordStatus.ACCEPTED] * 3
    async with bound.transaction() as db:
        records = [await fiscal.record_of(db, one.id) for one in (first, second, full)]
        assert await fiscal.check_chains(db, actor="test", now=NOW) == [fiscal.Chain(NIF, 3, ())]
        events = await rows(db, "SELECT kind, position FROM fiscal_events ORDER BY position")
    assert [one.invoice.type for one in records if one] == ["F2", "F2", "F3"]
    assert office.chains == {NIF: [one.hash for one in records if one]}
    assert [one.kind for one in events] == ["chain_checked"]


async def test_records_wait_while_the_office_is_away(
    bound: Database, office: TaxOffice, register: Verifactu
) -> None:
    await issued(bound)
    office.is_away = True

    await send(bound, register)
    away = await statuses(bound)
    office.is_away = False
    await send(bound, register)

    assert (away, await statuses(bound)) == ([RecordStatus.WAITING], [RecordStatus.ACCEPTED])


async def test_an_answer_that_was_lost_is_asked_for_again(
    bound: Database, office: TaxOffice, register: Verifactu
) -> None:
    await issued(bound)
    async with bound.transaction() as db:
        records = await fiscal.claim(db, NIF, now=clock.now() - timedelta(minutes=10))
    await register.submit(records)  # and the worker died

    await send(bound, register)

    assert await statuses(bound) == [RecordStatus.ACCEPTED]
    assert len(office.chains[NIF]) == 1


async def test_two_workers_never_send_side_by_side(bound: Database) -> None:
    await issued(bound)
    async with bound.transaction() as db:
        first = await fiscal.claim(db, NIF, now=NOW)
    async with bound.transaction() as db:
        second = await fiscal.claim(db, NIF, now=NOW)

    assert (len(first), second) == (1, [])


async def test_what_is_rejected_waits_for_a_person_and_is_in_the_event_log(
    bound: Database, office: TaxOffice, register: Verifactu
) -> None:
    await issued(bound)
    office.chains[NIF] = ["another system's record"]

    await send(bound, register)

    async with bound.reading() as db:
        (one,) = await fiscal.list_records(db, status="rejected", limit=5)
        (event,) = await rows(db, "SELECT kind, facts FROM fiscal_events")
    assert one.answer.startswith("2007 ")
    assert (event.kind, event.facts["code"]) == ("record_rejected", "2007")


async def test_a_shop_that_the_law_does_not_bind_keeps_none(database: Database) -> None:
    await open_small_shop(database, {"A": 9})

    await issued(database)

    assert await statuses(database) == []


async def test_records_are_never_changed(bound: Database) -> None:
    await issued(bound)

    with pytest.raises(Exception, match="never changed or removed"):
        async with bound.transaction() as db:
            await run(db, "UPDATE fiscal_records SET hash = ''")


class TestTheDailyCheck:
    async def test_is_made_once_a_day_and_finds_a_whole_chain(self, bound: Database) -> None:
        assert await check_chains(bound, now=NOW) == 0  # nothing was recorded yet
        await issued(bound)

        for hours in (0, 1, 25):
            assert await check_chains(bound, now=NOW + timedelta(hours=hours)) == 0

        async with bound.reading() as db:
            events = await rows(db, "SELECT kind FROM fiscal_events")
            assert await fiscal.count_broken(db) == 0
        assert [one.kind for one in events] == ["chain_checked"] * 2

    @pytest.mark.parametrize(
        ("done", "found"),
        [
            (
                "UPDATE fiscal_records SET invoice = invoice || '{\"total_minor\": 1}' WHERE position = 2",
                fiscal.Break(2, "is not what was recorded"),
            ),
            (
                "DELETE FROM fiscal_records WHERE position = 2",
                fiscal.Break(3, "stands where 2 is expected"),
            ),
            ("DELETE FROM fiscal_records WHERE position = 3", fiscal.Break(3, "is missing")),
            ("DELETE FROM fiscal_records", fiscal.Break(1, "is missing")),
        ],
    )
    async def test_finds_what_was_changed_or_taken_away(
        self, bound: Database, done: str, found: fiscal.Break
    ) -> None:
        for _ in range(3):
            await issued(bound)
        async with bound.transaction() as db:
            await run(db, "SET LOCAL session_replication_role = replica")  # as who owns the server
            await run(db, done)

        assert await check_chains(bound, now=NOW) == 1

        async with bound.reading() as db:
            [chain] = await fiscal.chains(db)
            assert await fiscal.count_broken(db) == 1
        assert (chain.records, chain.wrong[0]) == (3, found)
