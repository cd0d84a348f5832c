"""Where an order goes is corrected while nothing is packed and nothing would cost something else."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.support.selling import NOW, an_order

from lonja.actions.correct_address import ShippingWouldChange, TaxWouldChange, correct_address
from lonja.kernel.address import Address, AddressFieldMalformed
from lonja.kernel.db import Database
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def correct(
    database: Database, order_id: UUID, *, email: str = "ana.ruiz@example.com", **new: str
) -> orders.Order:
    async with database.reading() as db:
        before = (await orders.get(db, order_id)).address
    assert before is not None
    async with database.transaction() as db:
        await correct_address(
            db,
            order_id=order_id,
            email=email,
            address=replace(before, **new),
            actor="clerk@azulejo.example",
            now=NOW,
        )
    async with database.reading() as db:
        return await orders.get(db, order_id)


@pytest.fixture
async def order_id(database: Database) -> UUID:
    await open_small_shop(database, {"A": 5})
    return await an_order(database, {"A": 1}, status="confirmed")


class TestAnAddress:
    async def test_is_another_one_and_so_is_whom_we_write_to(
        self, database: Database, order_id: UUID
    ) -> None:
        async with database.reading() as db:
            before = await orders.get(db, order_id)

        for _ in range(2):
            after = await correct(database, order_id, line1="Calle Mayor 11")

        assert isinstance(after.address, Address)
        assert (after.address.line1, after.email) == ("Calle Mayor 11", "ana.ruiz@example.com")
        assert after.customer_id != before.customer_id
        assert (after.total_minor, after.tax_minor) == (before.total_minor, before.tax_minor)
        [event] = [one for one in after.events if one.kind == "address_corrected"]
        assert event.facts["fields"] == "email, line1"

    async def test_that_no_parcel_reaches_is_refused_at_its_field(
        self, database: Database, order_id: UUID
    ) -> None:
        with pytest.raises(AddressFieldMalformed) as refused:
            await correct(database, order_id, postal_code="2800")

        assert refused.value.facts["field"] == "address.postal_code"

    async def test_where_other_taxes_are_due_is_refused(
        self, database: Database, order_id: UUID
    ) -> None:
        with pytest.raises(TaxWouldChange) as refused:
            await correct(database, order_id, postal_code="35001", city="Las Palmas")

        assert refused.value.facts["place"] == "ES-CN"

    async def test_that_nobody_ships_to_any_more_is_refused(
        self, database: Database, order_id: UUID
    ) -> None:
        async with database.transaction() as db:
            await db.execute("UPDATE orders SET shipping_code = 'drone'")

        with pytest.raises(ShippingWouldChange):
            await correct(database, order_id, line1="Calle Mayor 11")

    async def test_of_what_has_left_is_refused(self, database: Database, order_id: UUID) -> None:
        shipped = await an_order(database, {"A": 1}, status="shipped")

        with pytest.raises(orders.WrongStatus):
            await correct(database, shipped, line1="Calle Mayor 11")
