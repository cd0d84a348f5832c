"""Price lists, their prices, prices with a time, collections and gift cards come in as files."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.offers import (
    COLLECTIONS,
    GIFT_CARDS,
    LISTS,
    SALES,
    TIERS,
    add_group,
    fill_offers,
)
from tests.support.sheets import (
    SHOPIFY,
    a_file,
    an_upload,
    changes_of,
    counts,
    errors_of,
    go,
    import_centre,
    imported,
    match,
    undo,
)
from tests.support.shop import NOON

from lonja.actions import schedule_prices as acting
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.imports import centre
from lonja.jobs.imports import ImportContext
from lonja.pricing import api as pricing
from lonja.pricing.api import PlannedPrice

pytestmark = pytest.mark.anyio


@pytest.fixture
async def context(database: object, storage_connection: str) -> AsyncIterator[ImportContext]:
    async with import_centre(database, storage_connection) as opened:  # type: ignore[arg-type]
        yield opened


async def lists_of(context: ImportContext) -> dict[str, tuple[bool, bool, int]]:
    """Name → whether it is of a group, whether it is on, how many prices it has."""
    async with context.database.reading() as db:
        found = await pricing.price_lists(db)
    return {one.name: (one.group_id is not None, one.is_active, one.prices) for one in found}


async def tiers_of(context: ImportContext) -> set[tuple[str, int, int]]:
    async with context.database.reading() as db:
        ids = (await catalog.variants_by_sku(db, ["SEVILLA-1", "SEVILLA-2", "SEVILLA-3"])).values()
        found = await pricing.prices_in_lists(db, list(ids))
    return {(one.name, one.from_quantity, one.amount_minor) for one in found}


async def planned(context: ImportContext) -> list[tuple[UUID, int, bool]]:
    async with context.database.reading() as db:
        found = await pricing.planned_after(db, None, limit=100)
    return [(one.schedule_id, one.amount_minor, one.ends_at is not None) for one in found]


async def collection(context: ImportContext, slug: str) -> collections.Collection | None:
    async with context.database.reading() as db:
        return next((one for one in await collections.collections(db) if one.slug == slug), None)


class TestPriceLists:
    async def test_come_in_with_their_groups_and_prices_and_go_as_one_act(
        self, context: ImportContext
    ) -> None:
        await add_group(context)
        lists = await imported(context, LISTS)
        tiers = await imported(context, TIERS)
        there = await tiers_of(context)
        all_of_it = await lists_of(context)

        kept = await undo(context, lists.id)
        still = await lists_of(context)
        await undo(context, tiers.id)
        gone = await tiers_of(context)

        assert (lists.kind, counts(lists)) == ("price_lists", (2, 0, 0, 0))
        assert (tiers.kind, counts(tiers)) == ("tier_prices", (4, 0, 0, 0))
        assert all_of_it == {"Wholesale": (True, True, 3), "=Ten, or more": (False, False, 1)}
        assert there == {
            ("Wholesale", 1, 20_00), ("Wholesale", 10, 17_50), ("Wholesale", 1, 19_00),
            ("=Ten, or more", 10, 22_00),
        }  # fmt: skip
        assert still == all_of_it  # prices came into them since
        assert kept.status == "undone"
        assert gone == set()

    async def test_are_shown_field_by_field_before_anything_changes(
        self, context: ImportContext
    ) -> None:
        await add_group(context)
        await imported(context, LISTS)
        await imported(context, TIERS)
        asked = a_file("Price list,SKU,From quantity,Price", "wholesale,SEVILLA-1,10,16.00")

        tried = await match(context, await an_upload(context, asked))

        assert (tried.kind, counts(tried)) == ("tier_prices", (0, 1, 0, 0))
        assert await changes_of(context, tried) == [
            ("wholesale\tSEVILLA-1\tEUR\t10", [["price", "17.50", "16.00"]])
        ]
        assert ("Wholesale", 10, 17_50) in await tiers_of(context)

    async def test_come_back_mended_in_the_file_of_refused_rows(
        self, context: ImportContext
    ) -> None:
        await add_group(context)
        await imported(context, LISTS)
        wrong = a_file(
            "Price list,SKU,Currency,From quantity,Price",
            "Wholesale,SEVILLA-1,EUR,1,20.00",
            "Retail,SEVILLA-1,EUR,1,20.00",
            "Wholesale,NOWHERE,EUR,1,20.00",
            "Wholesale,SEVILLA-2,XXX,1,20.00",
            "Wholesale,SEVILLA-2,EUR,0,20.00",
            "Wholesale,SEVILLA-2,EUR,1,",
            "Wholesale,SEVILLA-1,EUR,1.0,21.00",
        )
        done = await imported(context, wrong)
        async with context.database.reading() as db:
            table, _ = await centre.refused_as_csv(db, done, after_row=0, language="en")
        lines = table.decode().splitlines()

        mended = "\r\n".join(
            [lines[0], *(one.replace("Retail", "Wholesale") for one in lines[1:2])]
        )
        again = await imported(context, mended.replace("20.00", "18.00").encode())

        assert await errors_of(context, done) == [
            (3, "price_list_unknown"), (4, "unknown_sku"), (5, "unknown_currency"),
            (6, "number_out_of_range"), (7, "price_missing"), (8, "repeated"),
        ]  # fmt: skip
        assert counts(done) == (1, 0, 0, 6)
        assert (again.kind, counts(again)) == ("tier_prices", (0, 1, 0, 0))

    async def test_of_a_group_that_is_none_are_refused(self, context: ImportContext) -> None:
        done = await imported(context, a_file("Price list,Customer group", "Wholesale,Trade"))

        assert await errors_of(context, done) == [(2, "group_unknown")]
        assert await lists_of(context) == {}


class TestPricesWithATime:
    async def test_that_begin_together_are_one_schedule_and_go_as_one_act(
        self, context: ImportContext
    ) -> None:
        done = await imported(context, SALES)
        there = await planned(context)
        await undo(context, done.id)

        assert (done.kind, counts(done)) == ("scheduled_prices", (3, 0, 0, 0))
        assert sorted((amount, ends) for _, amount, ends in there) == [
            (15_00, True), (15_00, True), (30_00, False),
        ]  # fmt: skip
        assert len({schedule for schedule, _, _ in there}) == 2
        assert await planned(context) == []

    async def test_change_by_a_file_and_go_back(self, context: ImportContext) -> None:
        await imported(context, SALES)
        changed = SALES.replace(b"15.00", b"14.00").replace(b"2027-02-01", b"2027-03-01")

        done = await imported(context, changed)
        there = await planned(context)
        await undo(context, done.id)
        back = await imported(context, SALES)

        assert counts(done) == (0, 2, 1, 0)
        assert sorted(amount for _, amount, _ in there) == [14_00, 14_00, 30_00]
        assert counts(back) == (0, 0, 3, 0)

    async def test_are_refused_row_by_row(self, context: ImportContext) -> None:
        soon, later = (NOON + timedelta(days=one) for one in (2, 3))
        done = await imported(
            context,
            a_file(
                "SKU,Currency,Price,Starts,Ends",
                f"SEVILLA-1,EUR,20.00,{soon.isoformat()},{later.isoformat()}",
                f"SEVILLA-2,EUR,25.00,{soon.isoformat()},{later.isoformat()}",
                f"SEVILLA-3,EUR,20.00,{later.isoformat()},{soon.isoformat()}",
                "SEVILLA-3,EUR,20.00,2020-01-01,2027-01-01",
                "SEVILLA-3,EUR,20.00,0001-01-01,2027-01-01",
                f"SEVILLA-3,EUR,20.00,tomorrow,{later.isoformat()}",
                f"NOWHERE,EUR,20.00,{soon.isoformat()},{later.isoformat()}",
            ),
        )

        assert await errors_of(context, done) == [
            (3, "not_lower"), (4, "ends_before_start"), (5, "start_in_past"), (6, "not_a_date"),
            (7, "not_a_date"), (8, "unknown_sku"),
        ]  # fmt: skip
        assert counts(done) == (1, 0, 0, 6)

    async def test_that_have_begun_change_in_their_end_alone(self, context: ImportContext) -> None:
        ends = NOON + timedelta(days=3)
        async with context.database.transaction() as db:
            (variant,) = (await catalog.variants_by_sku(db, ["SEVILLA-1"])).values()
            await acting.schedule_prices(
                db, UUID(int=7), [PlannedPrice(variant, "EUR", 20_00)], starts_at=NOON,
                ends_at=ends, actor="clerk", now=NOON,
            )  # fmt: skip
        sale = "SKU,Price,Starts,Ends", f"SEVILLA-1,{{}},{NOON.isoformat()},{{}}"

        longer = await imported(context, a_file(sale[0], sale[1].format("20.00", "2027-05-01")))
        cheaper = await imported(context, a_file(sale[0], sale[1].format("19.00", "2027-05-01")))
        over = await imported(context, a_file(sale[0], sale[1].format("20.00", NOON.isoformat())))
        await undo(context, longer.id)
        async with context.database.reading() as db:
            (there,) = await pricing.planned_after(db, None, limit=10)

        assert counts(longer) == (0, 1, 0, 0)
        assert await errors_of(context, cheaper) == [(2, "already_begun")]
        assert await errors_of(context, over) == [(2, "ends_before_start")]
        assert (there.amount_minor, there.ends_at) == (20_00, ends)


class TestCollections:
    async def test_come_in_by_hand_and_by_rule_and_go_as_one_act(
        self, context: ImportContext
    ) -> None:
        await imported(context, SHOPIFY)
        await imported(context, a_file("Slug,Parent,Position,Name (es)", "mesas,,1,Mesas"))
        done = await imported(context, COLLECTIONS)
        picks, calm = await collection(context, "picks"), await collection(context, "calm")
        assert picks is not None
        assert calm is not None
        async with context.database.reading() as db:
            names = await catalog.slugs_of(db, await collections.products_of(db, picks.id))
            order = [names[one] for one in await collections.products_of(db, picks.id)]
        await undo(context, done.id)

        assert (done.kind, counts(done)) == ("collections", (3, 0, 0, 0))
        assert (picks.by_rule, picks.sort, order) == (False, "by_hand", ["plain-cup", "blue-jug"])
        assert (calm.by_rule, calm.matches_any, calm.sort) == (True, True, "name")
        assert [str(one.kind) for one in calm.conditions] == [
            "tag", "category", "price", "new", "on_sale",
        ]  # fmt: skip
        assert list(calm.conditions[0].values) == ["summer", "a|b"]
        assert [await collection(context, one) for one in ("picks", "calm", "nothing")] == [
            None
        ] * 3

    async def test_keep_what_a_file_does_not_say(self, context: ImportContext) -> None:
        await imported(context, SHOPIFY)
        await imported(context, a_file("Slug,Parent,Position,Name (es)", "mesas,,1,Mesas"))
        await imported(context, COLLECTIONS)

        done = await imported(context, a_file("Collection,Name (en),Rule", "picks,Our picks,"))
        picks = await collection(context, "picks")

        assert await changes_of(context, done) == [("picks", [["name.en", "Picks", "Our picks"]])]
        assert picks is not None
        assert (picks.products, picks.text("es", "name")) == (2, "Elegidos")
        assert picks.starts_at is not None

    async def test_are_refused_with_the_reason(self, context: ImportContext) -> None:
        await imported(context, SHOPIFY)
        done = await imported(
            context,
            a_file(
                "Collection,Rule,Name (es),Product,Condition",
                "one,hand,Uno,nowhere,",
                "two,all,Dos,,colour = red",
                "three,all,Tres,,category = nowhere",
                "four,all,Cuatro,blue-jug,on_sale",
                "five,some,Cinco,,on_sale",
                "six,all,Seis,,",
                "Seven 7,hand,Siete,,",
                "eight,hand,,,",
            ),
        )

        assert await errors_of(context, done) == [
            (2, "product_unknown"), (3, "condition_unreadable"), (4, "parent_unknown"),
            (5, "rule_and_products"), (6, "rule_unknown"), (7, "invalid"), (8, "invalid"),
            (9, "invalid"),
        ]  # fmt: skip
        assert counts(done) == (0, 0, 0, 8)


class TestGiftCards:
    async def test_come_in_with_the_amounts_that_buyers_may_choose(
        self, context: ImportContext
    ) -> None:
        done = await imported(context, GIFT_CARDS)
        async with context.database.reading() as db:
            card = await catalog.product_by_slug(db, "gift-card")

        assert counts(done) == (1, 0, 0, 0)
        assert {one.sku: dict(one.own_amounts) for one in card.variants} == {
            "CARD-25": {}, "CARD-OWN": {"EUR": 200_00},
        }  # fmt: skip
        assert all([one in await _gift_cards(context) for one in ("CARD-25", "CARD-OWN")])

    async def test_lose_such_an_amount_by_an_empty_cell_and_have_it_again(
        self, context: ImportContext
    ) -> None:
        await imported(context, GIFT_CARDS)
        empty = a_file(
            "Handle,Variant SKU,Option1 Value,Gift card up to", "gift-card,CARD-OWN,Own,"
        )

        done = await imported(context, empty, clears_empty=True)
        async with context.database.reading() as db:
            without = await catalog.product_by_slug(db, "gift-card")
        await undo(context, done.id)
        async with context.database.reading() as db:
            again = await catalog.product_by_slug(db, "gift-card")

        assert [dict(one.own_amounts) for one in without.variants] == [{}, {}]
        assert [dict(one.own_amounts) for one in again.variants] == [{}, {"EUR": 200_00}]

    async def test_are_never_made_of_goods(self, context: ImportContext) -> None:
        await imported(context, SHOPIFY)
        done = await imported(
            context,
            a_file("Handle,Gift Card,Variant SKU,Gift card up to", "plain-cup,TRUE,CUP,50.00"),
        )
        goods = await imported(
            context, a_file("Handle,Variant SKU,Gift card up to", "plain-cup,CUP,50.00")
        )

        assert await errors_of(context, done) == [(2, "kind_stays")]
        assert await errors_of(context, goods) == [(2, "own_amount_of_goods")]


async def _gift_cards(context: ImportContext) -> set[str]:
    async with context.database.reading() as db:
        ids = await catalog.variants_by_sku(db, ["CARD-25", "CARD-OWN"])
        among = await catalog.gift_cards_among(db, list(ids.values()))
    return {sku for sku, one in ids.items() if one in among}


async def test_all_of_them_twice_change_nothing(context: ImportContext) -> None:
    await imported(context, SHOPIFY)
    await imported(context, a_file("Slug,Parent,Position,Name (es)", "mesas,,1,Mesas"))
    await fill_offers(context)

    for one in (LISTS, TIERS, SALES, COLLECTIONS, GIFT_CARDS):
        import_id = await an_upload(context, one)
        tried = await match(context, import_id)
        done = await go(context, import_id)
        assert (await changes_of(context, tried), counts(done)[:2]) == ([], (0, 0))
