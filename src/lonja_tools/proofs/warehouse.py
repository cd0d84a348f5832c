"""Proof: whatever happens to a run of the ETL, the warehouse is what one run over everything makes.

After each drill the star as many runs have left it is compared with the one that is built again from
nothing: every row of every table, surrogate keys and all.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg
from psycopg import sql

from lonja.etl.records import Run, Settings
from lonja.etl.run import run
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.any_history import History
from lonja_tools.proofs.sales import own_database
from lonja_tools.proofs.star import star

ACTS: Final = 400
"""Things that happen in the shop before the first drill; a tenth of it before each of the others."""
WITHIN_S: Final = 60.0


def prove(seed: int) -> Figures:
    """On a PostgreSQL of its own."""
    with own_database() as env:
        settings = Settings(env["LONJA_DATABASE_URL"], env["LONJA_WAREHOUSE_URL"])
        return drill(settings, seed, acts=ACTS)


def drill(settings: Settings, seed: int, *, acts: int, kill_every: int = 1) -> Figures:
    """Every drill on these databases; `kill_every` kills at each so-and-so-many-th step only."""
    on = Drill(settings, History.begun(settings.shop_url, seed))
    try:
        on.live(acts)
        must(on.run().state == "done", "the first run is done")
        _killed(on, max(1, acts // 100), kill_every)
        _two_at_once(on, acts // 10)
        _late_refund(on)
        _another_time_zone(on, acts // 10)
        _restored(on, acts // 10)
        _moved_clock(on, acts // 10)
    finally:
        on.history.shop.db.close()
    return on.figures


@dataclass(slots=True)
class Drill:
    settings: Settings
    history: History
    figures: Figures = field(default_factory=dict)

    def live(self, acts: int) -> None:
        for _ in range(acts):
            self.history.step()

    def run(self, *, full: bool = False) -> Run:
        """One that is not turned away: a server notices the end of a killed run a moment late."""
        ends_at = time.monotonic() + WITHIN_S
        while True:
            found = run(self.settings, full=full)
            must(not found.differences, "no run differs from the shop", found=found.differences)
            if found.state != "busy" or time.monotonic() > ends_at:
                return found
            time.sleep(0.05)

    def check(self, name: str, **facts: object) -> None:
        """The star as it is, and as it is when all of it is built again."""
        before = star(self.settings)
        again = self.run(full=True)
        after = star(self.settings)
        wrong = [table for table in before if before[table] != after[table]]
        must(
            again.state == "done" and not wrong,
            f"{name}: as built again, row for row",
            tables=wrong,
        )
        self.figures[name] = {"rows": sum(map(len, after.values())), "differing": 0, **facts}


def _killed(on: Drill, acts: int, kill_every: int) -> None:
    """SIGKILL at each step: nothing has changed, or, once the transaction is through, everything."""
    names, number = [], 1
    before = star(on.settings)
    on.live(acts)
    with _dying(on.settings) as die_at:
        while name := die_at(number):
            names.append(name)
            is_through = name == "committed"
            now = star(on.settings)
            must(is_through or now == before, "a killed run has changed nothing", step=name)
            after = on.run()
            must(after.state == "done", "the run after it is done", step=name, state=after.state)
            before = star(on.settings)
            on.live(acts)
            number += kill_every
    must(len(names) > 2, "runs were killed", steps=names)
    on.run()
    on.check("killed", kills=len(names), of_it_after_the_commit=names.count("committed"))


@contextmanager
def _dying(settings: Settings) -> Iterator[Callable[[int], str]]:
    """Run up to the step of this number and die there; its name, or nothing where there is none."""
    command = [
        *(sys.executable, "-m", "lonja_tools.proofs.dying_runs"),
        *(settings.shop_url, settings.warehouse_url),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as runs:
        assert runs.stdin is not None
        assert runs.stdout is not None
        asked, answers = runs.stdin, runs.stdout

        def die_at(number: int) -> str:
            asked.write(f"{number}\n")
            asked.flush()
            return answers.readline().strip()

        yield die_at
        asked.close()


def _two_at_once(on: Drill, acts: int) -> None:
    """The second is turned away and changes nothing; the first goes on to its end."""
    on.live(acts)
    is_at_work, may_go_on = threading.Event(), threading.Event()
    first: list[Run] = []

    def wait(name: str) -> None:
        if name == "reconciled":
            is_at_work.set()
            must(may_go_on.wait(WITHIN_S), "the second run is answered")

    worker = threading.Thread(target=lambda: first.append(run(on.settings, step=wait)))
    worker.start()
    try:
        must(is_at_work.wait(WITHIN_S), "the first run is at work")
        second = run(on.settings)
    finally:
        may_go_on.set()
        worker.join(WITHIN_S)
    must(second.state == "busy", "the second run is turned away", state=second.state)
    must([one.state for one in first] == ["done"], "the first run is done", runs=first)
    on.check("two_at_once", turned_away=1)


def _late_refund(on: Drill) -> None:
    """A refund of today for a sale of a month that is over, and one that is dated into that month."""
    shop = on.history.shop
    variant = shop.variant("LATE")
    order = shop.order(variant, at="2025-01-10T10:00:00Z", quantities=(4,))
    on.run()
    closed = _month(on, "2025-01-01")
    now = datetime.now(UTC)
    shop.give_back(order, variant, at=now.isoformat(), units=1, unit_minor=1250)
    on.run()
    must(_month(on, "2025-01-01") == closed, "a refund of today leaves the closed month as it was")
    shop.give_back(order, variant, at="2025-01-31T22:59:59Z", units=1, unit_minor=1250)
    on.run()
    must(
        _month(on, "2025-01-01") == closed - 1250,
        "a refund that is dated into it is in it",
        before=closed, now=_month(on, "2025-01-01"),
    )  # fmt: skip
    on.check("late_refund", closed_month_minor=closed - 1250)


def _month(on: Drill, start: str) -> int:
    """Net sales of one month, in minor units of euros."""
    with psycopg.connect(on.settings.warehouse_url) as db:
        row = db.execute(
            "SELECT coalesce(sum(net_sales_minor), 0)::bigint FROM dw.agg_daily_sales"
            " JOIN dw.dim_date USING (date_key) JOIN dw.dim_currency USING (currency_key)"
            " WHERE month_start = %s AND currency = 'EUR'",
            (start,),
        ).fetchone()
    assert row is not None
    return int(row[0])


def _moved_clock(on: Drill, acts: int) -> None:
    """The shop's clock goes a year ahead and comes back: what is read is told by transactions.

    Where a price changes below rows that are dated ahead of it, all is built anew.
    """
    history, begun_anew = on.history, 0
    for days in (366, -366, 0):
        history.clock = timedelta(days=days)
        on.live(acts)
        found = on.run()
        must(found.state == "done", "a moved clock stops no run", why=found.reason)
        begun_anew += found.mode == "full"
    on.check("moved_clock", days="366, -366, 0", begun_anew=begun_anew)


def _another_time_zone(on: Drill, acts: int) -> None:
    """The shop's days end elsewhere: they are all built again; a server's own zone changes nothing."""
    on.live(acts)
    for url in (on.settings.shop_url, on.settings.warehouse_url):
        _administer(url, "ALTER DATABASE {} SET timezone = 'Asia/Tokyo'", _name(url))
    must(on.run().mode == "incremental", "the zone of a server is nobody's")
    on.check("zone_of_the_server", zone="Asia/Tokyo")
    on.history.zone = "Pacific/Auckland"
    on.history.rate()
    found = on.run()
    must(found.mode == "full", "other days are built anew", why=found.reason)
    on.live(acts)
    must(on.run().mode == "incremental", "and go on from there")
    on.check("another_time_zone", zone="Pacific/Auckland")


def _restored(on: Drill, acts: int) -> None:
    """The shop is restored to a day that the warehouse is past, under its own name."""
    name, copy = _name(on.settings.shop_url), f"{_name(on.settings.shop_url)}_copy"
    on.run()
    with on.history.away(on.settings.shop_url):
        _administer(on.settings.shop_url, "CREATE DATABASE {1} TEMPLATE {0}", name, copy)
    on.live(acts)
    must(on.run().mode == "incremental", "the warehouse goes on")
    with on.history.away(on.settings.shop_url):
        _administer(on.settings.shop_url, "DROP DATABASE {0} WITH (FORCE)", name)
        _administer(on.settings.shop_url, "ALTER DATABASE {1} RENAME TO {0}", name, copy)
    on.history.forget()
    found = on.run()
    must(found.mode == "full", "a restored shop is read again", why=found.reason)
    on.live(acts)
    must(on.run().mode == "incremental", "and is followed from there")
    on.check("restored", why=found.reason)


def _administer(url: str, statement: str, *names: str) -> None:
    address, mark, options = url.partition("?")
    server = f"{address.rpartition('/')[0]}/postgres{mark}{options}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
