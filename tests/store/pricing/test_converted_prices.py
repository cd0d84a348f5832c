"""A price in a currency that nobody set one in: from the first currency, by the rate of the day."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.messages import envelope_of

from lonja.actions.checkout_rules import checkout_rules
from lonja.actions.convert_prices import convert_next_prices
from lonja.carts import api as carts
from lonja.content import api as content
from lonja.kernel.conversion import Conversion, Rounding
from lonja.kernel.db import Database, rows
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.shelf import api as shelf
from lonja.shipping import api as shipping
from lonja.shop import api as shop
from lonja.shop.api import ConvertPrices
from lonja_tools.proofs.small_shop import NOW, open_small_shop

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


async def convert(database: Database, rate: str | None, *, days: int = 0, limit: int = 2) -> int:
    """Sell in pounds at this rate, and do what the message of the change asks for; how many pieces."""
    now = NOW + days * DAY
    conversion = Conversion(rate, "2026-03-31", "ECB", Rounding(100, 95)) if rate else None
    async with database.transaction() as db:
        facts = await shop.current(db)
        pounds = shop.Currency("GBP", "ES", conversion=conversion)
        others = [one for one in facts.currencies if one.code != "GBP"]
        await shop.save(db, replace(facts, currencies=[*others, pounds]), actor="ana", now=now)
    message: ConvertPrices | None = ConvertPrices(2)
    pieces = 0
    while message is not None:
        async with database.transaction() as db:
            await convert_next_prices(db, message, limit=limit, now=now)
            later = await rows(
                db,
                UUID,
                "DELETE FROM outbox WHERE envelope ->> 'type' = 'prices.convert'"
                " RETURNING (envelope -> 'body' ->> 'after')::uuid",
            )
        following = [one for one in later if one is not None]
        message = ConvertPrices(2, following[0]) if following else None
        pieces += 1
    return pieces


async def pounds(database: Database, variant: UUID, *, days: int = 0) -> tuple[int, bool] | None:
    async with database.reading() as db:
        there = await pricing.all_prices(db, [variant], with_converted=True)
        paid = await pricing.prices(db, [variant], "GBP", now=NOW + days * DAY)
    found = next((one for one in there if one.currency == "GBP"), None)
    return None if found is None else (paid[variant].amount_minor, found.is_converted)


async def own(database: Database, variant: UUID, minor: int | None, currency: str = "GBP") -> None:
    async with database.transaction() as db:
        price = pricing.NewPrice(variant, currency, minor)
        await pricing.set_prices(db, [price], actor="ana", now=NOW + DAY)


class TestAConvertedPrice:
    async def test_is_the_first_currencys_by_the_rate_and_the_rounding(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]

        await convert(database, "0.89")

        assert await pounds(database, a) == (8_95, True)

    async def test_follows_the_first_currency(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.89")

        await own(database, a, 20_00, "EUR")
        dearer = await pounds(database, a, days=1)
        await own(database, a, None, "EUR")

        assert dearer == (17_95, True)
        assert await pounds(database, a, days=1) is None

    async def test_gives_way_to_one_of_its_own_and_comes_back(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.89")

        await own(database, a, 7_00)
        typed = await pounds(database, a, days=1)
        await convert(database, "0.90", days=2)
        kept = await pounds(database, a, days=2)
        await own(database, a, None)

        assert typed == kept == (7_00, False)
        assert await pounds(database, a, days=2) == (8_95, True)

    async def test_is_not_made_an_own_one_by_saving_what_is_shown(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.89")

        await own(database, a, 8_95)

        assert await pounds(database, a) == (8_95, True)

    async def test_becomes_an_own_one_when_its_currency_is_no_longer_converted(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.89")

        await convert(database, None)

        assert await pounds(database, a) == (8_95, False)


class TestAChangeOfRate:
    async def test_goes_through_all_variants_piece_by_piece(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1, "B": 1, "C": 1, "D": 1, "E": 1})

        pieces = await convert(database, "0.89")

        assert pieces == 3
        assert {await pounds(database, one) for one in variants.values()} == {(8_95, True)}

    async def test_twice_changes_nothing_the_second_time(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.89")
        async with database.reading() as db:
            before = await pricing.price_history(db, a)

        async with database.transaction() as db:
            read = ConvertPrices.read(envelope_of(ConvertPrices(1)))
            await convert_next_prices(db, read, limit=10, now=NOW + DAY)

        async with database.reading() as db:
            assert await pricing.price_history(db, a) == before

    async def test_is_a_change_of_price_in_history_lists_and_carts(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 3}))["A"]
        await convert(database, "0.89")
        async with database.transaction() as db:
            cart = await carts.open_cart(db, currency="GBP", language="en", now=NOW)
            await carts.add_line(db, cart_id=cart.id, sku="A", quantity=1, now=NOW)

        await convert(database, "0.95", days=1)

        async with database.reading() as db:
            history = await pricing.price_history(db, a)
            (card,) = (await shelf.list_cards(db, language="en", currency="GBP")).items
            cart = await carts.get(db, cart.id, now=NOW + DAY)
        assert [(one.amount_minor, one.actor) for one in history[:2]] == [
            (9_95, "conversion"),
            (8_95, "conversion"),
        ]
        assert card.from_minor == 9_95
        assert (cart.lines[0].unit_minor, cart.lines[0].was_minor) == (9_95, 8_95)

    async def test_counts_in_the_lowest_price_of_30_days(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.95")
        await convert(database, "0.75", days=35)
        await convert(database, "0.95", days=36)
        async with database.transaction() as db:
            await pricing.set_price(
                db, variant_id=a, currency="EUR", amount_minor=8_00, compare_at_minor=10_00,
                actor="ana", now=NOW + 40 * DAY,
            )  # fmt: skip

        async with database.reading() as db:
            price = (await pricing.prices(db, [a], "GBP", now=NOW + 40 * DAY))[a]
        assert (price.amount_minor, price.compare_at_minor, price.lowest_minor) == (
            7_95,
            9_95,
            7_95,
        )

    async def test_of_a_sale_that_runs_ends_it_and_begins_it_anew(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.89")
        async with database.transaction() as db:
            await pricing.schedule_prices(
                db, uuid7(), [pricing.PlannedPrice(a, "EUR", 5_00)], starts_at=NOW + DAY,
                ends_at=NOW + 9 * DAY, actor="ana", now=NOW,
            )  # fmt: skip
        async with database.transaction() as db:
            await pricing.start_due_prices(db, now=NOW + 2 * DAY, limit=10)
        on_sale = await pounds(database, a, days=2)

        await convert(database, "1.10", days=3)

        assert on_sale == (4_95, True)
        assert await pounds(database, a, days=4) == (5_95, True)
        assert await pounds(database, a, days=10) == (10_95, True)

    async def test_needs_to_be_typed_again_for_another_first_currency(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 1})
        await convert(database, "0.89")

        with pytest.raises(shop.FactMalformed) as refused:
            async with database.transaction() as db:
                facts = await shop.current(db)
                first, *others = facts.currencies
                await shop.save(
                    db, replace(facts, currencies=[*others, first]), actor="ana", now=NOW
                )

        assert refused.value.facts["field"] == "currencies.1.conversion.rate"


class TestOtherAmounts:
    async def test_shipping_costs_what_the_first_currency_comes_to(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 1})
        await convert(database, "0.89")

        async with database.reading() as db:
            (way,) = await shipping.options(db, shipping.Parcel("ES", "GBP", 10_00), language="en")
            (own_price,) = await shipping.options(
                db, shipping.Parcel("ES", "USD", 10_00), language="en"
            )
            nowhere = await shipping.countries_without_method(db, ["FR"], "GBP")

        assert (way.price_minor, own_price.price_minor, nowhere) == (4_95, 10_00, [])

    async def test_a_promotion_takes_off_what_its_amount_comes_to(self, database: Database) -> None:
        await open_small_shop(database, {"A": 1})
        await convert(database, "0.89")
        reward = promotions.Reward(
            promotions.RewardKind.ORDER_AMOUNT, amounts={"EUR": 5_00, "USD": 1_00}
        )
        async with database.transaction() as db:
            await promotions.add_promotion(
                db,
                promotions.Draft(
                    names={"en": "Five"},
                    rule=promotions.Rule(reward),
                    status=promotions.PromotionStatus.ACTIVE,
                ),
                actor="ana",
                now=NOW,
            )

        async with database.reading() as db:
            (found,) = await promotions.for_cart(db, [], now=NOW)

        assert found.rule.reward.amounts == {"EUR": 5_00, "USD": 1_00, "GBP": 4_95}

    async def test_a_price_list_asks_what_its_price_comes_to(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await convert(database, "0.89")
        async with database.transaction() as db:
            list_id = await pricing.add_price_list(
                db, name="Trade", group_id=None, is_active=True, actor="ana", now=NOW
            )
            version = (await pricing.price_list(db, list_id)).version
            await pricing.set_list_prices(
                db, list_id, [pricing.NewListPrice(a, "EUR", 10, 6_00)], version=version,
                actor="ana", now=NOW,
            )  # fmt: skip

        async with database.reading() as db:
            (offer,) = (await pricing.offered_prices(db, [a], "GBP", ()))[a]

        assert (offer.from_quantity, offer.amount_minor) == (10, 4_95)


class TestTheLeastOfAnOrder:
    async def test_is_converted_where_the_shop_said_it_in_its_first_currency_alone(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 1})
        await convert(database, "0.89")
        async with database.transaction() as db:
            least = content.Checkout(minimum_minor={"EUR": 20_00})
            await content.save(db, least, version=0, actor="ana", now=NOW)

        async with database.reading() as db:
            found = {code: await checkout_rules(db, code) for code in ("EUR", "GBP", "JPY")}

        assert found["EUR"].minimum_minor == {"EUR": 20_00}
        assert found["GBP"].minimum_minor == {"EUR": 20_00, "GBP": 17_95}
        assert found["JPY"].minimum_minor == {"EUR": 20_00}
