"""The model of a shop: right where theory knows the answer, and sane where it does not."""

import random
from dataclasses import replace

import pytest

from lonja_tools.simulation.engine import Clock, Cores, Process, Tokens
from lonja_tools.simulation.laptop import Laptop
from lonja_tools.simulation.page import PAGE
from lonja_tools.simulation.shop import ShopAtWork, Size
from lonja_tools.simulation.sizes import NoSizeError, answer, usd_per_month, walls
from lonja_tools.simulation.work import Work, measured, of_run

WORK = Work(
    web_s=0.024, post_part=0.4, database_s=0.022, functions_s=0.02, beside_s=0.01,
    kept_page_s=0.0001, new_page_s=0.006, new_page_database_s=0.0015, at="2026-11-30T02:47+00:00",
)  # fmt: skip
SMALL = Size(web_instances=2, web_cores=1, database_cores=2, pool=20)


class TestCores:
    @pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
    def test_make_people_wait_as_long_as_theory_says(self, load: float) -> None:
        """One core, work of one second each (M/D/1): the mean wait is load / (2 (1 - load))."""
        clock, dice, waits = Clock(), random.Random(7), list[float]()
        core = Cores(clock, 1)

        def arrivals() -> Process:
            while True:
                waits.append(core.done_at(1.0) - 1.0 - clock.now)
                yield clock.now + dice.expovariate(load)

        clock.start(arrivals())
        clock.run(100_000)

        assert sum(waits) / len(waits) == pytest.approx(load / (2 * (1 - load)), rel=0.1)
        assert core.load(100_000) == pytest.approx(load, rel=0.05)

    def test_that_do_other_work_are_slower_and_fuller(self) -> None:
        clock = Clock()
        half = Cores(clock, 1, speed=0.5)

        assert half.done_at(1.0) == 2.0
        assert half.load(4.0) == pytest.approx(0.75)


def test_who_finds_no_connection_waits_in_line() -> None:
    clock, done = Clock(), list[tuple[str, float]]()
    pool = Tokens(clock, 1)

    def reads(name: str) -> Process:
        yield pool
        yield clock.now + 1.0
        pool.give_back()
        done.append((name, clock.now))

    for name in "abc":
        clock.start(reads(name))
    clock.run(10)

    assert done == [("a", 1.0), ("b", 2.0), ("c", 3.0)]


class TestAShop:
    def test_places_and_confirms_what_comes_where_it_fits(self) -> None:
        outcome = ShopAtWork(SMALL, WORK, orders_per_second=5).run(60)

        assert outcome.placed_per_second == pytest.approx(5, rel=0.2)
        assert outcome.confirmed_per_second == pytest.approx(outcome.placed_per_second, rel=0.05)
        assert outcome.post_p50_s >= (WORK.web_s + WORK.web_database_s) * WORK.post_part

    def test_is_the_same_twice(self) -> None:
        once, again = (ShopAtWork(SMALL, WORK, orders_per_second=5).run(20) for _ in range(2))

        assert once == again

    def test_falls_behind_beyond_its_processors(self) -> None:
        full = next(wall for wall in walls(SMALL, WORK) if "storefront's p" in wall.what)
        outcome = ShopAtWork(
            replace(SMALL, database_cores=64), WORK, orders_per_second=full.orders_per_second * 1.3
        ).run(60)

        assert outcome.web_load > 0.99
        assert outcome.post_p99_s > 1.0

    def test_gets_more_functions_when_messages_wait(self) -> None:
        much = replace(WORK, functions_s=1.0)
        outcome = ShopAtWork(
            replace(SMALL, web_instances=10, database_cores=8), much, orders_per_second=20
        ).run(60)

        assert outcome.functions > 10


class TestASize:
    @pytest.mark.parametrize("rate", [0.5, 10, 100])
    def test_carries_what_it_is_chosen_for(self, rate: float) -> None:
        found = answer(rate, WORK)

        assert found.walls[0].orders_per_second > rate
        assert found.outcome.post_p99_s < 0.5

    def test_costs_more_for_more(self) -> None:
        costs = [answer(rate, WORK).usd_per_month or 0 for rate in (1, 100, 700)]

        assert costs == sorted(costs)
        assert 0 < costs[0] < costs[-1]

    def test_is_not_made_up_where_there_is_none(self) -> None:
        with pytest.raises(NoSizeError, match="more than a"):
            answer(9_000, WORK)

    def test_has_no_price_where_none_was_read(self) -> None:
        assert usd_per_month("P1v3", SMALL, region="nowhere") is None

    def test_is_held_back_by_the_mail_that_microsoft_allows(self) -> None:
        nearest = walls(SMALL, WORK, mails_per_minute=30)[0]

        assert (nearest.what, nearest.orders_per_second) == ("mail", 0.25)


class TestALaptop:
    def test_is_full_when_its_cores_are(self) -> None:
        """Messages may fall behind, requests are waited for."""
        run = Laptop(WORK, cores=2, workers=2, shoppers=16).run()

        whole = WORK.web_s + WORK.database_s + WORK.functions_s + WORK.beside_s
        assert 2 / whole * 0.9 < run.orders_per_second < 2 / (WORK.web_s + WORK.web_database_s)

    def test_is_slower_with_one_core(self) -> None:
        two, one = (Laptop(WORK, cores=n, workers=2, shoppers=16).run() for n in (2, 1))

        assert one.orders_per_second < two.orders_per_second * 0.6
        assert one.post_p50_ms > two.post_p50_ms


def test_work_is_read_from_a_run_of_the_bench() -> None:
    page = {"cpu_ms_per_request": {"front-office": 5.0, "postgres": -0.1}}
    order = {
        "front-office": 24,
        "functions-background": 20,
        "postgres": 22,
        "azurite": 6,
        "mail": 3,
    }
    spread = {"cpu_ms_per_order": order, "generator_cpu": 0.1, "seconds": 20, "placed": 500}
    work = of_run(
        {
            "at": "now",
            "scenarios": {
                "checkout": {
                    "spread": spread,
                    "alone": {"post_p50_ms": 30, "whole_p50_ms": 90},
                },
                "pages": {"product_cold": page, "product_warm": page},
            },
        }
    )

    assert (work.web_s, work.database_s, work.functions_s) == (0.024, 0.022, 0.02)
    assert work.post_part == pytest.approx(1 / 3)
    assert work.beside_s == pytest.approx(0.013)
    assert work.new_page_database_s == 0.0


def test_the_page_is_of_the_last_run_of_the_bench() -> None:
    assert f"Measured {measured().at}:" in PAGE.read_text()
