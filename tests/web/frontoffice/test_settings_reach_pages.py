"""What staff change in another process is on the pages of this one, though it keeps them in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict

import httpx2
import pytest
from psycopg import AsyncConnection
from tests.support.front_office import front_office, until_all_is_heard
from tests.support.statements import overheard
from tests.web.frontoffice.browsing import words

from lonja.bootstrap import Shop
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes
from lonja_tools.proofs.small_shop import NOW, open_small_shop

pytestmark = pytest.mark.anyio

PAGE = "/en/p/tile-a"


class By(TypedDict):
    actor: str
    now: datetime


BY: By = {"actor": "ana", "now": NOW}


@pytest.fixture
async def buyer(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop, Database]]:
    """With another process of the shop, which only tells by the database."""
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 5, "B": 5})
        other = Database(fresh_database_url)
        await until_all_is_heard(shop, other)
        yield client, shop, other
        await other.close()


async def costs_more(db: AsyncConnection) -> None:
    there = await shipping.method(db, "standard")
    dearer = [replace(rate, amount_minor=7_77) for rate in there.draft.rates]
    await shipping.change_method(
        db, replace(there.draft, rates=dearer), version=there.version, **BY
    )


async def takes_longer(db: AsyncConnection) -> None:
    there = await shipping.method(db, "standard")
    slower = replace(there.draft, days_min=20, days_max=21)
    await shipping.change_method(db, slower, version=there.version, **BY)


async def is_gone(db: AsyncConnection) -> None:
    there = await shipping.method(db, "standard")
    await shipping.remove_method(db, "standard", version=there.version, **BY)


async def rests_for_weeks(db: AsyncConnection) -> None:
    today = clock.now().date()
    coming = [today + timedelta(days=ahead) for ahead in range(15)]
    for year in sorted({day.year for day in coming}):
        days = [shipping.Holiday(day, "Closed") for day in coming if day.year == year]
        version = (await shipping.holiday_year(db, "ES", year)).version
        await shipping.set_holidays(db, "ES", year, days, version=version, **BY)


async def works_on_one_day(db: AsyncConnection) -> None:
    there = await inventory.location(db, "VLC")
    site = replace(there.site, working_days=((clock.now().weekday() + 6) % 7,))
    await inventory.change_location(
        db, replace(there.draft, site=site), version=there.version, **BY
    )


@pytest.mark.parametrize(
    "change", [costs_more, takes_longer, is_gone, rests_for_weeks, works_on_one_day]
)
async def test_a_change_of_how_goods_are_sent_is_on_the_product_page(
    buyer: tuple[httpx2.AsyncClient, Shop, Database],
    change: Callable[[AsyncConnection], Awaitable[None]],
) -> None:
    client, shop, other = buyer
    before = await client.get(PAGE)

    async with other.transaction() as db:
        await change(db)
    await until_all_is_heard(shop, other)

    assert words(await client.get(PAGE)) != words(before)


@pytest.mark.parametrize("kind", ["policy", "zone", "taxes"])
async def test_a_change_that_may_show_anywhere_drops_what_is_kept(
    buyer: tuple[httpx2.AsyncClient, Shop, Database], kind: str
) -> None:
    client, shop, other = buyer
    await client.get(PAGE)

    async with other.transaction() as db:
        if kind == "policy":
            policy = replace(await fulfilment.policy(db), delivered_after_days=3)
            version = await fulfilment.policy_version(db)
            await fulfilment.set_policy(db, policy, version=version, **BY)
        elif kind == "zone":
            draft = shipping.ZoneDraft("islands", "Islands", [shipping.Area("ES", "", "35")])
            await shipping.add_zone(db, draft, **BY)
        else:
            key = taxes.RateKey("PT", "standard", NOW.date())
            await taxes.add_tax_rate(db, key, 2300, **BY)
    await until_all_is_heard(shop, other)

    with overheard() as heard:
        await client.get(PAGE)
    assert "FROM shipping_zones" in " ".join(sql for sql, _ in heard)


async def test_a_page_that_is_not_kept_asks_only_for_what_is_its_own(
    buyer: tuple[httpx2.AsyncClient, Shop, Database],
) -> None:
    client, _, _ = buyer
    await client.get(PAGE)

    with overheard() as heard:
        await client.get("/en/p/tile-b")

    asked = " ".join(sql for sql, _ in heard)
    shared = (
        "shipping_methods",
        "shipping_rates",
        "shipping_zones",
        "holiday_years",
        "FROM locations",
        "fulfilment_policies",
        "shop_versions",
        "tax_rates",
        "FROM categories c ORDER",
    )
    assert [table for table in shared if table in asked] == []


async def test_what_is_decided_is_decided_on_what_the_database_says(
    buyer: tuple[httpx2.AsyncClient, Shop, Database],
) -> None:
    """A transaction reads again, though the process has the old rates at hand."""
    client, shop, _ = buyer
    await client.get(PAGE)
    async with shop.database.reading() as db:
        assert await cost_of_sending(db) == 5_00

    async with shop.database.transaction() as db:
        await costs_more(db)
        assert await cost_of_sending(db) == 7_77


async def cost_of_sending(db: AsyncConnection) -> int:
    parcel = shipping.Parcel(country="ES", currency="EUR", items_minor=10_00, weight_g=0)
    return (await shipping.options(db, parcel, language="en"))[0].price_minor
