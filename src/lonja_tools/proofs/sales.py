"""Proof: a sales history reaches the warehouse to the thousandth of a penny, explained to the line."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.shop import api as shop
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.own_server import own_server
from lonja_tools.proofs.sales_file import a_sales_file
from lonja_tools.proofs.sales_truth import PUBLISHED, PUBLISHED_ROWS, Month, Truth

IMPORT_SECONDS, IMPORT_MIB = 180, 500
ETL_SECONDS, ETL_MIB = 90, 100
SHOWN_LINES = 40
MILLI = 100_000  # thousandths of a penny in a pound


@dataclass(frozen=True, slots=True)
class Run:
    report: dict[str, Any]
    seconds: float
    mib: int


def prove(seed: int, file: Path | None = None, *, is_parquet: bool = False) -> Figures:
    """With a file, check its totals if known; without one, generate a small file."""
    with own_database() as env, tempfile.TemporaryDirectory(prefix="lonja-sales-") as folder:
        path, truth = (
            (file, None) if file else _generated(seed, Path(folder), is_parquet=is_parquet)
        )
        return _prove(path, truth, env, Path(folder))


def _generated(seed: int, folder: Path, *, is_parquet: bool) -> tuple[Path, Truth]:
    sales_file = a_sales_file(seed)
    months = {
        name: Month(gross, cancelled, net)
        for name, (gross, cancelled, net) in sales_file.monthly().items()
    }
    write = sales_file.write_parquet if is_parquet else sales_file.write_csv
    path = write(folder / ("sales.parquet" if is_parquet else "sales.csv"))
    return path, Truth(months, sales_file.overlap, sales_file.repeated)


def _prove(path: Path, truth: Truth | None, env: dict[str, str], folder: Path) -> Figures:
    busy = _busy()
    brought = _run(["import", "sales", str(path), "--json"], env, folder)
    if truth is None and brought.report["rows"] == PUBLISHED_ROWS:
        truth = PUBLISHED
    loaded = _run(["etl", "run", "--json"], env, folder)
    full = _run(["etl", "run", "--full", "--json"], env, folder)
    with psycopg.connect(env["LONJA_WAREHOUSE_URL"]) as warehouse:
        months = _months(warehouse)
        lines = _rounded_lines(warehouse)
    figures: Figures = {
        "file": path.name,
        "rows": brought.report["rows"],
        "rules": {one["fate"]: one["rows"] for one in brought.report["tallies"]},
        "import": f"{brought.seconds:.1f} s, {brought.mib} MiB",
        "full_etl": f"{full.seconds:.1f} s, {full.mib} MiB in the client (first run {loaded.seconds:.1f} s)",
    }
    _compare(months, lines, truth, figures)
    if truth is not None:
        _compare_rules(brought.report, truth)
    _again(path, env, folder, figures)
    if busy:
        figures["times"] = f"not judged: {busy}"
    else:
        must(brought.seconds <= IMPORT_SECONDS, "the import is quick", seconds=brought.seconds)
        must(full.seconds <= ETL_SECONDS, "a full ETL is quick", seconds=full.seconds)
    must(brought.mib <= IMPORT_MIB, "the import is small", mib=brought.mib)
    must(full.mib <= ETL_MIB, "the ETL is small", mib=full.mib)
    return figures


def _busy() -> str:
    """Why timings are meaningless now: the machine is overloaded by others."""
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    return f"load {load:.0f} on {processors} processors" if load > 2 * processors else ""


def _months(warehouse: psycopg.Connection) -> dict[str, tuple[Month, Decimal]]:
    """Month -> the warehouse's totals, and the effect of rounding on the net."""
    rows = warehouse.execute(
        "SELECT to_char(month_start, 'YYYY-MM'), sum(gross), sum(cancelled), sum(net), sum(rounded)"
        " FROM (SELECT date_key, list_minor AS gross, 0 AS cancelled, list_minor AS net,"
        "  rounding_milli AS rounded FROM dw.fact_order_line"
        "  UNION ALL SELECT date_key,"
        "  CASE WHEN kind = 'adjustment' AND amount_minor > 0 THEN amount_minor ELSE 0 END,"
        "  CASE WHEN kind = 'cancellation' THEN amount_minor ELSE 0 END, amount_minor,"
        "  rounding_milli FROM dw.fact_return_line) AS facts JOIN dw.dim_date USING (date_key)"
        " GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return {
        name: (Month(*(Decimal(int(one)) / 100 for one in money)), Decimal(int(rounded)) / MILLI)
        for name, *money, rounded in rows
    }


def _rounded_lines(warehouse: psycopg.Connection) -> list[tuple[Any, ...]]:
    """Every line whose total is no whole penny: order, code, units, exact, booked."""
    return warehouse.execute(
        "SELECT o.order_number, v.sku, f.quantity, (f.quantity * f.unit_milli)::text,"
        " f.list_minor::text, f.rounding_milli, to_char(o.placed_at, 'YYYY-MM')"
        " FROM dw.fact_order_line AS f JOIN dw.fact_order AS o USING (order_id)"
        " JOIN dw.dim_variant AS v USING (variant_key) WHERE f.rounding_milli <> 0"
        " UNION ALL SELECT return_number, v.sku, f.quantity, (f.quantity * f.unit_milli)::text,"
        " f.amount_minor::text, f.rounding_milli, to_char(d.day, 'YYYY-MM')"
        " FROM dw.fact_return_line AS f JOIN dw.dim_variant AS v USING (variant_key)"
        " JOIN dw.dim_date AS d USING (date_key) WHERE f.rounding_milli <> 0 ORDER BY 1, 2"
    ).fetchall()


def _compare(
    months: dict[str, tuple[Month, Decimal]],
    lines: list[tuple[Any, ...]],
    truth: Truth | None,
    figures: Figures,
) -> None:
    for name, (_, moved) in months.items():
        written = sum((Decimal(line[5]) for line in lines if line[6] == name), Decimal(0)) / MILLI
        must(written == moved, "the rounded lines are all of the difference", month=name)
    if truth is not None:
        must(months.keys() == truth.months.keys(), "the months are the file's", actual=list(months))
        for name, expected in truth.months.items():
            loaded, moved = months[name]
            must(
                loaded.net - expected.net == moved,
                "net is the file's, within the lines that were rounded",
                month=name, actual=loaded.net, expected=expected.net, rounding=moved,
            )  # fmt: skip
            both = (loaded.gross - expected.gross) + (loaded.cancelled - expected.cancelled)
            must(
                both == moved and loaded.adjusted == expected.adjusted,
                "gross and cancelled are the file's, within the lines that were rounded",
                month=name, actual=loaded, expected=expected, rounding=moved,
            )  # fmt: skip
    figures["compared_with"] = "the file's own totals" if truth else "itself only: totals unknown"
    figures["month"] = "gross, cancelled, net, of which rounding"
    for name, (month, moved) in months.items():
        figures[name] = (
            f"{month.gross:,.2f}, {month.cancelled:,.2f}, {month.net:,.2f}, {moved:+.5f}"
        )
    whole = sum((moved for _, moved in months.values()), Decimal(0))
    figures["rounding"] = f"{len(lines)} lines, {whole:+.5f} in all"
    figures["rounded_lines"] = [
        f"{order} {sku}: {units} units, exactly {Decimal(exact) / MILLI:.5f}, booked {Decimal(booked) / 100:.2f}"
        for order, sku, units, exact, booked, _, _ in lines[:SHOWN_LINES]
    ]


def _compare_rules(report: dict[str, Any], truth: Truth) -> None:
    by_rule = {one["fate"]: one["rows"] for one in report["tallies"]}
    must(sum(by_rule.values()) == report["rows"], "every row has one fate", rules=by_rule)
    must(
        by_rule["overlap"] == truth.overlap,
        "the overlap is dropped once",
        actual=by_rule["overlap"],
    )
    repeated = report["oddities"]["repeated_lines"]
    must(
        repeated <= truth.repeated,
        "lines that the till wrote twice are kept",
        actual=repeated,
        at_most=truth.repeated,
    )


def _again(path: Path, env: dict[str, str], folder: Path, figures: Figures) -> None:
    """The same file under another name and beside another row is still the same history."""
    same = _run(["import", "sales", str(path), "--json"], env, folder)
    must(same.report["repeated_file"], "the same file is not read again")
    nothing = _run(["etl", "run", "--json"], env, folder)
    must(nothing.report["changed_keys"] == 0, "a second run finds nothing", report=nothing.report)
    figures["second_run"] = f"nothing new; ETL {nothing.report['seconds']:.2f} s"


def _run(words: list[str], env: dict[str, str], folder: Path) -> Run:
    """Run one of our commands as a process, and measure its memory."""
    out, err = folder / "out", folder / "err"
    began = time.monotonic()
    with out.open("wb") as stdout, err.open("wb") as wrong:
        process = subprocess.Popen(
            [sys.executable, "-m", "lonja_tools.cli.main", *words],
            env=env,
            stdout=stdout,
            stderr=wrong,
        )
        process.wait()
    seconds = time.monotonic() - began
    tail = err.read_text(errors="replace")[-2000:]
    must(
        process.returncode == 0,
        f"{' '.join(words[:2])} succeeds",
        exit=process.returncode,
        said=tail,
    )
    answer = json.loads(out.read_text())
    return Run(answer, seconds, answer["peak_mib"])


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """A PostgreSQL of the proof's own, with the shop's schema and an empty warehouse."""
    with own_server() as server:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("LONJA_")}
        asyncio.run(_set_up(server.url("lonja")))
        yield plain | {
            "LONJA_DATABASE_URL": server.url("lonja"),
            "LONJA_WAREHOUSE_URL": server.url("lonja_warehouse"),
        }


async def _set_up(url: str) -> None:
    """A British shop: the file's days end at London's midnight, its prices are in pounds."""
    facts = shop.changed_by_name(
        shop.Shop(),
        {
            "name": "Gifts",
            "legal_name": "Gifts Ltd",
            "email": "post@gifts.example",
            "mail_name": "Gifts",
            "mail_address": "post@gifts.example",
            "address": {
                "line1": "1 High Street",
                "postal_code": "N1 9GU",
                "city": "London",
                "country": "GB",
            },
            "home_country": "GB",
            "time_zone": "Europe/London",
            "currencies": [{"code": "GBP", "country": "GB"}],
        },
    )
    database = Database(url, pool_size=1, application="lonja proof")
    try:
        async with database.transaction() as db:
            await shop.save(db, facts, actor="proof", now=clock.now())
    finally:
        await database.close()
