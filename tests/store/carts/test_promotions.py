"""Carts with promotions: what they cost, what they say, and the order that they become."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from tests.support.selling import NOW, address, fill_cart, place

from lonja.actions import cancel_order, place_order
from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel.db import Database, run
from lonja.orders import api as orders
from lonja.promotions import api as promotions
from lonja.promotions.api import (
    Conditions,
    Draft,
    Goods,
    Level,
    PromotionStatus,
    Reward,
    RewardKind,
    Rule,
    Why,
)
from lonja_tools.proofs.small_shop import add_code, open_small_shop

pytestmark = pytest.mark.anyio
K = RewardKind
FREE = Rule(Reward(K.FREE_SHIPPING), conditions=Conditions(minimum={"EUR": 30_00}))


@pytest.fixture
async def variants(database: Database) -> Mapping[str, UUID]:
    return await open_small_shop(database, {"A": 20, "B": 20, "GIFT": 3})


async def run_promotion(database: Database, name: str, rule: Rule, **facts: object) -> UUID:
    draft = Draft({"en": name, "es": name}, rule, status=PromotionStatus.ACTIVE)
    async with database.transaction() as db:
        return await promotions.add_promotion(
            db, promotions.changed(draft, **facts), actor="owner@example.com", now=NOW
        )


async def read(database: Database, cart: UUID, *, email: str | None = None) -> carts.Cart:
    async with database.reading() as db:
        return await carts.get(db, cart, email=email, now=NOW)


class TestACart:
    async def test_gets_what_runs_without_a_code_and_names_it(
        self, database: Database, variants: Mapping[str, UUID]
    ) -> None:
        async with database.reading() as db:
            [thing] = (await catalog.sellables(db, [variants["A"]], "en")).values()
        goods = Goods(products=(thing.product_id,))
        await run_promotion(database, "Half A", Rule(Reward(K.PERCENT_OFF, percent=50), goods))

        cart = await read(database, await fill_cart(database, {"A": 2, "B": 1}))

        assert [(o.name, o.level, o.amount_minor) for o in cart.offs] == [
            ("Half A", Level.PRODUCT, 10_00)
        ]
        assert {line.sku: [off.name for off in line.offs] for line in cart.lines} == {
            "A": ["Half A"],
            "B": [],
        }
        assert (cart.items_minor, cart.discount_minor, cart.total_minor) == (30_00, 10_00, 25_00)

    @pytest.mark.usefixtures("variants")
    async def test_says_how_little_is_missing_for_free_shipping(self, database: Database) -> None:
        await run_promotion(database, "Free shipping", FREE)

        near = await read(database, await fill_cart(database, {"A": 2}))
        there = await read(database, await fill_cart(database, {"A": 3}))

        assert near.hint == carts.Hint("Free shipping", Why.MINIMUM, 10_00, Level.SHIPPING)
        assert (near.shipping_minor, near.total_minor) == (5_00, 25_00)
        assert (there.hint, there.shipping_minor, there.total_minor) == (None, 0, 30_00)

    async def test_gets_a_gift_as_a_line_that_costs_nothing_while_there_is_one(
        self, database: Database, variants: Mapping[str, UUID]
    ) -> None:
        reward = Reward(K.GIFT, variant_id=variants["GIFT"], get=2)
        await run_promotion(database, "A tile for you", Rule(reward))
        first, second = [await fill_cart(database, {"A": 1}) for _ in range(2)]

        found = await read(database, first)
        assert [(line.sku, line.quantity, line.is_gift) for line in found.lines] == [
            ("A", 1, False),
            ("GIFT", 2, True),
        ]
        assert (found.total_minor, found.units) == (15_00, 1)
        await place(database, first)

        assert [line.sku for line in (await read(database, second)).lines] == ["A"]
        async with database.reading() as db:
            order = await orders.get(db, first)
            level = (await inventory.levels(db, [variants["GIFT"]]))[variants["GIFT"]]
        assert [(line.sku, line.total_minor, line.discount_minor) for line in order.lines] == [
            ("A", 10_00, 0),
            ("GIFT", 20_00, 20_00),
        ]
        assert level.free == 1

    async def test_line_on_sale_says_what_it_cost_before(
        self, database: Database, variants: Mapping[str, UUID]
    ) -> None:
        cart = await fill_cart(database, {"A": 2, "B": 1})
        async with database.transaction() as db:
            await run(
                db,
                "UPDATE prices SET compare_at_minor = 1600, lowest_minor = 1250"
                " WHERE variant_id = %(id)s",
                id=variants["A"],
            )

        found = await read(database, cart)

        assert {line.sku: line.reduced_from_minor for line in found.lines} == {
            "A": 12_50,
            "B": None,
        }

    @pytest.mark.usefixtures("variants")
    async def test_without_anything_bought_is_no_order_of_gifts(self, database: Database) -> None:
        with pytest.raises(place_order.EmptyCart):
            await place(database, await fill_cart(database, {}))


@pytest.mark.usefixtures("variants")
class TestACode:
    async def test_that_takes_more_off_replaces_those_it_cannot_be_combined_with(
        self, database: Database
    ) -> None:
        await add_code(database, "TEN", percent=10)
        await add_code(database, "HALF", percent=50)
        async with database.transaction() as db:
            await run(db, "UPDATE promotions SET combines_with = '{}'")
        cart = await fill_cart(database, {"A": 2}, codes=["TEN", "HALF"])

        found = await read(database, cart)
        assert (found.codes, found.discount_minor) == (["HALF"], 10_00)
        with pytest.raises(promotions.CodeRefused) as refused:
            async with database.transaction() as db:
                await carts.put_code(db, cart_id=cart, code="TEN", now=NOW)
        assert refused.value.why is Why.NOT_COMBINED

    async def test_that_ships_free_stays_until_it_is_known_what_the_shipping_costs(
        self, database: Database
    ) -> None:
        ship = await run_promotion(database, "Free", Rule(Reward(K.FREE_SHIPPING)), needs_code=True)
        await add_code(database, "ONE", percent=10)
        async with database.transaction() as db:
            await promotions.add_code(db, ship, "SHIP", actor="owner@example.com", now=NOW)
            await run(db, "UPDATE promotions SET combines_with = '{}'")
        async with database.transaction() as db:
            opened = await carts.open_cart(db, currency="EUR", language="en", now=NOW)
            cart = opened.id
            await carts.add_line(db, cart_id=cart, sku="A", quantity=2, now=NOW)
            for code in ("SHIP", "ONE"):
                await carts.put_code(db, cart_id=cart, code=code, now=NOW)

        before = await read(database, cart)
        async with database.transaction() as db:
            await carts.set_address(db, cart_id=cart, address=address(), now=NOW)
            await carts.set_shipping(db, cart_id=cart, code="standard", now=NOW)
        after = await read(database, cart)

        assert (before.codes, before.discount_minor) == (["ONE", "SHIP"], 2_00)
        assert (after.discount_minor, after.shipping_minor, after.total_minor) == (0, 0, 20_00)

    async def test_names_what_is_missing(self, database: Database) -> None:
        await add_code(database, "TEN")
        async with database.transaction() as db:
            await run(
                db,
                "UPDATE promotions SET rule = jsonb_set(rule, '{conditions,minimum}', '{\"EUR\": 5000}')",
            )

        with pytest.raises(promotions.CodeRefused) as refused:
            await fill_cart(database, {"A": 2}, codes=["TEN"])

        assert (refused.value.why, refused.value.missing) == (Why.MINIMUM, 30_00)

    async def test_of_nobody_is_unknown(self, database: Database) -> None:
        with pytest.raises(promotions.CodeRefused) as refused:
            await fill_cart(database, {"A": 2}, codes=["NOBODYS"])

        assert refused.value.why is Why.UNKNOWN


@pytest.mark.usefixtures("variants")
class TestTheOrder:
    async def test_says_why_each_line_costs_what_it_costs_whatever_is_changed_later(
        self, database: Database
    ) -> None:
        promotion_id = await run_promotion(
            database, "Ten", Rule(Reward(K.ORDER_PERCENT, percent=10))
        )
        await run_promotion(database, "Free shipping", FREE)
        cart = await fill_cart(database, {"A": 2, "B": 1})
        await place(database, cart)
        async with database.transaction() as db:
            await run(db, 'UPDATE promotions SET names = \'{"en": "Other"}\'')

        async with database.reading() as db:
            order = await orders.get(db, cart)
            [used] = await promotions.figures(db, promotion_id)

        assert [(d.line, d.name, d.amount_minor) for d in order.discounts] == [
            (0, "Free shipping", 5_00),
            (1, "Ten", 2_00),
            (2, "Ten", 1_00),
        ]
        assert (order.discount_minor, order.shipping_minor, order.total_minor) == (3_00, 0, 27_00)
        assert [(saving.name, saving.amount_minor) for saving in order.savings] == [("Ten", 3_00)]
        assert (used.orders, used.amount_minor) == (1, 3_00)

    async def test_of_a_buyer_who_has_ordered_is_not_their_first(self, database: Database) -> None:
        first = Rule(
            Reward(K.ORDER_PERCENT, percent=10), conditions=Conditions(is_first_order=True)
        )
        await run_promotion(database, "Welcome", first)
        one, other = [await fill_cart(database, {"A": 1}) for _ in range(2)]
        await place(database, one, seen_total_minor=14_00)

        with pytest.raises(place_order.PriceChanged):
            await place(database, other, seen_total_minor=14_00)

        known = await read(database, other, email=await email_of(database, one))
        assert known.total_minor == 15_00
        await place(database, other, key="again", seen_total_minor=15_00)

    async def test_that_is_cancelled_gives_its_use_back_once(self, database: Database) -> None:
        await add_code(database, "ONE", max_uses=1)
        cart = await fill_cart(database, {"A": 1}, codes=["ONE"])
        await place(database, cart)
        with pytest.raises(promotions.CodeRefused) as refused:
            await fill_cart(database, {"A": 1}, codes=["ONE"])
        assert refused.value.why is Why.SPENT

        async with database.transaction() as db:
            await cancel_order.cancel(
                db,
                order_id=cart,
                reason=cancel_order.CancelReason.BUYER_REQUEST,
                actor=cancel_order.BUYER,
                now=NOW,
            )

        await place(database, await fill_cart(database, {"A": 1}, codes=["ONE"]), key="next")


async def test_a_promotion_of_a_group_waits_for_proof_and_names_no_member(
    database: Database, variants: Mapping[str, UUID]
) -> None:
    async with database.transaction() as db:
        known = await customers.remember(
            db, email="ana@example.com", name="Ana", language="en", country="ES", now=NOW
        )
        trade = await customers.add_group(db, name="Trade", description="", actor="x", now=NOW)
        await customers.change_members(db, trade, join=[known], version=1, actor="x", now=NOW)
    reward = Reward(K.PERCENT_OFF, percent=50)
    await run_promotion(database, "Trade", Rule(reward, conditions=Conditions(groups=(trade,))))
    cart = await fill_cart(database, {"A": 1})

    typed = await read(database, cart, email="ana@example.com")
    async with database.transaction() as db:
        await carts.prove_email(db, cart_id=cart, email="Ana@example.com", now=NOW)
    proven = await read(database, cart)

    assert [one.why for one in typed.outcome.missed] == [Why.PROOF]
    assert (typed.discount_minor, proven.discount_minor) == (0, 5_00)


async def test_a_promotion_is_for_goods_by_tag_attribute_collection_and_segment(
    database: Database, variants: Mapping[str, UUID]
) -> None:
    async with database.transaction() as db:
        [thing] = (await catalog.sellables(db, [variants["A"]], "en")).values()
        await run(
            db,
            "UPDATE products SET tags = '{Outlet}', attributes = '{\"material\": \"clay\"}'"
            " WHERE id = %(id)s",
            id=thing.product_id,
        )
        chosen = await collections.add_collection(
            db,
            collections.CollectionDraft(
                "chosen", {"en": {"name": "Chosen"}}, products=[thing.product_id]
            ),
            actor="x",
            now=NOW,
        )
        await customers.remember(
            db, email="ana@example.com", name="Ana", language="en", country="ES", now=NOW
        )
        loyal = await customers.add_segment(
            db, name="Spain", rule=customers.Rule(countries=("ES",)), actor="x", now=NOW
        )
    reward = Reward(K.PERCENT_OFF, percent=10)
    for goods in (
        Goods(tags=("outlet",)),
        Goods(traits=(promotions.Trait("material", "clay"),)),
        Goods(collections=(chosen,)),
    ):
        found = await run_promotion(database, "Some", Rule(reward, goods))
        cart = await read(database, await fill_cart(database, {"A": 1, "B": 1}))
        assert [line.discount_minor for line in cart.lines] == [1_00, 0], goods
        async with database.transaction() as db:
            await run(db, "DELETE FROM promotions WHERE id = %(id)s", id=found)
    await run_promotion(database, "Spain", Rule(reward, conditions=Conditions(segments=(loyal,))))
    cart_id = await fill_cart(database, {"A": 1})
    async with database.transaction() as db:
        await carts.prove_email(db, cart_id=cart_id, email="ana@example.com", now=NOW)

    assert (await read(database, cart_id)).discount_minor == 1_00


async def email_of(database: Database, order_id: UUID) -> str:
    async with database.reading() as db:
        return (await orders.get(db, order_id)).email


@pytest.mark.usefixtures("variants")
async def test_a_cart_is_tried_out_with_what_does_not_run(database: Database) -> None:
    await run_promotion(
        database, "Draft", Rule(Reward(K.ORDER_PERCENT, percent=10)), status=PromotionStatus.DRAFT
    )
    await run_promotion(database, "Free shipping", FREE)

    async with database.reading() as db:
        cart = await carts.try_out(
            db,
            {"A": 2},
            currency="EUR",
            country="ES",
            language="en",
            codes=["WHOSE"],
            email=None,
            shipping_minor=5_00,
            at=NOW,
        )

    assert cart.total_minor == 25_00
    assert {(m.promotion.name("en"), m.why, m.missing) for m in cart.outcome.missed} == {
        ("Draft", Why.PAUSED, None),
        ("Free shipping", Why.MINIMUM, 10_00),
    }
    assert list(cart.missed_codes) == [carts.MissedCode("WHOSE", Why.UNKNOWN)]


async def test_a_promotion_on_a_category_is_for_those_in_it_too(
    database: Database, variants: Mapping[str, UUID]
) -> None:
    async with database.transaction() as db:
        [thing] = (await catalog.sellables(db, [variants["A"]], "en")).values()
        [own] = thing.category_ids
        above = await catalog.add_category(
            db, catalog.CategoryDraft("above", {"en": {"name": "Above"}}), actor="x", now=NOW
        )
        await run(
            db,
            "UPDATE categories SET parent_id = %(above)s WHERE id = %(own)s",
            above=above,
            own=own,
        )
    reward = Reward(K.PERCENT_OFF, percent=50)
    await run_promotion(database, "Half", Rule(reward, Goods(categories=(above,))))

    assert (await read(database, await fill_cart(database, {"A": 1}))).discount_minor == 5_00
