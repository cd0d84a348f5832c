"""Customers: one per email address; no marketing mail without consent."""

from typing import Any
from uuid import UUID

import pytest
from tests.support.asking import rows, scalar
from tests.support.selling import NOW, race
from tests.support.shop import readers

from lonja.customers import api as customers
from lonja.customers.history import HistoricalCustomer, bring_in_history
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7

pytestmark = pytest.mark.anyio


async def remember(database: Database, email: str, *, name: str = "Ana Ruiz") -> UUID:
    async with database.transaction() as db:
        return await customers.remember(
            db, email=email, name=name, language="es", country="ES", now=NOW
        )


async def suppress(database: Database, email: str) -> None:
    async with database.transaction() as db:
        await customers.suppress(db, email=email, reason="unsubscribed", now=NOW)


async def emails(database: Database, **filters: Any) -> list[str]:
    """Everybody who accepts marketing mail, read in pages of two."""
    found: list[customers.Reader] = []
    async with database.reading() as db:
        audience = customers.Audience(**filters)
        while page := await customers.readers_after(
            db,
            found[-1].customer_id if found else None,
            audience=audience,
            now=NOW,
            limit=2,
        ):
            found += page
        size = await customers.audience_size(db, audience, now=NOW)
        assert size.reachable == len(found)
    assert found == sorted(found, key=lambda reader: reader.customer_id)
    return sorted(reader.email for reader in found)


class TestACustomer:
    async def test_is_the_same_at_every_order_however_the_address_is_written(
        self, database: Database
    ) -> None:
        first = await remember(database, "Ana@Example.com")
        again = await remember(database, "ana@example.COM", name="Somebody Else")

        async with database.reading() as db:
            found = await rows(db, "SELECT id, email, name, marketing_consent FROM customers")
        assert again == first
        assert [tuple(row) for row in found] == [(first, "Ana@Example.com", "Ana Ruiz", False)]

    async def test_is_made_once_by_first_orders_at_the_same_moment(
        self, database: Database
    ) -> None:
        found = await race(*(remember(database, "ana@example.com") for _ in range(6)))

        assert len(set(map(str, found))) == 1
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM customers") == 1


class TestAReader:
    async def test_has_agreed_and_is_not_suppressed(self, database: Database) -> None:
        await readers(database, 5, domain="example.org")
        await remember(database, "silent@example.org")
        await suppress(database, "READER-1@example.org")

        assert await emails(database) == [f"reader-{number}@example.org" for number in (0, 2, 3, 4)]
        assert await emails(database, language="en") == [
            f"reader-{number}@example.org" for number in (0, 3)
        ]
        assert await emails(database, country="PT") == []

    async def test_is_suppressed_once_however_often_it_is_requested(
        self, database: Database
    ) -> None:
        await readers(database, 2, domain="example.org")
        for _ in range(2):
            await suppress(database, "Reader-0@Example.org")

        async with database.reading() as db:
            found = await customers.suppressed(db, ["READER-0@example.org", "reader-1@example.org"])
        assert found == {"reader-0@example.org"}
        assert await emails(database) == ["reader-1@example.org"]

    async def test_is_never_an_imported_customer_without_an_address(
        self, database: Database
    ) -> None:
        one = HistoricalCustomer(uuid7(), "12346", "en", "GB", "retail", NOW)
        other = HistoricalCustomer(uuid7(), "12347", "en", "GB", "retail", NOW)
        async with database.transaction() as db:
            await bring_in_history(db, [one])
        async with database.transaction() as db:
            ids = await bring_in_history(
                db, [HistoricalCustomer(uuid7(), "12346", "en", "GB", "retail", NOW), other]
            )

        assert ids == {"12346": one.id, "12347": other.id}
        assert await emails(database) == []
