"""Edits of many products: previewed, done step by step, taken back as one act."""

from uuid import UUID

import pytest

from lonja.actions import edit_products
from lonja.bulk_edits import api as bulk_edits
from lonja.bulk_edits.api import PriceStep, ProductsChange
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.kernel.db import Database, one, rows
from lonja.kernel.errors import Forbidden, Invalid
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing
from lonja_tools.proofs.small_shop import NOW, open_small_shop

pytestmark = pytest.mark.anyio

CHEAPER = ProductsChange(price=PriceStep(basis_points=-1_000, ending="95", compare_at="previous"))


async def products(database: Database, variants: dict[str, UUID]) -> list[UUID]:
    async with database.reading() as db:
        return sorted((await catalog.products_of(db, list(variants.values()))).values())


async def edit(database: Database, ids: list[UUID], change: ProductsChange) -> UUID:
    edit_id = uuid7()
    async with database.transaction() as db:
        await edit_products.begin_edit(
            db, edit_id, ids, change, may_price=True, actor="ana", now=NOW
        )
    return edit_id


async def work(database: Database, edit_id: UUID) -> bulk_edits.BulkEdit:
    """What the queue does: step after step until it has ended."""
    while True:
        async with database.transaction() as db:
            await edit_products.step(db, edit_id, now=NOW)
            found = await bulk_edits.bulk_edit(db, edit_id)
        if found.status not in {"running", "undoing"}:
            return found


async def costs(database: Database, variants: dict[str, UUID]) -> list[tuple[int, int | None]]:
    async with database.reading() as db:
        found = await pricing.regular_prices(db, list(variants.values()), "EUR")
    return [(found[v].amount_minor, found[v].compare_at_minor) for v in variants.values()]


class TestABulkEdit:
    async def test_shows_what_it_would_do_and_does_just_that(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1, "B": 1})
        ids = await products(database, variants)

        async with database.transaction() as db:
            seen = await edit_products.outcomes(db, ids, CHEAPER)
        done = await work(database, await edit(database, ids, CHEAPER))

        assert {
            tuple(became)
            for outcome in seen
            for field, (_, became) in outcome.changes.items()
            if "EUR" in field
        } == {(8_95, 10_00)}
        assert (done.status, done.done, done.changed, done.refused) == ("done", 2, 2, 0)
        assert await costs(database, variants) == [(8_95, 10_00)] * 2

    async def test_is_in_the_history_of_each_product(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1})
        (product,) = await products(database, variants)

        await work(
            database,
            await edit(
                database,
                [product],
                ProductsChange(price=PriceStep(basis_points=1_000), status="unlisted"),
            ),
        )

        async with database.reading() as db:
            acts = await rows(
                db,
                str,
                "SELECT action FROM audit_log WHERE subject = %(subject)s AND actor = 'ana'"
                " ORDER BY seq",
                subject=f"product:{product}",
            )
        assert acts == ["product_edited", "variants_saved"]

    async def test_goes_on_where_a_crash_left_it(self, database: Database) -> None:
        variants = await open_small_shop(database, {f"S{n:03}": 0 for n in range(60)})
        ids = await products(database, variants)
        edit_id = await edit(database, ids, ProductsChange(tax_class="standard", status="draft"))

        with pytest.raises(ZeroDivisionError):
            async with database.transaction() as db:
                await edit_products.step(db, edit_id, now=NOW)
                raise ZeroDivisionError
        async with database.transaction() as db:
            await edit_products.step(db, edit_id, now=NOW)
            half = await bulk_edits.bulk_edit(db, edit_id)
        done = await work(database, edit_id)

        assert (half.done, done.done, done.changed) == (50, 60, 60)

    async def test_that_is_stalled_is_woken_by_its_clock(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1})
        await edit(database, await products(database, variants), CHEAPER)

        async with database.transaction() as db:
            assert await bulk_edits.wake(db, now=NOW, limit=10) == 0
            assert await bulk_edits.wake(db, now=NOW + bulk_edits.STALLED_AFTER, limit=10) == 1

    async def test_refuses_products_one_by_one(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1, "B": 1})
        async with database.transaction() as db:
            await pricing.set_price(
                db, variant_id=variants["B"], currency="EUR", amount_minor=50, actor="x", now=NOW
            )
        step = PriceStep(amount_minor=-1_00, currency="EUR")

        edit_id = await edit(
            database, [*await products(database, variants), uuid7()], ProductsChange(price=step)
        )
        done = await work(database, edit_id)

        async with database.reading() as db:
            noted = await bulk_edits.noted(db, edit_id, limit=10)
        assert (done.status, done.changed, done.refused) == ("done", 1, 2)
        assert {item.refusal for item in noted} == {"price_not_positive", "unknown_product"}
        assert await costs(database, variants) == [(9_00, None), (50, None)]

    async def test_begins_once_however_often_it_is_sent(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1})
        ids = await products(database, variants)
        edit_id = await edit(database, ids, CHEAPER)

        async with database.transaction() as db:
            await edit_products.begin_edit(
                db, edit_id, ids, CHEAPER, may_price=True, actor="ana", now=NOW
            )
            with pytest.raises(bulk_edits.BulkEditReused):
                await edit_products.begin_edit(
                    db,
                    edit_id,
                    ids,
                    ProductsChange(status="draft"),
                    may_price=True,
                    actor="ana",
                    now=NOW,
                )
            count = await one(
                db, int, "SELECT count(*) FROM audit_log WHERE action = 'bulk_edit_begun'"
            )

        assert count == 1

    async def test_of_prices_needs_their_permission(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1})
        ids = await products(database, variants)

        async with database.transaction() as db:
            with pytest.raises(Forbidden):
                await edit_products.begin_edit(
                    db, uuid7(), ids, CHEAPER, may_price=False, actor="ana", now=NOW
                )

    async def test_names_what_there_is(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1})
        ids = await products(database, variants)

        for change in (ProductsChange(tax_class="none"), ProductsChange(category_id=uuid7())):
            async with database.transaction() as db:
                with pytest.raises(Invalid):
                    await edit_products.begin_edit(
                        db, uuid7(), ids, change, may_price=True, actor="ana", now=NOW
                    )


class TestItsUndo:
    async def test_brings_everything_back(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1, "B": 1})
        edit_id = await edit(database, await products(database, variants), CHEAPER)
        await work(database, edit_id)

        for _ in range(2):
            async with database.transaction() as db:
                await bulk_edits.undo(db, edit_id, actor="eva", now=NOW)
        done = await work(database, edit_id)

        assert (done.status, done.undone, done.kept, done.undone_by) == ("undone", 2, 0, "eva")
        assert await costs(database, variants) == [(10_00, None)] * 2

    async def test_leaves_what_somebody_changed_since_and_says_so(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1, "B": 1})
        edit_id = await edit(database, await products(database, variants), CHEAPER)
        await work(database, edit_id)
        async with database.transaction() as db:
            await pricing.set_price(
                db, variant_id=variants["A"], currency="EUR", amount_minor=7_00, actor="x", now=NOW
            )
            await bulk_edits.undo(db, edit_id, actor="eva", now=NOW)
        done = await work(database, edit_id)

        async with database.reading() as db:
            (noted,) = await bulk_edits.noted(db, edit_id, limit=10)
        assert (done.status, done.kept) == ("undone", 1)
        assert list(noted.kept) == [f"price.EUR.{variants['A']}"]
        assert await costs(database, variants) == [(7_00, None), (10_00, None)]

    async def test_waits_until_it_has_ended(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 1})
        edit_id = await edit(database, await products(database, variants), CHEAPER)

        async with database.transaction() as db:
            with pytest.raises(bulk_edits.WrongBulkEditStatus):
                await bulk_edits.undo(db, edit_id, actor="eva", now=NOW)
            await bulk_edits.give_up(db, edit_id, now=NOW)
            await bulk_edits.undo(db, edit_id, actor="eva", now=NOW)
        assert (await work(database, edit_id)).status == "undone"


class TestTagsAndCollections:
    async def test_are_added_and_removed_and_taken_back_as_one_act(
        self, database: Database
    ) -> None:
        ids = await products(database, await open_small_shop(database, {"A": 1, "B": 1}))
        async with database.transaction() as db:
            summer = await collections.add_collection(
                db,
                collections.CollectionDraft("summer", {"en": {"name": "Summer"}}, products=ids[:1]),
                actor="ana",
                now=NOW,
            )
        tagged = ProductsChange(tags_added=("New", "sale"))
        await work(database, await edit(database, ids, tagged))
        change = ProductsChange(
            tags_removed=("SALE",), tags_added=("Last",), collection_added=summer
        )

        edit_id = await edit(database, ids, change)
        done = await work(database, edit_id)
        after = await _standing(database, ids, summer)
        async with database.transaction() as db:
            await edit_products.undo_edit(db, edit_id, may_price=True, actor="ana", now=NOW)
        undone = await work(database, edit_id)
        back = await _standing(database, ids, summer)

        assert (done.changed, done.refused) == (2, 0)
        assert after == ([("Last", "New")] * 2, ids)
        assert undone.status == "undone"
        assert back == ([("New", "sale")] * 2, ids[:1])

    async def test_put_nothing_into_a_collection_by_rule(self, database: Database) -> None:
        ids = await products(database, await open_small_shop(database, {"A": 1}))
        async with database.transaction() as db:
            fresh = await collections.add_collection(
                db,
                collections.CollectionDraft(
                    "fresh",
                    {"en": {"name": "Fresh"}},
                    by_rule=True,
                    conditions=[collections.Condition(collections.ConditionKind.NEW, days=30)],
                    sort="newest",
                ),
                actor="ana",
                now=NOW,
            )

        with pytest.raises(Invalid):
            await edit(database, ids, ProductsChange(collection_added=fresh))


async def _standing(
    database: Database, ids: list[UUID], collection_id: UUID
) -> tuple[list[tuple[str, ...]], list[UUID]]:
    async with database.transaction() as db:
        stored = await catalog.products_to_edit(db, ids)
        inside = await collections.products_of(db, collection_id)
    return [fields.tags for fields, _ in stored.values()], inside
