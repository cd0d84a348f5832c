"""Zones in the database: told when they overlap, kept while a method has prices for them."""

import asyncio
from typing import Final

import pytest
from tests.support.selling import NOW

from lonja.kernel.db import Database
from lonja.kernel.errors import Conflict, Invalid
from lonja.shipping import api as shipping
from lonja.shipping.api import Area, BandBy, MethodDraft, Parcel, Rate, ZoneDraft

pytestmark = pytest.mark.anyio
CANARIAS: Final = ZoneDraft("canarias", "Canarias", [Area("ES", postal_codes="35")])


async def add(database: Database, zone: ZoneDraft) -> None:
    async with database.transaction() as db:
        await shipping.add_zone(db, zone, actor="ana", now=NOW)


async def offered(database: Database, parcel: Parcel) -> dict[str, int]:
    async with database.reading() as db:
        found = await shipping.options(db, parcel, language="en")
    return {one.code: one.price_minor for one in found}


class TestAZone:
    async def test_has_prices_of_its_own_by_weight(self, database: Database) -> None:
        await add(database, CANARIAS)
        rates = [
            Rate("ES", "EUR", 5_00),
            Rate("canarias", "EUR", 12_00, None, 0, 5_000),
            Rate("canarias", "EUR", 30_00, None, 5_000, 20_000),
        ]
        async with database.transaction() as db:
            draft = MethodDraft("post", {"en": "Post"}, 1, 3, rates=rates, band_by=BandBy.WEIGHT)
            await shipping.add_method(db, draft, actor="ana", now=NOW)

        light = Parcel("ES", "EUR", postal_code="35001", weight_g=3_000)
        heavy = Parcel("ES", "EUR", postal_code="35001", weight_g=5_000)
        too_heavy = Parcel("ES", "EUR", postal_code="35001", weight_g=20_000)
        mainland = Parcel("ES", "EUR", postal_code="28001", weight_g=20_000)
        assert await offered(database, light) == {"post": 12_00}
        assert await offered(database, heavy) == {"post": 30_00}
        assert await offered(database, too_heavy) == {}
        assert await offered(database, mainland) == {"post": 5_00}

    async def test_makes_its_country_one_that_something_goes_to(self, database: Database) -> None:
        await add(database, CANARIAS)
        async with database.transaction() as db:
            draft = MethodDraft("post", {"en": "Post"}, 1, 3, rates=[Rate("canarias", "EUR", 1)])
            await shipping.add_method(db, draft, actor="ana", now=NOW)
            left = await shipping.countries_without_method(db, ["ES", "PT"], "EUR")

        assert left == ["PT"]

    async def test_that_overlaps_another_is_told_which(self, database: Database) -> None:
        await add(database, CANARIAS)

        with pytest.raises(shipping.ZonesOverlap) as refused:
            await add(
                database, ZoneDraft("isles", "Isles", [Area("ES", postal_codes="35000-35999")])
            )

        assert (refused.value.facts["other"], refused.value.facts["field"]) == ("canarias", "areas")

    async def test_that_overlaps_one_saved_at_the_same_time_is_told(
        self, database: Database
    ) -> None:
        other = ZoneDraft("isles", "Isles", [Area("ES", postal_codes="35")])

        results = await asyncio.gather(
            add(database, CANARIAS), add(database, other), return_exceptions=True
        )

        assert sorted(type(one).__name__ for one in results) == ["NoneType", "ZonesOverlap"]

    async def test_with_prices_is_not_removed(self, database: Database) -> None:
        await add(database, CANARIAS)
        async with database.transaction() as db:
            draft = MethodDraft("post", {"en": "Post"}, 1, 3, rates=[Rate("canarias", "EUR", 1)])
            await shipping.add_method(db, draft, actor="ana", now=NOW)

        with pytest.raises(shipping.ZoneInUse) as refused:
            async with database.transaction() as db:
                await shipping.remove_zone(db, "canarias", version=1, actor="ana", now=NOW)

        assert refused.value.facts == {"methods": ["post"]}

    async def test_is_put_once_and_not_overwritten_unseen(self, database: Database) -> None:
        async with database.transaction() as db:
            outcomes = [
                await shipping.put_zone(db, one, actor="ana", now=NOW)
                for one in (CANARIAS, CANARIAS, ZoneDraft("canarias", "Isles", CANARIAS.areas))
            ]
        with pytest.raises(Conflict):
            async with database.transaction() as db:
                await shipping.change_zone(db, CANARIAS, version=1, actor="ana", now=NOW)

        assert outcomes == ["created", "unchanged", "updated"]

    @pytest.mark.parametrize(
        ("area", "field"),
        [
            (Area("XX"), "areas.0.country"),
            (Area("ES", "Madrid", "28"), "areas.0.region"),
            (Area("ES", postal_codes="29-28"), "areas.0.postal_codes"),
        ],
    )
    async def test_that_is_written_wrong_names_the_field(
        self, database: Database, area: Area, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            await add(database, ZoneDraft("zone", "Zone", [area]))

        assert refused.value.facts == {"field": field}


class TestBands:
    @pytest.mark.parametrize(
        ("rates", "field"),
        [
            ([Rate("ES", "EUR", 1, None, 0, 10), Rate("ES", "EUR", 1, None, 9)], "rates.1.place"),
            ([Rate("ES", "EUR", 1, None, 5, 5)], "rates.0.up_to"),
            ([Rate("nowhere", "EUR", 1)], "rates.0.place"),
        ],
    )
    async def test_that_would_be_ambiguous_are_told(
        self, database: Database, rates: list[Rate], field: str
    ) -> None:
        draft = MethodDraft("post", {"en": "Post"}, 1, 3, rates=rates, band_by=BandBy.WEIGHT)
        with pytest.raises(Invalid) as refused:
            async with database.transaction() as db:
                await shipping.add_method(db, draft, actor="ana", now=NOW)

        assert refused.value.facts == {"field": field}
