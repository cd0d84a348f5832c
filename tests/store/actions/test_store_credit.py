"""Store credit pays the orders of its owner, who has proved who they are, and never twice."""

from uuid import UUID

import pytest
from tests.support.giving import a_gift_card, balance, store_credit
from tests.support.selling import NOW, fill_cart, place, race

from lonja.actions.merge_customers import merge_customers
from lonja.actions.place_order import Placed
from lonja.carts import api as carts
from lonja.customers import api as customers
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
TOTAL = 15_00
"""Goods for 10.00 and shipping for 5.00."""
ANA = "ana@example.com"


@pytest.fixture(autouse=True)
async def shop(database: Database) -> Database:
    await open_small_shop(database, {"A": 1_000})
    return database


async def known_cart(database: Database, *, email: str = ANA, cards: tuple[UUID, ...] = ()) -> UUID:
    """A cart whose buyer has proved this address and pays with their credit."""
    cart_id = await fill_cart(database, {"A": 1}, gift_cards=cards)
    async with database.transaction() as db:
        await carts.prove_email(db, cart_id=cart_id, email=email, now=NOW)
        await carts.use_store_credit(db, cart_id=cart_id, is_used=True, now=NOW)
    return cart_id


async def seen(database: Database, cart_id: UUID) -> carts.Cart:
    async with database.reading() as db:
        return await carts.get(db, cart_id, now=NOW)


class TestStoreCredit:
    async def test_pays_after_the_gift_cards_what_they_leave(self, database: Database) -> None:
        account = await store_credit(database, ANA, 20_00)
        card = await a_gift_card(database, 4_00)

        cart = await seen(database, await known_cart(database, cards=(card,)))
        placed = await place(database, cart.id, seen_credit_minor=TOTAL)

        assert [part.amount_minor for part in cart.credit_parts] == [4_00, 11_00]
        assert cart.due_minor == 0
        assert placed.total.minor == TOTAL
        assert (await balance(database, account), await balance(database, card)) == (9_00, 0)

    async def test_is_nobodys_who_only_types_the_address(self, database: Database) -> None:
        account = await store_credit(database, ANA, 20_00)
        cart_id = await fill_cart(database, {"A": 1})

        async with database.transaction() as db:
            with pytest.raises(carts.NoStoreCredit) as refused:
                await carts.use_store_credit(db, cart_id=cart_id, is_used=True, now=NOW)
        await place(database, cart_id, email=ANA)

        assert refused.value.facts["reason"] == "proof"
        assert await balance(database, account) == 20_00

    async def test_pays_no_more_once_somebody_else_is_known(self, database: Database) -> None:
        account = await store_credit(database, ANA, 20_00)
        await store_credit(database, "eva@example.com", 7_00)
        cart_id = await known_cart(database)

        async with database.transaction() as db:
            await carts.prove_email(db, cart_id=cart_id, email="eva@example.com", now=NOW)
        cart = await seen(database, cart_id)
        await place(database, cart_id, email=ANA)

        assert (cart.credit_minor, cart.store_credit_minor) == (0, 7_00)
        assert await balance(database, account) == 20_00

    async def test_of_a_merged_record_is_its_persons_too(self, database: Database) -> None:
        await store_credit(database, ANA, 6_00)
        await store_credit(database, "ana@work.example", 5_00)
        async with database.transaction() as db:
            [kept] = await customers.records_of_email(db, ANA)
            [other] = await customers.records_of_email(db, "ana@work.example")
            version = (await customers.person(db, kept)).record.version
            await merge_customers(
                db, kept, other_id=other, version=version, actor="ana@shop.example", now=NOW
            )

        carts_of = [await known_cart(database, email=one) for one in (ANA, "ana@work.example")]

        assert [(await seen(database, one)).credit_minor for one in carts_of] == [11_00, 11_00]

    async def test_in_another_currency_pays_nothing(self, database: Database) -> None:
        await store_credit(database, ANA, 20_00, currency="USD")

        with pytest.raises(carts.NoStoreCredit) as refused:
            await known_cart(database)

        assert refused.value.facts["reason"] == "empty"

    async def test_in_twenty_carts_at_once_is_spent_once(self, database: Database) -> None:
        account = await store_credit(database, ANA, 40_00)
        baskets = [await known_cart(database) for _ in range(20)]

        placed = await race(*(buy(database, basket) for basket in baskets))

        bought = [one for one in placed if isinstance(one, Placed)]
        refused = [one for one in placed if isinstance(one, Refused)]
        assert (len(bought), len(refused)) == (2, 18)
        assert await balance(database, account) == 10_00
        assert {one.code for one in refused} <= {"gift_card_refused", "gift_cards_changed"}


async def buy(database: Database, basket: UUID) -> Placed:
    return await place(database, basket, seen_credit_minor=TOTAL)
