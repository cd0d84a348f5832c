"""Price lists: for a group that was proved, from so many pieces on, in carts and in orders."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from tests.support.selling import NOW, fill_cart, place

from lonja.actions import remove_audience
from lonja.actions.remove_audience import AudienceInUse
from lonja.carts import api as carts
from lonja.customers import api as customers
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja.orders import api as orders
from lonja.pricing import api as pricing
from lonja.pricing.api import NewListPrice
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
STAFF: dict[str, Any] = {"actor": "owner@example.com", "now": NOW}
ANA = "ana@example.com"


@pytest.fixture
async def variants(database: Database) -> Mapping[str, UUID]:
    return await open_small_shop(database, {"A": 200, "B": 200})


async def a_list(
    database: Database, prices: list[NewListPrice], *, group: UUID | None = None, name: str = "List"
) -> UUID:
    async with database.transaction() as db:
        list_id = await pricing.add_price_list(
            db, name=name, group_id=group, is_active=True, **STAFF
        )
        await pricing.set_list_prices(db, list_id, prices, version=1, **STAFF)
    return list_id


async def trade(database: Database) -> UUID:
    """A group that Ana is in."""
    async with database.transaction() as db:
        known = await customers.remember(
            db, email=ANA, name="Ana", language="en", country="ES", now=NOW
        )
        group = await customers.add_group(db, name="Trade", description="", **STAFF)
        await customers.change_members(db, group, join=[known], version=1, **STAFF)
    return group


async def read(database: Database, cart: UUID) -> carts.Cart:
    async with database.reading() as db:
        return await carts.get(db, cart, now=NOW)


async def test_a_line_of_many_pieces_costs_what_its_tier_says(
    database: Database, variants: Mapping[str, UUID]
) -> None:
    await a_list(database, [NewListPrice(variants["A"], "EUR", 10, 8_00)])

    few = await read(database, await fill_cart(database, {"A": 9, "B": 20}))
    many = await read(database, await fill_cart(database, {"A": 10}))

    assert [line.unit_minor for line in few.lines] == [10_00, 10_00]
    [line] = many.lines
    assert (line.unit_minor, line.total_minor, line.is_reduced) == (8_00, 80_00, True)
    assert line.listed is not None
    assert (line.listed.name, line.listed.from_quantity, line.was_minor) == ("List", 10, None)


async def test_a_list_of_a_group_is_for_who_has_proved_to_be_in_it_and_names_the_order(
    database: Database, variants: Mapping[str, UUID]
) -> None:
    await a_list(
        database,
        [NewListPrice(variants["A"], "EUR", 1, 6_00)],
        group=await trade(database),
        name="Trade 2026",
    )
    cart = await fill_cart(database, {"A": 1})
    before = await read(database, cart)
    async with database.transaction() as db:
        await carts.prove_email(db, cart_id=cart, email=ANA, now=NOW)
    after = await read(database, cart)
    await place(database, cart)

    async with database.reading() as db:
        order = await orders.get(db, cart)
    assert [one.lines[0].unit_minor for one in (before, after)] == [10_00, 6_00]
    assert [one.asks_proof for one in (before, after)] == [True, False]
    assert [(line.price_list, line.total_minor) for line in order.lines] == [("Trade 2026", 6_00)]


async def test_a_price_is_taken_out_and_a_list_switched_off_or_removed(
    database: Database, variants: Mapping[str, UUID]
) -> None:
    prices = [NewListPrice(variants[sku], "EUR", 1, 5_00) for sku in ("A", "B")]
    list_id = await a_list(database, prices)

    async def seen() -> list[int]:
        cart = await read(database, await fill_cart(database, {"A": 1, "B": 1}))
        return [line.unit_minor for line in cart.lines]

    async with database.transaction() as db:
        gone = [NewListPrice(variants["A"], "EUR", 1, None)]
        await pricing.set_list_prices(db, list_id, gone, version=2, **STAFF)
        assert (await pricing.price_list(db, list_id)).prices == 1
    found = [await seen()]
    async with database.transaction() as db:
        await pricing.change_price_list(
            db, list_id, name="List", group_id=None, is_active=False, version=3, **STAFF
        )
    found.append(await seen())
    async with database.transaction() as db:
        await pricing.remove_price_list(db, list_id, version=4, **STAFF)
        assert await pricing.listed_prices(db, list_id, after=None, limit=10) == []

    assert found == [[10_00, 5_00], [10_00, 10_00]]


async def test_what_can_be_no_price_or_was_changed_meanwhile_is_refused_whole(
    database: Database, variants: Mapping[str, UUID]
) -> None:
    list_id = await a_list(database, [NewListPrice(variants["A"], "EUR", 1, 5_00)])

    for wrong in (
        NewListPrice(variants["B"], "EUR", 0, 5_00),
        NewListPrice(variants["B"], "JPY", 1, 5_00),
        NewListPrice(variants["B"], "EUR", 1, -1),
    ):
        with pytest.raises(Invalid):
            async with database.transaction() as db:
                good = NewListPrice(variants["A"], "EUR", 1, 4_00)
                await pricing.set_list_prices(db, list_id, [good, wrong], version=2, **STAFF)
    with pytest.raises(pricing.PriceListChanged):
        async with database.transaction() as db:
            await pricing.remove_price_list(db, list_id, version=1, **STAFF)
    with pytest.raises(pricing.PriceListTaken):
        await a_list(database, [], name="LIST")

    async with database.reading() as db:
        [left] = await pricing.listed_prices(db, list_id, after=None, limit=10)
    assert left.amount_minor == 5_00


async def test_a_group_with_a_list_stays(database: Database, variants: Mapping[str, UUID]) -> None:
    group = await trade(database)
    await a_list(database, [NewListPrice(variants["A"], "EUR", 1, 6_00)], group=group, name="Trade")

    with pytest.raises(AudienceInUse) as refused:
        async with database.transaction() as db:
            await remove_audience.remove_group(db, group, version=1, **STAFF)

    assert refused.value.facts["used_by"] == ["Trade"]
