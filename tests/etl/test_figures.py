"""Each metric by its statement and by hand, over a shop that sold, discounted and took back."""

import itertools
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.support import databases
from tests.support.figures_by_hand import BY_HAND, LABELS, Facts, grouped, read_facts, scaled

from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja.kernel.db import Database
from lonja.reports._dimensions import DIMENSIONS
from lonja.reports._figures import FIGURES
from lonja.reports._figures_store import MAX_ROWS, TooLong, figures, orders_behind
from lonja.reports._language import (
    BASES,
    SCALES,
    WINDOWS,
    Balance,
    Change,
    Condition,
    LastValue,
    Rows,
)
from lonja.reports._planning import (
    Question,
    base_of,
    bases_of,
    can,
    counts_once,
    has_parts,
    is_possible,
)
from lonja.reports._sources import SOURCES
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.proofs.shop_rows import ShopRows

pytestmark = pytest.mark.anyio
COUNTED = [code for code, one in FIGURES.items() if not isinstance(one.of, (*WINDOWS, Change))]
STANDING = {
    code
    for code in COUNTED
    if any(isinstance(one.of, LastValue | Balance) for one in bases_of([code]))
}
FROM_THE_FIRST = {"on_hand", "age", "account_kind"}
"""Columns of what counts from the first row on, whatever the period."""
TIME = {"day", "month", "quarter", "year"}
"""By which a balance goes on: what stood at the end of one stands at the beginning of the next."""
ALL = Question((), (), date(2026, 1, 1), date(2027, 1, 1), "EUR")


def sources_of(code: str) -> list[str]:
    of = base_of(FIGURES[code])
    return [
        one.code
        for one in SOURCES.values()
        if (one.adds_up or one.code) in of.at
        and has_parts(one, of)
        and all(can(one, DIMENSIONS[held.dimension]) for held in of.where)
    ]


def known_of(
    found: dict[tuple[str, ...], list[int | None]],
) -> dict[tuple[str, ...], list[int | None]]:
    """Without the rows of nothing: a week in which nothing was sent has no median, and is not there."""
    return {labels: row for labels, row in found.items() if row not in ([None], [0])}


def is_answered_by(source: str, code: str, by: tuple[str, ...]) -> bool:
    of = base_of(FIGURES[code])
    return (
        SOURCES[source].adds_up in of.at
        and has_parts(SOURCES[source], of, by)
        and (not SOURCES[source].since or counts_once(by, by))
        and all(can(SOURCES[source], DIMENSIONS[held.dimension]) for held in of.where)
    )


def alone(patch: pytest.MonkeyPatch, source: str) -> None:
    """No other source can be chosen, but by a figure that this one does not have."""
    for other in list(SOURCES.values()):
        if other.code == source:
            patch.setitem(SOURCES, other.code, replace(other, size=0))
        elif other.adds_up:
            patch.delitem(SOURCES, other.code)


def is_of_several(code: str) -> bool:
    return isinstance(FIGURES[code].of, BASES) and len(sources_of(code)) > 1


@dataclass(frozen=True, slots=True)
class Warehouse:
    database: Database
    facts: Facts
    """Of euros, and everything that has no currency."""

    async def ask(self, question: Question) -> dict[tuple[str, ...], list[int | None]]:
        async with self.database.reading() as db:
            found = await figures(db, question)
        return {tuple(row.labels): row.values for row in found}


@pytest.fixture(scope="module")
def built(postgres: Postgres) -> Iterator[str]:
    """One warehouse for all of them: nothing here writes to it."""
    postgres.ask('CREATE DATABASE "figures"')
    url = postgres.url("figures")
    with databases.copied(postgres) as shop_url:
        with psycopg.connect(shop_url, autocommit=True) as db:
            sell(ShopRows(db), random.Random(11))
        assert run(Settings(shop_url=shop_url, warehouse_url=url)).state == "done"
    yield url
    postgres.ask('DROP DATABASE "figures" WITH (FORCE)')


@pytest.fixture
async def warehouse(built: str) -> AsyncIterator[Warehouse]:
    database = Database(built, pool_size=1)
    yield Warehouse(
        database,
        read_facts(built).where(
            lambda row: (
                str(row.get("currency", {"currency": "EUR"})["currency"]) == "EUR"
                and (bool(row.keys() & FROM_THE_FIRST) or 20260000 < int(row["dk"]) < 20270000)
            )
        ),
    )
    await database.close()


def sell(shop: ShopRows, chance: random.Random) -> None:
    tiles = [shop.variant(f"T-{number}", cost_minor=400 + number) for number in range(4)]
    buyers = [None, shop.customer(), shop.customer("FR")]
    with shop.db.transaction():
        for number in range(36):
            tile = chance.choice(tiles)
            order = shop.order(
                tile,
                at=f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T{chance.randint(0, 23):02}:10:00Z",
                quantities=tuple(chance.randint(1, 5) for _ in range(chance.randint(1, 3))),
                currency=chance.choice(["EUR", "EUR", "EUR", "USD"]),
                country=chance.choice(["ES", "FR", "PT"]),
                customer=chance.choice(buyers),
                status=chance.choice(["confirmed", "confirmed", "confirmed", "payment_failed"]),
            )
            if number % 3 == 0:
                shop.discount(order, 1, chance.randint(1, 900), name=chance.choice(["Ten", "Two"]))
            shop.db.execute(
                "UPDATE order_lines SET tax_basis_points = 2100, tax_minor ="
                " round((total_minor - discount_minor) * 21 / 121.0) WHERE order_id = %s", (order,)
            )  # fmt: skip
            shop.db.execute(
                "UPDATE orders AS o SET tax_minor = 87 + (SELECT sum(tax_minor) FROM order_lines"
                " WHERE order_id = o.id), shipped_at = placed_at + %s * interval '1 hour',"
                " channel = %s WHERE id = %s",
                (chance.randint(1, 90), chance.choice(["web", "market"]), order),
            )
            if number % 5 == 0:
                shop.give_back(order, tile, at="2026-12-09T12:00:00Z", units=1, unit_minor=1100)
            if number % 9 == 4:
                shop.db.execute(
                    "UPDATE orders SET status = 'cancelled', cancelled_at = placed_at WHERE id = %s",
                    (order,),
                )
        shop.db.execute(
            "UPDATE returns AS r SET currency = o.currency FROM orders AS o WHERE o.id = r.order_id"
        )
        for step in ("product", "add_to_cart", "checkout", "order", "search", "search_empty"):
            for day in ("2026-03-02", "2026-08-14"):
                shop.traffic(day, step, chance.randint(1, 9))
                if step.startswith("search"):
                    shop.traffic(day, step, chance.randint(1, 9), subject=chance.choice("ab"))
        store(shop, tiles)
        ask_for_money(shop, chance)


def store(shop: ShopRows, tiles: list[UUID]) -> None:
    """Stock of different ages at two places, one variant of which is sold out, one without a cost."""
    bare = shop.variant("T-9", cost_minor=1)
    shop.db.execute("UPDATE variants SET cost_minor = NULL WHERE id = %s", (bare,))
    for tile, quantity, day, location in (
        (tiles[0], 40, "2025-02-03", "main"),
        (tiles[0], 5, "2026-05-03", "main"),
        (tiles[0], -12, "2026-05-09", "main"),
        (tiles[1], 9, "2026-03-01", "main"),
        (tiles[1], -7, "2026-03-04", "main"),
        (tiles[2], 6, "2026-06-01", "store"),
        (tiles[2], -6, "2026-07-01", "store"),
        (bare, 3, "2026-08-01", "store"),
    ):
        shop.move_stock(tile, quantity, at=f"{day}T10:00:00Z", location=location)


def ask_for_money(shop: ShopRows, chance: random.Random) -> None:
    """Attempts of payments, carts that were left, a campaign, gift cards."""
    orders = shop.db.execute(
        "SELECT id, placed_at, currency, status, customer_id FROM orders ORDER BY placed_at"
    ).fetchall()
    for number, (order, at, currency, status, _) in enumerate(orders):
        for state in ("declined", "captured") if number % 4 == 0 else ("captured",):
            shop.attempt(
                order,
                status="closed" if status == "payment_failed" else state,
                method=chance.choice(["card", "bizum"]),
                currency=currency,
                at=at,
            )
    tile = shop.variant("T-8")
    for number, (order, at, *_) in enumerate(orders):
        if number % 3 == 0:
            shop.cart(tile, order=order, at=at.isoformat())
    for day in ("2026-03-02", "2026-05-06", "2026-11-20"):
        shop.cart(tile, at=f"{day}T10:00:00Z")
    one = next(row for row in orders if row[4])
    shop.campaign(one[4], at=(one[1] - timedelta(days=2)).isoformat())
    card = shop.gift_card(orders[1][0], 5000)
    shop.credit(card, "spent", -1200, at="2026-04-02T10:00:00Z")
    shop.credit(card, "released", 200, at="2026-04-03T10:00:00Z")


class TestAMetric:
    def test_is_written_down_here_as_well(self) -> None:
        assert sorted(BY_HAND) == sorted(COUNTED)

    async def test_is_the_same_by_hand_in_total_and_by_whatever_it_can_be_looked_at(
        self, warehouse: Warehouse
    ) -> None:
        wrong, compared = [], 0
        for dimension in ("", *LABELS):
            groups = {"": warehouse.facts}
            if dimension:
                groups = grouped(warehouse.facts, LABELS[dimension])
            by = (dimension,) if dimension else ()
            for code in COUNTED:
                is_balance_by_time = code in STANDING and dimension in TIME | {"weekday"}
                if not is_possible(code, by) or is_balance_by_time:
                    continue
                found = await warehouse.ask(replace(ALL, metrics=(code,), by=by))
                scale = SCALES[FIGURES[code].unit]
                by_hand = {
                    key: scaled(BY_HAND[code](facts), scale) for key, facts in groups.items()
                }
                by_sql = {"".join(labels): value for labels, (value,) in found.items()}
                wrong += [
                    (code, key, by_sql.get(key), value)
                    for key, value in by_hand.items()
                    if (by_sql.get(key) or 0) != (value or 0)
                ]
                compared += len(by_sql)

        assert wrong == [], wrong[:12]
        assert compared > 500

    async def test_of_another_currency_is_another_sum(self, warehouse: Warehouse) -> None:
        euros = await warehouse.ask(replace(ALL, metrics=("total_sales", "orders")))
        dollars = await warehouse.ask(
            replace(ALL, metrics=("total_sales", "orders"), currency="USD")
        )
        both = await warehouse.ask(replace(ALL, metrics=("orders",), currency=None))

        (one,), (other,), (all_,) = euros.values(), dollars.values(), both.values()
        assert one[1] is not None
        assert other[1] is not None
        assert all_ == [one[1] + other[1]]

    async def test_keeps_what_is_asked_for(self, warehouse: Warehouse) -> None:
        spain = (Condition("country", ("ES",)), Condition("product", ("Tile T-1", "Tile T-2")))

        found = await warehouse.ask(replace(ALL, metrics=("net_sales",), where=spain))

        facts = warehouse.facts.where(
            lambda row: "geography" in row and row["geography"]["country"] == "ES"
            and "variant" in row and row["variant"]["product_name"] in {"Tile T-1", "Tile T-2"}
        )  # fmt: skip
        assert list(found.values()) == [[scaled(BY_HAND["net_sales"](facts), 1)]]


class TestTheRowsThatOneMaySee:
    WEB, FRANCE = (Condition("channel", ("web",)),), (Condition("country", ("FR",)),)

    @pytest.mark.parametrize("way", ["channel", "country", "location"])
    async def test_are_those_that_a_filter_keeps(self, warehouse: Warehouse, way: str) -> None:
        held = (Condition(way, ("web", "FR", "main")),)
        known = [code for code in COUNTED if is_possible(code, (way,))]

        for code in known:
            filtered = await warehouse.ask(replace(ALL, metrics=(code,), where=held))
            bound = await warehouse.ask(replace(ALL, metrics=(code,), within=(held,)))
            assert bound == filtered, code
        assert len(known) > 3

    async def test_of_two_roles_are_counted_once(self, warehouse: Warehouse) -> None:
        found = await warehouse.ask(
            replace(ALL, metrics=("net_sales",), within=(self.WEB, self.FRANCE))
        )

        facts = warehouse.facts.where(
            lambda row: "channel" in row and "geography" in row
            and (row["channel"]["channel"] == "web" or row["geography"]["country"] == "FR")
        )  # fmt: skip
        assert list(found.values()) == [[scaled(BY_HAND["net_sales"](facts), 1)]]

    async def test_are_all_orders_behind_a_figure(self, warehouse: Warehouse) -> None:
        asked = replace(ALL, metrics=("net_sales",), limit=100)
        async with warehouse.database.reading() as db:
            seen = await orders_behind(db, replace(asked, within=(self.WEB,)), offset=0)
            web = await orders_behind(db, replace(asked, where=self.WEB), offset=0)
            every = await orders_behind(db, asked, offset=0)

        assert seen == web
        assert 0 < len(seen) < len(every)


class TestTheRowsOfAnAnswer:
    async def test_share_rank_and_add_up(self, warehouse: Warehouse) -> None:
        asked = replace(
            ALL, metrics=("net_sales", "sales_share", "sales_rank"), by=("product",), limit=0
        )
        found = list((await warehouse.ask(asked)).values())

        amounts = [row[0] or 0 for row in found]
        total = sum(amounts)
        assert amounts == sorted(amounts, reverse=True)
        assert [row[1] for row in found] == [round(amount * 10_000 / total) for amount in amounts]
        assert [row[2] for row in found] == [1 + sum(b > a for b in amounts) for a in amounts]
        assert abs(sum(row[1] or 0 for row in found) - 10_000) <= len(found)

    async def test_add_up_to_the_total_along_time_and_across_it(self, warehouse: Warehouse) -> None:
        whole = await warehouse.ask(replace(ALL, metrics=("net_sales",)))
        for level in (
            "year",
            "quarter",
            "month",
            "week",
            "day",
            "weekday",
            "channel",
            "country",
            "product",
        ):
            parts = await warehouse.ask(replace(ALL, metrics=("net_sales",), by=(level,)))
            assert sum(row[0] or 0 for row in parts.values()) == whole[()][0], level
        by_month = await warehouse.ask(replace(ALL, metrics=("sales_to_date",), by=("month",)))
        by_both = await warehouse.ask(
            replace(ALL, metrics=("sales_to_date",), by=("month", "channel"))
        )

        assert list(by_month.values())[-1] == whole[()]
        ends = {labels[1]: row[0] or 0 for labels, row in by_both.items()}
        assert sum(ends.values()) == whole[()][0]

    async def test_are_the_first_of_more_and_say_how_many_there_are(
        self, warehouse: Warehouse
    ) -> None:
        async with warehouse.database.reading() as db:
            found = await figures(db, replace(ALL, metrics=("orders",), by=("day",), limit=2))
            behind = await orders_behind(
                db,
                replace(ALL, metrics=("net_sales",), where=(Condition("channel", ("web",)),)),
                offset=0,
            )
        web = await warehouse.ask(
            replace(ALL, metrics=("net_sales",), where=(Condition("channel", ("web",)),))
        )

        assert len(found) == 2
        assert found[0].groups > 2
        assert found[0].groups <= MAX_ROWS
        assert sum(one.value for one in behind) == web[()][0]


class TestWhatStandsThere:
    async def test_is_what_lies_there_at_the_end_of_each_period(self, warehouse: Warehouse) -> None:
        months = replace(
            ALL, metrics=("stock_units",), start=date(2026, 3, 1), end=date(2026, 8, 1)
        )

        by_month = await warehouse.ask(replace(months, by=("month",)))
        by_place = await warehouse.ask(replace(months, by=("month", "location")))
        by_product = await warehouse.ask(replace(months, by=("product",)))

        assert {key[0][5:7]: row for key, row in by_month.items()} == {
            "03": [42], "04": [42], "05": [35], "06": [41], "07": [35],
        }  # fmt: skip
        assert by_place["2026-06-01", "store"] == [6]
        assert by_product == {("Tile T-0",): [33], ("Tile T-1",): [2], ("Tile T-2",): [0]}

    async def test_is_owed_from_the_first_entry_on(self, warehouse: Warehouse) -> None:
        later = replace(ALL, metrics=("credit_owed", "credit_spent"), start=date(2026, 6, 1))

        assert list((await warehouse.ask(later)).values()) == [[4000, 0]]

    async def test_left_first_what_came_first(self, warehouse: Warehouse) -> None:
        found = await warehouse.ask(
            replace(
                ALL, metrics=("aged_units",), by=("product", "stock_age"), start=date(2024, 1, 1)
            )
        )

        assert found["Tile T-0", "366+"] == [28]
        assert found["Tile T-0", "181-365"] == [5]


class TestTheSourcesOfAMetric:
    @pytest.mark.parametrize("code", [one for one in FIGURES if is_of_several(one)])
    async def test_give_the_same_figure(self, warehouse: Warehouse, code: str) -> None:
        """Of each base metric in total: what Power BI computes of the widest is what the page shows."""
        of: Any = base_of(FIGURES[code])
        found = {}
        for source in sources_of(code):
            base = SOURCES[source].adds_up or source
            narrowed = replace(FIGURES[code], of=replace(of, at={base: of.at[base]}))
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(FIGURES, code, narrowed)
                alone(patch, source)
                found[source] = await warehouse.ask(replace(ALL, metrics=(code,)))

        assert len({str(one) for one in found.values()}) == 1, found

    @pytest.mark.parametrize("source", [one.code for one in SOURCES.values() if one.adds_up])
    async def test_are_added_up_by_whatever_an_aggregate_knows(
        self, warehouse: Warehouse, source: str
    ) -> None:
        """One and two dimensions, and the rows of one channel: as the table that it adds up says."""
        known = [code for code, one in DIMENSIONS.items() if can(SOURCES[source], one)]
        ways: list[tuple[str, ...]] = [(), *((one,) for one in known)]
        ways += list(itertools.combinations(known, 2))[::3]
        held: list[Rows] = [(), ((Condition("channel", ("web",)),),)]
        asked = [
            replace(ALL, metrics=(code,), by=by, start=date(2026, 2, 11), within=rows)
            for code, by in itertools.product(FIGURES, ways)
            for rows in held[: 1 + ("channel" in known)]
            if isinstance(FIGURES[code].of, BASES) and is_answered_by(source, code, by)
        ]

        with pytest.MonkeyPatch.context() as patch:
            alone(patch, source)
            summed = [known_of(await warehouse.ask(one)) for one in asked]
        with pytest.MonkeyPatch.context() as patch:
            alone(patch, SOURCES[source].adds_up)
            plain = [known_of(await warehouse.ask(one)) for one in asked]

        different = [one for one, a, b in zip(asked, summed, plain, strict=True) if a != b]
        assert different == []
        assert len(asked) > 1


class TestAQuestionThatTakesTooLong:
    async def test_is_refused_in_words(self, warehouse: Warehouse, built: str) -> None:
        """Here it waits for a table that somebody else has; in life it reads too many rows."""
        with psycopg.connect(built) as other:
            other.execute("LOCK TABLE dw.agg_daily_sales")
            async with warehouse.database.reading() as db:
                await db.execute("SET statement_timeout = 100")
                with pytest.raises(TooLong) as refused:
                    await figures(db, replace(ALL, metrics=("orders",)))
                await db.execute("RESET statement_timeout")

        assert refused.value.code == "report_too_long"
