"""A cart: what it accepts, what it costs now, and that it cannot change during a checkout."""

import asyncio
from contextvars import Context
from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.selling import NOW, address, fill_cart, place, race, waits_for_a_lock

from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.kernel import limits
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Invalid, Refused
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja_tools.proofs.small_shop import add_code, open_small_shop

pytestmark = pytest.mark.anyio
LIFE = timedelta(days=limits.CART_LIFE_DAYS)


async def open_cart(database: Database, currency: str = "EUR") -> UUID:
    async with database.transaction() as db:
        return (await carts.open_cart(db, currency=currency, language="en", now=NOW)).id


async def add(
    database: Database,
    cart_id: UUID,
    sku: str = "A",
    quantity: int = 1,
    *,
    late: timedelta = LIFE * 0,
) -> carts.Cart:
    async with database.transaction() as db:
        await carts.add_line(db, cart_id=cart_id, sku=sku, quantity=quantity, now=NOW + late)
        return await carts.get(db, cart_id, now=NOW + late)


async def read(database: Database, cart_id: UUID) -> carts.Cart:
    async with database.reading() as db:
        return await carts.get(db, cart_id, now=NOW)


async def reprice(database: Database, variant: UUID, minor: int) -> None:
    async with database.transaction() as db:
        await pricing.set_price(
            db, variant_id=variant, currency="EUR", amount_minor=minor, actor="ana", now=NOW
        )


class TestALine:
    async def test_adds_up_what_is_added_and_takes_a_quantity_that_is_set(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await open_cart(database)
        await add(database, cart, quantity=2)
        grown = await add(database, cart, quantity=3)
        async with database.transaction() as db:
            await carts.set_quantity(db, cart_id=cart, sku="A", quantity=1, now=NOW)
        set_to = await read(database, cart)
        async with database.transaction() as db:
            await carts.remove_line(db, cart_id=cart, sku="A", now=NOW)
        without = await read(database, cart)

        assert [one.units for one in (grown, set_to, without)] == [5, 1, 0]
        assert (grown.items_minor, set_to.items_minor, without.total_minor) == (50_00, 10_00, 0)
        assert grown.version < set_to.version < without.version

    @pytest.mark.parametrize("quantity", [0, -1, limits.LINE_QUANTITY + 1])
    async def test_has_a_number_of_units_that_makes_sense(
        self, database: Database, quantity: int
    ) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await open_cart(database)

        with pytest.raises(carts.BadQuantity) as refused:
            await add(database, cart, quantity=quantity)

        assert refused.value.facts == {"field": "quantity"}

    async def test_counts_what_is_there_already_against_its_limit(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await open_cart(database)
        await add(database, cart, quantity=limits.LINE_QUANTITY)

        with pytest.raises(carts.BadQuantity):
            await add(database, cart)

        assert (await read(database, cart)).units == limits.LINE_QUANTITY

    async def test_of_what_is_not_sold_here_is_refused(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 5})
        async with database.transaction() as db:
            await run(
                db,
                "DELETE FROM prices WHERE variant_id = %(a)s AND currency = 'USD'",
                a=variants["A"],
            )
        with pytest.raises(carts.NotPriced):
            await add(database, await open_cart(database, "USD"))
        with pytest.raises(catalog.UnknownSku):
            await add(database, await open_cart(database), "NO-SUCH")

    async def test_says_what_it_cost_when_that_has_changed(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 5})
        cart = await open_cart(database)
        await add(database, cart, quantity=2)

        await reprice(database, variants["A"], 8_00)

        found = await read(database, cart)
        assert [(line.unit_minor, line.was_minor) for line in found.lines] == [(8_00, 10_00)]
        assert found.total_minor == 16_00


class TestACart:
    async def test_adds_up_goods_discount_shipping_and_the_tax_inside(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5, "B": 5})
        await add_code(database, "TEN")

        cart = await read(database, await fill_cart(database, {"A": 2, "B": 1}, codes=[" ten "]))

        assert (cart.items_minor, cart.discount_minor, cart.shipping_minor) == (30_00, 3_00, 5_00)
        assert (cart.total_minor, cart.tax_minor) == (32_00, 3_12 + 1_56 + 87)
        assert [(line.discount_minor, line.tax_minor) for line in cart.lines] == [
            *((2_00, 3_12), (1_00, 1_56)),
        ]

    @pytest.mark.parametrize(
        ("country", "shipping_minor", "tax_minor"),
        [("ES", 5_00, 1_74 + 87), ("FR", 9_00, 1_67 + 1_50), ("JP", 7_44, 0)],
    )
    async def test_is_taxed_and_shipped_as_its_address_wants(
        self, database: Database, country: str, shipping_minor: int, tax_minor: int
    ) -> None:
        await open_small_shop(database, {"A": 5})

        cart = await read(database, await fill_cart(database, {"A": 1}, country=country))

        assert (cart.shipping_minor, cart.tax_minor) == (shipping_minor, tax_minor)
        assert cart.total_minor == (8_26 if country == "JP" else 10_00) + shipping_minor

    async def test_holds_so_many_different_things(self, database: Database) -> None:
        skus = [f"S{number}" for number in range(limits.CART_LINES + 1)]
        await open_small_shop(database, dict.fromkeys(skus, 0))
        cart = await open_cart(database)
        async with database.transaction() as db:
            for sku in skus[:-1]:
                await carts.add_line(db, cart_id=cart, sku=sku, quantity=1, now=NOW)

        with pytest.raises(carts.CartFull):
            await add(database, cart, skus[-1])
        assert (await add(database, cart, skus[0])).units == limits.CART_LINES + 1

    async def test_lives_from_its_last_change_on(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await open_cart(database)
        await add(database, cart, late=LIFE - timedelta(seconds=1))

        await add(database, cart, late=LIFE * 1.9)
        with pytest.raises(carts.CartExpired):
            await add(database, cart, late=LIFE * 2.9)

    async def test_that_is_too_old_is_thrown_away_with_its_lines(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        for late in (timedelta(), LIFE / 2):
            await add(database, await open_cart(database), late=late)
        ordered = await fill_cart(database, {"A": 1})
        await place(database, ordered)

        async with database.transaction() as db:
            gone = [await carts.prune(db, now=NOW + LIFE * 1.1) for _ in range(2)]

        assert gone == [1, 0]
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM carts") == 2
            assert await scalar(db, "SELECT count(*) FROM cart_lines") == 2

    async def test_that_was_never_opened_is_unknown(self, database: Database) -> None:
        async with database.reading() as db:
            assert await carts.count_units(db, uuid7()) == 0
            with pytest.raises(carts.UnknownCart):
                await carts.get(db, uuid7(), now=NOW)

    async def test_is_of_a_currency_and_language_of_this_shop(self, database: Database) -> None:
        async with database.transaction() as db:
            with pytest.raises(Invalid) as currency:
                await carts.open_cart(db, currency="JPY", language="en", now=NOW)
            with pytest.raises(Invalid) as language:
                await carts.open_cart(db, currency="EUR", language="tlh", now=NOW)

        assert (currency.value.facts, language.value.facts) == (
            *({"field": "currency"}, {"field": "language"}),
        )


class TestShipping:
    async def test_that_does_not_lead_there_is_refused_and_changes_nothing(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})
        async with database.transaction() as db:
            with pytest.raises(shipping.ShippingUnavailable):
                await carts.set_shipping(db, cart_id=cart, code="rocket", now=NOW)

        found = await read(database, cart)
        assert found.shipping is not None
        assert found.shipping.code == "standard"

    async def test_waits_for_an_address_before_it_costs_anything(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await open_cart(database)
        await add(database, cart)
        async with database.transaction() as db:
            await carts.set_shipping(db, cart_id=cart, code="standard", now=NOW)
        before = await read(database, cart)
        async with database.transaction() as db:
            await carts.set_address(db, cart_id=cart, address=address(), now=NOW)
        after = await read(database, cart)

        assert (before.shipping_minor, after.shipping_minor) == (0, 5_00)


class TestACode:
    async def test_that_fits_no_longer_is_reported_and_not_applied(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        await add_code(database, "TEN")
        cart = await fill_cart(database, {"A": 1}, codes=["TEN"])
        async with database.transaction() as db:
            await run(db, "UPDATE promotions SET ends_at = %(now)s", now=NOW)

        found = await read(database, cart)

        assert list(found.missed_codes) == [carts.MissedCode("TEN", promotions.Why.ENDED)]
        assert found.discount_minor == 0
        async with database.transaction() as db:
            with pytest.raises(promotions.CodeRefused):
                await carts.lock_for_checkout(db, cart, email="ana@example.com", now=NOW)

    async def test_counts_once_and_goes_when_it_is_dropped(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        await add_code(database, "TEN")
        cart = await fill_cart(database, {"A": 1}, codes=["TEN", "ten"])
        assert (await read(database, cart)).discount_minor == 1_00

        async with database.transaction() as db:
            await carts.drop_code(db, cart_id=cart, code=" ten", now=NOW)
        dropped = await read(database, cart)

        assert (dropped.codes, dropped.discount_minor) == ([], 0)

    async def test_is_one_of_a_few(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        codes = [f"C{number}" for number in range(limits.CART_CODES + 1)]
        for code in codes:
            await add_code(database, code, percent=1)

        with pytest.raises(carts.CartFull):
            await fill_cart(database, {"A": 1}, codes=codes)


class TestTwoAtOneCart:
    async def test_that_add_at_once_both_add(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await open_cart(database)

        await race(*(add(database, cart) for _ in range(7)))

        found = await read(database, cart)
        assert (found.units, found.version) == (7, 8)

    async def test_wait_for_the_checkout_and_find_an_order(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})

        async def add_one() -> carts.Cart | Refused:
            [found] = await race(add(database, cart))
            return found

        async with database.transaction() as db:
            await carts.lock_for_checkout(db, cart, email="ana@example.com", now=NOW)
            late = asyncio.create_task(add_one(), context=Context())
            assert await waits_for_a_lock(database)
            await carts.mark_ordered(db, cart_id=cart, now=NOW)

        assert isinstance(await late, carts.CartOrdered)
