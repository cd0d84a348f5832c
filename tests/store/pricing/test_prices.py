"""A price: what it is now, what it was, and who changed it."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.selling import NOW

from lonja.catalog import api as catalog
from lonja.kernel.db import Database, rows
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def reprice(
    database: Database,
    variant: UUID,
    minor: int,
    *,
    currency: str = "EUR",
    before: int | None = None,
    minutes: int = 0,
) -> None:
    async with database.transaction() as db:
        await pricing.set_price(
            db,
            variant_id=variant,
            currency=currency,
            amount_minor=minor,
            compare_at_minor=before,
            actor="ana",
            now=NOW + timedelta(minutes=minutes),
        )


class TestAPrice:
    async def test_is_of_one_currency(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]

        await reprice(database, a, 12_50, currency="EUR", before=20_00)

        async with database.reading() as db:
            assert await pricing.regular_prices(db, [a], "EUR") == {
                a: pricing.Price(a, "EUR", 12_50, 20_00, 10_00)
            }
            assert await pricing.regular_prices(db, [a], "USD") == {
                a: pricing.Price(a, "USD", 10_00, None)
            }
            assert await pricing.regular_prices(db, [a], "GBP") == {}

    async def test_remembers_each_change_and_who_made_it(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]

        for minutes, minor in enumerate((12_00, 9_99)):
            await reprice(database, a, minor, minutes=minutes)

        async with database.reading() as db:
            history = await pricing.price_history(db, a, limit=2)
            audited = await rows(
                db,
                str,
                "SELECT subject FROM audit_log WHERE action = 'price_set' AND actor = 'ana'",
            )
        assert [(change.amount_minor, change.actor) for change in history] == [
            *((9_99, "ana"), (12_00, "ana")),
        ]
        assert audited == [f"variant:{a}"] * 2

    @pytest.mark.parametrize(
        ("currency", "minor", "before", "field"),
        [
            ("XYZ", 10_00, None, "currency"),
            ("EUR", -1, None, "amount_minor"),
            ("EUR", 10**10 + 1, None, "amount_minor"),
            ("EUR", 10_00, 10_00, "compare_at_minor"),
            ("EUR", 10_00, 9_99, "compare_at_minor"),
        ],
    )
    async def test_that_makes_no_sense_is_refused_by_its_field(
        self, database: Database, currency: str, minor: int, before: int | None, field: str
    ) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]

        with pytest.raises(Invalid) as refused:
            await reprice(database, a, minor, currency=currency, before=before)

        assert refused.value.facts == {"field": field}
        async with database.reading() as db:
            assert (await pricing.regular_prices(db, [a], "EUR"))[a].amount_minor == 10_00
            assert "ana" not in {one.actor for one in await pricing.price_history(db, a)}

    async def test_needs_something_that_it_is_the_price_of(self, database: Database) -> None:
        with pytest.raises(catalog.UnknownSku):
            await reprice(database, uuid7(), 10_00)
