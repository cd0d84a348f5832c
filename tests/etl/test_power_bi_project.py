"""`powerbi/` is what the definitions make, and fits the warehouse that the schema makes."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.support.power_bi_checks import faults

from lonja.etl import warehouse
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.power_bi.project import differing, project_files

POWERBI = Path(__file__).parents[2] / "powerbi"


@pytest.fixture(scope="module")
def columns(postgres: Postgres) -> dict[str, dict[str, str]]:
    postgres.ask('CREATE DATABASE "star_only"')
    with psycopg.connect(postgres.url("star_only"), autocommit=True) as db:
        warehouse.apply_schema(db)
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in db.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'dw'"
        ):
            found.setdefault(table, {})[column] = kind
    postgres.ask('DROP DATABASE "star_only"')
    return found


def test_what_is_committed_is_what_is_generated() -> None:
    assert differing(POWERBI) == [], "run: uv run python -m lonja_tools.power_bi.project"


def test_it_has_no_fault(columns: dict[str, dict[str, str]]) -> None:
    assert faults(project_files(), columns) == []


def _in(name: str, old: str, new: str) -> Callable[[dict[str, str]], None]:
    def plant(files: dict[str, str]) -> None:
        (path,) = [path for path in files if path.endswith(name)]
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)

    return plant


PAGE, VISUAL = "pages/sales/page.json", "pages/sales/visuals/net_sales_by_day/visual.json"
TABLE = "tables/fact_order_line.tmdl"


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (
            _in(PAGE, '"displayName": "Sales over time",', ""),
            "'displayName' is a required property",
        ),
        (_in(VISUAL, '"Property": "day"', '"Property": "dya"'), "dim_date.dya is not in the model"),
        (_in(VISUAL, '"Net sales"', '"Net sails"'), "Net sails is not in the model"),
        (_in("pages.json", '"sales"', '"selas"'), "there is no page 'selas'"),
        (_in("definition.pbir", "../Sales.S", "../Other.S"), "there is no model at ../Other"),
        (_in(TABLE, "\t\tdataType", "    dataType"), "indented with blanks"),
        (_in(TABLE, "dataType: int64", "dataType: decimol"), "no such type 'decimol'"),
        (_in(TABLE, "HASONEVALUE(", "HASONEVALUE"), "brackets do not match"),
        (_in(TABLE, "[net_minor]", "[net_sails]"), "fact_order_line[net_sails]"),
        (
            _in(TABLE, "column quantity", "column quantiyt"),
            "fact_order_line.quantiyt is int64 in the model",
        ),
        (_in("Bound.tmdl", "dim_channel[channel]", "dim_channel[chanel]"), "dim_channel[chanel]"),
        (
            _in("Bound.tmdl", "tablePermission fact_order ", "tablePermission fact_odrer "),
            "fact_order has no rule",
        ),
        (_in("relationships.tmdl", "toColumn: dim_date", "toColumn: dim_day"), "names dim_day"),
    ],
)
def test_a_planted_fault_is_found(
    columns: dict[str, dict[str, str]], plant: Callable[[dict[str, str]], None], expected: str
) -> None:
    files = project_files()
    plant(files)

    found = faults(files, columns)

    assert any(expected in fault for fault in found), found
