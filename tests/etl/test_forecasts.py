"""Forecasts over a star that the ETL built: when they are due, what is kept, what the shop does."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from tests.etl.reading import ask
from tests.support.messages import waiting

from lonja.actions.ask_for_forecast import ForecastsOff, ask_for_forecast
from lonja.actions.take_insights import take_insights
from lonja.etl import forecasts as making
from lonja.etl import insights as models
from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja.forecasts import api as forecasts
from lonja.forecasts.api import SIMPLE, Expected, Simple
from lonja.insights import api as insights
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja_tools.proofs.shop_rows import ShopRows

pytestmark = pytest.mark.anyio
MONDAY = date(2026, 1, 5)
WEEKS = 40


@pytest.fixture
async def both(settings: Settings) -> AsyncIterator[tuple[Database, Database]]:
    """The warehouse and the shop, as the models' process opens them."""
    warehouse = Database(settings.warehouse_url, pool_size=2)
    shop = Database(settings.shop_url, pool_size=2)
    yield warehouse, shop
    await warehouse.close()
    await shop.close()


def sell(shop: ShopRows, sku: str, units: Sequence[int]) -> UUID:
    """A variant, and what was sold of it each week."""
    variant = shop.variant(sku)
    sell_weekly(shop, variant, units, first=MONDAY)
    return variant


def sell_weekly(shop: ShopRows, variant: UUID, units: Sequence[int], *, first: date) -> None:
    """An order each week that has units, on its Wednesday."""
    for number, quantity in enumerate(units):
        if quantity:
            day = first + timedelta(days=7 * number + 2)
            shop.order(variant, at=f"{day}T10:00:00Z", quantities=(quantity,))


def load(settings: Settings, monkeypatch: pytest.MonkeyPatch, *, on: date) -> None:
    """A run of the ETL on that day."""
    moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    run(settings)
    with psycopg.connect(settings.warehouse_url, autocommit=True) as db:
        db.execute("UPDATE etl.run SET as_of = %s", (moment,))


async def take_all(shop: Database) -> int:
    taken = 0
    while True:
        async with shop.transaction() as db:
            if not await take_insights(db, now=datetime.now(UTC)):
                return taken
        taken += 1


class TestTheForecast:
    async def test_of_an_empty_shop_is_never_due(
        self, settings: Settings, both: tuple[Database, Database]
    ) -> None:
        before_the_first_run = await making.tell_if_due(*both)
        run(settings)

        assert before_the_first_run is False
        assert await making.tell_if_due(*both) is False
        assert await making.make(*both, SIMPLE, is_asked=True) is False

    async def test_is_made_of_whole_weeks_and_says_how_it_was_found(
        self,
        settings: Settings,
        shop: ShopRows,
        both: tuple[Database, Database],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        steady = sell(shop, "STEADY", [10] * WEEKS)
        rare = sell(shop, "RARE", ([6] + [0] * 3) * 10)
        young = sell(shop, "YOUNG", [0] * (WEEKS - 5) + [3] * 5)
        last = MONDAY + timedelta(days=7 * WEEKS - 1)
        load(settings, monkeypatch, on=last + timedelta(days=3))  # a week that is not over yet

        made = await making.make(*both, SIMPLE, is_asked=False)

        assert made
        rows = ask(
            settings,
            "SELECT series, kind, method <> '' AS has_method, weeks FROM insights.forecast_series"
            " WHERE level = 'sku'",
        )
        assert sorted(rows) == sorted(
            [
                (str(steady), "smooth", True, 40),
                (str(rare), "intermittent", True, 40),
                (str(young), "short", False, 5),
            ]
        )
        assert ask(
            settings,
            "SELECT min(week), max(week), min(expected)::int, max(expected)::int, count(*)::int"
            f" FROM insights.forecast_point WHERE series = '{steady}' AND NOT is_test",
        ) == [(last + timedelta(days=1), last + timedelta(days=50), 10, 10, 8)]
        [(state, trained_to, parameters)] = ask(
            settings, "SELECT state, trained_to, parameters FROM insights.forecast_run"
        )
        assert (state, trained_to, parameters["horizon"]) == ("done", last, 8)

    async def test_is_due_once_a_week_and_at_once_where_a_person_asks(
        self,
        settings: Settings,
        shop: ShopRows,
        both: tuple[Database, Database],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        sell(shop, "STEADY", [10] * (WEEKS + 1))
        last = MONDAY + timedelta(days=7 * WEEKS - 1)
        load(settings, monkeypatch, on=last + timedelta(days=3))

        first = await making.make(*both, SIMPLE, is_asked=False)
        again = await making.make(*both, SIMPLE, is_asked=False)
        asked = await making.make(*both, SIMPLE, is_asked=True)
        one_each_week = ask(settings, "SELECT count(*) FROM insights.forecast_run")
        load(settings, monkeypatch, on=last + timedelta(days=8))
        next_week = await making.make(*both, SIMPLE, is_asked=False)

        assert (first, again, asked, next_week) == (True, False, True, True)
        assert one_each_week == [(1,)]
        assert ask(settings, "SELECT count(*) FROM insights.forecast_run") == [(2,)]

    async def test_is_compared_with_what_then_happened(
        self,
        settings: Settings,
        shop: ShopRows,
        both: tuple[Database, Database],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        variant = sell(shop, "STEADY", [10] * WEEKS)
        last = MONDAY + timedelta(days=7 * WEEKS - 1)
        load(settings, monkeypatch, on=last + timedelta(days=1))
        await making.make(*both, SIMPLE, is_asked=False)
        sell_weekly(shop, variant, [12, 12], first=last + timedelta(days=1))
        load(settings, monkeypatch, on=last + timedelta(days=15))

        await making.make(*both, SIMPLE, is_asked=False)

        async with both[0].reading() as db:
            found = await forecasts.summary(db)
            chart = await forecasts.chart(db, level="shop", series="")
        assert [(one.trained_to, one.weeks, one.wape) for one in found.records] == [
            (last + timedelta(days=14), 0, None),
            (last, 2, pytest.approx(4 / 24)),
        ]
        assert [one.units for one in chart.weeks[-10:]] == [12, 12] + [None] * 8
        assert [one.is_test for one in chart.weeks[-16:]] == [True] * 8 + [False] * 8

    async def test_that_fails_is_written_down_and_leaves_the_one_before(
        self,
        settings: Settings,
        shop: ShopRows,
        both: tuple[Database, Database],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        sell(shop, "STEADY", [10] * WEEKS)
        load(settings, monkeypatch, on=MONDAY + timedelta(days=7 * WEEKS))
        await making.make(*both, SIMPLE, is_asked=False)

        def breaks(history: Sequence[float], horizon: int) -> Expected:
            raise RuntimeError("out of memory")

        broken = Simple("broken", forecasts.OFTEN, 1, breaks)
        with pytest.raises(RuntimeError):
            await making.make(*both, [*SIMPLE, broken], is_asked=True)

        async with both[0].reading() as db:
            found = await forecasts.summary(db)
        assert found.run is not None
        assert found.done is not None
        assert (found.run.state, found.run.error) == ("failed", "RuntimeError: out of memory")
        assert found.done.id != found.run.id
        assert found.kinds[0].kind == "smooth"

    async def test_is_made_by_one_process_at_a_time(
        self,
        settings: Settings,
        shop: ShopRows,
        both: tuple[Database, Database],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        sell(shop, "STEADY", [10] * WEEKS)
        load(settings, monkeypatch, on=MONDAY + timedelta(days=7 * WEEKS))
        async with both[0].transaction() as db:
            begun = await forecasts.begin(db)
        assert begun is not None
        with psycopg.connect(settings.warehouse_url, autocommit=True) as db:
            db.execute("UPDATE insights.forecast_run SET started_at = %s", (clock.now(),))

        beside_it = await making.make(*both, SIMPLE, is_asked=True)
        monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 1, tzinfo=UTC))
        after_it_died = await making.make(*both, SIMPLE, is_asked=True)

        assert (beside_it, after_it_died) == (False, True)
        async with both[0].transaction() as db:  # it was only slow, and comes back
            assert await forecasts.write(db, begun, []) is False


class TestTheShop:
    async def test_asks_for_a_forecast_that_is_due_unless_it_is_switched_off(
        self,
        settings: Settings,
        shop: ShopRows,
        both: tuple[Database, Database],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        sell(shop, "STEADY", [10] * WEEKS)
        load(settings, monkeypatch, on=MONDAY + timedelta(days=7 * WEEKS))
        await making.tell_if_due(*both)
        async with both[1].transaction() as db:
            now = await insights.automatic(db)
            off = replace(now, forecasts_on=False)
            await insights.set_automatic(db, off, actor="ana", now=datetime.now(UTC))

        await take_all(both[1])
        while_off = await waiting(both[1], "models")
        async with both[1].transaction() as db:
            with pytest.raises(ForecastsOff):
                await ask_for_forecast(db, actor="ana", now=datetime.now(UTC))
            on = replace(off, forecasts_on=True, version=1)
            await insights.set_automatic(db, on, actor="ana", now=datetime.now(UTC))
        await take_all(both[1])

        assert while_off == []
        assert [one.type for one in await waiting(both[1], "models")] == ["forecasts.make"]
        async with both[1].reading() as db:
            assert [one.kind for one in await insights.taken(db)] == []

    async def test_orders_again_by_the_forecast_where_there_is_one(
        self,
        settings: Settings,
        shop: ShopRows,
        both: tuple[Database, Database],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        steady = sell(shop, "STEADY", [14] * WEEKS)
        young = sell(shop, "YOUNG", [0] * (WEEKS - 5) + [7] * 5)
        load(settings, monkeypatch, on=MONDAY + timedelta(days=7 * WEEKS))
        await models.make_due(*both)
        await making.make(*both, SIMPLE, is_asked=False)

        async with both[0].reading() as warehouse, both[1].reading() as db:
            found = await insights.reorders(warehouse, db, only_due=False)
        await _switch_off(both[1])
        async with both[0].reading() as warehouse, both[1].reading() as db:
            without = await insights.reorders(warehouse, db, only_due=False)

        by = {one.of.variant_id: (one.method, round(one.demand.mean, 2)) for one in found.lines}
        assert by[steady] == ("naive", 2.0)
        assert by[young][0] == ""
        assert (found.forecast, without.forecast) == (1, 0)
        assert {one.method for one in without.lines} == {""}


async def _switch_off(shop: Database) -> None:
    async with shop.transaction() as db:
        off = replace(await insights.automatic(db), forecasts_on=False)
        await insights.set_automatic(db, off, actor="ana", now=datetime.now(UTC))
