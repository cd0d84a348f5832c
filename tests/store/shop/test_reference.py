"""What staff write down before a shop can sell: each door adds, changes, refuses and repeats."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypedDict
from uuid import UUID

import pytest
from tests.support.asking import first
from tests.support.shop import a_product

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Who(TypedDict):
    actor: str
    now: datetime


WHO = Who(actor="ana", now=NOW)
BILBAO = inventory.LocationDraft("BIO", "Bilbao", "ES")


async def _a_variant(database: Database) -> UUID:
    product = await a_product(database)
    async with database.reading() as db:
        row = await first(db, "SELECT id FROM variants WHERE product_id = %(id)s", id=product)
    assert row is not None
    return UUID(str(row.id))


class TestLocations:
    async def test_are_put_once(self, database: Database) -> None:
        async with database.transaction() as db:
            outcomes = [await inventory.put_location(db, BILBAO, **WHO) for _ in range(2)]
            renamed = inventory.LocationDraft("BIO", "Bilbao port", "ES", position=2)
            outcomes.append(await inventory.put_location(db, renamed, **WHO))
            found = await inventory.location(db, "BIO")

        assert outcomes == ["created", "unchanged", "updated"]
        assert (found.name, found.position, found.version) == ("Bilbao port", 2, 2)

    async def test_refuse_a_code_twice_and_a_version_that_is_over(self, database: Database) -> None:
        async with database.transaction() as db:
            await inventory.add_location(db, BILBAO, **WHO)
            with pytest.raises(inventory.LocationTaken):
                await inventory.add_location(db, BILBAO, **WHO)
            with pytest.raises(inventory.LocationChanged):
                await inventory.change_location(db, BILBAO, version=7, **WHO)

    async def test_do_not_close_over_stock(self, database: Database) -> None:
        variant = await _a_variant(database)
        async with database.transaction() as db:
            await inventory.add_location(db, BILBAO, **WHO)
            change = inventory.Change(variant, "BIO", 5)
            await inventory.adjust(db, [change], kind="receipt", **WHO)
            await inventory.hold(db, order_id=uuid7(), wanted={variant: 2}, expires_at=NOW)

            with pytest.raises(inventory.LocationNotEmpty) as refused:
                await inventory.close_location(db, "BIO", version=1, **WHO)

        assert refused.value.facts == {"units": 5, "variants": 1, "held": 2}

    async def test_take_nothing_in_once_they_are_closed(self, database: Database) -> None:
        variant = await _a_variant(database)
        async with database.transaction() as db:
            await inventory.add_location(db, BILBAO, **WHO)
            await inventory.close_location(db, "BIO", version=1, **WHO)

            assert await inventory.locations(db) == []
            with pytest.raises(inventory.UnknownLocation):
                change = inventory.Change(variant, "BIO", 5)
                await inventory.adjust(db, [change], kind="receipt", **WHO)

    async def test_keep_their_stock_for_sale_or_not(self, database: Database) -> None:
        variant = await _a_variant(database)
        async with database.transaction() as db:
            await inventory.add_location(db, BILBAO, **WHO)
            change = inventory.Change(variant, "BIO", 5)
            await inventory.adjust(db, [change], kind="receipt", **WHO)

            with pytest.raises(inventory.LocationNotEmpty):
                hidden = inventory.LocationDraft("BIO", "Bilbao", "ES", sellable=False)
                await inventory.change_location(db, hidden, version=1, **WHO)

    async def test_keep_their_site_and_bring_back_what_was_changed(
        self, database: Database
    ) -> None:
        store = inventory.Site(
            kind=inventory.LocationKind.STORE,
            line1="Gran Via 1",
            postal_code="48001",
            city="Bilbao",
            hours=(inventory.OpenHours(0, "10:00", "14:00"),),
            special_days=(inventory.SpecialDay(date(2026, 12, 24)),),
            can_pick_up=True,
            words={"en": "Ring at the side door"},
        )
        async with database.transaction() as db:
            await inventory.add_location(db, BILBAO, **WHO)
            draft = replace(BILBAO, site=store)
            await inventory.change_location(db, draft, version=1, **WHO)
            points = await inventory.pickup_points(db)
            again = await inventory.put_location(db, BILBAO, **WHO)
            await inventory.undo_location(db, "BIO", version=2, **WHO)
            undone = (await inventory.location(db, "BIO")).site
            await inventory.undo_location(db, "BIO", version=3, **WHO)
            redone = (await inventory.location(db, "BIO")).site

        assert [one.draft for one in points] == [draft]
        assert again == "unchanged"
        assert (undone, redone) == (inventory.Site(), store)

    async def test_have_nothing_to_bring_back_at_first(self, database: Database) -> None:
        async with database.transaction() as db:
            await inventory.add_location(db, BILBAO, **WHO)
            with pytest.raises(inventory.NoLocationChange):
                await inventory.undo_location(db, "BIO", version=1, **WHO)


class TestThresholds:
    async def test_say_from_when_on_a_variant_runs_low(self, database: Database) -> None:
        variant = await _a_variant(database)
        async with database.transaction() as db:
            await inventory.add_location(db, BILBAO, **WHO)
            change = inventory.Change(variant, "BIO", 5)
            await inventory.adjust(db, [change], kind="receipt", **WHO)
            await inventory.set_low_at(db, variant_id=variant, low_at=5, version=0, **WHO)
            found = (await inventory.levels(db, [variant]))[variant]

        assert found.availability == "low"


SPAIN = taxes.RateKey("ES", taxes.STANDARD)


class TestTaxes:
    async def test_are_put_once(self, database: Database) -> None:
        async with database.transaction() as db:
            outcomes = [
                await taxes.put_tax_rate(db, SPAIN, points, **WHO) for points in (2100, 2100, 2000)
            ]
            rates = await taxes.all_tax_rates(db)

        assert outcomes == ["created", "unchanged", "updated"]
        assert [(one.id, one.basis_points) for one in rates] == [("ES.standard.2000-01-01", 2000)]

    async def test_need_their_class_first(self, database: Database) -> None:
        async with database.transaction() as db:
            books = taxes.RateKey("ES", "books")
            with pytest.raises(taxes.UnknownTaxClass):
                await taxes.put_tax_rate(db, books, 400, **WHO)
            await taxes.put_tax_class(db, "books", {"es": "Libros"}, **WHO)
            await taxes.put_tax_rate(db, books, 400, **WHO)
            with pytest.raises(taxes.TaxClassInUse) as refused:
                await taxes.remove_tax_class(db, "books", version=1, **WHO)

        assert refused.value.facts == {"rates": 1, "products": 0}

    async def test_refuse_what_is_no_country_or_no_rate(self, database: Database) -> None:
        async with database.transaction() as db:
            with pytest.raises(Invalid):
                await taxes.add_tax_rate(db, taxes.RateKey("EU", "standard"), 2100, **WHO)
            with pytest.raises(Invalid):
                await taxes.add_tax_rate(db, SPAIN, 10_001, **WHO)


class TestShippingMethods:
    async def test_are_put_once_with_their_rates(self, database: Database) -> None:
        rates = [shipping.Rate("ES", "EUR", 490, 4000), shipping.Rate("*", "EUR", 990)]
        names = {"es": "Mensajero", "en": "Courier"}
        draft = shipping.MethodDraft("courier", names, 1, 2, rates=rates)
        dearer = shipping.MethodDraft("courier", names, 1, 2, rates=rates[:1])
        async with database.transaction() as db:
            outcomes = [await shipping.put_method(db, one, **WHO) for one in (draft, draft, dearer)]
            home = await shipping.options(db, shipping.Parcel("ES", "EUR", 4000), language="en")
            away = await shipping.options(db, shipping.Parcel("PT", "EUR", 4000), language="en")

        assert outcomes == ["created", "unchanged", "updated"]
        assert [(one.name, one.price_minor) for one in home] == [("Courier", 0)]
        assert away == []

    async def test_name_the_rate_that_is_wrong(self, database: Database) -> None:
        rates = [shipping.Rate("ES", "EUR", 490), shipping.Rate("ES", "CHF", 490)]
        async with database.transaction() as db:
            with pytest.raises(Invalid) as refused:
                await shipping.add_method(
                    db, shipping.MethodDraft("post", {"en": "Post"}, 1, 2, rates=rates), **WHO
                )

        assert refused.value.facts == {"field": "rates.1.currency"}


class TestCategories:
    async def test_are_put_once(self, database: Database) -> None:
        draft = catalog.CategoryDraft("beans", {"en": {"name": "Beans", "description": ""}})
        async with database.transaction() as db:
            outcomes = [await catalog.put_category(db, draft, **WHO) for _ in range(2)]

        assert outcomes == ["created", "unchanged"]

    async def test_stay_while_products_are_in_them(self, database: Database) -> None:
        draft = catalog.CategoryDraft("beans", {"en": {"name": "Beans", "description": ""}})
        async with database.transaction() as db:
            category_id = await catalog.add_category(db, draft, **WHO)
            product = catalog.ProductDraft(
                "huila", catalog.ProductStatus.ACTIVE, {"en": {"name": "Huila"}}, {}, "beans", []
            )
            await catalog.put_product(db, product, **WHO)

            with pytest.raises(catalog.CategoryNotEmpty) as refused:
                await catalog.remove_category(db, category_id, version=1, **WHO)

        assert refused.value.facts == {"products": 1, "children": 0}
