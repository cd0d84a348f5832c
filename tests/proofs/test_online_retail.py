"""Models over two years of a real shop: Online Retail II, where the file is.

Chen, D. *Online Retail II* [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C5CG6D, CC BY 4.0.
Set `LONJA_ONLINE_RETAIL` to the file as Parquet, both sheets joined. It takes minutes.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lonja.adapters.statistical_methods import ESTIMATED
from lonja.etl import forecasts as making
from lonja.etl.warehouse import RUN_LOCK
from lonja.forecasts.api import SIMPLE
from lonja.insights import api as insights
from lonja.kernel.db import Database
from lonja_tools.proofs.sales import own_database

FILE = Path(os.environ.get("LONJA_ONLINE_RETAIL", ""))

pytestmark = [
    pytest.mark.proof,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        not FILE.is_file(), reason="LONJA_ONLINE_RETAIL names no file of Online Retail II"
    ),
]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[psycopg.Connection]:
    """The star of the whole file, every model run over it, and the forecast."""
    with own_database() as env:
        for words in (["import", "sales", str(FILE)], ["etl", "run"]):
            command = [sys.executable, "-m", "lonja_tools.cli.main", *words, "--json"]
            subprocess.run(command, env=env, check=True, capture_output=True)
        asyncio.run(_run_models(env))
        with psycopg.connect(env["LONJA_WAREHOUSE_URL"], autocommit=True) as db:
            yield db


async def _run_models(env: Mapping[str, str]) -> None:
    warehouse = Database(env["LONJA_WAREHOUSE_URL"], pool_size=2)
    shop = Database(env["LONJA_DATABASE_URL"], pool_size=2)
    try:
        for model in insights.MODELS:
            # Classes of all its weeks, as the figures below were counted.
            whole = replace(model, parameters={"weeks": 106})
            asked = whole if model.code == "item_class" else model
            async with warehouse.transaction() as db:
                begun = await insights.begin(db, asked)
            assert begun is not None
            async with warehouse.transaction() as db:
                assert await insights.build(db, begun, lock=RUN_LOCK)
        assert await making.make(warehouse, shop, (*SIMPLE, *ESTIMATED), is_asked=True)
    finally:
        await warehouse.close()
        await shop.close()


def say(**figures: Any) -> None:
    sys.stdout.write(json.dumps(figures, default=str) + "\n")


def test_cohorts_are_those_that_others_count(warehouse: psycopg.Connection) -> None:
    found: dict[int, int] = dict(
        warehouse.execute(
            "SELECT months, customers FROM insights.cohort_month WHERE cohort = '2009-12-01'"
            " AND months < 2"
        ).fetchall()
    )

    say(december_2009=found)
    assert found == {0: pytest.approx(951, rel=0.02), 1: pytest.approx(333, rel=0.03)}


def test_classes_are_those_that_others_count(warehouse: psycopg.Connection) -> None:
    found: dict[str, int] = dict(
        warehouse.execute("SELECT abc, count(*) FROM insights.item_class GROUP BY abc").fetchall()
    )

    say(classes=found)
    assert found == {
        "A": pytest.approx(1_040, rel=0.05),
        "B": pytest.approx(1_281, rel=0.05),
        "C": pytest.approx(2_557, rel=0.05),
    }


def test_the_forecast_is_better_than_last_week_and_its_intervals_hold(
    warehouse: psycopg.Connection,
) -> None:
    kinds = warehouse.execute(
        "SELECT kind, count(*), (sum(error_units) / nullif(sum(test_units), 0))::float8,"
        " (sum(naive_error_units) / nullif(sum(test_units), 0))::float8, avg(mase)::float8,"
        " (sum(within)::float8 / nullif(sum(judged), 0)) FROM insights.forecast_series"
        " WHERE level = 'sku' GROUP BY kind ORDER BY kind"
    ).fetchall()
    [(facts, seconds)] = warehouse.execute(
        "SELECT facts, extract(epoch FROM made_at - started_at)::float8"
        " FROM insights.forecast_run WHERE state = 'done'"
    ).fetchall()

    for kind, series, wape, naive, mase, coverage in kinds:
        say(kind=kind, series=series, wape=wape, naive=naive, mase=mase, coverage=coverage)
    say(all=facts, seconds=seconds)
    assert sum(series for _, series, *_ in kinds) == 1_000
    assert facts["wape"] < 0.85 * facts["naive_wape"]
    assert facts["coverage"] == pytest.approx(0.8, abs=0.07)
