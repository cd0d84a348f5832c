"""Drafts in the database: written, priced within a limit, held, and made an order once."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.selling import NOW, SEAL, address, an_order, fill_cart, place, race

from lonja.actions import expire_order, place_draft, write_draft
from lonja.adapters.hosted_test_gateway import METHOD as HOSTED
from lonja.adapters.test_gateway import METHOD as CARD
from lonja.carts import api as carts
from lonja.drafts import api as drafts
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
ANA = "ana@shop.example"
METHODS = {HOSTED.code: HOSTED, CARD.code: CARD}
SOON = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
async def shop(database: Database) -> None:
    await open_small_shop(database, {"A": 5, "B": 5})


async def a_draft(
    database: Database, lines: Mapping[str, int], *, email: str = "eva@example.com"
) -> UUID:
    async with database.transaction() as db:
        draft_id = await write_draft.begin(db, email=email, name="Eva", actor=ANA, now=NOW)
        for sku, quantity in lines.items():
            await write_draft.set_line(db, draft_id, sku=sku, quantity=quantity, now=NOW)
        await write_draft.change(
            db,
            draft_id,
            address=address(),
            shipping_code=None,
            limit_minor=None,
            version=len(lines) + 1,
            actor=ANA,
            now=NOW,
        )
        await write_draft.change(
            db,
            draft_id,
            shipping_code="standard",
            limit_minor=None,
            version=len(lines) + 2,
            actor=ANA,
            now=NOW,
        )
    return draft_id


async def price(
    database: Database, draft_id: UUID, unit_minor: int | None, *, limit_minor: int | None = None
) -> None:
    async with database.transaction() as db:
        await write_draft.set_price(
            db,
            draft_id,
            sku="A",
            unit_minor=unit_minor,
            reason="scratched",
            limit_minor=limit_minor,
            actor=ANA,
            now=NOW,
        )


async def make(
    database: Database,
    draft_id: UUID,
    *,
    method: str = HOSTED.code,
    limit_minor: int | None = None,
) -> str:
    async with database.transaction() as db:
        placed = await place_draft.place(
            db,
            draft_id,
            method=method,
            pay_by=SOON,
            methods=METHODS,
            seal=SEAL,
            return_url=lambda _order, number, language: f"http://shop.example/{language}/{number}",
            limit_minor=limit_minor,
            actor=ANA,
            now=NOW,
        )
    return placed.number


async def held(database: Database, order_id: UUID) -> int:
    async with database.reading() as db:
        return await inventory.held_units(db, order_id)


async def number_of(database: Database, sql: str) -> int:
    async with database.reading() as db:
        return int(await scalar(db, sql))


class TestADraft:
    async def test_becomes_one_order_however_often_one_presses(self, database: Database) -> None:
        draft_id = await a_draft(database, {"A": 2, "B": 1})

        numbers = await race(*(make(database, draft_id) for _ in range(4)))

        async with database.reading() as db:
            order = await orders.get(db, draft_id)
            draft = await drafts.get(db, draft_id)
            until = await inventory.hold_expires_at(db, draft_id)
        assert set(map(str, numbers)) == {order.number}
        assert (order.channel, order.status, order.total_minor) == ("phone", "placed", 35_00)
        assert order.events[0].actor == ANA
        assert (draft.status, draft.order_number) == ("ordered", order.number)
        assert (await held(database, draft_id), until) == (3, SOON)

    async def test_costs_what_staff_agreed_and_the_order_says_why(self, database: Database) -> None:
        draft_id = await a_draft(database, {"A": 2})
        await price(database, draft_id, 7_00)
        async with database.transaction() as db:
            await write_draft.change(
                db, draft_id, shipping_minor=0, is_shipping_own=True, limit_minor=None,
                version=(await drafts.get(db, draft_id)).version, actor=ANA, now=NOW,
            )  # fmt: skip

        await make(database, draft_id)

        async with database.reading() as db:
            order = await orders.get(db, draft_id)
        event = next(one for one in order.events if one.kind == "own_prices")
        assert (order.items_minor, order.shipping_minor, order.total_minor) == (14_00, 0, 14_00)
        assert order.tax_minor == 2_43
        assert event.facts == {"amount_minor": 11_00, "currency": "EUR", "why": "A: scratched"}

    async def test_costs_the_list_price_again(self, database: Database) -> None:
        draft_id = await a_draft(database, {"A": 2})

        await price(database, draft_id, 7_00)
        await price(database, draft_id, None)

        async with database.reading() as db:
            cart = await carts.get(db, draft_id, now=NOW)
        assert (cart.items_minor, write_draft.given_away(cart)) == (20_00, 0)

    async def test_takes_off_no_more_than_its_writer_may(self, database: Database) -> None:
        draft_id = await a_draft(database, {"A": 2})

        tried = await race(
            price(database, draft_id, 4_99, limit_minor=10_00),
            price(database, draft_id, 5_00, limit_minor=10_00),
        )

        async with database.reading() as db:
            cart = await carts.get(db, draft_id, now=NOW)
        assert [getattr(one, "code", None) for one in tried] == ["discount_over_limit", None]
        assert cart.items_minor == 10_00

    async def test_is_not_placed_by_who_may_not_give_what_it_gives(
        self, database: Database
    ) -> None:
        draft_id = await a_draft(database, {"A": 2})
        await price(database, draft_id, 1_00)

        tried = await race(make(database, draft_id, limit_minor=10_00))

        assert [getattr(one, "code", None) for one in tried] == ["discount_over_limit"]

    async def test_with_prices_of_its_own_is_bought_by_nobody_who_has_its_cart(
        self, database: Database
    ) -> None:
        draft_id = await a_draft(database, {"A": 1})
        await price(database, draft_id, 1, limit_minor=10_00)
        async with database.transaction() as db:
            await carts.set_quantity(db, cart_id=draft_id, sku="A", quantity=5, now=NOW)

        bought = await race(place(database, draft_id))
        made = await race(make(database, draft_id, limit_minor=10_00))

        assert [getattr(one, "code", None) for one in (*bought, *made)] == [
            "unknown_cart",
            "discount_over_limit",
        ]
        assert await number_of(database, "SELECT count(*) FROM orders") == 0

    @pytest.mark.parametrize(
        ("email", "method", "code"),
        [("", HOSTED.code, "invalid"), ("eva@example.com", CARD.code, "unknown_payment_method")],
    )
    async def test_needs_a_buyer_and_a_way_to_pay_without_a_card_at_hand(
        self, database: Database, email: str, method: str, code: str
    ) -> None:
        draft_id = await a_draft(database, {"A": 1}, email=email)

        tried = await race(make(database, draft_id, method=method))

        assert [one.code for one in tried if isinstance(one, Refused)] == [code]
        assert await number_of(database, "SELECT count(*) FROM orders") == 0


class TestStockOfADraft:
    async def test_is_nobody_elses_until_its_end_and_is_the_orders_then(
        self, database: Database
    ) -> None:
        draft_id = await a_draft(database, {"A": 4})
        async with database.transaction() as db:
            await write_draft.hold_stock(db, draft_id, until=SOON, now=NOW)

        others = await race(place(database, await fill_cart(database, {"A": 2})))
        await make(database, draft_id)

        assert [getattr(one, "code", None) for one in others] == ["sold_out"]
        assert await held(database, draft_id) == 4
        assert await number_of(database, "SELECT sum(held) FROM stock_levels") == 4

    async def test_is_free_again_once_its_time_is_over(self, database: Database) -> None:
        draft_id = await a_draft(database, {"A": 4})
        async with database.transaction() as db:
            await write_draft.hold_stock(db, draft_id, until=SOON, now=NOW)

        async with database.transaction() as db:
            early = await expire_order.begin(db, order_id=draft_id, now=NOW)
        before = await held(database, draft_id)
        async with database.transaction() as db:
            late = await expire_order.begin(db, order_id=draft_id, now=SOON)

        assert (early, before, late, await held(database, draft_id)) == (None, 4, None, 0)
        assert await number_of(database, "SELECT sum(held) FROM stock_levels") == 0

    async def test_is_free_again_when_it_is_closed(self, database: Database) -> None:
        draft_id = await a_draft(database, {"A": 4})
        async with database.transaction() as db:
            await write_draft.hold_stock(db, draft_id, until=SOON, now=NOW)

        for _ in range(2):
            async with database.transaction() as db:
                await write_draft.close(db, draft_id, actor=ANA, now=NOW)
        tried = await race(make(database, draft_id))

        assert await held(database, draft_id) == 0
        assert [getattr(one, "code", None) for one in tried] == ["draft_not_open"]


class TestADuplicate:
    async def test_has_the_lines_and_the_address_and_todays_prices(
        self, database: Database
    ) -> None:
        order_id = await an_order(database, {"A": 2, "B": 1}, status="delivered")

        async with database.transaction() as db:
            draft_id = await write_draft.duplicate(db, order_id, actor=ANA, now=NOW)

        async with database.reading() as db:
            order = await orders.get(db, order_id)
            draft = await drafts.get(db, draft_id)
            cart = await carts.get(db, draft_id, now=NOW)
        assert (draft.copied_from, draft.email) == (order.number, order.email)
        assert [(line.sku, line.quantity) for line in cart.lines] == [("A", 2), ("B", 1)]
        assert cart.address == order.address
