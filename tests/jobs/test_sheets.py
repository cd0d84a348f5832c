import io
from collections.abc import AsyncIterator
from datetime import date

import openpyxl
import pytest
from tests.support.messages import Crash, Killed, waiting
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
    price_of,
    the_import,
    undo,
    work_off,
)
from tests.support.shop import NOON

from lonja.actions.erase_customer import erase_customer
from lonja.actions.merge_customers import merge_customers
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.imports import centre
from lonja.inventory import api as inventory
from lonja.jobs.imports import ImportContext
from lonja.jobs.sheets import take_sheet_chunk
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing

pytestmark = pytest.mark.anyio


@pytest.fixture
async def context(database: Database, storage_connection: str) -> AsyncIterator[ImportContext]:
    async with import_centre(database, storage_connection) as opened:
        yield opened


PRICES = a_file(
    "SKU,Currency,Price,Compare-at price,Remark",
    "SEVILLA-1,EUR,12.50,15.00,new season",
    "SEVILLA-2,EUR,9.9,,",
    "SEVILLA-3,EUR,abc,,",
    "NONE,EUR,5.00,,",
    "SEVILLA-2,EUR,8.00,,",
)


class TestAFileOfPrices:
    async def test_is_known_by_its_headings_and_waits_for_a_person(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, PRICES)

        found = await the_import(context, import_id)

        assert (found.status, found.kind) == ("matching", "prices")
        assert found.facts["headings"][-1] == "Remark"
        assert found.facts["sample"][0][0] == "SEVILLA-1"

    async def test_shows_each_field_before_and_after_and_changes_nothing_when_tried(
        self, context: ImportContext
    ) -> None:
        before = await price_of(context, "SEVILLA-1")
        import_id = await an_upload(context, PRICES)

        found = await match(context, import_id)

        assert found.status == "checked"
        assert await price_of(context, "SEVILLA-1") == before
        changes = dict(await changes_of(context, found))
        assert changes["SEVILLA-1 EUR"] == [
            ["price", "25.00", "12.50"],
            ["compare_at", "", "15.00"],
        ]
        assert await errors_of(context, found) == [
            (4, "not_an_amount"),
            (5, "unknown_sku"),
            (6, "repeated"),
        ]

    async def test_is_written_once_however_often_its_messages_come(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, PRICES)
        await match(context, import_id)

        found = await go(context, import_id, times=3)

        assert found.status == "done"
        assert counts(found) == (0, 2, 0, 3)
        assert await price_of(context, "SEVILLA-1") == (12_50, 15_00)
        assert await price_of(context, "SEVILLA-2") == (9_90, None)

    async def test_changes_nothing_the_second_time(self, context: ImportContext) -> None:
        await imported(context, PRICES)

        again = await imported(context, PRICES)

        assert counts(again) == (0, 0, 2, 3)
        assert await changes_of(context, again) == []

    async def test_is_not_brought_in_by_a_message_of_its_trial_that_comes_again(
        self, context: ImportContext
    ) -> None:
        """What that wrote would be counted nowhere, and no undo would find it."""
        before = await price_of(context, "SEVILLA-1")
        import_id = await an_upload(context, PRICES)
        await match(context, import_id)
        trial = [
            message
            for message in await waiting(context.database, "imports")
            if message.type == "sheets.take_chunk"
        ]
        async with context.database.transaction() as db:
            await centre.go(db, import_id, actor="clerk", now=NOON)

        for message in trial:
            await take_sheet_chunk(context, message)
        unchanged = await price_of(context, "SEVILLA-1")
        await work_off(context)

        assert trial
        assert unchanged == before
        assert counts(await the_import(context, import_id)) == (0, 2, 0, 3)

    async def test_remembers_how_its_columns_were_matched(self, context: ImportContext) -> None:
        import_id = await an_upload(context, a_file("code,what it costs", "SEVILLA-1,3.00"))
        async with context.database.transaction() as db:
            await centre.match(
                db, import_id, kind="prices", columns=["sku", "price"], currency="EUR",
                language="es", now=NOON,
            )  # fmt: skip
        await work_off(context)

        other = await an_upload(context, a_file("code,what it costs", "SEVILLA-2,4.00"))

        found = await the_import(context, other)
        assert (found.kind, found.facts["proposed"]) == ("prices", ["sku", "price"])

    async def test_is_undone_but_for_what_was_changed_since(self, context: ImportContext) -> None:
        before = await price_of(context, "SEVILLA-2")
        done = await imported(context, PRICES)
        async with context.database.transaction() as db:
            variants = await catalog.variants_by_sku(db, ["SEVILLA-1"])
            await pricing.set_price(
                db, variant_id=variants["SEVILLA-1"], currency="EUR", amount_minor=14_00,
                compare_at_minor=15_00, actor="somebody", now=NOON,
            )  # fmt: skip

        found = await undo(context, done.id)

        assert found.status == "undone"
        assert await price_of(context, "SEVILLA-2") == before
        assert await price_of(context, "SEVILLA-1") == (14_00, None)
        async with context.database.reading() as db:
            kept = [(one.key, one.kept) for one in await centre.changes(db, done.id) if one.kept]
        assert kept == [("SEVILLA-1 EUR", ["price"])]

    @pytest.mark.parametrize("step", range(1, 9))
    async def test_goes_on_where_it_died(self, context: ImportContext, step: int) -> None:
        rows = [f"SEVILLA-{n % 3 + 1},EUR,{n}.00" for n in range(3)]
        import_id = await an_upload(context, a_file("SKU,Currency,Price", *rows))
        await match(context, import_id)
        async with context.database.transaction() as db:
            await centre.go(db, import_id, actor="clerk", now=NOON)
        crash = Crash(step)
        dying = ImportContext(
            crash.database(context.database), crash.part(context.blobs), context.now
        )

        with pytest.raises(Killed):
            await work_off(dying)
        await work_off(context)

        found = await the_import(context, import_id)
        assert (found.status, counts(found)) == ("done", (0, 3, 0, 0))
        assert await price_of(context, "SEVILLA-3") == (2_00, None)


class TestAFileOfCategories:
    async def test_keeps_what_stands_in_what(self, context: ImportContext) -> None:
        done = await imported(
            context,
            a_file("Slug,Parent,Name (es)", "mesas,,Mesas", "altas,mesas,Altas", "x,nowhere,X"),
        )
        renamed = await imported(context, a_file("Slug,Name (es)", "altas,Muy altas"))

        assert await errors_of(context, done) == [(4, "parent_unknown")]
        assert counts(renamed) == (0, 1, 0, 0)
        async with context.database.reading() as db:
            rows = {one.draft.slug: one for one in await catalog.list_categories(db)}
        assert rows["altas"].draft.parent_id == rows["mesas"].id

    async def test_makes_them_and_takes_them_away_again(self, context: ImportContext) -> None:
        done = await imported(
            context,
            a_file(
                "Slug,Position,Name (es),Name (en)",
                "mesas,1,Mesas,Tables",
                "sillas,2,Sillas,Chairs",
                "Mal Nombre,3,Mal,Bad",
            ),
        )
        assert counts(done) == (2, 0, 0, 1)
        async with context.database.reading() as db:
            slugs = {one.draft.slug for one in await catalog.list_categories(db)}
        assert {"mesas", "sillas"} <= slugs

        await undo(context, done.id)

        async with context.database.reading() as db:
            left = {one.draft.slug for one in await catalog.list_categories(db)}
        assert left == slugs - {"mesas", "sillas"}

    async def test_stands_where_it_says(self, context: ImportContext) -> None:
        await imported(
            context,
            a_file("Slug,Parent,Name (es)", "muebles,,Muebles", "mesas,muebles,Mesas"),
        )
        again = await imported(context, a_file("Slug,Name (es)", "mesas,Mesas y bancos"))

        async with context.database.reading() as db:
            found = {one.slug: one for one in await catalog.categories(db)}
        assert counts(again) == (0, 1, 0, 0)
        assert found["mesas"].parent_id == found["muebles"].id
        assert found["mesas"].text("es", "name") == "Mesas y bancos"


EVERYBODY = customers.Audience()
CUSTOMERS = a_file(
    "Email,First Name,Last Name,Country,Language,Tags,Note,Accepts Email Marketing,Consent Date,Consent Source",
    'ana@casa.example,Ana,Ruiz,ES,es,"vip, Madrid",Likes blue,yes,2025-03-01,newsletter form of 2025',
    "ben@casa.example,Ben,Hill,GB,en,,,yes,,",
    "no address,Cleo,,,,,,,,",
    "ANA@casa.example,Ana,Otra,ES,es,,,,,",
)


class TestAFileOfCustomers:
    async def test_takes_consent_with_its_proof_alone(self, context: ImportContext) -> None:
        done = await imported(context, CUSTOMERS)

        assert counts(done) == (2, 0, 0, 2)
        assert await errors_of(context, done) == [
            (3, "consent_without_proof"),
            (4, "email_invalid"),
            (5, "repeated"),
        ]
        async with context.database.reading() as db:
            found = await customers.people(db, ["ana@casa.example", "ben@casa.example"])
            readers = [
                one.email
                for one in await customers.readers_after(db, None, audience=EVERYBODY, now=NOON)
            ]
        ana, ben = found["ana@casa.example"], found["ben@casa.example"]
        assert (ana.name, list(ana.tags), ana.note) == ("Ana Ruiz", ["Madrid", "vip"], "Likes blue")
        assert ana.agreed_words == "newsletter form of 2025"
        assert ben.agreed_at is None
        assert readers == ["ana@casa.example"]

    async def test_changes_nothing_the_second_time_and_is_undone(
        self, context: ImportContext
    ) -> None:
        done = await imported(context, CUSTOMERS)

        assert counts(await imported(context, CUSTOMERS)) == (0, 0, 2, 2)
        await undo(context, done.id)

        async with context.database.reading() as db:
            assert await customers.people(db, ["ana@casa.example", "ben@casa.example"]) == {}

    async def test_leaves_whom_the_shop_knows_better_when_it_is_undone(
        self, context: ImportContext
    ) -> None:
        rows = [f"{name}@casa.example,Ana" for name in ("group", "note", "credit", "other", "new")]
        async with context.database.transaction() as db:
            before = customers.PersonDraft("kept@casa.example", "Ana", "", "ES", "es", ())
            await customers.put_person(db, before, actor="ana", now=NOON)
        done = await imported(context, a_file("Email,Name", *rows))
        async with context.database.transaction() as db:
            emails = [*(row.partition(",")[0] for row in rows), "kept@casa.example"]
            ids = {key: one.id for key, one in (await customers.people(db, emails)).items()}
            group = await customers.add_group(
                db, name="Trade", description="", actor="ana", now=NOON
            )
            await customers.change_members(
                db, group, join=[ids["group@casa.example"]], version=1, actor="ana", now=NOON
            )
            await customers.add_note(
                db, ids["note@casa.example"], uuid7(), text="Called.", actor="ana", now=NOON
            )
            account = await credit.open_store_credit(
                db, ids["credit@casa.example"], "EUR", actor="ana", now=NOON
            )
            await credit.adjust(
                db, account, entry_id=uuid7(), amount_minor=10_00, reason="late", actor="ana",
                limit_minor=None, now=NOON,
            )  # fmt: skip
            kept_id = ids["kept@casa.example"]
            await merge_customers(
                db,
                kept_id,
                other_id=ids["other@casa.example"],
                version=(await customers.person(db, kept_id)).record.version,
                actor="ana",
                now=NOON,
            )
        await undo(context, done.id)

        async with context.database.reading() as db:
            left = await customers.people(db, emails)
        assert sorted(left) == sorted(set(emails) - {"new@casa.example"})
        assert left["other@casa.example"].id == left["kept@casa.example"].id == kept_id

    async def test_says_nothing_any_more_of_who_was_erased(self, context: ImportContext) -> None:
        done = await imported(context, CUSTOMERS)
        async with context.database.transaction() as db:
            ana = (await customers.people(db, ["ana@casa.example"]))["ana@casa.example"]
            await erase_customer(db, ana.id, secret="of the shop", actor="ben", now=NOON)

        after = await the_import(context, done.id)
        assert [key for key, _ in await changes_of(context, done)] == ["ben@casa.example"]
        assert await errors_of(context, done) == [
            (3, "consent_without_proof"),
            (4, "email_invalid"),
        ]
        assert after.facts["sample"] == []
        assert (await undo(context, done.id)).status == "undone"

    async def test_does_not_bring_back_who_left(self, context: ImportContext) -> None:
        await imported(context, CUSTOMERS)
        async with context.database.transaction() as db:
            await customers.suppress(db, email="ana@casa.example", reason="unsubscribed", now=NOON)

        again = await imported(context, CUSTOMERS)

        assert counts(again) == (0, 0, 2, 2)
        async with context.database.reading() as db:
            assert await customers.readers_after(db, None, audience=EVERYBODY, now=NOON) == []


class TestAFileOfStock:
    async def test_moves_units_and_moves_them_back(self, context: ImportContext) -> None:
        data = a_file("sku,quantity,location,mode", "SEVILLA-1,5,madrid,set", "SEVILLA-2,3,,add")
        done = await imported(context, data)
        assert await on_hand(context) == {"SEVILLA-1": 5, "SEVILLA-2": 3}

        again = await imported(context, a_file("sku,quantity", "SEVILLA-1,5"))
        await undo(context, done.id)

        assert counts(done) == (0, 2, 0, 0)
        assert counts(again) == (0, 0, 1, 0)
        assert await on_hand(context) == {"SEVILLA-1": 0, "SEVILLA-2": 0}
        async with context.database.reading() as db:
            assert await inventory.imbalances(db) == []

    async def test_adds_up_though_its_parts_are_taken_at_once(self, context: ImportContext) -> None:
        """Each part names the same goods in another order, and none may wait for another in a circle."""
        there = [f"SEVILLA-{number},1,,add" for number in (1, 2, 3)]
        lines = [line for turn in range(300) for line in (there if turn % 2 else there[::-1])]

        done = await imported(context, a_file("sku,quantity,location,mode", *lines))

        assert (done.status, counts(done)[3]) == ("done", 0)
        assert set((await on_hand(context)).values()) == {300}

    async def test_adds_up_and_says_a_total_once(self, context: ImportContext) -> None:
        done = await imported(
            context,
            a_file(
                "sku,quantity,mode", "SEVILLA-1,2,add", "SEVILLA-1,3,add", "SEVILLA-2,1,set",
                "SEVILLA-2,2,set", "SEVILLA-1,9,set",
            ),
        )  # fmt: skip

        assert await errors_of(context, done) == [(5, "repeated"), (6, "repeated")]
        assert await on_hand(context) == {"SEVILLA-1": 5, "SEVILLA-2": 1}

    async def test_of_shopify_is_counted_as_its_new_column_says(
        self, context: ImportContext
    ) -> None:
        done = await imported(
            context,
            a_file(
                "Handle,Title,SKU,HS Code,Location,On hand (current),On hand (new)",
                "x,X,SEVILLA-1,,Madrid,12,15",
                "x,X,SEVILLA-2,,Madrid,4,",
                "x,X,SEVILLA-3,,Lugo,4,",
            ),
        )

        assert (done.kind, counts(done)) == ("stock", (0, 2, 0, 1))
        assert await on_hand(context) == {"SEVILLA-1": 15, "SEVILLA-2": 4}

    async def test_of_a_workbook_takes_no_code_that_is_a_date_and_no_formula_without_result(
        self, context: ImportContext
    ) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (
            ["sku", "quantity"], [date(2026, 3, 1), 1], ["SEVILLA-1", "=1+1"], ["SEVILLA-2", 7],
        ):  # fmt: skip
            sheet.append(row)
        target = io.BytesIO()
        book.save(target)

        done = await imported(context, target.getvalue())

        assert await errors_of(context, done) == [
            (2, "sku_is_no_text"),
            (3, "formula_without_result"),
        ]
        assert await on_hand(context) == {"SEVILLA-1": 0, "SEVILLA-2": 7}


async def on_hand(context: ImportContext) -> dict[str, int]:
    async with context.database.reading() as db:
        variants = await catalog.variants_by_sku(db, ["SEVILLA-1", "SEVILLA-2"])
        there = await inventory.stock_at(db, list(variants.values()))
    return {sku: sum(there.get(one, {}).values()) for sku, one in variants.items()}


class TestAFileOfRedirects:
    async def test_of_shopify_leads_from_the_old_shop_and_is_undone(
        self, context: ImportContext
    ) -> None:
        data = a_file(
            "Redirect from,Redirect to", "/products/jug,/es/p/jug", "/pages/about/,/es/pages/about",
            "/circle,/circle", "/nowhere,", "/products/jug,/es/p/other",
        )  # fmt: skip

        done = await imported(context, data)

        assert (done.kind, counts(done)) == ("redirects", (2, 0, 0, 3))
        assert await errors_of(context, done) == [
            (4, "redirect_loop"), (5, "target_missing"), (6, "repeated"),
        ]  # fmt: skip
        async with context.database.reading() as db:
            led = [await content.led_from(db, path) for path in ("/pages/about", "/products/jug")]
        assert led == ["/es/pages/about", "/es/p/jug"]
        assert counts(await imported(context, data)) == (0, 0, 2, 3)

        await undo(context, done.id)

        async with context.database.reading() as db:
            assert await content.list_redirects(db) == []


class TestAFileThatIsNone:
    async def test_is_refused_with_the_reason(self, context: ImportContext) -> None:
        import_id = await an_upload(context, b"\x89PNG and so on")

        found = await the_import(context, import_id)

        assert (found.status, found.facts["code"]) == ("failed", "file_no_table")


async def product(context: ImportContext, slug: str) -> catalog.WrittenProduct | None:
    async with context.database.reading() as db:
        return next(iter(await catalog.written_products(db, [slug])), None)


class TestAFileOfProducts:
    async def test_of_shopify_becomes_products_with_prices_and_first_stock(
        self, context: ImportContext
    ) -> None:
        done = await imported(context, SHOPIFY)

        assert (done.kind, done.facts["source"]) == ("products", "shopify")
        assert counts(done) == (2, 0, 0, 2)
        assert await errors_of(context, done) == [
            (3, "barcode_ignored"),
            (5, "amount_too_fine"),
            (6, "left_out"),
        ]
        jug = await product(context, "blue-jug")
        assert jug is not None
        assert jug.fields.texts["es"] == {
            "name": "Blue jug", "description": "For water", "seo_title": "A blue jug",
        }  # fmt: skip
        small, large = (one.draft for one in jug.variants)
        assert (small.sku, small.weight_g, small.cost_minor, small.barcode) == (
            "JUG-S", 1251, 7_10, "4006381333931",
        )  # fmt: skip
        assert (dict(large.options), large.barcode) == ({"size": "Large"}, None)
        assert await price_of(context, "JUG-S") == (18_50, 22_00)
        assert await price_of(context, "JUG-L") == (24_00, None)
        cup = await product(context, "plain-cup")
        assert cup is not None
        assert cup.fields.status == "draft"
        assert await stock_of(context, "JUG-S") == 40

    async def test_changes_nothing_the_second_time(self, context: ImportContext) -> None:
        await imported(context, SHOPIFY)

        again = await imported(context, SHOPIFY)

        assert await changes_of(context, again) == []
        assert counts(again) == (0, 0, 2, 2)

    async def test_changes_what_its_columns_say_and_no_more(self, context: ImportContext) -> None:
        await imported(context, SHOPIFY)

        done = await imported(
            context,
            a_file(
                "Handle,Title,Variant SKU,Option1 Name,Option1 Value,Variant Price",
                "blue-jug,Bluer jug,JUG-S,Size,Small,19.00",
                "blue-jug,,JUG-XL,,Huge,30.00",
            ),
        )

        assert dict(await changes_of(context, done))["blue-jug"] == [
            ["title.es", "Blue jug", "Bluer jug"],
            ["JUG-S\tprice.EUR", "18.50", "19.00"],
            ["JUG-XL\tvariant", "", "TRUE"],
            ["JUG-XL\toptions", "", "Huge"],
            ["JUG-XL\tprice.EUR", "", "30.00"],
        ]
        assert await price_of(context, "JUG-S") == (19_00, 22_00)

    async def test_is_undone_as_one_act(self, context: ImportContext) -> None:
        first = await imported(context, SHOPIFY)
        more = await imported(
            context,
            a_file(
                "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price",
                "blue-jug,Bluer jug,Size,Small,JUG-S,19.00",
                "blue-jug,,,Huge,JUG-XL,30.00",
            ),
        )
        assert counts(more) == (0, 1, 0, 0)

        await undo(context, more.id)

        jug = await product(context, "blue-jug")
        assert jug is not None
        assert jug.fields.texts["es"]["name"] == "Blue jug"
        assert [one.draft.sku for one in jug.variants] == ["JUG-S", "JUG-L"]
        assert await price_of(context, "JUG-S") == (18_50, 22_00)

        await undo(context, first.id)

        assert await product(context, "blue-jug") is None
        assert await product(context, "plain-cup") is None
        async with context.database.reading() as db:
            assert await inventory.imbalances(db) == []

    async def test_of_woocommerce_is_read_by_its_own_names(self, context: ImportContext) -> None:
        done = await imported(
            context,
            a_file(
                "ID,Type,SKU,Name,Published,Description,Stock,Weight (kg),Sale price,Regular price,"
                "Parent,Attribute 1 name,Attribute 1 value(s)",
                '7,variable,LAMP,Lamp,1,<p>Light</p>,,,,,,Colour,"Red, Blue"',
                "8,variation,LAMP-R,Lamp - Red,1,,3,1.2,40,50,LAMP,Colour,Red",
                "9,variation,LAMP-B,Lamp - Blue,1,,0,1.2,,50,LAMP,Colour,Blue",
                "10,simple,WICK,Wick,-1,,9,0.01,,2,,,",
            ),
        )

        assert (done.kind, done.facts["source"]) == ("products", "woocommerce")
        assert counts(done) == (2, 0, 0, 0)
        lamp = await product(context, "lamp-lamp")
        assert lamp is not None
        assert [(one.draft.sku, one.draft.weight_g) for one in lamp.variants] == [
            ("LAMP-R", 1200), ("LAMP-B", 1200),
        ]  # fmt: skip
        assert await price_of(context, "LAMP-R") == (40_00, 50_00)


async def stock_of(context: ImportContext, sku: str) -> int:
    async with context.database.reading() as db:
        variants = await catalog.variants_by_sku(db, [sku])
        there = await inventory.stock_at(db, list(variants.values()))
    return sum(there.get(variants[sku], {}).values())
